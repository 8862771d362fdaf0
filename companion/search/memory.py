"""A small encoder and a small index that need no machinery: the core runs, and is tested, with them."""

import threading
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from companion.errors import NotFound
from companion.search.evidence import Indexed, KeptWords, Vectors
from companion.search.lexical import fold
from companion.texts.documents import Document, Entry, Passage
from companion.texts.reading import Failure


class CharacterEncoder:
    """Counts of single, double and triple characters, hashed into ``dimensions`` numbers.

    It knows spelling, not meaning: texts are similar as far as they share runs of characters.
    """

    def __init__(self, dimensions: int = 1024) -> None:
        self.dimensions = dimensions

    @property
    def name(self) -> str:
        return f"characters-{self.dimensions}"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return (
            np.stack([self.encode_question(text) for text in texts])
            if texts
            else np.empty((0, self.dimensions), np.float32)
        )

    def encode_question(self, question: str) -> Vectors:
        text = "".join(fold(question).split())
        hashes = [
            zlib.crc32(text[at : at + size].encode("utf-8", "surrogatepass"))
            for size in (1, 2, 3)
            for at in range(len(text) - size + 1)
        ]
        counts = np.bincount(np.array(hashes, np.int64) % self.dimensions, minlength=self.dimensions)
        vector = np.sqrt(counts).astype(np.float32)
        if not hashes:
            vector[0] = 1.0  # an empty text has a direction, too
        return vector / np.float32(np.linalg.norm(vector))


@dataclass(frozen=True)
class _Shelf:
    document: Document
    passages: tuple[Passage, ...]
    vectors: Vectors
    stamp: str
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class _Wall:
    """All shelves side by side, for one generation."""

    passages: tuple[Passage, ...]
    places: dict[str, int]  # passage id -> place in passages
    documents: NDArray[np.int32]  # which of the documents each passage is from
    paths: dict[str, int]
    vectors: Vectors


class MemoryIndex:
    """A PassageIndex that lives as long as the process. Every vector is compared, so ``nearest`` is exact."""

    def __init__(self) -> None:
        self._shelves: dict[str, _Shelf] = {}  # in order of path; exchanged, never changed, so readers need no lock
        self._lock = threading.Lock()
        self._generation = 0
        self._wall: _Wall | None = None
        self._kept: KeptWords | None = None

    @property
    def generation(self) -> int:
        return self._generation

    def contents(self) -> tuple[Indexed, ...]:
        return tuple(
            Indexed(s.document.entry, s.stamp, len(s.document.pages), len(s.passages), s.failures, s.document.recognised)
            for s in self._shelves.values()
        )

    def entries(self) -> tuple[Entry, ...]:
        return tuple(shelf.document.entry for shelf in self._shelves.values())

    def document(self, path: str) -> Document:
        return self._shelf(path).document

    def passages(self, path: str | None = None) -> tuple[Passage, ...]:
        if path is None:
            return tuple(passage for shelf in self._shelves.values() for passage in shelf.passages)
        shelf = self._shelves.get(path)
        return shelf.passages if shelf else ()

    def named(self, ids: Collection[str]) -> dict[str, Passage]:
        wall = self._walled()
        return {name: wall.passages[wall.places[name]] for name in ids if name in wall.places}

    def marks(self) -> dict[str, str]:
        return {path: f"{s.document.digest} {s.stamp} {len(s.passages)}" for path, s in self._shelves.items()}

    def keep(self, words: KeptWords) -> None:
        self._kept = words

    def kept(self) -> KeptWords | None:
        return self._kept

    def vectors(self, passages: Sequence[Passage]) -> Vectors:
        wall = self._walled()
        try:
            return wall.vectors[[wall.places[passage.id] for passage in passages]]
        except KeyError as error:
            raise NotFound("索引里已没有这个段落。", "This passage is no longer in the index.") from error

    def nearest(
        self, vector: Vectors, k: int, within: Collection[str] | None = None
    ) -> tuple[tuple[Passage, float], ...]:
        wall = self._walled()
        if not wall.passages:
            return ()
        cosines = wall.vectors @ vector
        if within is not None:
            inside = np.isin(wall.documents, [wall.paths[path] for path in within if path in wall.paths])
            cosines[~inside] = -np.inf
        order = np.argsort(-cosines, kind="stable")[:k]
        return tuple((wall.passages[at], float(cosines[at])) for at in order if cosines[at] > -np.inf)

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        *,
        stamp: str = "",
        failures: Sequence[Failure] = (),
    ) -> None:
        shelf = _Shelf(document, tuple(passages), vectors, stamp, tuple(failures))
        with self._lock:
            self._exchange({**self._shelves, document.path: shelf})

    def relabel(self, entry: Entry) -> None:
        with self._lock:
            shelf = self._shelf(entry.path)
            relabelled = replace(shelf, document=replace(shelf.document, entry=entry))
            self._exchange({**self._shelves, entry.path: relabelled})

    def remove(self, path: str) -> None:
        with self._lock:
            if path in self._shelves:
                self._exchange({name: shelf for name, shelf in self._shelves.items() if name != path})

    def _exchange(self, shelves: dict[str, _Shelf]) -> None:
        self._shelves = dict(sorted(shelves.items()))
        self._generation += 1
        self._wall = None

    def _walled(self) -> _Wall:
        with self._lock:
            if self._wall is None:
                shelves = list(self._shelves.values())
                passages = tuple(passage for shelf in shelves for passage in shelf.passages)
                rows = [shelf.vectors for shelf in shelves if shelf.passages]
                self._wall = _Wall(
                    passages,
                    {passage.id: place for place, passage in enumerate(passages)},
                    np.repeat(np.arange(len(shelves), dtype=np.int32), [len(shelf.passages) for shelf in shelves]),
                    {path: place for place, path in enumerate(self._shelves)},
                    np.concatenate(rows) if rows else np.empty((0, 0), np.float32),
                )
            return self._wall

    def _shelf(self, path: str) -> _Shelf:
        try:
            return self._shelves[path]
        except KeyError as error:
            raise NotFound(f"索引里没有材料“{path}”。", f"There is no text {path!r} in the index.") from error
