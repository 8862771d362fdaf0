"""Reminders to the branch's group chat: when they are sent, and what became of each.

A REMINDERS_SET event is ``{"at": minutes after midnight or None, "names": bool, "robot": what shows of it, "before": the same three}``.
A REMINDER_BEGUN event is ``{"late": n}``, and marks the first try; a REMINDER_TRIED event is ``{"begun": event id, "tries": n}``, and marks each
further one before it is made; a REMINDER_ENDED event is ``{"begun": event id, 0 where a secretary sent it by hand, "fate": see Fate, "said",
"tries", "late"}``. Those of the server itself have no member, and keys by which each try of a branch and day has one successor: either its
end or the next try. No event holds the text, a name, an address or a secret.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from companion.records.changes import Changed, changed
from companion.records.events import Event, EventKind

KINDS = frozenset({EventKind.REMINDERS_SET, EventKind.REMINDER_BEGUN, EventKind.REMINDER_TRIED, EventKind.REMINDER_ENDED})
NOBODY = "nobody"
"""The fate of a reminder for which nobody was late any more; the others are those of reminders.robots.Fate."""


@dataclass(frozen=True)
class Reminding:
    """``at``: minutes after midnight on the branch's wall, None where none is sent by itself; ``names``: or only how many."""

    at: int | None = None
    names: bool = True
    robot: str = ""


@dataclass(frozen=True)
class Line:
    """One reminder; ``fate`` is empty while, or if ever, its end is not known."""

    id: int
    day: dt.date
    at: dt.datetime
    by: str
    fate: str = ""
    said: str = ""
    tries: int = 0
    late: int = 0


@dataclass(frozen=True)
class Try:
    """The last try, so far, of a reminder that has no end yet: the ``tries``-th, marked ``at``; ``begun`` is the first one's event."""

    begun: int
    day: dt.date
    tries: int
    at: dt.datetime


@dataclass(frozen=True)
class Reminders:
    """``open``: the reminders without an end, by their first event."""

    reminding: Reminding = Reminding()
    changes: tuple[Changed, ...] = ()
    lines: Mapping[int, Line] = field(default_factory=dict)
    begun: frozenset[dt.date] = frozenset()
    open: Mapping[int, Try] = field(default_factory=dict)


def reminders_after(known: Reminders, events: Iterable[Event]) -> Reminders:
    """``known`` carried on by further events of ``KINDS`` in their order; the last settings stand."""
    reminding, changes = known.reminding, known.changes
    lines, begun, open_ = dict(known.lines), set(known.begun), dict(known.open)
    for event in events:
        told = event.payload
        line = Line(event.id, event.day, event.at, event.member)
        if event.kind is EventKind.REMINDERS_SET:
            reminding = Reminding(told["at"], told["names"], told["robot"])
            changes = (*changes, changed(event, told["before"], reminding_payload(reminding)))
        elif event.kind is EventKind.REMINDER_BEGUN:
            begun.add(event.day)
            lines[event.id] = dataclasses.replace(line, late=told["late"], tries=1)
            open_[event.id] = Try(event.id, event.day, 1, event.at)
        elif event.kind is EventKind.REMINDER_TRIED:
            first = told["begun"]
            lines[first] = dataclasses.replace(lines[first], tries=told["tries"])
            open_[first] = Try(first, event.day, told["tries"], event.at)
        else:
            line = lines.get(told["begun"], line)
            open_.pop(told["begun"], None)
            lines[line.id] = dataclasses.replace(line, fate=told["fate"], said=told["said"], tries=told["tries"], late=told["late"])
    return Reminders(reminding, changes, lines, frozenset(begun), open_)


def reminding_payload(reminding: Reminding) -> dict[str, Any]:
    return dataclasses.asdict(reminding)
