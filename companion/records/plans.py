"""Plans as the ledger has them: what each branch's plans are now, and every change that made them so.

A PLAN_CHANGED event is ``{"plan": id, "act": what was done, in a word, "before": plan or None, "after": plan or None}``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from companion.people.members import Branch
from companion.plan.calendar import Calendar
from companion.plan.plans import Goal, Plan, calendar_with, from_json
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold

KINDS = frozenset({EventKind.PLAN_CHANGED})


@dataclass(frozen=True)
class Change:
    """One step: by whom, when, and the plan before (None: it is new) and after it (None: it was removed)."""

    id: int
    by: str
    at: dt.datetime
    act: str
    before: Plan | None
    after: Plan | None


@dataclass(frozen=True)
class Plans:
    """A branch's plans by id, and the changes in their order."""

    plans: Mapping[str, Plan] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    def in_order(self) -> tuple[Plan, ...]:
        return tuple(sorted(self.plans.values(), key=lambda plan: (plan.first, plan.id)))

    def on(self, day: dt.date) -> Plan | None:
        """The plan in force on ``day``; plans of one branch never overlap."""
        return next((plan for plan in self.in_order() if plan.holds(day)), None)

    def goals(self, day: dt.date) -> tuple[Goal, ...]:
        """Those of the plan in force."""
        plan = self.on(day)
        return plan.goals if plan else ()

    def calendar(self, branch: Branch) -> Calendar:
        return calendar_with(branch, self.plans.values())


def plans_after(known: Plans, events: Iterable[Event]) -> Plans:
    """``known`` carried on by further PLAN_CHANGED events of the branch, whose order and repetition do not matter."""
    changes = {change.id: change for change in known.changes}
    changes.update((event.id, change_of(event)) for event in events if event.kind in KINDS)
    ordered = tuple(changes[id] for id in sorted(changes))
    plans: dict[str, Plan] = {}
    for change in ordered:
        if change.after is not None:
            plans[change.after.id] = change.after
        elif change.before is not None:
            plans.pop(change.before.id, None)
    return replace(known, plans=plans, changes=ordered)


def kept_plans(ledger: Ledger) -> KeptFold[Plans]:
    """The fold of a ledger's plans, to be asked for one branch at a time."""
    return KeptFold(ledger, KINDS, Plans(), plans_after)


def change_of(event: Event) -> Change:
    before, after = (from_json(kept) if kept else None for kept in (event.payload["before"], event.payload["after"]))
    return Change(event.id, event.member, event.at, event.payload["act"], before, after)
