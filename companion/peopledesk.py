"""The desk of people: who looks after a branch adds, edits and imports accounts, and resets passwords.

The part of Study that has to do with accounts: every method that is given an ``actor`` (a username) first asks whether they may.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from zoneinfo import ZoneInfo

from companion.attachments import AttachmentStore
from companion.errors import Conflict, NotFound, UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory, fold_username, name_taken, one_line, shown, well_formed_member
from companion.people.members import Branch, Member, Role, dated
from companion.people.passwords import one_time_password
from companion.people.permissions import OPERATOR, require_admin, require_edit, require_give_role, require_manage
from companion.people.roster import Change, Choices, RosterPlan, plan_roster
from companion.people.sessions import Clock, Doorkeeper
from companion.plan.calendar import day_of
from companion.records.deeds import KINDS as DEEDS
from companion.records.deeds import digests_of
from companion.records.erasure import is_former
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.membership import KINDS, Act, Step, changes_payload, steps_after
from companion.records.registry import Registry
from companion.typed import bounded

RowReader = Callable[[bytes, str, int], Sequence[Sequence[str]]]
"""The rows of a spreadsheet's bytes, its name, how many rows at most. Raises ReadingError."""

MOST_ROWS = 20_000
REASON = 200  # characters at most
UTC = "UTC"


@dataclass(frozen=True)
class Preview:
    """What a roster would change; ``digest`` stands for all of it, and ``rows`` are the roster's own, to be sent again."""

    rows: tuple[tuple[str, ...], ...]
    plan: RosterPlan
    digest: str


