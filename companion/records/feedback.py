"""Feedback: what a secretary writes to something handed in, and what was read of it.

A FEEDBACK_GIVEN event is ``{"of": see Of, "id": of the reflection or practice, "to": its member, "day", "text"}``; a FEEDBACK_WITHDRAWN
event ``{"feedback": event id}``; a HANDED_READ event ``{"reflections": [ids], "practices": [ids]}``. A reflection that is written anew has
another id, and is unread again; its feedback stays with its day.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from companion.records.events import Event, EventKind

KINDS = frozenset({EventKind.HANDED_READ, EventKind.FEEDBACK_GIVEN, EventKind.FEEDBACK_WITHDRAWN})


class Of(enum.StrEnum):
    REFLECTION = "reflection"
    PRACTICE = "practice"


Place = tuple[Of, str, str]
"""What feedback stands with: a member's reflection of a day (username, day), or a practice (username, its id)."""


@dataclass(frozen=True)
class Feedback:
    """``id`` is its event's, ``by`` the username of who wrote it, in ``branch``."""

    id: int
    place: Place
    branch: str
    by: str
    at: dt.datetime
    text: str


@dataclass(frozen=True)
class Handed:
    """All feedback that stands, by id; and by branch the ids of reflections and practices that were read there."""

    given: Mapping[int, Feedback] = field(default_factory=dict)
    read: Mapping[str, frozenset[tuple[Of, int]]] = field(default_factory=dict)

    def at(self, place: Place) -> tuple[Feedback, ...]:
        """In the order in which it was written."""
        return tuple(one for _, one in sorted(self.given.items()) if one.place == place)

    def to(self, member: str) -> Mapping[Place, tuple[Feedback, ...]]:
        found: dict[Place, tuple[Feedback, ...]] = {}
        for _, one in sorted(self.given.items()):
            if one.place[1] == member:
                found[one.place] = (*found.get(one.place, ()), one)
        return found


def place_of(of: Of, member: str, day: dt.date, id: int) -> Place:
    return of, member, day.isoformat() if of is Of.REFLECTION else str(id)


def handed_after(known: Handed, events: Iterable[Event]) -> Handed:
    """``known`` carried on by further events of ``KINDS`` in their order; repeats change nothing."""
    given, read = dict(known.given), dict(known.read)
    for event in events:
        told = event.payload
        if event.kind is EventKind.FEEDBACK_GIVEN:
            place = place_of(Of(told["of"]), told["to"], dt.date.fromisoformat(told["day"]), told["id"])
            given[event.id] = Feedback(event.id, place, event.branch, event.member, event.at, told["text"])
        elif event.kind is EventKind.FEEDBACK_WITHDRAWN:
            given.pop(told["feedback"], None)
        else:
            new = {(Of.REFLECTION, id) for id in told["reflections"]} | {(Of.PRACTICE, id) for id in told["practices"]}
            read[event.branch] = read.get(event.branch, frozenset()) | new
    return Handed(given, read)
