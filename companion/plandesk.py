"""The desk of plans: a secretary makes the semester's plan and changes it; everyone in the branch sees it.

The part of Study that has to do with plans: every method that is given an ``actor`` (a username) first asks whether they may.
"""

import datetime as dt
import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory
from companion.people.members import Branch
from companion.people.permissions import may_manage
from companion.people.sessions import Clock
from companion.plan.calendar import Calendar, day_of
from companion.plan.parts import Heading
from companion.plan.planning import apart, well_formed
from companion.plan.plans import Goal, Plan, Unit, to_json
from companion.plan.proposal import MANIEST, proposed, units_wanted
from companion.plan.sheet import read_plan, write_plan
from companion.readings import Outlook, Readings
from companion.records.deciding import append_next
from companion.records.events import Event, EventKind, Ledger
from companion.records.export import Sheet, SheetWriter
from companion.records.plans import Change, Plans
from companion.records.projects import Result, kept_results
from companion.texts.documents import Entry, digest

ROWS = 500  # of a spreadsheet
RESULT = 2000  # characters of a project's

Rows = Callable[[bytes, str, int], Sequence[Sequence[str]]]
"""The rows of a spreadsheet's bytes, its name, how many rows at most. Raises ReadingError."""


class Act(enum.StrEnum):
    """What a change did, in a word, for the trail."""

    MADE = "made"
    ADOPTED = "adopted"  # a proposal, or a file
    FRAMED = "framed"  # its name, span or weekdays
    MOVED = "moved"  # the whole semester
    UNIT_SET = "unit_set"
    UNIT_REMOVED = "unit_removed"
    DAYS_SET = "days_set"
    GOALS_SET = "goals_set"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True)
class Trace:
    """A change, and what its maker is called."""

    change: Change
    name: str


@dataclass(frozen=True)
class Handed:
    """A result, and what the member who handed it in is called."""

    result: Result
    name: str


@dataclass(frozen=True)
class Draft:
    """A plan to be looked at before it is adopted; ``seen`` is the last change of the branch's plans that it knows of."""

    plan: Plan
    seen: int


