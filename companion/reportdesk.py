"""The desk of reports: the table of completion and what is made of it.

The part of Study that has to do with them: every method is given an ``actor`` (a username) and first asks whether they may.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

from companion.daily import DailyLesson
from companion.errors import NotFound
from companion.leavedesk import LeaveDesk
from companion.people.callers import Callers
from companion.people.directory import Directory, shown
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import Calendar, day_of, days
from companion.records.columns import Wanted, chosen
from companion.records.completion import Table, table_of
from companion.records.export import SheetWriter, sheets
from companion.records.tally import KeptTally


class ReportDesk:
    """Secretary of the branch or admin only. Safe to share between threads."""

    def __init__(
        self,
        callers: Callers,
        directory: Directory,
        tally: KeptTally,
        leave: LeaveDesk,
        calendar: Callable[[Branch], Calendar],
        scores: Callable[[Branch], Mapping[str, int]],
        daily: DailyLesson,
        write_sheets: SheetWriter,
        clock: Clock,
    ) -> None:
        self._callers = callers
        self._directory = directory
        self._leave = leave
        self._calendar = calendar
        self._scores = scores
        self._daily = daily
        self._write_sheets = write_sheets
        self._clock = clock
        self._tally = tally

    def table(self, actor: str, wanted: Wanted) -> Table:
        """Active members × the days that count, as ``wanted``; a unit's days are those on which it was the lesson's,
        whatever dates are wanted. Raises NotFound for a unit that the branch has not had.

        A day done counts for its member wherever the quiz was set: who came from another branch owes it nothing twice.
        """
        member, branch = self._callers.manager(actor, wanted.branch)
        first, last, only = wanted.first, wanted.last, None
        if wanted.unit:
            only = self._days_of(member, branch, wanted.unit)
            first, last = min(only), max(only)
        table, scores = self.standing(branch, first, last, wanted.group, only), self._scores(branch)
        table = replace(table, rows=tuple(replace(row, score=scores.get(row.member.username)) for row in table.rows))
        return chosen(table, wanted.state, wanted.column, down=wanted.down)

    def standing(
        self, branch: Branch, first: dt.date, last: dt.date, group: str = "", only: Set[dt.date] | None = None
    ) -> Table:
        """For the parts of Study, which have asked: active members (of ``group``, if given) × the days that count."""
        people = [one for one in self._directory.members(branch.id) if one.active and (not group or one.group == group)]
        return table_of(people, self._calendar(branch), self._tally.now(), first, last, self._clock(), self._leave.excused(), only=only)

    def units(self, actor: str, branch: str) -> tuple[str, ...]:
        """The units that the branch's lessons have been of until today, in the order in which they came."""
        member, found = self._callers.manager(actor, branch)
        return tuple(dict.fromkeys(unit for _, unit in self._lessons(member, found)))

    def export(self, actor: str, wanted: Wanted, language: str = "zh") -> bytes:
        """The table as an xlsx file."""
        return self._write_sheets(sheets(self.table(actor, wanted), language))

    # parts ------------------------------------------------------------------------------------------------------
    def _lessons(self, member: Member, branch: Branch) -> Sequence[tuple[dt.date, str]]:
        """The days of the branch until today, each with the unit of its lesson; without those that have none."""
        here = replace(member, branch=branch.id)
        known = days(self._calendar(branch), branch.starts, day_of(self._clock(), branch))
        lessons = ((day, self._daily.lesson(here, day).unit) for day in known)
        return [(day, unit) for day, unit in lessons if unit]

    def _days_of(self, member: Member, branch: Branch, unit: str) -> Set[dt.date]:
        found = frozenset(day for day, name in self._lessons(member, branch) if name == unit)
        if not found:
            raise NotFound(f"支部还没有学过单元“{shown(unit)}”。", f"The branch has had no unit named {shown(unit)!r} yet.")
        return found
