"""DOCX files, with python-docx opening the package; its XML is walked here, since content controls, tracked
insertions and text boxes are passed over by python-docx's own paragraphs."""

import re
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.errors import ReadingError
from companion.texts.cleaning import clean
from companion.texts.documents import Heading, Page
from companion.texts.reading import Draft, Limits, check_characters, too_slow

if TYPE_CHECKING:
    from docx.document import Document

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PASSED_OVER = {_FALLBACK, *(_WORD + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText"))}
_MARKS = {_WORD + "tab": " ", _WORD + "br": "\n", _WORD + "cr": "\n", _WORD + "noBreakHyphen": "-"}
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_UNPACKED = 10  # a package may unpack to this many times the limit on a file's bytes
_DEEPEST = 100


def read_docx(file: Path, limits: Limits) -> Draft:
    """A DOCX file: one page; headings by their styles; table cells of a row with “ | ” between them.

    Numbers that Word counts by itself are not in the file's text and are not made up; headers, footers and
    footnotes are left out. Raises ReadingError for what is no DOCX package, or unpacks to too much.
    """
    until = time.monotonic() + limits.seconds
    body, levels = _opened(file, limits)
    parts: list[str] = []
    headings: list[Heading] = []
    title: str | None = None
    at = 0
    for text, style in _paragraphs(body):
        if time.monotonic() > until:
            raise too_slow(file.name, limits)
        level = levels.get(style, -1)
        for line in (line.strip() for line in clean(text).split("\n")):
            if not line:
                continue
            if level >= 0:
                title = title or line
                headings.append(Heading(at, at + len(line), max(level, 1)))
            parts.append(line + "\n")
            at += len(line) + 1
            check_characters(file.name, at, limits)
    return Draft((Page(1, "".join(parts), tuple(headings)),), title=title)


def _opened(file: Path, limits: Limits) -> tuple[Any, dict[str, int]]:
    """The body's XML and the heading levels by style id."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    not_docx = ReadingError(
        f"“{file.name}”不是完好的 DOCX 文件，请用文字处理软件打开后另存为 .docx。",
        f"“{file.name}” is not a sound DOCX file; open it in a word processor and save it as .docx.",
    )
    try:
        with zipfile.ZipFile(file) as package:
            unpacked = sum(member.file_size for member in package.infolist())
        if unpacked > limits.bytes * _UNPACKED:
            raise ReadingError(
                f"“{file.name}”解开后有 {unpacked / 1048576:.0f} MB，超过上限，没有读（COMPANION_FILE_MEGABYTES）。",
                f"“{file.name}” unpacks to {unpacked / 1048576:.0f} MB, over the limit, and was not read "
                "(COMPANION_FILE_MEGABYTES).",
            )
        document = docx.Document(str(file))
        if document.element.body is None:
            raise not_docx
        return document.element.body, _heading_levels(document)
    # python-docx lets each of these through for damaged packages; zipfile enforces the sizes declared.
    except (
        zipfile.BadZipFile,
        zlib.error,
        PackageNotFoundError,
        LxmlError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        NotImplementedError,
        EOFError,
        RuntimeError,
    ) as error:
        raise not_docx from error


def _heading_levels(document: "Document") -> dict[str, int]:
    """Level by style id: 0 for the title, from 1 for headings, own styles following what they are based on."""
    levels: dict[str, int] = {}
    based_on: dict[str, str] = {}
    for style in document.styles.element.findall(_WORD + "style"):
        identity = style.get(_WORD + "styleId", "")
        name = _value(style.find(_WORD + "name"))
        found = _HEADING_STYLE.fullmatch(name.strip())
        outline = style.find(f"{_WORD}pPr/{_WORD}outlineLvl")
        if found:
            levels[identity] = int(found[1])
        elif name.strip().lower() in ("title", "标题"):
            levels[identity] = 0
        elif _value(outline).isdigit() and int(_value(outline)) < 9:
            levels[identity] = int(_value(outline)) + 1
        based_on[identity] = _value(style.find(_WORD + "basedOn"))
    for identity in based_on:
        above = based_on[identity]
        for _ in range(_DEEPEST):
            if identity in levels or not above:
                break
            if above in levels:
                levels[identity] = levels[above]
            above = based_on.get(above, "")
    return levels


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(_WORD + "val") or "")


def _paragraphs(parent: Any) -> Iterator[tuple[str, str]]:
    """Text and style id of the body's paragraphs and table rows, as they stand one after another."""
    for element in parent:
        if element.tag == _WORD + "p":
            style = _value(element.find(f"{_WORD}pPr/{_WORD}pStyle"))
            yield _text(element), style
        elif element.tag == _WORD + "tbl":
            for row in element.iter(_WORD + "tr"):
                cells = (" ".join(_text(cell).split()) for cell in row.findall(_WORD + "tc"))
                yield " | ".join(cell for cell in cells if cell), ""
        elif element.tag not in _PASSED_OVER and isinstance(element.tag, str):
            yield from _paragraphs(element)  # content controls and the like; lxml lets no file nest deeper than 256


def _text(paragraph: Any) -> str:
    """What a paragraph or cell says: tracked insertions in, deletions out, text boxes once."""
    parts: list[str] = []

    def walk(element: Any) -> None:
        for child in element:
            if child.tag in _PASSED_OVER:
                continue
            if child.tag == _WORD + "t":
                parts.append(child.text or "")
            elif child.tag in _MARKS:
                parts.append(_MARKS[child.tag])
            else:
                walk(child)
                if child.tag == _WORD + "p":
                    parts.append("\n")

    walk(paragraph)
    return "".join(parts)
