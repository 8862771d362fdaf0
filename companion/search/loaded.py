"""What retrieval keeps in memory of an index: where the words stand, and which passage is which. The passages stay in the index.

The postings of most texts come from what was kept at the end of an index run; those of texts that have changed since are
made here. So a start takes as long for a large corpus as for a small one, and so does taking over a change.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from companion.search.evidence import KeptWords, PassageIndex
from companion.search.lexical import LexicalIndex, fold
from companion.search.postings import Postings, make_postings, merge
from companion.texts.documents import Entry, Passage

PATIENCE = 0.5  # seconds a question waits for a change to be taken over; then it is answered from what was there before
SHARE = 20  # postings are kept anew once one passage in so many is not among them
LEAST = 500  # and no fewer than so many passages


@dataclass(frozen=True)
class Loaded:
    """One generation of an index. A passage is known by its place in ``lexical``."""

    index: PassageIndex
    generation: int
    ids: tuple[str, ...]
    places: Mapping[str, int]  # passage id -> place
    documents: NDArray[np.int32]  # the place of each passage's document in paths
    paths: Mapping[str, int]
    lexical: LexicalIndex
    entries: Mapping[str, Entry]

    def within(self, paths: Collection[str]) -> NDArray[np.bool_]:
        """Which passages are of these documents."""
        return np.isin(self.documents, [self.paths[path] for path in paths if path in self.paths])

    def passages(self, places: Sequence[int]) -> dict[int, Passage]:
        """The passages at these places that are still in the index."""
        found = self.index.named([self.ids[place] for place in places])
        return {place: found[self.ids[place]] for place in places if self.ids[place] in found}


class Loader:
    """Gives what is loaded of an index and follows its changes. Safe to share between threads."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._loading: Future[Loaded] | None = None
        self._worker = ThreadPoolExecutor(1, "loading")

    def __call__(self) -> Loaded:
        """What is loaded now. After a change of a large index this may, for some seconds, be what was there before it."""
        generation = self._index.generation
        with self._lock:
            before = self._loaded
            if before is not None and before.generation == generation:
                return before
            if self._loading is None:
                self._loading = self._worker.submit(load, self._index)
            loading = self._loading
        try:
            loaded = loading.result(PATIENCE if before is not None else None)
        except TimeoutError:
            if before is None or loading.done():
                raise
            return before
        finally:
            with self._lock:
                if loading.done() and self._loading is loading:
                    self._loading = None
        with self._lock:
            self._loaded = loaded
        return loaded


@dataclass(frozen=True)
class _Since:
    """What has changed in an index since its words were kept."""

    kept: KeptWords | None
    marks: Mapping[str, str]
    changed: tuple[str, ...]  # paths of the documents that are new or others
    passages: tuple[Passage, ...]  # of those documents
    present: NDArray[np.bool_]  # which of the kept passages are still there

    @classmethod
    def of(cls, index: PassageIndex) -> "_Since":
        marks, kept = index.marks(), index.kept()
        known: Mapping[str, str] = kept.marks if kept else {}
        changed = tuple(path for path in sorted(marks) if known.get(path) != marks[path])
        stays = np.array([marks.get(path) == mark for path, mark in known.items()], bool)
        present = stays[kept.documents] if kept else stays
        return cls(kept, marks, changed, tuple(chain.from_iterable(map(index.passages, changed))), present)


def load(index: PassageIndex) -> Loaded:
    """The index as it is now."""
    generation = index.generation
    since = _Since.of(index)
    kept = since.kept
    paths = {path: place for place, path in enumerate(chain(kept.marks if kept else (), since.changed))}
    documents = np.array([paths[passage.document] for passage in since.passages], np.int32)
    ids = [passage.id for passage in since.passages]
    if kept is not None:
        documents = np.concatenate((kept.documents, documents))
        ids = kept.ids.astype(str).tolist() + ids
    lexical = LexicalIndex(
        [passage.context for passage in since.passages], kept.postings if kept else None, since.present
    )
    places = {name: place for place, name in enumerate(ids)}  # an id stands twice where its document was put in anew
    entries = {entry.path: entry for entry in index.entries()}
    return Loaded(index, generation, tuple(ids), places, documents, paths, lexical, entries)


def keep_words(index: PassageIndex, *, least: int = LEAST) -> bool:
    """Keep the index's words beside it if much has changed since they were last kept; whether it was done."""
    since = _Since.of(index)
    left = int(since.present.sum())
    changes = len(since.passages) + len(since.present) - left
    if changes < max(least, (left + len(since.passages)) // SHARE):
        return False
    new = make_postings(fold(passage.context) for passage in since.passages)
    ids = np.array([passage.id for passage in since.passages], "S32")
    known: tuple[str, ...] = ()
    documents = np.empty(0, np.int32)
    parts: list[tuple[Postings, NDArray[np.bool_] | None]] = [(new, None)]
    if since.kept is not None:
        parts.insert(0, (since.kept.postings, since.present))
        ids = np.concatenate((since.kept.ids[since.present], ids))
        known, documents = tuple(since.kept.marks), since.kept.documents[since.present]
    stays = tuple(path for path in known if path not in since.changed and path in since.marks)
    codes = {path: code for code, path in enumerate((*stays, *since.changed))}
    documents = np.array(
        [codes[known[code]] for code in documents] + [codes[one.document] for one in since.passages], np.int32
    )
    index.keep(KeptWords(merge(parts), ids, documents, {path: since.marks[path] for path in codes}))
    return True
