"""What is typed, and where one is, while answers are on their way or come late: held back here, so that it happens for certain."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from companion.records.deeds import Deed, Whom
from companion.reflections.reflections import Visibility
from tests.app.browsing import DESK, PHONE, Visits, go
from tests.app.running import TODAY

ASKED = "谈心谈话记录由谁保存？"


class Held:
    """Requests of a page that wait until they are let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.waiting: list[Route] = []
        self.closed = False

    def __enter__(self) -> "Held":
        self.page.route("**/gradio_api/queue/join*", lambda route: route.continue_() if self.closed else self.waiting.append(route))
        return self

    def until(self, count: int) -> None:
        while len(self.waiting) < count:
            self.page.wait_for_timeout(10)

    def let_go(self, n: int = 0) -> None:
        self.waiting.pop(n).continue_()

    def __exit__(self, *_: object) -> None:
        self.closed = True
        while self.waiting:
            self.let_go()
        self.page.unroute("**/gradio_api/queue/join*")


def during(page: Page, press: Callable[[], None], meanwhile: Callable[[], None]) -> None:
    """Do something between a press and its answer."""
    with Held(page) as held:
        press()
        held.until(1)
        meanwhile()


def test_what_is_typed_for_one_stays_with_that_one(visits: Visits) -> None:
    for n, member in enumerate(("member", "colleague", "late")):
        deed = Deed(f"第{n}件", Whom.COLLEAGUES, visibility=Visibility.SECRETARY)
        visits.app.study.sharing.log_practice(member, TODAY - dt.timedelta(days=n), deed)
    page = visits.login("secretary", DESK)
    go(page, "收到的心得")
    cards = {n: page.locator("#place-handed article", has_text=f"第{n}件") for n in range(3)}
    for n in (0, 2):
        cards[n].locator("summary", has_text="写评语").click()
    cards[0].get_by_label("评语").fill("给第0件")
    cards[2].get_by_label("评语").fill("给第2件")
    box = cards[2].get_by_label("评语")
    during(page, lambda: cards[0].get_by_role("button", name="发给作者").click(), lambda: box.press_sequentially("，还没写完"))
    expect(page.locator("#place-handed .leave-done")).to_contain_text("评语已写下")  # what is read goes to the end of the list
    expect(cards[0].locator(".feedback")).to_contain_text("给第0件")
    expect(cards[1].get_by_label("评语")).to_have_value("")
    expect(cards[2].get_by_label("评语")).to_have_value("给第2件，还没写完")
    expect(box).to_be_focused()
    page.keyboard.type("。")
    expect(box).to_have_value("给第2件，还没写完。")


def test_a_form_that_was_taken_is_empty_for_the_next(visits: Visits) -> None:
    page = visits.login("member")
    go(page, "心得")
    page.get_by_role("link", name="践行").click()
    form = page.locator("#place-deeds form[data-act=log_practice]")
    form.get_by_label("做了什么").fill("听了一节课")
    form.get_by_label("小时").fill("1.5")
    form.get_by_label("对应学校规划").fill("课程建设")
    press = form.get_by_role("button", name="交给书记").click

    def leave() -> None:
        go(page, "我的")
        page.evaluate("window.scrollTo(0, 50)")

    during(page, press, leave)  # it is on its way while another place is seen
    expect(page.get_by_role("heading", name="我的日课")).to_be_visible()
    go(page, "心得")
    page.get_by_role("link", name="践行").click()
    expect(page.locator("#place-deeds article", has_text="听了一节课")).to_have_count(1)
    for label, value in (("做了什么", ""), ("小时", ""), ("对应学校规划", "")):
        expect(form.get_by_label(label)).to_have_value(value)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_next_question_is_typed_while_one_is_on_its_way(visits: Visits, size: tuple[int, int]) -> None:
    page = visits.login("member", size)
    go(page, "问答")
    box = page.get_by_label("你的问题")
    box.fill(ASKED)
    during(page, lambda: box.press("Enter"), lambda: box.press_sequentially("那第二条"))
    expect(page.locator("blockquote").first).to_contain_text("学院办公室")  # the first answer takes the lead's place
    expect(box).to_have_value("那第二条")
    expect(box).to_be_focused()
    page.keyboard.type("呢")
    expect(box).to_have_value("那第二条呢")
    during(page, page.get_by_role("button", name="有帮助", exact=True).last.click, lambda: box.press("Enter"))  # what is asked waits for the rating
    expect(page.get_by_text("第二条是怎么规定的")).to_be_visible()
    expect(page.locator("[data-rate=helpful]").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".turn:not(.pending)")).to_have_count(2)


