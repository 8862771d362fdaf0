"""Sentences of a text, as character spans."""

import re

_CLOSERS = "”’」』》〉）)】〕］]\"'"
# A Chinese sentence ends with its mark and whatever closes after it; a Latin full stop ends one only before white space
# that a capital, a digit, a quotation mark or a Chinese character follows, and not after an initial or an abbreviation.
_END = re.compile(
    rf"[。！？!?]+[{re.escape(_CLOSERS)}]*|…{{2,}}(?=\s|$)"
    rf"|(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|No|pp|vs|St|cf))(?<!\b(?:Mrs|e\.g|i\.e|etc|Fig|Art))\.[{re.escape(_CLOSERS)}]*(?=\s+[A-Z0-9“\"'(\u4e00-\u9fff]|\s*$)"
    r"|\n+"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences in ``text[start:end]``, in order, without the white space around them.

    A line break ends a sentence, too; what opens with a quotation keeps its closing marks.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for mark in _END.finditer(text, start, end):
        _add(spans, text, begin, mark.end())
        begin = mark.end()
    _add(spans, text, begin, end)
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
