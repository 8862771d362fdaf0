"""What retrieval works with and gives: the Encoder and PassageIndex protocols, and Evidence."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from companion.search.postings import Postings
from companion.texts.documents import Document, Entry, Passage
from companion.texts.reading import Failure

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into vectors whose dot product is their similarity (rows are L2-normalised)."""

    @property
    def name(self) -> str:
        """Which model, exactly; an index remembers it."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions)."""
        ...

    def encode_question(self, question: str) -> Vectors:
        """Shape (dimensions,)."""
        ...


@dataclass(frozen=True)
class Evidence:
    """A retrieved passage with its scores. ``score`` is the fused one and compares within one question only."""

    passage: Passage
    score: float
    cosine: float  # of question and passage, -1 to 1
    lexical: float  # BM25, 0 or more


@dataclass(frozen=True)
class Indexed:
    """One line of an index's list of contents. ``failures`` are the pages that could not be read; ``recognised`` says of
    those that were read from their pictures how sure that is, from 0 to 1."""

    entry: Entry
    stamp: str  # as given to ``replace``
    pages: int
    passages: int
    failures: tuple[Failure, ...]
    recognised: tuple[float, ...] = ()


@dataclass(frozen=True)
class KeptWords:
    """The words of an index as they were at some time, so that they need not be taken from its texts again."""

    postings: Postings  # of each passage's context, folded
    ids: NDArray[np.bytes_]  # of the passages, in the same order
    documents: NDArray[np.int32]  # the place in ``marks`` of each passage's document
    marks: Mapping[str, str]  # those of the documents at that time


class PassageIndex(Protocol):
    """The passages of a corpus, ready to be searched, and the documents they come from. Documents stand in order of path."""

    @property
    def generation(self) -> int:
        """A number that is another one after every change, also one made by another process."""
        ...

    def contents(self) -> tuple[Indexed, ...]:
        """What is indexed, without the texts."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """The catalog lines of all indexed documents."""
        ...

    def document(self, path: str) -> Document:
        """The document as it was read. Raises NotFound."""
        ...

    def passages(self, path: str | None = None) -> tuple[Passage, ...]:
        """All passages, or one document's, in reading order."""
        ...

    def named(self, ids: Collection[str]) -> dict[str, Passage]:
        """The passages with these ids, by id; those that are not (or no longer) there are left out."""
        ...

    def marks(self) -> dict[str, str]:
        """For each document something that is another one when its passages are others. Costs little."""
        ...

    def keep(self, words: KeptWords) -> None:
        """Keep ``words`` beside the passages, in place of those kept before. They may be lost at any time."""
        ...

    def kept(self) -> KeptWords | None:
        """The words last kept, which may be older than the passages."""
        ...

    def vectors(self, passages: Sequence[Passage]) -> Vectors:
        """The vectors of these passages, a row for each. Raises NotFound if one is not (or no longer) in the index."""
        ...

    def nearest(
        self, vector: Vectors, k: int, within: Collection[str] | None = None
    ) -> tuple[tuple[Passage, float], ...]:
        """The ``k`` passages with the highest cosine, best first; only of the documents ``within`` if given."""
        ...

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        *,
        stamp: str = "",
        failures: Sequence[Failure] = (),
    ) -> None:
        """Put in a document in place of what was there under its path. ``vectors`` has a row for each passage.

        ``stamp`` says what it was made from, so that a later run can tell whether it would come out the same.
        """
        ...

    def relabel(self, entry: Entry) -> None:
        """Change the catalog line of a document whose title and language stay as they are. Raises NotFound."""
        ...

    def remove(self, path: str) -> None:
        """Take out a document and all its passages; nothing happens if it is not there."""
        ...
