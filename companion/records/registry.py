"""The Registry: accounts and the ledger, changed in one step, so that no account ever changes without its trail."""

import threading
from collections.abc import Iterable
from typing import Protocol

from companion.people.directory import Directory
from companion.people.members import Branch, Member
from companion.records.events import Event, Ledger
from companion.records.memory import done_already


class Registry(Protocol):
    def enter(
        self, branches: Iterable[Branch], added: Iterable[tuple[Member, str]], changed: Iterable[Member], event: Event
    ) -> Event:
        """Make the branches and the accounts (each with its password's hash), change the others, and append the event.

        All of it or, where an error is raised, none: Conflict for an event whose key is taken or a username that is, and
        whatever Directory and Ledger raise.
        """
        ...


class MemoryRegistry:
    """A Registry over a Directory and a Ledger that last as long as the process."""

    def __init__(self, directory: Directory, ledger: Ledger) -> None:
        self._directory = directory
        self._ledger = ledger
        self._lock = threading.Lock()

    def enter(
        self, branches: Iterable[Branch], added: Iterable[tuple[Member, str]], changed: Iterable[Member], event: Event
    ) -> Event:
        with self._lock:
            if event.key and any(known.key == event.key for known in self._ledger.events(kinds={event.kind})):
                raise done_already(event)
            for branch in branches:
                self._directory.put_branch(branch)
            self._directory.apply(added, changed)
            return self._ledger.append(event)
