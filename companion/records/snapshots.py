"""Snapshots: what a fold came to up to some event, put down so that the next start reads only what has come since.

A snapshot holds nothing but what a prefix of the append-only ledger gives. It may be thrown away at any time; all that is lost is
time. It belongs to its ledger and lies where that lies: copied, backed up and restored together, the two never disagree.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

State = TypeVar("State")


@dataclass(frozen=True)
class Snapshot:
    """``state``, which JSON can hold, of all events until ``last``. One of another ``make`` says nothing to who asks."""

    make: str
    last: int
    state: Any


class Snapshots(Protocol):
    def get(self, name: str) -> Snapshot | None: ...

    def put(self, name: str, snapshot: Snapshot) -> None:
        """In the place of the one before. Nothing happens where a person was erased after the snapshot's last event: it
        would bring them back."""
        ...

    def clear(self) -> None: ...


@dataclass(frozen=True)
class Form(Generic[State]):
    """How a fold's state is put down: ``load`` gives back what ``dump`` was given, equal to it.

    ``make`` is to become another whenever the fold, or what it is dumped as, does.
    """

    name: str
    make: str
    dump: Callable[[State], Any]
    load: Callable[[Any], State]

    def read(self, snapshots: Snapshots) -> tuple[State, int] | None:
        """The state and its last event; None where there is none of this make."""
        found = snapshots.get(self.name)
        return (self.load(found.state), found.last) if found and found.make == self.make else None

    def write(self, snapshots: Snapshots, state: State, last: int) -> None:
        snapshots.put(self.name, Snapshot(self.make, last, self.dump(state)))


class MemorySnapshots:
    """They last as long as the process. ``erased`` tells whether a person was erased after an event."""

    def __init__(self, erased: Callable[[int], bool] = lambda _: False) -> None:
        self._erased = erased
        self._lock = threading.Lock()
        self._kept: Mapping[str, tuple[str, int, str]] = {}

    def get(self, name: str) -> Snapshot | None:
        found = self._kept.get(name)
        return Snapshot(found[0], found[1], json.loads(found[2])) if found else None

    def put(self, name: str, snapshot: Snapshot) -> None:
        text = json.dumps(snapshot.state)
        with self._lock:
            if not self._erased(snapshot.last):
                self._kept = {**self._kept, name: (snapshot.make, snapshot.last, text)}

    def clear(self) -> None:
        with self._lock:
            self._kept = {}
