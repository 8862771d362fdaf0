"""The desk of assessment: what members' acts come to in a semester, by the branch's own rules, and semesters closed for good.

The part of Study that has to do with scores: every method that is given an ``actor`` (a username) first asks whether they may.
Nothing takes effect unseen: a change of rules and the closing of a semester are previewed, and each is confirmed by the mark of
what was seen.
"""

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from companion.errors import Conflict, NotFound, UsageError
from companion.leavedesk import REASON, LeaveDesk
from companion.people.callers import Callers
from companion.people.directory import Directory, one_line
from companion.people.members import Branch, Gone, Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.plandesk import PlanDesk
from companion.records.assessment import MOST, POINT, Assessment, Rules, well_formed
from companion.records.belonging import Rolls
from companion.records.closing import Closed, Difference, closing_payload, differences
from companion.records.events import Event, EventKind, Ledger
from companion.records.leave import KINDS as LEAVE
from companion.records.membership import step_of
from companion.records.scores import ScoreRow, ScoreTable, Semester, digest_of, table_values
from companion.records.tally import KINDS as ACTS
from companion.records.tally import KeptTally
from companion.records.terms import Change, Terms, terms_json
from companion.scoring import Scoring
from companion.typed import bounded

NAME = 60  # characters of a semester's name at most


