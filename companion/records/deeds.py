"""Practices: what members did, folded from events.

A PRACTICE_LOGGED event is ``{"text", "whom", "goal", "hours", "visibility", "files"}`` on the day on which it was done; a
PRACTICE_CHANGED event is the same with ``"practice"``, the id of the first, and a PRACTICE_WITHDRAWN event has only that.
Changing one leaves its member and its day; of several events of one practice the last stands.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from companion.records.events import Event, EventKind
from companion.reflections.reflections import Visibility

KINDS = frozenset({EventKind.PRACTICE_LOGGED, EventKind.PRACTICE_CHANGED, EventKind.PRACTICE_WITHDRAWN})


class Whom(enum.StrEnum):
    """For whom something was done."""

    STUDENTS = "students"
    COLLEAGUES = "colleagues"
    SOCIETY = "society"
    OTHERS = "others"


@dataclass(frozen=True)
class Attached:
    """A photo or file of a practice; its bytes are kept under ``digest``. ``size`` in bytes."""

    digest: str
    name: str
    photo: bool
    size: int


@dataclass(frozen=True)
class Deed:
    """What is told of a practice, and who may read it. ``hours`` is None where nobody counted them."""

    text: str
    whom: Whom
    goal: str = ""
    hours: float | None = None
    visibility: Visibility = Visibility.PRIVATE
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True)
class Practice:
    """``id`` is its PRACTICE_LOGGED event's; ``branch`` is the one that its member was in when it was last saved."""

    id: int
    member: str
    branch: str
    day: dt.date
    deed: Deed

    @property
    def visibility(self) -> Visibility:
        return self.deed.visibility


def deed_payload(deed: Deed) -> dict[str, Any]:
    return {
        "text": deed.text,
        "whom": deed.whom.value,
        "goal": deed.goal,
        "hours": deed.hours,
        "visibility": deed.visibility.value,
        "files": [asdict(one) for one in deed.files],
    }


def practice_id(event: Event) -> int:
    """Which practice an event of ``KINDS`` is about."""
    return event.id if event.kind is EventKind.PRACTICE_LOGGED else int(event.payload["practice"])


def practice_of(event: Event) -> Practice | None:
    """The practice as it stands after an event of ``KINDS``; None once withdrawn."""
    if event.kind is EventKind.PRACTICE_WITHDRAWN:
        return None
    told = event.payload
    files = tuple(Attached(**one) for one in told.get("files") or ())  # before there were any, or of somebody erased: none
    deed = Deed(told["text"], Whom(told["whom"]), told["goal"], told["hours"], Visibility(told["visibility"]), files)
    return Practice(practice_id(event), event.member, event.branch, event.day, deed)


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each event once, in the order of their ids, however often and in whatever order they come."""
    known = {event.id: event for event in events}
    return tuple(known[id] for id in sorted(known))


def practices_of(events: Iterable[Event]) -> dict[int, Practice]:
    """The practices that stand, by id; events of other kinds are passed over."""
    standing = {}
    for event in in_order(events):
        if event.kind in KINDS:
            standing[practice_id(event)] = practice_of(event)
    return {id: practice for id, practice in standing.items() if practice is not None}


def digests_of(events: Iterable[Event]) -> frozenset[str]:
    """All that was ever attached, by the events of ``KINDS``."""
    kept = (event for event in events if event.kind in KINDS and event.kind is not EventKind.PRACTICE_WITHDRAWN)
    return frozenset(one["digest"] for event in kept for one in event.payload.get("files") or ())


def hours_of(practices: Iterable[Practice]) -> Mapping[str, float]:
    """Hours by member; a practice without them adds none, but its member is there."""
    hours: dict[str, float] = {}
    for practice in practices:
        hours[practice.member] = hours.get(practice.member, 0.0) + (practice.deed.hours or 0.0)
    return hours
