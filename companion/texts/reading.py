"""Reading: from a file of the corpus to a Document.

A reader is any function of the shape of ``Reader``; those for PDF, office and web files and text of any encoding are
engines.
``read_plain`` needs no machinery, so the core can read UTF-8 text alone.
"""

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from companion.errors import ReadingError
from companion.settings import Settings
from companion.texts.cleaning import clean, language_of, paragraphs
from companion.texts.documents import Document, Entry, Page
from companion.texts.imprint import with_imprint

READING = "reading-3"
"""The version of reading and cleaning; an index remembers it, so a change that alters any text raises it."""

SUFFIXES = (".pdf", ".docx", ".pptx", ".xlsx", ".epub", ".html", ".htm", ".txt", ".md", ".markdown")
"""The kinds of files that are read, by the end of their names."""

_ZIP = b"PK\x03\x04"
# How files that often carry a wrong name begin. Word files with a password are kept in the older container, too.
_BEGINNINGS = (
    (b"%PDF-", (".pdf",), "PDF 文件", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", (), "旧版 Office 文件或加了密码的 Office 文件", "an older or a password-protected Office file"),
    (b"\x89PNG\r\n", (), "图片", "an image"),
    (b"\xff\xd8\xff", (), "图片", "an image"),
    (b"GIF8", (), "图片", "an image"),
    (_ZIP, (".docx", ".pptx", ".xlsx", ".epub"), "压缩包", "an archive"),
    (b"Rar!", (), "压缩包", "an archive"),
    (b"7z\xbc\xaf", (), "压缩包", "an archive"),
    (b"\x1f\x8b", (), "压缩包", "an archive"),
    (b"\x7fELF", (), "程序", "a program"),
)
# What the members of a package's main folder tell of its kind.
_PACKAGES = {
    "word/": (".docx", "Word 文档", "a Word document"),
    "ppt/": (".pptx", "演示文稿", "a presentation"),
    "xl/": (".xlsx", "电子表格", "a spreadsheet"),
    "META-INF/container.xml": (".epub", "电子书", "an e-book"),
}
# Kinds that are not read, and what saves them as one that is.
_UNREAD = {
    (".doc", ".docm", ".wps", ".rtf", ".odt"): (".docx", "文字处理软件", "a word processor"),
    (".ppt", ".pptm", ".pps", ".ppsx", ".dps", ".odp"): (".pptx", "演示软件", "a presentation program"),
    (".mht", ".mhtml"): (".html", "浏览器", "a browser"),
    (".mobi", ".azw3"): (".epub", "电子书软件", "an e-book program"),
    (".xls", ".xlsm", ".et", ".ods", ".csv"): (".xlsx", "表格软件", "a spreadsheet program"),
}


@dataclass(frozen=True)
class Limits:
    """How much of one file is read at most; a file beyond any of them is refused as a whole."""

    bytes: int = 100 * 1024 * 1024
    pages: int = 3000
    characters: int = 5_000_000
    seconds: float = 120

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        return cls(
            settings.file_megabytes * 1024 * 1024, settings.file_pages, settings.file_characters, settings.file_seconds
        )


@dataclass(frozen=True)
class Failure:
    """A file (``page`` None) or one of its pages that was not read, and why, in two languages."""

    file: str
    page: int | None
    zh: str
    en: str

    def say(self, language: str = "zh") -> str:
        """The reason in ``language`` ("zh" or "en"; anything else gets Chinese)."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Draft:
    """What a reader found in a file. ``failed``: (page number, Chinese reason, English reason) of unread pages."""

    pages: tuple[Page, ...]
    paged: bool = False
    title: str | None = None
    failed: tuple[tuple[int, str, str], ...] = ()


class Reader(Protocol):
    """Reads one kind of file. Raises ReadingError where the file as a whole is not readable or beyond a limit."""

    def __call__(self, file: Path, limits: Limits) -> Draft: ...


def read_plain(file: Path, limits: Limits) -> Draft:
    """A UTF-8 text file: one page, a paragraph a line."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadingError(
            f"“{file.name}”不是 UTF-8 编码的文本文件，请另存为 UTF-8。",
            f"“{file.name}” is not a text file in UTF-8; please save it as UTF-8.",
        ) from error
    check_characters(file.name, len(text), limits)
    return Draft((Page(1, paragraphs(clean(text))),))


