"""Who belonged to which branch on which days: a member's account as it is, and what was changed of it, read backwards.

Every day belongs to one branch alone: the day of a move to the branch moved to, and so of several moves on one day to the last.
Moves from before they were written down are not known; then somebody has always been where they were first told to be.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from companion.errors import NotFound
from companion.people.directory import Directory
from companion.people.members import Belonging, Branch, Member, Stay
from companion.plan.calendar import Calendar, pieced
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.membership import step_of, untold

ONE = dt.timedelta(days=1)

Past = tuple[tuple[dt.date, Mapping[str, str]], ...]
"""What an account was before each change of it, in their order, with its day: only the fields that differ."""


@dataclass(frozen=True)
class Histories:
    """The past of each account by username; ``been``: who was moved out of a branch, by its id."""

    past: Mapping[str, Past] = field(default_factory=dict)
    been: Mapping[str, frozenset[str]] = field(default_factory=dict)


def histories_after(known: Histories, events: Iterable[Event]) -> Histories:
    """``known`` carried on by further MEMBER_CHANGED events, in their order."""
    past, been = dict(known.past), dict(known.been)
    for event in events:
        for one in step_of(event).changes:
            if not one.before:  # a new account, or a password
                continue
            past[one.member] = (*past.get(one.member, ()), (event.day, one.before))
            if "branch" in one.before:
                branch = one.before["branch"]
                been[branch] = been.get(branch, frozenset()) | {one.member}
    return Histories(past, been)


def belongings(member: Member, past: Past) -> dict[str, Member]:
    """The member as each branch has them in which they were on a day at least, and their own branch, by its id.

    Who has always been in one branch is the same there; so is what a branch saw of them: later changes of the account are not in it.
    """
    stays: dict[str, list[Stay]] = {}
    seen: dict[str, Member] = {member.branch: member}
    state, last = member, None

    def stayed(first: dt.date) -> None:
        if last is None or first <= last:
            seen.setdefault(state.branch, state)
            stays.setdefault(state.branch, []).append((first, last))

    for day, before in reversed(past):
        earlier = untold(state, before)
        if earlier.branch != state.branch:
            stayed(day)
            last = day - ONE if last is None else min(last, day - ONE)  # a clock, or another time zone, may have gone back
        state = earlier
    stayed(dt.date.min)
    return {id: _belonging(one, member, tuple(reversed(stays.get(id, ())))) for id, one in seen.items()}


def _belonging(seen: Member, member: Member, stays: Sequence[Stay]) -> Member:
    if seen is member and stays == ((dt.date.min, None),):
        return member
    known = {one.name: getattr(seen, one.name) for one in fields(Member)}
    here = Belonging(**known, stays=tuple(stays))
    if seen.branch == member.branch:
        return here
    last = stays[-1][1]
    if last is None:
        raise ValueError(f"{seen.username} is in two branches at once")
    return replace(here, active=False, moved=seen.active, left=last if seen.left is None else min(last, seen.left))


class Rolls:
    """The members of branches, as each has them. Safe to share between threads."""

    def __init__(self, directory: Directory, ledger: Ledger) -> None:
        self._directory = directory
        self._kept = KeptFold(ledger, {EventKind.MEMBER_CHANGED}, Histories(), histories_after)

    def of(self, branch: str, first: dt.date, last: dt.date) -> tuple[Member, ...]:
        """Those for whom one of these days counts in the branch, in the order of group and username; whether a lesson is set on it, or
        not.
        """
        known = self._kept.of()[0]
        found = {member.username: member for member in self._directory.members(branch)}
        for username in known.been.get(branch, frozenset()) - found.keys():
            with contextlib.suppress(NotFound):  # erased a moment ago
                found[username] = self._directory.member(username)
        seen = (_as_had(branch, member, known) for member in found.values())
        there = [one for one in seen if one is not None and one.counts_within(first, last)]
        return tuple(sorted(there, key=lambda one: (one.group, one.username)))

    def calendar(self, member: Member, calendar: Callable[[Branch], Calendar]) -> Calendar:
        """Which days count for the member: of each branch's, those of their stays in it. ``calendar`` gives a branch's."""
        found = belongings(member, self._kept.of()[0].past.get(member.username, ()))
        if len(found) == 1:
            return calendar(self._directory.branch(member.branch))
        stays = [(*stay, id) for id, one in found.items() if isinstance(one, Belonging) for stay in one.stays]
        return pieced([(calendar(self._directory.branch(id)), first, last) for first, last, id in sorted(stays, key=lambda stay: stay[0])])

    def as_had(self, branch: str, member: Member) -> Member:
        """The member as the branch has them: with no day that counts where they were never in it."""
        found = _as_had(branch, member, self._kept.of()[0])
        return found or Belonging(**{one.name: getattr(member, one.name) for one in fields(Member)}, moved=True)


def _as_had(branch: str, member: Member, known: Histories) -> Member | None:
    past = known.past.get(member.username, ())
    if not any("branch" in before for _, before in past):
        return member if member.branch == branch else None
    return belongings(member, past).get(branch)
