"""Leave: days a member is released from, and past days opened for make-up; given by a secretary, and taken back.

A DAYS_EXCUSED event is ``{"member", "days": [first, last], "kind": Absence, "reason"}``, a MAKE_UP_ALLOWED event ``{"member",
"day", "reason"}``, a LEAVE_WITHDRAWN event ``{"leave": event id, "reason"}``. Each has ``"before"`` and ``"after"`` as well: how the days
concerned stood when it was decided, {how: number of days}, in the words of Completion, ``UPCOMING`` and ``OPEN``.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold

GIVEN = frozenset({EventKind.DAYS_EXCUSED, EventKind.MAKE_UP_ALLOWED})
KINDS = GIVEN | {EventKind.LEAVE_WITHDRAWN}

UPCOMING, OPEN = "upcoming", "open"
"""Of days in ``before`` and ``after``: not come yet, and missed but opened for make-up."""


class Absence(enum.StrEnum):
    """Why days are excused."""

    SICK = "sick"
    MATERNITY = "maternity"
    DUTY = "duty"
    OTHER = "other"


@dataclass(frozen=True)
class Step:
    """One decision: ``id`` is its event's, ``by`` the username of who took it."""

    id: int
    branch: str
    by: str
    at: dt.datetime
    reason: str
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True)
class Leave:
    """Days from ``first`` to ``last``, both included: excused as ``absence``, or, where that is None, the one day opened for make-up."""

    step: Step
    member: str
    first: dt.date
    last: dt.date
    absence: Absence | None

    def days(self) -> frozenset[dt.date]:
        """All of them, whether they count in the branch or not."""
        return frozenset(self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Leaves:
    """All leave ever given, by id, and the withdrawals, by the id of what they withdraw."""

    given: Mapping[int, Leave] = field(default_factory=dict)
    withdrawn: Mapping[int, Step] = field(default_factory=dict)

    def standing(self) -> tuple[Leave, ...]:
        """What was not withdrawn, in the order in which it was given."""
        return tuple(self.given[id] for id in sorted(self.given) if id not in self.withdrawn)

    def excused(self) -> Mapping[str, Set[dt.date]]:
        """The days that each member is released from, by username; wherever the member is now."""
        return _by_member(leave for leave in self.standing() if leave.absence)

    def open(self) -> Mapping[str, Set[dt.date]]:
        """The days that each member may make up beyond the window, by username."""
        return _by_member(leave for leave in self.standing() if not leave.absence)


def leaves_after(known: Leaves, events: Iterable[Event]) -> Leaves:
    """``known`` carried on by further events of ``KINDS``. Neither their order nor repetition matters: the first withdrawal stands."""
    given, withdrawn = dict(known.given), dict(known.withdrawn)
    for event in events:
        if event.kind in GIVEN:
            given[event.id] = leave_of(event)
        elif event.kind is EventKind.LEAVE_WITHDRAWN:
            step, earlier = step_of(event), withdrawn.get(event.payload["leave"])
            if earlier is None or step.id < earlier.id:
                withdrawn[event.payload["leave"]] = step
    return Leaves(given, withdrawn)


def kept_leaves(ledger: Ledger) -> KeptFold[Leaves]:
    """The fold of a ledger's leave, to be asked for all branches together: a day excused stays so when its member moves."""
    return KeptFold(ledger, KINDS, Leaves(), leaves_after)


def leave_of(event: Event) -> Leave:
    """The leave of a DAYS_EXCUSED or MAKE_UP_ALLOWED event."""
    excused = event.kind is EventKind.DAYS_EXCUSED
    first, last = event.payload["days"] if excused else (event.payload["day"],) * 2
    absence = Absence(event.payload["kind"]) if excused else None
    return Leave(step_of(event), event.payload["member"], dt.date.fromisoformat(first), dt.date.fromisoformat(last), absence)


def step_of(event: Event) -> Step:
    payload = event.payload
    return Step(event.id, event.branch, event.member, event.at, payload["reason"], payload["before"], payload["after"])


def _by_member(leaves: Iterable[Leave]) -> Mapping[str, Set[dt.date]]:
    found: dict[str, set[dt.date]] = {}
    for leave in leaves:
        found.setdefault(leave.member, set()).update(leave.days())
    return found
