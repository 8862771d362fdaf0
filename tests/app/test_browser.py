"""A member's day, a question with its page, and a secretary's table, in a real browser; an error in its console fails."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from companion.quizzes.items import Item, Kind
from companion.records.events import Event, EventKind
from companion.texts.documents import Citation
from tests.app.browsing import DESK, PHONE, Visits, fits, go, reply_to
from tests.app.running import HOSTILE
from tests.engines.pdf_files import page_of, pdf


def test_a_member_s_day_from_login_to_done(visits: Visits) -> None:
    page = visits.login("member")
    expect(page.get_by_role("navigation", name="今天的四步")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="读完了，去答题").click()
    items = page.get_by_role("group", include_hidden=True).and_(page.locator("fieldset"))
    for n in range(items.count()):
        item = items.nth(n)
        expect(item).to_be_visible()  # on a phone one at a time
        assert sum(other.is_visible() for other in items.all()) == 1
        reply_to(page, item)
        if n + 1 < items.count():
            page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_role("heading", name=re.compile("答对 . 题"))).to_be_visible()
    expect(page.get_by_text("不正确").first).to_be_visible()
    page.get_by_role("button", name=re.compile("《.*》")).locator("visible=true").first.click()  # where the text says it
    expect(page.get_by_role("dialog", name="原文").locator("mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="去写心得").click()
    page.get_by_label("我的心得").fill(f"第一行{HOSTILE}\n第二行")
    page.get_by_role("button", name="交给书记").click()
    expect(page.get_by_role("heading", name="今天的日课完成了")).to_be_visible()
    expect(page.get_by_text("记为按时")).to_be_visible()
    go(page, "心得")
    expect(page.get_by_role("paragraph").filter(has_text=f"第一行{HOSTILE}")).to_be_visible()
    go(page, "我的")
    expect(page.get_by_role("heading", name="我的日课")).to_be_visible()
    page.get_by_role("link", name=re.compile("补做")).first.click()
    expect(page.get_by_text("完成后记为补做")).to_be_visible()
    assert fits(page)


def test_a_draft_outlives_a_walk_to_another_place_and_a_reload(visits: Visits) -> None:
    page = visits.login("colleague")
    page.get_by_role("button", name="思").click()
    page.get_by_label("我的心得").fill("还没写完的一句")
    go(page, "我的")
    expect(page.get_by_role("heading", name="账号")).to_be_visible()
    go(page, "今日")
    page.get_by_role("button", name="思").click()
    expect(page.get_by_label("我的心得")).to_have_value("还没写完的一句")
    page.reload()
    page.get_by_role("button", name="思").click()
    expect(page.get_by_label("我的心得")).to_have_value("还没写完的一句")
    left = ("AbortError", "Connection errored out")  # the draft may be on its way when the page is left
    visits.complaints = [text for text in visits.complaints if not any(one in text for one in left)]


def test_a_quiz_goes_on_where_it_was_left_on_another_device(visits: Visits) -> None:
    page = visits.login("secretary", PHONE)
    page.get_by_role("button", name="读完了，去答题").click()
    items = page.locator("form.quiz:visible fieldset.item")
    reply_to(page, items.first)
    expect(page.get_by_text("已保存")).to_be_visible()
    given = items.first.locator("input").evaluate_all("inputs => inputs.map(one => one.type === 'text' ? one.value : one.checked)")
    elsewhere = visits.login("secretary", DESK)
    go(elsewhere, "今日")
    elsewhere.get_by_role("button", name="读完了，去答题").click()
    form = elsewhere.locator("form.quiz:visible")
    expect(form.locator(".dot.full")).to_have_count(1)
    there = form.locator("fieldset.item").first.locator("input")
    assert there.evaluate_all("inputs => inputs.map(one => one.type === 'text' ? one.value : one.checked)") == given


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_practice_takes_steps_in_their_order_and_shows_what_was_missed(visits: Visits, size: tuple[int, int]) -> None:
    steps = ("申请", "谈话", "公示")
    citation = Citation("谈心谈话办法.md", "谈心谈话工作办法", "", 1, 1, "第四条 谈心谈话应当做好记录")
    item = Item("排", Kind.ORDERING, "三步的先后是怎样的？", ("公示", "申请", "谈话"), steps, "先申请。", citation)
    payload = {"topic": "", "mode": "due", "items": [item.to_json()]}
    at = visits.app.at
    visits.app.database.ledger.append(Event(EventKind.DRILL_SET, "甲", "colleague", at.date(), at, payload))
    page = visits.login("colleague", size)
    go(page, "复习")
    page.get_by_role("button", name="继续练习").click()
    for step in ("公示", "谈话"):
        page.get_by_role("checkbox", name=step).focus()
        page.keyboard.press("Space")
    page.get_by_role("checkbox", name="公示").press("Space")  # taken back: the rest moves up
    expect(page.get_by_role("checkbox", name="谈话 第 1 步")).to_be_checked()
    for step in ("申请", "公示"):
        page.get_by_text(step, exact=True).click()
    page.get_by_role("button", name="看结果").click()
    expect(page.get_by_text("部分正确")).to_be_visible()  # one pair of three the wrong way round
    expect(page.get_by_text("你排在第 2")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="看成绩").click()
    expect(page.get_by_role("heading", name="答对 0 题，共 1 题")).to_be_visible()
    page.get_by_role("button", name="回到复习").click()
    page.get_by_role("button", name="闯关：开始").click()
    expect(page.get_by_text("还可以错 3 题")).to_be_visible()
    assert fits(page)


def test_two_tabs_mark_the_quiz_once(visits: Visits) -> None:
    page = visits.login("late", DESK)
    expect(page.get_by_role("navigation", name="今天的四步")).to_be_visible()
    second = page.context.new_page()
    second.goto(visits.app.address)
    for tab in (page, second):
        tab.get_by_role("button", name="读完了，去答题").click()
    for tab in (page, second):
        tab.get_by_role("button", name="交卷").click()  # the first press names the blank item
        expect(tab.get_by_text("还没有作答")).to_be_visible()
        tab.get_by_role("button", name="交卷").click()
        expect(tab.get_by_role("heading", name=re.compile("答对 . 题"))).to_be_visible()
    expect(second.get_by_role("alert").filter(visible=True)).not_to_be_empty()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_question_is_answered_with_its_page(visits: Visits, size: tuple[int, int]) -> None:
    page = visits.login("member", size)
    go(page, "问答")
    box = page.get_by_label("你的问题")
    box.fill(" ")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("请先写下问题")).to_be_visible()
    box.fill("谈" * 600)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("问题有 600 字")).to_be_visible()
    expect(box).to_have_value("谈" * 600)  # nothing is lost
    box.fill("谈心谈话记录由谁保存？保存期限是几年？")
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").first).to_contain_text("3年")
    page.get_by_role("button", name=re.compile("^出处 1")).click()
    dialog = page.get_by_role("dialog", name="原文")
    expect(dialog.locator("mark").first).to_be_in_viewport()
    expect(dialog.locator("mark").last).to_contain_text("3年")
    page.go_back()  # one press back
    expect(dialog).to_be_hidden()
    box.fill("zzz qqq 火星上的天气")
    page.keyboard.press("Enter")
    expect(page.get_by_text("材料中没有找到依据")).to_be_visible()
    box.fill("出两道关于读书会的题")
    page.keyboard.press("Enter")
    expect(page.get_by_text("不计入每日答题")).to_be_visible()
    page.get_by_role("button", name="看答案").or_(page.get_by_role("button", name="下一题")).locator("visible=true").first.click()
    assert fits(page)


def ask(page: Page, question: str) -> None:
    page.get_by_label("你的问题").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn:not(.pending)").last.locator(".asked")).to_contain_text(question)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_follow_up_says_what_it_was_taken_for_and_an_answer_can_be_rated(visits: Visits, size: tuple[int, int]) -> None:
    page = visits.login("member", size)
    go(page, "问答")
    ask(page, "教师每学期要和学生谈心谈话几次？")
    ask(page, "那第二条呢")
    expect(page.get_by_text("按“《谈心谈话工作办法》第二条是怎么规定的？”查找")).to_be_visible()
    page.get_by_role("button", name="复制").last.click()
    expect(page.get_by_text("已复制")).to_be_visible()
    box = page.get_by_label("你的问题")
    box.focus()
    page.keyboard.press("ControlOrMeta+v")
    expect(box).to_have_value(re.compile("一对一的交流.*\n——《谈心谈话工作办法》第一章 总则 第二条"))
    page.get_by_role("button", name="没帮助").last.click()
    page.get_by_role("button", name="附上问题").click()
    expect(page.get_by_text("问题已附上")).to_be_visible()
    page.get_by_role("button", name="有帮助").last.click()
    expect(page.get_by_role("button", name="有帮助").last).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="没帮助").last).to_have_attribute("aria-pressed", "false")
    assert fits(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_chat_can_be_kept_to_chosen_texts(visits: Visits, size: tuple[int, int]) -> None:
    page = visits.login("member", size)
    go(page, "问答")
    page.get_by_role("button", name="全部材料").click()
    dialog = page.get_by_role("dialog", name="只在选定的材料里问")
    dialog.get_by_label("按题名查找").fill("章程")
    expect(dialog.get_by_text("谈心谈话工作办法").first).to_be_hidden()
    dialog.get_by_role("checkbox", name="教师读书会章程", exact=True).check()
    dialog.get_by_role("button", name="只查这 1 份").click()
    expect(dialog).to_be_hidden()
    ask(page, "教师每学期要和学生谈心谈话几次？")
    expect(page.get_by_text("选定的 1 份材料中没有找到依据")).to_be_visible()
    go(page, "我的")
    go(page, "问答")
    expect(page.get_by_role("button", name="不再只查《教师读书会章程》")).to_be_visible()
    page.get_by_role("button", name="查全部材料").last.click()
    expect(page.locator("blockquote").last).to_contain_text("不少于2次")
    expect(page.get_by_role("button", name="全部材料", exact=True)).to_be_visible()
    assert fits(page)


def test_a_hostile_title_stays_text(visits: Visits) -> None:
    page = visits.login("member", DESK)
    go(page, "问答")
    page.get_by_label("你的问题").fill("考勤员每月几日前把考勤表交到人事处？")
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").first).to_contain_text("考勤员")
    page.get_by_role("button", name=re.compile("考勤规定")).first.click()
    expect(page.get_by_role("dialog", name="原文").get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_secretary_sends_texts_which_answer_with_their_printed_page(
    visits: Visits, size: tuple[int, int], tmp_path: Path
) -> None:
    duty, printed = f"值班人员每晚{size[0]}点巡楼一次", f"阅览室{size[0]}座席须提前一天预约。"
    with zipfile.ZipFile(tmp_path / "材料包.zip", "w") as archive:
        archive.writestr(f"值班{size[0]}.txt", f"第一条 {duty}。\n")
        archive.writestr(f"阅览室{size[0]}.pdf", pdf([page_of("阅览室管理办法"), page_of(f"第二条 {printed}")]))
        archive.writestr("照片.png", b"x")
    page = visits.login("secretary", size)
    page.get_by_role("link", name="材料").locator("visible=true").click()
    page.get_by_text("添加材料").click()
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("还没有选文件")).to_be_visible()
    page.locator("input[type=file]").set_input_files(tmp_path / "材料包.zip")
    expect(page.get_by_text("已选 1 个文件")).to_be_visible()
    page.get_by_role("button", name="上传").click()
    results = page.locator(".results")
    expect(page.get_by_text("改动已完成，共 3 项")).to_be_visible()
    expect(results).to_contain_text(f"值班{size[0]}.txt：已加入")
    expect(results).to_contain_text("照片.png：没有加入")
    title = page.get_by_role("button", name=f"《值班{size[0]}》")
    expect(title).to_be_visible()
    assert fits(page)
    title.click()
    dialog = page.get_by_role("dialog", name="原文")
    expect(dialog).to_contain_text(duty)
    page.go_back()
    go(page, "问答")
    page.get_by_label("你的问题").fill(f"阅览室{size[0]}座席要提前几天预约？")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^出处 1")).last.click()
    expect(dialog.locator(".box").first).to_be_in_viewport()
    picture = dialog.get_by_role("img", name="第2页的原样")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.leaf img').complete")
    assert picture.evaluate("image => image.naturalWidth") > 1000
    dialog.get_by_role("button", name="上一页").click()
    expect(dialog.get_by_role("img", name="第1页的原样")).to_be_visible()
    dialog.get_by_role("button", name="下一页").click()
    dialog.get_by_role("button", name="文字").click()
    expect(dialog.locator(".page-text")).to_contain_text(printed)
    expect(picture).to_be_hidden()
    page.go_back()  # one press, however many pages were turned
    expect(dialog).to_be_hidden()


def test_a_text_is_corrected_and_taken_out_after_a_question(visits: Visits) -> None:
    page = visits.login("admin", DESK)
    go(page, "材料")
    page.get_by_role("button", name="修改 考勤规定").click()
    page.get_by_label("文号", exact=True).fill("人〔2026〕7号")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("改动已完成，共 1 项")).to_be_visible()
    expect(page.get_by_role("paragraph").filter(has_text="人〔2026〕7号")).to_be_visible()
    page.locator("#place-materials .trail summary").click()
    step = page.locator("#place-materials .trail li").first
    expect(step).to_contain_text(re.compile("文号：空 → 人〔2026〕7号管理员"))
    page.get_by_role("button", name="修改 教师读书会章程").click()
    page.get_by_role("button", name="移出材料").click()
    expect(page.get_by_text("不会删除")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("button", name="《教师读书会章程》")).to_be_visible()


def test_a_field_begun_before_the_screen_has_settled_keeps_the_focus(visits: Visits) -> None:
    page = visits.login("admin", DESK)
    go(page, "材料")
    page.get_by_role("button", name="修改 考勤规定").wait_for()
    page.evaluate("window.held = []; window.frames_of = requestAnimationFrame; requestAnimationFrame = (run) => held.push(run); 0")
    page.get_by_role("button", name="修改 考勤规定").dispatch_event("click")
    number = page.get_by_label("文号", exact=True)
    number.wait_for(state="attached")
    number.evaluate("field => field.focus()")
    page.evaluate("""async () => {
        window.requestAnimationFrame = frames_of;
        held.forEach((run) => requestAnimationFrame(run));
        for (const n of [1, 2, 3]) await new Promise((done) => requestAnimationFrame(done));
    }""")
    page.keyboard.type("7")
    expect(number).to_have_value(re.compile("^7"))
    expect(page.get_by_label("题名", exact=True)).not_to_have_value(re.compile("^7"))


def test_a_member_finds_texts_and_cannot_change_them(visits: Visits) -> None:
    page = visits.login("member")
    page.get_by_role("link", name="材料").locator("visible=true").click()
    expect(page.get_by_role("button", name="《谈心谈话工作办法》")).to_be_visible()
    assert page.locator("#place-materials .trail").count() == page.get_by_text("添加材料").count() == page.get_by_role("button", name="修改").count() == 0
    page.get_by_label("题名或文号").fill("读书会")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("button", name="《谈心谈话工作办法》")).to_have_count(0)
    page.get_by_role("button", name="《教师读书会章程》").click()
    expect(page.get_by_role("dialog", name="原文")).to_contain_text("读书会每两周活动一次")
    assert fits(page)


def test_a_secretary_s_table_and_its_export(visits: Visits) -> None:
    page = visits.login("secretary", DESK)
    go(page, "完成情况")
    expect(page.get_by_role("heading", name="完成情况")).to_be_visible()
    table = page.get_by_role("region", name="成员每日完成情况")
    expect(table.get_by_role("rowheader", name="沈静")).to_be_visible()
    expect(table.get_by_role("rowheader", name="顾北")).to_be_visible()
    page.get_by_label("党小组").select_option("二组")
    page.get_by_role("button", name="查看").click()
    expect(table.get_by_role("rowheader", name="沈静")).to_have_count(0)
    expect(table.get_by_role("rowheader", name="顾北")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 xlsx").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    page.get_by_role("link", name="今天还没完成").click()
    expect(page.get_by_role("button", name="复制提醒")).to_be_visible()
    for place in ("收到的心得", "成员"):
        go(page, place)
        expect(page.get_by_role("heading", name=place)).to_be_visible()


def test_a_member_does_not_see_the_secretary_s_places(visits: Visits) -> None:
    page = visits.login("member", DESK)
    expect(page.get_by_role("link", name="今日")).to_be_visible()
    assert page.get_by_role("link", name="完成情况").count() == 0
    page.goto(f"{visits.app.address}/#branch")
    expect(page.get_by_role("navigation", name="今天的四步")).to_be_visible()


def test_the_secretary_s_table_scrolls_in_its_own_box_on_a_phone(visits: Visits) -> None:
    page = visits.login("secretary")
    go(page, "概况")
    page.locator("#place-overview .subnav a", has_text="完成情况").click()
    expect(page.get_by_role("region", name="成员每日完成情况")).to_be_visible()
    assert fits(page)


def test_the_browser_s_language_and_the_switch(visits: Visits) -> None:
    page = visits.login("member", DESK, "en-GB")
    expect(page.get_by_role("link", name="Reflections", exact=True)).to_be_visible()
    go(page, "Me")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("link", name="心得", exact=True)).to_be_visible()


def test_a_login_that_ended_leads_back_to_the_login(visits: Visits) -> None:
    page = visits.login("colleague", DESK)
    expect(page.get_by_role("link", name="我的")).to_be_visible()
    expect(page.get_by_role("button", name="读 未完成")).to_be_visible()  # nothing is under way any more
    page.context.clear_cookies()
    page.evaluate("location.hash = 'mine'")  # a click would be waited for, and the page leaves at once
    expect(page.get_by_text("登录已过期")).to_be_visible()
    visits.complaints = [text for text in visits.complaints if "401" not in text]  # that one was meant
