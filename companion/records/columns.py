"""The table's columns, its order and its filters: which rows are wanted, and in which order; and sums over rows."""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from companion.records.completion import BELOW, Completion, Row, Table


class Column(enum.StrEnum):
    """What a row can be put in order by, in the order in which the columns stand."""

    NAME = "name"
    GROUP = "group"
    DUE = "due"
    ON_TIME = "on_time"
    MADE_UP = "made_up"
    MISSED = "missed"
    RATE = "rate"
    FIRST_TRY = "first_try"
    STREAK = "streak"
    WEEKS_BELOW = "weeks_below"
    MONTHS_BELOW = "months_below"
    REFLECTIONS = "reflections"
    HURRIED = "hurried"
    SOURCES = "sources"
    SCORE = "score"


SHARES = frozenset({Column.RATE, Column.FIRST_TRY})
WORDS = (Column.NAME, Column.GROUP)
FIGURES = tuple(column for column in Column if column not in WORDS)


class State(enum.StrEnum):
    """Which members are wanted, by how their days stand."""

    ALL = "all"
    MISSED = "missed"  # at least one such day; likewise the next three
    MADE_UP = "made_up"
    EXCUSED = "excused"
    PENDING = "pending"
    CLEAR = "clear"  # no day missed
    BELOW = "below"  # less than the standard of what was due is done


@dataclass(frozen=True)
class Wanted:
    """What is asked of a branch's table. ``group`` and ``unit`` are names; empty: all. ``column``: None for the order of the roster."""

    branch: str
    first: dt.date
    last: dt.date
    group: str = ""
    unit: str = ""
    state: State = State.ALL
    column: Column | None = None
    down: bool = False


@dataclass(frozen=True)
class Sums:
    """Over several rows. ``rate``, ``on_time_rate`` and ``first_try`` are None where there is nothing to divide by;
    ``first_try`` is the mean of the members', each counting alike.
    """

    members: int
    due: int
    on_time: int
    made_up: int
    missed: int
    excused: int
    reflections: int
    hurried: int
    sources: int
    first_try: float | None

    @property
    def rate(self) -> float | None:
        return (self.on_time + self.made_up) / self.due if self.due else None

    @property
    def on_time_rate(self) -> float | None:
        return self.on_time / self.due if self.due else None


def value_of(row: Row, column: Column) -> str | float | None:
    """What stands in a column of a row; None where there is no figure."""
    if column is Column.NAME:
        return row.member.name
    if column is Column.GROUP:
        return row.member.group
    found: float | None = getattr(row, column.value)
    return found


def chosen(table: Table, state: State = State.ALL, column: Column | None = None, *, down: bool = False, below: float = BELOW) -> Table:
    """The table's rows that ``state`` wants, in order of ``column``: from the least up, or ``down`` from the most.

    Rows without a figure come last either way. Rows that are equal keep the order they had.
    """
    rows = [row for row in table.rows if _wanted(row, state, below)]
    if column is not None:
        valued = [row for row in rows if value_of(row, column) is not None]
        order: Callable[[Row], tuple[str | float | None, ...]] = lambda row: (value_of(row, column),)  # noqa: E731
        valued.sort(key=order, reverse=down)
        rows = valued + [row for row in rows if value_of(row, column) is None]
    return replace(table, rows=tuple(rows))


def _wanted(row: Row, state: State, below: float) -> bool:
    if state is State.ALL:
        return True
    if state is State.CLEAR:
        return row.due > 0 and row.missed == 0
    if state is State.BELOW:
        return row.rate is not None and row.rate < below
    return Completion(state.value) in row.cells


def sums_of(rows: Iterable[Row]) -> Sums:
    """Nothing but the rows' own figures, added up."""
    rows = tuple(rows)
    tried = [row.first_try for row in rows if row.first_try is not None]
    return Sums(
        members=len(rows),
        due=sum(row.due for row in rows),
        on_time=sum(row.on_time for row in rows),
        made_up=sum(row.made_up for row in rows),
        missed=sum(row.missed for row in rows),
        excused=sum(row.excused for row in rows),
        reflections=sum(row.reflections for row in rows),
        hurried=sum(row.hurried for row in rows),
        sources=sum(row.sources for row in rows),
        first_try=sum(tried) / len(tried) if tried else None,
    )


def by_group(rows: Iterable[Row]) -> dict[str, Sums]:
    """The sums of each group, in the order of their names; "" for members without one."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.member.group, []).append(row)
    return {group: sums_of(found[group]) for group in sorted(found)}


def columns_of(table: Table) -> Sequence[Column]:
    """The columns with figures that the table has: a score only where one is known."""
    scored = any(row.score is not None for row in table.rows)
    return tuple(column for column in FIGURES if scored or column is not Column.SCORE)