class PeopleDesk:
    """Safe to share between threads and processes: a change that knows less than the ledger is refused."""

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
        self._read_rows = read_rows
        self._clock = clock
        self._kept = KeptFold[tuple[Step, ...]](ledger, KINDS, (), steps_after)

    # looking ----------------------------------------------------------------------------------------------------
    def trail(self, actor: str, branch: str) -> tuple[Step, ...]:
        """What was changed of accounts that are or were in the branch, newest first; of each step only those.

        Secretary of the branch or admin only.
        """
        found = self._callers.manager(actor, branch)[1]
        steps = []
        for step in reversed(self._kept.of()[0]):
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
        _require_person(member)
        member = well_formed_member(replace(member, active=True, left=None, must_change_password=True))
        if member.username in {known.username for known in self._directory.members()}:
            raise name_taken(member.username)
        password = one_time_password()
        branches = () if making is None else (making,)
        plan = RosterPlan(branches, (member,), (), (), (), {member.username: password}, ())
        self._enter(decider, Act.ADDED, plan, self._kept.of()[1])
        return password

    def edit(self, actor: str, seen: str, member: Member) -> Member:
        """Changes an account; ``seen`` is the ``mark_of`` it when it was looked at. Who is no longer active is logged out, and
        the branch's today is the last day that counts for them; who is active again has no last day, see ``dated``.

        Secretary of its branch for plain members, admin for all; only an admin changes branch or role. Raises NotFound,
        UsageError, and Conflict where somebody else has changed it since, or where one would lock oneself out.
        """
        decider, last = self._callers.actor(actor), self._kept.of()[1]
        before = self._member(decider, member.username)
        after = well_formed_member(replace(member, username=before.username, must_change_password=before.must_change_password))
        self._may(decider, before, after)
        if mark_of(before) != seen:
            raise changed_meanwhile()
        after = dated(before, after, day_of(self._clock(), self._directory.branch(after.branch)))
        if before != after:
            self._enter(decider, Act.EDITED, _only(Change(before, after)), last)
        return after

    def date(self, actor: str, seen: str, username: str, joined: dt.date, left: dt.date | None, reason: str) -> Member:
        """Sets the first day that counts for somebody and, of somebody no longer active, the last; ``seen`` as in ``edit``. Tables, scores
        and what they owe follow; a semester that is closed stays as it is.

        Secretary of the branch for plain members, admin for all. Raises NotFound; UsageError for no reason and for days that
        cannot be: the last before the first or after today, one of somebody active, none where there was one; Conflict as ``edit``.
        """
        decider, last = self._callers.actor(actor), self._kept.of()[1]
        before = self._member(decider, username)
        self._may(decider, before, before)
        reason = bounded(one_line(reason), "理由", "reason", REASON)
        if mark_of(before) != seen:
            raise changed_meanwhile()
        _possible(before, joined, left, day_of(self._clock(), self._directory.branch(before.branch)))
        after = replace(before, joined=joined, left=left)
        if before != after:
            self._enter(decider, Act.DATED, _only(Change(before, after)), last, reason)
        return after

    def reset(self, actor: str, username: str) -> str:
        """A new one-time password; all sessions of the account end. Secretary for plain members, admin for all."""
        decider, last = self._callers.actor(actor), self._kept.of()[1]
        member = self._member(decider, username)
        require_edit(decider, member)
        _require_person(member)
        self._enter(decider, Act.RESET, _only(Change(member, member)), last)
        return self._doorkeeper.reset_password(member.username)

    def rename_group(self, actor: str, branch: str, group: str, to: str) -> int:
        """Gives a group another name, or, with none, dissolves it; with another group's name joins the two. How many moved.

        Secretary of the branch or admin only. Raises NotFound where the branch has no such group.
        """
        (decider, found), last = self._callers.manager(actor, branch), self._kept.of()[1]
        moving = [member for member in self._directory.members(found.id) if member.group == group and group]
        if not moving:
            raise NotFound(f"支部里没有名为“{group[:40]}”的党小组。", f"The branch has no group named {group[:40]!r}.")
        changes = [Change(member, well_formed_member(replace(member, group=one_line(to)))) for member in moving]
        changes = [change for change in changes if change.before != change.after]
        if changes:
            self._enter(decider, Act.GROUP, _only(*changes), last)
        return len(changes)

    def erase(self, actor: str, username: str, confirm: str) -> Member:
        """Takes a person out of all records for good; gives the account that stands in their place. See records.erasure.

        ``confirm`` is the person's name, typed. Admin only, and not of oneself. Copies made before, such as backups, keep the person.
        """
        decider = self._callers.actor(actor)
        require_admin(decider)
        member = self._directory.member(username)
        _require_person(member)
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

    # rosters ----------------------------------------------------------------------------------------------------
    def preview(self, actor: str, branch: str, name: str, data: bytes, most: int = MOST_ROWS) -> Preview:
        """What the roster in a spreadsheet would change. Secretary of the branch or admin only.

        Raises ReadingError and UsageError for what is no roster, or one of more than ``most`` rows.
        """
        self._callers.manager(actor, branch)
        return self.preview_rows(actor, branch, self._read_rows(data, name, most))

    def preview_rows(self, actor: str, branch: str | None, rows: Sequence[Sequence[str]], timezone: str = UTC) -> Preview:
        """As ``preview``; a row that the actor may not use fails. A row without a branch is of ``branch``.

        Without one the roster is of all branches, for an admin alone, and ``timezone`` that of those it makes.
        """
        decider, found = self._decider(actor, branch)
        plan = self._plan(decider, found, rows, None, timezone)
        return Preview(tuple(tuple(row) for row in rows), plan, _digest(plan))

    def apply(
        self, actor: str, branch: str | None, rows: Sequence[Sequence[str]], digest: str, choices: Choices, timezone: str = UTC
    ) -> RosterPlan:
        """Does what the preview with this ``digest`` showed, and what was chosen where it left something open.

        Gives what was done, with the one-time passwords. Raises Conflict, and changes nothing, where it would do something
        else by now; UsageError where a doubtful row has no choice, or a choice nothing to do with the preview.
        """
        (decider, found), last = self._decider(actor, branch), self._kept.of()[1]
        previewed = self._plan(decider, found, rows, None, timezone)
        if _digest(previewed) != digest:
            raise changed_meanwhile()
        _fitting(previewed, choices)
        plan = self._plan(decider, found, rows, choices, timezone)
        if plan.added or plan.changed:
            self._enter(decider, Act.IMPORTED, plan, last)
        return plan

    # parts ------------------------------------------------------------------------------------------------------
    def _decider(self, actor: str, branch: str | None) -> tuple[Member, Branch | None]:
        if branch is not None:
            return self._callers.manager(actor, branch)
        decider = self._callers.actor(actor)
        require_admin(decider)
        return decider, None

    def _plan(
        self, decider: Member, branch: Branch | None, rows: Sequence[Sequence[str]], choices: Choices | None, timezone: str
    ) -> RosterPlan:
        everyone = self._directory.members()
        timezone = branch.timezone if branch else timezone

        def check(before: Member | None, after: Member) -> None:
            self._may(decider, before, after)

        plan = plan_roster(
            rows,
            everyone,
            self._directory.branches(),
            today=self._clock().astimezone(ZoneInfo(timezone)).date(),
            timezone=timezone,
            check=check,
            choices=choices,
            home=branch,
        )
        places = {place.id: day_of(self._clock(), place) for place in (*plan.branches, *self._directory.branches())}
        changed = (Change(one.before, dated(one.before, one.after, places[one.after.branch])) for one in plan.changed)
        plan = replace(plan, changed=tuple(changed))
        if decider.role is Role.ADMIN:
            return plan
        own = {member.username for member in everyone if member.branch == decider.branch}
        return replace(
            plan,
            doubtful=tuple(doubt for doubt in plan.doubtful if doubt.known.username in own),
            missing=tuple(member for member in plan.missing if member.username in own),
        )

    def _may(self, decider: Member, before: Member | None, after: Member) -> None:
        """Raises NotAllowed, and Conflict for locking oneself out or for somebody who was erased."""
        _require_person(after)
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

    def _member(self, decider: Member, username: str) -> Member:
        """An account that the decider looks after; others' are not told from unknown names."""
        found = self._directory.member(username)
        if decider.role is not Role.ADMIN and found.branch != decider.branch:
            raise NotFound("支部里没有这个成员。", "The branch has no such member.")
        return found

    def _enter(self, decider: Member, act: Act, plan: RosterPlan, last: int, reason: str = "") -> None:
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
    return _short({**asdict(member), "must_change_password": None})


