"""Whether an item can be answered from its passage: a reader given stem, options and text, without key or quotation.

It lines the stem up with the text by longest common stretches (Ratcliff and Obershelp, as in difflib) and reads off
what stands opposite the blank. The gate's reader (quizzes.roundtrip) goes another way, so that one checks the other.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK, TRUE, TRUE_EN
from companion.quizzes.items import Item, Kind
from companion.texts.numerals import canonical

_SOURCE = re.compile(r"^(?:根据|按照|依据)?《[^》]*》(?:的?规定)?[，,：:]?|^According to “[^”]*”:\s*")
_STOP = re.compile(r"[，。；：！？,.;:!?、]")
_LIKE = 0.5
_GAP, _NEARLY = 12, 0.75
_SURE = 0.8  # the share of an option or key point that the text must hold, in order


def answers(item: Item, text: str) -> bool:
    """Whether the reader, given ``text``, comes to the item's key. Time grows with the product of the lengths."""
    stem, text = _SOURCE.sub("", item.stem), _line(text)
    if item.kind is Kind.TRUE_FALSE:
        return (item.key[0] in (TRUE, TRUE_EN)) == _holds(_line(stem), text)
    if item.kind is Kind.SHORT_ANSWER:
        return all(_coverage(_line(point), text)[0] >= _SURE for point in item.key)
    if item.kind is Kind.ORDERING:
        found = {step: _coverage(_line(step), text) for step in item.options}
        return min(found.values())[0] >= _SURE and tuple(sorted(found, key=lambda step: found[step][1])) == item.key
    if item.kind is Kind.MULTIPLE_CHOICE:
        return {option for option in item.options if _coverage(_line(option), text)[0] == 1} == set(item.key)
    opposite = canonical(_opposite(stem, text))
    if not item.options:
        return opposite in {canonical(key) for key in item.key}
    return _nearest(item.options, opposite, stem, text) == item.key[0]


def _line(text: str) -> str:
    return re.sub(r"(?<![A-Za-z\d])\s+|\s+(?![A-Za-z\d])", "", text)


def _match(text: str, other: str) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    return [(a, b, size) for a, b, size in blocks if size]


def _opposite(stem: str, text: str) -> str:
    """What stands in the text where the stem has its blank; empty if it has none or the two do not meet there."""
    blank = next((blank for blank in (CHOICE_BLANK, CLOZE_BLANK) if blank in stem), None)
    if blank is None:
        return ""
    left, right = map(_line, stem.rstrip("。.；;").split(blank, 1))
    blocks = _match(text, left + right)
    start, end = None, None
    for a, b, size in blocks:
        if b < len(left):
            start = a + min(size, len(left) - b)
        if b + size > len(left) and end is None:
            end = a + max(0, len(left) - b)
    if start is None:  # the blank begins the sentence
        marks = [mark.end() for mark in re.finditer(r"[。！？“]|(?<=\w)\.|所称的?|第[一二三四五六七八九十百千\d]+条", text[:end])]
        start = marks[-1] if marks else 0
    if end is None or end <= start:
        stop = _STOP.search(text, start)
        end = stop.start() if stop else len(text)
    return text[start:end] if end - start <= 60 else ""


def _nearest(options: Sequence[str], opposite: str, stem: str, text: str) -> str:
    """The option most like what stands opposite the blank; else the one that the text holds most of; empty if neither says."""
    if opposite:
        likeness = {one: SequenceMatcher(None, canonical(one), opposite, autojunk=False).ratio() for one in options}
        best = max(options, key=lambda option: likeness[option])
        return best if likeness[best] >= _LIKE else ""
    found = sorted(((_coverage(_line(one), text)[0] + _coverage(_line(stem + one), text)[0], one) for one in options), reverse=True)
    return found[0][1] if found[0][0] > found[1][0] and found[0][0] >= _SURE else ""


def _coverage(piece: str, text: str) -> tuple[float, int]:
    """The share of ``piece`` found in the text in order, in stretches of two or more, and where the longest begins."""
    blocks = _match(text, piece)
    held = sum(size for _, _, size in blocks if size > 1 or len(piece) < 3)
    at = max(blocks, key=lambda block: block[2], default=(len(text), 0, 0))[0]
    return held / max(1, len(piece)), at


def _holds(statement: str, text: str) -> bool:
    """Whether the text says the statement: all its characters, in order, with next to nothing of the text between them.

    A list's lead may be followed by any of its points.
    """
    statement = re.sub(r"《[^》]*》|\W+$", "", statement)
    blocks = _match(text, statement)
    letters = len(re.sub(r"\W", "", statement))
    held = sum(len(re.sub(r"\W", "", statement[b : b + size])) for _, b, size in blocks if size > 1 or letters < 3)
    gaps = [text[a + size : later] for (a, _, size), (later, _, _) in pairwise(blocks)]
    if held == letters:
        return all((len(gap) <= _GAP and not re.search(r"[不无未非]|not", gap)) or "：" in gap[:_GAP] for gap in gaps)
    quoted = re.search(r"“([^”]+)”(?:属于)?", statement)
    if quoted is None:
        return False
    share, at = _coverage(quoted[1], text)  # a point of a list, said of what leads to it
    return share == 1 and _coverage(statement.replace(quoted[0], ""), text[:at])[0] >= _NEARLY
