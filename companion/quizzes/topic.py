"""Items on a topic: made from the passages that a search for it found."""

from collections.abc import Sequence

from companion.quizzes.generate import Generated, make_items
from companion.texts.documents import Entry, Passage


def make_topic_items(
    evidence: Sequence[Passage], passages: Sequence[Passage], entries: Sequence[Entry], *, count: int, seed: int = 0
) -> Generated:
    """At most ``count`` items from the passages of ``evidence``, best first, checked against all ``passages``.

    Passages further down are drawn on only as long as those before them give too few items.
    """
    made = Generated((), {})
    reach = 0
    while reach < len(evidence) and len(made.items) < count:
        reach = min(len(evidence), max(2 * reach, 3))
        made = make_items(passages, entries, seed=seed, count=count, about=evidence[:reach])
    return made
