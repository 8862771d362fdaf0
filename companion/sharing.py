"""Sharing: what members log of their practice, and the branch's wall.

The part of Study that has to do with both: every method first asks whether ``actor`` (a username) may do this.
What somebody keeps private is in nobody else's view; what is shared with a branch is seen by those in it, as long as
its member is one of them.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from companion.attachments import MOST_BYTES, AttachmentStore, Prepare
from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory, one_line
from companion.people.members import Member
from companion.people.permissions import may_manage, require_manage
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.records.acts import reflection_payload
from companion.records.deciding import append_next
from companion.records.deeds import KINDS as DEEDS
from companion.records.deeds import Attached, Deed, Practice, deed_payload, digests_of, practice_id, practices_of
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.shares import KINDS, SHOWN, Comment, Share, Shares, shares_after, shares_of
from companion.reflections.reflections import Reflection, Visibility
from companion.typed import bounded

PRACTICE_LENGTH = 1000  # characters at most, as the next three
GOAL_LENGTH = 100
COMMENT_LENGTH = 300
REASON_LENGTH = 300
DAYS_BACK = 30
"""So many days later a practice can still be logged."""
LEAST_HOURS, MOST_HOURS = 0.5, 24.0
FILES = 3
"""A practice has at most so many attachments."""
ON_A_PAGE = 20
GOALS_FROM = 100
"""Goals are offered from so many of the latest practices that the branch can see."""


@dataclass(frozen=True)
class Remark:
    """A comment as one person sees it; ``hidden`` is the secretary's reason, which only its writer and those who can hide see."""

    id: int
    at: dt.datetime
    name: str
    text: str
    own: bool
    hidden: str


@dataclass(frozen=True)
class Posting:
    """A share as one person sees it: how many encouraged, and whether this person did; never who else."""

    id: int
    name: str
    own: bool
    what: Reflection | Practice
    marks: int
    marked: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Wall:
    """A page of the wall, newest first. ``earlier`` is where the next page begins, 0 where there is none."""

    postings: tuple[Posting, ...]
    earlier: int
    may_hide: bool


