"""What was handed in: read or not, and feedback on it, which its writer sees.

A part of Study: every method first asks whether ``actor`` (a username) may. Nothing kept private ever comes here.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from companion.errors import Conflict, NotAllowed, NotFound
from companion.people.callers import Callers
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.records.deeds import KINDS as DEEDS
from companion.records.deeds import Practice
from companion.records.events import Event, EventKind, Ledger
from companion.records.feedback import KINDS, Feedback, Handed, Of, Place, handed_after, place_of
from companion.records.kept import KeptFold
from companion.records.tally import Tally
from companion.reflections.reflections import Reflection
from companion.typed import bounded

LENGTH = 500  # characters at most
LOOKED_BACK = dt.timedelta(days=20)
"""What was handed in longer ago waits for nobody any more: three weeks, as the place shows unless told."""

Written = Callable[[str, str, dt.date, dt.date], tuple[Reflection, ...]]
Done = Callable[[str, str, dt.date, dt.date], tuple[Practice, ...]]
"""What was handed in, or shared, in a branch from a first to a last day, for somebody who may see it; newest first."""


@dataclass(frozen=True)
class Word:
    """Feedback, with what its writer is called, and whether whoever looks may take it back."""

    feedback: Feedback
    by: str
    own: bool


@dataclass(frozen=True)
class Entry:
    """A reflection or practice that was handed in; one's own needs no reading."""

    what: Reflection | Practice
    read: bool
    words: tuple[Word, ...]

    @property
    def of(self) -> Of:
        return of_what(self.what)


class HandedDesk:
    """Safe to share between threads."""

    def __init__(self, callers: Callers, ledger: Ledger, written: Written, done: Done, tally: Callable[[], Tally], clock: Clock) -> None:
        self._callers = callers
        self._ledger = ledger
        self._written = written
        self._done = done
        self._tally = tally
        self._clock = clock
        self._kept = KeptFold(ledger, KINDS, Handed(), handed_after)

    def entries(self, actor: str, branch: str, first: dt.date, last: dt.date) -> tuple[Entry, ...]:
        """Reflections and practices, each kind newest first. Secretary of the branch or admin only, as all below but ``mine``."""
        member, found = self._callers.manager(actor, branch)
        known = self._kept.of()[0]
        read = known.read.get(found.id, frozenset())
        everything: list[Reflection | Practice] = [*self._written(actor, found.id, first, last), *self._done(actor, found.id, first, last)]
        return tuple(
            Entry(what, what.member == member.username or (of_what(what), what.id) in read, self._words(known.at(_place(what)), member.username)) for what in everything
        )

    def unread(self, actor: str, branch: str) -> int:
        """How much of others' of the last three weeks nobody who looks after the branch has marked as read."""
        member, found = self._callers.manager(actor, branch)
        today = day_of(self._clock(), found)
        first, read, tally = today - LOOKED_BACK, self._kept.of()[0].read.get(found.id, frozenset()), self._tally()
        open = {
            written.id
            for days in tally.reflections.values()
            for day, written in days.items()
            if first <= day <= today and written.shown and (Of.REFLECTION, written.id) not in read
        } | {
            one.what.id
            for own in tally.practices.values()
            for id, one in own.items()
            if first <= one.day <= today and one.what.shown and (Of.PRACTICE, id) not in read
        }
        kinds = DEEDS | {EventKind.REFLECTION_WRITTEN}  # saved in this branch; their texts are not looked into
        events = self._ledger.events(branch=found.id, kinds=kinds, first=first, last=today) if open else ()
        return sum(event.id in open and event.member != member.username for event in events)

    def mark_read(self, actor: str, branch: str, first: dt.date, last: dt.date, seen: Collection[tuple[Of, int]]) -> None:
        """Of what was handed in from ``first`` to ``last``, that which was ``seen``; anything else is passed over."""
        member, found = self._callers.manager(actor, branch)
        wanted = frozenset(seen)
        new = [(entry.of, entry.what.id) for entry in self.entries(actor, branch, first, last) if not entry.read]
        self._read(member, found, [one for one in new if one in wanted])

    def give(self, actor: str, branch: str, of: Of, id: int, day: dt.date, text: str) -> None:
        """Writes feedback to what was handed in on ``day``, which counts as read then. Raises NotFound, UsageError.

        NotFound also where its writer has taken it back meanwhile, or written it anew.
        """
        member, found = self._callers.manager(actor, branch)
        text = bounded(text, "评语", "line of feedback", LENGTH)
        entries = self.entries(actor, branch, day, day)
        entry = next((one for one in entries if (one.of, one.what.id) == (of, id)), None)
        if entry is None:
            raise NotFound("这一篇已经改写或收回，请刷新再看。", "This was written anew or taken back; please look again.")
        if any(word.own and word.feedback.text == text for word in entry.words):
            raise Conflict("这句评语已经写过了。", "This feedback was given already.")
        payload = {"of": of.value, "id": id, "to": entry.what.member, "day": entry.what.day.isoformat(), "text": text}
        self._append(EventKind.FEEDBACK_GIVEN, member, found, payload)
        if not entry.read:
            self._read(member, found, [(of, id)])

    def withdraw(self, actor: str, branch: str, feedback: int) -> None:
        """Takes one's own feedback back, from everybody's view. Raises NotFound, NotAllowed."""
        member, found = self._callers.manager(actor, branch)
        known = self._kept.of()[0].given.get(feedback)
        if known is None or known.branch != found.id:
            raise NotFound("没有这条评语，或已经收回。", "There is no such feedback, or it was taken back.")
        if known.by != member.username:
            raise NotAllowed("只能收回自己写的评语。", "Only one's own feedback can be taken back.")
        self._append(EventKind.FEEDBACK_WITHDRAWN, member, found, {"feedback": feedback})

    def mine(self, actor: str) -> Mapping[Place, tuple[Word, ...]]:
        """The feedback on the actor's own reflections and practices, by where it stands."""
        member = self._callers.actor(actor)
        found = self._kept.of()[0].to(member.username)
        return {place: self._words(given, "") for place, given in found.items()}

    # parts ------------------------------------------------------------------------------------------------------
    def _words(self, given: Collection[Feedback], viewer: str) -> tuple[Word, ...]:
        return tuple(Word(one, self._callers.name(one.by), one.by == viewer) for one in given)

    def _read(self, member: Member, branch: Branch, new: Collection[tuple[Of, int]]) -> None:
        if new:
            ids = {name: [id for of, id in new if of is kind] for name, kind in (("reflections", Of.REFLECTION), ("practices", Of.PRACTICE))}
            self._append(EventKind.HANDED_READ, member, branch, ids)

    def _append(self, kind: EventKind, member: Member, branch: Branch, payload: Mapping[str, Any]) -> None:
        now = self._clock()
        self._ledger.append(Event(kind, branch.id, member.username, day_of(now, branch), now, payload))


def of_what(what: Reflection | Practice) -> Of:
    return Of.REFLECTION if isinstance(what, Reflection) else Of.PRACTICE


def _place(what: Reflection | Practice) -> Place:
    return place_of(of_what(what), what.member, what.day, what.id)
