"""Rosters: what one would change, and the doing of just that.

The part of the desk of people that has to do with them: every method first asks whether ``actor`` (a username) may.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from zoneinfo import ZoneInfo

from companion.errors import UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory
from companion.people.members import Branch, Member, Role, dated
from companion.people.permissions import require_admin
from companion.people.roster import Change, Choices, RosterPlan, plan_roster
from companion.people.sessions import Clock
from companion.peopledesk.entering import Entering, changed_meanwhile, mark_of, short
from companion.plan.calendar import day_of
from companion.records.membership import Act

RowReader = Callable[[bytes, str, int], Sequence[Sequence[str]]]
"""The rows of a spreadsheet's bytes, its name, how many rows at most. Raises ReadingError."""

MOST_ROWS = 20_000
UTC = "UTC"


@dataclass(frozen=True)
class Preview:
    """What a roster would change; ``digest`` stands for all of it, and ``rows`` are the roster's own, to be sent again."""

    rows: tuple[tuple[str, ...], ...]
    plan: RosterPlan
    digest: str


class RosterDesk:
    """Safe to share between threads and processes, as Entering is."""

    def __init__(self, directory: Directory, callers: Callers, entering: Entering, read_rows: RowReader, clock: Clock) -> None:
        self._directory = directory
        self._callers = callers
        self._entering = entering
        self._read_rows = read_rows
        self._clock = clock

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
        (decider, found), last = self._decider(actor, branch), self._entering.last()
        previewed = self._plan(decider, found, rows, None, timezone)
        if _digest(previewed) != digest:
            raise changed_meanwhile()
        _fitting(previewed, choices)
        plan = self._plan(decider, found, rows, choices, timezone)
        if plan.added or plan.changed:
            self._entering.enter(decider, Act.IMPORTED, plan, last)
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
            self._entering.require(decider, before, after)

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


def _digest(plan: RosterPlan) -> str:
    """Of all that the plan would do and ask; not of its passwords, which are new each time."""
    return short(
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