def read_document(
    folder: Path, entry: Entry, readers: Mapping[str, Reader], limits: Limits
) -> tuple[Document, tuple[Failure, ...]]:
    """The document of a catalog entry, and the pages of it that could not be read.

    A title that was only taken from the file's name gives way to one found in the file; an empty language is guessed; who
    issued the text, its number and its date are taken from it where the entry leaves them empty.
    Raises ReadingError, naming the file, where nothing of it can be read.
    """
    file = folder / entry.path
    name = file.name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ReadingError(f"“{entry.path}”在材料文件夹之外，没有读。", f"“{entry.path}” lies outside the texts' folder.")
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise ReadingError(*unsupported(name))
    try:
        size = file.stat().st_size
        if size > limits.bytes:
            raise ReadingError(
                f"“{name}”有 {size / 1048576:.0f} MB，超过单个文件 {limits.bytes / 1048576:g} MB 的上限"
                "（COMPANION_FILE_MEGABYTES），请拆分或调高上限。",
                f"“{name}” has {size / 1048576:.0f} MB, over the limit of {limits.bytes / 1048576:g} MB a file "
                "(COMPANION_FILE_MEGABYTES); split it or raise the limit.",
            )
        with file.open("rb") as opened:
            head = opened.read(16)
            opened.seek(0)
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        _refuse_wrong_name(file, head)
        draft = reader(file, limits)
    except OSError as error:
        raise ReadingError(
            f"“{name}”打不开（{error.strerror or error}），请检查文件是否存在、是否有读取权限。",
            f"“{name}” cannot be opened ({error.strerror or error}); check that it exists and may be read.",
        ) from error
    if not any(page.text.strip() for page in draft.pages):
        raise ReadingError(f"“{name}”里没有文字。", f"“{name}” holds no text.")
    title = entry.title
    if draft.title and title == Path(entry.path).stem:
        title = draft.title
    language = entry.language or language_of("".join(page.text for page in draft.pages)[:20_000])
    document = Document(replace(entry, title=title, language=language), digest, draft.pages, draft.paged)
    return with_imprint(document), tuple(Failure(entry.path, page, zh, en) for page, zh, en in draft.failed)


def unsupported(name: str) -> tuple[str, str]:
    """The sentence, in Chinese and English, for a file of a kind that is not read."""
    for suffixes, (suffix, zh, en) in _UNREAD.items():
        if name.lower().endswith(suffixes):
            return (
                f"“{name}”不是能读的格式，请在{zh}中另存为 {suffix}。",
                f"“{name}” is in a format that is not read; save it as {suffix} in {en}.",
            )
    kinds = " ".join(SUFFIXES)
    return (
        f"“{name}”的格式不支持；支持的有 {kinds}。",
        f"“{name}” is of a kind that is not supported; supported are {kinds}.",
    )


def check_characters(name: str, count: int, limits: Limits) -> None:
    """Raise ReadingError where a file holds more characters than the limit."""
    if count > limits.characters:
        raise ReadingError(
            f"“{name}”超过单个文件 {limits.characters} 字的上限（COMPANION_FILE_CHARACTERS），请拆分或调高上限。",
            f"“{name}” is over the limit of {limits.characters} characters a file (COMPANION_FILE_CHARACTERS); "
            "split it or raise the limit.",
        )


def check_pages(name: str, count: int, limits: Limits) -> None:
    """Raise ReadingError where a file has more pages than the limit."""
    if count > limits.pages:
        raise ReadingError(
            f"“{name}”超过单个文件 {limits.pages} 页的上限（COMPANION_FILE_PAGES），请拆分或调高上限。",
            f"“{name}” is over the limit of {limits.pages} pages a file (COMPANION_FILE_PAGES); split it or raise the limit.",
        )


def too_slow(name: str, limits: Limits) -> ReadingError:
    """The error for a file whose reading has taken longer than the limit."""
    return ReadingError(
        f"“{name}”读了 {limits.seconds:g} 秒仍未读完，已停止（COMPANION_FILE_SECONDS）；文件可能已损坏，可另存后再试。",
        f"“{name}” was still not read after {limits.seconds:g} seconds, so reading was stopped "
        "(COMPANION_FILE_SECONDS); it may be damaged, try saving it anew.",
    )


def _refuse_wrong_name(file: Path, head: bytes) -> None:
    name, suffix = file.name, file.suffix.lower()
    if not head:
        raise ReadingError(f"“{name}”是空文件。", f"“{name}” is empty.")
    kinds = [(right, zh, en) for beginning, right, zh, en in _BEGINNINGS if head.startswith(beginning)]
    if head.startswith(_ZIP) and (found := _package_kind(file)):
        kinds = [((found[0],), *found[1:])]
    for right, zh, en in kinds:
        if suffix in right:
            continue
        if len(right) == 1:
            raise ReadingError(
                f"“{name}”的内容是{zh}，与文件名不符；请把后缀改为 {right[0]} 或另存为所写的格式。",
                f"“{name}” is in fact {en}; rename it to end in {right[0]} or save it in the format it names.",
            )
        raise ReadingError(
            f"“{name}”的内容是{zh}，不是 {suffix} 文件，读不出文字；请另存为无密码的 {suffix}、.docx、.pdf 或文本文件。",
            f"“{name}” is in fact {en}, not a {suffix} file; save it as {suffix}, .docx, PDF or text, without a password.",
        )


def _package_kind(file: Path) -> tuple[str, str, str] | None:
    """The suffix that fits a package, and what it is in Chinese and English; None where its members do not tell."""
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None  # its reader says what is wrong with it
    for name in names:
        for beginning, kind in _PACKAGES.items():
            if name.startswith(beginning):
                return kind
    return None
