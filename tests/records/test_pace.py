"""Pace: what is measured, and what is made of it."""

from hypothesis import given
from hypothesis import strategies as st

from companion.records.pace import Pace, hurried, least_seconds, pace_of, weight


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
