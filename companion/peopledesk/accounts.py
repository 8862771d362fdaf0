"""The desk of people: who looks after a branch adds and edits accounts, and resets passwords.

The part of Study that has to do with accounts: every method that is given an ``actor`` (a username) first asks whether they may.
"""

import datetime as dt
from dataclasses import replace

from companion.attachments import AttachmentStore
from companion.errors import Conflict, NotFound, UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory, name_taken, one_line, well_formed_member
from companion.people.members import Branch, Member, Role, dated
from companion.people.passwords import one_time_password
from companion.people.permissions import OPERATOR, require_admin, require_edit, require_give_role, require_manage
from companion.people.roster import Change, RosterPlan
from companion.people.sessions import Clock, Doorkeeper
from companion.peopledesk.entering import Entering, changed_meanwhile, mark_of, require_person
from companion.peopledesk.rosters import RosterDesk, RowReader
from companion.plan.calendar import day_of
from companion.records.deeds import KINDS as DEEDS
from companion.records.deeds import digests_of
from companion.records.events import Ledger
from companion.records.membership import Act, Step
from companion.records.registry import Registry
from companion.typed import bounded

REASON = 200  # characters at most


class PeopleDesk:
    """Safe to share between threads and processes, as Entering is."""

    def __init__(
        self,
        directory: Directory,
        registry: Registry,
        doorkeeper: Doorkeeper,
        callers: Callers,
        ledger: Ledger,
        attachments: AttachmentStore,
        read_rows: RowReader,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._registry = registry
        self._doorkeeper = doorkeeper
        self._callers = callers
        self._ledger = ledger
        self._attachments = attachments
        self._clock = clock
        self._entering = Entering(directory, registry, doorkeeper, ledger, clock)
        self.rosters = RosterDesk(directory, callers, self._entering, read_rows, clock)  # asks whether one may, as every method here does

    # looking ----------------------------------------------------------------------------------------------------
    def trail(self, actor: str, branch: str) -> tuple[Step, ...]:
        """What was changed of accounts that are or were in the branch, newest first; of each step only those.

        Secretary of the branch or admin only.
        """
        found = self._callers.manager(actor, branch)[1]
        steps = []
        for step in reversed(self._entering.steps()):
            here = tuple(one for one in step.changes if found.id in one.branches)
            if here:
                steps.append(replace(step, changes=here))
        return tuple(steps)

    def name(self, username: str) -> str:
        """For a step of the trail: what the person is called."""
        return OPERATOR.name if username == OPERATOR.username else self._callers.name(username)

    def member(self, actor: str, username: str) -> Member:
        """An account that the actor looks after. Raises NotFound for others' as for unknown names."""
        decider = self._callers.actor(actor)
        found = self._member(decider, username)
        require_manage(decider, found.branch)
        return found

    # changing ---------------------------------------------------------------------------------------------------
    def add(self, actor: str, member: Member, making: Branch | None = None) -> str:
        """A new account; gives its one-time password. ``making``: its branch, where that is to be made as well.

        Secretary of its branch or admin only; who is not a plain member is appointed by an admin. Raises UsageError where it
        is not well formed, Conflict where its username is taken.
        """
        decider = self._callers.actor(actor)
        require_manage(decider, member.branch)
        if making is None:
            self._directory.branch(member.branch)
        require_give_role(decider, member.role)
        require_person(member)
        member = well_formed_member(replace(member, active=True, left=None, must_change_password=True))
        if member.username in {known.username for known in self._directory.members()}:
            raise name_taken(member.username)
        password = one_time_password()
        branches = () if making is None else (making,)
        plan = RosterPlan(branches, (member,), (), (), (), {member.username: password}, ())
        self._entering.enter(decider, Act.ADDED, plan, self._entering.last())
        return password

    def edit(self, actor: str, seen: str, member: Member) -> Member:
        """Changes an account; ``seen`` is the ``mark_of`` it when it was looked at. Who is no longer active is logged out, and
        the branch's today is the last day that counts for them; who is active again has no last day, see ``dated``.

        Secretary of its branch for plain members, admin for all; only an admin changes branch or role. Raises NotFound,
        UsageError, and Conflict where somebody else has changed it since, or where one would lock oneself out.
        """
        decider, last = self._callers.actor(actor), self._entering.last()
        before = self._member(decider, member.username)
        after = well_formed_member(replace(member, username=before.username, must_change_password=before.must_change_password))
        self._entering.require(decider, before, after)
        if mark_of(before) != seen:
            raise changed_meanwhile()
        after = dated(before, after, day_of(self._clock(), self._directory.branch(after.branch)))
        if before != after:
            self._entering.enter(decider, Act.EDITED, _only(Change(before, after)), last)
        return after

    def date(self, actor: str, seen: str, username: str, joined: dt.date, left: dt.date | None, reason: str) -> Member:
        """Sets the first day that counts for somebody and, of somebody no longer active, the last; ``seen`` as in ``edit``. Tables, scores
        and what they owe follow; a semester that is closed stays as it is.

        Secretary of the branch for plain members, admin for all. Raises NotFound; UsageError for no reason and for days that
        cannot be: the last before the first or after today, one of somebody active, none where there was one; Conflict as ``edit``.
        """
        decider, last = self._callers.actor(actor), self._entering.last()
        before = self._member(decider, username)
        self._entering.require(decider, before, before)
        reason = bounded(one_line(reason), "理由", "reason", REASON)
        if mark_of(before) != seen:
            raise changed_meanwhile()
        _possible(before, joined, left, day_of(self._clock(), self._directory.branch(before.branch)))
        after = replace(before, joined=joined, left=left)
        if before != after:
            self._entering.enter(decider, Act.DATED, _only(Change(before, after)), last, reason)
        return after

    def reset(self, actor: str, username: str) -> str:
        """A new one-time password; all sessions of the account end. Secretary for plain members, admin for all."""
        decider, last = self._callers.actor(actor), self._entering.last()
        member = self._member(decider, username)
        require_edit(decider, member)
        require_person(member)
        self._entering.enter(decider, Act.RESET, _only(Change(member, member)), last)
        return self._doorkeeper.reset_password(member.username)

    def rename_group(self, actor: str, branch: str, group: str, to: str) -> int:
        """Gives a group another name, or, with none, dissolves it; with another group's name joins the two. How many moved.

        Secretary of the branch or admin only. Raises NotFound where the branch has no such group.
        """
        (decider, found), last = self._callers.manager(actor, branch), self._entering.last()
        moving = [member for member in self._directory.members(found.id) if member.group == group and group]
        if not moving:
            raise NotFound(f"支部里没有名为“{group[:40]}”的党小组。", f"The branch has no group named {group[:40]!r}.")
        changes = [Change(member, well_formed_member(replace(member, group=one_line(to)))) for member in moving]
        changes = [change for change in changes if change.before != change.after]
        if changes:
            self._entering.enter(decider, Act.GROUP, _only(*changes), last)
        return len(changes)

    def erase(self, actor: str, username: str, confirm: str) -> Member:
        """Takes a person out of all records for good; gives the account that stands in their place. See records.erasure.

        ``confirm`` is the person's name, typed. Admin only, and not of oneself. Copies made before, such as backups, keep the person.
        """
        decider = self._callers.actor(actor)
        require_admin(decider)
        member = self._directory.member(username)
        require_person(member)
        if member.username == decider.username:
            raise Conflict("不能清除自己；请另一位管理员来做。", "You cannot erase yourself; please ask another admin.")
        if one_line(confirm) != member.name:
            raise UsageError(f"请照样写出姓名“{member.name}”再清除。", f"To erase, type the name {member.name!r} exactly.")
        now = self._clock()
        attached = digests_of(self._ledger.events(member=member.username, kinds=DEEDS))
        after = self._registry.erase(member.username, decider.username, day_of(now, self._directory.branch(member.branch)), now)
        self._doorkeeper.forget(member.username)
        for digest in attached - digests_of(self._ledger.events(kinds=DEEDS)):
            self._attachments.drop(digest)
        return after

    # parts ------------------------------------------------------------------------------------------------------
    def _member(self, decider: Member, username: str) -> Member:
        """An account that the decider looks after; others' are not told from unknown names."""
        found = self._directory.member(username)
        if decider.role is not Role.ADMIN and found.branch != decider.branch:
            raise NotFound("支部里没有这个成员。", "The branch has no such member.")
        return found


def _only(*changes: Change) -> RosterPlan:
    return RosterPlan((), (), tuple(changes), (), (), {}, ())


def _possible(before: Member, joined: dt.date, left: dt.date | None, today: dt.date) -> None:
    """Raises UsageError for days that cannot be the first and the last of the person."""
    if before.active and left is not None:
        raise UsageError(f"{before.name}还在岗，没有离开日期；请先停用。", f"{before.name} is active and has no last day; please deactivate first.")
    if left is None:
        if before.left is not None:
            raise UsageError(f"请写上{before.name}离开的日期。", f"Please give the day on which {before.name} left.")
        return
    if left > today:
        raise UsageError(f"离开日期 {left} 还没有到，最晚是今天。", f"The last day, {left}, has not come yet; today is the latest.")
    if left < joined:
        raise UsageError(f"离开日期 {left} 在加入日期 {joined} 之前。", f"The last day, {left}, comes before the first, {joined}.")
