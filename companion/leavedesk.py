"""The desk of leave: a secretary excuses days, opens missed ones for make-up, and takes either back.

The part of Study that has to do with leave: every method that is given an ``actor`` (a username) first asks whether they may.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from companion.errors import Conflict, NotFound, UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory, one_line
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import Calendar, counts, day_of, days
from companion.records.belonging import Rolls
from companion.records.completion import Completion, fold_table
from companion.records.deciding import append_next
from companion.records.events import Event, EventKind, Ledger
from companion.records.leave import OPEN, UPCOMING, Absence, Leave, Leaves, Step, kept_leaves
from companion.typed import bounded

REASON = 200  # characters at most
LONGEST = 366  # days


@dataclass(frozen=True)
class Entry:
    """One line of the trail: a ``step``, which gave ``leave`` or, with ``withdrawal``, took it back, and what people are called."""

    leave: Leave
    step: Step
    withdrawal: bool
    standing: bool  # whether the leave can still be taken back
    name: str
    by: str


class LeaveDesk:
    """Safe to share between threads and processes: a decision that knows less than the ledger is taken anew."""

    def __init__(
        self, directory: Directory, callers: Callers, ledger: Ledger, clock: Clock, calendar: Callable[[Branch], Calendar]
    ) -> None:
        self._directory = directory
        self._callers = callers
        self._ledger = ledger
        self._clock = clock
        self._calendar = calendar
        self._kept = kept_leaves(ledger)
        self._rolls = Rolls(directory, ledger)

    # looking ----------------------------------------------------------------------------------------------------
    def excused(self) -> Mapping[str, Set[dt.date]]:
        """For the parts of Study, which have asked: the days that each member is released from."""
        return self._kept.of()[0].excused()

    def trail(self, actor: str, branch: str) -> tuple[Entry, ...]:
        """What was decided in the branch, newest first. Secretary of it or admin only."""
        found = self._callers.manager(actor, branch)[1]
        leaves = self._kept.of()[0]
        given = [(leave, leave.step) for leave in leaves.given.values()]
        taken = [(leaves.given[id], step) for id, step in leaves.withdrawn.items() if id in leaves.given]
        here = sorted((pair for pair in given + taken if pair[0].step.branch == found.id), key=lambda pair: -pair[1].id)
        names = {name: self._callers.name(name) for leave, step in here for name in (leave.member, step.by)}
        return tuple(
            Entry(
                leave,
                step,
                withdrawal=step is not leave.step,
                standing=leave.step.id not in leaves.withdrawn,
                name=names[leave.member],
                by=names[step.by],
            )
            for leave, step in here
        )

    def mine(self, actor: str) -> tuple[Leave, ...]:
        """The actor's own leave that stands, newest first."""
        member = self._callers.actor(actor)
        own = [leave for leave in self._kept.of()[0].standing() if leave.member == member.username]
        return tuple(reversed(own))

    # deciding ---------------------------------------------------------------------------------------------------
    def excuse(
        self, actor: str, branch: str, member: str, first: dt.date, last: dt.date, absence: Absence, reason: str
    ) -> None:
        """Releases a member from the days of a span, past or to come. Secretary of the branch or admin only, as all below.

        Raises UsageError for a span that is backwards, longer than 366 days, begins before the member joined or holds no
        day that counts, or for no reason or a long one; NotFound for somebody who is not an active member of the branch;
        Conflict where the member is released from all those days already.
        """
        decider, found = self._callers.manager(actor, branch)
        reason = bounded(one_line(reason), "理由", "reason", REASON)
        if last < first:
            raise UsageError(f"{last} 在 {first} 之前，请把先后换过来。", f"{last} comes before {first}; please exchange them.")
        if (last - first).days >= LONGEST:
            raise UsageError(f"一次最多 {LONGEST} 天，请分几次记。", f"At most {LONGEST} days at once; please split it.")
        person = self._member(found, member, first)
        concerned = frozenset(days(self._calendar(found), first, last))
        if not concerned:
            raise UsageError("这几天本来就不安排日课，不用免。", "No lesson is set on those days; there is nothing to excuse.")

        def payload(leaves: Leaves) -> Mapping[str, Any]:
            released = leaves.excused().get(person.username, frozenset())
            if concerned <= released:
                raise Conflict(f"{person.name}的这几天已经免过了。", f"{person.name} is excused on those days already.")
            return {
                "member": person.username,
                "days": [first.isoformat(), last.isoformat()],
                "kind": absence.value,
                "reason": reason,
                "before": self._standing(person, found, first, last, released),
                "after": self._standing(person, found, first, last, released | concerned),
            }

        self._decide(EventKind.DAYS_EXCUSED, decider, found, payload)

    def allow_make_up(self, actor: str, branch: str, member: str, day: dt.date, reason: str) -> None:
        """Opens a past day for make-up, however long ago, until it is done or this is taken back.

        Raises UsageError for a day that is not over, does not count or comes before the member joined, or for no reason;
        NotFound as ``excuse``; Conflict where it is open or done already.
        """
        decider, found = self._callers.manager(actor, branch)
        reason = bounded(one_line(reason), "理由", "reason", REASON)
        person = self._member(found, member, day)
        if day >= day_of(self._clock(), found):
            raise UsageError(f"{day} 还没有过完，不用补做。", f"{day} is not over yet; nothing is to be made up.")
        if not counts(day, self._calendar(found)):
            raise UsageError(f"{day} 不安排日课，不用补做。", f"No lesson was set on {day}.")

        def payload(leaves: Leaves) -> Mapping[str, Any]:
            if day in leaves.open().get(person.username, frozenset()):
                raise Conflict(f"{person.name}的 {day} 已经准予补做了。", f"{person.name} may make up {day} already.")
            before = self._standing(person, found, day, day, leaves.excused().get(person.username, frozenset()))
            if before.keys() & {Completion.ON_TIME, Completion.MADE_UP}:
                raise Conflict(f"{person.name}的 {day} 已经完成了。", f"{person.name} has finished {day} already.")
            return {"member": person.username, "day": day.isoformat(), "reason": reason, "before": before, "after": {OPEN: 1}}

        self._decide(EventKind.MAKE_UP_ALLOWED, decider, found, payload)

    def withdraw(self, actor: str, branch: str, id: int, reason: str) -> None:
        """Takes leave back: excused days count again, a day opened for make-up is closed.

        Raises UsageError for no reason; NotFound for leave that was not given in the branch; Conflict where it was taken
        back already, or where the day was made up.
        """
        decider, found = self._callers.manager(actor, branch)
        reason = bounded(one_line(reason), "理由", "reason", REASON)

        def payload(leaves: Leaves) -> Mapping[str, Any]:
            leave = leaves.given.get(id)
            if leave is None or leave.step.branch != found.id:
                raise NotFound("支部里没有这一条。", "The branch has no such entry.")
            if id in leaves.withdrawn:
                by = self._callers.name(leaves.withdrawn[id].by)
                raise Conflict(f"{by}已经收回了这一条。", f"{by} has withdrawn this already.")
            person = self._directory.member(leave.member)
            rest = Leaves({other: one for other, one in leaves.given.items() if other != id}, leaves.withdrawn)
            before, after = (
                self._standing(person, found, leave.first, leave.last, state.excused().get(person.username, frozenset()))
                for state in (leaves, rest)
            )
            if leave.absence is None:
                if before.keys() & {Completion.ON_TIME, Completion.MADE_UP}:
                    raise Conflict(f"{person.name}已经补做了 {leave.first}。", f"{person.name} has made up {leave.first}.")
                before = {OPEN: 1}
            return {"leave": id, "reason": reason, "before": before, "after": after}

        self._decide(EventKind.LEAVE_WITHDRAWN, decider, found, payload)

    # parts ------------------------------------------------------------------------------------------------------
    def _member(self, branch: Branch, username: str, first: dt.date) -> Member:
        """An active member of the branch, who belonged to it on ``first``. Others' members are not told from unknown names."""
        people = self._directory.members(branch.id)
        member = next((one for one in people if one.username == username and one.active), None)
        if member is None:
            raise NotFound("支部里没有这个成员。", "The branch has no such member.")
        since = self._rolls.as_had(branch.id, member).since
        if first < since:
            raise UsageError(
                f"{member.name}在本支部从 {since} 起才计入日课，请从这一天或之后选起。",
                f"In this branch lessons count for {member.name} from {since}; please choose that day or a later one.",
            )
        return member

    def _standing(
        self, member: Member, branch: Branch, first: dt.date, last: dt.date, released: Set[dt.date]
    ) -> dict[str, int]:
        """How the days that count stand now, if the member is released from those: {how: number of days}."""
        kinds, now = {EventKind.QUIZ_SUBMITTED}, self._clock()
        events = self._ledger.events(member=member.username, kinds=kinds, first=first, last=last)
        calendar = self._calendar(branch)
        table = fold_table((member,), calendar, events, first, last, now, {member.username: released})
        found: Counter[str] = Counter(cell.value for cell in table.rows[0].cells if cell)
        coming = days(calendar, max(first, table.today + dt.timedelta(days=1)), last)
        found.update(Completion.EXCUSED.value if day in released else UPCOMING for day in coming)
        return dict(found)

    def _decide(
        self, kind: EventKind, member: Member, branch: Branch, payload: Callable[[Leaves], Mapping[str, Any]]
    ) -> None:
        """Appends what ``payload`` gives as the very next decision about leave: it is asked anew where another came first."""
        now = self._clock()

        def make() -> Event:
            leaves, last = self._kept.of()
            return Event(kind, branch.id, member.username, day_of(now, branch), now, payload(leaves), f"leave/{last}")

        append_next(self._ledger, make, Conflict("别人正在记请假，请再试一次。", "Others are deciding about leave; please try again."))
