"""Whether the texts hold an answer at all, decided before anything is written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from companion.search.evidence import Evidence
from companion.search.lexical import fold
from companion.search.terms import Rarity, coverage, terms

DEPTH = 10  # passages the gate looks at
_FLOOR = 0.75  # a cosine that e5-small gives to texts that have nothing to do with each other


@dataclass(frozen=True)
class Features:
    """What retrieval says of a question; each between 0 and about 1."""

    cosine: float  # the highest
    coverage: float  # share of the question's terms, weighted by rarity, that the first passage holds
    joint: float  # the highest product of coverage and cosine above the floor, stretched to 0 to 1, in one passage
    agreement: float  # 1 where the passage nearest in meaning is also the first by words


def features(question: str, evidence: Sequence[Evidence], rarity: Rarity) -> Features | None:
    """None where there is nothing to go by: no evidence, or a question without content."""
    evidence = evidence[:DEPTH]
    asked = terms(question)
    if not evidence or not asked:
        return None
    covered = [coverage(asked, fold(item.passage.context), rarity) for item in evidence]
    above = [max(0.0, item.cosine - _FLOOR) / (1 - _FLOOR) for item in evidence]
    nearest = max(evidence, key=lambda item: item.cosine)
    first_by_words = max(evidence, key=lambda item: item.lexical)
    return Features(
        cosine=nearest.cosine,
        coverage=covered[0],
        joint=max(share * height for share, height in zip(covered, above, strict=True)),
        agreement=float(nearest is first_by_words),
    )


@dataclass(frozen=True)
class Gate:
    """A logistic regression: a question counts as answerable from a probability of ``threshold`` on."""

    cosine: float
    coverage: float
    joint: float
    agreement: float
    bias: float
    threshold: float = 0.45

    def probability(self, question: str, evidence: Sequence[Evidence], rarity: Rarity) -> float:
        """That the texts answer the question. ``evidence`` is what retrieval gave, best first."""
        found = features(question, evidence, rarity)
        if found is None:
            return 0.0
        exponent = (
            self.bias
            + self.cosine * found.cosine
            + self.coverage * found.coverage
            + self.joint * found.joint
            + self.agreement * found.agreement
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, exponent))))

    def answerable(self, question: str, evidence: Sequence[Evidence], rarity: Rarity) -> bool:
        return self.probability(question, evidence, rarity) >= self.threshold


# Fitted on questions whose passages were in the index and questions whose passages were left out of it, of public
# encyclopaedia and legal texts, in large and in small indexes; each set was also held out once to see that they carry
# over. Fitting anew for each index on questions made from its passages refused far more answerable questions: those
# repeat the text's words as people do not. benchmarks/answers.py prints the shares refused.
E5_SMALL = Gate(cosine=64.5, coverage=1.45, joint=11.46, agreement=1.08, bias=-60.31)
# For encoders whose scale of cosines is not known: words alone, which refuse more of what is asked in other words.
BY_WORDS = Gate(cosine=0.0, coverage=7.9, joint=0.0, agreement=1.17, bias=-2.81)


def gate_for(encoder: str) -> Gate:
    """The gate that suits the encoder of this name."""
    return E5_SMALL if encoder.startswith("e5-small") else BY_WORDS
