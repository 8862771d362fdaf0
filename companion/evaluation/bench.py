"""A question set cut into passages and encoded once, and indexes made of any part of it.

The vectors are kept in a cache folder under the encoder's name and a digest of the texts, so that a second run is quick.
Every vector is compared in a search (see search.memory.MemoryIndex): what is measured is the ranking, not its approximation.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from companion.answers.compose import Answerer
from companion.evaluation.questions import QuestionSet
from companion.search.evidence import Encoder, PassageIndex, Vectors
from companion.search.indexing import Split
from companion.search.memory import MemoryIndex
from companion.texts.documents import Document, Passage

BATCH = 512  # texts encoded and kept together

Progress = Callable[[int, int], None]
MakeAnswerer = Callable[[PassageIndex, Encoder], Answerer]
Words = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Shelf:
    """A document, its passages, and their vectors, a row for each."""

    document: Document
    passages: tuple[Passage, ...]
    vectors: Vectors


@dataclass(frozen=True)
class Bench:
    """``words`` cuts a text into words for the baseline on words; None where what it needs is not installed."""

    set: QuestionSet
    shelves: tuple[Shelf, ...]
    encoder: Encoder
    make_answerer: MakeAnswerer
    words: Words | None = None

    @property
    def passages(self) -> int:
        return sum(len(shelf.passages) for shelf in self.shelves)

    def index(self, without: Collection[str] = ()) -> MemoryIndex:
        """An index of the documents, all but those ``without``."""
        index = MemoryIndex()
        for shelf in self.shelves:
            if shelf.document.path not in without:
                index.replace(shelf.document, shelf.passages, shelf.vectors)
        return index


class Remembering:
    """An encoder that encodes every question once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        return self._encoder.name

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_passages(texts)

    def encode_question(self, question: str) -> Vectors:
        if question not in self._known:
            self._known[question] = self._encoder.encode_question(question)
        return self._known[question]


def shelve(
    documents: Sequence[Document], split: Split, encoder: Encoder, cache: Path, progress: Progress
) -> tuple[Shelf, ...]:
    """Cut and encode ``documents``; ``progress`` is told the passages done and their number."""
    passages = [tuple(split(document)) for document in documents]
    rows = _encoded([passage.context for pieces in passages for passage in pieces], encoder, cache, progress)
    ends = accumulate(map(len, passages))
    return tuple(
        Shelf(document, pieces, rows[end - len(pieces) : end])
        for document, pieces, end in zip(documents, passages, ends, strict=True)
    )


def _encoded(texts: Sequence[str], encoder: Encoder, cache: Path, progress: Progress) -> Vectors:
    folder = cache / "vectors" / encoder.name
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[Vectors] = []
    for at in range(0, len(texts), BATCH):
        batch = texts[at : at + BATCH]
        digest = hashlib.sha256("\0".join(batch).encode("utf-8", "surrogatepass")).hexdigest()
        file = folder / f"{digest[:32]}.npy"
        if not file.is_file():
            part = file.with_suffix(".part")
            with part.open("wb") as opened:
                np.save(opened, encoder.encode_passages(batch))
            part.replace(file)
        parts.append(np.load(file))
        progress(min(at + BATCH, len(texts)), len(texts))
    return np.concatenate(parts) if parts else np.empty((0, 0), np.float32)
