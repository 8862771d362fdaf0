"""Splitting: from a Document to its Passages, along the text's own structure.

Passages follow one another without overlap and hold every character that is not white space; each begins and ends
with such a character. A heading stands in the passage of the text below it. An article (第X条) is a passage of its
own. Longer texts are cut where it costs least: between paragraphs, sentences, clauses, and at last anywhere.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from companion.texts.documents import Document, Passage
from companion.texts.sentences import clauses, sentences
from companion.texts.structure import Outline, announced, label, mark_of, number_of

SPLITTER = "structure-1"

# What a cut costs after each kind of atom, against the squared relative distance from the ideal length.
_AFTER_LINE, _AFTER_SENTENCE, _AFTER_INTRODUCTION, _AFTER_CLAUSE, _AFTER_HEADING = 0.0, 0.4, 1.5, 2.0, 6.0
_TINY = 16  # atoms shorter than a 16th of the limit are weighed together, so that the search stays linear


@dataclass(frozen=True)
class _Atom:
    """A stretch that is not cut any more, and what it costs to end a passage after it."""

    start: int
    end: int
    cost: float


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str
    level: int  # of the format's heading, 0 where it is none


def split(document: Document, limit: int = 300) -> tuple[Passage, ...]:
    """The passages of ``document``, in order, each of at most ``limit`` characters (1 or more).

    The same document always gives the same passages. Time grows with the length of the text.
    """
    if limit < 1:
        raise ValueError("a passage holds at least one character")
    passages = []
    for path, atoms in _sections(document, limit):
        for start, end in _pack(_weighed(atoms, limit), limit):
            first, last = document.pages_of(start, end)
            passages.append(
                Passage(
                    document.path,
                    document.title,
                    path,
                    first,
                    last,
                    start,
                    end,
                    document.text[start:end],
                    document.entry.language,
                )
            )
    return tuple(passages)


def _sections(document: Document, limit: int) -> Iterator[tuple[tuple[str, ...], list[_Atom]]]:
    """The stretches of text that stand under one heading path, headings first, with that path."""
    outline = Outline(label(document.title))
    lines = list(_lines(document))
    listed = announced(line.text for line in lines)
    atoms: list[_Atom] = []
    has_body = False
    path: tuple[str, ...] = ()
    article: int | None = None
    for index, line in enumerate(lines):
        mark = mark_of(line.text, article)
        opens = line.level > 0 or (bool(mark.label) and index not in listed)
        # A point without a name of its own still ends the named one before it.
        closes = not opens and mark.kind != "" and outline.close(mark.kind)
        if (opens or closes) and has_body:
            yield path, atoms
            atoms, has_body = [], False
        if closes:
            path = outline.path
        if opens:
            if mark.kind == "条":
                article = number_of(mark.label.removeprefix("第").split("条")[0])
            if line.level:
                outline.open_format(label(line.text), line.level)
            else:
                outline.open_mark(mark)
            path = outline.path
        heading = line.level > 0 or (opens and mark.whole)
        has_body = has_body or not heading
        atoms.extend(_atoms(document.text, line, limit, _AFTER_HEADING if heading else None))
    if atoms:
        yield path, atoms


def _lines(document: Document) -> Iterator[_Line]:
    """The lines that hold anything, without the white space around them."""
    headings = sorted(
        (at + heading.start, heading.level)
        for page, at in zip(document.pages, document.page_starts, strict=True)
        for heading in page.headings
    )
    next_heading = at = 0
    for raw in document.text.split("\n"):
        end = at + len(raw)
        level = 0
        while next_heading < len(headings) and headings[next_heading][0] <= end:
            level = level or headings[next_heading][1]
            next_heading += 1
        if text := raw.strip():
            start = at + raw.index(text[0])
            yield _Line(start, start + len(text), text, level)
        at = end + 1


def _atoms(text: str, line: _Line, limit: int, cost: float | None) -> Iterator[_Atom]:
    """A line as one atom where it is a heading that fits, else sentence by sentence."""
    if cost is not None and line.end - line.start <= limit:
        yield _Atom(line.start, line.end, cost)
        return
    for start, end in sentences(text, line.start, line.end):
        last = end == line.end
        after = (_AFTER_INTRODUCTION if line.text.endswith(("：", ":")) else cost or _AFTER_LINE) if last else _AFTER_SENTENCE
        if end - start <= limit:
            yield _Atom(start, end, after)
            continue
        for begin, stop in clauses(text, start, end):
            while stop - begin > limit:
                cut = _cut(text, begin, begin + limit)
                yield _Atom(begin, cut, _AFTER_CLAUSE * 2)
                begin = cut
            yield _Atom(begin, stop, after if stop == end else _AFTER_CLAUSE)


def _cut(text: str, start: int, end: int) -> int:
    """The last place up to ``end`` that parts no character from the marks on it; ``end`` where there is none."""
    at = end
    while at > start and (unicodedata.category(text[at])[0] == "M" or "\u200d" in text[at - 1 : at + 1]):
        at -= 1
    return at if at > start else end


def _weighed(atoms: list[_Atom], limit: int) -> list[_Atom]:
    """The atoms with tiny ones joined to what follows, as far as they fit."""
    joined: list[_Atom] = []
    for atom in atoms:
        before = joined[-1] if joined else None
        if before and before.end - before.start < limit // _TINY and atom.end - before.start <= limit:
            joined[-1] = _Atom(before.start, atom.end, atom.cost)
        else:
            joined.append(atom)
    return joined


def _pack(atoms: list[_Atom], limit: int) -> list[tuple[int, int]]:
    """The cheapest way to part the atoms into spans of at most ``limit`` characters."""
    if atoms[-1].end - atoms[0].start <= limit:
        return [(atoms[0].start, atoms[-1].end)]
    ideal = max(1.0, limit * 0.75)
    best = [0.0] + [float("inf")] * len(atoms)
    came_from = [0] * (len(atoms) + 1)
    for last, atom in enumerate(atoms):
        for first in range(last, -1, -1):
            length = atom.end - atoms[first].start
            if length > limit:
                break
            cost = best[first] + ((length - ideal) / ideal) ** 2 + atom.cost
            if cost < best[last + 1]:
                best[last + 1], came_from[last + 1] = cost, first
    spans = []
    at = len(atoms)
    while at:
        spans.append((atoms[came_from[at]].start, atoms[at - 1].end))
        at = came_from[at]
    return spans[::-1]
