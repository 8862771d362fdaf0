"""Lists: a sentence that introduces points, and the points, told apart by line."""

import re

from companion.texts.structure import mark_of

_POINTS = ("point", "一、", "（一）", "1.", "(1)")
_INTRODUCES = re.compile(r"(?:[：:]|如下。?|(?:下列|以下)[^。]{0,20}[：:。])$")


def is_point(line: str) -> bool:
    """Whether the stripped line is one of a list's points."""
    return mark_of(line).kind in _POINTS


def introduces(text: str) -> bool:
    """Whether it announces that points follow."""
    return bool(_INTRODUCES.search(text))


def list_around(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """The span of the list that ``text[start:end]`` introduces or belongs to, from its introduction to its last point.

    A list introduced by the span ends after the last point that fits into ``most`` characters; one that the span is a
    point of is given if it fits as a whole. Otherwise the span itself.
    """
    first = text.rfind("\n", 0, start) + 1
    line = text[first : _line_end(text, max(start, end - 1))].rstrip()
    if _INTRODUCES.search(line):
        return (start, _extended(text, start, end, most)) if end >= first + len(line) else (start, end)
    begin = _introduction(text, first) if is_point(line.strip()) else None
    if begin is None:
        return start, end
    stop = _extended(text, begin, end, most)
    return (begin, stop) if stop - begin <= most else (start, end)


def _introduction(text: str, first: int) -> int | None:
    """Where the line begins that introduces the points of which the line at ``first`` is one; None where none does."""
    kind = mark_of(text[first : _line_end(text, first)].strip()).kind
    begin = first
    while begin > 0:
        begin = text.rfind("\n", 0, begin - 1) + 1
        above = text[begin : _line_end(text, begin)].strip()
        if not above:
            continue
        other = mark_of(above).kind != kind
        if _INTRODUCES.search(above) and other:
            return begin
        if other:
            return None
    return None


def _extended(text: str, start: int, end: int, most: int) -> int:
    """Where the points that follow end: at a line that is none, or before there would be too many characters.

    A single point makes no list: then it is where the line ends.
    """
    introduced = end = max(end, _line_end(text, max(start, end - 1)))
    kind = ""
    points = 0
    while end < len(text):
        following = _line_end(text, end + 1)
        line = text[end:following].strip()
        if line and (not is_point(line) or following - start > most or (kind and mark_of(line).kind != kind)):
            break
        kind = kind or mark_of(line).kind
        points += bool(line)
        end = following
    return start + len(text[start : end if points > 1 else introduced].rstrip())


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
