"""The statistics of items as of a moment, over the replies of all branches."""

import bisect
import datetime as dt
import threading

from companion.quizzes.statistics import Figures, Reply
from companion.records.events import Ledger
from companion.records.kept import KeptFold
from companion.records.replies import FORM, KINDS, Replies, replies_after

_KEPT = 4  # moments; the midnights of branches in different time zones


class ItemFigures:
    """Safe to share between threads. What was handed in is read once; a corrected key makes the figures be worked out anew."""

    def __init__(self, ledger: Ledger) -> None:
        self._replies = KeptFold(ledger, KINDS, Replies(), replies_after, FORM)
        self._lock = threading.Lock()
        self._corrected = 0
        self._kept: dict[dt.datetime, Figures] = {}

    def before(self, moment: dt.datetime) -> Figures:
        """Over what was handed in before ``moment``: with the midnight past, the same figures all day long."""
        with self._lock:
            given = self._current()
            if moment not in self._kept:
                self._kept[moment] = Figures(reply for reply in given if reply.at < moment)
                for old in sorted(self._kept)[:-_KEPT]:
                    del self._kept[old]
            return self._kept[moment]

    def given(self, since: dt.datetime, before: dt.datetime) -> tuple[tuple[Reply, ...], int]:
        """The replies handed in from one moment to before another, oldest first, and how many corrections of keys they hold."""
        with self._lock:
            given = self._current()  # in the order of their events, which is that of their moments
            first, last = (bisect.bisect_left(given, moment, key=lambda reply: reply.at) for moment in (since, before))
            return given[first:last], self._corrected

    def keep(self) -> None:
        """See KeptFold.keep."""
        self._replies.keep()

    def _current(self) -> tuple[Reply, ...]:
        """The replies as of now; keys corrected since make void what is kept."""
        replies = self._replies.of()[0]
        if replies.corrected != self._corrected:
            self._corrected, self._kept = replies.corrected, {}
        return replies.given
