"""Whether the texts hold an answer at all, decided before anything is written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from companion.answers.terms import Rarity, coverage, terms
from companion.search.evidence import Evidence
from companion.search.lexical import K1, fold

FEATURES = ("cosine", "gap", "lexical", "coverage")
DEPTH = 10  # passages the gate looks at


def features(question: str, evidence: Sequence[Evidence], rarity: Rarity) -> tuple[float, ...]:
    """What retrieval says of a question, in the order of FEATURES; all near 0 to 1.

    The best cosine; how far it stands above the tenth; the best BM25 over the highest one possible for this question;
    the rarity-weighted share of the question's terms in the best passage.
    """
    asked = terms(question)
    if not evidence or not asked:
        return (0.0,) * len(FEATURES)
    cosines = sorted((item.cosine for item in evidence[:DEPTH]), reverse=True)
    possible = sum(rarity(term) for term in asked) * (K1 + 1)
    best = max(coverage(asked, fold(item.passage.context), rarity) for item in evidence[:DEPTH])
    lexical = max(item.lexical for item in evidence[:DEPTH])
    return (cosines[0], cosines[0] - cosines[-1], lexical / possible if possible else 0.0, best)


@dataclass(frozen=True)
class Gate:
    """A logistic regression on the features: answerable where the probability reaches ``threshold``."""

    weights: tuple[float, ...] = (12.0, 10.0, 3.0, 5.0)
    bias: float = -14.5
    threshold: float = 0.5

    def probability(self, question: str, evidence: Sequence[Evidence], rarity: Rarity) -> float:
        values = features(question, evidence, rarity)
        if not any(values):
            return 0.0
        exponent = self.bias + sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, exponent))))

    def answerable(self, question: str, evidence: Sequence[Evidence], rarity: Rarity) -> bool:
        return self.probability(question, evidence, rarity) >= self.threshold
