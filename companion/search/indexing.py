"""Bringing an index up to date with a folder of texts: what is new or changed is embedded, what is gone is dropped."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from companion.errors import ReadingError
from companion.search.evidence import Encoder, PassageIndex, Vectors
from companion.search.loaded import keep_words
from companion.texts.documents import Document, Entry, Passage, digest
from companion.texts.reading import Failure
from companion.texts.versions import with_versions

BATCH = 256  # passages embedded together; they may come from many small documents, or be a part of a large one
UNKEPT = (
    5000  # passages put in before their words are kept, so that a reader of a long run has few to take from the texts
)

Read = Callable[[Path, Entry], tuple[Document, Sequence[Failure]]]
Split = Callable[[Document], Sequence[Passage]]
Progress = Callable[[float, int, int], None]


@dataclass(frozen=True)
class IndexReport:
    """What a run has done. The first three count what the index holds now; the next three are numbers of documents."""

    documents: int
    pages: int
    passages: int
    added: int  # new or changed
    removed: int
    unchanged: int
    failed: tuple[Failure, ...]
    recognised: int  # pages read from their pictures, of those the index holds
    least_confidence: float | None  # of these pages, from 0 to 1
    seconds: float


@dataclass(frozen=True)
class _Work:
    """A document that waits for the vectors of its passages; ``place`` counts the texts looked at up to it."""

    place: int
    document: Document
    passages: tuple[Passage, ...]
    stamp: str
    failures: tuple[Failure, ...]


def index_corpus(
    folder: Path,
    entries: Sequence[Entry],
    index: PassageIndex,
    encoder: Encoder,
    read: Read,
    split: Split,
    progress: Progress | None = None,
    able: str = "",
) -> IndexReport:
    """Make ``index`` hold exactly the texts of ``folder`` that are named by ``entries`` and can be read.

    A text counts as unchanged while its bytes and its catalog title and language are the same; it is then neither read
    nor embedded, and other changes of its catalog line are taken over. Older versions of a rule are marked as superseded. Each document is put in by itself, so a run
    that ends early loses little. A text that cannot be read stands in ``failed`` and not in the index; the others go
    on. Texts of which pages failed are also read anew where ``able``, which says what reading is able to, has changed.
    ``progress`` is told the documents done (also in part), their number, and the passages embedded so far.
    """
    began = time.perf_counter()
    known = {line.entry.path: line for line in index.contents()}
    failed: list[Failure] = []
    waiting: list[Entry] = []
    unchanged: list[Entry] = []
    for entry in entries:
        line = known.get(entry.path)
        if line is not None and line.stamp == _stamp(
            _file_digest(folder / entry.path), entry, able if line.failures else ""
        ):
            failed += line.failures
            unchanged.append(entry)
        else:
            waiting.append(entry)
    _relabel(index, unchanged)
    for path in known.keys() - {entry.path for entry in entries}:
        index.remove(path)

    def works() -> Iterator[_Work]:
        for place, entry in enumerate(waiting, 1):
            try:
                document, failures = read(folder, entry)
            except ReadingError as error:
                failed.append(Failure(entry.path, error.page, error.zh, error.en))
                index.remove(entry.path)
                continue
            failed.extend(failures)
            stamp = _stamp(document.digest, entry, able if failures else "")
            yield _Work(place, document, tuple(split(document)), stamp, tuple(failures))

    def tell(done: float, embedded: int) -> None:
        if progress is not None:
            progress(done, len(waiting), embedded)

    added = _embed(works(), index, encoder, tell)
    keep_words(index)
    _relabel(index, entries)
    contents = index.contents()
    return IndexReport(
        documents=len(contents),
        pages=sum(line.pages for line in contents),
        passages=sum(line.passages for line in contents),
        added=added,
        removed=len(known.keys() - {line.entry.path for line in contents}),
        unchanged=len(entries) - len(waiting),
        failed=tuple(failed),
        recognised=sum(len(line.recognised) for line in contents),
        least_confidence=min((one for line in contents for one in line.recognised), default=None),
        seconds=time.perf_counter() - began,
    )


def _embed(
    works: Iterable[_Work], index: PassageIndex, encoder: Encoder, progress: Callable[[float, int], None]
) -> int:
    """Embed and put in every document; how many there were. Passages the index has under the same words are not redone."""
    documents = passages = place = unkept = 0
    for group in _groups(works):
        vectors: dict[str, Vectors] = {}
        for work in group:
            before = index.passages(work.document.path)
            if before:
                vectors.update(zip((passage.context for passage in before), index.vectors(before), strict=True))
        contexts = dict.fromkeys(passage.context for work in group for passage in work.passages)
        new = [context for context in contexts if context not in vectors]
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            vectors.update(zip(batch, encoder.encode_passages(batch), strict=True))
            passages += len(batch)
            progress(place + (group[-1].place - place) * (at + len(batch)) / len(new), passages)
        for work in group:
            rows = np.array([vectors[passage.context] for passage in work.passages], np.float32)
            index.replace(work.document, work.passages, rows, stamp=work.stamp, failures=work.failures)
            unkept += len(work.passages)
        if unkept >= UNKEPT:
            keep_words(index)
            unkept = 0
        documents += len(group)
        place = group[-1].place
        progress(place, passages)
    return documents


def _groups(works: Iterable[_Work]) -> Iterator[list[_Work]]:
    """Runs of documents that have BATCH passages or more together."""
    group: list[_Work] = []
    for work in works:
        group.append(work)
        if sum(len(one.passages) for one in group) >= BATCH:
            yield group
            group = []
    if group:
        yield group


def _filled(entry: Entry, known: Entry) -> Entry:
    """What the catalog says now, with what only the file told: its title and language, and what the catalog leaves empty."""
    return replace(
        entry,
        title=known.title,
        language=known.language,
        issuer=entry.issuer or known.issuer,
        number=entry.number or known.number,
        date=entry.date or known.date,
    )


def _relabel(index: PassageIndex, entries: Sequence[Entry]) -> None:
    """Put the catalog's lines of what is indexed in where they differ, older versions of a rule marked as superseded."""
    known = {entry.path: entry for entry in index.entries()}
    for entry in with_versions(_filled(entry, known[entry.path]) for entry in entries if entry.path in known):
        if entry != known[entry.path]:
            index.relabel(entry)


def _stamp(file_digest: str, entry: Entry, able: str) -> str:
    return digest(file_digest, entry.title, entry.language, able)


def _file_digest(file: Path) -> str:
    """The SHA-256 of the file's bytes, or nothing where it cannot be opened: then reading says why."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""