class PlanDesk:
    """Safe to share between threads and processes: a change that knows less than the ledger is made anew."""

    def __init__(
        self, directory: Directory, callers: Callers, ledger: Ledger, readings: Readings, read_rows: Rows, write_sheets: SheetWriter, clock: Clock
    ) -> None:
        self._directory = directory
        self._callers = callers
        self._ledger = ledger
        self._clock = clock
        self._readings = readings
        self._results = kept_results(ledger)
        self._read_rows = read_rows
        self._write_sheets = write_sheets

    # for the parts of Study, which have asked --------------------------------------------------------------------
    def calendar(self, branch: Branch) -> Calendar:
        """Which days count in the branch."""
        return self._readings.calendar(branch)

    def semester(self, branch: str) -> Plan | None:
        """The plan in force in the branch today."""
        return self._readings.plans(branch)[0].on(self.today(branch))

    def today(self, branch: str) -> dt.date:
        return day_of(self._clock(), self._callers.branch(branch))

    def known(self, branch: str) -> tuple[Plan, ...]:
        """All plans of the branch, in the order of their days."""
        return self._readings.plans(branch)[0].in_order()

    def goals(self, branch: str) -> tuple[Goal, ...]:
        """The goals of the plan in force."""
        plan = self.semester(branch)
        return plan.goals if plan else ()

    # looking ----------------------------------------------------------------------------------------------------
    def plans(self, actor: str, branch: str | None = None) -> tuple[Plan, ...]:
        """The branch's plans in the order of their days (default: the actor's own branch). For its members and who manages it."""
        member = self._callers.actor(actor)
        id = member.branch if branch is None else branch
        if id != member.branch and not may_manage(member, id):
            raise NotAllowed("只有本支部的人可以看它的计划。", "Only people of this branch may see its plan.")
        return self._readings.plans(self._callers.branch(id).id)[0].in_order()

    def outlook(self, actor: str, branch: str, plan: Plan) -> Outlook:
        """How a plan turns out, day by day. For whoever may see the branch's plans."""
        self.plans(actor, branch)
        return self._readings.outlook(self._callers.branch(branch), plan)

    def groups(self, actor: str, branch: str) -> tuple[str, ...]:
        """The groups that have members in the branch. For whoever may see its plans."""
        self.plans(actor, branch)
        members = self._directory.members(branch)
        return tuple(sorted({member.group for member in members if member.active and member.group}))

    def shelf(self, actor: str, branch: str) -> tuple[tuple[Entry, tuple[Heading, ...]], ...]:
        """The texts in force with the headings of their parts, to choose a unit's from. Secretary of the branch or admin only."""
        self._callers.manager(actor, branch)
        return self._readings.shelf()

    def trail(self, actor: str, branch: str) -> tuple[Trace, ...]:
        """Every change, newest first. Secretary of the branch or admin only, as all below."""
        found = self._callers.manager(actor, branch)[1]
        changes = self._readings.plans(found.id)[0].changes
        names = {change.by: self._callers.name(change.by) for change in changes}
        return tuple(Trace(change, names[change.by]) for change in reversed(changes))

    def results(self, actor: str, branch: str, plan: str) -> Mapping[str, tuple[Handed, ...]]:
        """What groups have handed in, by unit, newest first. For whoever may see the branch's plans."""
        self.plans(actor, branch)
        found = self._results.of(branch)[0]
        return {
            unit: tuple(Handed(one, self._callers.name(one.member)) for one in results)
            for (known, unit), results in found.items()
            if known == plan
        }

    def may_hand_in(self, actor: str, unit: Unit) -> bool:
        """Whether a project is the actor's group's."""
        member = self._callers.actor(actor)
        return not unit.reads and bool(member.group) and member.group == unit.group

    def hand_in(self, actor: str, plan: str, unit: str, text: str, practice: str = "") -> None:
        """Hands in the result of a project of the actor's own group and branch, from its first day on, as often as there is more.

        ``practice``: what a practice of theirs says that the branch can see. Raises NotFound, NotAllowed, UsageError.
        """
        member = self._callers.actor(actor)
        known = _known(self._readings.plans(member.branch)[0], plan)
        project = next((one for one in known.units if one.id == unit and not one.reads), None)
        if project is None:
            raise NotFound("计划里已经没有这个项目。", "The plan has no such project any more.")
        if not self.may_hand_in(actor, project):
            raise NotAllowed(f"这个项目由{project.group or '还没有定的小组'}交成果。", "Only the project's group hands in its result.")
        if self.today(member.branch) < project.first:
            raise UsageError(f"项目从 {project.first} 开始，还不能交。", f"The project begins on {project.first}.")
        text = text.strip()
        if not text or len(text) > RESULT:
            raise UsageError(f"成果应写 1 到 {RESULT} 个字，现在 {len(text)} 个。", f"A result has 1 to {RESULT} characters, this one {len(text)}.")
        now, branch = self._clock(), self._callers.branch(member.branch)
        payload = {"plan": plan, "unit": unit, "text": text, "practice": practice}
        self._ledger.append(Event(EventKind.PROJECT_HANDED_IN, branch.id, member.username, day_of(now, branch), now, payload))

    # deciding ---------------------------------------------------------------------------------------------------
    def make(self, actor: str, branch: str, name: str, first: dt.date, last: dt.date, weekdays: Collection[int]) -> Plan:
        """A new plan without units. Raises UsageError where it is not well formed, or overlaps another plan of the branch."""
        id = digest("plan", branch, name, first.isoformat(), last.isoformat(), self._clock().isoformat())
        return self.adopt(actor, branch, Plan(id, name, first, last, tuple(weekdays)), act=Act.MADE)

    def adopt(self, actor: str, branch: str, plan: Plan, act: Act = Act.ADOPTED) -> Plan:
        """Puts ``plan`` in place of the one with its id, or beside the others. Raises UsageError as ``make``."""
        self._append(actor, branch, act, plan.id, lambda _: plan)
        return well_formed(plan)

    def change(self, actor: str, branch: str, plan: str, act: Act, edit: Callable[[Plan], Plan]) -> None:
        """Makes a change of companion.plan.planning to a plan as it is now. Raises NotFound, and what ``edit`` raises."""
        self._append(actor, branch, act, plan, lambda plans: edit(_known(plans, plan)))

    def propose(self, actor: str, branch: str, plan: str, count: int | None = None) -> Draft:
        """The plan with units from the texts for its days that have none: from today on, and after the last unit that is read.

        ``count``: how many units at most, by default about one for three weeks. Texts that other units read are left out.
        Nothing is kept. Raises NotFound, and UsageError where no day is left or nothing to read.
        """
        found = self._callers.manager(actor, branch)[1]
        plans = self._readings.plans(found.id)[0]
        known = _known(plans, plan)
        reading = [unit for unit in known.units if unit.reads]
        after = max([self.today(branch) - dt.timedelta(days=1), *(unit.last for unit in reading)])
        days = tuple(day for day in self._readings.outlook(found, known).idle if day > after)
        if not days:
            raise UsageError("计划里今天以后没有空着的日子，请先移开或删去一个单元。", "No day from today on is without a unit; move or remove one first.")
        count = min(max(count or units_wanted(len(days)), 1), MANIEST)
        taken = {text.document for unit in reading for text in self._readings.texts(unit)}
        units = proposed(self._readings.pieces(len(days), count, taken), days, count)
        if not units:
            raise UsageError("没有还没排进单元的材料。", "All texts are in a unit already.")
        return Draft(well_formed(replace(known, units=(*known.units, *units))), _last(plans))

    def export(self, actor: str, branch: str, plan: str) -> bytes:
        """The plan as a spreadsheet, to be changed and read again; a template where the branch has no such plan."""
        found = self._callers.manager(actor, branch)[1]
        known = self._readings.plans(found.id)[0].plans.get(plan) or self._blank(branch)
        header, rows = write_plan(known, self._readings.outlook(found, known).titles)
        return self._write_sheets([Sheet("学习计划", header, rows)])

    def require(self, actor: str, branch: str) -> None:
        """Before anything of a file is read. Raises NotAllowed, NotFound."""
        self._callers.manager(actor, branch)

    def read(self, actor: str, branch: str, plan: str, data: bytes, name: str) -> Draft:
        """A plan as a spreadsheet has it, to be looked at; ``plan`` is the one it changes, or none of them: then it is a new one.

        Raises ReadingError, and UsageError that names the rows and what is wrong with each.
        """
        found = self._callers.manager(actor, branch)[1]
        plans = self._readings.plans(found.id)[0]
        rows = self._read_rows(data, name, ROWS)
        known = plans.plans.get(plan)
        return Draft(read_plan(rows, known or self._blank(branch), self._readings.shelf(), fitted=known is None), _last(plans))

    def _blank(self, branch: str) -> Plan:
        """A plan of the eighteen weeks from this one on."""
        first = self.today(branch) - dt.timedelta(days=self.today(branch).weekday())
        id = digest("plan", branch, self._clock().isoformat())
        return Plan(id, "学习计划", first, first + dt.timedelta(weeks=18, days=-3))

    def adopt_draft(self, actor: str, branch: str, draft: Draft) -> None:
        """Puts a plan that was looked at in place. Raises Conflict where the branch's plans have changed since, UsageError as ``make``."""

        def adopted(plans: Plans) -> Plan:
            if _last(plans) != draft.seen:
                raise Conflict("计划在这期间有人改过，请重新看一遍再采用。", "The plan has been changed meanwhile; please look at it anew.")
            return draft.plan

        self._append(actor, branch, Act.ADOPTED, draft.plan.id, adopted)

    def remove(self, actor: str, branch: str, plan: str) -> None:
        """Takes a plan away; its days count by the branch's weekdays again. Records stay. Raises NotFound."""
        self._append(actor, branch, Act.REMOVED, plan, lambda plans: _known(plans, plan) and None)

    def restore(self, actor: str, branch: str, change: int) -> None:
        """Puts a plan back as it was before one of its changes; that is a change, too. Raises NotFound, and as ``make``."""
        found = self._callers.manager(actor, branch)[1]
        known = next((one for one in self._readings.plans(found.id)[0].changes if one.id == change), None)
        if known is None:
            raise NotFound("支部的计划里没有这一步。", "The branch's plans have no such step.")
        plan = known.before or known.after
        assert plan is not None
        self._append(actor, branch, Act.RESTORED, plan.id, lambda _: known.before)

    # parts ------------------------------------------------------------------------------------------------------
    def _append(self, actor: str, branch: str, act: Act, id: str, edit: Callable[[Plans], Plan | None]) -> None:
        """Appends what ``edit`` gives as the very next change: it is asked anew where another came first."""
        member, found = self._callers.manager(actor, branch)
        now = self._clock()

        def make() -> Event | None:
            plans, last = self._readings.plans(found.id)
            before, after = plans.plans.get(id), edit(plans)
            if after is not None:
                after = apart(well_formed(after), plans.in_order())
            if after == before:
                return None
            payload = {"plan": id, "act": act.value, "before": before and to_json(before), "after": after and to_json(after)}
            key = f"plan/{found.id}/{last}"
            return Event(EventKind.PLAN_CHANGED, found.id, member.username, day_of(now, found), now, payload, key)

        append_next(self._ledger, make, Conflict("别人正在改计划，请再试一次。", "Others are changing the plan; please try again."))


def _last(plans: Plans) -> int:
    return plans.changes[-1].id if plans.changes else 0


def _known(plans: Plans, id: str) -> Plan:
    plan = plans.plans.get(id)
    if plan is None:
        raise NotFound("这份计划已经不在了，请刷新页面。", "This plan is no longer there; please reload the page.")
    return plan
