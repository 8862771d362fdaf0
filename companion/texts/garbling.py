"""Garbling: text whose characters are not what the page shows, mended where that is certain, else told apart."""

import re
from collections.abc import Callable, Sequence

from companion.texts.cleaning import CJK, HAN

_HAN = re.compile(f"[{HAN}]")
_SPACE_INSIDE = re.compile(f"(?<=[{CJK}]) +(?=[{CJK}])")
_LEAST_SPACED = 0.6
_LEAST_COMMON = 0.8
# Private use, replacement and control characters, and the signs and capitals that turn up where a font has no
# character map; accented small letters are left out, since French has many.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOST_NO_TEXT = 0.1
_ODD = re.compile(
    "[\u00a1-\u00b1\u00b3-\u00d6\u00d8-\u00de\u0131\u0141\u0142\u0152\u0160\u0161\u0178\u017d\u017e\u0192\u02c6-\u02dd\u2020-\u2044\ufb00-\ufb06]"
)
_MOST_ODD = 0.12


def reread(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a page, not cleaned yet, with GB 2312 codes that were taken for other characters read as such."""
    for decode in (_latin_as_gb, _code_as_gb):
        lines = _mended(lines, decode)
    return lines


def unspaced(lines: Sequence[str]) -> list[str]:
    """The lines of a page without the spaces between Chinese characters, where most of these have one."""
    text = "\n".join(lines)
    spaces, han = len(_SPACE_INSIDE.findall(text)), len(_HAN.findall(text))
    if han > 3 and spaces >= han * _LEAST_SPACED:
        return [_SPACE_INSIDE.sub("", line) for line in lines]
    return list(lines)


def is_garbled(text: str) -> bool:
    """Whether a tenth of a page's characters, not cleaned yet, are none at all, or an eighth are signs and capitals
    that no language's text has so many of."""
    shown = "".join(text.split())
    if not shown:
        return False
    if len(_NO_TEXT.findall(shown)) > len(shown) * _MOST_NO_TEXT:
        return True
    return not _HAN.search(shown) and len(_ODD.findall(shown)) > len(shown) * _MOST_ODD


def _mended(lines: Sequence[str], decode: Callable[[str], str | None]) -> Sequence[str]:
    text = "\n".join(lines)
    if _HAN.search(text):
        return lines
    found = decode(text)
    if found is None:
        return lines
    han = _HAN.findall(found)
    common = sum(b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7" for character in han)
    return found.split("\n") if han and common >= len(han) * _LEAST_COMMON else lines


def _latin_as_gb(text: str) -> str | None:
    """Bytes of GB 2312 that were shown one by one as Latin-1 letters."""
    if sum("\xa1" <= character <= "\xfe" for character in text) < len("".join(text.split())) * 0.5:
        return None
    try:
        return text.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return None


def _code_as_gb(text: str) -> str | None:
    """Two-byte codes of GB 2312 that were taken for Unicode numbers, which lie among the Hangul syllables."""
    out = []
    for character in text:
        if "\ua1a1" <= character <= "\uf7fe":
            try:
                out.append(character.encode("utf-16-be").decode("gb2312"))
            except UnicodeError:
                return None
        else:
            out.append(character)
    return "".join(out)
