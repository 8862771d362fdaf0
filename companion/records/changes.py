"""Settings decided anew: who, when, what was before and what after, and why where that is asked for."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from companion.records.events import Event


@dataclass(frozen=True)
class Changed:
    """``before`` and ``after`` by name, of the settings that are others; ``id`` is the event's, ``by`` a username."""

    id: int
    by: str
    at: dt.datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str = ""


def changed(event: Event, before: Mapping[str, Any], after: Mapping[str, Any]) -> Changed:
    """What ``event`` tells, of all settings before and after it only those that it changed."""
    names = [name for name in after if before.get(name) != after[name]]
    told = {name: before.get(name) for name in names}, {name: after[name] for name in names}
    return Changed(event.id, event.member, event.at, *told, event.payload.get("reason", ""))


def newest_first(changes: Iterable[Changed]) -> tuple[Changed, ...]:
    """Those that changed something, each once, in whatever order they come."""
    known = {one.id: one for one in changes if one.after}
    return tuple(known[id] for id in sorted(known, reverse=True))
