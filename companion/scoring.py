"""Scoring: what members' acts come to in the semesters of a branch, by the branch's own rules.

Asks nobody whether they may: it is for the parts of Study, which have asked.
"""

import datetime as dt
import threading
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from companion.errors import NotFound
from companion.leavedesk import LeaveDesk
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of, days
from companion.plandesk import PlanDesk
from companion.records.assessment import Assessment, Rules, assess
from companion.records.belonging import Rolls
from companion.records.closing import KINDS as CLOSINGS
from companion.records.closing import Closed, Closings, closings_after
from companion.records.events import Ledger
from companion.records.kept import KeptFold
from companion.records.scores import ScoreRow, ScoreTable, Semester, facts_of, score_row
from companion.records.tally import KeptTally
from companion.records.terms import Change, Terms, kept_terms


@dataclass(frozen=True)
class _Known:
    """A member's row, and what it was worked out from: ``done`` are the tally's own, the same ones until something is done."""

    told: tuple[Member, Set[dt.date]]
    done: tuple[object, object, object]
    row: ScoreRow


class Scoring:
    """Safe to share between threads. A member's row is worked out anew only where something was done since."""

    def __init__(
        self, ledger: Ledger, rolls: Rolls, leave: LeaveDesk, plan: PlanDesk, tally: KeptTally, clock: Clock, usual: Terms
    ) -> None:
        """``usual`` are the terms of a branch that has decided nothing."""
        self._rolls = rolls
        self._leave = leave
        self._plan = plan
        self._tally = tally
        self._clock = clock
        self._usual = usual
        self._changes = kept_terms(ledger)
        self._closings = KeptFold[Closings](ledger, CLOSINGS, Closings(), closings_after)
        self._lock = threading.Lock()
        self._rows_known: dict[str, tuple[object, dict[str, _Known]]] = {}

    def changes(self, branch: Branch) -> tuple[tuple[Change, ...], int]:
        """The changes of the branch's terms, and the number of the last event known of; 0 where there is none."""
        return self._changes.of(branch.id)

    def closings(self, branch: Branch) -> tuple[tuple[Closed, ...], int]:
        """The branch's closed semesters, and the number of the last event known of; 0 where there is none."""
        known, last = self._closings.of(branch.id)
        return known.all(), last

    def semesters(self, branch: Branch) -> tuple[tuple[Semester, ...], tuple[Semester, ...]]:
        """All known semesters in the order of their days, and those of them that are plans'. One given by hand gives way to a plan."""
        planned = tuple(Semester(plan.name, plan.first, plan.last) for plan in self._plan.known(branch.id))
        changes = self.changes(branch)[0]
        given = {change.after.semester for change in changes[-1:]} | {
            closed.table.semester for closed in self.closings(branch)[0]
        }
        others = {one for one in given if one and not any(one.overlaps(other) for other in planned)}
        return tuple(sorted((*planned, *others), key=lambda one: one.first)), planned

    def latest(self, branch: Branch) -> ScoreTable | None:
        """The table of the latest semester that has begun, as it is, or as it was closed and corrected; None where there is none."""
        semester = self.chosen(branch, self.semesters(branch)[0], None)
        if semester is None:
            return None
        for closed in self.closings(branch)[0]:
            if closed.table.semester == semester:
                rows = tuple(replace(row, total=closed.total(row)) for row in closed.table.rows)
                return replace(closed.table, rows=rows)
        return self.table(branch, semester, self.terms(branch).rules)

    def terms(self, branch: Branch) -> Terms:
        """Those in force."""
        changes = self.changes(branch)[0]
        return changes[-1].after if changes else self._usual

    def chosen(self, branch: Branch, semesters: tuple[Semester, ...], first: dt.date | None) -> Semester | None:
        """The one that begins on ``first``; without that the latest that has begun."""
        today = day_of(self._clock(), branch)
        wanted = [one for one in semesters if (one.first <= today if first is None else one.first == first)]
        return wanted[-1] if wanted else None

    def table(self, branch: Branch, semester: Semester, rules: Rules, people: Sequence[Member] | None = None) -> ScoreTable:
        """The semester's scores by ``rules``, of those who belong to the branch in it, unless other ``people`` are given."""
        if people is None:
            people = self._rolls.of(branch.id, semester.first, semester.last)
        counted, excused = self._days(branch, semester), self._leave.excused()
        tally, now = self._tally.now(), self._clock()
        shared = (branch, semester, rules, counted, day_of(now, branch))
        with self._lock:
            known, rows = self._rows_known.get(branch.id, (None, {}))
            rows = dict(rows) if known == shared else {}
        found = []
        for one in people:
            released = excused.get(one.username, frozenset())
            done = (tally.quizzes.get(one.username), tally.reflections.get(one.username), tally.practices.get(one.username))
            before = rows.get(one.username)
            if before is None or before.told != (one, released) or any(a is not b for a, b in zip(before.done, done, strict=True)):
                row = score_row(one, assess(facts_of(one, branch, semester, counted, tally, released, now), rules))
                before = rows[one.username] = _Known((one, released), done, row)
            found.append(before.row)
        with self._lock:
            self._rows_known[branch.id] = (shared, rows)
        return ScoreTable(branch.id, branch.name, semester, rules, len(counted), tuple(found))

    def assess(self, member: Member, branch: Branch, semester: Semester, rules: Rules) -> Assessment:
        """What one member's semester comes to, with where every point comes from."""
        excused = self._leave.excused().get(member.username, frozenset())
        counted = self._days(branch, semester)
        return assess(facts_of(member, branch, semester, counted, self._tally.now(), excused, self._clock()), rules)

    def closed(self, branch: Branch, id: int) -> Closed:
        """Raises NotFound."""
        known = next((one for one in self.closings(branch)[0] if one.id == id), None)
        if known is None:
            raise NotFound("没有这个封存的学期。", "There is no such closed semester.")
        return known

    def _days(self, branch: Branch, semester: Semester) -> frozenset[dt.date]:
        return frozenset(days(self._plan.calendar(branch), semester.first, semester.last))
