"""Pace: what is measured, and what is made of it."""

import datetime as dt
import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from companion.records.events import Event, EventKind
from companion.records.pace import Evidence, Pace, evidence, hurried, least_seconds, pace_of, weight

DAY = dt.date(2026, 3, 4)
AT = dt.datetime(2026, 3, 4, 2, tzinfo=dt.UTC)


@given(st.floats(0, 10_000), st.floats(0, 10_000), st.integers(0, 20), st.integers(0, 20))
def test_more_to_read_or_to_reply_to_never_takes_less(few: float, more: float, some: int, others: int) -> None:
    assert 0 <= least_seconds(few, some) <= least_seconds(few + more, some + others)


def test_an_ordinary_lesson_takes_about_a_minute_at_least() -> None:
    assert least_seconds(550, 5) == 61
    assert least_seconds(0, 0) == 0
    assert weight("a" * 300, "en") == weight("字" * 100)


def test_hurried_is_what_was_faster_than_the_least() -> None:
    assert hurried({"pace": {"seconds": 60, "least": 61}})
    assert not hurried({"pace": {"seconds": 61, "least": 61}})
    assert not hurried({"responses": []}) and pace_of({}) is None
    assert pace_of({"pace": {"seconds": 3, "least": 61}}) == Pace(3, 61)


@given(st.randoms(use_true_random=False))
def test_evidence_is_counted_once_in_any_order(chance: random.Random) -> None:
    payloads = [{"pace": {"seconds": 5, "least": 61}}, {"pace": {"seconds": 300, "least": 61}}, {}]
    handed = [Event(EventKind.QUIZ_SUBMITTED, "甲", "member", DAY, AT, payload) for payload in payloads]
    opened = [Event(EventKind.SOURCE_OPENED, "甲", name, DAY, AT) for name in ("member", "other", "member")]
    written = Event(EventKind.REFLECTION_WRITTEN, "甲", "third", DAY, AT)
    events = [
        Event(one.kind, one.branch, one.member, one.day, one.at, one.payload, id=n)
        for n, one in zip(itertools.count(1), (*handed, *opened, written), strict=False)
    ]
    shuffled = events * 2
    chance.shuffle(shuffled)
    assert evidence(shuffled) == {"member": Evidence(3, 1, 2), "other": Evidence(0, 0, 1)}
