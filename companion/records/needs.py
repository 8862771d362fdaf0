"""Needs: what members said of their post and interests, so that lessons fit them; folded from events.

A SURVEY_ANSWERED event is ``{"post", "themes": […], "words": […]}``; a member's last one stands, in whatever branch it was given.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from companion.people.members import Member, Post
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold

LEAST_ANSWERS = 5
"""Fewer answers than this are not counted up for anybody: one could be told from the rest."""

LEAST_NAMING = 3
"""Nor are own words shown that fewer members than this have used."""


@dataclass(frozen=True)
class Needs:
    """``themes`` are names of units (or titles of texts that are in none); ``words`` are the member's own."""

    post: Post
    themes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def touches(self, theme: str, text: str) -> bool:
        """Whether a piece of text of this theme is about something the member is interested in."""
        return theme in self.themes or any(word in text for word in self.words)


@dataclass(frozen=True)
class Totals:
    """How many of a branch's members gave which answer, out of ``answered``; most often named first."""

    answered: int
    posts: Mapping[Post, int]
    themes: Mapping[str, int]
    words: Mapping[str, int]


def needs_payload(needs: Needs) -> dict[str, Any]:
    return {"post": needs.post.value, "themes": list(needs.themes), "words": list(needs.words)}


def needs_after(known: Mapping[str, Needs], events: Iterable[Event]) -> Mapping[str, Needs]:
    """The needs of members by username: ``known`` carried on by further SURVEY_ANSWERED events in the order of their ids."""
    given = {}
    for event in events:
        told = event.payload
        given[event.member] = Needs(Post(told["post"]), tuple(told["themes"]), tuple(told["words"]))
    return {**known, **given}


def kept_needs(ledger: Ledger) -> KeptFold[Mapping[str, Needs]]:
    """The fold of a ledger's needs, to be asked for all branches together: they go with their member."""
    return KeptFold(ledger, {EventKind.SURVEY_ANSWERED}, {}, needs_after)


def fitted(member: Member, needs: Mapping[str, Needs]) -> Member:
    """The member with the post they say they have, which may be another than the roster's."""
    own = needs.get(member.username)
    return dataclasses.replace(member, post=own.post) if own else member


def totals(members: Iterable[Member], needs: Mapping[str, Needs]) -> Totals | None:
    """What the active ones of ``members`` answered, counted up; None where fewer than LEAST_ANSWERS did."""
    answers = [needs[member.username] for member in members if member.active and member.username in needs]
    if len(answers) < LEAST_ANSWERS:
        return None
    words = Counter(word for one in answers for word in set(one.words))
    return Totals(
        len(answers),
        _ordered(Counter(one.post for one in answers)),
        _ordered(Counter(theme for one in answers for theme in set(one.themes))),
        _ordered(Counter({word: n for word, n in words.items() if n >= LEAST_NAMING})),
    )


def _ordered(counts: "Counter[Any]") -> dict[Any, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
