"""Finding a quotation again on the printed page it was read from, and the boxes around it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares (0 to 1) of the page's width and height, from its top left corner."""

_ANCHOR = 12  # characters at either end of a quotation by which it is found where reading has changed its inside
_LEAST = 4  # a shorter quotation is only looked for as a whole
_HYPHENS = "-\u00ad\u2010\ufffe"


@dataclass(frozen=True)
class Print:
    """A page as printed: its characters in the file's order, each with its box."""

    characters: tuple[str, ...]
    boxes: tuple[Box, ...]

    @cached_property
    def plain(self) -> tuple[str, list[int]]:
        """The characters without spaces, in compatibility form; and for each of them the place of what it came from."""
        text: list[str] = []
        places: list[int] = []
        for place, character in enumerate(self.characters):
            for one in plain(character):
                text.append(one)
                places.append(place)
        return "".join(text), places


def plain(text: str) -> str:
    """A text as it is compared: NFKC, without spaces, hyphens and what cannot be seen."""
    return "".join(
        one
        for one in unicodedata.normalize("NFKC", text)
        if not one.isspace() and one not in _HYPHENS and unicodedata.category(one) not in ("Cc", "Cf")
    )


def boxes_of(page: Print, text: str, start: int, end: int) -> tuple[Box, ...]:
    """The boxes, one a line, around ``text[start:end]``, where ``text`` is what was read from this page.

    Empty where the page does not print it, or not as characters (a scan), or not clearly enough to be sure.
    """
    wanted = plain(text[start:end])
    printed, places = page.plain
    if not wanted:
        return ()
    span = _whole(printed, wanted, plain(text[:start]).count(wanted)) or _by_its_ends(printed, wanted)
    return () if span is None else _lines([page.boxes[place] for place in sorted(set(places[slice(*span)]))])


def _whole(printed: str, wanted: str, before: int) -> tuple[int, int] | None:
    """Where the quotation stands as a whole: at that place of several which comes after ``before`` others."""
    at = printed.find(wanted)
    for _ in range(before if at >= 0 else 0):
        after = printed.find(wanted, at + 1)
        at = after if after >= 0 else at
    return (at, at + len(wanted)) if at >= 0 else None


def _by_its_ends(printed: str, wanted: str) -> tuple[int, int] | None:
    """Between its beginning and its end, where each stands once and they are about as far apart as they should be."""
    size = min(_ANCHOR, len(wanted) // 2)
    head, tail = wanted[:size], wanted[-size:]
    if size < _LEAST or printed.count(head) != 1 or printed.count(tail) != 1:
        return None
    first, last = printed.index(head), printed.index(tail) + size
    return (first, last) if 0.8 * len(wanted) <= last - first <= 1.2 * len(wanted) else None


def _lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes of neighbouring characters put together, as far as they stand in one line."""
    lines: list[Box] = []
    for box in boxes:
        if box[2] <= box[0] or box[3] <= box[1]:
            continue
        if lines and _beside(lines[-1], box):
            line = lines[-1]
            lines[-1] = (line[0], min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3]))
        else:
            lines.append(box)
    return tuple(lines)


def _beside(line: Box, box: Box) -> bool:
    """Whether ``box`` goes on to the right of ``line``, at the same height and without a gap like that between columns."""
    height = line[3] - line[1]
    overlap = min(line[3], box[3]) - max(line[1], box[1])
    return overlap > 0.4 * min(height, box[3] - box[1]) and line[0] <= box[0] <= line[2] + 3 * height
