"""The index on disk: vectors in Chroma, reached through llama-index, beside a SQLite file that says what is indexed.

Chroma keeps a graph in files that it changes in place, and a process that reads them meanwhile crashes, or spoils them: they
are safe with one process alone. So a run of indexing works on a copy of the vectors' folder and, when it has closed it, names it in
SQLite as the one to be read; what is read is never changed. The copy of a run that was killed is thrown away.

A document's vectors are written first and the document is named in SQLite after them, in one transaction. Until its vectors are
published it is ``fresh``: readers can look it up, but do not find it; and what SQLite no longer names, nobody finds.
"""

import itertools
import json
import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np

from companion.engines.locking import Held, locked
from companion.engines.passage_store import PassageStore, make_store, refused, unavailable
from companion.engines.words_store import drop_words, read_words, write_words
from companion.errors import Conflict, NotFound
from companion.search.evidence import Indexed, KeptWords, Vectors
from companion.texts.documents import Document, Entry, Passage
from companion.texts.reading import Failure

COLLECTION = "passages"
STORE = "passages.sqlite"
DATABASE = "chroma.sqlite3"  # Chroma's own
LOCK = "writing.lock"
CHUNK = 1000  # vectors handed to Chroma at once
BREADTH = 200  # neighbours looked at in a search; no fewer than the passages asked for

_VECTORS = "vectors-"  # and a number: the folders of the vectors

_T = TypeVar("_T")
_openings = itertools.count(1)


