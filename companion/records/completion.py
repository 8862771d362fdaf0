"""Completion: what each member did of each day, folded from the events."""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from companion.people.members import Branch, Member
from companion.plan.calendar import Calendar, calendar_of, counts, day_of, days
from companion.records.events import Event
from companion.records.tally import HandedIn, Tally, tally_after


class Completion(enum.StrEnum):
    ON_TIME = "on_time"  # handed in before the day was over
    MADE_UP = "made_up"  # handed in later
    MISSED = "missed"  # the day is over and nothing was handed in, or not yet
    EXCUSED = "excused"  # released from this day, and nothing was handed in
    PENDING = "pending"  # today, not handed in yet


BELOW = 0.6
"""The share of what is due under which a week or a month is below the standard, unless a branch says otherwise."""


@dataclass(frozen=True)
class Row:
    """One member's line. ``cells`` has one entry a day of the table; None where the day came before the member joined
    or after the member left.

    ``due`` = on_time + made_up + missed: today counts once it is done, excused days never. ``rate`` = (on_time +
    made_up) / due, None where nothing was due. ``first_try`` is the share of items replied to correctly in the day's
    quizzes, which are marked once; None without any. ``reflections`` counts the days on which one was handed in or
    shared, ``hurried`` the quizzes handed in faster than they can be read, ``sources`` those opened
    from a day's page; ``score`` is the semester's, where one is known.

    As they stand on the table's last day, whatever its days are: ``streak`` counts the days on time in a row, passing
    over those of which the member is released, unless they are on time, and over a today that is still pending; of somebody
    who has left it is the one they left with.
    ``weeks_below`` and ``months_below`` count the finished weeks (from Monday) and months in a row in which less than
    the standard of what was due was done, passing over those in which nothing was due. None of the three looks beyond
    the day that the table was told to look back to.
    """

    member: Member
    cells: tuple[Completion | None, ...]
    due: int
    on_time: int
    made_up: int
    missed: int
    rate: float | None
    first_try: float | None
    streak: int
    excused: int = 0
    weeks_below: int = 0
    months_below: int = 0
    reflections: int = 0
    hurried: int = 0
    sources: int = 0
    score: float | None = None


@dataclass(frozen=True)
class Table:
    """Members × days. ``days`` are those that count, none later than ``today``, which is the branch's own and may not count."""

    branch: Branch
    today: dt.date
    days: tuple[dt.date, ...]
    rows: tuple[Row, ...]
    today_counts: bool = True


def fold_table(
    members: Sequence[Member],
    branch: Branch | Calendar,
    events: Iterable[Event],
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    excused: Mapping[str, Set[dt.date]] = MappingProxyType({}),
) -> Table:
    """The table of ``members`` (in their order) from ``first`` to ``last``, as it stood at ``now``; it looks no further back.
    A branch alone has no holidays.

    Only QUIZ_SUBMITTED and REFLECTION_WRITTEN events count; those of other members, of other days and of after ``now``
    are passed over. Where several quizzes stand for one member and day, the earliest one counts. Neither order nor
    repetition of events matters. ``excused``: the days that members are released from, by username; what is handed in on
    one of them counts as on any other.
    """
    return table_of(members, branch, tally_after(Tally(), events), first, last, now, excused, since=first)


