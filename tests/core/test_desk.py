"""What a secretary's desk promises: who may, and what is told of the branch."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.errors import NotAllowed, NotFound
from companion.records.leave import Absence
from companion.study import Study
from tests.parts import MONDAY, Parts, make_parts


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = make_parts(tmp_path)
    made.at(day(9), 10)  # Wednesday of the second week
    return made


def hand_in(parts: Parts, member: str, on: dt.date) -> None:
    parts.study.day(member, on)
    parts.study.submit_quiz(member, on, {})


ACTS: dict[str, Callable[[Study, str], object]] = {
    "look": lambda study, actor: study.desk.overview.look(actor, "甲"),
    "waiting": lambda study, actor: study.desk.overview.waiting(actor, "甲"),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_desk_is_for_the_branch_s_secretary_and_admins_alone(name: str, parts: Parts) -> None:
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            ACTS[name](parts.study, actor)
    with pytest.raises(NotFound):
        ACTS[name](parts.study, "nobody")
    for actor in ("secretary", "admin"):
        ACTS[name](parts.study, actor)


def test_the_overview_tells_who_is_late_by_group_and_how_the_weeks_went(parts: Parts) -> None:
    hand_in(parts, "colleague", day(9))
    hand_in(parts, "colleague", day(7))
    parts.study.leave.excuse("secretary", "甲", "secretary", day(9), day(9), Absence.DUTY, "开会")
    look = parts.study.desk.overview.look("secretary", "甲")
    assert {group: [one.username for one in people] for group, people in look.late.items()} == {"一组": ["member"]}
    assert (look.now.done, look.now.owed) == (1, 2)
    assert (look.week().done, look.week().owed) == (2, 3 + 3 + 2)
    assert (look.week(before=True).done, look.week(before=True).owed) == (0, 15)
    assert look.week(before=True, same_days=True).owed == 9


def test_on_a_day_without_a_lesson_nobody_is_late(parts: Parts) -> None:
    parts.at(day(12), 10)
    look = parts.study.desk.overview.look("secretary", "甲")
    assert not look.counts and not look.late and not look.now.owed


def test_what_waits_is_counted(parts: Parts) -> None:
    before = parts.study.desk.overview.waiting("secretary", "甲")
    assert (before.flags, before.drafts) == (0, 0)  # drafts are set at once and wait for nobody
    hand_in(parts, "member", day(9))
    attempt = parts.study.day("member", day(9)).attempt
    assert attempt
    parts.study.bank.flag("member", attempt.responses[0].item.id, "答案不对")
    parts.study.bank.choose("secretary", "甲", "approved_only", True)
    after = parts.study.desk.overview.waiting("secretary", "甲")
    assert after.flags == 1 and after.drafts > 1
