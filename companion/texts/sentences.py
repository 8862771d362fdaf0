"""Sentences and clauses: where running text may be parted."""

import re
from collections.abc import Iterator

_CLOSERS = "”’」』）》】\"')\\]"
# A full stop ends an English sentence only before a space and something that can begin one.
_SENTENCE_END = re.compile(
    rf"[。！？；!?…]+[{_CLOSERS}]*|(?<=[^\s.])\.[{_CLOSERS}]*(?=\s+[\"'(\[“‘]?[A-Z0-9\u3400-\u9fff])|\n+"
)
_CLAUSE_END = re.compile(rf"[，、,:：;]+[{_CLOSERS}]*|[—–]+|\s+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"'])(?:[A-Za-z]|(?:[A-Za-z]\.)+[A-Za-z]|(?i:mr|mrs|ms|dr|prof|st|no|nos|art|arts|sec|ch|fig|figs|vol|pp|ed|eds"
    r"|vs|cf|al|etc|dept|univ|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|approx|inc|ltd|co|corp|jr|sr|rev|gen|para))$"
)
_WIDEST_ABBREVIATION = 16


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in ``text[start:end]``, in order, without the white space between them.

    Closing quotation marks and brackets stay with their sentence; a line break always ends one. Decimals, initials
    and common abbreviations do not.
    """
    end = len(text) if end is None else end
    begin = start
    for found in _SENTENCE_END.finditer(text, start, end):
        if found[0][0] == "." and _ABBREVIATION.search(text[max(begin, found.start() - _WIDEST_ABBREVIATION) : found.start()]):
            continue
        if found[0][0] in "!?" and text[found.end() : found.end() + 1].isalnum() and text[found.end()].isascii():
            continue
        yield from _stripped(text, begin, found.end())
        begin = found.end()
    yield from _stripped(text, begin, end)


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of what stands between commas, dashes and spaces in ``text[start:end]``."""
    begin = start
    for found in _CLAUSE_END.finditer(text, start, end):
        yield from _stripped(text, begin, found.end())
        begin = found.end()
    yield from _stripped(text, begin, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if inner := piece.strip():
        start += piece.index(inner[0])
        yield start, start + len(inner)
