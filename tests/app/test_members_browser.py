"""成员 in a real browser: a roster with slips is looked at, decided about, and applied."""

from pathlib import Path

from playwright.sync_api import expect

from tests.app import test_browser
from tests.app.running import HOSTILE
from tests.app.test_browser import DESK, PHONE, Visits, fits

browser, app, visits = test_browser.browser, test_browser.app, test_browser.visits
pytestmark = test_browser.pytestmark


def test_a_roster_with_slips_is_previewed_decided_about_and_applied(visits: Visits, tmp_path: Path) -> None:
    known = {member.username: member for member in visits.app.study.members("admin", "甲")}
    file = tmp_path / "名册.csv"
    file.write_bytes(f"账号,姓名,党小组\nmembre,{known['member'].name},\nnewcomer,{HOSTILE},新组\ncolleague,,新组\nbad name,乙,\n".encode("gb18030"))
    desk = visits.login("secretary", DESK)
    desk.get_by_role("link", name="成员").first.click()
    place = desk.locator("#place-members")
    place.locator("summary", has_text="由名册导入").click()
    place.locator(".roster-in input[type=file]").set_input_files(file)
    place.get_by_role("button", name="看看会改什么").click()
    shown = place.locator(".roster-plan")
    expect(shown).to_contain_text(HOSTILE)
    expect(shown).to_contain_text("第 5 行")
    expect(shown).to_contain_text("名册里没有")
    shown.get_by_role("button", name="照此执行").click()  # the browser asks for the choice first
    expect(place.locator(".leave-done")).to_have_count(0)
    shown.get_by_label("同一个人").check()
    shown.locator("[name='gone:late']").check()
    shown.get_by_role("button", name="照此执行").click()
    expect(place.locator(".leave-done")).to_contain_text("新增 1，更改 2")
    expect(place.locator("#one-time")).to_have_value(f"newcomer\t{HOSTILE}\t" + place.locator("#one-time").input_value()[-14:])
    expect(place.locator(".leave-trail li").first).to_contain_text("新账号")
    now = {member.username: member for member in visits.app.study.members("admin", "甲")}
    assert (now["late"].active, now["colleague"].group, "membre" in now) == (False, "新组", False)

    phone = visits.login("secretary", PHONE)
    expect(phone.locator(".places")).to_be_visible()
    phone.evaluate("location.hash = 'members'")
    place = phone.locator("#place-members")
    place.locator(".who-button", has_text=known["late"].name).click()
    place.get_by_label("状态").select_option("在用")
    place.get_by_role("button", name="保存").click()
    expect(place.locator(".leave-done")).to_contain_text("已保存")
    assert fits(phone)
