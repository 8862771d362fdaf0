"""Postings: which terms stand in which of a sequence of texts, and how often; whole arrays, that can lie on disk.

Terms are single Chinese, Japanese and Korean characters, pairs of such characters that stand side by side, and words of any
other letters and digits, each an integer that is the same in every run: a code point, two of them, or a digest of the word.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CHUNK = 2000  # texts cut into terms together
MOST = 255  # a term is counted so many times in one text, at most

_PAIR = 21  # bits of a code point: a pair is (first << 21) | second
_WORDS_FROM = 1 << 61  # integers from here on stand for words

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
_CHARACTERS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
_CHARACTER = re.compile(f"[{_CHARACTERS}]")
_WORD = re.compile(rf"[^\W_{_CHARACTERS}]+")


@dataclass(frozen=True)
class Postings:
    """The texts are known by their place in the sequence. The postings of ``vocabulary[t]`` are those from ``bounds[t]`` to ``bounds[t + 1]``."""

    vocabulary: NDArray[np.int64]  # sorted
    bounds: NDArray[np.int64]
    places: NDArray[np.int32]  # of the texts that have the term, ascending within a term
    counts: NDArray[np.uint8]  # how often they have it
    lengths: NDArray[np.int32]  # of each text, in terms

    @property
    def size(self) -> int:
        return len(self.lengths)

    def of(self, term: int) -> slice:
        """Where the postings of a term are; an empty slice if no text has it."""
        at = int(np.searchsorted(self.vocabulary, term))
        if at == len(self.vocabulary) or self.vocabulary[at] != term:
            return slice(0, 0)
        return slice(int(self.bounds[at]), int(self.bounds[at + 1]))

    def save(self, folder: Path) -> None:
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name))

    @classmethod
    def load(cls, folder: Path) -> "Postings":
        """The postings in ``folder``, left on disk and read where they are looked at. Raises OSError or ValueError."""
        return cls(**{field.name: np.load(folder / f"{field.name}.npy", mmap_mode="r") for field in fields(cls)})


def number_of(term: str) -> int:
    """The integer of a folded character, pair of characters, or word."""
    if len(term) <= 2 and all(map(_CHARACTER.match, term)):
        return ord(term) if len(term) == 1 else (ord(term[0]) << _PAIR) | ord(term[1])
    return _word(term)


def terms_of(text: str) -> NDArray[np.int64]:
    """The terms of a folded text, as often as they stand in it."""
    return _terms([text])[0]


def make_postings(texts: Iterable[str]) -> Postings:
    """The postings of folded texts, in their order."""
    return merge([(_of_chunk(chunk), None) for chunk in _chunks(texts)])


def merge(parts: Sequence[tuple[Postings, NDArray[np.bool_] | None]]) -> Postings:
    """All texts of the parts, one part after another; of each only those that its mask keeps, if it has one."""
    parts = [(part, None if keep is None or keep.all() else keep) for part, keep in parts]
    kept = [_kept(part, keep) for part, keep in parts]
    vocabulary = np.unique(np.concatenate([np.empty(0, np.int64), *(part.vocabulary for part in kept)]))
    ranks = [np.searchsorted(vocabulary, part.vocabulary) for part in kept]
    many = np.zeros(len(vocabulary), np.int64)
    for part, rank in zip(kept, ranks, strict=True):
        many[rank] += np.diff(part.bounds)
    bounds = np.concatenate(([0], np.cumsum(many)))
    places, counts = np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.uint8)
    free, before = bounds[:-1].copy(), 0  # the next free posting of each term; texts of earlier parts
    for part, rank in zip(kept, ranks, strict=True):
        mine = np.diff(part.bounds)
        to = np.repeat(free[rank] - part.bounds[:-1], mine) + np.arange(len(part.places))
        places[to], counts[to] = part.places + np.int32(before), part.counts
        free[rank] += mine
        before += part.size
    lengths = np.concatenate([np.empty(0, np.int32), *(part.lengths for part in kept)])
    return Postings(vocabulary, bounds, places, counts, lengths)


def _kept(part: Postings, keep: NDArray[np.bool_] | None) -> Postings:
    if keep is None:
        return part
    stays = keep[part.places]
    renumbered = (np.cumsum(keep) - 1).astype(np.int32)
    many = (
        np.add.reduceat(np.append(stays, False).astype(np.int64), part.bounds[:-1])
        if len(part.vocabulary)
        else np.empty(0, np.int64)
    )
    there = many > 0
    return Postings(
        part.vocabulary[there],
        np.concatenate(([0], np.cumsum(many[there]))),
        renumbered[part.places[stays]],
        part.counts[stays],
        part.lengths[keep],
    )


def _of_chunk(texts: Sequence[str]) -> Postings:
    terms, places = _terms(texts)
    lengths = np.bincount(places, minlength=len(texts)).astype(np.int32)
    vocabulary, ranks = np.unique(terms, return_inverse=True)
    pairs, counts = np.unique(ranks * len(texts) + places, return_counts=True)
    ranks, places = np.divmod(pairs, len(texts))
    bounds = np.searchsorted(ranks, np.arange(len(vocabulary) + 1))
    return Postings(vocabulary, bounds, places.astype(np.int32), np.minimum(counts, MOST).astype(np.uint8), lengths)


def _terms(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The terms of the texts and, for each, the place of its text."""
    text = "\n".join(texts)
    ends = np.cumsum([len(one) + 1 for one in texts])
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    inside = np.zeros(len(points), bool)
    for first, last in _RANGES:
        inside |= (points >= first) & (points <= last)
    singles = np.flatnonzero(inside)
    pairs = np.flatnonzero(inside[:-1] & inside[1:])
    words = [(match.start(), _word(match[0])) for match in _WORD.finditer(text)]
    at = np.concatenate((singles, pairs, np.array([start for start, _ in words], np.int64)))
    numbers = np.array([number for _, number in words], np.int64)
    terms = np.concatenate((points[singles], (points[pairs] << _PAIR) | points[pairs + 1], numbers))
    return terms, np.searchsorted(ends, at, side="right")


@lru_cache(100_000)
def _word(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 3 | _WORDS_FROM


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for text in texts:
        chunk.append(text)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
