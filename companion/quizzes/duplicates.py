"""Near-duplicates: items that ask the same thing in almost the same words."""

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from companion.quizzes.items import Kind
from companion.texts.numerals import canonical

ALIKE = 0.8  # the Jaccard similarity of two stems from which they are near-duplicates
_BANDS, _ROWS = 16, 4  # pairs as alike as that share a band with a chance of 0.9998
_MOST = 32  # items compared within a band
_PRIME = (1 << 31) - 1
_CHANCE = np.random.default_rng(20)
_FACTORS = _CHANCE.integers(1, _PRIME, _BANDS * _ROWS, dtype=np.int64)[:, None]
_OFFSETS = _CHANCE.integers(0, _PRIME, _BANDS * _ROWS, dtype=np.int64)[:, None]
_SOURCE = re.compile(r"^(?:根据|按照|依据)?《[^》]*》(?:的?规定)?[，,：:]?|^According to “[^”]*”:\s*")


@dataclass(frozen=True)
class _Known:
    grams: frozenset[str]
    key: frozenset[str]


class Duplicates:
    """What has been asked so far. Time to look one up does not grow with their number.

    Stems are alike that share four fifths of their pairs of characters, the text they name aside; items with alike stems
    are near-duplicates if one accepted key is the same, however it is written. Of true_false items the keys do not count:
    the same statement changed in one place is still the same statement. By MinHash over bands (Broder 1997; Leskovec,
    Rajaraman and Ullman, Mining of Massive Datasets, 3.4): about one near-duplicate in 5,000 is missed.
    """

    def __init__(self) -> None:
        self._bands: dict[tuple[int, bytes], list[_Known]] = defaultdict(list)

    def add(self, kind: Kind, stem: str, key: tuple[str, ...]) -> bool:
        """Whether the item is new; one that is a near-duplicate of another is not kept."""
        grams = _grams(_SOURCE.sub("", stem))
        known = _Known(grams, frozenset() if kind is Kind.TRUE_FALSE else frozenset(map(canonical, key)))
        places = [(number, band) for number, band in enumerate(_signature(grams))]
        for place in places:
            if any(_alike(known, other) for other in self._bands.get(place, ())):
                return False
        for place in places:
            if len(self._bands[place]) < _MOST:
                self._bands[place].append(known)
        return True


def _alike(one: _Known, other: _Known) -> bool:
    if bool(one.key) != bool(other.key) or (one.key and not one.key & other.key):
        return False
    return len(one.grams & other.grams) >= ALIKE * len(one.grams | other.grams)


def _grams(text: str) -> frozenset[str]:
    text = re.sub(r"\W+", "", text.replace("____", "□"))
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _signature(grams: frozenset[str]) -> list[bytes]:
    hashes = np.array([zlib.crc32(gram.encode("utf-8", "surrogatepass")) % _PRIME for gram in grams], np.int64)
    least = ((hashes * _FACTORS + _OFFSETS) % _PRIME).min(axis=1)
    return [row.tobytes() for row in least.reshape(_BANDS, _ROWS)]
