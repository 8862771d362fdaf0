"""Structure: which lines of a text are headings, articles or points, told by the marks they begin with.

Chinese marks in their usual order are 第一编, 第一章, 第一节, 第一条, 一、, （一）, 1. and (1); English ones are
Part, Chapter, Section, Article, Appendix and 1.2. A mark alone does not make a heading: the line must also be
short and not read on as a sentence does (“第三条规定，……”).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from companion.texts.cleaning import HAN

_NUMBER = "[〇零一二三四五六七八九十百千两0-9]{1,7}"
_DIVISION = re.compile(rf"第\s?({_NUMBER})\s?(分?编|篇|部分|章|节|讲|课|单元)")
_ARTICLE = re.compile(rf"第\s?({_NUMBER})\s?条(之[一二三四五六七八九十]+)?")
_POINT = re.compile(
    r"(?P<ideograph>[一二三四五六七八九十]{1,3}[、.．])"
    r"|(?P<bracketed>[（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}(?=[\s　])|(?:\.\d{1,2}){2,3}(?![\d.%])))"
    r"|(?P<arabic>\d{1,2}[.．、](?!\d))"
    r"|(?P<small>[（(]\d{1,2}[）)]|\d{1,2}[）)]|[①-⑳])"
    r"|(?P<ordinal>第[一二三四五六七八九十]{1,3}[，,、])"
    r"|(?P<bullet>[-•·●■◆○▪–*]\s)"
)
_POINT_OF_LAW = re.compile(
    r"(?P<bracketed>[（(][一二三四五六七八九十百]{1,4}[）)])|(?P<ideograph>[一二三四五六七八九十]{1,3}、)"
    r"|(?P<arabic>\d{1,2}[.．、](?!\d))|(?P<small>[（(]\d{1,2}[）)])"
)
_ENGLISH = re.compile(
    r"(?i:(part|chapter|section|article|appendix|annex|unit|lesson))\s+([0-9]{1,3}|[IVXLC]{1,6}|[A-Z])(?=[\s.:—–-]|$)"
)
_ANNEX = re.compile(r"附\s?[件录表](\s?[0-9一二三四五六七八九十]{1,2})?(?=[\s:：]|$)")
_CONTENTS = re.compile(r"目\s*[录次]|(?i:(table of )?contents)")
_TOC_TAIL = re.compile(r"[\s.·．…。—-]*\d{1,4}$")
_LEADERS = re.compile(r"(?:[.·．…]\s?){3,}\s*[0-9IVXivx]*$")
# What follows a mark in running text: “第五条规定”, “第二章的”, “第三节至第五节”.
_RUNNING = re.compile(r"\s?(规定|所|的|中|和|、|或|至|到|及|与|以|之|第|款|项|，|,|。|；|;|”|》|）|\))")
_VERB = re.compile(r"(已|不|是|为|要求|明确|说明|介绍)")
_ENDS_SENTENCE = tuple("。；;！!？?，,、：:…")
_DIGITS = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SPREAD = re.compile(rf"[{HAN}](\s+[{HAN}])+")  # “总　则”, set wide for the look of it
_HEADING_LENGTH = 40
_RUN_IN_LENGTH = 24
_RUN_IN_PARAGRAPH = 100
_ENGLISH_LENGTH = 90
_LABEL_LENGTH = 80

# The order of marks from the outside in. 条 and 一、 may stand either way round.
_RANKS = {
    "编": 1,
    "篇": 1,
    "部分": 1,
    "annex": 1,
    "单元": 1,
    "分编": 2,
    "章": 3,
    "讲": 3,
    "节": 4,
    "课": 4,
    "条": 5,
    "一、": 6,
    "（一）": 7,
    "1.": 8,
}
_RANKS |= {"part": 1, "appendix": 1, "unit": 1, "chapter": 3, "section": 4, "lesson": 4, "article": 5}
_RANKS |= {"1.1": 8, "1.1.1": 9, "1.1.1.1": 10, "contents": 10}


@dataclass(frozen=True)
class Mark:
    """What a line begins with. ``label`` is set where the line opens a part of the text, and names that part."""

    kind: str  # "" where it begins with no mark
    label: str = ""
    whole: bool = False  # the line is a heading and nothing else


_PLAIN = Mark("")


@dataclass
class Outline:
    """The headings above a line, kept up to date while lines go by from the first to the last."""

    title: str = ""
    _above: list[tuple[str, int, str]] = field(default_factory=list)  # kind, rank, label
    _format_ranks: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(label for _, _, label in self._above if label)

    def open_format(self, label: str, level: int) -> None:
        """A heading that the file's format marks as one; these stand above those told by their marks."""
        kind = mark_of(label).kind
        if kind:
            self._format_ranks.setdefault(kind, level)
        self._push("format", level, "" if label == self.title else label)

    def open_mark(self, mark: Mark) -> None:
        """A heading told by its mark. One of a kind that the format also marks stands on that level."""
        rank = self._format_ranks.get(mark.kind, 100 + _RANKS[mark.kind])
        self.close(mark.kind)
        if mark.kind == "条":
            keeps = 100 + _RANKS["一、"]
            self._push(mark.kind, rank, mark.label, keeps=keeps)
        else:
            self._push(mark.kind, rank, mark.label)

    def close(self, kind: str) -> bool:
        """End the innermost part of this kind and all within it; whether there was one."""
        if all(open_kind != kind for open_kind, _, _ in self._above):
            return False
        while self._above.pop()[0] != kind:
            pass
        return True

    def _push(self, kind: str, rank: int, label: str, keeps: int | None = None) -> None:
        while self._above and self._above[-1][1] >= rank and self._above[-1][1] != keeps:
            self._above.pop()
        self._above.append((kind, rank, label))


