"""How the items of each branch and day were answered: counts, without a trace of who replied."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptMarks
from companion.records.snapshots import Form

Counts = Mapping[str, tuple[int, int]]
"""Item id → how often it was replied to in the day's quizzes, and how often rightly."""

Answered = Mapping[tuple[str, dt.date], Counts]
"""By branch and lesson day."""


def answered_after(known: Answered, events: Iterable[Event]) -> Answered:
    """``known`` carried on by further QUIZ_SUBMITTED events, in any order but each once, as a ledger gives them."""
    fresh: dict[tuple[str, dt.date], dict[str, tuple[int, int]]] = {}
    for event in events:
        place = (event.branch, event.day)
        counts = fresh.get(place)
        if counts is None:
            counts = fresh[place] = dict(known.get(place, {}))
        for response in event.payload.get("responses", ()):
            replies, right = counts.get(response["item"], (0, 0))
            counts[response["item"]] = (replies + 1, right + bool(response["correct"]))
    return {**known, **fresh}


def kept_answered(ledger: Ledger) -> KeptMarks[Answered]:
    return KeptMarks[Answered](ledger, {EventKind.QUIZ_SUBMITTED}, {}, answered_after, FORM)


def _dumped(answered: Answered) -> list[Any]:
    return [[branch, day.isoformat(), counts] for (branch, day), counts in answered.items()]


def _loaded(dumped: list[Any]) -> Answered:
    return {
        (branch, dt.date.fromisoformat(day)): {item: (replies, right) for item, (replies, right) in counts.items()}
        for branch, day, counts in dumped
    }


FORM = Form[Answered]("answered", "1", _dumped, _loaded)


def counts_of(answered: Answered, branch: str, first: dt.date, last: dt.date) -> Counts:
    """A branch's counts of all days from ``first`` to ``last`` together."""
    found: dict[str, tuple[int, int]] = {}
    for (where, day), counts in answered.items():
        if where == branch and first <= day <= last:
            for item, (replies, right) in counts.items():
                before = found.get(item, (0, 0))
                found[item] = (before[0] + replies, before[1] + right)
    return found
