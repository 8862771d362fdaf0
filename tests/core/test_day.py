"""The member's day: how long it took, what was opened, and what becomes of both when clocks and branches change."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from companion.records.completion import Completion
from companion.records.events import EventKind
from companion.records.pace import Evidence, evidence
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
    assert evidence(events) == {"member": Evidence(sources=1)}
