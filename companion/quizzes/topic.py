"""Items on a topic: made from the passages that a search for it found."""

from collections import Counter
from collections.abc import Collection, Sequence

from companion.quizzes.corpus import Corpus, pairs
from companion.quizzes.generate import Generated, items_about
from companion.quizzes.items import Item, Kind
from companion.texts.documents import Passage

_REACH = 8  # passages whose items are weighed against each other; those after them only if these give too few


def make_topic_items(
    evidence: Sequence[Passage], corpus: Corpus, *, count: int, topic: str = "", kinds: Collection[Kind] | None = None
) -> Generated:
    """At most ``count`` items from the passages of ``evidence``, given best first, checked against the whole ``corpus``.

    Items whose sentence speaks of ``topic`` come first, then those of the better passages; kinds are mixed, and no
    sentence is asked about twice before all have been.
    """
    made = items_about(evidence[:_REACH], corpus, kinds=kinds)
    if len(made.items) < count and len(evidence) > _REACH:
        made = items_about(evidence, corpus, kinds=kinds)
    left = sorted(made.items, key=lambda item: (-_shared(item, topic), _rank(item, evidence)))
    chosen: list[Item] = []
    used: Counter[str] = Counter()
    while left and len(chosen) < count:
        # within reach of the best, the kind that has come least; the order above settles the rest
        reach = left[: max(3, count - len(chosen))]
        best = min(reach, key=lambda item: (used[item.citation.quote], used[item.kind]))
        left.remove(best)
        used.update((best.citation.quote, best.kind))
        chosen.append(best)
    return Generated(tuple(chosen), made.rejected)


def _shared(item: Item, topic: str) -> float:
    """How much of the topic's wording the item's sentence and heading hold, in quarters: 0, 0.25 … 1."""
    wanted = pairs(topic)
    held = wanted & pairs(item.citation.quote + item.citation.heading)
    return round(4 * len(held) / len(wanted)) / 4 if wanted else 0.0


def _rank(item: Item, evidence: Sequence[Passage]) -> int:
    return next(
        n for n, passage in enumerate(evidence)
        if passage.document == item.citation.document and item.citation.quote in passage.text
    )  # fmt: skip
