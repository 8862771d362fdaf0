"""A fold that is kept: asked again, it reads only what has come since."""

import contextlib
import gc
import itertools
import threading
from collections.abc import Callable, Collection, Iterator
from typing import Generic, TypeVar

from companion.records.events import Event, EventKind, Ledger

State = TypeVar("State")

AT_ONCE = 20_000
"""Events in hand, so that half a year of a large branch need not be in memory to be folded."""


class KeptFold(Generic[State]):
    """The fold of each branch's events of some ``kinds``, or of all branches' together. Safe to share between threads.

    ``step`` gives the next state from one state and the events that follow, without changing the one it is given. Where a
    person was erased meanwhile, which changes events that were read already, all of them are read anew.
    """

    def __init__(
        self,
        ledger: Ledger,
        kinds: Collection[EventKind],
        empty: State,
        step: Callable[[State, tuple[Event, ...]], State],
    ) -> None:
        self._ledger = ledger
        self._kinds = frozenset(kinds)
        self._asked = self._kinds | {EventKind.MEMBER_ERASED}
        self._empty = empty
        self._step = step
        self._lock = threading.Lock()
        self._kept: dict[str | None, tuple[State, int]] = {}

    def of(self, branch: str | None = None) -> tuple[State, int]:
        """The state as of now, and the id of the last event in it; 0 where there is none. None: of all branches."""
        with self._lock:
            self._kept[branch] = self._carried_on(branch, *self._kept.get(branch, (self._empty, 0)))
            return self._kept[branch]

    def _carried_on(self, branch: str | None, state: State, last: int) -> tuple[State, int]:
        known = last
        with contextlib.closing(self._ledger.stream(branch=branch, kinds=self._asked, after=last)) as coming, contextlib.ExitStack() as long:
            while events := tuple(itertools.islice(coming, AT_ONCE)):
                erased = any(event.kind is EventKind.MEMBER_ERASED for event in events)
                if erased and known:
                    break
                own = tuple(event for event in events if event.kind in self._kinds) if erased else events
                state, last = self._step(state, own) if own else state, events[-1].id
                if len(events) == AT_ONCE:
                    long.enter_context(_uncollected())
            else:
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
    ) -> None:
        self._made: Callable[[], KeptFold[State]] = lambda: KeptFold(ledger, kinds, empty, step)
        self._corrections = KeptFold(ledger, {EventKind.KEY_CORRECTED}, 0, lambda known, events: known + len(events))
        self._lock = threading.Lock()
        self._corrected = 0
        self._fold = self._made()

    def now(self) -> State:
        with self._lock:
            corrected = self._corrections.of()[1]
            if corrected != self._corrected:
                self._corrected, self._fold = corrected, self._made()
            return self._fold.of()[0]


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