def label(text: str) -> str:
    """A heading as it is named in a path: on one line, without the spaces of wide setting, at most 80 characters."""
    text = " ".join(text.split())
    found = _DIVISION.match(text) or _ARTICLE.match(text)
    at = found.end() if found else 0
    rest = text[at:].strip(" :：")
    if _SPREAD.fullmatch(rest):
        rest = rest.replace(" ", "")
    joined = f"{text[:at].replace(' ', '')} {rest}".strip() if found else rest
    return joined[:_LABEL_LENGTH].strip()


def mark_of(line: str, article: int | None = None) -> Mark:
    """What the stripped ``line`` begins with. ``article`` is the number of the last article before it, if any."""
    first = line[:1]
    if first == "第":
        return _division(line) or _article(line, article) or _point(line)
    if first == "附" and (found := _ANNEX.match(line)) and _is_short(line, found.end()):
        return Mark("annex", label(line), whole=True)
    if first in "目cCtT" and _CONTENTS.fullmatch(line):
        return Mark("contents", label(line), whole=True)
    if first.isascii() and first.isalpha():
        return _english(line)
    return _point(line)


def is_contents_line(line: str) -> bool:
    """Whether the line is one of a table of contents: it ends with leaders and, mostly, a page number."""
    return len(line) < 200 and bool(_LEADERS.search(line))


def contents_key(line: str) -> str:
    """What two lines have in common of which one announces the other: the line without spaces and page number."""
    return "".join(_TOC_TAIL.sub("", line[:200]).split())


def number_of(text: str) -> int:
    """The value of a Chinese or Arabic numeral below 10,000, such as 十二, 一百零三 or 27."""
    if text.isdigit() and text.isascii():
        return int(text)
    value = digit = 0
    for mark in text:
        if mark in _UNITS:
            value += (digit or 1) * _UNITS[mark]
            digit = 0
        else:
            digit = _DIGITS.get(mark, 0)
    return value + digit


def announced(lines: Iterable[str]) -> set[int]:
    """Which of the lines are a table of contents' although nothing in them says so: they are said again below."""
    last: dict[str, int] = {}
    seen: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        if line[:1] in "第PpCcSsAa" and len(line) < 100 and (_DIVISION.match(line) or _ENGLISH.match(line)):
            key = contents_key(line)
            last[key] = index
            seen.append((index, key))
    return {index for index, key in seen if last[key] != index}


