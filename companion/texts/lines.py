"""Lines: telling the wrapped lines of a paragraph from lines that stand for themselves, and joining the former."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from companion.texts.cleaning import CJK
from companion.texts.structure import mark_of

TERMINAL = tuple("。！？；：…!?;:.”’」』）)》】")
_GOES_ON = tuple("，、,（(《“‘「『—和与及或的")
_IS_CJK = re.compile(f"[{CJK}—…“”‘’]")
_LEAST_WRAP, _WIDEST_WRAP = 40, 130  # columns a text file is wrapped at; a Han character takes two
_FULL = 0.85


def width(line: str) -> int:
    """Columns the line takes in type of one width: two for each wide character."""
    return len(line) + sum(1 for character in line if unicodedata.east_asian_width(character) in "WF")


def add_line(paragraph: list[str], line: str) -> None:
    """Add a line to a paragraph's pieces: no space next to Chinese, and a word parted by a hyphen made whole."""
    last = paragraph[-1]
    if last.endswith("-") and last[-2:-1].isalpha() and line[0].islower():
        paragraph[-1] = last[:-1]
        paragraph.append(line)
    else:
        paragraph.append(joint(last, line) + line)


def joint(before: str, after: str) -> str:
    """What stands between two parts of a paragraph once the line break is gone: a space or nothing."""
    return "" if _IS_CJK.match(before[-1]) or _IS_CJK.match(after[0]) else " "


def is_full(line: str, following: str, measure: float) -> bool:
    """Whether the first word of ``following`` had no room left on ``line``, in lines ``measure`` columns wide."""
    return width(line) + first_width(following) >= measure * _FULL


def first_width(line: str) -> int:
    """Columns the line's first word, or Chinese character, takes."""
    return width(line[:1] if _IS_CJK.match(line[:1]) else line.split(" ", 1)[0][:30])


def runs_on(line: str, following: str) -> bool:
    """Whether a full ``line`` is continued by ``following``, as far as their wording tells."""
    return not mark_of(following).kind and (not line.endswith(TERMINAL) or line.endswith(_GOES_ON))


def unwrap(text: str) -> str:
    """Cleaned text with hard-wrapped lines joined, where they clearly are that; a paragraph a line.

    Lines are taken for wrapped where most that do not end a block are about equally wide, at least 40 columns, and
    do not end as a sentence does. Empty lines and indented ones begin a paragraph.
    """
    lines = text.split("\n")
    measure = _measure(lines)
    if measure is None:
        return "".join(line.strip() + "\n" for line in lines if line.strip())
    joined: list[list[str]] = []
    open_line = ""  # the last line as it stood, "" after an empty one
    for raw in lines:
        line = raw.strip()
        if line and open_line and not raw[:1].isspace() and _continues(open_line, line, measure):
            add_line(joined[-1], line)
        elif line:
            joined.append([line])
        open_line = line
    return "".join("".join(pieces) + "\n" for pieces in joined)


def _continues(line: str, following: str, measure: int) -> bool:
    return is_full(line, following, measure) and not mark_of(following).kind


def _measure(lines: Sequence[str]) -> int | None:
    """The width lines are wrapped at, None where they are not."""
    inner = [
        line.strip()
        for line, following in pairwise(lines)
        if line.strip() and following.strip() and not following[:1].isspace() and not mark_of(following.strip()).kind
    ]
    if len(inner) < 3:
        return None
    widths = sorted(width(line) for line in inner)
    measure = widths[len(widths) * 9 // 10]
    wrapped = [line for line in inner if width(line) >= measure * 0.8]
    open_ended = sum(not line.endswith(TERMINAL) for line in wrapped)
    if not _LEAST_WRAP <= measure <= _WIDEST_WRAP or widths[-1] > _WIDEST_WRAP:
        return None
    return measure if len(wrapped) >= len(inner) * 0.7 and open_ended >= len(wrapped) * 0.6 else None