class Sharing:
    """Safe to share between threads."""

    def __init__(
        self, callers: Callers, directory: Directory, ledger: Ledger, clock: Clock, store: AttachmentStore, prepare: Prepare
    ) -> None:
        self._callers = callers
        self._directory = directory
        self._ledger = ledger
        self._clock = clock
        self._store = store
        self._prepare = prepare
        self._shares = KeptFold[Shares](ledger, KINDS, {}, shares_after)

    # practices --------------------------------------------------------------------------------------------------
    def log_practice(self, actor: str, day: dt.date, deed: Deed) -> Practice:
        """What the actor did on ``day``, today or up to DAYS_BACK days ago. Raises UsageError."""
        member = self._callers.actor(actor)
        today = self._today(member)
        if not dt.timedelta() <= today - day <= dt.timedelta(days=DAYS_BACK):
            raise UsageError(
                f"日期应在今天和 {DAYS_BACK} 天前之间。", f"The day should lie between today and {DAYS_BACK} days ago."
            )
        deed = well_formed(deed)
        event = self._append(EventKind.PRACTICE_LOGGED, member, day, deed_payload(deed))
        return Practice(event.id, member.username, member.branch, day, deed)

    def change_practice(self, actor: str, id: int, deed: Deed) -> Practice:
        """Tells one of the actor's own anew; its day stays, and so does what is attached. Raises NotFound, UsageError."""
        deed = well_formed(deed)
        return self._tell(actor, id, lambda known: dataclasses.replace(deed, files=known.files))

    def my_practice(self, actor: str, id: int) -> Practice:
        """One of the actor's own. Raises NotFound."""
        return self._own(actor, id)[1]

    def attach(self, actor: str, id: int, name: str, data: bytes) -> Practice:
        """Adds a photo or file to one of the actor's own practices, FILES at most. Raises NotFound, UsageError, StorageError."""
        _room(self._own(actor, id)[1].deed)
        if len(data) > MOST_BYTES:
            raise UsageError(f"一个文件最多 {MOST_BYTES // 2**20} MB。", f"A file has at most {MOST_BYTES // 2**20} MB.")
        made = self._prepare(name, data)
        new = Attached(self._store.put(made.data), made.name, made.photo, len(made.data))

        def tell(known: Deed) -> Deed:
            _room(known)
            rest = tuple(one for one in known.files if one.digest != new.digest)
            return dataclasses.replace(known, files=(*rest, new))

        return self._tell(actor, id, tell)

    def detach(self, actor: str, id: int, digest: str) -> Practice:
        """Takes an attachment off one of the actor's own practices: from then on nobody is given it. Raises NotFound."""

        def tell(known: Deed) -> Deed:
            rest = tuple(one for one in known.files if one.digest != digest)
            if rest == known.files:
                raise _no_file()
            return dataclasses.replace(known, files=rest)

        changed = self._tell(actor, id, tell)
        self._drop([digest])
        return changed

    def attachment(self, actor: str, id: int, digest: str) -> tuple[Attached, bytes]:
        """One that a practice bears now, for whoever may read that practice. Raises NotFound for all others as where there is none."""
        member = self._callers.actor(actor)
        practice = self._everyones().get(id)
        found = next((one for one in practice.deed.files if one.digest == digest), None) if practice else None
        data = self._store.get(digest) if found and practice and self._may_read(member, practice) else None
        if found is None or data is None:
            raise _no_file()
        return found, data

    def withdraw_practice(self, actor: str, id: int) -> None:
        """Takes one of the actor's own out for good, from everybody's view. Raises NotFound."""

        def make() -> Event:
            member, known, events = self._own(actor, id)
            key = f"practice/{id}/{events[-1].id}"
            return self._event(EventKind.PRACTICE_WITHDRAWN, member, known.day, {"practice": id}, key)

        append_next(self._ledger, make, _busy())
        self._drop(digests_of(self._about(self._callers.actor(actor), id)))

    def my_practices(self, actor: str) -> tuple[Practice, ...]:
        """The actor's own, the latest day first."""
        member = self._callers.actor(actor)
        return _latest_first(practices_of(self._ledger.events(member=member.username, kinds=DEEDS)).values())

    def goals(self, actor: str) -> tuple[str, ...]:
        """Goals to choose from: of the actor's own practices, and of those that the branch can see."""
        own = self.my_practices(actor)
        member = self._callers.actor(actor)
        shared = [share for share in self._newest(member.branch) if isinstance(share.what, Practice)][:GOALS_FROM]
        seen = [share.what for share in self._standing(member.branch, shared) if isinstance(share.what, Practice)]
        return tuple(sorted({practice.deed.goal for practice in (*own, *seen)} - {""}))

    def practices(self, actor: str, branch: str, first: dt.date, last: dt.date) -> tuple[Practice, ...]:
        """Practices that were handed in or shared in the branch, the latest day first; never a private one, nor one that was told anew in another.

        Secretary of the branch or admin only.
        """
        found = self._callers.manager(actor, branch)[1]
        here = {event.member for event in self._ledger.events(branch=found.id, kinds=DEEDS, first=first, last=last)}
        events = self._ledger.events(member=here, kinds=DEEDS, first=first, last=last)
        standing = practices_of(events).values()
        return _latest_first(
            one for one in standing if one.branch == found.id and one.visibility is not Visibility.PRIVATE
        )

    # the wall ---------------------------------------------------------------------------------------------------
    def wall(self, actor: str, before: int = 0) -> Wall:
        """What the members of the actor's branch share, newest first; ``before``: where the page begins, 0 at the top."""
        member = self._callers.actor(actor)
        here = self._names(member.branch)
        shares = [share for share in self._newest(member.branch) if not before or share.id < before]
        page, rest = shares[:ON_A_PAGE], shares[ON_A_PAGE:]
        may_hide = may_manage(member, member.branch)
        postings = tuple(
            _posting(share, member.username, here, may_hide) for share in self._standing(member.branch, page)
        )
        return Wall(postings, page[-1].id if rest else 0, may_hide)

    def take_back(self, actor: str, share: int) -> None:
        """The actor's own share is private from now on. Raises NotFound, NotAllowed."""
        member, found = self._share(actor, share)
        if found.member != member.username:
            raise NotAllowed("只能收回自己的分享。", "Only one's own share can be taken back.")
        what = found.what
        if isinstance(what, Practice):
            self._tell(actor, what.id, lambda known: dataclasses.replace(known, visibility=Visibility.PRIVATE))
        else:
            payload = reflection_payload(what.prompt, what.text, Visibility.PRIVATE)
            self._append(EventKind.REFLECTION_WRITTEN, member, what.day, payload)

    def encourage(self, actor: str, share: int) -> None:
        """Once a member; again has no effect. Raises NotFound, and NotAllowed for the actor's own share."""
        member, found = self._share(actor, share)
        if found.member == member.username:
            raise NotAllowed("自己的分享不用自己鼓励。", "One does not encourage one's own share.")
        if member.username not in found.marks:
            self._append(EventKind.SHARE_MARKED, member, found.day, {"share": share})

    def comment(self, actor: str, share: int, text: str) -> None:
        """Raises NotFound, UsageError."""
        member, found = self._share(actor, share)
        text = bounded(text, "评论", "comment", COMMENT_LENGTH)
        self._append(EventKind.SHARE_COMMENTED, member, found.day, {"share": share, "text": text})

    def withdraw_comment(self, actor: str, share: int, comment: int) -> None:
        """Raises NotFound, and NotAllowed for another's comment."""
        member, found = self._share(actor, share)
        if self._comment(found, comment).member != member.username:
            raise NotAllowed("只能收回自己的评论。", "Only one's own comment can be taken back.")
        self._append(EventKind.COMMENT_WITHDRAWN, member, found.day, {"share": share, "comment": comment})

    def hide_comment(self, actor: str, share: int, comment: int, reason: str) -> None:
        """Leaves the comment to its writer and those who look after the branch, with the reason.

        Secretary of the branch, or an admin who is in it. Raises NotFound, UsageError, Conflict where it is hidden already.
        """
        member = self._callers.actor(actor)
        require_manage(member, member.branch)
        _, found = self._share(actor, share)
        if self._comment(found, comment).hidden:
            raise Conflict("这条评论已经隐藏了。", "This comment is hidden already.")
        reason = bounded(reason, "理由", "reason", REASON_LENGTH)
        self._append(
            EventKind.COMMENT_HIDDEN, member, found.day, {"share": share, "comment": comment, "reason": reason}
        )

    # parts ------------------------------------------------------------------------------------------------------
    def _newest(self, branch: str) -> list[Share]:
        """The branch's shares by members who are in it, newest first; before use, ``_standing`` has to look at them."""
        here = self._names(branch)
        shares = [share for share in self._shares.of(branch)[0].values() if share.member in here]
        return sorted(shares, key=lambda share: share.id, reverse=True)

    def _standing(self, branch: str, shares: Collection[Share]) -> list[Share]:
        """Those that their members did not take back since, from whatever branch they were in meanwhile."""
        if not shares:
            return []
        days = [share.day for share in shares]
        events = self._ledger.events(
            member={share.member for share in shares}, kinds=SHOWN, first=min(days), last=max(days)
        )
        standing = {share.id for share in shares_of(events).values() if share.branch == branch}
        return [share for share in shares if share.id in standing]

    def _share(self, actor: str, id: int) -> tuple[Member, Share]:
        """A share that the actor can see. Raises NotFound."""
        member = self._callers.actor(actor)
        found = [share for share in self._newest(member.branch) if share.id == id]
        for share in self._standing(member.branch, found):
            return member, share
        raise NotFound("这条分享已经收回，或不在本支部。", "This share was taken back, or is not in your branch.")

    def _comment(self, share: Share, id: int) -> Comment:
        for comment in share.comments:
            if comment.id == id:
                return comment
        raise NotFound("这条评论已经收回。", "This comment was taken back.")

    def _own(self, actor: str, id: int) -> tuple[Member, Practice, tuple[Event, ...]]:
        """One of the actor's own practices, and the events that tell of it, in their order."""
        member = self._callers.actor(actor)
        events = self._about(member, id)
        known = practices_of(events).get(id)
        if known is None:
            raise NotFound("你没有这条践行记录。", "You have no such practice.")
        return member, known, events

    def _about(self, member: Member, id: int) -> tuple[Event, ...]:
        return tuple(event for event in self._ledger.events(member=member.username, kinds=DEEDS) if practice_id(event) == id)

    def _tell(self, actor: str, id: int, tell: Callable[[Deed], Deed]) -> Practice:
        """Tells it anew. ``tell`` is given what stands: also what another screen of the same person has just changed."""

        def make() -> Event:
            member, known, events = self._own(actor, id)
            payload = {"practice": id, **deed_payload(tell(known.deed))}
            return self._event(EventKind.PRACTICE_CHANGED, member, known.day, payload, f"practice/{id}/{events[-1].id}")

        append_next(self._ledger, make, _busy())
        return self.my_practice(actor, id)

    def _drop(self, digests: Iterable[str]) -> None:
        """Removes the bytes of those that no practice bears any more."""
        borne = {one.digest for practice in self._everyones().values() for one in practice.deed.files}
        for digest in set(digests) - borne:
            self._store.drop(digest)

    def _everyones(self) -> Mapping[int, Practice]:
        return practices_of(self._ledger.events(kinds=DEEDS))

    def _may_read(self, member: Member, practice: Practice) -> bool:
        if practice.member == member.username:
            return True
        if practice.visibility is Visibility.PRIVATE:
            return False
        if may_manage(member, practice.branch):
            return True
        shared = practice.visibility is Visibility.BRANCH and practice.branch == member.branch
        return shared and practice.member in self._names(member.branch)

    def _names(self, branch: str) -> Mapping[str, str]:
        """Those who are in the branch, by username."""
        return {member.username: member.name for member in self._directory.members(branch) if member.active}

    def _today(self, member: Member) -> dt.date:
        return day_of(self._clock(), self._callers.branch(member.branch))

    def _append(self, kind: EventKind, member: Member, day: dt.date, payload: Mapping[str, Any]) -> Event:
        return self._ledger.append(self._event(kind, member, day, payload))

    def _event(self, kind: EventKind, member: Member, day: dt.date, payload: Mapping[str, Any], key: str = "") -> Event:
        return Event(kind, member.branch, member.username, day, self._clock(), payload, key)


