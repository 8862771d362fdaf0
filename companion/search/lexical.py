"""BM25 over characters and words, for text that is mostly Chinese.

Text is folded by NFKC, lower-cased and put into simplified script (full-width and half-width forms become one). What counts as a
term is told in search.postings.
"""

import math
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from companion.search.postings import Postings, make_postings, number_of, terms_of
from companion.search.script import simplified

K1 = 1.2
B = 0.75


def fold(text: str) -> str:
    """NFKC, lower case, simplified script: what two spellings of the same text have in common."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


class LexicalIndex:
    """BM25 scores of a fixed sequence of texts; they are known by their place in it. Safe to share between threads.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009: the sum over the question's
    terms of idf · tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)), with the idf ln(1 + (N - n + 0.5) / (n + 0.5)),
    which is never negative.
    """

    def __init__(
        self, texts: Sequence[str], kept: Postings | None = None, present: NDArray[np.bool_] | None = None
    ) -> None:
        """Of ``texts``, behind those of the postings ``kept``, of which only the ``present`` ones still count."""
        parts = [make_postings(map(fold, texts))]
        if kept is not None:
            parts.insert(0, kept)
        there = np.ones(sum(part.size for part in parts), bool)
        if present is not None:
            there[: len(present)] = present
        self.size = len(there)
        self._texts = int(there.sum())
        lengths = np.concatenate([part.lengths for part in parts])
        mean = max(float(lengths[there].mean()), 1.0) if self._texts else 1.0
        norm = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)
        starts = np.cumsum([0, *(part.size for part in parts)])
        self._parts = [
            (
                part,
                start,
                None if there[start : start + part.size].all() else there[start : start + part.size],
                norm[start : start + part.size],
            )
            for part, start in zip(parts, starts, strict=False)
        ]

    def idf(self, term: str) -> float:
        """How rare a folded character, pair of characters, or word is: the idf of ``scores``, highest where it never stands."""
        held = 0
        for part, _, there, _ in self._parts:
            mine = part.of(number_of(term))
            held += mine.stop - mine.start if there is None else int(np.count_nonzero(there[part.places[mine]]))
        return self._idf(held)

    def scores(self, question: str) -> NDArray[np.float32]:
        """The BM25 score of every text, shape (size,); 0 where no term is shared, or the text is no longer present."""
        total = np.zeros(self.size, np.float32)
        for term, times in zip(*np.unique(terms_of(fold(question)), return_counts=True), strict=True):
            found = []
            for part, start, there, norm in self._parts:
                mine = part.of(int(term))
                places, counts = np.asarray(part.places[mine]), np.asarray(part.counts[mine])
                if there is not None:
                    stays = there[places]
                    places, counts = places[stays], counts[stays]
                found.append((start, places, counts, norm))
            weight = np.float32(self._idf(sum(len(places) for _, places, _, _ in found)) * (K1 + 1) * times)
            for start, places, counts, norm in found:
                frequency = counts.astype(np.float32)
                total[start + places] += weight * frequency / (frequency + norm[places])
        return total

    def _idf(self, held: int) -> float:
        return math.log1p((self._texts - held + 0.5) / (held + 0.5))