def paragraphs_of(article: str) -> tuple[tuple[int, int], ...]:
    """The spans of an article's 款 in its text: its lines, each with the points (项) below it. Offsets are in ``article``."""
    spans: list[tuple[int, int]] = []
    for start, end in _line_spans(article):
        if spans and (_POINT_OF_LAW.match(article, start) or article[: spans[-1][1]].rstrip().endswith((":", "："))):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def points_of(paragraph: str) -> tuple[tuple[int, int], ...]:
    """The spans of the points (项) of a 款: its lines that begin with （一）, 一、, 1. or (1), whichever comes first, each
    with what runs on below it, points of its own (目) too."""
    spans: list[tuple[int, int]] = []
    kind = None
    for start, end in _line_spans(paragraph):
        found = _POINT_OF_LAW.match(paragraph, start)
        if found and (kind is None or found.lastgroup == kind):
            kind = found.lastgroup
            spans.append((start, end))
        elif spans:
            spans[-1] = (spans[-1][0], end)
    return tuple(spans)


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    """The lines that hold anything, without the white space around them."""
    for found in re.finditer(r"\S[^\n]*", text):
        yield found.start(), found.start() + len(found[0].rstrip())


def _is_short(line: str, after: int) -> bool:
    return (
        len(line) - after <= _HEADING_LENGTH
        and not line.endswith(_ENDS_SENTENCE)
        and "。" not in line
        and "，" not in line
    )


def _division(line: str) -> Mark | None:
    found = _DIVISION.match(line)
    if not found or not _is_short(line, found.end()) or is_contents_line(line):
        return None
    if _RUNNING.match(line, found.end()) or _VERB.match(line, found.end()):
        return None
    return Mark(found[2], label(line), whole=True)


def _article(line: str, before: int | None) -> Mark | None:
    found = _ARTICLE.match(line)
    if not found or is_contents_line(line):
        return None
    spaced = line[found.end() : found.end() + 1] in (" ", "\u3000", "【", "[", "（", "(", "：", ":", "")
    # Without a space behind it, only the number that is due makes an article of what may be running text.
    due = number_of(found[1]) in (1, (before or 0) + 1)
    if (not spaced and not due) or (_RUNNING.match(line, found.end()) and not (spaced and due)):
        return None
    return Mark("条", found[0].replace(" ", ""), whole=found.end() == len(line))


def _english(line: str) -> Mark:
    found = _ENGLISH.match(line)
    if not found or len(line) > _ENGLISH_LENGTH or is_contents_line(line):
        return _PLAIN
    rest = line[found.end() :].lstrip(" .:—–-")
    if (rest and line.endswith((".", ",", ";", "!", "?"))) or rest[:1].islower():
        return _PLAIN
    return Mark(found[1].lower(), label(line), whole=True)


def _point(line: str) -> Mark:
    found = _POINT.match(line)
    if not found or is_contents_line(line):
        return _PLAIN
    kind = found.lastgroup or ""
    short = _is_short(line, found.end())
    if kind == "decimal":
        rest = line[found.end() :].strip()
        depth = found[0].count(".")
        if (
            rest
            and (short or (rest[0].isupper() and len(line) <= _ENGLISH_LENGTH))
            and not line.endswith((".", ",", ";"))
        ):
            return Mark("1" + ".1" * depth, label(line), whole=True)
        return Mark("point")
    ranked = {"ideograph": "一、", "bracketed": "（一）", "arabic": "1."}.get(kind, "point")
    if ranked == "point" or len(line) == found.end():
        return Mark("point")
    if short:
        return Mark(ranked, label(line), whole=True)
    # “一、提高认识。各支部要……”: a first sentence as short as a heading names a long paragraph.
    stop = line.find("。", found.end(), found.end() + _RUN_IN_LENGTH)
    if ranked != "1." and stop > 0 and len(line) >= _RUN_IN_PARAGRAPH and _is_short(line[:stop], found.end()):
        return Mark(ranked, label(line[:stop]))
    return Mark(ranked)
