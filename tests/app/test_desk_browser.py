"""A secretary's Monday morning in a real browser: who is late, a reminder copied and sent, a talk noted, feedback given."""

import datetime as dt

from playwright.sync_api import expect

from companion.records.deeds import Deed, Whom
from companion.reflections.reflections import Visibility
from companion.reminders.messenger import KeptMessenger
from tests.app.browsing import DESK, PHONE, Visits, fits, go
from tests.app.running import HOSTILE, TODAY
from tests.parts import MONDAY

NEXT = MONDAY + dt.timedelta(days=14)


def test_a_secretary_s_monday(visits: Visits) -> None:
    app = visits.app
    before, app.at = app.at, dt.datetime.combine(NEXT, dt.time(1), dt.UTC)  # 9:00 in Shanghai
    try:
        app.study.sharing.log_practice("colleague", TODAY, Deed("帮新同事备了一次课", Whom.COLLEAGUES, visibility=Visibility.SECRETARY))
        app.study.day("colleague")
        app.study.submit_quiz("colleague", NEXT, {})

        page = visits.login("secretary", DESK)
        expect(page.get_by_role("heading", name="概况")).to_be_visible()  # the first place of a secretary
        today = page.locator(".overview-today")
        expect(today).to_contain_text("1 / 5 人完成")
        expect(today.locator("dt").first).to_contain_text("一组（3 人）")
        text = today.get_by_label("提醒文字")
        expect(text).to_have_value(f"【甲支部】3月16日（周一）日课提醒\n一组：新人、沈静、林默\n二组：周岚{HOSTILE}\n今天的日课还没有完成，几分钟就好，请在今晚 24:00 前读一段、答几题。谢谢。")
        text.fill("请大家今天抽五分钟。")
        today.get_by_role("button", name="复制提醒").click()
        expect(today.get_by_role("button", name="已复制")).to_be_visible()
        assert today.get_by_role("button", name="发到群里").count() == 0

        robot = page.locator("#reminders")
        robot.locator("summary", has_text="设群机器人").click()
        robot.get_by_label("哪一种群").select_option("dingtalk")
        robot.get_by_label("每天几点发").fill("08:30")
        robot.get_by_label("机器人地址").fill("http://127.0.0.1:22/robot/send")
        robot.get_by_role("button", name="保存").click()
        expect(robot.locator(".notice")).to_contain_text("地址应以 https://oapi.dingtalk.com/robot/send 开头")
        expect(robot.get_by_label("每天几点发")).to_have_value("08:30")  # nothing typed is lost
        robot.get_by_label("机器人地址").fill("https://oapi.dingtalk.com/robot/send?access_token=abcdefgh")
        robot.get_by_label("签名密钥").fill("SEC1")
        robot.get_by_role("button", name="保存").click()
        expect(page.locator(".leave-done")).to_be_focused()
        expect(robot).to_contain_text("钉钉（oapi.dingtalk.com/…efgh），有日课的日子 08:30 自动发给还没完成的人")
        page.locator(".overview-today").get_by_label("提醒文字").fill("请大家今天抽五分钟。")
        page.locator(".overview-today").get_by_role("button", name="发到群里").click()
        expect(page.locator(".leave-done")).to_contain_text("已发到群里")
        messenger = app.study.desk.reminders._messenger
        assert isinstance(messenger, KeptMessenger) and "请大家今天抽五分钟。" in messenger.sent[-1].body.decode()

        talks = page.locator("#escalation > ol > li")
        late = talks.filter(has_text="周岚")
        expect(late).to_contain_text("建议约谈")
        expect(late).to_contain_text("连续 2 周落后：3月2日那周 0/5、3月9日那周 0/5")
        late.locator("summary").click()
        late.get_by_label("一句话").fill("约了周三中午")
        late.get_by_role("button", name="已约谈").click()
        expect(page.locator(".leave-done")).to_contain_text("已记下")
        expect(talks.filter(has_text="周岚")).to_have_count(0)
        page.locator("#escalation summary", has_text="记过的").click()
        expect(page.locator("#escalation .escalation-trail")).to_contain_text("约了周三中午")
        assert fits(page)

        page.locator(".overview-waits").get_by_role("link", name="未读").click()
        card = page.locator("#place-handed article", has_text="帮新同事备了一次课")
        expect(card).to_contain_text("未读")
        card.locator("summary", has_text="写评语").click()
        card.get_by_label("评语").fill(f"谢谢{HOSTILE}")
        card.get_by_role("button", name="发给作者").click()
        expect(page.locator("#place-handed .leave-done")).to_contain_text("评语已写下")
        expect(page.locator("#place-handed .handed-new")).to_have_count(0)

        phone = visits.login("colleague")
        go(phone, "心得")
        phone.locator("#place-reflections .subnav a", has_text="践行").click()
        expect(phone.locator("#place-deeds .feedback")).to_contain_text(f"谢谢{HOSTILE}")
        assert fits(phone)

        hand = visits.login("secretary", PHONE)
        go(hand, "概况")
        expect(hand.locator(".overview-today")).to_contain_text("1 / 5 人完成")
        assert fits(hand)
    finally:
        app.at = before
