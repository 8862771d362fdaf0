"""The table's rows put in order, filtered and added up: nothing is lost and nothing made up."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Branch, Member
from companion.records.columns import Column, State, by_group, chosen, sums_of, value_of
from companion.records.completion import Completion, Row, Table

BRANCH = Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 9, 1))
DAYS = tuple(dt.date(2026, 9, n) for n in (1, 2, 3, 4))
CELLS = st.tuples(*[st.sampled_from([*Completion, None])] * 4)


def row(number: int, cells: tuple[Completion | None, ...], group: str, first_try: float | None, score: int | None) -> Row:
    on_time, made_up, missed, excused = (
        cells.count(kind) for kind in (Completion.ON_TIME, Completion.MADE_UP, Completion.MISSED, Completion.EXCUSED)
    )
    due = on_time + made_up + missed
    rate = (on_time + made_up) / due if due else None
    member = Member(f"m{number}", f"名{number % 3}", "b", group=group)
    return Row(member, cells, due, on_time, made_up, missed, rate, first_try, on_time, excused, score=score)


def tables() -> st.SearchStrategy[Table]:
    one = st.tuples(CELLS, st.sampled_from(["", "一组", "二组"]), st.none() | st.floats(0, 1), st.none() | st.integers(0, 9999))
    lines = st.lists(one, max_size=8).map(lambda found: tuple(row(n, *parts) for n, parts in enumerate(found)))
    return lines.map(lambda rows: Table(BRANCH, DAYS[-1], DAYS, rows))


@given(tables(), st.sampled_from(State))
def test_a_filter_gives_some_of_the_rows_in_their_order(table: Table, state: State) -> None:
    found = chosen(table, state)
    assert found.days == table.days
    assert [one for one in table.rows if one in found.rows] == list(found.rows)
    if state not in (State.ALL, State.CLEAR, State.BELOW):
        assert all(Completion(state.value) in one.cells for one in found.rows)


@given(tables())
def test_the_filters_part_the_rows(table: Table) -> None:
    missed, clear = (chosen(table, state).rows for state in (State.MISSED, State.CLEAR))
    assert not {*missed} & {*clear}
    assert {*missed, *clear} == {one for one in table.rows if one.due}


@given(tables(), st.sampled_from(Column), st.booleans())
def test_an_order_keeps_every_row_and_equal_ones_where_they_were(table: Table, column: Column, down: bool) -> None:
    found = chosen(table, column=column, down=down).rows
    assert sorted(found, key=table.rows.index) == list(table.rows)
    for one, following in itertools.pairwise(found):
        here, after = value_of(one, column), value_of(following, column)
        if after is None:
            continue
        assert here is not None, "rows without a figure come last"
        if here == after:
            assert table.rows.index(one) < table.rows.index(following)
        else:
            assert (here > after) is down  # type: ignore[operator]


@given(tables())
def test_sums_are_those_of_the_cells_and_of_the_groups(table: Table) -> None:
    sums, cells = sums_of(table.rows), [cell for one in table.rows for cell in one.cells]
    for kind, found in (("on_time", sums.on_time), ("made_up", sums.made_up), ("missed", sums.missed), ("excused", sums.excused)):
        assert found == cells.count(Completion(kind))
    assert sums.due == sums.on_time + sums.made_up + sums.missed
    groups = by_group(table.rows)
    assert sum(one.members for one in groups.values()) == sums.members == len(table.rows)
    assert sum(one.due for one in groups.values()) == sums.due
    assert sum(one.missed for one in groups.values()) == sums.missed
    assert sums.rate is None if not sums.due else 0 <= (sums.on_time_rate or 0) <= (sums.rate or 0) <= 1


def test_names_are_put_in_order_too() -> None:
    table = Table(BRANCH, DAYS[-1], DAYS, tuple(row(n, (None,) * 4, "", None, None) for n in (2, 0, 1)))
    assert [one.member.username for one in chosen(table, column=Column.NAME).rows] == ["m0", "m1", "m2"]
    assert [one.member.username for one in chosen(table).rows] == ["m2", "m0", "m1"]
