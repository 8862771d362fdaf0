"""What reminders promise, on a real file: sent at the hour, once, tried again, told of; and nothing of the robot shows."""

import contextlib
import dataclasses
import datetime as dt
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.desk.desk import Outside
from companion.desk.reminders import PAUSES, ReminderDesk
from companion.engines.sql import open_database
from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.people.members import Member
from companion.records.events import EventKind
from companion.records.leave import Absence
from companion.records.memory import MemoryLedger
from companion.records.reminding import KINDS
from companion.reminders.messenger import KeptMessenger, Message, Reply
from companion.reminders.robots import Fate, Service
from companion.reminders.store import MemoryRobots
from tests.parts import MONDAY, Parts, make_parts

URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh-0123"
NINE = 9 * 60
BUSY = Reply(200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}')


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@contextlib.contextmanager
def opened(folder: Path, messenger: KeptMessenger, robots: MemoryRobots) -> Iterator[Parts]:
    """One process over the file in ``folder``."""
    database = open_database(folder / "companion.sqlite")
    try:
        made = make_parts(folder, database=database, outside=Outside(robots, messenger, ()))
        made.at(day(1), 8)
        yield made
    finally:
        database.close()


@pytest.fixture
def messenger() -> KeptMessenger:
    return KeptMessenger()


@pytest.fixture
def robots() -> MemoryRobots:
    return MemoryRobots()


@pytest.fixture
def parts(tmp_path: Path, messenger: KeptMessenger, robots: MemoryRobots) -> Iterator[Parts]:
    with opened(tmp_path, messenger, robots) as made:
        yield made


def desk_of(parts: Parts) -> ReminderDesk:
    return parts.study.desk.reminders


def set_up(parts: Parts, at: int | None = NINE, *, names: bool = True, url: str = URL) -> None:
    desk_of(parts).set("secretary", "甲", Service.WECOM, url, "", at, names=names)


def texts(messenger: KeptMessenger) -> list[str]:
    return [json.loads(message.body)["text"]["content"] for message in messenger.sent]


def fates(parts: Parts) -> list[str]:
    return [line.fate for line, _ in desk_of(parts).setup("secretary", "甲").lines]


def test_reminders_are_for_the_branch_s_secretary_and_admins_alone(parts: Parts) -> None:
    set_up(parts)
    desk = desk_of(parts)
    for actor, error in (("member", NotAllowed), ("other", NotAllowed), ("nobody", NotFound)):
        for act in (
            lambda actor: desk.setup(actor, "甲"),
            lambda actor: desk.set(actor, "甲", Service.WECOM, URL, "", None, names=True),
            lambda actor: desk.forget(actor, "甲"),
            lambda actor: desk.send(actor, "甲", "一"),
        ):
            with pytest.raises(error):
                act(actor)
    desk.send("admin", "甲", "一")


def test_it_is_sent_at_the_hour_on_days_that_count_and_names_who_is_late(parts: Parts, messenger: KeptMessenger) -> None:
    set_up(parts)
    parts.study.day("colleague")
    parts.study.submit_quiz("colleague", day(1), {})
    parts.study.leave.excuse("secretary", "甲", "secretary", day(1), day(1), Absence.DUTY, "开会")
    for hour, minute, sent in ((8, 59, 0), (9, 0, 1), (9, 1, 1), (11, 0, 1)):
        parts.at(day(1), hour, minute)
        desk_of(parts).run()
        assert len(messenger.sent) == sent
    assert texts(messenger)[0].startswith("【甲支部】3月3日（周二）日课提醒\n一组：Member\n今天的日课")
    assert fates(parts) == ["sent"]
    parts.at(day(5), 9)  # a Saturday
    desk_of(parts).run()
    assert len(messenger.sent) == 1
    parts.at(day(7), 12, 1)  # a server that was down too long says nothing late in the day
    desk_of(parts).run()
    assert len(messenger.sent) == 1


def test_with_two_processes_each_branch_is_reminded_once_a_day(tmp_path: Path, messenger: KeptMessenger, robots: MemoryRobots) -> None:
    with opened(tmp_path, messenger, robots) as one, opened(tmp_path, messenger, robots) as two:
        set_up(one)
        desk_of(two).set("other", "乙", Service.WECOM, URL, "", NINE, names=True)
        for n in (1, 2):
            for parts in (one, two, two, one):
                parts.at(day(n), 9)
                desk_of(parts).run()
        assert len(messenger.sent) == 4
        assert len(one.ledger.events(kinds={EventKind.REMINDER_BEGUN})) == 4


def test_a_claim_lost_in_the_very_moment_sends_nothing(parts: Parts, messenger: KeptMessenger) -> None:
    """Between looking and claiming, another process claims."""

    class Late(MemoryLedger):
        def append(self, event):
            if event.kind is EventKind.REMINDER_BEGUN:
                raise Conflict("先有了。", "Taken.")
            return super().append(event)

    desk = ReminderDesk(
        parts.study._callers, parts.directory, Late(), parts.study.reports.standing, MemoryRobots(), messenger, (), lambda: parts.now
    )
    desk.set("secretary", "甲", Service.WECOM, URL, "", NINE, names=True)
    parts.at(day(1), 9)
    desk.run()
    assert messenger.sent == []


