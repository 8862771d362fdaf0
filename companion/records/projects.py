"""Results of projects, folded from PROJECT_HANDED_IN events: ``{"plan", "unit", "text", "practice"}``, the last one being what a
practice of the member's says that the branch can see, or empty. A group may hand in again; every result stays.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold

KINDS = frozenset({EventKind.PROJECT_HANDED_IN})

Results = Mapping[tuple[str, str], tuple["Result", ...]]
"""By plan and unit, newest first."""


@dataclass(frozen=True)
class Result:
    id: int
    member: str
    at: dt.datetime
    text: str
    practice: str


def results_after(known: Results, events: Iterable[Event]) -> Results:
    """``known`` carried on by further events, whose order and repetition do not matter."""
    found = {place: {one.id: one for one in results} for place, results in known.items()}
    for event in events:
        if event.kind in KINDS:
            told = event.payload
            one = Result(event.id, event.member, event.at, told["text"], told["practice"])
            found.setdefault((told["plan"], told["unit"]), {})[event.id] = one
    return {place: tuple(results[id] for id in sorted(results, reverse=True)) for place, results in found.items()}


def kept_results(ledger: Ledger) -> KeptFold[Results]:
    """To be asked for one branch at a time."""
    return KeptFold[Results](ledger, KINDS, {}, results_after)
