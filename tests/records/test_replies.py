"""From events to replies: marks of old and new records, times between saved replies, what does not count."""

import dataclasses
import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.quizzes.items import Item, Kind, Quiz
from companion.records.acts import quiz_payload
from companion.records.events import Event, EventKind
from companion.records.replies import Replies, replies_after
from companion.texts.documents import Citation
from tests.parts import MONDAY

WHERE = Citation("办法.md", "办法", "第一条", 1, 1, "原文。")
ITEMS = tuple(Item(id, Kind.SINGLE_CHOICE, f"题{id}", ("甲", "乙"), ("甲",), "", WHERE) for id in "123")
NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)


def event(kind: EventKind, payload: dict[str, Any], seconds: float, member: str = "a") -> Event:
    return Event(kind, "甲", member, MONDAY, NOON + dt.timedelta(seconds=seconds), payload)


def saved(item: str, seconds: float, member: str = "a") -> Event:
    return event(EventKind.REPLY_SAVED, {"item": item, "reply": ["甲"]}, seconds, member)


def quiz(member: str = "a") -> Event:
    return event(EventKind.QUIZ_SET, quiz_payload(Quiz(member, MONDAY, ITEMS)), 0, member)


def handed_in(member: str = "a") -> Event:
    responses = [
        {"item": "1", "reply": ["甲"], "correct": True},  # as it was written before there were parts of a point
        {"item": "2", "reply": ["乙"], "correct": False, "mark": 0.5},
        {"item": "3", "reply": [], "correct": False, "mark": 0.0},
    ]
    return event(EventKind.QUIZ_SUBMITTED, {"responses": responses}, 900, member)


def numbered(*events: Event) -> list[Event]:
    return [dataclasses.replace(one, id=n) for n, one in enumerate(events, 1)]


def test_marks_replies_and_times() -> None:
    events = numbered(quiz(), saved("1", 300), saved("2", 340), saved("3", 360), saved("2", 375), handed_in())
    replies = replies_after(Replies(), events).given
    assert [(one.item, one.mark, one.chosen, one.key, one.seconds) for one in replies] == [
        ("1", 1.0, ("甲",), ("甲",), None),  # the day's reading came before the first one
        ("2", 0.5, ("乙",), ("甲",), 55.0),  # 40 seconds, and 15 when it was changed
        ("3", 0.0, (), ("甲",), 20.0),
    ]


def test_a_pause_is_no_work_and_a_clock_set_back_no_time() -> None:
    events = numbered(quiz(), saved("1", 10), saved("2", 700), saved("3", 650), handed_in())
    assert [one.seconds for one in replies_after(Replies(), events).given] == [None, None, None]


def test_what_was_not_handed_in_does_not_count() -> None:
    assert replies_after(Replies(), numbered(quiz(), saved("1", 10), saved("2", 20))).given == ()
    assert replies_after(Replies(), []) == Replies()


@given(st.lists(st.integers(0, 12), max_size=4))
@settings(deadline=None)
def test_carried_on_in_any_pieces_it_is_the_same(cuts: list[int]) -> None:
    events = numbered(
        quiz(), quiz("b"), saved("1", 5), saved("1", 6, "b"), saved("2", 9), saved("3", 30, "b"), handed_in("b"),
        saved("3", 40), handed_in(), handed_in(),
    )  # fmt: skip
    known, at = Replies(), 0
    for cut in [*sorted(cuts), len(events)]:
        known = replies_after(known, events[at:cut])
        at = max(at, cut)
    assert known == replies_after(Replies(), events)
    assert len(known.given) == 6
