"""The terms of a branch's assessment: its rules, and its semester's dates where no plan gives them; folded from events.

A RULES_CHANGED event is ``{"terms": {"rules", "semester"}, "before": the same as it was, "reason"}``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from companion.records.assessment import USUAL, Rules
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.scores import Semester, rules_json, rules_of, semester_json, semester_of

KINDS = frozenset({EventKind.RULES_CHANGED})


@dataclass(frozen=True)
class Terms:
    """``semester`` is None until somebody has given its dates."""

    rules: Rules = USUAL
    semester: Semester | None = None


@dataclass(frozen=True)
class Change:
    """Who changed the terms, when and why: ``id`` is the event's, ``by`` a username."""

    id: int
    by: str
    at: dt.datetime
    reason: str
    before: Terms
    after: Terms


def changes_after(known: tuple[Change, ...], events: Iterable[Event]) -> tuple[Change, ...]:
    """``known`` carried on by further events of ``KINDS`` of one branch; neither their order nor repetition matters."""
    found = {change.id: change for change in (*known, *map(change_of, events))}
    return tuple(found[id] for id in sorted(found))


def kept_terms(ledger: Ledger) -> KeptFold[tuple[Change, ...]]:
    """The fold of a ledger's changes of terms, to be asked for one branch at a time."""
    return KeptFold(ledger, KINDS, (), changes_after)


def window_of(changes: tuple[Change, ...], usual: int) -> int:
    """The days within which a missed day can be made up: the branch's own, ``usual`` where it has not decided."""
    return changes[-1].after.rules.window if changes else usual


def change_of(event: Event) -> Change:
    payload = event.payload
    before, after = terms_of(payload["before"]), terms_of(payload["terms"])
    return Change(event.id, event.member, event.at, payload["reason"], before, after)


def terms_json(terms: Terms) -> dict[str, Any]:
    semester = None if terms.semester is None else semester_json(terms.semester)
    return {"rules": rules_json(terms.rules), "semester": semester}


def terms_of(kept: Mapping[str, Any]) -> Terms:
    return Terms(rules_of(kept["rules"]), None if kept["semester"] is None else semester_of(kept["semester"]))
