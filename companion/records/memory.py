"""A Ledger that lasts as long as the process."""

import datetime as dt
import threading
from collections.abc import Callable, Collection, Generator
from dataclasses import replace

from companion.errors import Conflict
from companion.records.events import Event, EventKind
from companion.records.snapshots import MemorySnapshots, Snapshots


class MemoryLedger:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._keys: set[str] = set()
        self.snapshots: Snapshots = MemorySnapshots(lambda last: bool(self.events(kinds={EventKind.MEMBER_ERASED}, after=last)))

    def append(self, event: Event) -> Event:
        checked(event)
        with self._lock:
            if event.key in self._keys:
                raise done_already(event)
            if event.key:
                self._keys.add(event.key)
            kept = replace(event, at=event.at.astimezone(dt.UTC), id=len(self._events) + 1)
            self._events.append(kept)
            return kept

    def events(
        self,
        *,
        branch: str | None = None,
        member: str | Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        first: dt.date | None = None,
        last: dt.date | None = None,
        after: int = 0,
    ) -> tuple[Event, ...]:
        members = {member} if isinstance(member, str) else member
        with self._lock:
            kept = tuple(self._events[after:])  # ids count from 1
        return tuple(
            event
            for event in kept
            if (branch is None or event.branch == branch)
            and (members is None or event.member in members)
            and (kinds is None or event.kind in kinds)
            and (first is None or event.day >= first)
            and (last is None or event.day <= last)
        )

    def rewrite(self, change: Callable[[Event], Event]) -> int:
        """Puts what ``change`` gives in each event's place, and tells how many became others. For erasing a person alone."""
        with self._lock:
            after = [change(event) for event in self._events]
            changed = sum(now is not before for now, before in zip(after, self._events, strict=True))
            self._events, self._keys = after, {event.key for event in after if event.key}
        self.snapshots.clear()
        return changed

    def stream(
        self, *, kinds: Collection[EventKind], branch: str | None = None, after: int = 0
    ) -> Generator[Event, None, None]:
        yield from self.events(kinds=kinds, branch=branch, after=after)


def checked(event: Event) -> None:
    """Every ledger refuses what could not be placed in time later: ValueError for an ``at`` without a time zone."""
    if event.at.tzinfo is None:
        raise ValueError("an event's time must know its time zone")


def done_already(event: Event) -> Conflict:
    return Conflict(
        f"{event.day.isoformat()} 的这一项已经交过了，以先交的为准。",
        f"This was already handed in for {event.day.isoformat()}; the first one stands.",
    )
