"""Backups: whole while somebody writes, refused where they are not what they say."""

import datetime as dt
import json
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest

from companion.cli.main import main
from companion.engines.backup import MANIFEST, back_up, restore
from companion.engines.sql import open_database
from companion.errors import Conflict, NotFound, StorageError
from companion.people.members import Branch, Member
from companion.records.events import Event, EventKind

NAME = "companion.sqlite"
NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    database = open_database(folder / NAME)
    database.directory.put_branch(Branch("甲", "甲支部"))
    database.directory.add(Member("linmo", "林默", "甲"), "hash")
    database.close()
    (folder / "attachments").mkdir()
    (folder / "attachments" / "照片.jpg").write_bytes(b"\xff\xd8 picture")
    (folder / f"{NAME}.before-0001").write_bytes(b"older")
    return folder


def event(n: int) -> Event:
    return Event(EventKind.QUIZ_SUBMITTED, "甲", "linmo", NOW.date(), NOW, {"n": n, "text": "字" * 200})


def test_a_backup_comes_back_with_all_that_was_there(home: Path, tmp_path: Path) -> None:
    manifest = back_up(home, NAME, tmp_path / "b.zip", NOW)
    assert [stored.path for stored in manifest.files] == [NAME, "attachments/照片.jpg"]
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    restore(tmp_path / "b.zip", tmp_path / "else" / "data", NAME)
    database = open_database(tmp_path / "else" / "data" / NAME)
    assert database.directory.member("linmo").name == "林默"
    assert database.directory.password_hash("linmo") == "hash"
    database.close()
    assert (tmp_path / "else" / "data" / "attachments" / "照片.jpg").read_bytes() == b"\xff\xd8 picture"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.zip", "data", "else"]


def test_a_backup_made_while_somebody_writes_is_one_moment(home: Path, tmp_path: Path) -> None:
    database = open_database(home / NAME)
    begun, stop, written = threading.Event(), threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            written.append(database.ledger.append(event(len(written))).id)
            if len(written) == 20:
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    for n in range(3):
        back_up(home, NAME, tmp_path / f"{n}.zip", NOW)
    stop.set()
    writer.join()
    database.close()
    counts = []
    for n in range(3):
        restore(tmp_path / f"{n}.zip", tmp_path / str(n), NAME)
        copy = open_database(tmp_path / str(n) / NAME)
        found = copy.ledger.events()
        assert [one.payload["n"] for one in found] == list(range(len(found)))  # no gap: one moment of the ledger
        counts.append(len(found))
        copy.close()
    assert 20 <= counts[0] <= counts[1] <= counts[2] <= len(written)


def test_records_are_never_written_over(home: Path, tmp_path: Path) -> None:
    back_up(home, NAME, tmp_path / "b.zip", NOW)
    with pytest.raises(Conflict):
        back_up(home, NAME, tmp_path / "b.zip", NOW)
    with pytest.raises(Conflict):
        restore(tmp_path / "b.zip", home, NAME)
    database = open_database(home / NAME)
    database.ledger.append(event(1))
    with pytest.raises(StorageError, match="占用"):
        restore(tmp_path / "b.zip", home, NAME, "aside")
    database.close()
    restore(tmp_path / "b.zip", home, NAME, "aside")
    for folder, count in ((home, 0), (home.with_name("data.aside"), 1)):
        database = open_database(folder / NAME)
        assert len(database.ledger.events()) == count
        database.close()
    assert (home.with_name("data.aside") / f"{NAME}.before-0001").exists()


def rewritten(source: Path, to: Path, change: dict[str, bytes], manifest: dict[str, object] | None = None) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(to, "w") as new:
        told = json.loads(old.read(MANIFEST)) | (manifest or {})
        for name in old.namelist():
            new.writestr(name, json.dumps(told) if name == MANIFEST else change.get(name, old.read(name)))
    return to


def test_what_is_no_sound_backup_is_refused_and_changes_nothing(home: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.zip"
    back_up(home, NAME, good, NOW)
    outside = [{"path": "../evil", "bytes": 1, "sha256": ""}]
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w"):
        pass
    (tmp_path / "text.zip").write_bytes(b"no zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-200])
    for bad in (
        empty,
        tmp_path / "text.zip",
        cut,
        rewritten(good, tmp_path / "1.zip", {"attachments/照片.jpg": b"\xff\xd8 picturE"}),
        rewritten(good, tmp_path / "2.zip", {"attachments/照片.jpg": b"x" * 1000}),
        rewritten(good, tmp_path / "3.zip", {}, {"format": 99}),
        rewritten(good, tmp_path / "4.zip", {}, {"files": outside}),
        rewritten(good, tmp_path / "5.zip", {}, {"files": []}),
        rewritten(good, tmp_path / "6.zip", {}, {"files": 7}),
    ):
        with pytest.raises(StorageError):
            restore(bad, tmp_path / "new", NAME)
        assert not (tmp_path / "new").exists()
    with pytest.raises(NotFound):
        restore(tmp_path / "none.zip", tmp_path / "new", NAME)
    with pytest.raises(NotFound):
        back_up(tmp_path / "nowhere", NAME, tmp_path / "c.zip", NOW)
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob(".restore*"))


def test_the_commands(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPANION_HOME", str(home))
    assert main(["backup", "b.zip", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], len(told["sha256"])) == (2, 64)
    assert main(["restore", "b.zip"]) == 1
    assert "--aside" in capsys.readouterr().err
    with sqlite3.connect(home / NAME) as opened:
        opened.execute("DELETE FROM members")
    opened.close()
    assert main(["restore", "b.zip", "--aside", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["aside"]).is_dir()
    with sqlite3.connect(home / NAME) as opened:
        assert opened.execute("SELECT username FROM members").fetchall() == [("linmo",)]
    opened.close()
