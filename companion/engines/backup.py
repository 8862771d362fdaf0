"""A backup: one zip file of all that cannot be rebuilt, with a manifest that says what is in it."""

import datetime as dt
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from companion import __version__
from companion.engines.sql_connections import explained
from companion.errors import Conflict, NotFound, StorageError

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 2**20


@dataclass(frozen=True)
class Stored:
    """A file of the backup: its path below the home folder, with forward slashes."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``revision`` is that of the database's tables, ``version`` the program's, ``made`` in UTC."""

    format: int
    version: str
    revision: str
    made: str
    files: tuple[Stored, ...]


def back_up(home: Path, database: str, to: Path, now: dt.datetime) -> Manifest:
    """Write the home folder to the zip file ``to``, which is there whole or not at all; a server may be running meanwhile.

    The database, named ``database``, is copied as of one moment by SQLite itself; other files as they are, but for older copies of the
    database. The backup is readable by its owner alone. Raises NotFound where there are no records, Conflict where ``to``
    is there already, StorageError.
    """
    if not (home / database).is_file():
        raise NotFound(f"{home} 里还没有记录，没有可备份的。", f"There are no records in {home} to back up.")
    if to.exists():
        raise Conflict(f"{to} 已经有了，请换一个文件名。", f"{to} is there already; please choose another name.")
    part = to.with_name(to.name + ".part")
    with explained(to), tempfile.TemporaryDirectory(dir=to.absolute().parent, prefix=".backup-") as folder:
        copy = Path(folder) / database
        _copy_database(home / database, copy)
        files = [(database, copy), *_others(home, database, skip=(to, part))]
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as opened, zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
                stored = []
                for path, file in files:
                    archive.write(file, path)
                    stored.append(Stored(path, file.stat().st_size, _sha256(file)))
                manifest = Manifest(FORMAT, __version__, _revision(copy), now.isoformat(timespec="seconds"), tuple(stored))
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
    return manifest


def restore(file: Path, home: Path, database: str, aside: str = "") -> Manifest:
    """Put a backup's files into the home folder, after every digest was found right.

    Records that are there are never written over: Conflict, unless ``aside`` is a word under which the whole home folder is
    moved beside itself first. Raises NotFound for no such file, StorageError for one that is no sound backup, was
    made by a newer program, or where records are in use.
    """
    if not file.is_file():
        raise NotFound(f"没有备份文件 {file}。", f"There is no backup {file}.")
    if (home / database).exists():
        if not aside:
            raise Conflict(
                f"{home} 里已有记录，没有动它。要先把它移到旁边再恢复，请加 --aside。",
                f"{home} holds records already; nothing was changed. To move them aside first, add --aside.",
            )
        _require_idle(home / database)
    home.parent.mkdir(parents=True, exist_ok=True)
    with explained(home), tempfile.TemporaryDirectory(dir=home.absolute().parent, prefix=".restore-") as folder:
        fresh = Path(folder) / "home"
        fresh.mkdir(mode=0o700)
        manifest = _unpack(file, fresh)
        if database not in {stored.path for stored in manifest.files} or _revision(fresh / database) != manifest.revision:
            raise _unsound(file, "里面没有完好的数据库", "it holds no sound database")
        if home.exists() and any(home.iterdir()):
            if not aside:
                raise Conflict(f"{home} 不是空的，没有动它；请加 --aside。", f"{home} is not empty; nothing was changed. Add --aside.")
            beside = home.with_name(f"{home.name}.{aside}")
            if beside.exists():
                raise Conflict(f"{beside} 已经有了，请稍后再试。", f"{beside} is there already; please try again.")
            home.rename(beside)
        elif home.exists():
            home.rmdir()
        fresh.rename(home)
    return manifest


def _copy_database(source: Path, to: Path) -> None:
    """By SQLite's online backup, in one read transaction: writers are not held up, and what they write meanwhile is not in it."""
    with closing(sqlite3.connect(source, timeout=20)) as opened, closing(sqlite3.connect(to)) as copy:
        opened.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the mode of the original


def _others(home: Path, database: str, skip: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    left_out = {path.absolute() for path in skip}
    for file in sorted(home.rglob("*")):
        path = file.relative_to(home)
        if file.is_symlink() or not file.is_file() or file.absolute() in left_out:
            continue
        if path.parts[0].startswith((database, ".")) or file.suffix in (".part", ".lock", ".new"):
            continue
        yield path.as_posix(), file


def _unpack(file: Path, to: Path) -> Manifest:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(json.loads(archive.read(MANIFEST)))
            if manifest.format > FORMAT:
                raise _unsound(file, f"由更新的版本（{manifest.version}）建立", f"it was made by a newer version ({manifest.version})")
            for stored in manifest.files:
                path = PurePosixPath(stored.path)
                if path.is_absolute() or ".." in path.parts or path.as_posix() != stored.path:
                    raise _unsound(file, "文件名不对", "it names a file outside its folder")
                target = to / path
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with archive.open(stored.path) as packed, os.fdopen(descriptor, "wb") as opened:
                    left = stored.bytes
                    while block := packed.read(min(BLOCK, left + 1)):
                        left -= len(block)
                        if left < 0:
                            raise _unsound(file, f"{stored.path} 的大小不对", f"the size of {stored.path} is wrong")
                        opened.write(block)
                if _sha256(target) != stored.sha256:
                    raise _unsound(file, f"{stored.path} 的内容与记下的不符", f"{stored.path} is not what was stored")
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError, FileExistsError) as error:
        raise _unsound(file, "不是完好的备份", "it is no sound backup") from error
    return manifest


def _manifest(data: Any) -> Manifest:
    files = tuple(Stored(str(one["path"]), int(one["bytes"]), str(one["sha256"])) for one in data["files"])
    return Manifest(int(data["format"]), str(data["version"]), str(data["revision"]), str(data["made"]), files)


def _revision(database: Path) -> str:
    """The version of a sound database's tables. Raises StorageError."""
    with explained(database), closing(sqlite3.connect(database)) as opened:
        if opened.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise StorageError(f"数据库 {database.name} 已损坏。", f"The database {database.name} is damaged.")
        return str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _require_idle(database: Path) -> None:
    """Raises StorageError while somebody has it open: the last to close it takes the journal beside it away."""
    with explained(database), closing(sqlite3.connect(database)) as opened:
        opened.execute("SELECT 1 FROM sqlite_master").fetchone()
    if database.with_name(database.name + "-wal").exists():
        raise StorageError(
            f"数据库 {database} 正被占用。请先停下服务，再恢复。", f"The database {database} is in use. Stop the server first, then restore."
        )


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _unsound(file: Path, zh: str, en: str) -> StorageError:
    return StorageError(f"不能用备份 {file.name}：{zh}。", f"The backup {file.name} cannot be used: {en}.")
