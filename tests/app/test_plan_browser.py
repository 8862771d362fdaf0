"""计划 in a real browser: made, changed, refused and taken back on a desk, read on a member's phone."""

import datetime as dt
from pathlib import Path

from playwright.sync_api import expect

from tests.app.browsing import DESK, Visits, fits, go
from tests.app.running import HOSTILE, TODAY
from tests.parts import MONDAY


def test_a_plan_is_made_proposed_changed_and_read(visits: Visits, tmp_path: Path) -> None:
    desk = visits.login("secretary", DESK)
    go(desk, "计划")
    place = desk.locator("#place-plan")
    place.get_by_label("名称").first.fill(f"春季{HOSTILE}")
    place.get_by_label("从", exact=True).fill(str(MONDAY))
    place.get_by_label("到", exact=True).fill(str(MONDAY + dt.timedelta(days=60)))
    place.get_by_role("button", name="建立计划").click()
    expect(place.locator(".leave-done")).to_be_focused()

    place.locator("summary", has_text="从材料生成建议").click()
    place.get_by_role("button", name="生成建议").click()
    expect(place.get_by_text("建议（还没有采用）")).to_be_visible()
    place.locator(".plan-draft .plan-daily summary").first.click()
    expect(place.locator(".plan-draft .plan-daily time").first).to_have_text(f"{TODAY.month}月{TODAY.day}日")
    place.locator(".plan-draft [name=name0]").fill("先读这个")
    place.get_by_role("button", name="采用", exact=True).click()
    expect(place.locator(".plan-unit h3").first).to_have_text("先读这个")

    place.get_by_role("button", name="加一个单元").click()
    form = place.locator("form[data-act=set_unit]")
    form.get_by_label("单元名称").fill("走访")
    form.get_by_label("从", exact=True).fill(str(TODAY))
    form.get_by_label("到", exact=True).fill(str(TODAY + dt.timedelta(days=3)))
    form.get_by_role("button", name="保存").click()
    expect(form.locator(".notice")).to_contain_text("重叠")  # and says which; nothing typed is lost
    expect(form.locator(".notice")).to_contain_text("先读这个")
    form.locator("[name=kind]").select_option("project")
    form.locator("[name=group]").select_option("一组")
    form.get_by_role("button", name="保存").click()
    expect(place.locator(".plan-kind.project")).to_be_visible()

    place.locator("summary", has_text="定休息日").click()
    place.locator("form[data-act=set_days]").last.get_by_label("名称").fill(f"校庆{HOSTILE}")
    place.get_by_role("button", name="定下").click()
    expect(place.locator(".plan-offs")).to_contain_text(f"校庆{HOSTILE}")
    place.locator("summary", has_text="改动").click()
    place.locator(".leave-trail form[data-act=restore_plan] button").first.click()
    expect(place.get_by_text("没有另定的休息日")).to_be_visible()

    file = tmp_path / "计划.csv"
    file.write_text("类别,名称\n目标,课程建设\n目标,学生成长\n", encoding="utf-8")
    place.locator("summary", has_text="用表格导出和导入").click()
    place.locator(".plan-take [type=file]").set_input_files(file)
    place.get_by_role("button", name="读进来看看").click()
    expect(place.get_by_text("采用后会改变的")).to_be_visible()
    place.get_by_role("button", name="采用", exact=True).click()
    expect(place.locator(".plan-goals li")).to_have_count(2)
    assert fits(desk)

    phone = visits.login("member")
    phone.locator(".day-unit").click()
    shown = phone.locator("#place-plan")
    expect(shown.locator(".plan-unit h3").first).to_have_text("先读这个")
    expect(shown.get_by_role("button", name="修改")).to_have_count(0)
    assert fits(phone)
    shown.locator("summary", has_text="交成果").click()
    shown.get_by_label("成果").fill(f"提纲{HOSTILE}")
    shown.get_by_role("button", name="交上去").click()
    expect(shown.locator(".leave-trail")).to_contain_text(f"提纲{HOSTILE}")
    go(phone, "心得")
    phone.locator("#place-reflections .subnav a", has_text="践行").click()
    phone.get_by_role("button", name="课程建设").click()
    expect(phone.locator("#place-deeds form[data-act=log_practice] [name=goal]")).to_have_value("课程建设")
