"""The labels of Word's numbered paragraphs (第一条, 一、, 1.1), which stand nowhere in a file's text: counted here from
its numbering definitions as ECMA-376, part 1, 17.9 lays down."""

import re
from dataclasses import dataclass, field
from typing import Any

from companion.engines.counting import written

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent/{*}Fallback/"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_DEEPEST = 100
_CLOSED = ("、", "）", "．", "】")  # after these no space is set


def value(element: Any, name: str = "val") -> str:
    """An element's ``w:val`` or other attribute; "" where either is missing."""
    return "" if element is None else str(element.get(WORD + name) or "")


@dataclass(frozen=True)
class _Level:
    start: int
    kind: str
    text: str
    spaced: bool
    restart: int | None  # the level, from 1, down to which levels above begin this one anew; 0 where none does
    digits_only: bool
    style: str


@dataclass
class _Num:
    """One use of a definition: its levels and the counts it shares with the definition's other uses."""

    levels: dict[int, _Level]
    counts: list[int | None]
    restarts: set[int] = field(default_factory=set)  # levels that this use begins anew


class Lists:
    """Counts numbered paragraphs while they go by, from the first to the last."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        """``numbering`` and ``styles`` are the roots of the parts of these names; the former may be None."""
        self._own, self._based_on = _style_numbers(styles)
        self._nums = {} if numbering is None else _nums(numbering, self._own)

    def label(self, paragraph: Any, style: str) -> str:
        """The label in front of the paragraph, with the space after it; "" where it has none."""
        properties = paragraph.find(f"{WORD}pPr/{WORD}numPr")
        own = _number(properties)
        inherited = self._of_style(style)
        num = self._nums.get(own[0] or inherited[0])
        if num is None:
            return ""
        if own[0]:
            at = own[1] or 0
        elif own[1] is not None:
            at = own[1]
        else:
            at = next((index for index, level in num.levels.items() if level.style == style), inherited[1] or 0)
        return _next(num, at)

    def _of_style(self, style: str) -> tuple[str, int | None]:
        at: int | None = None
        for _ in range(_DEEPEST):
            number, level = self._own.get(style, ("", None))
            at = level if at is None else at
            if number or not style:
                return number, at
            style = self._based_on.get(style, "")
        return "", None


def _next(num: _Num, at: int) -> str:
    level = num.levels.get(at)
    if level is None:
        return ""
    for index in num.restarts:
        num.counts[index] = None
    num.restarts.clear()
    before = num.counts[at]
    num.counts[at] = level.start if before is None else before + 1
    for index in range(at + 1, _LEVELS):
        below = num.levels.get(index)
        if below is None or below.restart is None or at < below.restart:
            num.counts[index] = None
    if level.kind == "bullet":
        return "• " if level.text else ""

    def shown(place: re.Match[str]) -> str:
        index = int(place[1]) - 1
        other = num.levels.get(index)
        if other is None or index > at:
            return ""
        count = num.counts[index]
        kind = "decimal" if level.digits_only and other.kind != "none" else other.kind
        return written(other.start if count is None else count, kind)

    label = _PLACE.sub(shown, level.text).strip()
    return label + (" " if label and level.spaced and not label.endswith(_CLOSED) else "")


def _number(properties: Any) -> tuple[str, int | None]:
    """The id of a list, "" where none is given ("0" takes a paragraph out of its style's), and the level in it."""
    if properties is None:
        return "", None
    return value(properties.find(WORD + "numId")), _whole(value(properties.find(WORD + "ilvl")))


def _style_numbers(styles: Any) -> tuple[dict[str, tuple[str, int | None]], dict[str, str]]:
    numbers, based_on = {}, {}
    for style in styles.findall(WORD + "style"):
        identity = value(style, "styleId")
        numbers[identity] = _number(style.find(f"{WORD}pPr/{WORD}numPr"))
        based_on[identity] = value(style.find(WORD + "basedOn"))
    return numbers, based_on


def _nums(numbering: Any, styles: dict[str, tuple[str, int | None]]) -> dict[str, _Num]:
    abstracts = {value(found, "abstractNumId"): found for found in numbering.findall(WORD + "abstractNum")}
    uses = {value(found, "numId"): found for found in numbering.findall(WORD + "num")}
    counts: dict[str, list[int | None]] = {}
    nums = {}
    for identity, use in uses.items():
        name = value(use.find(WORD + "abstractNumId"))
        abstract = abstracts.get(name)
        if abstract is not None and (linked := value(abstract.find(WORD + "numStyleLink"))):
            other = uses.get(styles.get(linked, ("", None))[0])
            name = "" if other is None else value(other.find(WORD + "abstractNumId"))
            abstract = abstracts.get(name)
        if abstract is None:
            continue
        levels = _levels(abstract)
        restarts = set()
        for override in use.findall(WORD + "lvlOverride"):
            index = _whole(value(override, "ilvl"))
            levels |= _levels(override)
            start = _whole(value(override.find(WORD + "startOverride")))
            if index in levels and start is not None:
                old = levels[index]
                levels[index] = _Level(start, old.kind, old.text, old.spaced, old.restart, old.digits_only, old.style)
                restarts.add(index)
        nums[identity] = _Num(levels, counts.setdefault(name, [None] * _LEVELS), restarts)
    return nums


def _levels(parent: Any) -> dict[int, _Level]:
    levels = {}
    for found in parent.findall(WORD + "lvl"):
        index = _whole(value(found, "ilvl"))
        if index is None or index >= _LEVELS:
            continue
        kind = value(found.find(WORD + "numFmt")) or value(found.find(f"{_FALLBACK}{WORD}numFmt")) or "decimal"
        start = _whole(value(found.find(WORD + "start")))
        legal = found.find(WORD + "isLgl")
        levels[index] = _Level(
            0 if start is None else start,
            kind,
            value(found.find(WORD + "lvlText")),
            value(found.find(WORD + "suff")) != "nothing",
            _whole(value(found.find(WORD + "lvlRestart"))),
            legal is not None and value(legal) not in ("0", "false", "off"),
            value(found.find(WORD + "pStyle")),
        )
    return levels


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
