"""Lessons: the corpus cut into daily portions of reading, and which of them belongs to a day."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from companion.texts.documents import Entry, Passage, Status

IDEAL = 550  # characters of a portion
LEAST, MOST = 300, 800  # kept to as far as whole passages allow it
_IDEALS = range(350, 751, 50)  # tried where so many days are to be filled
_LEADERS = re.compile(r"(?:[.·．…]\s?){3,}\s*\d*\s*$", re.MULTILINE)
_SENTENCE = re.compile(r"[。！？；!?;]|\.(?:\s|$)")
_WIDER_IN_ENGLISH = 3  # characters of an English text that take as long to read as one of a Chinese text


Portion = tuple[Passage, ...]
"""What is read on one day: passages of one document, in its order; of several that are too short for a day by themselves."""


@dataclass(frozen=True)
class Lesson:
    """A day's reading. ``unit`` is empty, and there are no passages, where there is nothing to read.

    ``texts`` are the documents of the unit. ``again``: its texts have been read to the end, and this is a portion of them once more.
    ``situational``: it is talked about by situations of each post.
    """

    day: dt.date
    unit: str
    passages: Portion
    texts: frozenset[str] = frozenset()
    again: bool = False
    situational: bool = False


def lesson_of(day: dt.date, index: int, cut: Sequence[Portion], entries: Sequence[Entry]) -> Lesson:
    """The lesson of ``day``, the ``index``-th counted day of the plan (from 0); rounds follow one another without end.

    ``cut`` are the ``portions`` of the corpus whose catalog lines are ``entries``.
    """
    if not cut:
        return Lesson(day, "", ())
    portion = cut[index % len(cut)]
    unit = next(entry.unit for entry in entries if entry.path == portion[0].document)
    return Lesson(day, unit, portion, frozenset(entry.path for entry in entries if unit and entry.unit == unit))


def portions_for(days: int, texts: Iterable[Sequence[Passage]]) -> tuple[Portion, ...]:
    """These texts, or parts of them, one after another as daily portions, so long that they fill ``days`` as nearly as they can.

    Every passage stands in exactly one portion, in its order, except title pages and tables of contents. Each portion has 300
    to 800 characters as far as whole passages allow it; so there are more portions than days where the texts are long, and fewer
    where they are short. A text too short for a day is read together with what comes before or after it.
    """
    read = [readable(text) for text in texts]
    total = sum(weight(passage) for text in read for passage in text)
    if not days or total >= days * MOST:
        return _cut_all(read, _IDEALS[-1])
    best: tuple[Portion, ...] = ()
    for ideal in _IDEALS:  # the first one is the longest of those that fit
        cut = _cut_all(read, ideal)
        if not best or len(best) > days:
            best = cut
    return best


def most_portions(texts: Iterable[Sequence[Passage]]) -> int:
    """As many as ``portions_for`` makes of these texts where there are days enough; at least one."""
    return max(len(_cut_all(map(readable, texts), _IDEALS[0])), 1)


def _cut_all(texts: Iterable[Sequence[Passage]], ideal: float) -> tuple[Portion, ...]:
    joined: list[Portion] = []
    for portion in (portion for text in texts for portion in _cut(text, ideal)):
        lengths = [sum(map(weight, one)) for one in (*joined[-1:], portion)]
        if len(lengths) > 1 and min(lengths) < LEAST and sum(lengths) <= MOST:
            joined[-1] += portion
        else:
            joined.append(portion)
    return tuple(joined)


def portions(entries: Sequence[Entry], passages: Sequence[Passage]) -> tuple[Portion, ...]:
    """The texts in force as daily portions of about 300 to 800 characters, each of one document and in its order.

    Units stand in the order in which the catalog first names them (texts without a unit last), within a unit texts
    in catalog order. Every passage stands in exactly one portion, except title pages and tables of contents, which
    stand in none. A portion rather ends where a heading does. English text counts a third.
    """
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document, []).append(passage)
    units = list(dict.fromkeys(entry.unit for entry in entries if entry.unit))
    in_force = [entry for entry in entries if entry.status is Status.IN_FORCE]
    in_force.sort(key=lambda entry: units.index(entry.unit) if entry.unit else len(units))
    return tuple(
        portion for entry in in_force for portion in _cut(readable(by_document.get(entry.path, ())))
    )


def readable(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Without title pages and tables of contents."""
    return tuple(passage for passage in passages if not _is_front(passage))


def _is_front(passage: Passage) -> bool:
    """Whether it is a table of contents, or a title page: nothing that reads as a sentence."""
    lines = [line for line in passage.text.split("\n") if line.strip()]
    listed = sum(bool(_LEADERS.search(line)) for line in lines)
    return listed * 2 > len(lines) or (passage.start == 0 and not _SENTENCE.search(passage.text))


def weight(passage: Passage) -> float:
    """How many characters of Chinese it is as long to read as."""
    return len(passage.text) / (_WIDER_IN_ENGLISH if passage.language == "en" else 1)


def _cut(passages: Sequence[Passage], ideal: float = IDEAL) -> Iterator[Portion]:
    """The cheapest way to part a document's passages: near the ideal length, and between headings rather than within."""
    best = [0.0] + [float("inf")] * len(passages)
    came_from = [0] * (len(passages) + 1)
    weights = [weight(passage) for passage in passages]
    for last in range(len(passages)):
        length = 0.0
        for first in range(last, -1, -1):
            length += weights[first]
            if first < last and length > MOST:
                break
            cost = best[first] + _length_cost(length, ideal) + _border_cost(passages, last)
            if cost < best[last + 1]:
                best[last + 1], came_from[last + 1] = cost, first
    cuts = []
    at = len(passages)
    while at:
        cuts.append(tuple(passages[came_from[at] : at]))
        at = came_from[at]
    yield from reversed(cuts)


def _length_cost(length: float, ideal: float) -> float:
    return ((length - ideal) / ideal) ** 2 + (2.0 if length < LEAST else 0.0)


def _border_cost(passages: Sequence[Passage], last: int) -> float:
    """What it costs to end a portion after ``last``: least between the outermost headings, most inside one."""
    if last + 1 == len(passages):
        return 0.0
    before, after = passages[last].heading, passages[last + 1].heading
    if before == after:
        return 0.5
    shared = sum(1 for a, b in zip(before, after, strict=False) if a == b)
    return 0.15 * min(shared, 2)