def test_a_question_outlives_a_walk_to_another_place(visits: Visits) -> None:
    page = visits.login("member", DESK)
    go(page, "问答")
    box = page.get_by_label("你的问题")
    box.fill(ASKED)
    with Held(page) as held:
        box.press("Enter")
        held.until(1)
        for place in ("我的", "问答"):
            go(page, place)
            held.until(2)
            held.let_go(1)
        expect(page.locator("#place-ask .pending")).to_be_visible()
        expect(page.get_by_role("button", name="发送")).to_be_hidden()
    expect(page.locator("blockquote").first).to_contain_text("学院办公室")
    expect(page.locator("#place-ask .pending")).to_be_hidden()


def test_a_question_that_fails_comes_back_before_what_was_typed_since(visits: Visits) -> None:
    page = visits.login("member", DESK)
    go(page, "问答")
    box = page.get_by_label("你的问题")
    box.fill(ASKED)
    page.route("**/gradio_api/queue/join*", lambda route: (box.press_sequentially("然后"), route.abort()))
    box.press("Enter")
    expect(box).to_have_value(f"{ASKED}\n然后")
    page.unroute("**/gradio_api/queue/join*")
    visits.complaints = [text for text in visits.complaints if "ERR_FAILED" not in text and "Connection" not in text and "fetch" not in text]  # that was meant


def test_a_view_that_comes_late_does_not_undo_a_newer_one(visits: Visits) -> None:
    page = visits.login("colleague")
    go(page, "心得")
    page.get_by_role("link", name="践行").click()
    form = page.locator("#place-deeds form[data-act=log_practice]")
    form.get_by_label("做了什么").fill("晚到的一次")
    with Held(page) as held:
        page.get_by_role("link", name="践行").click()  # opened anew
        held.until(1)
        form.get_by_role("button", name="交给书记").click()
        held.until(2)
        held.let_go(1)
        expect(page.locator("#place-deeds article", has_text="晚到的一次")).to_have_count(1)
        held.let_go()
        held.until(1)  # what was overtaken is asked again
    expect(page.locator("#place-deeds article", has_text="晚到的一次")).to_have_count(1)
    expect(page.locator("#place-deeds[aria-busy]")).to_have_count(0)


def test_the_page_seen_is_the_one_asked_for_last(visits: Visits) -> None:
    page = visits.login("member", DESK)
    go(page, "材料")
    first, second = (page.get_by_role("button", name=name).first for name in ("《谈心谈话工作办法》", "《教师读书会章程》"))
    first.wait_for()
    with Held(page) as held:
        first.dispatch_event("click")
        held.until(1)
        second.dispatch_event("click")
        held.until(2)
        held.let_go(1)
        expect(page.get_by_role("dialog", name="原文")).to_contain_text("读书会每两周活动一次")
        held.let_go()
        held.until(1)
    expect(page.get_by_role("dialog", name="原文")).to_contain_text("读书会每两周活动一次")


def test_what_is_selected_in_the_bank_stays_with_its_items(visits: Visits) -> None:
    page = visits.login("secretary", DESK)
    page.get_by_role("link", name="题库").click()
    items = page.locator(".bank-item")
    expect(page.locator(".bank-item.now")).to_have_count(1)
    kept = items.nth(3).get_attribute("data-id")
    for n in (1, 3):
        items.nth(n).get_by_role("checkbox", name="选择这道题").check()
    items.nth(0).get_by_role("button", name="通过").click()
    expect(page.locator(".bank-done")).to_contain_text("已通过 1 题")
    expect(page.locator(f'.bank-item[data-id="{kept}"] .pick input')).to_be_checked()
    expect(page.locator(".bank-item .pick input:checked")).to_have_count(2)
    expect(page.locator(".bank-many .count")).to_have_text("已选 2 题")
    page.get_by_role("button", name="通过").last.click()
