"""Drafts: what a member has typed to a day's prompt and not saved yet.

A draft is no completed act, so it is no event: it is kept until it is saved as a reflection or emptied, and then gone
without a trace. Nobody but its member reads it.
"""

import datetime as dt
import threading
from typing import Protocol


class Drafts(Protocol):
    """Safe to share between threads. Raises StorageError where nothing can be kept."""

    def get(self, member: str, day: dt.date) -> str:
        """What was typed last, "" where there is nothing."""
        ...

    def put(self, member: str, day: dt.date, text: str) -> None:
        """Keeps ``text`` in place of what there was; "" keeps nothing."""
        ...

    def forget(self, member: str) -> None:
        """Drops all drafts of a member."""
        ...


class MemoryDrafts:
    """Drafts in this process's memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, dt.date], str] = {}
        self._lock = threading.Lock()

    def get(self, member: str, day: dt.date) -> str:
        with self._lock:
            return self._kept.get((member, day), "")

    def put(self, member: str, day: dt.date, text: str) -> None:
        with self._lock:
            self._kept[member, day] = text
            if not text:
                del self._kept[member, day]

    def forget(self, member: str) -> None:
        with self._lock:
            self._kept = {place: text for place, text in self._kept.items() if place[0] != member}
