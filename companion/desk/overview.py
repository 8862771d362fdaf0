"""The overview: how the branch stands today, and what waits for its secretary.

A part of Study: every method that is given an ``actor`` (a username) first asks whether they may.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from companion.itembank import ItemBank
from companion.people.callers import Callers
from companion.people.members import Branch
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.records.completion import Table
from companion.records.decisions import State
from companion.records.overview import WEEK, Overview, monday_of, overview_of

Standing = Callable[[Branch, dt.date, dt.date], Table]
"""The branch's table from a first to a last day, for a part of Study that has asked whether it may be seen."""


@dataclass(frozen=True)
class Waiting:
    """What waits for a secretary: flags without a reply, drafts that are not set before they are approved, items up for review."""

    flags: int
    drafts: int
    reviews: int


class OverviewDesk:
    def __init__(self, callers: Callers, itembank: ItemBank, standing: Standing, clock: Clock) -> None:
        self._callers = callers
        self._itembank = itembank
        self._standing = standing
        self._clock = clock

    def look(self, actor: str, branch: str) -> Overview:
        """Today and the two weeks up to it. Secretary of the branch or admin only, as all here."""
        found = self._callers.manager(actor, branch)[1]
        today = day_of(self._clock(), found)
        return overview_of(self._standing(found, monday_of(today) - WEEK, today))

    def waiting(self, actor: str, branch: str) -> Waiting:
        found = self._callers.manager(actor, branch)[1]
        listed = self._itembank.listed(found.id).values()
        return Waiting(
            flags=sum(flag.settled is None for flag in self._itembank.flags(found.id).values()),
            drafts=sum(one.state is State.DRAFT for one in listed) if self._itembank.choices(found.id).approved_only else 0,
            reviews=sum(one.trouble is not None for one in listed),
        )