def test_trouble_is_tried_again_with_growing_pauses(tmp_path: Path, robots: MemoryRobots) -> None:
    messenger = KeptMessenger([Reply(500), BUSY, Reply(0, trouble="ConnectTimeout")])
    with opened(tmp_path, messenger, robots) as parts:
        set_up(parts)
        parts.at(day(1), 9)
        start = parts.now
        sent_at = []
        for second in range(0, 1200, 5):
            parts.now = start + dt.timedelta(seconds=second)
            before = len(messenger.sent)
            desk_of(parts).run()
            if len(messenger.sent) > before:
                sent_at.append(second)
        assert sent_at == [0, 10, 70, 370]
        (line, _), *_ = desk_of(parts).setup("secretary", "甲").lines
        assert (line.fate, line.tries, line.late) == ("sent", 4, 3)


def test_what_never_gets_through_is_given_up_and_told(tmp_path: Path, robots: MemoryRobots) -> None:
    messenger = KeptMessenger([BUSY] * 99)
    with opened(tmp_path, messenger, robots) as parts:
        set_up(parts)
        parts.at(day(1), 9)
        for _ in range(20):
            desk_of(parts).run()
            parts.now += max(PAUSES)
        assert len(messenger.sent) == len(PAUSES) + 1
        (line, _), *_ = desk_of(parts).setup("secretary", "甲").lines
        assert (line.fate, line.said) == ("later", "45009 api freq out of limit")


