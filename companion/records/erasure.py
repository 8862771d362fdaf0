"""Erasing a person from the events: names are replaced, what they wrote is taken out, what is counted stays.

A MEMBER_ERASED event is ``{"member": pseudonym}``: there is one in every branch that the person has events in, and folds that are kept
begin anew when they meet one. A field of a payload that holds a username bears one of the names in NAMING, and a person's name
stands in a field ``name`` beside or below one of them; in free text of others nobody is looked for.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from companion.people.members import Member, Post
from companion.quizzes.items import Kind
from companion.records.events import Event, EventKind
from companion.records.leave import GIVEN as LEAVE
from companion.records.leave import Absence

REMOVED = "（已删除）"
"""Stands in the place of what somebody wrote."""

FORMER = re.compile(r"former-([1-9]\d*)")

NAMING = frozenset({"member", "by", "username", "to"})
"""Names of the fields that hold a username."""

OWN_WORDS: Mapping[EventKind, frozenset[str]] = {
    EventKind.REFLECTION_WRITTEN: frozenset({"text"}),
    EventKind.PRACTICE_LOGGED: frozenset({"text", "files"}),
    EventKind.PRACTICE_CHANGED: frozenset({"text", "files"}),
    EventKind.SHARE_COMMENTED: frozenset({"text"}),
    EventKind.ITEM_FLAGGED: frozenset({"why"}),
    EventKind.SURVEY_ANSWERED: frozenset({"words"}),
    EventKind.FEEDBACK_GIVEN: frozenset({"text"}),
    EventKind.PROJECT_HANDED_IN: frozenset({"text", "practice"}),
}
"""What a person writes in an event of their own."""

WORDS_ABOUT: Mapping[EventKind, frozenset[str]] = {
    EventKind.DAYS_EXCUSED: frozenset({"reason", "kind"}),
    EventKind.MAKE_UP_ALLOWED: frozenset({"reason"}),
    EventKind.ESCALATION_NOTED: frozenset({"words"}),
    EventKind.SEMESTER_CORRECTED: frozenset({"reason"}),
    EventKind.FEEDBACK_GIVEN: frozenset({"text"}),
}
"""What others write of the person whom the payload names as its ``member``, or writes to."""

UNNAMED = frozenset({EventKind.LEAVE_WITHDRAWN})
"""Kinds that may speak of a person without naming them."""


class Erasure:
    """Takes one person out of events. ``concerned`` are at least the events of theirs and about them: some tell what to take out of others.

    ``former`` is the name in place of theirs, ``pseudonym`` the username.
    """

    def __init__(self, username: str, pseudonym: str, former: str, concerned: Iterable[Event]) -> None:
        self._username = username
        self._pseudonym = pseudonym
        self._former = former
        self._written: set[tuple[int, str]] = set()  # items of drills, by drill, that one replies to in one's own words
        self._leave: set[int] = set()  # given to them
        for event in concerned:
            if event.kind is EventKind.DRILL_SET and event.member == username:
                items = event.payload["items"]
                self._written |= {(event.id, item["id"]) for item in items if item["kind"] == Kind.SHORT_ANSWER}
            elif event.kind in LEAVE and event.payload["member"] == username:
                self._leave.add(event.id)

    def of(self, event: Event) -> Event:
        """The event without the person; the same one where it does not speak of them. Its id, kind, branch, day and time stay."""
        payload = dict(event.payload)
        if event.member == self._username:
            payload = self._without_own_words(event, payload)
        if self._username in (payload.get("member"), payload.get("to")):
            taken = WORDS_ABOUT.get(event.kind, frozenset())
            payload = {name: self._taken_out(name, value) if name in taken else value for name, value in payload.items()}
        if event.kind is EventKind.LEAVE_WITHDRAWN and payload["leave"] in self._leave:
            payload["reason"] = REMOVED
        if event.kind is EventKind.MEMBER_CHANGED:
            payload["changes"] = [
                {**one, "reason": REMOVED} if one["member"] == self._username and "reason" in one else one for one in payload["changes"]
            ]
        payload = self._renamed(payload)
        member = self._pseudonym if event.member == self._username else event.member
        key = "/".join(self._pseudonym if part == self._username else part for part in event.key.split("/"))
        if (payload, member, key) == (dict(event.payload), event.member, event.key):
            return event
        return replace(event, payload=payload, member=member, key=key)

    def _without_own_words(self, event: Event, payload: dict[str, Any]) -> dict[str, Any]:
        taken = OWN_WORDS.get(event.kind, frozenset())
        payload = {name: self._taken_out(name, value) if name in taken else value for name, value in payload.items()}
        if event.kind is EventKind.DRILL_SET and payload.get("mode", "topic") == "topic":  # asked for in the chat
            payload["topic"] = REMOVED
        if event.kind is EventKind.DRILL_SUBMITTED:
            drill = payload["drill"]
            payload["responses"] = [
                {**given, "reply": [REMOVED]} if given["reply"] and (drill, given["item"]) in self._written else given
                for given in payload["responses"]
            ]
        return payload

    @staticmethod
    def _taken_out(name: str, value: Any) -> Any:
        if name == "kind":  # why somebody was away
            return Absence.OTHER.value
        return [] if isinstance(value, list | tuple) else REMOVED if value else value

    def _renamed(self, value: Any, theirs: bool = False) -> Any:
        if isinstance(value, Mapping):
            theirs = theirs or any(value.get(name) == self._username for name in ("member", "username"))
            return {name: self._field(name, part, theirs) for name, part in value.items()}
        if isinstance(value, list):
            return [self._renamed(part, theirs) for part in value]
        return value

    def _field(self, name: str, value: Any, theirs: bool) -> Any:
        if name in NAMING and value == self._username:
            return self._pseudonym
        if theirs and name == "name" and isinstance(value, str):
            return self._former
        if theirs and name == "salt":  # without it the seal in a closed semester tells nothing of who it was
            return ""
        return self._renamed(value, theirs)


def is_former(username: str) -> bool:
    """Whether it stands for somebody who was erased; no account can bear such a name."""
    return FORMER.fullmatch(username) is not None


def former(member: Member, known: Iterable[str]) -> Member:
    """The account in place of an erased one: ``former-N``, with the first number after all there are among ``known`` usernames.

    Branch, group, first and last day stay, for they are counted by; nobody can log in with it.
    """
    number = max((int(match[1]) for name in known if (match := FORMER.fullmatch(name))), default=0) + 1
    after = Member(f"former-{number}", f"前成员{number}", member.branch, group=member.group, post=Post.OTHER, active=False)
    return replace(after, joined=member.joined, left=member.left)


def erased_events(username: str, after: Member, branches: Iterable[str], by: str, day: dt.date, at: dt.datetime) -> tuple[Event, ...]:
    """What is appended: a MEMBER_ERASED event in each of the branches."""
    told = {"member": after.username}
    who = after.username if by == username else by
    return tuple(Event(EventKind.MEMBER_ERASED, branch, who, day, at, told) for branch in sorted({after.branch, *branches}))
