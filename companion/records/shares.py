"""Shares: what members show to their branch, with marks of encouragement and comments, folded from events.

What is shown is the reflection or the practice itself, as long as its visibility is "branch". SHARE_MARKED is
``{"share"}``, SHARE_COMMENTED ``{"share", "text"}``, COMMENT_WITHDRAWN ``{"share", "comment"}``, COMMENT_HIDDEN
``{"share", "comment", "reason"}``; a share is named by the id of the event that began it, a comment by its own event's.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from companion.records.acts import reflection_of
from companion.records.deeds import KINDS as DEEDS
from companion.records.deeds import Practice, in_order, practice_id, practice_of
from companion.records.events import Event, EventKind
from companion.reflections.reflections import Reflection, Visibility

SHOWN = DEEDS | {EventKind.REFLECTION_WRITTEN}
SAID = frozenset(
    {EventKind.SHARE_MARKED, EventKind.SHARE_COMMENTED, EventKind.COMMENT_WITHDRAWN, EventKind.COMMENT_HIDDEN}
)
KINDS = SHOWN | SAID


@dataclass(frozen=True)
class Comment:
    """``hidden`` is the secretary's reason, empty where it is not hidden."""

    id: int
    member: str
    at: dt.datetime
    text: str
    hidden: str = ""


@dataclass(frozen=True)
class Share:
    """A rewritten one keeps what was said of it; one that was taken back and is shared again begins anew.

    ``marks`` are the usernames of those who encouraged; no view ever carries more of them than their number.
    """

    id: int
    member: str
    branch: str
    day: dt.date
    what: Reflection | Practice
    marks: frozenset[str] = frozenset()
    comments: tuple[Comment, ...] = ()


Shares = Mapping[Hashable, Share]
"""The shares that stand, by what they show: (member, day) of a reflection, the id of a practice."""


def shares_after(known: Shares, events: Iterable[Event]) -> Shares:
    """``known`` carried on by further events of ``KINDS`` in their order.

    What is said of a share that is not there (any more) is passed over, and so are a mark on one's own, and taking back
    another's comment.
    """
    shares = dict(known)
    places = {share.id: key for key, share in shares.items()}
    for event in events:
        if event.kind in SHOWN:
            key, what = _shown(event)
            before = shares.get(key)
            if what is None or what.visibility is not Visibility.BRANCH:
                shares.pop(key, None)
            elif before is not None and before.branch == event.branch:
                shares[key] = replace(before, what=what)
            else:
                shares[key] = Share(event.id, event.member, event.branch, event.day, what)
                places[event.id] = key
        elif event.kind in SAID:
            key = places.get(event.payload["share"])
            share = shares.get(key)
            if share is not None and share.id == event.payload["share"]:
                shares[key] = _said(share, event)
    return shares


def shares_of(events: Iterable[Event]) -> Shares:
    """As ``shares_after`` from nothing; the events may come in any order, and more than once."""
    return shares_after({}, in_order(events))


def _shown(event: Event) -> tuple[Hashable, Reflection | Practice | None]:
    if event.kind is EventKind.REFLECTION_WRITTEN:
        shared = event.payload["visibility"] == Visibility.BRANCH  # most are not: nothing is made of them
        return (event.member, event.day), reflection_of(event) if shared else None
    return practice_id(event), practice_of(event)


def _said(share: Share, event: Event) -> Share:
    if event.kind is EventKind.SHARE_MARKED:
        return share if event.member == share.member else replace(share, marks=share.marks | {event.member})
    if event.kind is EventKind.SHARE_COMMENTED:
        comment = Comment(event.id, event.member, event.at, event.payload["text"])
        return replace(share, comments=(*share.comments, comment))
    named = event.payload["comment"]
    if event.kind is EventKind.COMMENT_WITHDRAWN:
        left = tuple(one for one in share.comments if one.id != named or one.member != event.member)
        return replace(share, comments=left)
    reason = event.payload["reason"]
    return replace(share, comments=tuple(replace(one, hidden=reason) if one.id == named else one for one in share.comments))
