"""The file: how it is made, migrated, guarded, and what is said when it cannot be used."""

import dataclasses
import datetime as dt
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import companion.engines.migrations
from companion.engines.sql import open_database
from companion.engines.sql_connections import explained
from companion.engines.sql_tables import metadata
from companion.errors import StorageError
from companion.people.members import Branch, Member
from tests.records.ledger_contract import event

MIGRATIONS = Path(companion.engines.migrations.__file__).parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


REVISIONS = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _made_by(revision: str, path: Path) -> None:
    """A database as the version of ``revision`` left it."""
    config, engine = _config(), sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def _tell(path: Path) -> str:
    with pytest.raises(StorageError) as told:
        open_database(path)
    assert path.name in told.value.zh
    assert path.name in told.value.en
    return told.value.zh


@pytest.mark.parametrize("revision", [None, *REVISIONS])
def test_migrations_end_at_exactly_the_tables_of_today(tmp_path: Path, revision: str | None) -> None:
    path = tmp_path / "companion.sqlite"
    if revision:
        _made_by(revision, path)
    open_database(path).close()
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()


def test_an_older_database_keeps_what_it_holds_and_is_copied_first(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    _made_by("0001", path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO branches VALUES ('b', '一支部', 'Asia/Shanghai', '2026-09-01', '[0, 1]')")
        connection.execute(
            "INSERT INTO events VALUES (7, 'quiz_submitted', 'b', 'linmo', '2026-09-01', '2026-09-01 08:00:00', '{}', NULL)"
        )
    old = path.read_bytes()
    database = open_database(path)
    assert database.directory.branches() == (Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 9, 1), (0, 1)),)
    assert [(one.id, one.at) for one in database.ledger.events()] == [(7, dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC))]
    database.close()
    kept = tmp_path / "companion.sqlite.before-0001"
    assert _dump(kept) == _dump_of(old, tmp_path)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_who_was_inactive_in_an_older_database_has_no_last_day(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    _made_by("0004", path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO branches VALUES ('b', '一支部', 'Asia/Shanghai', '2026-09-01', '[0, 1]')")
        for name, active in (("linmo", 1), ("gone", 0)):
            connection.execute(
                "INSERT INTO members VALUES (?, '名', 'b', 'member', '', 'teacher', '2026-09-01', ?, 0, 'x')", (name, active)
            )
    database = open_database(path)
    assert [(one.username, one.active, one.left) for one in database.directory.members()] == [("gone", False, None), ("linmo", True, None)]
    gone = dataclasses.replace(database.directory.member("gone"), left=dt.date(2026, 9, 9))
    database.directory.update(gone)
    assert database.directory.member("gone") == gone
    database.close()


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def _dump_of(data: bytes, folder: Path) -> list[str]:
    (folder / "copy").write_bytes(data)
    return _dump(folder / "copy")


def test_opening_again_changes_nothing_and_copies_nothing(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    database = open_database(path)
    kept = database.ledger.append(event())
    database.close()
    database = open_database(path)
    assert database.ledger.events() == (kept,)
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["companion.sqlite"]


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    open_database(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = _dump(path)
    assert "更新的版本" in _tell(path)
    assert _dump(path) == before


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    assert "别的程序" in _tell(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    path.write_text("成员名册\n" * 1000)
    before = path.read_bytes()
    assert "损坏" in _tell(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    open_database(path).close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)  # the header and the schema stay
    path.write_bytes(data)
    with pytest.raises(StorageError) as told:
        open_database(path).directory.members()
    assert "损坏" in told.value.zh


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    path = tmp_path / "companion.sqlite"
    path.mkdir()
    assert "权限" in _tell(path)


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert "权限" in _tell(tmp_path / "home" / "companion.sqlite")


def test_a_locked_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with closing(sqlite3.connect(path)) as holder, closing(sqlite3.connect(path, timeout=0)) as other:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError) as told, explained(path):
            other.execute("BEGIN IMMEDIATE")
    assert "占用" in told.value.zh


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("CREATE TABLE t (x)")
        with pytest.raises(StorageError) as told, explained(path):
            connection.execute("INSERT INTO t VALUES (?)", ("x" * 100_000,))
    assert "磁盘已满" in told.value.zh


def test_a_read_only_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    sqlite3.connect(path).close()
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with closing(reader), pytest.raises(StorageError) as told, explained(path):
        reader.execute("CREATE TABLE t (x)")
    assert "权限" in told.value.zh


@pytest.mark.parametrize("act", ["UPDATE events SET member = 'other'", "DELETE FROM events", "DELETE FROM events WHERE id = 1"])
def test_events_can_be_neither_changed_nor_deleted(tmp_path: Path, act: str) -> None:
    path = tmp_path / "companion.sqlite"
    database = open_database(path)
    kept = database.ledger.append(event())
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(act)
    assert database.ledger.events() == (kept,)
    database.close()


def test_only_the_owner_reads_the_records(tmp_path: Path) -> None:
    path = tmp_path / "home" / "deeper" / "companion.sqlite"
    database = open_database(path)
    database.ledger.append(event())
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(("companion.sqlite", "companion.sqlite-wal", "companion.sqlite-shm"), 0o600)
    database.close()


def test_a_member_needs_a_branch_in_the_file_itself(tmp_path: Path) -> None:
    database = open_database(tmp_path / "companion.sqlite")
    database.directory.put_branch(Branch("b", "一支部"))
    database.directory.add(Member("linmo", "林默", "b"), "hash")
    database.close()
    with closing(sqlite3.connect(tmp_path / "companion.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_list(members)").fetchone()[2:5] == ("branches", "branch", "id")


def test_several_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    script = "import sys, pathlib; from companion.engines.sql import open_database; open_database(pathlib.Path(sys.argv[1]))"
    opened = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "x.sqlite")], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [(process.communicate()[1], process.returncode) for process in opened] == [(b"", 0)] * 3


def test_a_copy_taken_away_and_brought_back_holds_everything(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite")
    kept = database.ledger.append(event())
    database.close()
    shutil.copy(tmp_path / "a.sqlite", tmp_path / "b.sqlite")
    again = open_database(tmp_path / "b.sqlite")
    assert again.ledger.events() == (kept,)
    again.close()


def test_what_is_stored_stays_when_another_program_opens_and_leaves_the_file(tmp_path: Path) -> None:
    """Closing a file that SQLite has open, even through another handle, lets go of the process's locks on it; the
    next program to leave would take itself for the last one and throw the write-ahead log away."""
    path = tmp_path / "companion.sqlite"
    serving = open_database(path)
    open_database(path).close()
    serving.directory.put_branch(Branch("a", "甲支部"))
    other = "import sys, pathlib; from companion.engines.sql import open_database; open_database(pathlib.Path(sys.argv[1])).close()"
    subprocess.run([sys.executable, "-c", other, str(path)], check=True)
    serving.directory.put_branch(Branch("b", "乙支部"))
    assert len(_branches(path)) == 2
    serving.close()
    assert len(_branches(path)) == 2


def _branches(path: Path) -> list[str]:
    """As a program that opens the file now finds them."""
    seen = open_database(path)
    try:
        return [branch.id for branch in seen.directory.branches()]
    finally:
        seen.close()
