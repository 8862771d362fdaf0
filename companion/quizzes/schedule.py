"""When a member should meet an item again: FSRS, the free spaced repetition scheduler.

Source: the ``fsrs`` package (version 6 of the algorithm, its published default parameters), with the learning steps of
minutes left out, since a lesson comes once a day, and without fuzzing, so that the same replies give the same days.
"""

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from fsrs import Card, Rating, Scheduler

LONGEST_DAYS = 180
"""No item waits longer than a semester."""


@dataclass(frozen=True)
class Review:
    """One reply to an item. ``at`` is UTC; ``day`` is the date where the member was; ``mark`` from 0 to 1."""

    item: str
    at: dt.datetime
    day: dt.date
    mark: float


def due_items(reviews: Iterable[Review], now: dt.datetime) -> tuple[str, ...]:
    """The ids of the items that are due at ``now``, those likeliest to be forgotten first.

    ``reviews`` in the order in which they came about, which is the one that counts: where the clock was put back in
    between, a review is taken to be as late as the one before it. Wrong is rated Again, part of the mark Hard, right Good;
    an item that was right when it was first met is rated Easy, as there was nothing to learn. Of several on one day the
    first counts: repeating an item at once shows nothing of what will be known next week.
    """
    histories: dict[str, list[tuple[dt.datetime, float]]] = {}
    days: set[tuple[str, dt.date]] = set()
    latest = dt.datetime.min.replace(tzinfo=dt.UTC)
    for review in reviews:
        latest = max(latest, review.at)
        if (review.item, review.day) not in days:
            days.add((review.item, review.day))
            histories.setdefault(review.item, []).append((latest, review.mark))
    cards = {item: _card(tuple(history)) for item, history in histories.items()}
    due = [(_scheduler().get_card_retrievability(card, now), item) for item, card in cards.items() if card.due <= now]
    return tuple(item for _, item in sorted(due))


@functools.cache
def _scheduler() -> Scheduler:
    return Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False)


@functools.lru_cache(maxsize=100_000)
def _card(history: tuple[tuple[dt.datetime, float], ...]) -> Card:
    """What is known of one item after these reviews. Kept, because a day adds to few of a member's items."""
    card = Card(card_id=1, due=history[0][0])  # a number is of no use here; left out, it would be made from the time
    for n, (at, mark) in enumerate(history):
        card, _ = _scheduler().review_card(card, _rating(mark, right=Rating.Good if n else Rating.Easy), at)
    return card


def _rating(mark: float, *, right: Rating) -> Rating:
    return right if mark == 1 else Rating.Hard if mark else Rating.Again


@dataclass(frozen=True)
class Mistake:
    """An item in the book of wrong answers: how often it was not wholly right, the last time, and the days right since."""

    item: str
    times: int
    last: dt.date
    right_days: int


RIGHT_DAYS = 2
"""An item leaves the book once it was right on so many different days in a row."""


def mistakes(reviews: Iterable[Review]) -> tuple[Mistake, ...]:
    """The items still in the book, the last mistake first. ``reviews`` in the order in which they came about."""
    times: dict[str, int] = {}
    last: dict[str, tuple[int, dt.date]] = {}
    right: dict[str, set[dt.date]] = {}
    for n, review in enumerate(reviews):
        if review.mark < 1:
            times[review.item] = times.get(review.item, 0) + 1
            last[review.item] = n, review.day
            right[review.item] = set()
        elif review.item in right:
            right[review.item].add(review.day)
    found = [item for item, days in right.items() if len(days) < RIGHT_DAYS]
    found.sort(key=lambda item: last[item][0], reverse=True)
    return tuple(Mistake(item, times[item], last[item][1], len(right[item])) for item in found)
