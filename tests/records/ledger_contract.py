"""What every Ledger promises. A subclass gives the fixture ``ledger``, empty."""

import datetime as dt
import threading
from dataclasses import replace

import pytest

from companion.errors import Conflict
from companion.records.events import Event, EventKind, Ledger
from companion.records.snapshots import Snapshot

DAY = dt.date(2026, 9, 1)
AT = dt.datetime(2026, 9, 1, 15, 59, 59, 999999, tzinfo=dt.UTC)
PAYLOAD = {"responses": [{"item": "a", "reply": ["正确", "“引号”\n\0"], "correct": True}], "n": 1.5, "none": None}


def event(member: str = "linmo", day: dt.date = DAY, key: str = "", **other: object) -> Event:
    return replace(Event(EventKind.QUIZ_SUBMITTED, "一支部", member, day, AT, PAYLOAD, key), **other)


class LedgerContract:
    def test_gives_back_what_was_appended_in_its_order(self, ledger: Ledger) -> None:
        kept = [ledger.append(event(member)) for member in ("b", "a", "韩雪", "b")]
        assert [one.member for one in kept] == ["b", "a", "韩雪", "b"]
        assert [replace(one, id=0) for one in kept] == [event(one.member) for one in kept]
        assert ledger.events() == tuple(kept)

    def test_ids_grow(self, ledger: Ledger) -> None:
        ids = [ledger.append(event(id=99)).id for _ in range(5)]
        assert ids == sorted(set(ids))
        assert ids[0] > 0

    def test_moments_come_back_as_utc_whatever_zone_they_came_in(self, ledger: Ledger) -> None:
        shanghai = dt.timezone(dt.timedelta(hours=8))
        kept = ledger.append(event(at=dt.datetime(2026, 9, 1, 0, 30, tzinfo=shanghai)))
        (read,) = ledger.events()
        for one in (kept, read):
            assert one.at.isoformat() == "2026-08-31T16:30:00+00:00"
            assert one.day == DAY

    def test_only_what_came_after(self, ledger: Ledger) -> None:
        first, second, third = (ledger.append(event(member)) for member in "abc")
        assert ledger.events(after=first.id) == (second, third)
        assert ledger.events(after=first.id, member="c") == (third,)
        assert ledger.events(after=third.id) == ()

    def test_a_moment_without_a_zone_is_refused(self, ledger: Ledger) -> None:
        with pytest.raises(ValueError, match="time zone"):
            ledger.append(event(at=dt.datetime(2026, 9, 1)))
        assert ledger.events() == ()

    def test_a_key_is_taken_once(self, ledger: Ledger) -> None:
        first = ledger.append(event(key="quiz:linmo:2026-09-01"))
        with pytest.raises(Conflict) as told:
            ledger.append(event(key="quiz:linmo:2026-09-01", member="other", payload={}))
        assert "2026-09-01" in told.value.zh
        assert ledger.events() == (first,)

    def test_events_without_a_key_never_collide(self, ledger: Ledger) -> None:
        for _ in range(3):
            ledger.append(event())
        assert len(ledger.events()) == 3

    def test_each_condition_narrows(self, ledger: Ledger) -> None:
        days = [DAY + dt.timedelta(days=number) for number in range(4)]
        for member, branch in (("a", "一支部"), ("b", "二支部")):
            for day in days:
                for kind in (EventKind.QUIZ_SET, EventKind.QUIZ_SUBMITTED):
                    ledger.append(event(member, day, kind=kind, branch=branch))
        everything = ledger.events()
        for conditions, holds in (
            ({"branch": "二支部"}, lambda one: one.branch == "二支部"),
            ({"member": "a"}, lambda one: one.member == "a"),
            ({"member": {"b", "z"}}, lambda one: one.member == "b"),
            ({"member": ()}, lambda _: False),
            ({"after": everything[4].id}, lambda one: one.id > everything[4].id),
            ({"after": everything[-1].id}, lambda _: False),
            ({"kinds": {EventKind.QUIZ_SET}}, lambda one: one.kind is EventKind.QUIZ_SET),
            ({"kinds": set(EventKind)}, lambda _: True),
            ({"kinds": ()}, lambda _: False),
            ({"first": days[1]}, lambda one: one.day >= days[1]),
            ({"last": days[1]}, lambda one: one.day <= days[1]),
            ({"first": days[1], "last": days[2], "member": "b"}, lambda one: one.member == "b" and one.day in days[1:3]),
            ({"branch": "一支部", "member": "b"}, lambda _: False),
            ({"first": days[2], "last": days[1]}, lambda _: False),
        ):
            assert ledger.events(**conditions) == tuple(one for one in everything if holds(one))

    def test_a_stream_gives_the_same_one_after_another(self, ledger: Ledger) -> None:
        kinds = (EventKind.QUIZ_SET, EventKind.QUIZ_SUBMITTED, EventKind.REPLY_SAVED)
        for number in range(30):
            ledger.append(event(f"m{number}", DAY - dt.timedelta(days=number), kind=kinds[number % 3], branch="甲乙"[number % 2]))
        for wanted in ({"kinds": kinds[:2]}, {"kinds": kinds, "branch": "乙", "after": 9}, {"kinds": ()}):
            assert tuple(ledger.stream(**wanted)) == ledger.events(**wanted)
        coming = ledger.stream(kinds=kinds)
        next(coming)
        coming.close()  # lets go of whatever it holds
        ledger.append(event())

    def test_snapshots_come_back_as_they_were_put_down_last(self, ledger: Ledger) -> None:
        kept = ledger.append(event())
        state = {"一": [1, 0.1, None, True, "“引号”\n"], "": []}
        assert ledger.snapshots.get("a") is None
        for last in (0, kept.id):
            ledger.snapshots.put("a", Snapshot("1", last, state))
            assert ledger.snapshots.get("a") == Snapshot("1", last, state)
        assert ledger.snapshots.get("b") is None
        ledger.snapshots.clear()
        assert ledger.snapshots.get("a") is None

    def test_no_snapshot_from_before_a_person_was_erased(self, ledger: Ledger) -> None:
        first, second = ledger.append(event()), ledger.append(event(kind=EventKind.MEMBER_ERASED))
        ledger.snapshots.put("a", Snapshot("1", first.id, []))
        assert ledger.snapshots.get("a") is None
        ledger.snapshots.put("a", Snapshot("1", second.id, []))
        assert ledger.snapshots.get("a") is not None

    def test_200_at_once_all_land(self, ledger: Ledger) -> None:
        failed = _at_once(200, lambda number: ledger.append(event(f"m{number}", key=f"key {number}")))
        assert failed == []
        kept = ledger.events()
        assert {one.member for one in kept} == {f"m{number}" for number in range(200)}
        assert len({one.id for one in kept}) == len(kept) == 200

    def test_of_many_with_one_key_exactly_one_wins(self, ledger: Ledger) -> None:
        failed = _at_once(50, lambda number: ledger.append(event(f"m{number}", key="the one")))
        assert [type(error) for error in failed] == [Conflict] * 49
        assert len(ledger.events()) == 1


def _at_once(count: int, act) -> list[Exception]:
    """``act(0)`` to ``act(count - 1)``, each in a thread of its own; what they raised."""
    raised: list[Exception] = []
    together = threading.Barrier(count)

    def run(number: int) -> None:
        together.wait()
        try:
            act(number)
        except Conflict as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
