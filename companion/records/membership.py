"""Who changed whose account: added, edited, imported, moved, reset; told by events with before and after.

A MEMBER_CHANGED event is ``{"act": Act, "changes": [{"member", "branches": [id…], "before": {field: value}, "after": {field: value}, "reason"?}…]}``: of a new
account ``before`` is empty, and both hold only what differs. No password is ever in it.
"""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from companion.people.members import Member, Post, Role
from companion.people.roster import Change
from companion.records.events import Event, EventKind

KINDS = frozenset({EventKind.MEMBER_CHANGED, EventKind.MEMBER_ERASED})

FIELDS = ("name", "branch", "role", "group", "post", "joined", "active", "left")
DAYS = frozenset({"branch", "joined", "active", "left"})


class Act(enum.StrEnum):
    ADDED = "added"
    EDITED = "edited"
    DATED = "dated"  # the first or last day that counts, set by hand, with a reason
    IMPORTED = "imported"
    GROUP = "group"  # a group renamed or dissolved
    RESET = "reset"  # a new one-time password
    ERASED = "erased"


@dataclass(frozen=True)
class Altered:
    """What became of one account; ``branches`` are those it was in before and after."""

    member: str
    branches: tuple[str, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]
    reason: str = ""

    @property
    def of_days(self) -> bool:
        """Whether it may have changed what the person owes."""
        return not DAYS.isdisjoint(self.after)


@dataclass(frozen=True)
class Step:
    """One decision about accounts: ``by`` a username, with all that it changed."""

    id: int
    by: str
    at: dt.datetime
    act: Act
    changes: tuple[Altered, ...]


def changes_payload(act: Act, added: Iterable[Member], changed: Iterable[Change], reason: str = "") -> dict[str, Any]:
    """``changed`` may hold accounts that stay as they are: a password was reset. ``reason``: for each change, where one is given."""
    new = [_alteration(member.username, (member.branch,), {}, told(member)) for member in added]
    told_of = [_changed(change) | ({"reason": reason} if reason else {}) for change in changed]
    return {"act": act.value, "changes": new + told_of}


def told(member: Member) -> dict[str, str]:
    """The account as it is written down: each of FIELDS as text, empty where there is none."""
    values = asdict(member)
    return {field: "" if values[field] is None else str(values[field]) for field in FIELDS}


def untold(member: Member, values: Mapping[str, str]) -> Member:
    """The account with these fields as ``told`` wrote them down; what is not named stays."""
    known: dict[str, Any] = {field: READ[field](value) for field, value in values.items() if field in READ}
    return replace(member, **known)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("name", "branch", "group"), str),
    **{"role": Role, "post": Post, "joined": dt.date.fromisoformat, "active": lambda text: text == "True", "left": _day},
}


def _changed(change: Change) -> dict[str, Any]:
    before, after = told(change.before), told(change.after)
    differing = [field for field in FIELDS if before[field] != after[field]]
    branches = tuple(dict.fromkeys((change.before.branch, change.after.branch)))
    return _alteration(
        change.after.username,
        branches,
        {field: before[field] for field in differing},
        {field: after[field] for field in differing},
    )


def _alteration(member: str, branches: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
    return {"member": member, "branches": list(branches), "before": dict(before), "after": dict(after)}


def step_of(event: Event) -> Step:
    """The decision that a MEMBER_CHANGED or MEMBER_ERASED event tells of."""
    if event.kind is EventKind.MEMBER_ERASED:
        gone = Altered(event.payload["member"], (event.branch,), {}, {})
        return Step(event.id, event.member, event.at, Act.ERASED, (gone,))
    changes = tuple(
        Altered(one["member"], tuple(one["branches"]), one["before"], one["after"], one.get("reason", ""))
        for one in event.payload["changes"]
    )
    return Step(event.id, event.member, event.at, Act(event.payload["act"]), changes)


def steps_after(known: tuple[Step, ...], events: Iterable[Event]) -> tuple[Step, ...]:
    """``known`` carried on by further events of ``KINDS``, in their order."""
    return (*known, *(step_of(event) for event in events))
