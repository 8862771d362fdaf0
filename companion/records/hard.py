"""What the branch finds hard: items most often wrong, and the passages they come from; without anybody's name.

Only what at least three different members were asked is told of, so that no line speaks of one person.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from companion.quizzes.items import Item
from companion.quizzes.statistics import Reply
from companion.texts.documents import Citation, Passage

LEAST = 3
"""Different members who have replied; of fewer nothing is told."""

WRONG = 2
"""Wrong replies; one is no sign of anything."""

Z = 1.96  # of the 95% interval


@dataclass(frozen=True)
class Tally:
    """How often something was replied to, how often not wholly rightly, and by how many different members."""

    replies: int
    wrong: int
    members: int

    @property
    def rank(self) -> float:
        """The least share of wrong replies that these are good evidence of: the lower bound of Wilson's 95% interval.

        Three of three come before six of thirteen, and one of three after both.
        """
        n, share, z2 = self.replies, self.wrong / self.replies, Z * Z
        return (share + z2 / (2 * n) - Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)


@dataclass(frozen=True)
class WrongItem:
    item: Item
    tally: Tally


@dataclass(frozen=True)
class HardPassage:
    """A passage, or where it is gone the quotation itself, with how the replies to all items from it came out."""

    citation: Citation
    items: int
    tally: Tally


def taken(replies: Iterable[Reply], members: Collection[str]) -> Mapping[str, tuple[Reply, ...]]:
    """The replies of these members, by item."""
    wanted, found = frozenset(members), dict[str, list[Reply]]()
    for reply in replies:
        if reply.member in wanted:
            found.setdefault(reply.item, []).append(reply)
    return {item: tuple(own) for item, own in found.items()}


def wrong_items(by_item: Mapping[str, tuple[Reply, ...]], items: Mapping[str, Item]) -> tuple[WrongItem, ...]:
    """Those most often wrong first; items that are not known any more are passed over."""
    found = (WrongItem(items[id], tally) for id, own in by_item.items() if id in items and (tally := tally_of(own)).members >= LEAST)
    return tuple(sorted((one for one in found if one.tally.wrong >= WRONG), key=lambda one: (-one.tally.rank, -one.tally.replies, one.item.id)))


def hard_passages(
    by_item: Mapping[str, tuple[Reply, ...]], items: Mapping[str, Item], passage_of: Callable[[Item], Passage | None]
) -> tuple[HardPassage, ...]:
    """By the passage that an item's quotation stands in, the hardest first."""
    places: dict[object, tuple[Citation, list[str]]] = {}
    for id in sorted(by_item.keys() & items.keys()):
        passage, citation = passage_of(items[id]), items[id].citation
        place: object = passage.id if passage else (citation.document, citation.heading, citation.first_page, citation.last_page)
        places.setdefault(place, (passage.cite() if passage else citation, []))[1].append(id)
    found = (
        HardPassage(citation, len(ids), tally_of(reply for id in ids for reply in by_item[id])) for citation, ids in places.values()
    )
    hard = (one for one in found if one.tally.members >= LEAST and one.tally.wrong >= WRONG)
    return tuple(sorted(hard, key=lambda one: (-one.tally.rank, -one.tally.replies, one.citation.title, one.citation.heading)))


def tally_of(replies: Iterable[Reply]) -> Tally:
    own = tuple(replies)
    return Tally(len(own), sum(reply.mark < 1 for reply in own), len({reply.member for reply in own}))
