"""Layout: from the lines printed on a document's pages back to its paragraphs.

Running heads and page numbers go; lines of one paragraph are joined, and a paragraph that runs on to the next page
leaves its page without a line end; lines in larger type are headings; a row of a table stays a line of its own.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from companion.texts.cleaning import clean
from companion.texts.documents import Heading, Page
from companion.texts.garbling import reread, unmarked, unspaced
from companion.texts.lines import TERMINAL, add_line, first_width, is_full, joint, runs_on, width
from companion.texts.reading import Draft
from companion.texts.reading_order import Printed, Sheet, lines_of
from companion.texts.structure import is_contents_line, mark_of

_PAGE_NUMBER = re.compile(
    r"[-—–~·|\s]*\d{1,4}[-—–~·|\s]*"
    r"|[-—–~·\s]*第\s?\d{1,4}\s?页([\s,，/／|]*共\s?\d{1,4}\s?页)?[-—–~·\s]*"
    r"|\d{1,4}\s?[/／]\s?\d{1,4}"
    r"|(?i:page|p\.)\s?\d{1,4}(\s?(of|/)\s?\d{1,4})?"
    r"|[ivxlc]{1,7}|[IVXLC]{1,7}"
)
_DIGITS = re.compile(r"\d+")
_EDGE = 2  # lines at the top and at the bottom of a page where running heads stand
_LEAST_REPEATS = 3
_LARGER = 1.15
_LONGEST_HEADING = 80
_MOST_LARGE = 0.3
_WIDE_GAP = 1.2
_LEAST_COLUMN = 36  # columns; narrower lines are cells, names, dates
_BODY, _STEP = 12.0, 1.2
_HANGING = 3.5  # type sizes that the lines below a list's sign may be indented
_LEAST_FULL = 0.5  # of its column
_SLACK = 0.6  # type sizes that a full line may be short of its column
_HYPHEN = re.compile(r"[A-Za-z]-$")


def pages_from(sheets: Sequence[Sheet | None], unread: Mapping[int, tuple[str, str]]) -> Draft:
    """The pages that these sheets show, numbered from 1; None is one of which nothing is read.

    ``unread`` says in Chinese and English why a page was not read, or not all of it. The title is the first page's
    largest heading, if it has one.
    """
    body = _body_size(sheets)
    pages_of_lines = _without_furniture([_lines(sheet, body) if sheet else [] for sheet in sheets])
    sizes = _heading_sizes(pages_of_lines)
    leading = _leading(pages_of_lines)
    pages = []
    for index, lines in enumerate(pages_of_lines):
        following = next((later[0] for later in pages_of_lines[index + 1 : index + 2] if later), None)
        page = _page(index + 1, lines, _Type(*_measure(lines), leading, sizes), following)
        sheet = sheets[index]
        pages.append(replace(page, confidence=sheet.confidence) if sheet and lines else page)
    first = pages[0] if pages else Page(1, "")
    title = next((first.text[h.start : h.end] for h in first.headings if h.level == 1), None)
    failed = tuple((number, *unread[number]) for number in sorted(unread))
    return Draft(tuple(pages), paged=True, title=title, failed=failed)


def _body_size(sheets: Sequence[Sheet | None]) -> float:
    """The size of running text on the pages that tell it, 12 where none does."""
    share: Counter[float] = Counter()
    for sheet in sheets:
        if sheet and sheet.confidence is None:
            for piece in sheet.pieces:
                share[piece.size] += len(piece.text)
    return share.most_common(1)[0][0] or _BODY if share else _BODY


def _lines(sheet: Sheet, body: float) -> list[Printed]:
    lines = lines_of(sheet)
    found = _cleaned(lines, reread([line.text for line in lines]))
    return found if sheet.confidence is None else _resized(found, body)


def _resized(lines: Sequence[Printed], body: float) -> list[Printed]:
    """Lines seen in a picture, whose heights vary with their letters, in steps of a fifth from the size of running text."""
    heights = sorted(line.size for line in lines for _ in line.text)
    usual = heights[len(heights) // 2] if heights else 1.0
    return [
        replace(line, size=round(body * _STEP ** max(round(math.log(line.size / usual, _STEP)), -1), 1))
        for line in lines
    ]


def _cleaned(lines: Sequence[Printed], raw: Sequence[str]) -> list[Printed]:
    texts = unspaced([clean(unmarked(text)) for text in raw])
    return [
        replace(line, text=part.strip())
        for line, text in zip(lines, texts, strict=True)
        for part in text.split("\n")
        if part.strip()
    ]


def _without_furniture(sheets: list[list[Printed]]) -> list[list[Printed]]:
    """The pages without page numbers and without the lines that several or all pages carry at an edge.

    A running head is mostly the title said again, so of each such line the one in the largest type, or else the
    first, stays if it stands at a top; of those at a bottom the last, where it interrupts nothing.
    """
    edges: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        # Files give running heads in any order, so the edge is that of the sheet as well as that of the list.
        by_height = sorted(range(len(sheet)), key=lambda index: -sheet[index].y)
        for index in sorted(
            {*range(len(sheet))[:_EDGE], *range(len(sheet))[-_EDGE:], *by_height[:_EDGE], *by_height[-_EDGE:]}
        ):
            if not sheet[index].text.endswith(("。", "；", "，", "：")):
                edges[_DIGITS.sub("0", "".join(sheet[index].text.split()))].append((number, index))
    dropped = {
        place
        for places in edges.values()
        for place in places
        if _PAGE_NUMBER.fullmatch(sheets[place[0]][place[1]].text)
    }
    for places in edges.values():
        heights = Counter(round(sheets[number][index].y) for number, index in places)
        on_pages = len({number for number, _ in places})
        on_all = on_pages == len(sheets) > 1 and heights.most_common(1)[0][1] == on_pages and 0 not in heights
        if (on_pages >= _LEAST_REPEATS or on_all) and not mark_of(sheets[places[0][0]][places[0][1]].text).kind:
            kept = max(places, key=lambda place: sheets[place[0]][place[1]].size)
            kept = kept if _in_upper_half(sheets[kept[0]], kept[1]) else max(places)
            dropped.update(place for place in places if place != kept)
    return [
        [line for index, line in enumerate(sheet) if (number, index) not in dropped]
        for number, sheet in enumerate(sheets)
    ]


def _in_upper_half(sheet: Sequence[Printed], index: int) -> bool:
    heights = [line.y for line in sheet]
    if min(heights) == max(heights):  # unknown
        return index * 2 < len(sheet)
    return sheet[index].y * 2 > min(heights) + max(heights)


def _heading_sizes(sheets: Sequence[Sequence[Printed]]) -> dict[float, int]:
    """The type sizes of headings with their levels, 1 for the largest; none where large type is not the exception."""
    share: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet:
            share[line.size] += len(line.text)
    if not share:
        return {}
    body = share.most_common(1)[0][0]
    large = sorted((size for size in share if body and size >= body * _LARGER), reverse=True)
    if sum(share[size] for size in large) > share.total() * _MOST_LARGE:
        return {}
    return {size: min(level, 6) for level, size in enumerate(large, 1)}


def _measure(sheet: Sequence[Printed]) -> tuple[float, float]:
    """Where the page's wider lines begin, and how many columns its full lines have: what nine in ten of its longer lines
    do not exceed."""
    widths = sorted(width(line.text) for line in sheet if not line.whole)
    longer = [columns for columns in widths if columns * 2 >= widths[-1]]
    measure = float(longer[len(longer) * 9 // 10]) if longer else 0.0
    return min((line.x for line in sheet if width(line.text) >= measure * 0.6), default=0.0), measure


def _leading(sheets: Sequence[Sequence[Printed]]) -> float:
    """The distance from line to line in running text: the most frequent one, in type sizes; 0 where none is known."""
    gaps = Counter(
        round((before.y - line.y) / line.size, 1)
        for sheet in sheets
        for before, line in pairwise(sheet)
        if before.size == line.size and 0 < before.y - line.y < line.size * 3
    )
    return gaps.most_common(1)[0][0] if gaps else 0.0


@dataclass(frozen=True)
class _Type:
    """How a page is set: where its wider lines begin, how many columns a full one has, the distance of lines in type
    sizes, the levels of headings by their type sizes."""

    left: float
    measure: float
    leading: float
    sizes: dict[float, int]


def _page(number: int, sheet: Sequence[Printed], type_: _Type, following: Printed | None) -> Page:
    measure, sizes = type_.measure, type_.sizes
    paragraphs: list[list[str]] = []
    levels: list[int] = []
    before: Printed | None = None
    for line in sheet:
        level = sizes.get(line.size, 0) if width(line.text) <= _LONGEST_HEADING and not line.whole else 0
        if before and _continues(before, line, type_):
            add_line(paragraphs[-1], line.text)
        else:
            paragraphs.append([line.text])
            levels.append(level)
        before = line
    joined = ["".join(pieces) for pieces in paragraphs]
    ends = ["\n"] * len(joined)
    if before and following and not (levels[-1] or following.size in sizes or before.whole or following.whole):
        if _HYPHEN.search(before.text) and following.text[:1].islower():
            joined[-1], ends[-1] = joined[-1][:-1], ""
        elif _is_full(before, following.text, measure) and runs_on(before.text, following.text):
            ends[-1] = joint(before.text, following.text)
    headings, at = [], 0
    for text, end, level in zip(joined, ends, levels, strict=True):
        if level:
            headings.append(Heading(at, at + len(text), level))
        at += len(text) + len(end)
    return Page(number, "".join(text + end for text, end in zip(joined, ends, strict=True)), tuple(headings))


def _is_full(line: Printed, following: str, measure: float) -> bool:
    """Whether the first word of what follows had no room left on the line."""
    left, edge = line.column
    if not edge or not line.size:
        return is_full(line.text, following, measure)
    if line.right - line.x < (edge - left) * _LEAST_FULL:
        return False  # set to the right, as who signs and the date
    return edge - line.right < (first_width(following) / 2 + _SLACK) * line.size


def _continues(before: Printed, line: Printed, type_: _Type) -> bool:
    """Whether ``line`` goes on with the paragraph, or the heading, that ``before`` belongs to."""
    if before.whole or line.whole:
        return False
    if is_contents_line(before.text) or is_contents_line(line.text):
        return False
    gap, listed, full = before.y - line.y, mark_of(before.text).kind, _is_full(before, line.text, type_.measure)
    mark = mark_of(line.text).kind
    # “……第10章” and below it “10.2 的规定”: a number that was only wrapped.
    if mark and not (mark == "point" and line.text[0].isdigit() and full and not before.text.endswith(TERMINAL)):
        return False
    if before.size in type_.sizes or line.size in type_.sizes:
        wrapped = full or abs(line.x - before.x) > 1  # lines set flush left below one another are a list
        return before.size == line.size and 0 < gap < line.size * 2 and not listed and wrapped
    if gap < 0 and before.text.endswith(TERMINAL):
        return False  # a new column begins
    if type_.leading and gap > type_.leading * line.size * _WIDE_GAP:
        return False
    if max(before.size, line.size) > min(before.size, line.size) * _LARGER:
        return False
    indented = line.size > 0 and line.x - (line.column[0] or type_.left) > line.size * 0.8
    if listed and full and 0 <= line.x - before.x < line.size * _HANGING:
        return True
    if indented and line.x - before.x > -1 and (before.text.endswith(TERMINAL) or line.x - before.x > line.size * 0.8):
        return False
    if full:
        return True
    # A narrow column or a box beside the text: neither line reaches the page's measure, but they share one of theirs.
    columns = width(before.text)
    boxed = columns >= _LEAST_COLUMN and abs(line.x - before.x) < 1 and width(line.text) <= columns * 1.1
    goes_on = before.text[-1:].isalpha() and before.text[-1:].isascii() and line.text[:1].islower()
    return goes_on or (boxed and not before.text.endswith(TERMINAL))
