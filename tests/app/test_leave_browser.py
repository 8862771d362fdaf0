"""请假与补做 in a real browser: given on a desk, seen on a member's phone, taken back on a phone."""

import datetime as dt

from playwright.sync_api import expect

from tests.app.browsing import DESK, PHONE, Visits, fits, go
from tests.app.running import HOSTILE, TODAY
from tests.parts import MONDAY


def test_days_are_excused_seen_and_taken_back(visits: Visits) -> None:
    desk = visits.login("secretary", DESK)
    go(desk, "完成情况")
    section = desk.locator("#place-branch .leave")
    section.locator("summary", has_text="免几天").click()
    form = section.locator("form[data-act=excuse_days]")
    form.locator("[name=member]").select_option("colleague")
    form.get_by_label("从", exact=True).fill(str(TODAY))
    form.get_by_label("到", exact=True).fill(str(MONDAY))
    form.get_by_label("理由").fill(f"住院{HOSTILE}")
    form.get_by_role("button", name="记为免").click()
    expect(form.locator(".notice")).to_contain_text("先后换过来")  # beside its cause, and nothing typed is lost
    expect(form.get_by_label("理由")).to_have_value(f"住院{HOSTILE}")
    form.get_by_label("到", exact=True).fill(str(TODAY + dt.timedelta(days=2)))
    form.get_by_role("button", name="记为免").click()
    expect(section.locator(".leave-done")).to_be_focused()
    expect(section.locator(".leave-trail li").first).to_contain_text(f"住院{HOSTILE}")
    expect(desk.locator(".days text.excused")).to_have_text("–")
    section.locator("summary", has_text="准予补做").click()
    form = section.locator("form[data-act=allow_make_up]")
    form.locator("[name=member]").select_option("colleague")
    form.get_by_label("哪一天").fill(str(MONDAY))
    form.get_by_label("理由").fill("出差刚回来")
    form.get_by_role("button", name="准予").click()
    expect(section.locator(".leave-trail li").first).to_contain_text("准予补做")
    expect(section.locator(".leave-trail li").first).to_contain_text("之前 缺 1 天，之后 可补做 1 天")

    phone = visits.login("colleague")
    go(phone, "我的")
    expect(phone.get_by_text("免（病假）")).to_be_visible()
    expect(phone.get_by_text(HOSTILE)).to_be_visible()
    assert fits(phone)
    phone.get_by_role("link", name="补做 3月2日").click()
    expect(phone.get_by_role("navigation", name="今天的四步")).to_be_visible()

    hand = visits.login("secretary", PHONE)
    go(hand, "概况")
    hand.locator("#place-overview .subnav a", has_text="完成情况").click()
    row = hand.locator(".leave-trail li", has_text="住院").first
    row.locator("summary", has_text="收回").click()
    row.get_by_label("理由").fill("提前销假")
    row.get_by_role("button", name="确定收回").click()
    expect(hand.locator(".leave-trail li").first).to_contain_text("提前销假")
    assert fits(hand)
