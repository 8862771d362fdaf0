"""完成情况 and 报表 in a real browser: the table put in order, a report seen, printed and taken along."""

import io

import docx
import openpyxl
import pytest
from playwright.sync_api import expect

from tests.app.browsing import DESK, PHONE, Visits, fits


def test_the_table_is_put_in_order_and_its_address_kept(visits: Visits) -> None:
    page = visits.login("secretary", DESK)
    page.get_by_role("link", name="完成情况").click()
    table = page.locator("#place-branch table.heat")
    expect(table.locator("tbody tr")).not_to_have_count(0)
    head = table.locator("th", has_text="按时")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#sort-on_time")).to_be_focused()
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.locator("#place-branch [name=state]").select_option("missed")
    page.locator("#place-branch").get_by_role("button", name="查看").click()
    expect(page.locator("#place-branch [name=state]")).to_have_value("missed")
    assert "sort=on_time" in page.url and "state=missed" in page.url
    assert fits(page)
    sent_on = page.context.new_page()
    sent_on.goto(page.url)
    expect(sent_on.locator("#place-branch th", has_text="按时")).to_have_attribute("aria-sort", "ascending")
    expect(sent_on.locator("#place-branch [name=state]")).to_have_value("missed")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_report_is_seen_printed_and_taken_along(visits: Visits, size: tuple[int, int]) -> None:
    page = visits.login("secretary", size)
    if size == PHONE:
        page.get_by_role("link", name="概况").first.click()
    page.get_by_role("link", name="报表").filter(visible=True).click()
    paper = page.locator("#place-reports .paper")
    expect(paper).to_contain_text("一周日课学习情况通报")
    expect(paper).to_contain_text("尚未完成")
    assert fits(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="打印页").click()
    printed = opened.value
    expect(printed.get_by_role("button", name="打印")).to_be_visible()
    printed.emulate_media(media="print")
    expect(printed.get_by_role("button", name="打印")).to_be_hidden()
    expect(printed.locator(".paper")).to_contain_text("各党小组")
    assert printed.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word 文档").click()
    assert "一周日课学习情况通报" in docx.Document(taken.value.path()).paragraphs[0].text
    with page.expect_download() as taken:
        page.get_by_role("link", name="xlsx 表格").click()
    assert "各党小组" in openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes())).sheetnames