def test_a_refusal_is_told_and_not_tried_again(tmp_path: Path, robots: MemoryRobots) -> None:
    messenger = KeptMessenger([Reply(200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')])
    with opened(tmp_path, messenger, robots) as parts:
        set_up(parts)
        for minute in (0, 10, 30):
            parts.at(day(1), 9, minute)
            desk_of(parts).run()
        assert len(messenger.sent) == 1 and fates(parts) == ["refused"]


def test_nobody_is_named_where_numbers_are_chosen_and_nothing_sent_where_all_have_finished(parts: Parts, messenger: KeptMessenger) -> None:
    set_up(parts, names=False)
    parts.at(day(1), 9)
    desk_of(parts).run()
    assert "Member" not in texts(messenger)[0] and "一组：还有 2 人" in texts(messenger)[0]
    parts.at(day(2), 8)
    for member in ("member", "colleague", "secretary"):
        parts.study.day(member)
        parts.study.submit_quiz(member, day(2), {})
    parts.at(day(2), 9)
    desk_of(parts).run()
    assert len(messenger.sent) == 1 and fates(parts)[0] == "nobody"


def test_neither_address_nor_secret_comes_back_or_reaches_the_records(parts: Parts, robots: MemoryRobots) -> None:
    desk = desk_of(parts)
    url, secret = "https://oapi.dingtalk.com/robot/send?access_token=abcdefgh1234", "SECabcdefgh1234"
    desk.set("secretary", "甲", Service.DINGTALK, url, secret, NINE, names=True)
    told = repr(dataclasses.asdict(desk.setup("secretary", "甲"))) + repr(robots.get("甲"))
    kept = repr([event.payload for event in parts.ledger.events(kinds=KINDS)])
    for text in (told, kept):
        assert ("abcdefgh" not in text and "…1234" in text) or text is told
    assert url not in told and secret not in told and desk.setup("secretary", "甲").signed
    desk.set("secretary", "甲", Service.DINGTALK, "", "", NINE + 1, names=True)  # left as it is
    assert (kept_robot := robots.get("甲")) and (kept_robot.url, kept_robot.secret) == (url, secret)
    desk.set("secretary", "甲", Service.DINGTALK, url + "5", "", NINE, names=True)  # another address without its secret
    assert (changed := robots.get("甲")) and changed.secret == ""
    with pytest.raises(UsageError):
        desk.set("secretary", "甲", Service.FEISHU, "", "", NINE, names=True)  # another service needs its address
    for wrong in ("http://127.0.0.1/robot/send", "https://10.0.0.1/robot/send?access_token=1"):
        with pytest.raises(UsageError):
            desk.set("secretary", "甲", Service.DINGTALK, wrong, "", NINE, names=True)
    told = [(one.before, one.after) for one, _ in desk.setup("admin", "甲").changes]
    assert told[1] == ({"at": NINE}, {"at": NINE + 1})
    desk.forget("secretary", "甲")
    assert robots.get("甲") is None and desk.setup("secretary", "甲").service is None


def test_by_hand_it_is_sent_now_and_what_becomes_of_it_is_told(tmp_path: Path, robots: MemoryRobots) -> None:
    messenger = KeptMessenger([BUSY])
    with opened(tmp_path, messenger, robots) as parts:
        desk = desk_of(parts)
        with pytest.raises(UsageError):
            desk.send("secretary", "甲", "还没有机器人")
        set_up(parts, None)
        for text in (" ", "字" * 700):
            with pytest.raises(UsageError):
                desk.send("secretary", "甲", text)
        assert desk.send("secretary", "甲", "请看一下").fate is Fate.LATER
        assert desk.send("secretary", "甲", "请看一下").fate is Fate.SENT
        assert [(line.fate, by) for line, by in desk.setup("admin", "甲").lines][:2] == [("sent", "Secretary"), ("later", "Secretary")]
        parts.at(day(1), 9)
        desk.run()
        assert len(messenger.sent) == 2  # no hour was set


def test_an_origin_that_is_no_longer_allowed_is_written_to_no_more(parts: Parts, messenger: KeptMessenger, robots: MemoryRobots) -> None:
    made = []
    for origins in (("http://127.0.0.1:9",), ()):
        study = parts.study
        made.append(
            ReminderDesk(study._callers, parts.directory, parts.ledger, study.reports.standing, robots, messenger, origins, lambda: parts.now)
        )
    made[0].set("secretary", "甲", Service.WECOM, "http://127.0.0.1:9/x", "", None, names=True)
    assert made[0].send("secretary", "甲", "一").fate is Fate.SENT
    assert made[1].send("secretary", "甲", "一").fate is Fate.REFUSED
    assert len(messenger.sent) == 1


def test_five_hundred_members_are_reminded_within_a_second(tmp_path: Path, messenger: KeptMessenger, robots: MemoryRobots) -> None:
    with opened(tmp_path, messenger, robots) as parts:
        for n in range(500):
            parts.directory.add(Member(f"m{n}", f"成员{n}", "甲", group=f"{n % 9}组", joined=MONDAY), "x")
        set_up(parts)
        parts.at(day(1), 9)
        start = time.perf_counter()
        desk_of(parts).run()
        assert time.perf_counter() - start < 1
        assert "0组：还有 56 人" in texts(messenger)[0] and len(texts(messenger)[0].encode()) <= 2048


class Falling(KeptMessenger):
    """The process falls over in the middle of a post, before its answer has come."""

    def post(self, message: Message) -> Reply:
        super().post(message)
        raise RuntimeError("gone")


def test_a_reminder_that_was_cut_short_is_taken_up_again_within_the_day(
    tmp_path: Path, messenger: KeptMessenger, robots: MemoryRobots
) -> None:
    with opened(tmp_path, Falling(), robots) as before:
        set_up(before)
        before.at(day(1), 9)
        with pytest.raises(RuntimeError):
            desk_of(before).run()
        at_nine = before.now
    with opened(tmp_path, messenger, robots) as one, opened(tmp_path, messenger, robots) as two:
        for seconds, sent in ((1, 0), (119, 0), (120, 1), (121, 1), (9000, 1)):  # not while somebody may still be posting
            for parts in (one, two, one):
                parts.now = at_nine + dt.timedelta(seconds=seconds)
                desk_of(parts).run()
            assert len(messenger.sent) == sent
        (line, _), *_ = desk_of(one).setup("secretary", "甲").lines
        assert (line.fate, line.tries) == ("sent", 2)


def test_what_was_cut_short_the_day_before_is_not_sent_and_said_to_be_unknown(
    tmp_path: Path, messenger: KeptMessenger, robots: MemoryRobots
) -> None:
    with opened(tmp_path, Falling(), robots) as before:
        set_up(before, 23 * 60 + 59)
        before.at(day(1), 23, 59)
        with pytest.raises(RuntimeError):
            desk_of(before).run()
    with opened(tmp_path, messenger, robots) as after:
        for minute in (0, 5, 30):
            after.at(day(2), 0, minute)
            desk_of(after).run()
        assert messenger.sent == [] and fates(after) == [""]


def test_what_fails_until_midnight_is_given_up_then(tmp_path: Path, robots: MemoryRobots) -> None:
    messenger = KeptMessenger([BUSY] * 9)
    with opened(tmp_path, messenger, robots) as parts:
        set_up(parts, 23 * 60 + 59)
        for on, hour, minute in ((1, 23, 59), (2, 0, 5), (2, 0, 10)):
            parts.at(day(on), hour, minute)
            desk_of(parts).run()
        assert len(messenger.sent) == 1 and fates(parts) == ["later"]


def test_of_two_processes_that_retry_none_makes_the_other_s_try(tmp_path: Path, robots: MemoryRobots) -> None:
    messenger = KeptMessenger([BUSY, Reply(500)])
    with opened(tmp_path, messenger, robots) as one, opened(tmp_path, messenger, robots) as two:
        set_up(one)
        for parts in (one, two):
            parts.at(day(1), 9)
        start = one.now
        for seconds in range(0, 1500, 5):
            for parts in (one, two) if seconds % 2 else (two, one):
                parts.now = start + dt.timedelta(seconds=seconds)
                desk_of(parts).run()
        assert len(messenger.sent) == 3 and fates(one) == ["sent"]
