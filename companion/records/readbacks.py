"""What a language model made of the bank's items: whether, given the passage, it came to the key.

An ITEM_READ event is ``{"item", "kind", "model", "agrees", "reply"}``, the reply shortened, once an item and model; it is of no branch and no member.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from companion.quizzes.items import Kind
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold

KINDS = frozenset({EventKind.ITEM_READ})

ENOUGH, ABLE = 8, 0.75
"""A model's word about a kind counts once it has read so many of it, and come to the key of so large a share: one that
disagrees with much of what the gate let through tells of itself. (Seen with a model of 1.5B: see docs/decisions/0018.)"""


@dataclass(frozen=True)
class ReadBacks:
    """Of each model, by item id: the item's kind, whether it came to the key, and what it replied where it did not."""

    read: Mapping[str, Mapping[str, tuple[Kind, bool, str]]] = field(default_factory=dict)

    def by(self, model: str) -> Mapping[str, tuple[Kind, bool, str]]:
        return self.read.get(model, {})

    def able(self, model: str) -> frozenset[Kind]:
        """The kinds that the model reads well enough for its word to count."""
        read = self.by(model).values()
        of, agreed = Counter(kind for kind, *_ in read), Counter(kind for kind, agrees, _ in read if agrees)
        return frozenset(kind for kind, count in of.items() if count >= ENOUGH and agreed[kind] >= ABLE * count)

    def contradicted(self, model: str) -> Mapping[str, str]:
        """The items that the model, given their passage, replies to otherwise, and what; of the kinds that it is able to read."""
        able = self.able(model)
        return {id: reply for id, (kind, agrees, reply) in self.by(model).items() if not agrees and kind in able}


def readbacks_after(known: ReadBacks, events: Iterable[Event]) -> ReadBacks:
    """``known`` carried on by further events, whose order and repetition do not matter."""
    read = {model: dict(items) for model, items in known.read.items()}
    for event in events:
        given = event.payload
        read.setdefault(given["model"], {})[given["item"]] = (Kind(given["kind"]), given["agrees"], given["reply"])
    return ReadBacks(read)


def kept_readbacks(ledger: Ledger) -> KeptFold[ReadBacks]:
    """The fold of a ledger's readings, which are all branches' together."""
    return KeptFold(ledger, KINDS, ReadBacks(), readbacks_after)
