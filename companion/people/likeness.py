"""Whether a name on a roster may be a known person's, written with a slip."""

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from companion.people.members import Member

SHORT = 5
"""Usernames up to so many characters may differ by one slip, longer ones by two."""


@dataclass(frozen=True)
class Doubt:
    """``new`` would get an account of its own, but looks like ``known``."""

    new: Member
    known: Member


def doubts(added: Iterable[Member], known: Iterable[Member], listed: Collection[str]) -> tuple[Doubt, ...]:
    """For each of ``added`` the likeliest of ``known`` whom it may mean, if there is one.

    Somebody of the same name; or a username within one or two slips (of more than digits: staff numbers follow one
    another) with a name that differs in one character at most. Those who are ``listed``, by username, under their own
    name come last. A guess, to be asked about and never acted on: people do bear the same name.
    """
    sharing: dict[str, dict[str, Member]] = {}  # those whose names have a character, so that not all are compared with all
    for one in known:
        for char in one.name:
            sharing.setdefault(char, {})[one.username] = one
    found = []
    for new in added:
        near = {name: one for char in new.name for name, one in sharing.get(char, {}).items()}.values()
        likely = [(_strangeness(new, one), one.username in listed, one.username, one) for one in near if is_like(new, one)]
        if likely:
            found.append(Doubt(new, min(likely, key=lambda entry: entry[:3])[3]))
    return tuple(found)


def is_like(new: Member, known: Member) -> bool:
    if new.username == known.username:
        return False
    if new.name == known.name:
        return True
    if not _may_be_near(new.name, known.name, 1):
        return False
    slips = 1 if max(len(new.username), len(known.username)) <= SHORT else 2
    if _without_digits(new.username) == _without_digits(known.username) or not _may_be_near(new.username, known.username, slips):
        return False
    return distance(new.name, known.name) <= 1 and distance(new.username, known.username) <= slips


def _may_be_near(one: str, other: str, slips: int) -> bool:
    """False only where they lie further apart: told without working the distance out, as for most pairs of people."""
    return abs(len(one) - len(other)) <= slips and len(_characters(one) ^ _characters(other)) <= 2 * slips


@functools.lru_cache(maxsize=65_536)
def _characters(text: str) -> frozenset[str]:
    return frozenset(text)


def _strangeness(new: Member, known: Member) -> tuple[bool, int, int]:
    return new.branch != known.branch, distance(new.name, known.name), distance(new.username, known.username)


@functools.lru_cache(maxsize=65_536)
def _without_digits(text: str) -> str:
    return "".join(char for char in text if not char.isdigit())


def distance(one: str, other: str) -> int:
    """How many slips lie between them: a character left out, added, exchanged, or two neighbours swapped.

    The restricted Damerau–Levenshtein distance (optimal string alignment).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != against))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == against:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]
