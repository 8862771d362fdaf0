"""Files that are zip packages inside (DOCX, PPTX, XLSX, EPUB): opened within bounds, damage said in a sentence."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from companion.errors import ReadingError
from companion.texts.reading import Limits, check_pages

_UNPACKED = 10  # a package may unpack to this many times the limit on a file's bytes, pictures and all
_PACKED = 100  # markup packs to a hundredth only where it was made to fill the memory
_HARMLESS = 10  # a part of a tenth of the limit may come of however little
_MARKUP = (".xml", ".rels", ".vml", ".xhtml", ".html", ".htm", ".opf", ".ncx")
# What zipfile and the libraries that read the parts let through for damaged packages. MemoryError is not among them.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    SyntaxError,  # the XML parsers' errors descend from it
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
)


@contextmanager
def package(file: Path, limits: Limits, kind: str, program: str, part: str = "") -> Iterator[zipfile.ZipFile]:
    """The open package; whatever its damage brings up while it is read becomes a ReadingError.

    ``kind`` is the format's name, ``program`` (Chinese and English, with a bar between) what should save it anew.
    Refused are packages that unpack to too much (zipfile unpacks no more of a member than is declared) and those with
    more members named like the pages, ``part``, than the limit on pages.
    """
    try:
        with zipfile.ZipFile(file) as opened:
            _check_sizes(file, opened.infolist(), limits)
            if part:
                pages = sum(name.startswith(part) and name.endswith(".xml") for name in opened.namelist())
                check_pages(file.name, pages, limits)
            yield opened
    except _DAMAGE as error:
        zh, _, en = program.partition("|")
        raise ReadingError(
            f"“{file.name}”不是完好的 {kind} 文件，请用{zh}打开后另存为 {file.suffix.lower()}。",
            f"“{file.name}” is not a sound {kind} file; open it in {en} and save it as {file.suffix.lower()}.",
        ) from error


def _check_sizes(file: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Markup becomes a tree in memory many times its size, so all of it may only be as large as a file may."""
    unpacked = sum(member.file_size for member in members)
    parts = [member for member in members if member.filename.lower().endswith(_MARKUP)]
    markup = sum(member.file_size for member in parts)
    inflated = any(
        part.file_size > max(part.compress_size * _PACKED, limits.bytes / _HARMLESS) for part in parts
    )
    if inflated or markup > limits.bytes or unpacked > limits.bytes * _UNPACKED:
        raise ReadingError(
            f"“{file.name}”解开后有 {unpacked / 1048576:.0f} MB，超过上限或大得反常，没有读（COMPANION_FILE_MEGABYTES）。",
            f"“{file.name}” unpacks to {unpacked / 1048576:.0f} MB, over the limit or out of proportion; it was not read "
            "(COMPANION_FILE_MEGABYTES).",
        )
