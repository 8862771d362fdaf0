"""The member's day: how long it took, what was opened, and what becomes of both when clocks and branches change."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from companion.errors import UsageError
from companion.people.members import Post
from companion.records.completion import Completion
from companion.records.events import EventKind
from companion.records.leave import Absence
from companion.reflections.questions import STAGES
from companion.reflections.reflections import Visibility
from tests.parts import MONDAY, Parts, make_parts

WEDNESDAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


# pace -------------------------------------------------------------------------------------------------------------
def test_a_lesson_handed_in_faster_than_it_is_read_counts_and_is_marked_so(parts: Parts) -> None:
    parts.study.day("member")
    parts.now += dt.timedelta(seconds=9)
    parts.study.submit_quiz("member", WEDNESDAY, {})
    day = parts.study.day("member")
    assert day.completion is Completion.ON_TIME
    assert day.pace is not None and day.pace.hurried and day.pace.seconds == 9 and day.pace.least > 20


def test_the_time_runs_from_the_first_opening_however_often_the_page_is_loaded(parts: Parts) -> None:
    parts.study.day("member")
    for _ in range(3):
        parts.now += dt.timedelta(minutes=1)
        parts.study.day("member")
    parts.study.submit_quiz("member", WEDNESDAY, {})
    pace = parts.study.day("member").pace
    assert pace is not None and pace.seconds == 180 and not pace.hurried


def test_a_clock_put_back_accuses_nobody(parts: Parts) -> None:
    parts.study.day("member")
    parts.now -= dt.timedelta(minutes=1)
    parts.study.submit_quiz("member", WEDNESDAY, {})
    assert parts.study.day("member").pace is None


# sources ----------------------------------------------------------------------------------------------------------
def test_a_source_of_the_day_is_noted_once_and_no_other(parts: Parts) -> None:
    day = parts.study.day("member")
    source = day.reading[0]
    for citation in (source, source, dataclasses.replace(source, quote=source.quote[:5])):
        parts.study.page_view("member", citation, WEDNESDAY)
    other = next(p.cite() for p in parts.index.passages() if p.document != source.document)
    parts.study.page_view("member", other, WEDNESDAY)
    parts.study.page_view("member", source)  # from the chat, or the book of wrong answers
    parts.study.page_view("member", source, WEDNESDAY + dt.timedelta(days=1))
    events = parts.ledger.events(kinds={EventKind.SOURCE_OPENED})
    assert [(event.member, event.day) for event in events] == [("member", WEDNESDAY)]
    counted = {row.member.username: row.sources for row in parts.study.table("secretary", "甲", MONDAY, WEDNESDAY).rows}
    assert counted["member"] == 1 and counted["colleague"] == 0


# drafts -----------------------------------------------------------------------------------------------------------
def test_a_draft_waits_for_its_member_alone_until_it_is_saved(parts: Parts) -> None:
    parts.study.save_draft("member", WEDNESDAY, "写到一半")
    parts.study.save_draft("member", WEDNESDAY, "写到一半，再加一句")
    assert parts.study.day("member").draft == "写到一半，再加一句"
    assert parts.study.day("member").reflection is None
    assert parts.study.day("colleague").draft == ""
    assert parts.study.handed_in("secretary", "甲", MONDAY, WEDNESDAY) == ()
    parts.study.write_reflection("member", WEDNESDAY, "写完了", Visibility.PRIVATE)
    assert parts.study.day("member").draft == ""
    assert not [event for event in parts.ledger.events() if "写到一半" in str(event.payload)]


def test_a_draft_that_is_emptied_is_gone(parts: Parts) -> None:
    parts.study.save_draft("member", WEDNESDAY, "写到一半")
    parts.study.save_draft("member", WEDNESDAY, " \n")
    assert parts.study.day("member").draft == ""


@pytest.mark.parametrize(("days", "text"), [(1, "明天"), (-3, "入支部以前"), (0, "长" * 5001)], ids=["ahead", "before", "long"])
def test_a_draft_that_could_never_be_saved_is_not_kept(days: int, text: str, parts: Parts) -> None:
    with pytest.raises(UsageError):
        parts.study.save_draft("member", WEDNESDAY + dt.timedelta(days=days), text)


# what comes -------------------------------------------------------------------------------------------------------
def test_the_next_lesson_is_named_over_a_weekend_and_only_today(parts: Parts) -> None:
    friday, monday = MONDAY + dt.timedelta(days=4), MONDAY + dt.timedelta(days=7)
    parts.at(friday, 9)
    coming = parts.study.day("member").coming
    assert coming is not None and coming.day == monday
    assert parts.study.day("member", WEDNESDAY).coming is None
    parts.at(monday, 9)
    begins = parts.study.day("member").reading[0]
    assert (coming.title, coming.heading) == (begins.title, begins.heading)


def test_a_draft_is_gone_on_with_past_midnight_and_with_a_clock_put_back(parts: Parts) -> None:
    parts.at(WEDNESDAY, 23, 58)
    parts.study.day("member")
    parts.study.save_draft("member", WEDNESDAY, "写到一半")
    parts.at(WEDNESDAY + dt.timedelta(days=1), 0, 5)
    assert parts.study.day("member", WEDNESDAY).draft == "写到一半" and parts.study.day("member").draft == ""
    parts.at(WEDNESDAY - dt.timedelta(days=1), 9)
    parts.study.save_draft("member", WEDNESDAY, "又写了一句")
    assert parts.study.day("member", WEDNESDAY).draft == "又写了一句"


def test_who_moves_half_way_keeps_the_begun_day_the_draft_and_the_needs(parts: Parts) -> None:
    parts.study.needs.answer("member", Post.COUNSELLOR, [], "谈心")
    before = parts.study.day("member")
    parts.study.save_draft("member", WEDNESDAY, "写到一半")
    parts.directory.update(dataclasses.replace(parts.directory.member("member"), branch="乙", joined=WEDNESDAY))
    after = parts.study.day("member")
    assert (after.questions, after.prompt, after.draft) == (before.questions, before.prompt, "写到一半")
    parts.now += dt.timedelta(minutes=5)
    parts.study.submit_quiz("member", WEDNESDAY, {})
    pace = parts.study.day("member").pace
    assert pace is not None and not pace.hurried


def test_a_weekend_a_holiday_and_leave_do_not_break_the_row(parts: Parts) -> None:
    def hand_in(days: int) -> None:
        parts.at(MONDAY + dt.timedelta(days=days), 9)
        parts.study.day("member")
        parts.study.submit_quiz("member", MONDAY + dt.timedelta(days=days), {})

    for day in (2, 4):
        hand_in(day)
    leave = MONDAY + dt.timedelta(days=3)
    parts.study.leave.excuse("secretary", "甲", "member", leave, leave, Absence.SICK, "病了")
    hand_in(7)  # the Monday after
    assert parts.study.day("member").streak == 3
    hand_in(9)
    assert parts.study.day("member").streak == 1  # Tuesday was missed


def test_no_question_comes_back_within_thirty_days_of_being_answered(parts: Parts) -> None:
    asked, stages = [], []
    for n in (n for n in range(30) if n % 7 < 5):
        parts.at(MONDAY + dt.timedelta(days=n), 9)
        prompt = parts.study.day("member").prompt
        assert prompt is not None
        asked.append(prompt.id)
        stages.append(prompt.stage)
        parts.study.write_reflection("member", MONDAY + dt.timedelta(days=n), "写几句", Visibility.PRIVATE)
    assert len(set(asked)) == len(asked) == 22
    assert [STAGES.index(stage) for stage in stages] == [(STAGES.index(stages[0]) + n) % 3 for n in range(22)]
