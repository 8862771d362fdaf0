"""A fold that is kept: asked again, it reads only what has come since, after a new start too where it has a form."""

import contextlib
import gc
import itertools
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Generic, TypeVar

from companion import __version__
from companion.records.events import Event, EventKind, Ledger
from companion.records.snapshots import Form

State = TypeVar("State")

AT_ONCE = 20_000
"""Events in hand, so that half a year of a large branch need not be in memory to be folded."""


class KeptFold(Generic[State]):
    """The fold of each branch's events of some ``kinds``, or of all branches' together. Safe to share between threads.

    ``step`` gives the next state from one state and the events that follow, without changing the one it is given. Where a
    person was erased meanwhile, which changes events that were read already, all of them are read anew. With a ``form``, the
    fold of all branches goes on from its last snapshot.
    """

    def __init__(
        self,
        ledger: Ledger,
        kinds: Collection[EventKind],
        empty: State,
        step: Callable[[State, tuple[Event, ...]], State],
        form: Form[State] | None = None,
    ) -> None:
        self._ledger = ledger
        self._kinds = frozenset(kinds)
        self._asked = self._kinds | {EventKind.MEMBER_ERASED}
        self._empty = empty
        self._step = step
        self._form = form and replace(form, make=f"{__version__}/{form.make}")
        self._lock = threading.Lock()
        self._kept: dict[str | None, tuple[State, int]] = {}
        self._fresh = 0  # events read that no snapshot holds

    def of(self, branch: str | None = None) -> tuple[State, int]:
        """The state as of now, and the id of the last event in it; 0 where there is none. None: of all branches."""
        with self._lock:
            if branch not in self._kept:
                self._kept[branch] = (self._put_down() if branch is None else None) or (self._empty, 0)
            self._kept[branch] = self._carried_on(branch, *self._kept[branch])
            return self._kept[branch]

    def keep(self, least: int = AT_ONCE) -> None:
        """Puts the state of all branches down, as it was asked for last, where at least so many events were read since that was done."""
        with self._lock:
            if self._form is None or self._fresh < least or None not in self._kept:
                return
            (state, last), self._fresh = self._kept[None], 0
        self._form.write(self._ledger.snapshots, state, last)

    def _put_down(self) -> tuple[State, int] | None:
        if self._form is None:
            return None
        with _uncollected():
            found = self._form.read(self._ledger.snapshots)
            gc.freeze()  # it is here to stay, and large
            return found

    def _carried_on(self, branch: str | None, state: State, last: int) -> tuple[State, int]:
        known, before = last, self._fresh
        with _uncollected(), contextlib.closing(self._ledger.stream(branch=branch, kinds=self._asked, after=last)) as coming:
            while events := tuple(itertools.islice(coming, AT_ONCE)):
                erased = any(event.kind is EventKind.MEMBER_ERASED for event in events)
                if erased and known:
                    break
                own = tuple(event for event in events if event.kind in self._kinds) if erased else events
                state, last = self._step(state, own) if own else state, events[-1].id
                self._fresh += len(events)
            else:
                if self._fresh - before >= AT_ONCE:
                    gc.freeze()  # as above; after fewer, what happens to lie about would never be cleared away
                return state, last
        return self._carried_on(branch, self._empty, 0)


class KeptMarks(Generic[State]):
    """A fold that leans on how replies were marked, of all branches together: as KeptFold, but when a key is corrected, all
    is read anew.
    """

    def __init__(
        self,
        ledger: Ledger,
        kinds: Collection[EventKind],
        empty: State,
        step: Callable[[State, tuple[Event, ...]], State],
        form: Form[State],
    ) -> None:
        def made(corrected: int) -> KeptFold[State]:
            return KeptFold(ledger, kinds, empty, step, replace(form, make=f"{form.make}/{corrected}"))

        self._made = made
        self._corrections = KeptFold(ledger, {EventKind.KEY_CORRECTED}, 0, lambda known, events: known + len(events))
        self._lock = threading.Lock()
        self._fold: tuple[KeptFold[State], int] | None = None

    def now(self) -> State:
        return self.of()[0]

    def of(self) -> tuple[State, int]:
        """The state as of now, and the id of the last correction of a key in it; 0 where there is none."""
        with self._lock:
            corrected = self._corrections.of()[1]
            if self._fold is None or corrected != self._fold[1]:
                self._fold = self._made(corrected), corrected
            return self._fold[0].of()[0], corrected

    def keep(self, least: int = AT_ONCE) -> None:
        """See KeptFold.keep."""
        if (fold := self._fold) is not None:
            fold[0].keep(least)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: a fold makes many small values and no cycle, and looking for one takes a third of its time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
