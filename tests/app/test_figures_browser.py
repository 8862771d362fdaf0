"""试题统计 and the files of 题库 in a real browser: seen on a desk and on a phone, and a file taken in."""

import pytest
from playwright.sync_api import expect

from tests.app.browsing import DESK, PHONE, Visits, fits


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_statistics_are_seen(visits: Visits, size: tuple[int, int]) -> None:
    page = visits.login("secretary", size)
    if size == PHONE:
        page.get_by_role("link", name="概况").first.click()
    page.get_by_role("link", name="试题统计").filter(visible=True).click()
    expect(page.get_by_role("heading", name="试题统计")).to_be_visible()
    expect(page.locator("#place-figures :is(.figures, .empty)")).to_be_visible()
    assert fits(page)


def test_a_file_is_taken_in_and_its_items_wait_to_be_looked_at(visits: Visits) -> None:
    page = visits.login("secretary", DESK)
    page.get_by_role("link", name="题库").click()
    page.locator("summary", has_text="导入与导出").click()
    page.get_by_role("button", name="导入").click()
    expect(page.locator(".take-in .notice")).to_have_text("请先选一个文件。")
    data = "浏览器里导入的题，学校在哪一年成立？{=1950年 ~1951年}\n\n坏题{".encode("gb18030")
    page.locator(".take-in input[type=file]").set_input_files({"name": "题.txt", "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="导入").click()
    expect(page.locator(".taken")).to_contain_text("收进 1 道")
    expect(page.locator(".taken")).to_contain_text("第 3 行")
    page.get_by_role("button", name="看待审的试题").click()
    expect(page.locator(".taken p")).to_have_count(0)  # drawn anew
    page.locator("#bank-filter [name=words]").fill("浏览器里导入的题")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".bank-item")).to_have_count(1)
    expect(page.locator(".bank-item")).to_contain_text("外部试题，无出处")
