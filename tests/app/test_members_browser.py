"""成员 in a real browser: a roster with slips is looked at, decided about, and applied; days are corrected; statements leave."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import expect

from companion.people.members import Member
from companion.peopledesk.entering import mark_of
from tests.app.browsing import DESK, PHONE, Visits, fits
from tests.app.running import HOSTILE, TODAY
from tests.parts import MONDAY


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


def test_a_last_day_is_corrected_and_what_was_done_leaves_as_statements(visits: Visits) -> None:
    people = visits.app.study.people
    people.add("admin", Member("leaver", HOSTILE, "甲", joined=MONDAY))
    here = people.member("admin", "leaver")
    people.edit("admin", mark_of(here), replace(here, active=False))
    desk = visits.login("admin", DESK)
    desk.get_by_role("link", name="成员").first.click()
    place = desk.locator("#place-members")
    place.locator("tr", has_text="leaver").locator(".who-button").click()
    place.locator("summary", has_text="更正加入、离开日期").click()
    place.get_by_label("离开日期").fill(str(TODAY + dt.timedelta(days=1)))
    place.get_by_label("理由").fill(f"早已调离{HOSTILE}")
    place.get_by_role("button", name="改日期").click()
    expect(place.locator(".one-member [role=alert]:visible", has_text="还没有到")).to_be_visible()
    place.get_by_label("离开日期").fill(str(MONDAY))
    place.get_by_role("button", name="改日期").click()
    expect(place.locator(".leave-trail li").first).to_contain_text(f"离开日期 {TODAY} → {MONDAY} 理由：早已调离{HOSTILE}")
    assert people.member("admin", "leaver").left == MONDAY
    place.locator("summary", has_text="导出 xAPI 语句").click()
    assert fits(desk)
    with desk.expect_download() as sent:
        place.locator("form[action='/statements']").get_by_role("button", name="导出").click()
    assert isinstance(json.loads(Path(sent.value.path()).read_text("utf-8")), list)