def table_of(
    members: Sequence[Member],
    branch: Branch | Calendar,
    tally: Tally,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    excused: Mapping[str, Set[dt.date]] = MappingProxyType({}),
    *,
    since: dt.date | None = None,
    only: Set[dt.date] | None = None,
    below: float = BELOW,
) -> Table:
    """As ``fold_table``, of what is folded already. Looks back to ``since``, by default to the day the branch starts.

    ``only``: of the days that count, those shown. ``below``: the branch's standard.
    """
    calendar = calendar_of(branch)
    branch = calendar.branch
    today = day_of(now, branch)
    last = min(last, today)
    known = days(calendar, branch.starts if since is None else min(since, first), last)
    shown = [at for at, day in enumerate(known) if day >= first and (only is None or day in only)]
    weeks = _periods(known, lambda day: day - dt.timedelta(days=day.weekday()), dt.timedelta(days=6), last, today)
    months = _periods(known, lambda day: day.replace(day=1), dt.timedelta(days=31), last, today)
    rows = []
    for member in members:
        quizzes = tally.quizzes.get(member.username, {})
        handed_in = {day: one for day in known if (one := quizzes.get(day)) is not None and one.at <= now}
        released = excused.get(member.username, frozenset())
        cells = [_cell(day, member, handed_in.get(day), branch, today, released) for day in known]
        written = tally.reflections.get(member.username, {})
        opened = tally.sources.get(member.username, {})
        rows.append(
            _row(
                member,
                tuple(cells[at] for at in shown),
                [handed_in[known[at]] for at in shown if known[at] in handed_in and cells[at]],
                streak=_streak(cells, [day in released for day in known]),
                weeks_below=_below(cells, weeks, below),
                months_below=_below(cells, months, below),
                reflections=sum(1 for at in shown if (note := written.get(known[at])) and note.shown and cells[at]),
                sources=sum(len(opened.get(known[at], ())) for at in shown if cells[at]),
            )
        )
    return Table(branch, today, tuple(known[at] for at in shown), tuple(rows), counts(today, calendar))


def _cell(
    day: dt.date, member: Member, handed_in: HandedIn | None, branch: Branch, today: dt.date, released: Set[dt.date]
) -> Completion | None:
    if not member.counts_on(day):
        return None
    if handed_in is not None:
        on = handed_in.on or day_of(handed_in.at, branch)
        return Completion.ON_TIME if on <= day else Completion.MADE_UP
    if day in released:
        return Completion.EXCUSED
    return Completion.PENDING if day == today else Completion.MISSED


def _row(member: Member, cells: tuple[Completion | None, ...], handed_in: Sequence[HandedIn], **others: int) -> Row:
    on_time, made_up, missed, excused = (
        cells.count(kind) for kind in (Completion.ON_TIME, Completion.MADE_UP, Completion.MISSED, Completion.EXCUSED)
    )
    due, replies = on_time + made_up + missed, sum(one.replies for one in handed_in)
    return Row(
        member=member,
        cells=cells,
        due=due,
        on_time=on_time,
        made_up=made_up,
        missed=missed,
        rate=(on_time + made_up) / due if due else None,
        first_try=sum(one.right for one in handed_in) / replies if replies else None,
        excused=excused,
        hurried=sum(one.hurried for one in handed_in),
        **others,
    )


def _streak(cells: Sequence[Completion | None], excused: Sequence[bool]) -> int:
    length = 0
    for cell, released in zip(reversed(cells), reversed(excused), strict=True):
        if cell is Completion.ON_TIME:
            length += 1
        elif cell not in (Completion.PENDING, None) and not released:  # nobody loses by making up what was not owed
            break
    return length


def _periods(
    known: Sequence[dt.date], start: Callable[[dt.date], dt.date], most: dt.timedelta, last: dt.date, today: dt.date
) -> list[slice]:
    """The finished weeks or months among days in their order, newest first; ``most``: the days from a start to its end."""
    found: list[slice] = []
    begins = 0
    for at, day in enumerate(known):
        if at + 1 < len(known) and start(known[at + 1]) == start(day):
            continue
        after = start(start(day) + most + dt.timedelta(days=1))  # the next one's first day
        if after <= today and after - dt.timedelta(days=1) <= last:
            found.append(slice(begins, at + 1))
        begins = at + 1
    return found[::-1]


def _below(cells: Sequence[Completion | None], periods: Iterable[slice], standard: float) -> int:
    length = 0
    for period in periods:
        part = cells[period]
        done = part.count(Completion.ON_TIME) + part.count(Completion.MADE_UP)
        due = done + part.count(Completion.MISSED)
        if due and done / due >= standard:
            break
        length += bool(due)
    return length


def unfinished(table: Table, day: dt.date) -> tuple[Member, ...]:
    """Active members who still owe ``day``, in the table's order; empty where the day is not one of the table's."""
    if day not in table.days:
        return ()
    at = table.days.index(day)
    owing = (Completion.PENDING, Completion.MISSED)
    return tuple(row.member for row in table.rows if row.member.active and row.cells[at] in owing)
