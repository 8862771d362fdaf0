"""What the desk of leave promises: who may, what is refused in a sentence, and what becomes of the member's days."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.errors import CompanionError, Conflict, NotAllowed, NotFound, UsageError
from companion.people.members import Member
from companion.quizzes.marking import full_reply
from companion.records.acts import quiz_of
from companion.records.completion import Completion
from companion.records.events import EventKind
from companion.records.leave import Absence
from companion.study import Study
from tests.parts import MONDAY, Parts, make_parts

SICK = Absence.SICK
NEXT_MONDAY = MONDAY + dt.timedelta(days=7)


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = make_parts(tmp_path)
    made.at(day(14), 12)  # two weeks on, with a window of seven days
    return made


def excuse(parts: Parts, first: int, last: int, actor: str = "secretary", member: str = "member", reason: str = "住院") -> None:
    parts.study.leave.excuse(actor, "甲", member, day(first), day(last), SICK, reason)


def cells(parts: Parts, member: str = "member") -> dict[int, Completion | None]:
    table = parts.study.my_table(member, MONDAY, day(30))
    return dict(zip(((one - MONDAY).days for one in table.days), table.rows[0].cells, strict=True))


ACTS: dict[str, Callable[[Study, str], object]] = {
    "excuse": lambda study, actor: study.leave.excuse(actor, "甲", "member", MONDAY, MONDAY, SICK, "住院"),
    "allow_make_up": lambda study, actor: study.leave.allow_make_up(actor, "甲", "member", MONDAY, "出差"),
    "withdraw": lambda study, actor: study.leave.withdraw(actor, "甲", 1, "记错了"),
    "trail": lambda study, actor: study.leave.trail(actor, "甲"),
}


@pytest.mark.parametrize("name", ACTS)
def test_leave_is_for_the_branch_s_secretary_and_admins_alone(name: str, parts: Parts) -> None:
    if name == "withdraw":
        excuse(parts, 0, 0)
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            ACTS[name](parts.study, actor)
    with pytest.raises(NotFound):
        ACTS[name](parts.study, "nobody")
    ACTS[name](parts.study, "secretary")
    if name in ("excuse", "allow_make_up", "withdraw"):  # done already
        with pytest.raises(Conflict):
            ACTS[name](parts.study, "admin")


def test_excused_days_are_not_owed_and_each_decision_leaves_its_trace(parts: Parts) -> None:
    excuse(parts, 9, 16)  # Wednesday to Wednesday, today in it
    assert cells(parts)[9] is cells(parts)[14] is Completion.EXCUSED
    assert "member" not in {one.username for one in parts.study.unfinished_today("secretary", "甲")}
    assert set(parts.study.table("secretary", "甲", day(9), day(14)).rows[1].cells) <= {*Completion}
    (entry,) = parts.study.leave.trail("admin", "甲")
    assert (entry.name, entry.by, entry.step.reason, entry.leave.absence, entry.standing) == ("Member", "Secretary", "住院", SICK, True)
    assert dict(entry.step.before) == {"missed": 3, "pending": 1, "upcoming": 2} and dict(entry.step.after) == {"excused": 6}
    assert parts.study.leave.mine("member") == (entry.leave,) and parts.study.leave.mine("colleague") == ()
    parts.at(day(15), 9)
    parts.study.leave.withdraw("admin", "甲", entry.leave.step.id, "提前销假")
    assert cells(parts)[9] is Completion.MISSED and cells(parts)[15] is Completion.PENDING
    taken, given = parts.study.leave.trail("secretary", "甲")
    assert (taken.withdrawal, taken.by, taken.step.reason, taken.standing, given.standing) == (True, "Admin", "提前销假", False, False)
    assert dict(taken.step.after) == {"missed": 4, "pending": 1, "upcoming": 1}
    assert parts.study.leave.mine("member") == ()


def test_leave_announced_beforehand_holds_when_its_day_comes(parts: Parts) -> None:
    excuse(parts, 21, 22)
    assert 21 not in cells(parts)
    parts.at(day(21), 9)
    assert parts.study.day("member").completion is Completion.EXCUSED
    assert parts.study.day("member").questions  # who likes may do it all the same
    parts.study.submit_quiz("member", day(21), {})
    assert parts.study.day("member").completion is Completion.ON_TIME


BAD: dict[str, tuple[int, int, str, str, type[CompanionError]]] = {
    "backwards": (9, 8, "member", "病", UsageError),
    "too long": (0, 366, "member", "病", UsageError),
    "before joining": (-7, 3, "member", "病", UsageError),
    "a weekend": (5, 6, "member", "病", UsageError),
    "nobody": (8, 9, "", "病", NotFound),
    "another branch's": (8, 9, "other", "病", NotFound),
    "no longer here": (8, 9, "gone", "病", NotFound),
    "no reason": (8, 9, "member", " \n\u200b", UsageError),
    "a long reason": (8, 9, "member", "病" * 201, UsageError),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_cannot_be_leave_is_refused(bad: tuple[int, int, str, str, type[CompanionError]], parts: Parts) -> None:
    parts.directory.add(Member("gone", "走", "甲", joined=MONDAY, active=False), "")
    first, last, member, reason, error = bad
    with pytest.raises(error) as said:
        excuse(parts, first, last, member=member, reason=reason)
    assert said.value.zh.endswith("。") and said.value.en.endswith(".")
    assert not parts.study.leave.trail("secretary", "甲")
    excuse(parts, 0, 365)  # the longest there can be


def test_the_same_span_twice_is_refused_and_a_longer_one_is_not(parts: Parts) -> None:
    excuse(parts, 8, 9)
    for first, last in ((8, 9), (9, 9)):
        with pytest.raises(Conflict, match="已经免过"):
            excuse(parts, first, last, actor="admin")
    excuse(parts, 8, 10)
    with pytest.raises(NotFound):
        parts.study.leave.withdraw("other", "乙", parts.study.leave.trail("secretary", "甲")[0].leave.step.id, "不是我们的")


def test_of_two_secretaries_at_once_one_excuses(parts: Parts) -> None:
    barrier, outcomes = threading.Barrier(4), []

    def decide(actor: str) -> None:
        barrier.wait()
        try:
            excuse(parts, 8, 9, actor=actor)
        except Conflict as error:
            outcomes.append(error.zh)
        else:
            outcomes.append("")

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in ("secretary", "admin") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, outcomes)) == [False, True, True, True]
    assert len(parts.ledger.events(kinds={EventKind.DAYS_EXCUSED})) == 1


def test_a_day_is_opened_beyond_the_window_until_it_is_made_up(parts: Parts) -> None:
    assert day(1) not in parts.study.open_days("member") and not parts.study.day("member", day(1)).questions
    parts.study.leave.allow_make_up("secretary", "甲", "member", day(1), "出差")
    assert parts.study.open_days("member") == (day(1), *(day(n) for n in (7, 8, 9, 10, 11)))
    assert day(1) not in parts.study.open_days("colleague")
    assert parts.study.day("member", day(1)).questions
    parts.study.submit_quiz("member", day(1), {})
    assert cells(parts)[1] is Completion.MADE_UP and day(1) not in parts.study.open_days("member")
    (entry,) = parts.study.leave.trail("secretary", "甲")
    assert (dict(entry.step.before), dict(entry.step.after)) == ({"missed": 1}, {"open": 1})
    for act in (
        lambda: parts.study.leave.withdraw("secretary", "甲", entry.leave.step.id, "晚了"),
        lambda: parts.study.leave.allow_make_up("secretary", "甲", "member", day(1), "再来"),
    ):
        with pytest.raises(Conflict):
            act()


def test_an_opened_day_that_is_taken_back_is_closed(parts: Parts) -> None:
    parts.study.leave.allow_make_up("secretary", "甲", "member", day(1), "出差")
    parts.study.day("member", day(1))
    (entry,) = parts.study.leave.trail("secretary", "甲")
    parts.study.leave.withdraw("secretary", "甲", entry.leave.step.id, "选错了人")
    assert day(1) not in parts.study.open_days("member")
    with pytest.raises(NotAllowed):
        parts.study.submit_quiz("member", day(1), {})


@pytest.mark.parametrize(("n", "reason"), [(14, "今天"), (15, "明天"), (5, "周六"), (-1, "之前"), (1, "")])
def test_a_day_that_cannot_be_made_up_is_not_opened(n: int, reason: str, parts: Parts) -> None:
    with pytest.raises(UsageError):
        parts.study.leave.allow_make_up("secretary", "甲", "member", day(n), reason)


def test_leave_goes_with_its_member_to_another_branch(parts: Parts) -> None:
    excuse(parts, 14, 16)
    parts.directory.update(dataclasses.replace(parts.directory.member("member"), branch="乙"))
    (row,) = [row for row in parts.study.table("other", "乙", day(14), day(14)).rows if row.member.username == "member"]
    assert row.cells == (Completion.EXCUSED,)


def test_drills_hold_back_the_items_of_a_day_opened_for_make_up(parts: Parts) -> None:
    parts.at(day(1), 9)
    parts.study.day("member")
    parts.at(day(14), 12)
    parts.study.leave.allow_make_up("secretary", "甲", "member", day(1), "出差")
    (event,) = parts.ledger.events(member="member", kinds={EventKind.QUIZ_SET}, first=day(1), last=day(1))
    held = {item.id: full_reply(item) for item in quiz_of(event).items}
    practised = {id for theme in parts.study.revision("member").themes for id in theme.items}
    assert held and practised and not practised & held.keys()
    parts.study.submit_quiz("member", day(1), held)
    assert held.keys() <= {id for theme in parts.study.revision("member").themes for id in theme.items}
