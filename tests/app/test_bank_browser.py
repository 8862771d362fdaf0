"""题库 in a real browser: reviewed by keyboard beside the page, and a member's doubt settled with a corrected key."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.app.browsing import DESK, PHONE, Visits, fits


@pytest.fixture
def bank(visits: Visits) -> Iterator[Page]:
    page = visits.login("secretary", DESK)
    page.get_by_role("link", name="题库").click()
    expect(page.locator(".bank-item.now")).to_have_count(1)
    yield page


def count(page: Page, state: str) -> int:
    return int(page.locator(".bank-state", has_text=state).locator("b").inner_text())


def test_items_are_reviewed_by_keyboard(bank: Page) -> None:
    items = bank.locator(".bank-item")
    drafts, approved = count(bank, "待审"), count(bank, "已通过")
    second, third = (items.nth(n).get_attribute("data-id") for n in (1, 2))
    bank.keyboard.press("j")
    bank.keyboard.press("p")
    expect(bank.locator("#page mark")).to_be_visible()
    bank.keyboard.press("ArrowDown")
    expect(items.nth(2)).to_have_class("bank-item now")
    bank.keyboard.press("k")
    bank.keyboard.press("a")
    expect(bank.locator(".bank-done")).to_contain_text("已通过 1 题")
    assert (count(bank, "待审"), count(bank, "已通过")) == (drafts - 1, approved + 1)
    expect(bank.locator(".bank-item.now")).to_have_attribute("data-id", third or "")  # the next one is in hand
    expect(bank.locator("#place-bank [aria-busy]")).to_have_count(0)
    for key in "xjx":
        bank.keyboard.press(key)
    expect(bank.locator(".bank-many .count")).to_have_text("已选 2 题")
    bank.keyboard.press("r")
    bank.keyboard.type("jax")  # in a field the keys are letters
    expect(bank.locator(".reason-head")).to_have_text("停用 2 题")
    bank.keyboard.press("Enter")
    expect(bank.locator(".bank-done")).to_contain_text("已停用 2 题")
    bank.locator(".bank-state", has_text="已停用").click()
    expect(bank.locator(".bank-trail").first).to_contain_text("jax")
    bank.locator(".bank-state", has_text="已通过").click()
    expect(bank.locator(f'.bank-item[data-id="{second}"]')).to_be_visible()


def test_an_edit_is_checked_by_the_gate_before_it_is_saved(bank: Page) -> None:
    bank.locator("#bank-filter [name=kind]").select_option("single_choice")
    bank.get_by_role("button", name="查看").click()
    expect(bank.locator(".bank-item .kind", has_text="判断")).to_have_count(0)
    expect(bank.locator(".bank-item.now")).to_have_count(1)
    bank.keyboard.press("e")
    form = bank.locator(".bank-form")
    form.locator("[name=stem]").fill("<b>几次</b>（　）")
    form.get_by_role("button", name="保存并通过").click()
    expect(form.locator(".warned")).to_contain_text("题干太短或太长")
    expect(form.locator("[name=stem]")).to_have_value("<b>几次</b>（　）")
    form.locator("[name=option-0]").fill("")
    form.locator("[name=option-1]").fill("")
    form.locator("[name=option-2]").fill("")
    form.locator("[name=option-3]").fill("")
    form.get_by_role("button", name="仍然保存").click()
    expect(form.locator(".notice")).to_contain_text("选项")
    bank.locator(".bank-form").get_by_role("button", name="取消").click()
    expect(bank.locator(".bank-form")).to_have_count(0)


def test_a_doubt_is_raised_on_a_phone_and_settled_at_the_desk(bank: Page, visits: Visits) -> None:
    member = visits.login("colleague")
    member.locator("button[data-step=answer]").first.click()
    for _ in range(2):  # the blanks are asked about once
        member.locator("form.quiz").evaluate("form => form.requestSubmit()")
    flag = member.locator(".flag").first
    flag.locator("summary").click()
    flag.locator("textarea").fill("答案像是错的。")
    flag.get_by_role("button", name="提交").click()
    expect(member.locator(".flag-told").first).to_contain_text("等书记答复")
    assert fits(member)
    bank.bring_to_front()
    bank.locator(".bank-state", has_text="有疑问").click()
    expect(bank.locator(".flagged")).to_contain_text("答案像是错的。")
    bank.locator(".settle textarea").fill("核对过，原文如此。")
    bank.get_by_role("button", name="不采纳").click()
    expect(bank.locator(".bank-done")).to_contain_text("已答复")
    member.bring_to_front()
    member.reload()
    member.locator("button[data-step=answer]").first.click()
    expect(member.locator(".flag-told").first).to_contain_text("核对过，原文如此。")


def test_the_place_fits_a_phone(visits: Visits) -> None:
    page = visits.login("secretary", PHONE)
    page.get_by_role("link", name="概况").click()
    page.locator("#place-overview .subnav a", has_text="题库").click()
    page.locator(".bank-item .stem").nth(1).click()
    expect(page.locator(".bank-item").nth(1)).to_have_class("bank-item now")
    assert fits(page)
