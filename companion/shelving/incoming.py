"""Files on their way in: kept apart, each in a folder of its own, until their sender has them added or sends others."""

import secrets
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self

from companion.errors import UsageError
from companion.texts.archives import Bounds, safe_path, unwritable

STALE = 24 * 3600  # seconds after which nobody takes in what was sent
BATCHES = 20  # people whose files wait to be taken in; the longest waiting is given up for another


@dataclass
class Batch:
    """The files that one person has sent so far under one name, and how many bytes more they may have together."""

    id: str
    folder: Path
    left: int
    files: list[Path] = field(default_factory=list)


class Incoming:
    """A file on its way in. Raises UsageError as soon as it is beyond a bound; what is not closed as whole is dropped."""

    def __init__(self, file: Path, batch: Batch) -> None:
        self.file = file
        self._batch = batch
        self._opened: BinaryIO = file.open("xb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._opened.close()
        if kind is not None:
            self.file.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        self._batch.left -= len(chunk)
        if self._batch.left < 0:
            raise _too_much(self.file.name)
        try:
            self._opened.write(chunk)
        except OSError as error:
            raise unwritable(self.file.parent, error) from error


class Waiting:
    """What has been sent and not been added yet. Safe to share between threads."""

    def __init__(self, staging: Path, bounds: Bounds) -> None:
        self._staging = staging
        self._bounds = bounds
        self._lock = threading.Lock()
        self._batches: dict[str, Batch] = {}

    def receive(self, by: str, batch: str, name: str) -> Incoming:
        """Where the bytes of one file go. Files of another ``batch`` that this person has sent and not added are dropped.

        Raises UsageError for a name that is none and beyond the number of files.
        """
        path = safe_path(PurePosixPath(name.replace("\\", "/")).name)
        if path is None:
            raise UsageError(
                "这个文件没有可用的名字，请改名后再传。", "This file has no usable name; please rename it."
            )
        with self._lock:
            mine = self._batches.get(by)
            if mine is None or mine.id != batch:
                self._drop(by)
                if len(self._batches) >= BATCHES:
                    self._drop(next(iter(self._batches)))
                mine = self._batches[by] = Batch(batch, self._folder(), self._bounds.bytes)
            if len(mine.files) >= self._bounds.files:
                raise UsageError(
                    f"一次最多传 {self._bounds.files} 个文件（COMPANION_UPLOAD_FILES），请分几次。",
                    f"At most {self._bounds.files} files at once (COMPANION_UPLOAD_FILES); please send them in parts.",
                )
            place = mine.folder / str(len(mine.files))
            try:
                place.mkdir()
                incoming = Incoming(place / path, mine)
            except OSError as error:
                raise unwritable(self._staging, error) from error
            mine.files.append(incoming.file)
            return incoming

    def take(self, by: str, batch: str) -> Batch:
        """The files of ``batch``, which are the caller's from now on. Raises UsageError where there are none."""
        with self._lock:
            mine = self._batches.get(by)
            if mine is None or mine.id != batch or not any(file.exists() for file in mine.files):
                raise UsageError(
                    "还没有选文件，请先选择要上传的材料。", "No files were sent; please choose some first."
                )
            return self._batches.pop(by)

    def _folder(self) -> Path:
        folder = self._staging / secrets.token_hex(8)
        try:
            folder.mkdir(parents=True)
            for other in self._staging.iterdir():  # left by an app that was ended while it took something in
                if other.stat().st_mtime < time.time() - STALE:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError as error:
            raise unwritable(self._staging, error) from error
        return folder

    def _drop(self, by: str) -> None:
        batch = self._batches.pop(by, None)
        if batch is not None:
            shutil.rmtree(batch.folder, ignore_errors=True)


def _too_much(name: str) -> UsageError:
    return UsageError(
        f"“{name}”使这次上传超过了上限（COMPANION_UPLOAD_MEGABYTES），没有收下；请分几次传。",
        f"“{name}” takes this upload over its limit (COMPANION_UPLOAD_MEGABYTES) and was not taken; send it in parts.",
    )
