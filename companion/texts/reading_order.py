"""Reading order: from the pieces of text that stand on a page to its lines, one below the other as they are read.

Columns and side bars are read one after another, the rows of a table each on a line of its own with “ | ” between its
cells. What runs over the whole width (a title, a wide table) parts what stands above it from what stands below.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from companion.texts.lines import add_line, joint

Box = tuple[float, float, float, float]  # left, bottom, right, top

_GUTTER = 0.8  # type sizes between columns, at least
_LEAST_ROWS = 3  # of a column, and of a table without rules
_LEAST_WIDTH = 7  # type sizes; narrower columns are a table's
_FILLED, _FULL = 0.6, 0.8  # of a column's width, by its longer lines and by most of them
_SLIGHT_GUTTER, _MANY_ROWS = 0.3, 8  # a column whose many lines all begin at one place stands closer
_CELL_GAP = 1.2  # type sizes; see pdf_lines
_LEAST_CELLS = 4  # of a line that is a table's row by itself
_APART = 3.0  # type sizes between what stands on one level and is no line
_WORD_GAP = 0.2
_NEAR = 3.0  # points between rules that meet
_MOST_RULES = 600  # a page with more shows a drawing, not tables
_DEEPEST = 6  # columns within columns


@dataclass(frozen=True)
class Printed:
    """A piece or a line of text as it stands on a page: its beginning, end and type size, in points from the lower left.

    A size of 0 means that nothing is known. ``whole`` is a line that no other continues: the row of a table. ``column`` is
    from where to where the full lines of its column reach, 0 to 0 where too few tell.
    """

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    right: float = 0.0
    whole: bool = False
    column: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Sheet:
    """What stands on one page: pieces of lines, the straight rules drawn on it, the share of it that is a picture.

    ``confidence`` is set where text was read from the page's picture.
    """

    pieces: tuple[Printed, ...]
    rules: tuple[Box, ...] = ()
    picture: float = 0.0
    confidence: float | None = None


@dataclass(frozen=True)
class _Block:
    """A piece of text, or a table that is kept together: ``lines`` are its rows."""

    left: float
    bottom: float
    right: float
    top: float
    lines: tuple[Printed, ...]
    is_table: bool = False

    @property
    def size(self) -> float:
        return self.lines[0].size


def lines_of(sheet: Sheet) -> list[Printed]:
    """The lines of a page in reading order."""
    blocks = [_block(piece) for piece in sheet.pieces if piece.text.strip()]
    for grid in _grids(sheet.rules):
        inside = [block for block in blocks if grid.holds(block)]
        if len(inside) < 2 or any(block.is_table for block in inside):
            continue
        rows = grid.rows(inside)
        blocks = [block for block in blocks if not grid.holds(block)]
        blocks.append(_Block(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], tuple(rows), is_table=True))
    return _ordered(blocks, 0)


def _block(piece: Printed) -> _Block:
    return _Block(piece.x, piece.y - piece.size * 0.2, max(piece.right, piece.x), piece.y + piece.size * 0.8, (piece,))


def _ordered(blocks: Sequence[_Block], depth: int) -> list[Printed]:
    found = _gutter(blocks, depth)
    column = _reach(blocks)
    if found is None:
        return _rows(blocks, column)
    lines: list[Printed] = []
    group: list[_Block] = []

    def end_group() -> None:
        left, right = found.sides(group)
        if _are_columns(left, right):
            lines.extend((*_ordered(left, depth + 1), *_ordered(right, depth + 1)))
        else:
            lines.extend(_rows(group, column))
        group.clear()

    for row in _grouped(blocks):
        # What stands on one level with a line that runs across belongs to it.
        if any(map(found.is_crossed_by, row)):
            end_group()
            lines.extend(_rows(row, column))
        else:
            group.extend(row)
    end_group()
    return lines


@dataclass(frozen=True)
class _Gutter:
    """The space to the left of a column that begins at ``start``."""

    start: float
    wide: float  # type sizes

    def is_crossed_by(self, block: _Block) -> bool:
        return block.left < self.start - 1 and block.right > self.start - self.wide * block.size

    def sides(self, blocks: Iterable[_Block]) -> tuple[list[_Block], list[_Block]]:
        sides: tuple[list[_Block], list[_Block]] = ([], [])
        for block in blocks:
            sides[block.left >= self.start - 1].append(block)
        return sides


def _gutter(blocks: Sequence[_Block], depth: int) -> _Gutter | None:
    """Where a right-hand column begins: where several lines do, with the fewest lines that run across."""
    if depth >= _DEEPEST or len(blocks) < 2 * _LEAST_ROWS:
        return None
    starts = Counter(round(block.left) for block in blocks)
    found: list[tuple[int, float, _Gutter]] = []
    for start, count in starts.items():
        rows = count + starts[start - 1] + starts[start + 1]
        if rows < _LEAST_ROWS:
            continue
        gutter = _Gutter(start, _SLIGHT_GUTTER if rows >= _MANY_ROWS else _GUTTER)
        beside = [block for block in blocks if not gutter.is_crossed_by(block)]
        crossed = len(blocks) - len(beside)
        if crossed * 2 < len(blocks) and _are_columns(*gutter.sides(beside)):
            found.append((crossed, start, gutter))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _reach(blocks: Sequence[_Block]) -> tuple[float, float]:
    """From where to where the full lines of a column reach, 0 to 0 where too few tell."""
    rows = [(row[0].left, row[-1].right) for row in _grouped([block for block in blocks if not block.is_table])]
    widest = max((right - left for left, right in rows), default=0.0)
    full = [(left, right) for left, right in rows if right - left >= widest * _FILLED]
    if len(full) <= _LEAST_ROWS:
        return 0.0, 0.0
    return min(left for left, _ in full), sorted(right for _, right in full)[len(full) * 9 // 10]


def _are_columns(left: Sequence[_Block], right: Sequence[_Block]) -> bool:
    """Whether these are two columns of running text side by side, and not the cells of a table."""
    if not left or not right:
        return False
    if min(block.bottom for block in left) > max(block.top for block in right):
        return False
    if min(block.bottom for block in right) > max(block.top for block in left):
        return False
    return (_is_column(left) and _may_be_column(right)) or (_may_be_column(left) and _is_column(right))


def _is_column(blocks: Sequence[_Block]) -> bool:
    """Whether most of the lines are filled by running text."""
    rows, size = _text_rows(blocks)
    widths = [row[-1].right - row[0].left for row in rows]
    filled = [row for row, width in zip(rows, widths, strict=True) if width >= max(widths) * _FULL]
    return len(rows) >= _LEAST_ROWS and sum(_runs(row, size) for row in filled) * 2 >= len(rows)


def _may_be_column(blocks: Sequence[_Block]) -> bool:
    """Whether this may stand beside a column: a side bar with a chart, say, but not a table's narrow cells."""
    rows, size = _text_rows(blocks)
    return sum(_runs(row, size) for row in rows) >= _LEAST_ROWS


