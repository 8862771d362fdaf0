"""The database: one SQLite file, brought up to date when it is opened."""

import logging
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from companion.engines.sql_connections import Connections, explained
from companion.engines.sql_people import SqlDirectory, SqlSessions
from companion.engines.sql_records import SqlBank, SqlDrafts, SqlLedger
from companion.engines.sql_registry import SqlRegistry
from companion.errors import StorageError


@dataclass(frozen=True)
class Database:
    """What is kept of people and of what they did, all in one file. Safe to use from any thread."""

    path: Path
    directory: SqlDirectory
    sessions: SqlSessions
    ledger: SqlLedger
    bank: SqlBank
    registry: SqlRegistry
    drafts: SqlDrafts
    _connections: Connections

    def close(self) -> None:
        self._connections.close()


def open_database(path: Path) -> Database:
    """Open ``path``; make it, and its folder, where it is not there; migrate it where an older version made it.

    Both are readable by their owner alone. Before it is migrated, an existing database is copied beside itself, as
    ``NAME.before-REVISION``. Raises StorageError, and changes nothing, where it cannot be opened, is no database of
    ours, or was made by a newer version.
    """
    with explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Never open a file that is there: to close it again would let go of the locks this process may hold on it.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connections = Connections(path)
    try:
        _migrate(connections, path)
    except BaseException:
        connections.close()
        raise
    return Database(
        path,
        SqlDirectory(connections),
        SqlSessions(connections),
        SqlLedger(connections),
        SqlBank(connections),
        SqlRegistry(connections),
        SqlDrafts(connections),
        connections,
    )


def _migrate(connections: Connections, path: Path) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # its own steps say nothing to the person who starts us
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    with connections.read() as connection:
        before = _revision(connection, path)
    if before == head:
        return
    if before is not None and before not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageError(
            f"数据库 {path} 由更新的版本建立（{before}）。请用那个版本，或升级到它以后的版本。",
            f"The database {path} was made by a newer version ({before}). Please use that version or a later one.",
        )
    _keep_in_wal(path)
    with connections.write() as connection:
        before = _revision(connection, path)  # another process may have been first
        if before == head:
            return
        if before is not None:
            _copy(path, path.with_name(f"{path.name}.before-{before}"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: sa.Connection, path: Path) -> str | None:
    """The version that the file's tables have; None for an empty file."""
    names = sa.inspect(connection).get_table_names()
    if "alembic_version" in names:
        revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return revision
    if names:
        raise StorageError(
            f"{path} 是别的程序的数据库。请换一个 COMPANION_HOME。",
            f"{path} is another program's database. Please choose another COMPANION_HOME.",
        )
    return None


def _keep_in_wal(path: Path) -> None:
    """Readers and a writer do not wait for one another. The mode stays with the file; it cannot be set in a transaction."""
    with explained(path), closing(sqlite3.connect(path, timeout=20)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _copy(path: Path, to: Path) -> None:
    """A copy as of now, complete or not there at all."""
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    part.replace(to)
