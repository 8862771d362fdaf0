"""Plan, Unit and Goal: what a branch studies in a semester, on which days, and what for."""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from companion.people.members import Branch
from companion.plan.calendar import Calendar


class UnitKind(enum.StrEnum):
    DAILY = "daily"  # read in daily portions
    PROJECT = "project"  # a group works on it beside the daily lesson and hands in a result
    SITUATIONAL = "situational"  # read like a daily one; its quiz asks by situations of each post as far as there are some


@dataclass(frozen=True)
class Stretch:
    """A text of the corpus, or the part of it under ``heading`` (from the outermost); the whole text where that is empty."""

    document: str
    heading: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A themed stretch of the plan. ``group`` and ``result`` (what is to be handed in) are a project's;
    ``goals`` are the ids of the plan's goals that it serves."""

    id: str
    name: str
    theme: str
    aims: str
    first: dt.date
    last: dt.date
    texts: tuple[Stretch, ...] = ()
    kind: UnitKind = UnitKind.DAILY
    group: str = ""
    result: str = ""
    goals: tuple[str, ...] = ()

    @property
    def reads(self) -> bool:
        """Whether the daily lesson takes its reading from it."""
        return self.kind is not UnitKind.PROJECT


@dataclass(frozen=True)
class Goal:
    """An entry of the school's development plan, which practices refer to by its ``text``."""

    id: str
    text: str


@dataclass(frozen=True)
class Plan:
    """A semester of a branch, from ``first`` to ``last``. ``weekdays`` count (Monday is 0), but for the days ``off`` (and
    why), and so do the ``extra`` days. Units that read stand in the order of their days and never overlap.
    """

    id: str
    name: str
    first: dt.date
    last: dt.date
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    off: Mapping[dt.date, str] = field(default_factory=dict)
    extra: frozenset[dt.date] = frozenset()
    units: tuple[Unit, ...] = ()
    goals: tuple[Goal, ...] = ()

    def goals_of(self, unit: Unit) -> tuple[Goal, ...]:
        """Those that the unit serves and the plan still has."""
        return tuple(goal for goal in self.goals if goal.id in unit.goals)

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def unit_on(self, day: dt.date) -> Unit | None:
        """The unit that the daily lesson of ``day`` is read from."""
        return next((unit for unit in self.units if unit.reads and unit.first <= day <= unit.last), None)


def calendar_with(branch: Branch, plans: Iterable[Plan]) -> Calendar:
    """The branch's calendar as its plans have it; on days of no plan the branch's own weekdays count."""
    off: dict[dt.date, str] = {}
    extra: set[dt.date] = set()
    for plan in plans:
        for number in range((plan.last - plan.first).days + 1):
            day = plan.first + dt.timedelta(days=number)
            if day in plan.off:
                off[day] = plan.off[day]
            elif day in plan.extra or day.weekday() in plan.weekdays:
                extra.add(day)
            else:
                off[day] = ""
    return Calendar(branch, off, frozenset(extra))


def to_json(plan: Plan) -> dict[str, Any]:
    """The plan as it is kept in a record."""
    return {
        "id": plan.id,
        "name": plan.name,
        "days": [plan.first.isoformat(), plan.last.isoformat()],
        "weekdays": list(plan.weekdays),
        "off": {day.isoformat(): why for day, why in sorted(plan.off.items())},
        "extra": sorted(day.isoformat() for day in plan.extra),
        "units": [_unit_to_json(unit) for unit in plan.units],
        "goals": [{"id": goal.id, "text": goal.text} for goal in plan.goals],
    }


def from_json(kept: Mapping[str, Any]) -> Plan:
    """``to_json`` back."""
    first, last = map(dt.date.fromisoformat, kept["days"])
    return Plan(
        id=kept["id"],
        name=kept["name"],
        first=first,
        last=last,
        weekdays=tuple(kept["weekdays"]),
        off={dt.date.fromisoformat(day): why for day, why in kept["off"].items()},
        extra=frozenset(map(dt.date.fromisoformat, kept["extra"])),
        units=tuple(_unit_from_json(unit) for unit in kept["units"]),
        goals=tuple(Goal(goal["id"], goal["text"]) for goal in kept["goals"]),
    )


def _unit_to_json(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "theme": unit.theme,
        "aims": unit.aims,
        "days": [unit.first.isoformat(), unit.last.isoformat()],
        "texts": [[text.document, *text.heading] for text in unit.texts],
        "kind": unit.kind.value,
        "group": unit.group,
        "result": unit.result,
        "goals": list(unit.goals),
    }


def _unit_from_json(kept: Mapping[str, Any]) -> Unit:
    first, last = map(dt.date.fromisoformat, kept["days"])
    return Unit(
        id=kept["id"],
        name=kept["name"],
        theme=kept["theme"],
        aims=kept["aims"],
        first=first,
        last=last,
        texts=tuple(Stretch(document, tuple(heading)) for document, *heading in kept["texts"]),
        kind=UnitKind(kept["kind"]),
        group=kept["group"],
        result=kept["result"],
        goals=tuple(kept.get("goals", ())),
    )
