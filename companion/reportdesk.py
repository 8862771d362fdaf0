"""The desk of reports: the table of completion, and what is made of it to be handed round.

The part of Study that has to do with them: every method is given an ``actor`` (a username) and first asks whether they may.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from companion.errors import NotAllowed, NotFound, UsageError
from companion.itembank import ItemBank
from companion.leavedesk import LeaveDesk
from companion.people.callers import Callers
from companion.people.directory import Directory, shown
from companion.people.members import Branch, Role
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.plandesk import PlanDesk
from companion.readings import Readings
from companion.records.answered import counts_of, kept_answered
from companion.records.belonging import Rolls
from companion.records.columns import Wanted, chosen, sums_of
from companion.records.completion import Table, table_of
from companion.records.escalation import KINDS as STANDARD
from companion.records.escalation import Escalation, escalation_after
from companion.records.events import EventKind, Ledger
from companion.records.export import SheetWriter, sheets
from companion.records.kept import KeptFold
from companion.records.tally import KeptTally
from companion.reports.paper import Paper, PaperWriter, sheets_of
from companion.reports.report import BranchLine, Comparison, Kind, Report, hardest, report_of
from companion.reports.trail import KeyLine, LeaveLine, trail_sheet
from companion.sharing import Sharing

WEEK = dt.timedelta(days=7)
TREND = 8  # weeks that a week's report looks back
LEAST_REPLIES = 3  # of fewer nothing is told
HARDEST = 6  # items, and texts
LONGEST = 400  # days


@dataclass(frozen=True)
class Writers:
    """What makes files of values."""

    sheets: SheetWriter
    paper: PaperWriter


class ReportDesk:
    """Secretary of the branch or admin only. Safe to share between threads."""

    def __init__(
        self,
        callers: Callers,
        directory: Directory,
        ledger: Ledger,
        tally: KeptTally,
        plan: PlanDesk,
        leave: LeaveDesk,
        sharing: Sharing,
        scores: Callable[[Branch], Mapping[str, int]],
        readings: Readings,
        itembank: ItemBank,
        writers: Writers,
        clock: Clock,
    ) -> None:
        self._callers = callers
        self._directory = directory
        self._ledger = ledger
        self._plan = plan
        self._leave = leave
        self._sharing = sharing
        self._scores = scores
        self._readings = readings
        self._itembank = itembank
        self._writers = writers
        self._clock = clock
        self._tally = tally
        self._rolls = Rolls(directory, ledger)
        self._answered = kept_answered(ledger)
        self._standards = KeptFold(ledger, STANDARD, Escalation(), escalation_after)

    # the table --------------------------------------------------------------------------------------------------
    def table(self, actor: str, wanted: Wanted) -> Table:
        """Members × the days that count, as ``wanted``, those included who left within them; a unit's days are those on which it was the lesson's,
        whatever dates are wanted. Raises NotFound for a unit that the branch has not had.

        A day done counts for its member wherever the quiz was set: who came from another branch owes it nothing twice.
        """
        branch = self._callers.manager(actor, wanted.branch)[1]
        first, last, only = wanted.first, wanted.last, None
        if wanted.unit:
            only = frozenset(day for day, name in self._lessons(branch) if name == wanted.unit)
            if not only:
                unit = shown(wanted.unit)
                raise NotFound(f"支部还没有学过单元“{unit}”。", f"The branch has had no unit named {unit!r} yet.")
            first, last = min(only), max(only)
        table, scores = self.standing(branch, first, last, wanted.group, only), self._scores(branch)
        table = replace(table, rows=tuple(replace(row, score=scores.get(row.member.username)) for row in table.rows))
        return chosen(table, wanted.state, wanted.column, down=wanted.down, below=self._standard(branch))

    def standing(
        self, branch: Branch, first: dt.date, last: dt.date, group: str = "", only: Set[dt.date] | None = None, since: dt.date | None = None
    ) -> Table:
        """For the parts of Study, which have asked: members (of ``group``, if given) × the days that count. See table_of.

        They are those who are in the branch, and those who left it on the first day or later; see Rolls. Each owes the days on which
        they belonged to it.
        """
        people = [one for one in self._rolls.of(branch.id, first, last) if not group or one.group == group]
        calendar, excused = self._plan.calendar(branch), self._leave.excused()
        return table_of(
            people, calendar, self._tally.now(), first, last, self._clock(), excused, since=since, only=only, below=self._standard(branch)
        )

    def glance(self, branch: Branch, first: dt.date, last: dt.date) -> Table:
        """As ``standing``, but what runs on from day to day (streaks, weeks below) is counted from ``first`` alone."""
        return self.standing(branch, first, last, since=first)

    def standard(self, actor: str, branch: str) -> float:
        """The share of what is due under which a week, a month or a member is below the branch's standard."""
        return self._standard(self._callers.manager(actor, branch)[1])

    def units(self, actor: str, branch: str) -> tuple[str, ...]:
        """The units that the branch's lessons have been of until today, in the order in which they came."""
        found = self._callers.manager(actor, branch)[1]
        return tuple(dict.fromkeys(unit for _, unit in self._lessons(found)))

    def export(self, actor: str, wanted: Wanted, language: str = "zh") -> bytes:
        """The table as an xlsx file, with a sheet of what was changed by hand: leave that touches its days, and keys that
        were corrected in that time.
        """
        table = self.table(actor, wanted)
        first, last = (table.days[0], table.days[-1]) if wanted.unit else (wanted.first, wanted.last)
        zone = zoneinfo.ZoneInfo(table.branch.timezone)
        shown_here = {row.member.username for row in table.rows}
        leaves = [
            LeaveLine(entry.leave, entry.step, entry.withdrawal, entry.name, entry.by)
            for entry in self._leave.trail(actor, table.branch.id)
            if entry.leave.first <= last and entry.leave.last >= first and entry.leave.member in shown_here
        ]
        trail = trail_sheet(leaves, self._keys(table.branch, first, last), zone, language)
        return self._writers.sheets((*sheets(table, language), trail))

    def prepare(self) -> None:
        """Reads what was done until now, so that the first who looks does not have to wait for it."""
        self._tally.now()
        self._answered.now()

    def keep(self) -> None:
        """Puts down what was read, for the next start."""
        self._tally.keep()
        self._answered.keep()

    # reports ----------------------------------------------------------------------------------------------------
    def report(self, actor: str, branch: str, kind: Kind, day: dt.date) -> Report:
        """The week (from Monday) or the semester that ``day`` is in. Without a plan the semester is all since the branch starts.

        Raises UsageError for a day that has not come yet.
        """
        found = self._callers.manager(actor, branch)[1]
        today = day_of(self._clock(), found)
        if day > today:
            raise UsageError(f"{day} 还没有到，没有可报的。", f"{day} has not come yet; there is nothing to report.")
        name, first, last = self._span(actor, found, kind, day)
        before = self.standing(found, first - WEEK, first - dt.timedelta(days=1)) if kind is Kind.WEEK else None
        since = first - WEEK * (TREND - 1) if kind is Kind.WEEK else first
        practices = self._sharing.practices(actor, found.id, first, last)
        listed = self._itembank.listed(found.id)
        named = {id: (one.item.stem, one.item.citation.title) for id, one in listed.items()}
        counts = counts_of(self._answered.now(), found.id, first, last)
        return report_of(
            kind,
            self.standing(found, first, last),
            name=name,
            span=(first, last),
            before=before,
            history=self.standing(found, since, last),
            units=[(day, unit) for day, unit in self._lessons(found) if first <= day <= last],
            practices=practices,
            goals=[goal.text for goal in self._plan.goals(found.id)],
            hard=hardest(counts, named, LEAST_REPLIES, HARDEST),
        )

    def comparison(self, actor: str, first: dt.date, last: dt.date) -> Comparison:
        """All branches that had lessons in those days, side by side, in totals. Admin only.

        Raises UsageError for days that are backwards or more than LONGEST.
        """
        member = self._callers.actor(actor)
        if member.role is not Role.ADMIN:
            raise NotAllowed("只有管理员可以比较各支部。", "Only an admin may compare branches.")
        if not first <= last or (last - first).days > LONGEST:
            raise UsageError(f"日期应先后有序，最多 {LONGEST} 天。", f"The days should be in order, and at most {LONGEST}.")
        lines = []
        for branch in self._directory.branches():
            table = self.standing(branch, first, last)
            sums = sums_of(table.rows)
            if sums.due:
                practices = self._sharing.practices(actor, branch.id, first, last)
                lines.append(BranchLine(branch.name, len(table.days), sums, len(practices)))
        today = day_of(self._clock(), self._callers.branch(member.branch))
        return Comparison(first, last, today, tuple(lines))

    def docx(self, paper: Paper) -> bytes:
        """A report in words as a document file; who has it may have it so, too."""
        return self._writers.paper(paper)

    def xlsx(self, paper: Paper) -> bytes:
        return self._writers.sheets(sheets_of(paper))

    # parts ------------------------------------------------------------------------------------------------------
    def _standard(self, branch: Branch) -> float:
        return self._standards.of(branch.id)[0].rules.threshold

    def _span(self, actor: str, branch: Branch, kind: Kind, day: dt.date) -> tuple[str, dt.date, dt.date]:
        today = day_of(self._clock(), branch)
        if kind is Kind.WEEK:
            first = day - dt.timedelta(days=day.weekday())
            return "", first, min(first + WEEK - dt.timedelta(days=1), today)
        plan = next((plan for plan in self._plan.plans(actor, branch.id) if plan.holds(day)), None)
        if plan is None:
            return "", min(branch.starts, today), today
        return plan.name, plan.first, min(plan.last, today)

    def _lessons(self, branch: Branch) -> Sequence[tuple[dt.date, str]]:
        """The days of the branch until today, each with the unit of its lesson; without those that have none."""
        return self._readings.units(branch, day_of(self._clock(), branch))

    def _keys(self, branch: Branch, first: dt.date, last: dt.date) -> Sequence[KeyLine]:
        """The keys that the branch corrected in that time."""
        events = self._ledger.events(branch=branch.id, kinds={EventKind.KEY_CORRECTED}, first=first, last=last)
        return [
            KeyLine(
                event.at,
                event.payload["item"]["stem"],
                tuple(event.payload["before"]),
                tuple(event.payload["item"]["key"]),
                event.payload.get("reason", ""),
                self._callers.name(event.member),
            )
            for event in events
        ]
