"""Calibration: how sure the gate has to be over this index, found without a person's questions.

Sentences of the index stand for questions, and what answers them, their whole text, is held back. A corpus that says
everything once lets hardly any of them through; in one that says things many times over they find a near double, and the
gate has to ask for more before it takes a passage that is near for one that answers.
"""

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from companion.answers.abstain import DEPTH, Gate
from companion.answers.ranking import candidates
from companion.search.retrieval import Retriever
from companion.texts.documents import Passage
from companion.texts.sentences import sentences

HELD_BACK = 24  # sentences
_SHORTEST, _LONGEST = 12, 80  # characters of a sentence that can stand for a question
_DEPTH = 40  # passages retrieved, so that enough are left without those of the sentence's own text
# Between these, on public sets, the two ways to be wrong stay in balance.
LEAST, MOST = 0.38, 0.52


@dataclass(frozen=True)
class Calibration:
    """``refused`` is the share of the ``held_back`` sentences that the gate refuses at ``threshold``."""

    threshold: float
    held_back: int
    refused: float


def calibrate(retriever: Retriever, gate: Gate, *, seed: int = 0) -> Calibration:
    """The threshold is the middle one of the held-back sentences' probabilities, within LEAST and MOST.

    An index of a single text has nothing to hold back: the gate's own threshold stands.
    """
    chances = [
        chance
        for sentence, path in _sentences(retriever, random.Random(seed))
        if (chance := _held_back(retriever, gate, sentence, path)) is not None
    ]
    if not chances:
        return Calibration(gate.threshold, 0, 0.0)
    threshold = round(min(max(statistics.median(chances), LEAST), MOST), 3)
    return Calibration(threshold, len(chances), round(sum(chance < threshold for chance in chances) / len(chances), 3))


def _sentences(retriever: Retriever, chance: random.Random) -> list[tuple[str, str]]:
    """Sentences with the paths of their texts, taken evenly over the texts, the same for the same index."""
    paths = [line.entry.path for line in retriever.index.contents() if line.passages]
    if len(paths) < 2:
        return []
    chance.shuffle(paths)
    times = -(-HELD_BACK // len(paths))
    found: list[tuple[str, str]] = []
    for path in paths[:HELD_BACK]:
        usable = _usable(retriever.index.passages(path))
        found += [(sentence, path) for sentence in chance.sample(usable, min(times, len(usable)))]
    return found[:HELD_BACK]


def _usable(passages: Sequence[Passage]) -> list[str]:
    spans = ((passage.text, span) for passage in passages for span in sentences(passage.text))
    return [text[start:end] for text, (start, end) in spans if _SHORTEST <= end - start <= _LONGEST]


def _held_back(retriever: Retriever, gate: Gate, sentence: str, path: str) -> float | None:
    found = retriever.retrieve(sentence, _DEPTH)
    evidence = [item for item in found if item.passage.document != path][:DEPTH]
    if not evidence:
        return None
    ranked = candidates(sentence, evidence, retriever.index.document, retriever.encoder)
    return gate.probability(sentence, evidence, ranked, retriever.rarity)
