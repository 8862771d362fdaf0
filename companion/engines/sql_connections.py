"""Connections to one SQLite file through SQLAlchemy, and what its refusals mean to a person."""

import errno
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from companion.errors import StorageError

PATIENCE = 20.0  # seconds that another process may hold the file before we give up


class Connections:
    """``read`` and ``write`` give a connection within a transaction of its own, which ends with the block.

    Writers of this process queue at a lock, which is fair; SQLite's own waiting, kept for other processes, is not:
    among many it lets some wait until they give up. A write takes SQLite's lock at its beginning, so that nothing can
    come between what it reads and what it then stores.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.Lock()
        self._engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(path)),
            connect_args={"timeout": PATIENCE, "check_same_thread": False},
            json_serializer=_json,
            pool_size=8,
            max_overflow=8,
            pool_timeout=60,
        )
        self._writer = self._engine.execution_options(immediate=True)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with explained(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        with explained(self.path), self._writing, self._writer.begin() as connection:
            yield connection

    def empty_journal(self) -> None:
        """Moves what the journal beside the file holds into it, and cuts the journal off; nothing happens while a reader needs it."""
        with explained(self.path), closing(sqlite3.connect(self.path, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._engine.dispose()


def _json(value: object) -> str:
    """Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace").decode()


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, in _begin
    connection.execute("PRAGMA foreign_keys = ON")
    # In WAL mode NORMAL may lose the last transactions when power fails; what a member was told is kept must be kept.
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the database's refusals into StorageError; broken constraints pass, for the caller to name."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DBAPIError as error:
        raise _storage_error(path, error.orig) from error
    except sa.exc.TimeoutError as error:
        raise _busy(path) from error
    except (sqlite3.Error, OSError) as error:
        raise _storage_error(path, error) from error


def _storage_error(path: Path, error: BaseException | None) -> StorageError:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # the low byte names the kind, the rest the detail
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _busy(path)
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) == errno.ENOSPC:
        return StorageError(
            f"磁盘已满，没有存入 {path}。请腾出空间后再试。",
            f"The disk is full; nothing was stored in {path}. Please make room and try again.",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StorageError(
            f"数据库文件 {path} 已损坏，或不是数据库。请移开它，并放回备份。",
            f"The database file {path} is damaged, or is none. Please move it away and put back a backup.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM) or isinstance(
        error, PermissionError | IsADirectoryError | NotADirectoryError | FileExistsError
    ):
        return StorageError(
            f"不能写入 {path}。请检查它和所在文件夹的权限。",
            f"{path} cannot be written. Please check the permissions of the file and its folder.",
        )
    return StorageError(
        f"数据库 {path} 没有完成这一步：{error}。", f"The database {path} did not complete this step: {error}."
    )


def _busy(path: Path) -> StorageError:
    return StorageError(
        f"数据库 {path} 正被占用，请稍后再试。", f"The database {path} is in use; please try again in a moment."
    )
