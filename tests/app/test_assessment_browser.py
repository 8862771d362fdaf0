"""考核 in a real browser: dates and rules previewed and confirmed, the semester closed and verified, and a member's own points."""

import datetime as dt
import re

from playwright.sync_api import expect

from tests.app.browsing import DESK, Visits, fits, go
from tests.app.running import HOSTILE
from tests.parts import MONDAY


def test_rules_are_previewed_then_a_semester_is_closed_and_a_member_sees_every_point(visits: Visits) -> None:
    desk = visits.login("secretary", DESK)
    desk.get_by_role("link", name="考核").click()
    place = desk.locator("#place-assessment")
    form = place.locator("form[data-act=preview_rules]")
    form.get_by_label("学期名称").fill("三月")
    form.get_by_label("学期从").fill(str(MONDAY))
    form.get_by_label("学期到").fill(str(MONDAY + dt.timedelta(days=4)))
    form.get_by_label("学习（分）").fill("50")
    form.get_by_role("button", name="预览变化").click()
    expect(form.locator(".notice")).to_contain_text("合计 110 分")  # beside its cause, and nothing typed is lost
    form.get_by_label("掌握（分）").fill("20")
    form.get_by_role("button", name="预览变化").click()
    seen = place.locator(".preview")
    expect(seen.get_by_role("heading")).to_be_focused()
    expect(seen).to_contain_text("学习（分） 40 → 50")
    seen.get_by_label("理由").fill(f"开学{HOSTILE}")
    seen.get_by_role("button", name="确认生效").click()
    expect(place.locator(".leave-done")).to_be_focused()
    expect(place.locator(".leave-trail li").first).to_contain_text(f"开学{HOSTILE}")
    expect(place.locator(".scores")).to_contain_text("满分 50")

    place.get_by_role("button", name="预览封存").click()
    place.locator(".preview").get_by_label("理由").fill("学期结束")
    place.get_by_role("button", name="确认封存").click()
    expect(place.locator(".digest")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    place.get_by_role("button", name="核对").click()
    expect(place.locator(".verified")).to_contain_text("与封存时的摘要一致")
    expect(place.locator(".verified")).to_contain_text("结果相同")
    place.locator("summary", has_text="记一条更正").click()
    form = place.locator("form[data-act=correct_score]")
    form.locator("[name=member]").select_option("colleague")
    form.get_by_label("更正后的分数").fill("101")
    form.get_by_label("理由").fill("漏记")
    form.get_by_role("button", name="记下更正").click()
    expect(form.locator(".notice")).to_contain_text("0 到 100")
    form.get_by_label("更正后的分数").fill("88.5")
    form.get_by_role("button", name="记下更正").click()
    expect(place.locator(".scores")).to_contain_text("更正为 88.50")

    phone = visits.login("colleague")
    go(phone, "我的")
    phone.get_by_role("link", name="每一分从哪里来").click()
    expect(phone.locator("#place-score .score-total")).to_have_text("88.50 分，已封存")
    expect(phone.get_by_text("50 分平均分在本学期你应完成的 5 天上")).to_be_visible()
    assert fits(phone)
    phone.locator("#place-score").get_by_role("link", name="返回我的").click()
    expect(phone.get_by_role("heading", name="顾北")).to_be_visible()
