"""From events to replies: marks of old and new records, times between saved replies, what does not count."""

import dataclasses
import datetime as dt
import random
from typing import Any

from companion.quizzes.items import Item, Kind, Quiz
from companion.records.acts import quiz_payload
from companion.records.events import Event, EventKind
from companion.records.replies import replies_of
from companion.texts.documents import Citation
from tests.parts import MONDAY

WHERE = Citation("办法.md", "办法", "第一条", 1, 1, "原文。")
ITEMS = tuple(Item(id, Kind.SINGLE_CHOICE, f"题{id}", ("甲", "乙"), ("甲",), "", WHERE) for id in "123")
NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)


def event(kind: EventKind, payload: dict[str, Any], seconds: float, member: str = "a") -> Event:
    return Event(kind, "甲", member, MONDAY, NOON + dt.timedelta(seconds=seconds), payload)


def saved(item: str, seconds: float, member: str = "a") -> Event:
    return event(EventKind.REPLY_SAVED, {"item": item, "reply": ["甲"]}, seconds, member)


def numbered(*events: Event) -> list[Event]:
    return [dataclasses.replace(one, id=n) for n, one in enumerate(events, 1)]


SET = event(EventKind.QUIZ_SET, quiz_payload(Quiz("a", MONDAY, ITEMS)), 0)
HANDED_IN = event(
    EventKind.QUIZ_SUBMITTED,
    {
        "responses": [
            {"item": "1", "reply": ["甲"], "correct": True},
            {"item": "2", "reply": ["乙"], "correct": False, "mark": 0.5},
            {"item": "3", "reply": [], "correct": False},
        ]
    },
    900,
)


def test_marks_replies_and_times() -> None:
    events = numbered(SET, saved("1", 300), saved("2", 340), saved("3", 360), saved("2", 375), HANDED_IN)
    replies, items = replies_of(events)
    assert [(one.item, one.mark, one.chosen, one.seconds) for one in replies] == [
        ("1", 1.0, ("甲",), None),  # the day's reading came before the first one
        ("2", 0.5, ("乙",), 55.0),  # 40 seconds, and 15 when it was changed
        ("3", 0.0, (), 20.0),
    ]
    assert items == {item.id: item for item in ITEMS}
    shuffled = list(events)
    random.Random(1).shuffle(shuffled)
    assert replies_of(shuffled) == (replies, items)


def test_a_pause_is_no_work_and_a_clock_set_back_no_time() -> None:
    events = numbered(SET, saved("1", 10), saved("2", 700), saved("3", 650), HANDED_IN)
    assert [one.seconds for one in replies_of(events)[0]] == [None, None, None]


def test_what_was_not_handed_in_does_not_count() -> None:
    assert replies_of(numbered(SET, saved("1", 10), saved("2", 20)))[0] == ()
    assert replies_of([]) == ((), {})
