"""Escalation: who has stayed below the branch's threshold for weeks, and which step that suggests. Nothing here acts by itself.

An ESCALATION_RULES_CHANGED event is ``{"rules": {"threshold", "weeks": [n, n, n]}, "before": the same, "reason"}``; an ESCALATION_NOTED event
``{"member", "step": 1…3, "weeks": [Mondays], "done": whether it was taken, "words"}``, by the secretary.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from companion.records.changes import Changed, changed
from companion.records.completion import Completion, Row, Table
from companion.records.events import Event, EventKind
from companion.records.overview import DONE, WEEK, monday_of

DUE = (*DONE, Completion.MISSED)
KINDS = frozenset({EventKind.ESCALATION_RULES_CHANGED, EventKind.ESCALATION_NOTED})


class Step(enum.IntEnum):
    REMIND = 1
    TALK = 2
    SECRETARY = 3


@dataclass(frozen=True)
class Rules:
    """A week is low where less than ``threshold`` of what was due is done; ``weeks``: so many low weeks in a row for each step."""

    threshold: float = 0.6
    weeks: tuple[int, int, int] = (1, 2, 3)

    def sound(self) -> bool:
        first, second, third = self.weeks
        return 0 < self.threshold <= 1 and 1 <= first <= second <= third


@dataclass(frozen=True)
class Week:
    """An ISO week that is over, by its Monday: how many lessons were due, and how many are done, late ones too."""

    monday: dt.date
    due: int
    done: int

    def low(self, threshold: float) -> bool:
        """Never where nothing was due: an excused week, or one without lessons."""
        return self.due > 0 and self.done / self.due < threshold


@dataclass(frozen=True)
class Note:
    """What a secretary noted of a step: whether it was taken, who noted it, when and with which words. ``id`` is its event's."""

    id: int
    member: str
    step: Step
    weeks: tuple[dt.date, ...]
    done: bool
    words: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Escalation:
    """A branch's rules, what was changed of them by and by, and the notes of its secretary, by id."""

    rules: Rules = Rules()
    changes: tuple[Changed, ...] = ()
    notes: Mapping[int, Note] = field(default_factory=dict)


def escalation_after(known: Escalation, events: Iterable[Event]) -> Escalation:
    """``known`` carried on by further events of ``KINDS`` in their order; the last rules stand."""
    rules, changes, notes = known.rules, known.changes, dict(known.notes)
    for event in events:
        told = event.payload
        if event.kind is EventKind.ESCALATION_RULES_CHANGED:
            rules = rules_of(told["rules"])
            changes = (*changes, changed(event, _settings(rules_of(told["before"])), _settings(rules)))
        elif event.kind is EventKind.ESCALATION_NOTED:
            weeks = tuple(dt.date.fromisoformat(monday) for monday in told["weeks"])
            notes[event.id] = Note(
                event.id, told["member"], Step(told["step"]), weeks, told["done"], told["words"], event.member, event.at
            )
    return Escalation(rules, changes, notes)


def rules_of(told: Mapping[str, Any]) -> Rules:
    first, second, third = told["weeks"]
    return Rules(told["threshold"], (first, second, third))


def rules_payload(rules: Rules) -> dict[str, Any]:
    return {"threshold": rules.threshold, "weeks": list(rules.weeks)}


def _settings(rules: Rules) -> dict[str, Any]:
    return {"threshold": rules.threshold} | {str(int(step)): weeks for step, weeks in zip(Step, rules.weeks, strict=True)}


def weeks_of(table: Table, row: Row) -> tuple[Week, ...]:
    """The member's weeks that are over, the oldest first; of the table's first week only what the table holds."""
    counted: dict[dt.date, list[Completion | None]] = {}
    for day, cell in zip(table.days, row.cells, strict=True):
        if monday_of(day) + WEEK <= table.today:
            counted.setdefault(monday_of(day), []).append(cell)
    return tuple(Week(monday, sum(cell in DUE for cell in cells), sum(cell in DONE for cell in cells)) for monday, cells in sorted(counted.items()))


def low_weeks(weeks: Iterable[Week], threshold: float) -> tuple[Week, ...]:
    """The low weeks up to the last one, in a row; weeks in which nothing was due are passed over. None where the last was not low."""
    run: list[Week] = []
    for week in sorted(weeks, key=lambda one: one.monday, reverse=True):
        if week.low(threshold):
            run.append(week)
        elif week.due:
            break
    return tuple(reversed(run))


def suggested(weeks: Iterable[Week], rules: Rules) -> tuple[Step, tuple[Week, ...]] | None:
    """The highest step that the last low weeks in a row come to, and those weeks; None where they come to none."""
    run = low_weeks(weeks, rules.threshold)
    reached = [step for step, needed in zip(Step, rules.weeks, strict=True) if len(run) >= needed]
    return (max(reached), run) if reached else None


def open_step(
    member: str, weeks: Iterable[Week], rules: Rules, notes: Iterable[Note]
) -> tuple[Step, tuple[Week, ...]] | None:
    """As ``suggested``, unless that step, or a higher one, was noted already about the same low weeks in a row.

    It comes up again once as many low weeks have passed since as the step needs.
    """
    found = suggested(weeks, rules)
    if found is None:
        return None
    step, run = found
    for note in notes:
        if note.member == member and note.step >= step and note.weeks and note.weeks[-1] >= run[0].monday:
            since = sum(week.monday > note.weeks[-1] for week in run)
            if since < rules.weeks[step - 1]:
                return None
    return found
