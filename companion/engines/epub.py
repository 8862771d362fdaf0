"""EPUB files: a zip package of XHTML, read with lxml in the order of its spine."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from companion.engines.drafting import Drafting
from companion.engines.html import add_prose, decode_markup, parse_xhtml
from companion.engines.packages import package
from companion.errors import ReadingError
from companion.texts.reading import Draft, Limits, check_pages

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
# Fonts made unreadable outside their book; the text is not touched by it.
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_ENCRYPTED = 0x1


def read_epub(file: Path, limits: Limits) -> Draft:
    """An EPUB file: a page for each file of its text, in reading order, without cover and table of contents.

    Headings as in HTML. A chapter that is missing or cannot be read is among the failed pages. Raises ReadingError for
    what is no EPUB package, is protected against copying, or is beyond a limit.
    """
    draft = Drafting(file.name, limits)
    failed = []
    with package(file, limits, "EPUB", "电子书软件|an e-book program") as opened:
        _refuse_protected(file.name, opened)
        root = _xml(opened, _CONTAINER).find(".//{*}rootfile")
        if root is None:
            raise ValueError("a container without a book")
        path = root.get("full-path", "")
        book = _xml(opened, path)
        chapters = list(dict.fromkeys(_chapters(book, posixpath.dirname(path))))
        check_pages(file.name, len(chapters), limits)
        names = set(opened.namelist())
        for chapter in chapters:
            number = draft.page()
            if chapter not in names:
                failed.append((number, f"第{number}章的文件在书里找不到。", f"The file of chapter {number} is missing."))
                continue
            try:
                tree = parse_xhtml(decode_markup(opened.read(chapter), file.name), file.name)
            except (ReadingError, zipfile.BadZipFile):
                failed.append((number, f"第{number}章已损坏，读不出文字。", f"Chapter {number} is damaged and was not read."))
                continue
            if tree is not None:
                add_prose(draft, tree, around=True)
        title = book.findtext(".//{http://purl.org/dc/elements/1.1/}title")
    return Draft(draft.pages(), title=" ".join((title or "").split()) or draft.title, failed=tuple(failed))


def _refuse_protected(name: str, opened: zipfile.ZipFile) -> None:
    ways = []
    if _ENCRYPTION in opened.namelist():
        ways = [method.get("Algorithm") for method in _xml(opened, _ENCRYPTION).iterfind(".//{*}EncryptedData/{*}EncryptionMethod")]
    if any(way not in _FONTS_ONLY for way in ways) or any(member.flag_bits & _ENCRYPTED for member in opened.infolist()):
        raise ReadingError(
            f"“{name}”有版权保护（DRM）或密码，读不出文字，请换用没有保护的版本。",
            f"“{name}” is protected (DRM) or has a password and cannot be read; use a copy without protection.",
        )


def _xml(opened: zipfile.ZipFile, path: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    return etree.fromstring(opened.read(path), etree.XMLParser(resolve_entities=False, no_network=True))


def _chapters(book: Any, folder: str) -> Iterator[str]:
    """The paths within the package of the files to read, in order."""
    guided = {_path(folder, at.get("href")) for at in book.iterfind(".//{*}guide/{*}reference") if at.get("type") in ("cover", "toc")}
    items = {item.get("id"): item for item in book.iterfind(".//{*}manifest/{*}item")}
    for entry in book.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(entry.get("idref"))
        if item is None or item.get("media-type") not in _CHAPTERS or "nav" in item.get("properties", "").split():
            continue
        path = _path(folder, item.get("href"))
        if path not in guided and posixpath.basename(path).partition(".")[0].lower() not in ("cover", "titlepage"):
            yield path


def _path(folder: str, reference: str | None) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(urlsplit(reference or "").path)))
