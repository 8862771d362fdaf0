"""What a secretary's desk promises: who may, and what is told of the branch."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.records.escalation import Rules, Step
from companion.records.leave import Absence
from companion.study import Study
from tests.parts import MONDAY, Parts, make_parts

MEMBERS = {"secretary": "member", "admin": "colleague"} | dict.fromkeys(("member", "other", "nobody"), "member")


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
    "proposals": lambda study, actor: study.desk.escalation.proposals(actor, "甲"),
    "rules": lambda study, actor: study.desk.escalation.rules(actor, "甲"),
    "trail": lambda study, actor: study.desk.escalation.trail(actor, "甲"),
    "rules_trail": lambda study, actor: study.desk.escalation.rules_trail(actor, "甲"),
    "set_rules": lambda study, actor: study.desk.escalation.set_rules(actor, "甲", Rules(0.5, (1, 2, 4)), "试行"),
    "note": lambda study, actor: study.desk.escalation.note(actor, "甲", MEMBERS[actor], Step.REMIND, "发了消息", done=True),
    "hard": lambda study, actor: study.desk.hard.lists(actor, "甲"),
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


def test_a_step_is_proposed_with_its_weeks_and_gone_once_it_is_noted(parts: Parts) -> None:
    desk = parts.study.desk.escalation
    parts.at(day(7), 10)
    for n in range(5):
        hand_in(parts, "colleague", day(n))
    parts.study.leave.excuse("secretary", "甲", "secretary", day(0), day(4), Absence.SICK, "住院")
    (proposal,) = desk.proposals("secretary", "甲")  # the colleague has made it all up, the secretary was ill
    assert (proposal.member.username, proposal.step) == ("member", Step.REMIND)
    assert [(week.monday, week.done, week.due) for week in proposal.weeks] == [(MONDAY, 0, 5)]
    for step, words in ((Step.TALK, "谈了"), (Step.REMIND, " "), (Step.REMIND, "字" * 301)):
        with pytest.raises(Conflict if step is Step.TALK else UsageError):
            desk.note("secretary", "甲", "member", step, words, done=True)
    desk.note("secretary", "甲", "member", Step.REMIND, "当面说了一声", done=True)
    assert desk.proposals("secretary", "甲") == ()
    with pytest.raises(Conflict):
        desk.note("admin", "甲", "member", Step.REMIND, "再说一声", done=False)
    (noted,) = desk.trail("admin", "甲")
    assert (noted.name, noted.by, noted.note.words, noted.note.done) == ("Member", "Secretary", "当面说了一声", True)
    parts.at(day(14), 10)  # a further low week
    assert {(one.member.username, one.step) for one in desk.proposals("secretary", "甲")} == {
        ("member", Step.TALK), ("colleague", Step.REMIND), ("secretary", Step.REMIND)
    }


def test_the_rules_are_the_branch_s_own_and_contradict_nothing(parts: Parts) -> None:
    desk = parts.study.desk.escalation
    for rules in (Rules(0.0), Rules(1.1), Rules(0.5, (2, 1, 3)), Rules(0.5, (0, 1, 2)), Rules(0.5, (1, 2, 99))):
        with pytest.raises(UsageError):
            desk.set_rules("secretary", "甲", rules, "试行")
    for reason in (" ", "字" * 201):
        with pytest.raises(UsageError):
            desk.set_rules("secretary", "甲", Rules(0.6, (2, 3, 4)), reason)
    assert desk.rules_trail("secretary", "甲") == ()
    desk.set_rules("secretary", "甲", Rules(0.6, (2, 3, 4)), " 支部会\n议定 ")
    desk.set_rules("secretary", "甲", Rules(0.6, (2, 3, 4)), "没有改动的不记")
    ((changed, by),) = desk.rules_trail("admin", "甲")
    assert (by, changed.reason) == ("Secretary", "支部会 议定")
    assert (changed.before, changed.after) == ({"1": 1, "2": 2, "3": 3}, {"1": 2, "2": 3, "3": 4})
    assert desk.proposals("secretary", "甲") == ()
    assert desk.rules("other", "乙") == Rules()
