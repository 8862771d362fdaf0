"""Flags: a member says that an item is wrong, and why; the secretary settles it with a reply.

An ITEM_FLAGGED event is ``{"item": Item as the member saw it, "why"}``, a FLAG_SETTLED event ``{"flag": event id, "upheld":
bool, "reply"}``. A member flags an item once.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from companion.quizzes.items import Item
from companion.records.events import Event, EventKind

KINDS = frozenset({EventKind.ITEM_FLAGGED, EventKind.FLAG_SETTLED})


@dataclass(frozen=True)
class Settlement:
    upheld: bool
    reply: str
    member: str
    at: dt.datetime


@dataclass(frozen=True)
class Flag:
    """``id`` is the event's. Open while ``settled`` is None."""

    id: int
    item: Item
    member: str
    at: dt.datetime
    why: str
    settled: Settlement | None = None


def flags_after(known: Mapping[int, Flag], events: Iterable[Event]) -> Mapping[int, Flag]:
    """``known`` flags, by id, carried on by further events of ``KINDS`` in their order; the first settlement stands."""
    flags = dict(known)
    for event in events:
        if event.kind is EventKind.ITEM_FLAGGED:
            item = Item.from_json(event.payload["item"])
            flags[event.id] = Flag(event.id, item, event.member, event.at, event.payload["why"])
        elif event.kind is EventKind.FLAG_SETTLED:
            flag = flags.get(event.payload["flag"])
            if flag is not None and flag.settled is None:
                settled = Settlement(event.payload["upheld"], event.payload["reply"], event.member, event.at)
                flags[flag.id] = replace(flag, settled=settled)
    return flags
