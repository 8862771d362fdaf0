"""A change of accounts, from the question whether somebody may to the account with its event, in one step."""

import datetime as dt
import hashlib
import json
from dataclasses import asdict

from companion.errors import Conflict
from companion.people.directory import Directory, fold_username, shown
from companion.people.members import Member
from companion.people.permissions import require_admin, require_edit, require_give_role, require_manage
from companion.people.roster import RosterPlan
from companion.people.sessions import Clock, Doorkeeper
from companion.plan.calendar import day_of
from companion.records.erasure import is_former
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.membership import KINDS, Act, Step, changes_payload, steps_after
from companion.records.registry import Registry


class Entering:
    """Safe to share between threads and processes: a change that knows less than the ledger is refused."""

    def __init__(self, directory: Directory, registry: Registry, doorkeeper: Doorkeeper, ledger: Ledger, clock: Clock) -> None:
        self._directory = directory
        self._registry = registry
        self._doorkeeper = doorkeeper
        self._clock = clock
        self._kept = KeptFold[tuple[Step, ...]](ledger, KINDS, (), steps_after)

    def steps(self) -> tuple[Step, ...]:
        """All that was changed until now, oldest first."""
        return self._kept.of()[0]

    def last(self) -> int:
        """The id of the last change, 0 before the first: what a change must know of."""
        return self._kept.of()[1]

    def require(self, decider: Member, before: Member | None, after: Member) -> None:
        """Raises NotAllowed, and Conflict for locking oneself out or for somebody who was erased."""
        require_person(after)
        if before is not None:
            if before.branch != after.branch:
                require_admin(decider)
            require_edit(decider, before)
            if before.username == decider.username and (not after.active or after.role is not before.role):
                raise Conflict(
                    "不能停用自己的账号，也不能改自己的角色；请另一位管理员来做。",
                    "You cannot deactivate your own account or change your own role; please ask another admin.",
                )
        require_manage(decider, after.branch)
        require_give_role(decider, after.role)

    def enter(self, decider: Member, act: Act, plan: RosterPlan, last: int, reason: str = "") -> None:
        """Does all of it with its event, unless another change has come since the event ``last``."""
        added = [(member, self._doorkeeper.hashed(plan.passwords[member.username])) for member in plan.added]
        after = [change.after for change in plan.changed]
        branch = (after or list(plan.added))[0].branch
        now = self._clock()
        place = next(one for one in (*plan.branches, *self._directory.branches()) if one.id == branch)
        payload = changes_payload(act, plan.added, plan.changed, reason)
        event = Event(EventKind.MEMBER_CHANGED, branch, decider.username, day_of(now, place), now, payload, f"members/{last}")
        try:
            self._registry.enter(plan.branches, added, after, event)
        except Conflict as error:
            raise changed_meanwhile() from error
        for member in after:
            if not member.active:
                self._doorkeeper.log_out(member.username)


def mark_of(member: Member) -> str:
    """Stands for the account as it is, but for its password."""
    return short({**asdict(member), "must_change_password": None})


def short(value: object) -> str:
    """A digest of plain values and dates, of 32 letters and digits."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def _plain(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no plain form")


def require_person(member: Member) -> None:
    """Raises Conflict for the account that stands in the place of somebody erased."""
    if is_former(fold_username(member.username)):
        raise Conflict(
            f"“{shown(member.username)}”是已清除的人留下的，不能再用。", f"{shown(member.username)!r} stands for somebody erased and cannot be used."
        )


def changed_meanwhile() -> Conflict:
    return Conflict(
        "成员名单刚刚被别人改过，这一步没有做。请刷新后再看一遍。",
        "The accounts have been changed by somebody else meanwhile; nothing was done. Please look again.",
    )
