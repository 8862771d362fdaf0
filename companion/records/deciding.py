"""Decisions that must know of all before them: each is appended as the very next one, or taken anew."""

from collections.abc import Callable

from companion.errors import Conflict
from companion.records.events import Event, Ledger

TRIES = 20


def append_next(ledger: Ledger, make: Callable[[], Event | None], busy: Conflict) -> Event | None:
    """Appends the event that ``make`` gives, and gives it back; nothing where it gives None.

    Its key should name the last event that ``make`` knew of: where another took it first, ``make`` is asked again, which
    may raise what it finds by then. Raises ``busy`` where others were first TRIES times. Safe between processes.
    """
    for _ in range(TRIES):
        event = make()
        if event is None:
            return None
        try:
            return ledger.append(event)
        except Conflict:
            continue
    raise busy
