"""The parts of a text: its stretches under the highest headings that tell them apart.

Parts follow one another without a gap: what stands before the first heading belongs to the first part, what stands under
no heading of that depth further on to the part before it. So the parts of a text together are the text, each passage once.
"""

from collections.abc import Sequence

from companion.texts.documents import Passage

Heading = tuple[str, ...]


def parts_of(passages: Sequence[Passage]) -> tuple[Heading, ...]:
    """The headings of a text's parts, in its order; none where no depth has two of them."""
    for depth in range(1, max((len(passage.heading) for passage in passages), default=0) + 1):
        found = tuple(dict.fromkeys(_labels(passages, depth)))
        if len(found) > 1:
            return found
    return ()


def under(passages: Sequence[Passage], heading: Heading) -> tuple[Passage, ...]:
    """The part of a text under ``heading``; all of it where that is empty, nothing where it has no such part."""
    labels = _labels(passages, len(heading))
    return tuple(passage for passage, label in zip(passages, labels, strict=True) if label == heading)


def _labels(passages: Sequence[Passage], depth: int) -> list[Heading]:
    deep = [passage.heading[:depth] for passage in passages if len(passage.heading) >= depth]
    if not deep:
        return [()] * len(passages)
    labels, now = [], deep[0]
    for passage in passages:
        if len(passage.heading) >= depth:
            now = passage.heading[:depth]
        labels.append(now)
    return labels