@dataclass(frozen=True)
class Standing:
    """How a branch's assessment stands: its semesters, the one looked at with its table, and what was decided.

    ``closed`` is that semester as it was closed, ``closings`` are all of them. ``planned``: its dates are the plan's. ``names``
    are those of whoever decided, by username; ``gone``: who of the table is no longer in the branch, by username.
    """

    terms: Terms
    semesters: tuple[Semester, ...]
    semester: Semester | None
    planned: bool
    table: ScoreTable | None
    closed: Closed | None
    closings: tuple[Closed, ...]
    changes: tuple[Change, ...]
    names: Mapping[str, str]
    today: dt.date
    gone: Mapping[str, Gone] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What a change of terms would do: the table by the terms ``known`` now, and as it would be. ``mark`` confirms it."""

    known: Terms
    terms: Terms
    before: ScoreTable | None
    after: ScoreTable
    mark: str


@dataclass(frozen=True)
class Verification:
    """Whether a closed table still is what was closed, and what working it out again would give.

    ``later`` counts the events since that may have changed it, by kind; ``gone`` are those without an account by now.
    """

    closed: Closed
    differences: tuple[Difference, ...]
    later: Mapping[EventKind, int]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Own:
    """One's own score: worked out, or as it was ``closed``, and then ``row`` is one's own of that table."""

    semester: Semester
    rules: Rules
    found: Assessment
    closed: Closed | None
    row: ScoreRow | None


class AssessmentDesk:
    """Safe to share between threads and processes: a decision that knows less than the ledger is refused."""

    def __init__(
        self,
        callers: Callers,
        directory: Directory,
        ledger: Ledger,
        leave: LeaveDesk,
        plan: PlanDesk,
        tally: KeptTally,
        clock: Clock,
        usual: Terms,
        salt: Callable[[], str] = secrets.token_hex,
    ) -> None:
        """``usual`` are the terms of a branch that has decided nothing."""
        self._callers = callers
        self._directory = directory
        self._ledger = ledger
        self._rolls = Rolls(directory, ledger)
        self._scoring = Scoring(ledger, self._rolls, leave, plan, tally, clock, usual)
        self._clock = clock
        self._salt = salt

    # looking ----------------------------------------------------------------------------------------------------
    def standing(self, actor: str, branch: str, first: dt.date | None = None) -> Standing:
        """The branch's assessment, with the semester that begins on ``first``; by default the latest that has begun.

        Secretary of the branch or admin only, as all below but ``mine``.
        """
        found = self._callers.manager(actor, branch)[1]
        changes, closings = self._scoring.changes(found)[0], self._scoring.closings(found)[0]
        semesters, planned = self._scoring.semesters(found)
        semester = self._scoring.chosen(found, semesters, first)
        closed = next((one for one in closings if one.table.semester == semester), None)
        terms = self._scoring.terms(found)
        table = closed.table if closed else self._scoring.table(found, semester, terms.rules) if semester else None
        who = {one.by for one in changes} | {one.by for one in closings}
        who |= {one.by for closing in closings for one in closing.corrections}
        names = {name: self._callers.name(name) for name in who}
        today = day_of(self._clock(), found)
        people = {member.username: member for member in self._directory.members()}
        gone = {row.username: gone_from(found, people.get(row.username)) for row in table.rows} if table else {}
        return Standing(
            terms, semesters, semester, semester in planned, table, closed, closings, changes, names, today, {name: why for name, why in gone.items() if why}
        )

    def score_table(self, actor: str, branch: str) -> ScoreTable | None:
        """The scores of the latest semester that has begun, as they are or as they were closed and corrected; None where
        nobody has given a semester's dates.
        """
        return self._scoring.latest(self._callers.manager(actor, branch)[1])

    def scores(self, branch: Branch) -> Mapping[str, int]:
        """For the parts of Study, which have asked: the scores of ``score_table`` by username, without those who have none."""
        table = self._scoring.latest(branch)
        return {row.username: row.total for row in table.rows if row.total is not None} if table else {}

    def mine(self, actor: str) -> Own | None:
        """The actor's own score in the latest semester that has begun; None where nobody has given its dates."""
        member = self._callers.actor(actor)
        branch, member = self._callers.branch(member.branch), self._rolls.as_had(member.branch, member)
        semester = self._scoring.chosen(branch, self._scoring.semesters(branch)[0], None)
        if semester is None:
            return None
        rules = self._scoring.terms(branch).rules
        for closed in self._scoring.closings(branch)[0]:
            row = next((row for row in closed.table.rows if row.username == member.username), None)
            if closed.table.semester == semester and row is not None:
                found = self._scoring.assess(member, branch, semester, closed.table.rules)
                return Own(semester, closed.table.rules, found, closed, row)
        return Own(semester, rules, self._scoring.assess(member, branch, semester, rules), None, None)

    # rules ------------------------------------------------------------------------------------------------------
    def preview(self, actor: str, branch: str, terms: Terms) -> Preview:
        """What ``terms`` would do to everybody's score; nothing is changed. A semester is heeded where no plan gives one.

        Raises UsageError for terms that cannot stand, Conflict where the semester is closed already.
        """
        found = self._callers.manager(actor, branch)[1]
        known, last = self._scoring.terms(found), self._scoring.changes(found)[1]
        planned = self._scoring.semesters(found)[1]
        given = known.semester if planned else _well_formed(terms.semester)
        terms = Terms(well_formed(terms.rules), given)
        closed = self._scoring.closings(found)[0]
        offered = planned or ((given,) if given else ())
        left = tuple(one for one in offered if not any(one == other.table.semester for other in closed)) or offered
        semester = self._scoring.chosen(found, left, None) or (left[0] if left else None)
        if semester is None:
            raise UsageError("请先给出学期的起止日期。", "Please give the semester's dates first.")
        for one in closed:
            if one.table.semester.overlaps(semester):
                raise Conflict(
                    f"“{one.table.semester.name}”已经封存，不能再改它的算法。",
                    f"“{one.table.semester.name}” is closed; its rules can no longer be changed.",
                )
        if terms == known:
            raise UsageError("没有改动。", "Nothing was changed.")
        earlier = semester if planned else known.semester
        before = self._scoring.table(found, earlier, known.rules) if earlier and earlier.overlaps(semester) else None
        after = self._scoring.table(found, semester, terms.rules)
        return Preview(known, terms, before, after, digest_of([last, terms_json(terms)]))

    def change(self, actor: str, branch: str, terms: Terms, reason: str, mark: str) -> None:
        """Puts ``terms`` into force, from now on and for the whole semester. ``mark`` is the preview's.

        Raises UsageError for no reason, and as ``preview``; Conflict where ``mark`` is not of these terms or something
        has been changed since.
        """
        decider, found = self._callers.manager(actor, branch)
        reason, last = bounded(one_line(reason), "理由", "reason", REASON), self._scoring.changes(found)[1]
        seen = self.preview(actor, branch, terms)
        if seen.mark != mark:
            raise _looked_at_something_else()
        payload = {"terms": terms_json(seen.terms), "before": terms_json(self._scoring.terms(found)), "reason": reason}
        self._append(EventKind.RULES_CHANGED, decider, found, payload, f"rules/{found.id}/{last}")

    # closing ----------------------------------------------------------------------------------------------------
    def closing(self, actor: str, branch: str, first: dt.date) -> tuple[ScoreTable, str]:
        """The table that would be closed, and the mark that confirms it.

        Raises NotFound where no semester begins on ``first``, UsageError where it is not over, Conflict where it is closed
        already, or overlaps one that is.
        """
        known = self.standing(actor, branch, first)
        if known.semester is None or known.table is None or known.semester.first != first:
            raise NotFound("没有这个学期，请刷新页面。", "There is no such semester; please reload the page.")
        if known.semester.last >= known.today:
            raise UsageError(
                f"“{known.semester.name}”到 {known.semester.last} 才结束，之后才能封存。",
                f"“{known.semester.name}” ends on {known.semester.last}; it can be closed after that.",
            )
        for one in known.closings:
            if one.table.semester.overlaps(known.semester):
                raise Conflict(
                    f"“{one.table.semester.name}”已经封存，不能重开。有误请记更正。",
                    f"“{one.table.semester.name}” is closed and cannot be opened again. Please note a correction.",
                )
        return known.table, digest_of(table_values(known.table))

    def close(self, actor: str, branch: str, first: dt.date, reason: str, mark: str) -> str:
        """Closes the semester for good, and gives its table's digest. ``mark`` is that of ``closing``. Raises as that does."""
        decider, found = self._callers.manager(actor, branch)
        reason = bounded(one_line(reason), "理由", "reason", REASON)
        last = self._scoring.closings(found)[1]
        table, seen = self.closing(actor, branch, first)
        if seen != mark:
            raise _looked_at_something_else()
        payload = closing_payload(table, reason, self._salt)
        self._append(EventKind.SEMESTER_CLOSED, decider, found, payload, f"semester/{found.id}/{last}")
        digest: str = payload["digest"]
        return digest

    def correct(self, actor: str, branch: str, closed: int, member: str, points: int, reason: str) -> None:
        """Notes beside a closed semester what a member's score should be, in hundredths of a point; the table stays as it is.

        Raises UsageError for points beyond a hundred or no reason, NotFound where the table has no such member.
        """
        decider, found = self._callers.manager(actor, branch)
        reason = bounded(one_line(reason), "理由", "reason", REASON)
        last = self._scoring.closings(found)[1]
        known = self._scoring.closed(found, closed)
        row = next((row for row in known.table.rows if row.username == member), None)
        if row is None:
            raise NotFound("封存的表里没有这个成员。", "The closed table has no such member.")
        if not 0 <= points <= 100 * POINT:
            raise UsageError("分数应为 0 到 100。", "A score lies between 0 and 100.")
        payload = {
            "semester": closed,
            "member": member,
            "before": known.total(row),
            "after": points,
            "reason": reason,
            "digest": known.digest,
        }
        self._append(EventKind.SEMESTER_CORRECTED, decider, found, payload, f"semester/{found.id}/{last}")

    def verify(self, actor: str, branch: str, closed: int) -> Verification:
        """Whether the closed table still has its digest, and what would come out if it were worked out from the events now."""
        found = self._callers.manager(actor, branch)[1]
        known = self._scoring.closed(found, closed)
        semester = known.table.semester
        people = {member.username: member for member in self._directory.members()}
        there = [self._rolls.as_had(found.id, people[row.username]) for row in known.table.rows if row.username in people]
        again = self._scoring.table(found, semester, known.table.rules, there)
        names = [row.username for row in known.table.rows]
        later = [
            *self._ledger.events(member=names, kinds=ACTS, first=semester.first, last=semester.last, after=closed)
        ]
        kinds = LEAVE | {EventKind.KEY_CORRECTED, EventKind.PLAN_CHANGED}
        later += self._ledger.events(branch=found.id, kinds=kinds, after=closed)
        changed = self._ledger.events(kinds={EventKind.MEMBER_CHANGED}, after=closed)
        later += [event for event in changed if any(one.member in names and one.of_days for one in step_of(event).changes)]
        return Verification(
            known,
            differences(known, {row.username: row for row in again.rows}),
            Counter(event.kind for event in later),
            tuple(row.username for row in known.table.rows if row.username not in people),
        )

    # parts ------------------------------------------------------------------------------------------------------
    def _append(self, kind: EventKind, member: Member, branch: Branch, payload: Mapping[str, Any], key: str) -> None:
        now = self._clock()
        try:
            self._ledger.append(Event(kind, branch.id, member.username, day_of(now, branch), now, payload, key))
        except Conflict as error:
            raise Conflict("别人刚刚作了改动，请重新看过再定。", "Somebody has just made a change; please look again.") from error


def gone_from(branch: Branch, member: Member | None) -> Gone | None:
    if member is None or not member.active:
        return Gone.LEFT
    return Gone.MOVED if member.branch != branch.id else None


def _well_formed(semester: Semester | None) -> Semester | None:
    if semester is None:
        return None
    if semester.last < semester.first:
        raise UsageError(
            f"{semester.last} 在 {semester.first} 之前，请把先后换过来。",
            f"{semester.last} comes before {semester.first}; please exchange them.",
        )
    if (semester.last - semester.first).days >= MOST:
        raise UsageError(f"一个学期最多 {MOST} 天。", f"A semester has at most {MOST} days.")
    name = one_line(semester.name)
    if not name or len(name) > NAME:
        raise UsageError(f"学期的名称应为 1 到 {NAME} 个字。", f"A semester's name should be 1 to {NAME} characters.")
    return Semester(name, semester.first, semester.last)


def _looked_at_something_else() -> Conflict:
    return Conflict(
        "预览之后又有变化，或预览的不是这一份。请重新预览再确认。",
        "Something has changed since the preview, or it was of something else. Please preview it again.",
    )
