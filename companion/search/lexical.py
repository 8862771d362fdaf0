"""BM25 over characters and words, for text that is mostly Chinese.

Text is folded by NFKC, lower-cased and put into simplified script (full-width and half-width forms become one). Terms are single Chinese,
Japanese and Korean characters, pairs of such characters that stand side by side, and words of any other letters and
digits. All work on whole arrays: a term is an integer, a corpus is one array of them.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from companion.search.script import simplified

K1 = 1.2
B = 0.75

_WORD = re.compile(r"[^\W_]+")
_PAIR = 21  # bits of a code point: a pair is (first << 21) | second
_WORDS_FROM = 1 << 42  # integers from here on stand for words

# First and last code points of the scripts cut into single characters: kana, bopomofo, ideographs with their
# extensions, hangul.
_RANGES = (
    (0x3005, 0x3007),
    (0x3040, 0x312F),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)


def fold(text: str) -> str:
    """NFKC, lower case, simplified script: what two spellings of the same text have in common."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


def _by_character(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    inside = np.zeros(len(points), bool)
    for first, last in _RANGES:
        inside |= (points >= first) & (points <= last)
    return inside


_CHARACTERS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
_OTHER_WORD = re.compile(rf"[^\W_{_CHARACTERS}]+")


class LexicalIndex:
    """BM25 scores of a fixed sequence of texts; they are known by their place in it. Safe to share between threads."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words: dict[str, int] = {}
        terms, places = self._terms([fold(text) for text in texts], learn=True)
        self.size = len(texts)
        lengths = np.bincount(places, minlength=self.size).astype(np.float32)
        # Postings: for each distinct (term, text) pair, sorted by term and then by text, the weight it adds.
        self._vocabulary, ranks = np.unique(terms, return_inverse=True)
        pairs = np.sort(ranks * max(self.size, 1) + places)
        starts = np.flatnonzero(np.diff(pairs, prepend=-1))
        frequency = np.diff(starts, append=len(pairs)).astype(np.float32)
        ranks, places = np.divmod(pairs[starts], max(self.size, 1))
        self._places = places.astype(np.int32)
        self._bounds = np.append(np.flatnonzero(np.diff(ranks, prepend=-1)), len(ranks))
        self._weights = self._weigh(frequency, lengths)

    def idf(self, term: str) -> float:
        """How rare a folded character, pair of characters, or word is: the idf of ``scores``, highest where it never stands."""
        if len(term) <= 2 and all(_by_character(np.array([ord(c)], np.uint32))[0] for c in term):
            number: int | None = ord(term) if len(term) == 1 else (ord(term[0]) << _PAIR) | ord(term[1])
        else:
            number = self._words.get(term)
        count = 0
        if number is not None:
            place = int(np.searchsorted(self._vocabulary, number))
            if place < len(self._vocabulary) and self._vocabulary[place] == number:
                count = int(self._bounds[place + 1] - self._bounds[place])
        return math.log1p((self.size - count + 0.5) / (count + 0.5))

    def _weigh(self, frequency: NDArray[np.float32], lengths: NDArray[np.float32]) -> NDArray[np.float32]:
        """idf · tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)) for each posting.

        Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with the idf
        ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative.
        """
        counts = np.diff(self._bounds)
        idf = np.log1p((self.size - counts + 0.5) / (counts + 0.5)).astype(np.float32)
        mean = max(float(lengths.mean()), 1.0) if self.size else 1.0
        norm = K1 * (1 - B + B * lengths / mean)
        weights = np.repeat(idf, counts) * frequency * (K1 + 1) / (frequency + norm[self._places])
        return weights.astype(np.float32)

    def _terms(self, texts: Iterable[str], *, learn: bool) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The terms of the folded texts and, for each, the place of its text, in order of place.

        With ``learn``, words not met before get an integer; without, they are left out.
        """
        terms: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        lengths: list[int] = []
        for text in texts:
            points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
            inside = _by_character(points.astype(np.uint32))
            pairs = inside[:-1] & inside[1:]
            words = []
            for word in _OTHER_WORD.findall(text):
                number = (
                    self._words.setdefault(word, _WORDS_FROM + len(self._words)) if learn else self._words.get(word)
                )
                if number is not None:
                    words.append(number)
            mine = np.concatenate(
                (points[inside], ((points[:-1] << _PAIR) | points[1:])[pairs], np.array(words, np.int64))
            )
            terms.append(mine)
            lengths.append(len(mine))
        return np.concatenate(terms), np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)

    def scores(self, question: str) -> NDArray[np.float32]:
        """The BM25 score of every text, shape (size,); 0 where no term is shared."""
        total = np.zeros(self.size, np.float32)
        if not len(self._vocabulary):
            return total
        asked, times = np.unique(self._terms([fold(question)], learn=False)[0], return_counts=True)
        at = np.searchsorted(self._vocabulary, asked)
        for term, place, count in zip(asked, at, times, strict=True):
            if place < len(self._vocabulary) and self._vocabulary[place] == term:
                low, high = self._bounds[place], self._bounds[place + 1]
                total[self._places[low:high]] += self._weights[low:high] * count
        return total