def _runs(row: Sequence[_Block], size: float) -> bool:
    """Whether a row may be a line of running text, or of several columns of it; a table's cells are narrower."""
    return all(cell.right - cell.x >= _LEAST_WIDTH * size for cell in _cells([block.lines[0] for block in row]))


def _text_rows(blocks: Sequence[_Block]) -> tuple[list[list[_Block]], float]:
    rows = _grouped([block for block in blocks if not block.is_table])
    return rows, median(block.size for row in rows for block in row) if rows else 0.0


def _grouped(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """The blocks in rows from top to bottom, each from left to right; raised and lowered signs stand in their row."""
    rows: list[list[_Block]] = []
    base = height = 0.0
    for block in sorted(blocks, key=lambda block: (-block.lines[0].y, block.left)):
        y, size = block.lines[0].y, block.size
        if rows and not block.is_table and not rows[-1][0].is_table and base - y <= max(height, size) * 0.45:
            rows[-1].append(block)
            if size > height:
                base, height = y, size
        else:
            rows.append([block])
            base, height = y, size
    for row in rows:
        row.sort(key=lambda block: block.left)
    return rows


def _rows(blocks: Sequence[_Block], column: tuple[float, float]) -> list[Printed]:
    """The blocks line by line; where several lines on end have cells, or one has many, these are told apart as a table's."""
    rows = _grouped(blocks)
    cells = [[] if row[0].is_table else _cells([block.lines[0] for block in row]) for row in rows]
    lines: list[Printed] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and len(cells[end]) > 1:
            end += 1
        for row in cells[at:end]:
            if end - at >= _LEAST_ROWS or len(row) >= _LEAST_CELLS:
                lines.append(replace(_line(row), text=" | ".join(cell.text for cell in row), whole=True))
            else:
                lines += [replace(_line(part), column=column) for part in _parted(row)]
        if end < len(rows):
            lines += rows[end][0].lines if rows[end][0].is_table else [replace(cells[end][0], column=column)]
        at = end + 1
    return lines


def _line(cells: Sequence[Printed]) -> Printed:
    largest = max(cells, key=lambda cell: (cell.size, len(cell.text)))
    return replace(largest, text=" ".join(cell.text for cell in cells), x=cells[0].x, right=cells[-1].right)


def _parted(cells: Sequence[Printed]) -> list[list[Printed]]:
    """What stands far apart on one level, such as a running head and the page's number; not the letters of a wide title."""
    parts = [[cells[0]]]
    for before, cell in pairwise(cells):
        if cell.x - before.right > max(before.size, cell.size) * _APART and min(len(before.text), len(cell.text)) > 1:
            parts.append([cell])
        else:
            parts[-1].append(cell)
    return parts


def _cells(pieces: Sequence[Printed]) -> list[Printed]:
    """A row's pieces, those joined between which there is no wide gap."""
    cells = [replace(pieces[0], text=pieces[0].text.strip())]
    for before, piece in pairwise(pieces):
        last, gap, size = cells[-1], piece.x - before.right, max(before.size, piece.size)
        text = piece.text.strip()
        if size and gap > size * _CELL_GAP:
            cells.append(replace(piece, text=text))
            continue
        parted = before.text.endswith(" ") or piece.text.startswith(" ") or gap > size * _WORD_GAP
        joined = last.text + (joint(last.text, text) if parted else "") + text
        larger = max(last, piece, key=lambda one: one.size)
        cells[-1] = replace(larger, text=joined, x=last.x, right=max(last.right, piece.right))
    return cells


@dataclass(frozen=True)
class _Grid:
    """Rules that meet: a table, if they part it into columns."""

    rules: tuple[Box, ...]
    xs: tuple[float, ...]  # of the upright rules, from the left
    ys: tuple[float, ...]  # of the level rules, from below

    def holds(self, block: _Block) -> bool:
        x, y = (block.left + min(block.right, block.left + block.size)) / 2, (block.bottom + block.top) / 2
        return self.xs[0] - _NEAR <= x <= self.xs[-1] + _NEAR and self.ys[0] <= y <= self.ys[-1]

    def rows(self, blocks: Sequence[_Block]) -> list[Printed]:
        """The rows from the top; a cell over several of them stands in the first."""
        cells: dict[tuple[float, int], list[_Block]] = {}
        for block in blocks:
            column = sum(x <= block.left + block.size * 0.5 for x in self.xs[1:-1])
            cells.setdefault((self._top(column, block), column), []).append(block)
        lines = []
        for top in sorted({top for top, _ in cells}, reverse=True):
            texts, first = [], None
            for column in range(len(self.xs) - 1):
                inside = cells.get((top, column))
                if inside:
                    texts.append(_joined(inside))
                    first = first or inside[0].lines[0]
            if first:
                lines.append(replace(first, text=" | ".join(texts), x=self.xs[0], right=self.xs[-1], whole=True))
        return lines

    def _top(self, column: int, block: _Block) -> float:
        """The level rule above the block that runs over its column, or that a cell's upper end is at."""
        middle, y = (self.xs[column] + self.xs[column + 1]) / 2, (block.bottom + block.top) / 2
        above = [
            rule[1]
            for rule in self.rules
            if rule[0] - _NEAR <= middle <= rule[2] + _NEAR and rule[1] >= y and _is_level(rule)
        ]
        return min(self.ys, key=lambda at: abs(at - min(above, default=self.ys[-1])))


def _joined(blocks: Sequence[_Block]) -> str:
    """A cell's text on one line."""
    parts: list[str] = []
    for row in _grouped(blocks):
        text = " ".join(cell.text for cell in _cells([block.lines[0] for block in row]))
        if parts:
            add_line(parts, text)
        else:
            parts.append(text)
    return "".join(parts)


def _is_level(rule: Box) -> bool:
    return rule[2] - rule[0] >= rule[3] - rule[1]


def _grids(rules: Sequence[Box]) -> list[_Grid]:
    """The tables that rules draw: those that meet, with at least two columns and two rows."""
    if len(rules) > _MOST_RULES:
        return []
    left = list(rules)
    grids = []
    while left:
        group, reached = [], [left.pop()]
        while reached:
            rule = reached.pop()
            group.append(rule)
            near = [other for other in left if _meet(rule, other)]
            reached += near
            left = [other for other in left if not _meet(rule, other)]
        xs = _distinct(rule[0] for rule in group if not _is_level(rule))
        ys = _distinct(rule[1] for rule in group if _is_level(rule))
        # Tables in print often have no rules at their sides.
        edges = [edge for rule in group if _is_level(rule) for edge in (rule[0], rule[2])]
        xs = _distinct([*xs, *((min(edges), max(edges)) if edges else ())])
        if len(xs) > 2 and len(ys) > 2:
            grids.append(_Grid(tuple(group), xs, ys))
    return grids


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _distinct(places: Iterable[float]) -> tuple[float, ...]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return tuple(found)
