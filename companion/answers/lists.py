"""Lists: a sentence that introduces points, and the points, told apart by line."""

import re

from companion.texts.structure import mark_of

_POINTS = ("point", "一、", "（一）", "1.", "(1)")
_INTRODUCES = re.compile(r"(?:[：:]|如下。?|(?:下列|以下)[^。]{0,20}[：:。])$")


def is_point(line: str) -> bool:
    """Whether the stripped line is one of a list's points."""
    return mark_of(line).kind in _POINTS


def list_around(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """The span of the list that ``text[start:end]`` introduces or belongs to, from its introduction to its last point.

    At most about ``most`` characters, ending after a whole point; the span given is always inside. The span itself
    where there is no list.
    """
    first = text.rfind("\n", 0, start) + 1
    last = _line_end(text, max(start, end - 1))
    line = text[first:last].strip()
    if is_point(line) and not _INTRODUCES.search(line):
        kind = mark_of(line).kind
        begin = first
        while begin > 0:
            before = text.rfind("\n", 0, begin - 1) + 1
            above = text[before : begin - 1].strip()
            if _INTRODUCES.search(above) and mark_of(above).kind != kind:
                begin = before
                break
            if not is_point(above):
                return start, end
            begin = before
        else:
            return start, end
        start = begin
    elif end < first + len(text[first:last].rstrip()) or not _INTRODUCES.search(line):
        return start, end
    return start, _extended(text, start, end, most)


def _extended(text: str, start: int, end: int, most: int) -> int:
    """Where the points that follow end: at a line that is none, or before there would be too many characters."""
    end = max(end, _line_end(text, max(start, end - 1)))
    while end < len(text):
        following = _line_end(text, end + 1)
        line = text[end:following].strip()
        if line and (not is_point(line) or following - start > most):
            break
        end = following
    return start + len(text[start:end].rstrip())


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
