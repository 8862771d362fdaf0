"""Whether the texts hold an answer at all, decided before anything is written."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from companion.answers.ranking import Candidate
from companion.search.evidence import Evidence
from companion.search.lexical import fold
from companion.search.terms import Rarity, coverage, terms

DEPTH = 10  # passages the gate looks at


@dataclass(frozen=True)
class Features:
    """What retrieval and the ranking of sentences say of a question. Shares are of its terms, weighted by rarity."""

    cosine: float  # the highest of a passage
    coverage: float  # share that the first passage holds
    agreement: float  # 1 where the passage nearest in meaning is also the first by words
    sentence_coverage: float  # the highest share that one sentence holds, with the title and headings above it
    sentence_cosine: float  # the highest of a sentence


def features(
    question: str, evidence: Sequence[Evidence], sentences: Sequence[Candidate], rarity: Rarity
) -> Features | None:
    """None where there is nothing to go by: no evidence, or a question without content."""
    evidence = evidence[:DEPTH]
    asked = terms(question)
    if not evidence or not asked:
        return None
    weights = {term: rarity(term) for term in asked}
    nearest = max(evidence, key=lambda item: item.cosine)
    first_by_words = max(evidence, key=lambda item: item.lexical)
    return Features(
        cosine=nearest.cosine,
        coverage=coverage(asked, fold(evidence[0].passage.context), weights.__getitem__),
        agreement=float(nearest is first_by_words),
        sentence_coverage=max(
            (coverage(asked, fold(one.context), weights.__getitem__) for one in sentences), default=0.0
        ),
        sentence_cosine=max((one.cosine for one in sentences), default=nearest.cosine),
    )


@dataclass(frozen=True)
class Gate:
    """A logistic regression: a question counts as answerable from a probability of ``threshold`` on."""

    weights: Features
    bias: float
    threshold: float = 0.42

    def probability(
        self, question: str, evidence: Sequence[Evidence], sentences: Sequence[Candidate], rarity: Rarity
    ) -> float:
        """That the texts answer the question. ``evidence`` is what retrieval gave, ``sentences`` its ranked sentences."""
        found = features(question, evidence, sentences, rarity)
        if found is None:
            return 0.0
        exponent = self.bias + sum(w * f for w, f in zip(astuple(self.weights), astuple(found), strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, exponent))))

    @property
    def by_meaning(self) -> bool:
        """Whether it goes by more than words."""
        return self.weights.sentence_cosine > 0

    def at(self, threshold: float) -> "Gate":
        return replace(self, threshold=threshold)


# Fitted on questions whose passages were in the index and questions whose passages were left out of it, of public
# encyclopaedia, news, university and legal texts, in large and in small indexes; court findings and cases, where texts
# that look alike answer or do not, count little. `companion eval abstention` prints the shares refused.
E5_SMALL = Gate(
    Features(cosine=24.0, coverage=2.04, agreement=1.37, sentence_coverage=3.79, sentence_cosine=59.0),
    bias=-77.64,
)
# For encoders whose scale of cosines is not known: words alone, which refuse more of what is asked in other words.
BY_WORDS = Gate(
    Features(cosine=0, coverage=7.9, agreement=1.17, sentence_coverage=0, sentence_cosine=0),
    bias=-2.81,
)


def gate_for(encoder: str) -> Gate:
    """The gate that suits the encoder of this name."""
    return E5_SMALL if encoder.startswith("e5-small") else BY_WORDS
