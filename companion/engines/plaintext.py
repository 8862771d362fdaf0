"""Text files of any encoding (charset-normalizer where none of the usual ones fits), and Markdown."""

import re
from collections.abc import Callable
from pathlib import Path

from companion.engines.markdown import plain
from companion.errors import ReadingError
from companion.texts.cleaning import clean
from companion.texts.documents import Page
from companion.texts.lines import unwrap
from companion.texts.reading import Draft, Limits, check_characters

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01
_LEAST_COMMON = 0.6
_SAMPLE = 20_000


def read_text(file: Path, limits: Limits) -> Draft:
    """A plain text file: one page, a paragraph a line, hard-wrapped lines joined."""
    return Draft((Page(1, unwrap(clean(_decoded(file, limits)))),))


def read_markdown(file: Path, limits: Limits) -> Draft:
    """A Markdown file: one page of its prose without marks; headings as headings, the first one as the title."""
    text, headings, title = plain(clean(_decoded(file, limits)))
    return Draft((Page(1, text, headings),), title=title)


def _decoded(file: Path, limits: Limits) -> str:
    text = decode(file.read_bytes(), file.name)
    check_characters(file.name, len(text), limits)
    return text


def decode(data: bytes, name: str) -> str:
    """The text in ``data``: UTF-8, UTF-16 or -32 by their marks, else GB18030, Big5 or what charset-normalizer finds.

    Raises ReadingError where the bytes are no text or their encoding stays unknown.
    """
    text = _marked(data)
    if text is None:
        text = _strict(data, "utf-8")
    if text is None or "\0" in text:
        text = _unmarked_utf16(data) or text
    if text is None:
        text = _chinese(data) or _detected(data)
    if text is None:
        raise ReadingError(
            f"“{name}”的编码无法识别，请另存为 UTF-8 后再试。",
            f"The encoding of “{name}” is unknown; save it as UTF-8 and try again.",
        )
    if len(_CONTROLS.findall(text)) > len(text) * _MOST_CONTROLS:
        raise ReadingError(
            f"“{name}”不是文本文件，里面是二进制数据。", f"“{name}” is not a text file: it holds binary data."
        )
    return text


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _marked(data: bytes) -> str | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding)
    return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: line breaks and spaces betray the byte order."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data, encoding)
        if text and not _CONTROLS.search(text) and _share(text[:_SAMPLE], _is_common_chinese) > _LEAST_COMMON:
            return text
    return None


def _chinese(data: bytes) -> str | None:
    """GB18030 or Big5, whichever gives the more common characters, if it gives mostly such."""
    best, share = None, _LEAST_COMMON
    for encoding, is_common in (("gb18030", _is_common_gb), ("big5hkscs", _is_common_big5)):
        text = _strict(data, encoding)
        if text is not None and (found := _share(text[:_SAMPLE], is_common)) > share:
            best, share = text, found
    return best


def _share(sample: str, is_common: Callable[[str], bool]) -> float:
    foreign = [character for character in sample if character > "\x7f"]
    return sum(map(is_common, foreign)) / len(foreign) if foreign else 1.0


def _is_common_gb(character: str) -> bool:
    """Punctuation and the 3,755 most frequent characters of GB 2312."""
    lead = character.encode("gb2312", "ignore")[:1]
    return b"\xa1" <= lead <= b"\xa3" or b"\xb0" <= lead <= b"\xd7"


def _is_common_big5(character: str) -> bool:
    """Punctuation and the 5,401 most frequent characters of Big5."""
    lead = character.encode("big5", "ignore")[:1]
    return b"\xa1" <= lead <= b"\xa3" or b"\xa4" <= lead <= b"\xc6"


def _is_common_chinese(character: str) -> bool:
    return _is_common_gb(character) or _is_common_big5(character)


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(data[: 10 * _SAMPLE]).best()
    return _strict(data, found.encoding) if found else None
