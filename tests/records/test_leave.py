"""What the fold of leave promises, and the table that heeds it."""

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from companion.records.completion import Completion, Row, fold_table, unfinished
from companion.records.events import Event, EventKind
from companion.records.export import sheets
from companion.records.kept import KeptFold
from companion.records.leave import KINDS, Absence, Leaves, leaves_after
from companion.records.memory import MemoryLedger
from tests.records.test_completion import BRANCH, EVENTS, FIRST, HAN, LAST, LIN, MOMENTS, NOW, done, september

SHOWN = {"reason": "理由", "before": {"missed": 1}, "after": {}}
DAYS = st.frozensets(st.integers(1, 12).map(september))


def excused(first: int, last: int, id: int, member: str = "linmo", branch: str = "b") -> Event:
    days = [str(september(first)), str(september(max(first, last)))]
    payload = {"member": member, "days": days, "kind": "sick", **SHOWN}
    return Event(EventKind.DAYS_EXCUSED, branch, "shuji", september(1), NOW, payload, "", id)


def allowed(day: int, id: int) -> Event:
    payload = {"member": "linmo", "day": str(september(day)), **SHOWN}
    return Event(EventKind.MAKE_UP_ALLOWED, "b", "shuji", september(1), NOW, payload, "", id)


def withdrawn(leave: int, id: int) -> Event:
    return Event(EventKind.LEAVE_WITHDRAWN, "b", "shuji", september(1), NOW, {"leave": leave, **SHOWN}, "", id)


def row(*events: Event, days: frozenset[dt.date] = frozenset(), now: dt.datetime = NOW) -> Row:
    return fold_table([LIN], BRANCH, events, FIRST, LAST, now, {LIN.username: days}).rows[0]


NUMBERS = st.integers(1, 12)
DECIDED = st.lists(
    st.one_of(
        st.builds(excused, NUMBERS, NUMBERS, NUMBERS),
        st.builds(allowed, NUMBERS, NUMBERS),
        st.builds(withdrawn, NUMBERS, NUMBERS),
    ),
    max_size=12,
    unique_by=lambda event: event.id,
)


@given(DECIDED, st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_repetition_of_decisions_matters(events: list[Event], order: random.Random, cut: int) -> None:
    shuffled = events + order.sample(events, order.randint(0, len(events)))
    order.shuffle(shuffled)
    whole = leaves_after(Leaves(), events)
    assert leaves_after(Leaves(), shuffled) == whole
    assert leaves_after(leaves_after(Leaves(), shuffled[:cut]), shuffled[cut:]) == whole
    assert whole.standing() == leaves_after(Leaves(), shuffled).standing()


def test_what_is_withdrawn_does_not_stand_and_other_leave_on_the_same_day_does() -> None:
    leaves = leaves_after(Leaves(), [excused(1, 3, 1), excused(3, 4, 2), allowed(7, 3), withdrawn(1, 4), withdrawn(3, 5)])
    assert leaves.excused() == {"linmo": {september(3), september(4)}}
    assert leaves.open() == {}
    assert leaves.standing()[0].absence is Absence.SICK


def test_the_first_withdrawal_stands() -> None:
    leaves = leaves_after(Leaves(), [excused(1, 1, 1), withdrawn(1, 9), withdrawn(1, 4)])
    assert leaves.withdrawn[1].id == 4


def test_a_kept_fold_is_of_all_branches_together() -> None:
    ledger = MemoryLedger()
    for branch in ("b", "c"):
        ledger.append(excused(1, 1, 0, branch=branch, member=branch))
    assert set(KeptFold(ledger, KINDS, Leaves(), leaves_after).of()[0].excused()) == {"b", "c"}


def test_an_excused_day_is_not_owed() -> None:
    found = row(done(1), done(3), days=frozenset({september(2), september(4), september(8)}))
    assert found.cells[1] is found.cells[3] is found.cells[5] is Completion.EXCUSED
    assert (found.due, found.missed, found.rate) == (3, 1, 2 / 3)


def test_what_is_done_on_an_excused_day_counts_as_done() -> None:
    late = dt.datetime.combine(september(7), NOW.timetz())
    found = row(done(1), done(3, late), days=frozenset({september(1), september(3)}))
    assert (found.cells[0], found.cells[2]) == (Completion.ON_TIME, Completion.MADE_UP)


def test_an_excused_day_breaks_no_streak_even_if_it_is_made_up() -> None:
    late = dt.datetime.combine(september(7), NOW.timetz())
    days = frozenset({september(4)})
    assert row(done(3), done(7), days=days).streak == 2
    assert row(done(3), done(4, late), done(7), days=days).streak == 2
    assert row(done(3), done(4, late), done(7)).streak == 1


def test_who_is_excused_today_is_not_unfinished() -> None:
    table = fold_table([LIN, HAN], BRANCH, [], FIRST, LAST, NOW, {"linmo": {september(8)}})
    assert unfinished(table, september(8)) == (HAN,)


def test_an_excused_day_leaves_as_a_dash() -> None:
    table = fold_table([LIN], BRANCH, [], FIRST, LAST, NOW, {"linmo": {september(2)}})
    assert sheets(table)[0].rows[0][-6:] == ("×", "–", "×", "×", "×", "")


@given(EVENTS, DAYS, DAYS, MOMENTS)
def test_excusing_more_never_lowers(events: list[Event], some: frozenset[dt.date], more: frozenset[dt.date], now: dt.datetime) -> None:
    before, after = row(*events, days=some, now=now), row(*events, days=some | more, now=now)
    assert (after.rate is None and not before.rate) or (after.rate or 0) >= (before.rate or 0)
    assert after.streak >= before.streak and after.missed <= before.missed
    assert (after.on_time, after.made_up, after.first_try) == (before.on_time, before.made_up, before.first_try)


@given(EVENTS, EVENTS, DAYS, MOMENTS)
def test_doing_more_never_lowers_where_days_are_excused(
    events: list[Event], more: list[Event], days: frozenset[dt.date], now: dt.datetime
) -> None:
    before, after = row(*events, days=days, now=now), row(*events, *more, days=days, now=now)
    assert (after.rate or 0) >= (before.rate or 0)
    assert after.streak >= before.streak and after.missed <= before.missed


@given(EVENTS, DAYS, MOMENTS)
def test_a_day_is_excused_or_done(events: list[Event], days: frozenset[dt.date], now: dt.datetime) -> None:
    table = fold_table([LIN], BRANCH, events, FIRST, LAST, now, {"linmo": days})
    plain = fold_table([LIN], BRANCH, events, FIRST, LAST, now)
    for day, cell, without in zip(table.days, table.rows[0].cells, plain.rows[0].cells, strict=True):
        owed = without in (Completion.MISSED, Completion.PENDING)
        assert cell is (Completion.EXCUSED if owed and day in days else without)
