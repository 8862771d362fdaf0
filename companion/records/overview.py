"""A branch at one look: who has finished today, who has not, and this week beside the last; folded from the table."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from companion.people.members import Member
from companion.records.completion import Completion, Row, Table

DONE = (Completion.ON_TIME, Completion.MADE_UP)
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Share:
    """How many of those who owed a day, or several, have done it. Who is excused owes nothing."""

    owed: int = 0
    done: int = 0

    @property
    def rate(self) -> float | None:
        """None where nobody owed anything."""
        return self.done / self.owed if self.owed else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.owed + other.owed, self.done + other.done)


@dataclass(frozen=True)
class Overview:
    """``late`` are those who still owe today, by group, in the table's order; a member without a group stands under "".

    ``days`` are the days of this week up to today and of the whole week before, those that count. ``counts`` tells
    whether today is one of them.
    """

    today: dt.date
    counts: bool
    now: Share
    late: Mapping[str, tuple[Member, ...]]
    days: Mapping[dt.date, Share]

    def week(self, *, before: bool = False, same_days: bool = False) -> Share:
        """All days of this week so far together, or of the week ``before``; of that, only up to today's weekday if ``same_days``."""
        first = monday_of(self.today) - (WEEK if before else dt.timedelta())
        last = self.today - (WEEK if before else dt.timedelta()) if same_days or not before else first + WEEK - dt.timedelta(days=1)
        return sum((share for day, share in self.days.items() if first <= day <= last), Share())


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def overview_of(table: Table) -> Overview:
    """The overview on the table's ``today``. The table should reach from last week's Monday to today at least."""
    first = monday_of(table.today) - WEEK
    days = {day: _share(table.rows, at) for at, day in enumerate(table.days) if first <= day <= table.today}
    counts = table.today in days
    late: dict[str, tuple[Member, ...]] = {}
    if counts:
        at = table.days.index(table.today)
        for row in table.rows:
            if row.member.active and row.cells[at] in (Completion.PENDING, Completion.MISSED):
                late[row.member.group] = (*late.get(row.member.group, ()), row.member)
    ordered = {group: late[group] for group in sorted(late, key=lambda name: (not name, name))}
    now = _share([row for row in table.rows if row.member.active or row.cells[-1] in DONE], -1) if counts else Share()
    return Overview(table.today, counts, now, ordered, days)


def _share(rows: Sequence[Row], at: int) -> Share:
    cells = [row.cells[at] for row in rows if row.cells[at] not in (None, Completion.EXCUSED)]
    return Share(len(cells), sum(cell in DONE for cell in cells))
