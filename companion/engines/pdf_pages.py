"""Pictures of PDF pages, made by pdfium in processes of their own and kept in a folder of bounded size."""

import hashlib
import json
import threading
from collections import OrderedDict
from pathlib import Path

from companion.engines import pdf_leaf
from companion.engines.bounded import run_module
from companion.errors import NotFound
from companion.library import Picture
from companion.texts.placing import Print

SECONDS = 20  # spent on one page at most; an ordinary one takes about one
AT_ONCE = 2  # pages made side by side
KEPT = 200 * 1024 * 1024  # bytes of pictures and characters in the folder
REFUSED = 1000  # pages remembered as ones that cannot be shown


class PdfPages:
    """A PagePictures over pdfium. Safe to share between threads, and the folder between processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._refused: OrderedDict[str, None] = OrderedDict()

    def picture(self, file: Path, digest: str, page: int) -> Picture:
        name = f"{digest}-{page}"
        picture, told = self._folder / f"{name}.webp", self._folder / f"{name}.json"
        if name in self._refused:
            raise _unshown()
        try:
            if not (told.is_file() and picture.is_file()):
                with self._turns:
                    self._make(file, digest, page, picture, told)
            found = json.loads(told.read_bytes())
            told.touch()
            picture.touch()
            return Picture(found["width"], found["height"], picture, _print(found))
        except (OSError, ValueError, KeyError) as error:  # the disk refuses, or the folder was changed meanwhile
            raise _unshown() from error

    def _make(self, file: Path, digest: str, page: int, picture: Path, told: Path) -> None:
        with file.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != digest:
                raise NotFound(
                    "文件在读取之后有改动，原页与文字可能不符，这里显示读取时的文字。",
                    "The file has changed since it was read, so its text as it was read is shown here.",
                )
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{picture.stem}.{threading.get_ident()}.part"
        try:
            done = run_module(pdf_leaf.__name__, str(file.absolute()), str(page), str(part), seconds=SECONDS)
            if not done.ended:
                self._refuse(picture.stem)
                raise _unshown()
            part.replace(picture)
            part.write_bytes(done.written)
            part.replace(told)
        finally:
            part.unlink(missing_ok=True)
        self._prune()

    def _refuse(self, name: str) -> None:
        with self._lock:
            self._refused[name] = None
            if len(self._refused) > REFUSED:
                self._refused.popitem(last=False)

    def _prune(self) -> None:
        """Take away what was longest not looked at, until the folder is within its bounds."""
        with self._lock:
            files = []
            for file in self._folder.iterdir():
                try:
                    state = file.stat()
                except FileNotFoundError:
                    continue
                files.append((state.st_mtime, state.st_size, file))
            size = sum(bytes for _, bytes, _ in files)
            for _, bytes, file in sorted(files):
                if size <= KEPT:
                    break
                file.unlink(missing_ok=True)
                size -= bytes


def _unshown() -> NotFound:
    return NotFound(
        "这一页的原样显示不出来，这里显示它的文字。", "This page cannot be shown as printed; its text is shown here."
    )


def _print(found: dict[str, list[list[int]]]) -> Print:
    grid = pdf_leaf.GRID
    boxes = ((left / grid, top / grid, right / grid, bottom / grid) for left, top, right, bottom in found["boxes"])
    return Print(tuple(map(str, found["characters"])), tuple(boxes))
