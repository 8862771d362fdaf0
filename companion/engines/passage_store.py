"""What an index holds, in one SQLite file: the truth that the vectors beside it are measured against."""

import json
import sqlite3
import threading
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from companion.errors import IndexUnavailable, NotFound, StorageError
from companion.search.evidence import Indexed
from companion.texts.documents import Document, Entry, Heading, Page, Passage, Status
from companion.texts.reading import Failure

FORM = 3  # of the tables; a file of another form is made anew
WAIT = 30  # seconds for another process's short write to end

_TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    path TEXT PRIMARY KEY, entry TEXT NOT NULL, digest TEXT NOT NULL, stamp TEXT NOT NULL, paged INTEGER NOT NULL,
    page_count INTEGER NOT NULL, passage_count INTEGER NOT NULL, failures TEXT NOT NULL, recognised TEXT NOT NULL, pages TEXT NOT NULL,
    fresh INTEGER NOT NULL
);
CREATE TABLE passages (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, title TEXT NOT NULL, heading TEXT NOT NULL, first_page INTEGER NOT NULL,
    last_page INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL
);
CREATE INDEX passages_in_order ON passages (document, start);
"""
_COLUMNS = 'document, title, heading, first_page, last_page, start, "end", text, language'


class PassageStore:
    """The documents and passages of one index. Safe to share between threads.

    A reader never writes, sees what other processes commit, and notices when the file is exchanged for another.
    """

    def __init__(self, file: Path, *, write: bool = False) -> None:
        """Raises IndexUnavailable if ``write`` is not set and there is no usable file."""
        self.file = file
        self._write = write
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        with self._lock:
            self._open()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @property
    def generation(self) -> int:
        return int(self.state("generation", "0"))

    def state(self, name: str, default: str = "") -> str:
        """What was remembered under this name."""
        rows = self._rows("SELECT value FROM state WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else default

    def remember(self, **values: str) -> None:
        with self._changing() as connection:
            connection.executemany("REPLACE INTO state VALUES (?, ?)", values.items())

    def contents(self) -> tuple[Indexed, ...]:
        rows = self._rows(
            "SELECT entry, stamp, page_count, passage_count, failures, recognised FROM documents ORDER BY path"
        )
        return tuple(
            Indexed(
                _entry(entry),
                stamp,
                pages,
                passages,
                tuple(Failure(*one) for one in json.loads(failures)),
                tuple(json.loads(recognised)),
            )
            for entry, stamp, pages, passages, failures, recognised in rows
        )

    def document(self, path: str) -> Document:
        rows = self._rows("SELECT entry, digest, paged, pages FROM documents WHERE path = ?", (path,))
        if not rows:
            raise _no_document(path)
        ((entry, digest, paged, pages),) = rows
        return Document(
            _entry(entry),
            digest,
            tuple(
                Page(number, text, tuple(Heading(*heading) for heading in headings), confidence)
                for number, text, headings, confidence in json.loads(pages)
            ),
            bool(paged),
        )

    def passages(self, path: str | None = None) -> tuple[Passage, ...]:
        """All, or one document's, in order of path and place."""
        where, values = ("", ()) if path is None else ("WHERE document = ?", (path,))
        return tuple(
            map(_passage, self._rows(f"SELECT {_COLUMNS} FROM passages {where} ORDER BY document, start", values))
        )

    def filled(self) -> bool:
        """Whether there is any passage."""
        return bool(self._rows("SELECT 1 FROM passages LIMIT 1"))

    def named(self, ids: Collection[str]) -> dict[str, Passage]:
        """Those of the passages with these ids that are there."""
        query = f"SELECT {_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return {passage.id: passage for passage in map(_passage, self._rows(query, (json.dumps(list(ids)),)))}

    def marks(self) -> dict[str, str]:
        """For each document something that is another one when its passages are others; readers see no fresh ones."""
        where = "" if self._write else "WHERE NOT fresh"
        mark = "digest || ' ' || stamp || ' ' || passage_count"
        return dict(self._rows(f"SELECT path, {mark} FROM documents {where} ORDER BY path"))

    def fresh(self) -> list[str]:
        """The documents whose vectors readers cannot see yet."""
        return [path for (path,) in self._rows("SELECT path FROM documents WHERE fresh ORDER BY path")]

    def publish(self, **values: str) -> None:
        """Remember ``values``; no document is fresh any more."""
        with self._changing() as connection:
            connection.executemany("REPLACE INTO state VALUES (?, ?)", values.items())
            connection.execute("UPDATE documents SET fresh = 0 WHERE fresh")

    def ids(self, path: str | None = None) -> dict[str, list[str]]:
        """The ids of the passages of each document, or of one, if it is there."""
        where, values = ("", ()) if path is None else ("WHERE path = ?", (path,))
        found: dict[str, list[str]] = {
            name: [] for (name,) in self._rows(f"SELECT path FROM documents {where}", values)
        }
        for name in found:
            found[name] = [row[0] for row in self._rows("SELECT id FROM passages WHERE document = ?", (name,))]
        return found

    def put(
        self, document: Document, passages: Sequence[Passage], stamp: str, failures: Sequence[Failure], *, fresh: bool
    ) -> None:
        """Put in a document and its passages in place of what stood under its path, in one transaction."""
        pages = [
            (page.number, page.text, [(h.start, h.end, h.level) for h in page.headings], page.confidence)
            for page in document.pages
        ]
        told = [(failure.file, failure.page, failure.zh, failure.en) for failure in failures]
        with self._changing() as connection:
            _drop(connection, document.path)
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.path,
                    _entry_text(document.entry),
                    document.digest,
                    stamp,
                    document.paged,
                    len(pages),
                    len(passages),
                    _text(told),
                    _text(document.recognised),
                    _text(pages),
                    fresh,
                ),
            )
            connection.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        p.id,
                        p.document,
                        p.title,
                        _text(p.heading),
                        p.first_page,
                        p.last_page,
                        p.start,
                        p.end,
                        p.text,
                        p.language,
                    )
                    for p in passages
                ],
            )

    def relabel(self, entry: Entry) -> None:
        with self._changing() as connection:
            done = connection.execute("UPDATE documents SET entry = ? WHERE path = ?", (_entry_text(entry), entry.path))
            if not done.rowcount:
                raise _no_document(entry.path)

    def drop(self, path: str) -> None:
        with self._changing() as connection:
            _drop(connection, path)

    def _open(self) -> sqlite3.Connection:
        if not self._write and not self.file.is_file():
            raise unavailable(self.file.parent)
        mode = "rwc" if self._write else "ro"
        try:
            connection = sqlite3.connect(
                f"{self.file.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=WAIT,
                check_same_thread=False,
                isolation_level=None,
            )
            form = connection.execute("PRAGMA user_version").fetchone()[0]
            if self._write:
                if form != FORM or connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                    raise sqlite3.DatabaseError("another form")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
            elif form != FORM:
                raise sqlite3.DatabaseError("another form")
        except sqlite3.DatabaseError as error:
            raise unavailable(self.file.parent, str(error)) from error
        self._connection = connection
        self._inode = self.file.stat().st_ino
        return connection

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            try:
                if self._connection is not None and self.file.stat().st_ino != self._inode:
                    self.close()  # the folder was deleted and made anew
                return (self._connection or self._open()).execute(query, values).fetchall()
            except FileNotFoundError as error:
                self.close()
                raise unavailable(self.file.parent) from error
            except sqlite3.DatabaseError as error:
                self.close()
                raise unavailable(self.file.parent, str(error)) from error

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, after which the generation is another."""
        with self._lock:
            connection = self._connection or self._open()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("UPDATE state SET value = value + 1 WHERE name = 'generation'")
                connection.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                raise refused(self.file.parent, str(error)) from error
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def make_store(file: Path) -> PassageStore:
    """The store in ``file``, opened for writing; an unusable file is replaced by an empty one."""
    if file.is_file():
        try:
            return PassageStore(file, write=True)
        except IndexUnavailable:
            for left in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
                left.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(file, isolation_level=None)
        # An exchanged file must not seem to be of the same generation as the one before it.
        generation = uuid.uuid4().int >> 80
        connection.executescript(
            f"BEGIN; {_TABLES} INSERT INTO state VALUES ('generation', '{generation}'); PRAGMA user_version = {FORM}; COMMIT;"
        )
        connection.close()
    except sqlite3.DatabaseError as error:
        raise refused(file.parent, str(error)) from error
    return PassageStore(file, write=True)


def unavailable(folder: Path, reason: str = "") -> IndexUnavailable:
    if not reason:
        return IndexUnavailable(
            f"还没有索引（{folder} 里没有），请先运行 python -m companion index。",
            f"There is no index yet (none in {folder}); run python -m companion index first.",
        )
    return IndexUnavailable(
        f"{folder} 里的索引读不了（{reason}），请运行 python -m companion index 重建；若仍如此，删去这个文件夹后再运行。",
        f"The index in {folder} cannot be read ({reason}); run python -m companion index to rebuild it, and if that "
        "does not help, delete the folder and run it again.",
    )


def refused(folder: Path, reason: str) -> StorageError:
    return StorageError(
        f"索引写不进 {folder}（{reason}），请检查磁盘空间与权限后再运行 index；已写入的不会丢失。",
        f"The index could not be written to {folder} ({reason}); check the disk's free space and permissions and run "
        "index again; what has been written is kept.",
    )


def _no_document(path: str) -> NotFound:
    return NotFound(f"索引里没有材料“{path}”。", f"There is no text {path!r} in the index.")


def _drop(connection: sqlite3.Connection, path: str) -> None:
    connection.execute("DELETE FROM passages WHERE document = ?", (path,))
    connection.execute("DELETE FROM documents WHERE path = ?", (path,))


def _passage(row: Sequence[Any]) -> Passage:
    document, title, heading, *rest = row
    return Passage(document, title, tuple(json.loads(heading)), *rest)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _entry_text(entry: Entry) -> str:
    return _text(asdict(entry))


def _entry(text: str) -> Entry:
    values = json.loads(text)
    day = values.pop("date")
    status = Status(values.pop("status"))
    return Entry(**values, date=date.fromisoformat(day) if day else None, status=status)
