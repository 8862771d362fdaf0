"""The Registry: accounts and the ledger, changed in one step, so that no account ever changes without its trail."""

import datetime as dt
import threading
from collections.abc import Iterable
from typing import Protocol

from companion.people.directory import MemoryDirectory
from companion.people.members import Branch, Member
from companion.records.erasure import Erasure, erased_events, former
from companion.records.events import Event
from companion.records.memory import MemoryLedger, done_already
from companion.reflections.drafts import MemoryDrafts


class Registry(Protocol):
    def enter(
        self, branches: Iterable[Branch], added: Iterable[tuple[Member, str]], changed: Iterable[Member], event: Event
    ) -> Event:
        """Make the branches and the accounts (each with its password's hash), change the others, and append the event.

        All of it or, where an error is raised, none: Conflict for an event whose key is taken or a username that is, and
        whatever Directory and Ledger raise.
        """
        ...

    def erase(self, username: str, by: str, day: dt.date, at: dt.datetime) -> Member:
        """Take a person out of accounts, sessions, drafts and events, and give the account that stands there now.

        See records.erasure for what is replaced and what stays. All of it or, where an error is raised, none. Raises NotFound.
        """
        ...


class MemoryRegistry:
    """A Registry over a directory, a ledger and drafts that last as long as the process; sessions end when they are asked for."""

    def __init__(self, directory: MemoryDirectory, ledger: MemoryLedger, drafts: MemoryDrafts | None = None) -> None:
        self._directory = directory
        self._ledger = ledger
        self._drafts = drafts or MemoryDrafts()
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

    def erase(self, username: str, by: str, day: dt.date, at: dt.datetime) -> Member:
        with self._lock:
            before = self._directory.member(username)
            after = former(before, (member.username for member in self._directory.members()))
            events = self._ledger.events()
            erasure = Erasure(before.username, after.username, after.name, events)
            self._ledger.rewrite(erasure.of)
            own = {event.branch for event in events if event.member == before.username}
            for event in erased_events(before.username, after, own, by, day, at):
                self._ledger.append(event)
            self._directory.replace(before.username, after)
            self._drafts.forget(before.username)
            return after
