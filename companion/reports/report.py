"""Reports: what a week or a semester of a branch came to, as values.

They are for handing round: no field of any of them holds what somebody wrote, asked or kept to themselves, nor a reason
for leave. Members are named only where they owe lessons of days that are over.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from companion.records.answered import Counts
from companion.records.columns import Sums, by_group, sums_of
from companion.records.completion import Completion, Table
from companion.records.deeds import Practice
from companion.reflections.reflections import Visibility

OWING = (Completion.MISSED,)
"""A day that is not over is nobody's debt."""


class Kind(enum.StrEnum):
    WEEK = "week"
    SEMESTER = "semester"


@dataclass(frozen=True)
class Group:
    """``name`` is empty for members without a group."""

    name: str
    sums: Sums


@dataclass(frozen=True)
class Owing:
    """A member who has not done what was due, and the days of it."""

    name: str
    group: str
    days: tuple[dt.date, ...]


@dataclass(frozen=True)
class Stretch:
    """A week or a unit: the days of it that count, and how many members' lessons of them are done."""

    name: str
    first: dt.date
    last: dt.date
    due: int
    on_time: int
    made_up: int

    @property
    def rate(self) -> float | None:
        return (self.on_time + self.made_up) / self.due if self.due else None

    @property
    def on_time_rate(self) -> float | None:
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True)
class GoalLine:
    """What was done for a goal; an empty one stands for practices of no goal that is named here."""

    goal: str
    practices: int
    members: int
    hours: float


@dataclass(frozen=True)
class Hard:
    """An item, or with an empty ``stem`` all items of a text, that was replied to ``replies`` times, ``right`` of them rightly."""

    stem: str
    source: str
    replies: int
    right: int

    @property
    def facility(self) -> float:
        return self.right / self.replies


@dataclass(frozen=True)
class Report:
    """``before`` are the sums of the week before, None where there was none or for a semester. ``lessons`` counts the days."""

    kind: Kind
    branch: str
    name: str  # of the semester; empty for a week
    first: dt.date
    last: dt.date
    made: dt.date
    lessons: int
    sums: Sums
    before: Sums | None
    groups: tuple[Group, ...]
    owing: tuple[Owing, ...]
    units: tuple[Stretch, ...]
    goals: tuple[GoalLine, ...]
    practices: GoalLine  # all together
    hard: tuple[Hard, ...]
    texts: tuple[Hard, ...]
    weeks: tuple[Stretch, ...]


@dataclass(frozen=True)
class BranchLine:
    branch: str
    lessons: int
    sums: Sums
    practices: int


@dataclass(frozen=True)
class Comparison:
    """Branches side by side: totals, and nobody's name."""

    first: dt.date
    last: dt.date
    made: dt.date
    branches: tuple[BranchLine, ...]


def owing_of(table: Table) -> tuple[Owing, ...]:
    """Who is here and owes something, the most first; with the same number in the table's order."""
    found = []
    for row in table.rows:
        days = tuple(day for day, cell in zip(table.days, row.cells, strict=True) if cell in OWING)
        if days and row.member.active:
            found.append(Owing(row.member.name, row.member.group, days))
    return tuple(sorted(found, key=lambda one: -len(one.days)))


def groups_of(table: Table) -> tuple[Group, ...]:
    return tuple(Group(name, sums) for name, sums in by_group(table.rows).items())


def weeks_of(table: Table) -> tuple[Stretch, ...]:
    """The table's weeks, by their Mondays; one that has no day in it is not there."""
    return stretches(table, [((day - dt.timedelta(days=day.weekday())).isoformat(), day) for day in table.days])


def stretches(table: Table, days: Iterable[tuple[str, dt.date]]) -> tuple[Stretch, ...]:
    """Days of the table put together under names, in the order in which these come."""
    named: dict[str, list[dt.date]] = {}
    for name, day in days:
        named.setdefault(name, []).append(day)
    at = {day: n for n, day in enumerate(table.days)}
    found = []
    for name, within in named.items():
        cells = [row.cells[at[day]] for row in table.rows for day in within if day in at]
        on_time, made_up = cells.count(Completion.ON_TIME), cells.count(Completion.MADE_UP)
        due = on_time + made_up + cells.count(Completion.MISSED)
        found.append(Stretch(name, min(within), max(within), due, on_time, made_up))
    return tuple(found)


def goals_of(practices: Sequence[Practice], goals: Sequence[str]) -> tuple[GoalLine, ...]:
    """What was done for each of the plan's goals, also where it is nothing; then for other goals that somebody shares with
    the branch; then for all the rest. Private practices do not count.
    """
    seen = [one for one in practices if one.visibility is not Visibility.PRIVATE]
    shared = {one.deed.goal for one in seen if one.visibility is Visibility.BRANCH and one.deed.goal}
    named = [*goals, *sorted(shared - set(goals))]
    parts: dict[str, list[Practice]] = {goal: [] for goal in (*named, "")}
    for one in seen:
        parts[one.deed.goal if one.deed.goal in parts else ""].append(one)
    return tuple(goal_line(goal, part) for goal, part in parts.items() if part or goal in goals)


def goal_line(goal: str, practices: Iterable[Practice]) -> GoalLine:
    counted = [one for one in practices if one.visibility is not Visibility.PRIVATE]
    hours = sum(one.deed.hours or 0.0 for one in counted)
    return GoalLine(goal, len(counted), len({one.member for one in counted}), hours)


def hardest(answered: Counts, named: Mapping[str, tuple[str, str]], least: int, most: int) -> tuple[tuple[Hard, ...], tuple[Hard, ...]]:
    """The items and the texts that were replied to wrongly most often: at most ``most`` of each, none with fewer than
    ``least`` replies, none that was always right. ``named``: item id → (stem, text); others are passed over.
    """
    items, texts = [], dict[str, tuple[int, int]]()
    for id, (replies, right) in answered.items():
        if id in named:
            stem, source = named[id]
            items.append(Hard(stem, source, replies, right))
            before = texts.get(source, (0, 0))
            texts[source] = (before[0] + replies, before[1] + right)
    by_text = [Hard("", source, replies, right) for source, (replies, right) in texts.items()]
    first, second = (
        sorted(
            (one for one in found if one.replies >= least and one.right < one.replies),
            key=lambda one: (one.facility, -one.replies, one.stem, one.source),
        )[:most]
        for found in (items, by_text)
    )
    return tuple(first), tuple(second)


def report_of(
    kind: Kind,
    table: Table,
    *,
    name: str,
    span: tuple[dt.date, dt.date],
    before: Table | None,
    history: Table,
    units: Sequence[tuple[dt.date, str]],
    practices: Sequence[Practice],
    goals: Sequence[str],
    hard: tuple[tuple[Hard, ...], tuple[Hard, ...]],
) -> Report:
    """Put together of the branch's table of ``span``. ``history`` is the table whose weeks are the trend; ``units``: the days of
    the span with the names of their units; ``practices``: those of the span, of which private ones do not count.
    """
    earlier = sums_of(before.rows) if before is not None else None
    return Report(
        kind=kind,
        branch=table.branch.name,
        name=name,
        first=span[0],
        last=span[1],
        made=table.today,
        lessons=len(table.days),
        sums=sums_of(table.rows),
        before=earlier if earlier is not None and earlier.due else None,
        groups=groups_of(table),
        owing=owing_of(table),
        units=stretches(table, [(unit, day) for day, unit in units]),
        goals=goals_of(practices, goals),
        practices=goal_line("", practices),
        hard=hard[0],
        texts=hard[1],
        weeks=weeks_of(history),
    )