class _Vectors:
    """A Chroma collection in ``folder``."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        import chromadb
        from llama_index.vector_stores.chroma import ChromaVectorStore

        logging.getLogger("chromadb").setLevel(logging.ERROR)
        # Chroma keeps one engine for each spelling of a path, and an engine does not see what other processes write;
        # so every opening has a spelling of its own.
        spelling = str(folder) + "".join("/." if bit == "0" else "//." for bit in f"{next(_openings):b}")
        settings = chromadb.Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(spelling, settings)
        if create:
            hnsw = {"space": "cosine", "ef_construction": BREADTH, "ef_search": BREADTH}
            self._collection = self._client.get_or_create_collection(
                COLLECTION, configuration={"hnsw": hnsw}, embedding_function=None
            )
        else:
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
        self._store = ChromaVectorStore(chroma_collection=self._collection)

    def close(self) -> None:
        self._client.close()

    def ids(self) -> set[str]:
        return set(self._collection.get(include=[])["ids"])

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """The texts stay in SQLite: there they cannot disagree with a vector kept under the same id."""
        from llama_index.core.schema import TextNode

        nodes = [
            TextNode(id_=passage.id, text="", embedding=row.tolist(), metadata={"document": passage.document})
            for passage, row in zip(passages, vectors, strict=True)
        ]
        for chunk in _chunks(nodes):
            self._store.add(chunk)

    def delete(self, ids: Iterable[str]) -> None:
        for chunk in _chunks(list(ids)):
            self._store.delete_nodes(chunk)

    def sound(self, ids: Sequence[str]) -> bool:
        """Whether each of these has a vector, and that vector length 1."""
        rows = self.get(ids)
        return len(rows) == len(ids) and all(abs(float(np.linalg.norm(row)) - 1) < 1e-3 for row in rows.values())

    def get(self, ids: Sequence[str]) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for chunk in _chunks(list(ids)):
            found = self._collection.get(ids=chunk, include=["embeddings"])
            rows.update(zip(found["ids"], found["embeddings"], strict=True))
        return rows

    def nearest(self, vector: Vectors, k: int, within: Collection[str] | None) -> list[tuple[str, float]]:
        from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters, VectorStoreQuery

        only = None
        if within is not None:
            only = MetadataFilters(
                filters=[MetadataFilter(key="document", operator=FilterOperator.IN, value=sorted(within))]
            )
        query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=k, filters=only)
        found = self._store.query(query)
        # llama-index gives exp(-distance), and Chroma's distance is 1 - cosine.
        cosines = 1 + np.log(np.array(found.similarities or [], np.float64))
        return list(zip(found.ids or [], cosines.tolist(), strict=True))


class ChromaIndex:
    """A PassageIndex on disk. Readers write nothing and are not held up by a writer; they see its changes when it keeps words or closes."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        """Open the index in ``folder``; with ``write``, make it if it is not there and mend it if it is damaged.

        Raises IndexUnavailable where there is nothing to read, and Conflict where another process is writing.
        """
        self.folder = folder
        self._write = write
        self._lock = threading.RLock()
        self._vectors: _Vectors | None = None
        self._seen = ""  # the folder of the vectors that are open
        self._held = ExitStack()
        if not write:
            self._store = PassageStore(folder / STORE)
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(locked(folder / LOCK, wait=False))
        except Held as error:
            raise Conflict(
                "另一个 index 正在更新这个索引，请等它结束后再运行。",
                "Another run of index is updating this index; run it again when that one has ended.",
            ) from error
        except OSError as error:
            raise refused(folder, str(error.strerror or error)) from error
        with ExitStack() as undo:
            undo.push(self._held)
            self._store = make_store(folder / STORE)
            damaged = self._store.state("whole") != self._print(self._store.state("vectors"))
            if damaged or self._store.state("work") or self._store.fresh():
                self._reconcile()
            undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(whole=kind is None)

    def close(self, *, whole: bool = True) -> None:
        """Let go of everything. ``whole`` says that the last change was carried through; else it is thrown away."""
        with self._lock:
            self._forget()
            if self._write and whole:
                self._publish()
            self._store.close()
            self._held.close()

    @property
    def generation(self) -> int:
        return self._store.generation

    def contents(self) -> tuple[Indexed, ...]:
        return self._store.contents()

    def entries(self) -> tuple[Entry, ...]:
        return tuple(line.entry for line in self._store.contents())

    def document(self, path: str) -> Document:
        return self._store.document(path)

    def passages(self, path: str | None = None) -> tuple[Passage, ...]:
        return self._store.passages(path)

    def named(self, ids: Collection[str]) -> dict[str, Passage]:
        return self._store.named(ids)

    def marks(self) -> dict[str, str]:
        return self._store.marks()

    def keep(self, words: KeptWords) -> None:
        self._publish()
        try:
            name = write_words(self.folder, words)
            self._store.remember(words=name)
            drop_words(self.folder, name)
        except OSError as error:
            raise refused(self.folder, str(error.strerror or error)) from error

    def kept(self) -> KeptWords | None:
        name = self._store.state("words")
        words = read_words(self.folder / name) if name else None
        if words is None and (now := self._store.state("words")) != name:  # exchanged meanwhile
            words = read_words(self.folder / now)
        return words

    def vectors(self, passages: Sequence[Passage]) -> Vectors:
        rows = self._reading(lambda chroma: chroma.get([passage.id for passage in passages]))
        try:
            return np.array([rows[passage.id] for passage in passages], np.float32)
        except KeyError as error:
            raise NotFound("索引里已没有这个段落。", "This passage is no longer in the index.") from error

    def nearest(
        self, vector: Vectors, k: int, within: Collection[str] | None = None
    ) -> tuple[tuple[Passage, float], ...]:
        if k < 1 or (within is not None and not within) or not self._store.filled() or not self._name():
            return ()
        found = self._reading(lambda chroma: chroma.nearest(vector, k, within))
        passages = self._store.named([name for name, _ in found])
        return tuple((passages[name], cosine) for name, cosine in found if name in passages)

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        *,
        stamp: str = "",
        failures: Sequence[Failure] = (),
    ) -> None:
        before = set(self._store.ids(document.path).get(document.path, ()))
        new = [place for place, passage in enumerate(passages) if passage.id not in before]
        if new:
            self._writing(lambda chroma: chroma.add([passages[place] for place in new], vectors[new]))
        self._store.put(document, passages, stamp, failures, fresh=bool(self._store.state("work")))
        self._delete(before - {passage.id for passage in passages})

    def relabel(self, entry: Entry) -> None:
        self._store.relabel(entry)

    def remove(self, path: str) -> None:
        before = self._store.ids(path)
        if before:
            self._store.drop(path)
            self._delete(before[path])

    def _delete(self, ids: Collection[str]) -> None:
        if ids:
            self._writing(lambda chroma: chroma.delete(ids))

    def _reading(self, act: Callable[[_Vectors], _T]) -> _T:
        with self._lock:
            name = self._name()
            if name != self._seen:
                self._forget()
            try:
                return act(self._opened(name))
            except _errors() as error:
                self._forget()
                if name != self._name():  # another process has published others and deleted these
                    return self._reading(act)
                raise unavailable(self.folder, _first_line(error)) from error

    def _writing(self, act: Callable[[_Vectors], None]) -> None:
        with self._lock:
            try:
                if not self._store.state("work"):
                    self._branch()
                act(self._opened(self._name()))
            except _errors() as error:
                raise refused(self.folder, _first_line(error)) from error

    def _opened(self, name: str) -> _Vectors:
        if self._vectors is None:
            place = self.folder / name
            if not self._write and not (place / DATABASE).is_file():  # Chroma would make an empty one
                raise FileNotFoundError(f"{name}/{DATABASE}")
            self._vectors = _Vectors(place, create=self._write)
            self._seen = name
        return self._vectors

    def _forget(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None

    def _name(self) -> str:
        """The folder of the vectors: a writer's own copy, or what is published; "" where there is neither yet."""
        return (self._write and self._store.state("work")) or self._store.state("vectors")

    def _branch(self) -> None:
        """Go on with a copy of the vectors."""
        self._forget()
        published = self._store.state("vectors")
        name = f"{_VECTORS}{int(published.removeprefix(_VECTORS) or 0) + 1}"
        shutil.rmtree(self.folder / name, ignore_errors=True)
        if published:
            shutil.copytree(self.folder / published, self.folder / name)
        self._store.remember(work=name)

    def _publish(self) -> None:
        """Let readers see what has been written, and go on with another copy."""
        with self._lock:
            name = self._store.state("work")
            if name:
                self._forget()
                self._store.publish(work="", vectors=name, whole=self._print(name))
                self._drop_others(name)

    def _drop_others(self, keep: str) -> None:
        for place in self.folder.glob(f"{_VECTORS}*"):
            if place.name != keep:
                shutil.rmtree(place, ignore_errors=True)

    def _reconcile(self) -> None:
        """Make vectors and SQLite agree again: drop vectors nobody names, and documents that lack one of theirs."""
        self._store.remember(work="")
        for path in self._store.fresh():
            self._store.drop(path)
        named, published = self._store.ids(), self._store.state("vectors")
        lost = list(named)
        if published:
            try:
                chroma = self._opened(published)
                extra = chroma.ids() - set(itertools.chain.from_iterable(named.values()))
                lost = [path for path, ids in named.items() if not chroma.sound(ids)]
            except _errors():
                self._forget()
                self._store.remember(vectors="")
                extra = set()
            self._delete(extra)
        for path in lost:
            self.remove(path)
        if not self._store.state("work"):
            self._store.remember(whole=self._print(self._store.state("vectors")))
        self._drop_others(self._name())

    def _print(self, name: str) -> str:
        """What shows cheaply whether the vectors' files are those that were left; "" where there are none."""
        place = self.folder / name
        file = place / DATABASE
        if not name or not file.is_file():
            return ""
        try:
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                checked = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            checked = str(error)
        sizes = {str(one.relative_to(place)): one.stat().st_size for one in place.rglob("*") if one.is_file()}
        return json.dumps({"checked": checked, "inode": file.stat().st_ino, "sizes": sizes}, sort_keys=True)


def _errors() -> tuple[type[Exception], ...]:
    """What Chroma raises when its files are damaged or the disk refuses."""
    from chromadb.errors import ChromaError

    return ChromaError, RuntimeError, OSError


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _chunks(items: Sequence[_T]) -> Iterator[list[_T]]:
    for at in range(0, len(items), CHUNK):
        yield list(items[at : at + CHUNK])
