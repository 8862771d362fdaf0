"""做 and 晒 in a real browser: a practice is logged and shared on a phone, and encouraged and commented on at a desk."""

import io

from PIL import Image
from playwright.sync_api import expect

from tests.app.browsing import DESK, Visits, fits, go
from tests.app.running import HOSTILE


def test_a_practice_is_shared_encouraged_and_taken_back(visits: Visits) -> None:
    page = visits.login("late")
    go(page, "心得")
    page.get_by_role("link", name="践行").click()
    page.get_by_label("做了什么").first.fill(f"带学生核对了原始数据{HOSTILE}")
    page.get_by_label("小时").first.fill("1.5")
    page.get_by_label("对应学校规划").first.fill("课程建设")
    page.get_by_role("button", name="分享到支部").first.click()
    expect(page.get_by_text("已分享到支部")).to_be_visible()
    expect(page.get_by_label("做了什么").first).to_have_value("")
    photo = io.BytesIO()
    Image.new("RGB", (300, 200), "#2f6f4a").save(photo, "JPEG")
    adding = page.locator("[data-attach]").first
    adding.set_input_files({"name": "合影.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
    expect(page.get_by_role("img", name="照片：合影.jpg")).to_be_visible()
    adding.set_input_files({"name": "页面.html", "mimeType": "text/html", "buffer": b"<html>"})
    expect(page.get_by_text("只能附照片")).to_be_visible()
    visits.complaints = [text for text in visits.complaints if "400" not in text]  # that one was meant
    assert fits(page)

    reader = visits.login("colleague", DESK)
    go(reader, "心得")
    reader.get_by_role("link", name="分享").click()
    card = reader.locator(".posting", has_text="核对了原始数据")
    expect(card.get_by_text("目标：课程建设")).to_be_visible()
    shown = card.get_by_role("img", name="照片：合影.jpg")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    card.get_by_role("button", name="鼓励").click()
    expect(card.get_by_text("1 份鼓励")).to_be_visible()
    card.get_by_text("写评论").click()
    card.get_by_label("评论").fill(f"下次一起{HOSTILE}")
    card.get_by_role("button", name="发表").click()
    expect(card.get_by_text("下次一起")).to_be_visible()
    expect(card).to_be_focused()
    expect(reader.locator(".places a.near")).to_have_text("心得")
    assert fits(reader)

    page.get_by_role("link", name="分享", exact=True).click()
    expect(page.get_by_text("下次一起")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="收回，只给自己看").click()
    expect(page.locator(".posting")).to_have_count(0)
    reader.get_by_role("link", name="分享", exact=True).click()
    expect(reader.locator(".posting")).to_have_count(0)
