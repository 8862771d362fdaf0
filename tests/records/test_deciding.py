"""A decision is the very next one after all that it knew of, or it is taken anew."""

import datetime as dt
import threading

import pytest

from companion.errors import Conflict, NotFound
from companion.records.deciding import TRIES, append_next
from companion.records.events import Event, EventKind
from companion.records.memory import MemoryLedger

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
BUSY = Conflict("请再试一次。", "Please try again.")


def event(after: int, told: str = "x") -> Event:
    return Event(EventKind.CHOICES_CHANGED, "甲", "a", NOW.date(), NOW, {"told": told}, f"choice/{after}")


def last(ledger: MemoryLedger) -> int:
    return max((one.id for one in ledger.events()), default=0)


def test_each_of_many_at_once_knew_of_all_before_it() -> None:
    ledger = MemoryLedger()

    def decide() -> None:
        for _ in range(5):
            append_next(ledger, lambda: event(last(ledger)), BUSY)

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [one.id for one in ledger.events()]
    assert [one.key for one in ledger.events()] == [f"choice/{id}" for id in (0, *ids[:-1])]
    assert len(ids) == 20


def test_what_is_found_when_it_is_taken_anew_is_told_and_nothing_is_appended() -> None:
    ledger = MemoryLedger()
    asked: list[int] = []

    def make() -> Event | None:
        asked.append(1)
        if len(asked) > 1:
            raise NotFound("不在了。", "It is gone.")
        ledger.append(event(0, "first"))
        return event(0, "second")

    with pytest.raises(NotFound):
        append_next(ledger, make, BUSY)
    assert [one.payload["told"] for one in ledger.events()] == ["first"]
    assert append_next(ledger, lambda: None, BUSY) is None


def test_with_others_always_first_it_says_so() -> None:
    ledger = MemoryLedger()
    ledger.append(event(0))
    asked: list[int] = []

    def make() -> Event:
        asked.append(1)
        return event(0)

    with pytest.raises(Conflict, match="请再试一次"):
        append_next(ledger, make, BUSY)
    assert len(asked) == TRIES
