"""A member's whole day on a phone, in a real browser: read, answer, reflect, act, share; and what a closed tab leaves."""

import datetime as dt
import re

from playwright.sync_api import expect

from companion.records.events import EventKind
from tests.app.browsing import DESK, Visits, fits, go, reply_to
from tests.app.running import HOSTILE, TODAY, Running

WRITTEN = f"试着让学生自己提问{HOSTILE}"


def test_a_whole_day_on_a_phone(visits: Visits, app: Running) -> None:
    page = visits.login("member")
    presses = 0
    page.locator("#step-read .source").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="读完了，去答题").click()
    items = page.locator("#step-answer fieldset")
    expect(items.first).to_be_visible()
    for n in range(items.count()):
        reply_to(page, items.nth(n))
        presses += 2
        if n + 1 < items.count():
            page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="交卷").click()
    page.get_by_role("button", name="先写心得").click()
    expect(page.locator("#step-think .cycle [aria-current]")).to_have_count(1)
    expect(page.get_by_text(re.compile("岗位想一想："))).to_be_visible()

    page.get_by_label("我的心得").fill(WRITTEN)
    expect(page.get_by_text("草稿已存，只有自己看得到")).to_be_visible()
    page.close()  # the tab is closed, and the day gone on with elsewhere
    desk = visits.login("member", DESK)
    go(desk, "今日")
    expect(desk.get_by_label("我的心得")).to_have_value(WRITTEN)
    expect(desk.get_by_text("这是上次没写完的草稿")).to_be_visible()
    desk.close()

    page = visits.login("member")
    page.get_by_role("button", name="交给书记").click()
    expect(page.get_by_role("heading", name="今天的日课完成了")).to_be_visible()
    expect(page.get_by_text("书记看得到用时偏短")).to_be_visible()
    expect(page.get_by_text("下一课：")).to_be_visible()
    assert fits(page)
    page.locator(".onward").get_by_role("button", name="分享到支部").click()
    expect(page.locator(".onward").get_by_text("已分享到支部").first).to_be_visible()
    page.get_by_role("link", name="记一件践行").click()
    expect(page.get_by_label("哪一天")).to_have_value(str(TODAY))
    page.get_by_label("做了什么").first.fill("课上试了一次")
    page.get_by_role("button", name="交给书记").first.click()
    go(page, "今日")
    expect(page.get_by_text("这一天记了 1 件")).to_be_attached()
    presses += 7
    assert presses <= 20
    with app.client("member") as client:
        assert app.study.day("member").draft == "" and client
    assert len(app.database.ledger.events(member="member", kinds={EventKind.SOURCE_OPENED})) == 1


def test_one_s_own_month_leads_to_its_days_and_three_questions_are_answered(visits: Visits, app: Running) -> None:
    page = visits.login("colleague")
    go(page, "我的")
    yesterday = TODAY - dt.timedelta(days=1)
    page.locator(f'.month a[href="#today/{yesterday}"]').click()
    expect(page.get_by_text("完成后记为补做")).to_be_visible()
    go(page, "我的")
    expect(page.locator(".month-turn button").first).to_be_disabled()  # the branch began this month
    expect(page.locator("#place-mine[aria-busy=true], #place-mine [aria-busy=true]")).to_have_count(0)
    page.get_by_text("填一填").click()
    page.get_by_label("岗位").select_option("counsellor")
    page.locator(".themes .theme").first.click()
    page.get_by_label(re.compile("最近工作中关心的事")).fill(f"谈心、{HOSTILE[:8]}")
    page.get_by_role("button", name="保存").press("Enter")
    expect(page.get_by_text("已记下，从下一份新的日课起用上")).to_be_visible()
    assert fits(page)
    kept = app.study.needs.mine("colleague")
    assert kept is not None and kept.post == "counsellor" and len(kept.themes) == 1
