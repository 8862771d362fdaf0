"""The statistics of items as of a moment, over the replies of all branches."""

import bisect
import datetime as dt
import threading
from collections.abc import Iterable

from companion.quizzes.statistics import Figures, Reply
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.replies import KINDS, Replies, replies_after

_KEPT = 4  # moments; the midnights of branches in different time zones


class ItemFigures:
    """Safe to share between threads. What was handed in is read once; a corrected key makes all of it be read anew."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._corrections = KeptFold(ledger, {EventKind.KEY_CORRECTED}, 0, _count)
        self._lock = threading.Lock()
        self._corrected = 0
        self._replies = KeptFold(ledger, KINDS, Replies(), replies_after)
        self._kept: dict[dt.datetime, Figures] = {}

    def before(self, moment: dt.datetime) -> Figures:
        """Over what was handed in before ``moment``: with the midnight past, the same figures all day long."""
        with self._lock:
            if moment not in self._current():
                given = self._replies.of()[0].given
                self._kept[moment] = Figures(reply for reply in given if reply.at < moment)
                for old in sorted(self._kept)[:-_KEPT]:
                    del self._kept[old]
            return self._kept[moment]

    def given(self, since: dt.datetime, before: dt.datetime) -> tuple[tuple[Reply, ...], int]:
        """The replies handed in from one moment to before another, oldest first, and how many corrections of keys they hold."""
        with self._lock:
            self._current()
            given = self._replies.of()[0].given  # in the order of their events, which is that of their moments
            first, last = (bisect.bisect_left(given, moment, key=lambda reply: reply.at) for moment in (since, before))
            return given[first:last], self._corrected

    def _current(self) -> dict[dt.datetime, Figures]:
        """What is kept, once keys corrected since have made it void."""
        corrected = self._corrections.of()[1]
        if corrected != self._corrected:
            self._corrected, self._kept = corrected, {}
            self._replies = KeptFold(self._ledger, KINDS, Replies(), replies_after)
        return self._kept


def _count(known: int, events: Iterable[Event]) -> int:
    return known + sum(1 for _ in events)
