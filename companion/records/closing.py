"""Closed semesters: the whole table as it was, with a digest, and what was corrected beside it later; folded from events.

A SEMESTER_CLOSED event is ``{"table": {"branch", "semester", "rules", "days", "rows"}, "people", "digest", "reason"}``. A row
names its member by a ``seal`` alone, a digest over a salt and the names; salt and names stand beside, in ``people``, in the
order of the rows. So whoever has to be forgotten can be, and the table's digest still holds. A SEMESTER_CORRECTED event is
``{"semester": event id, "member", "before", "after", "reason", "digest"}``, with points in hundredths and the table's digest.

A digest tells whether the table is still the one that was closed to somebody who has kept the digest elsewhere, on paper
for instance. Whoever can write the database could write both anew.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from companion.records.events import Event, EventKind
from companion.records.scores import (
    ScoreRow,
    ScoreTable,
    digest_of,
    rules_of,
    semester_of,
    table_values,
)

KINDS = frozenset({EventKind.SEMESTER_CLOSED, EventKind.SEMESTER_CORRECTED})
NAMES = ("username", "name", "group")


@dataclass(frozen=True)
class Correction:
    """One member's score, corrected after the semester was closed. Points in hundredths."""

    id: int
    member: str
    before: int | None
    after: int
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Closed:
    """A closed semester: ``holds``, whether its table still has its ``digest``; ``changed``, who is no longer named as it was closed."""

    id: int
    by: str
    at: dt.datetime
    table: ScoreTable
    digest: str
    reason: str
    holds: bool
    changed: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def total(self, row: ScoreRow) -> int | None:
        """The member's score, as it was corrected last."""
        return next((one.after for one in reversed(self.corrections) if one.member == row.username), row.total)


@dataclass(frozen=True)
class Closings:
    """All closings and corrections of a branch, by the ids of their events, as they are kept."""

    closed: Mapping[int, Closed] = field(default_factory=lambda: MappingProxyType({}))
    corrections: Mapping[int, tuple[int, Correction]] = field(default_factory=lambda: MappingProxyType({}))

    def all(self) -> tuple[Closed, ...]:
        """Closed semesters with their corrections, in the order in which they were closed."""
        ordered = [self.corrections[id] for id in sorted(self.corrections)]
        return tuple(
            dataclasses.replace(closed, corrections=tuple(one for semester, one in ordered if semester == id))
            for id, closed in sorted(self.closed.items())
        )


def closings_after(known: Closings, events: Iterable[Event]) -> Closings:
    """``known`` carried on by further events of ``KINDS`` of one branch; neither their order nor repetition matters."""
    closed, corrections = dict(known.closed), dict(known.corrections)
    for event in events:
        if event.kind is EventKind.SEMESTER_CLOSED:
            closed[event.id] = closed_of(event)
        elif event.kind is EventKind.SEMESTER_CORRECTED:
            told = event.payload
            correction = Correction(
                event.id, told["member"], told["before"], told["after"], told["reason"], event.member, event.at
            )
            corrections[event.id] = told["semester"], correction
    return Closings(closed, corrections)


def closing_payload(table: ScoreTable, reason: str, salt: Callable[[], str]) -> dict[str, Any]:
    """``salt`` gives another secret word each time."""
    people = [{"salt": salt(), **{name: getattr(row, name) for name in NAMES}} for row in table.rows]
    kept = table_values(table)
    for row, person in zip(kept["rows"], people, strict=True):
        row["seal"] = digest_of(person)
        for name in NAMES:
            del row[name]
    return {"table": kept, "people": people, "digest": digest_of(kept), "reason": reason}


def closed_of(event: Event) -> Closed:
    told = event.payload
    kept, people = told["table"], told["people"]
    rows = tuple(
        ScoreRow(**{name: person[name] for name in NAMES}, **{name: value for name, value in row.items() if name != "seal"})
        for row, person in zip(kept["rows"], people, strict=True)
    )
    branch, name = kept["branch"]
    table = ScoreTable(branch, name, semester_of(kept["semester"]), rules_of(kept["rules"]), kept["days"], rows)
    changed = tuple(
        person["username"] for row, person in zip(kept["rows"], people, strict=True) if digest_of(person) != row["seal"]
    )
    holds = digest_of(kept) == told["digest"]
    return Closed(event.id, event.member, event.at, table, told["digest"], told["reason"], holds, changed)


@dataclass(frozen=True)
class Difference:
    """Where working the table out again from the events comes to something else; None: no score."""

    row: ScoreRow
    now: int | None


def differences(closed: Closed, now: Mapping[str, ScoreRow]) -> tuple[Difference, ...]:
    """The members whose total is another by now; ``now`` by username. Who is no longer there is passed over."""
    again = ((row, now[row.username]) for row in closed.table.rows if row.username in now)
    return tuple(Difference(row, other.total) for row, other in again if other.total != row.total)