def _digest(plan: RosterPlan) -> str:
    """Of all that the plan would do and ask; not of its passwords, which are new each time."""
    return _short(
        {
            "branches": [asdict(branch) for branch in plan.branches],
            "added": [asdict(member) for member in plan.added],
            "changed": [[mark_of(change.before), asdict(replace(change.after, must_change_password=False))] for change in plan.changed],
            "unchanged": [member.username for member in plan.unchanged],
            "failed": [[failure.row, failure.error.zh] for failure in plan.failed],
            "doubtful": [[doubt.new.username, doubt.known.username] for doubt in plan.doubtful],
            "missing": [member.username for member in plan.missing],
        }
    )


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def _plain(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no plain form")


def _fitting(plan: RosterPlan, choices: Choices) -> None:
    """Raises UsageError unless the choices answer what the plan left open, and nothing else."""
    pairs = {doubt.new.username: doubt.known.username for doubt in plan.doubtful}
    if any(pairs.get(new) != known for new, known in choices.same.items()) or not choices.left_out | choices.new <= pairs.keys():
        raise UsageError("选择与名册对不上，请重新导入。", "The choices do not fit the roster; please import it again.")
    open_ = pairs.keys() - choices.same.keys() - choices.left_out - choices.new
    if open_:
        raise UsageError(f"请先选定这些账号是谁：{'、'.join(sorted(open_))}。", f"Please say first who these are: {', '.join(sorted(open_))}.")
    if not choices.gone <= {member.username for member in plan.missing}:
        raise UsageError("要停用的人不在名单上，请重新导入。", "Who is to be deactivated is not on the list; please import again.")


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


def _require_person(member: Member) -> None:
    if is_former(fold_username(member.username)):
        raise Conflict(
            f"“{shown(member.username)}”是已清除的人留下的，不能再用。", f"{shown(member.username)!r} stands for somebody erased and cannot be used."
        )


def changed_meanwhile() -> Conflict:
    return Conflict(
        "成员名单刚刚被别人改过，这一步没有做。请刷新后再看一遍。",
        "The accounts have been changed by somebody else meanwhile; nothing was done. Please look again.",
    )