def well_formed(deed: Deed) -> Deed:
    """``deed`` in the form that is kept. Raises UsageError."""
    text = bounded(deed.text, "内容", "practice", PRACTICE_LENGTH)
    goal = bounded(one_line(deed.goal), "目标", "goal", GOAL_LENGTH, needed=False)
    hours = deed.hours
    if hours is not None and not (LEAST_HOURS <= hours <= MOST_HOURS and hours % 0.5 == 0):  # no NaN, either
        raise UsageError("用时应为 0.5 到 24 小时，以半小时计。", "Hours should be 0.5 to 24, in halves.")
    return dataclasses.replace(deed, text=text, goal=goal)


def _room(deed: Deed) -> None:
    if len(deed.files) >= FILES:
        raise UsageError(f"一条践行最多附 {FILES} 个。", f"A practice has at most {FILES} attachments.")


def _busy() -> Conflict:
    return Conflict("这条践行正在别处改动，请再试一次。", "This practice is being changed elsewhere; please try again.")


def _no_file() -> NotFound:
    return NotFound("没有这个附件，或者你看不到它。", "There is no such attachment, or it is not for you to see.")


def _posting(share: Share, viewer: str, here: Mapping[str, str], may_hide: bool) -> Posting:
    remarks = tuple(
        Remark(one.id, one.at, here[one.member], one.text, one.member == viewer, one.hidden)
        for one in share.comments
        if one.member in here and (not one.hidden or may_hide or one.member == viewer)
    )
    own = share.member == viewer
    return Posting(share.id, here[share.member], own, share.what, len(share.marks), viewer in share.marks, remarks)


def _latest_first(practices: Iterable[Practice]) -> tuple[Practice, ...]:
    return tuple(sorted(practices, key=lambda one: (one.day, one.id), reverse=True))
