"""Quotations of what a question asks for by number: whole articles, or the 款 and 项 of one."""

import re
from collections.abc import Callable, Sequence

from companion.answers.extract import LIMIT, below_headings, quote_whole
from companion.search.clauses import Clause, Found
from companion.texts.documents import Citation, Document, Passage
from companion.texts.structure import number_of, paragraphs_of, points_of

_MOST = 3 * LIMIT  # characters of a chapter that are quoted
_NUMBER = re.compile(r"[（(]?([一二三四五六七八九十百\d]{1,4})")
_OPENING = re.compile(r"[^\n]*[：:]")


def quote_places(found: Sequence[Found], document: Callable[[str], Document]) -> tuple[Citation, ...]:
    """The places as citations, in order; of a 项 with the words that open its list, and nothing of a 款 that is not there.

    A chapter is quoted from its beginning, article by article, up to about 480 characters.
    """
    citations: list[Citation] = []
    for place in found:
        if place.clause.paragraph or place.clause.point:
            citations += _within(place.clause, place.passages, document)
        elif place.clause.article:
            citations += quote_whole(place.passages, document)
        else:
            citations += _beginning(quote_whole(place.passages, document))
    return tuple(dict.fromkeys(citations))


def _beginning(citations: Sequence[Citation]) -> list[Citation]:
    length, chosen = 0, list[Citation]()
    for citation in citations:
        if chosen and length + len(citation.quote) > _MOST:
            break
        chosen.append(citation)
        length += len(citation.quote)
    return chosen


def _within(clause: Clause, passages: Sequence[Passage], document: Callable[[str], Document]) -> list[Citation]:
    source = document(passages[0].document)
    start, end = below_headings(source.text, passages[0].start, passages[-1].end), passages[-1].end
    spans = [(start + first, start + last) for first, last in paragraphs_of(source.text[start:end])]
    if clause.paragraph:
        spans = spans[clause.paragraph - 1 : clause.paragraph]
    if clause.point:
        spans = next((found for span in spans if (found := _point(source.text, span, clause.point))), [])
    return [
        next(one for one in reversed(passages) if one.start <= first or one is passages[0]).cite(
            source.text[first:last], pages=source.pages_of(first, last)
        )
        for first, last in spans
    ]


def _point(text: str, span: tuple[int, int], number: int) -> list[tuple[int, int]]:
    """The spans of the words that open the list in ``span`` and of its point with this number; empty where there is none."""
    start, end = span
    for first, last in points_of(text[start:end]):
        label = _NUMBER.match(text, start + first)
        if label and number_of(label[1]) == number:
            opening = _OPENING.match(text, start, start + first)
            return [*([(start, opening.end())] if opening else []), (start + first, start + last)]
    return []
