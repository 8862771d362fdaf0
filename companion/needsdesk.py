"""NeedsDesk: the part of Study by which members say what fits them, and a secretary learns what the branch as a whole needs."""

import re
from collections.abc import Iterable

from companion.errors import UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory
from companion.people.members import Post
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.records.events import Event, EventKind, Ledger
from companion.records.needs import Needs, Totals, kept_needs, needs_payload, totals
from companion.search.evidence import PassageIndex
from companion.texts.documents import Status

MOST_THEMES = 12
"""So many themes are offered: the first ones of the catalog, with those the member chose before."""

MOST_WORDS, WORD = 5, 10
"""So many own words, each of so many characters at most."""

_BETWEEN = re.compile(r"[、，,；;。\s]+")


class NeedsDesk:
    """Safe to share between threads."""

    def __init__(self, callers: Callers, directory: Directory, ledger: Ledger, index: PassageIndex, clock: Clock) -> None:
        self._callers = callers
        self._directory = directory
        self._ledger = ledger
        self._index = index
        self._clock = clock
        self._kept = kept_needs(ledger)

    def mine(self, actor: str) -> Needs | None:
        """The actor's own last answers; None before the first."""
        return self._kept.of()[0].get(self._callers.actor(actor).username)

    def themes(self, actor: str) -> tuple[str, ...]:
        """What the actor can choose from: the units of the texts in force, and titles of texts that are in none."""
        own = self.mine(actor)
        offered = [entry.unit or entry.title for entry in self._index.entries() if entry.status is Status.IN_FORCE]
        return tuple(dict.fromkeys([*list(dict.fromkeys(offered))[:MOST_THEMES], *(own.themes if own else ())]))

    def answer(self, actor: str, post: Post, themes: Iterable[str], words: str) -> Needs:
        """Notes the actor's answers; ``words`` are parted by commas, points or spaces. Themes not offered are passed over.

        Raises UsageError.
        """
        member = self._callers.actor(actor)
        own = tuple(dict.fromkeys(filter(None, _BETWEEN.split(words))))
        if len(own) > MOST_WORDS or any(len(word) > WORD for word in own):
            raise UsageError(
                f"最多写 {MOST_WORDS} 个词，每个不超过 {WORD} 个字，用顿号或空格隔开。",
                f"Write at most {MOST_WORDS} words of at most {WORD} characters each, parted by commas or spaces.",
            )
        wanted = set(themes)
        needs = Needs(post, tuple(theme for theme in self.themes(actor) if theme in wanted), own)
        now = self._clock()
        day = day_of(now, self._callers.branch(member.branch))
        self._ledger.append(Event(EventKind.SURVEY_ANSWERED, member.branch, member.username, day, now, needs_payload(needs)))
        return needs

    def totals(self, actor: str, branch: str) -> Totals | None:
        """What the branch's members answered, counted up; nobody's own answers. Secretary of the branch or admin only.

        None where fewer than LEAST_ANSWERS answered.
        """
        found = self._callers.manager(actor, branch)[1]
        return totals(self._directory.members(found.id), self._kept.of()[0])
