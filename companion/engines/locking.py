"""A lock between processes that the system itself lets go of when its holder ends, however it ends."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
    import time

    def _try(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _take(file: IO[bytes]) -> None:
        while not _try(file):
            time.sleep(0.1)
else:
    import fcntl

    def _try(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


class Held(Exception):
    """Another process, or another part of this one, holds the lock."""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock that ``path`` stands for. With ``wait``, until it is free; without, Held is raised if it is not.

    The file stays: removing it would let two holders each lock a file of their own under the same name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        if wait:
            _take(file)
        elif not _try(file):
            raise Held
        yield  # closing the file lets go of the lock
