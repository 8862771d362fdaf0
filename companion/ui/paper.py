"""A report as it is seen and printed: headings, sentences, tables, and shares drawn as bars or lines in SVG."""

from collections.abc import Sequence

from companion.records.export import Cell, Draw
from companion.reports.paper import Grid, Paper, Section
from companion.reports.wording import share
from companion.ui.components import esc

BAR, THICK = 96, 10  # a full bar
WIDTH, HEIGHT = 680, 220  # a plot
LEFT, RIGHT, TOP, BOTTOM = 58, 646, 14, 184
LABELS = 12  # along a plot; more would run into one another


def paper_view(paper: Paper) -> str:
    sections = "".join(_section(section) for section in paper.sections)
    return (
        f'<article class="paper"><header><h2 class="paper-title">{esc(paper.title)}</h2><p>{esc(paper.under)}</p></header>'
        f'{sections}<p class="soft">{esc(paper.foot)}</p></article>'
    )


def _section(section: Section) -> str:
    said = "".join(f"<p>{esc(line)}</p>" for line in section.lines)
    grid = section.grid
    drawn = f'<figure class="plot">{lines_plot(grid)}{_key(grid)}</figure>' if grid and grid.draw is Draw.LINES else ""
    table = _table(grid) if grid and grid.rows else ""
    return f"<section><h3>{esc(section.title)}</h3>{said}{drawn}{table}</section>"


def _table(grid: Grid) -> str:
    figures = [all(_figure(row[at]) for row in grid.rows) for at in range(len(grid.header))]
    bars = grid.drawn if grid.draw is Draw.BARS else ()
    head = "".join(f'<th scope="col"{_kind(figures[at] and at not in bars)}>{esc(words)}</th>' for at, words in enumerate(grid.header))
    rows = "".join(
        "<tr>" + "".join(_cell(value, at, figures[at], at in bars) for at, value in enumerate(row)) + "</tr>" for row in grid.rows
    )
    return f'<div class="paper-table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(value: Cell, at: int, figure: bool, bar: bool) -> str:
    words = share(value) if isinstance(value, float) or value is None else str(value)
    if at == 0:
        return f'<th scope="row">{esc(words)}</th>'
    drawn = _bar(value) if bar and isinstance(value, float) else ""
    return f'<td{" class=share" if bar else _kind(figure)}>{drawn}{esc(words)}</td>'


def _figure(value: Cell) -> bool:
    return not isinstance(value, str)


def _kind(figure: bool) -> str:
    return ' class="number"' if figure else ""


def _bar(value: float) -> str:
    long = BAR * min(max(value, 0.0), 1.0)
    return (
        f'<svg width="{BAR}" height="{THICK}" aria-hidden="true"><path class="whole" d="M0 0h{BAR}v{THICK}h-{BAR}z"/>'
        f'<path class="part" d="M0 0h{long:.1f}v{THICK}h-{long:.1f}z"/></svg>'
    )


def lines_plot(grid: Grid) -> str:
    """The drawn columns as lines from 0 to 100%; in words for who does not see them."""
    names = [grid.header[at] for at in grid.drawn]
    told = "；".join(f"{row[0]} " + " / ".join(_share(row[at]) for at in grid.drawn) for row in grid.rows)
    step = (RIGHT - LEFT) / max(len(grid.rows) - 1, 1)
    every = -(-len(grid.rows) // LABELS)
    parts = []
    for n in range(5):
        y = _y(n / 4)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/><text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{n * 25}%</text>')
    for n, row in enumerate(grid.rows):
        if n % every == 0:
            parts.append(f'<text x="{LEFT + n * step:.1f}" y="{BOTTOM + 22}" text-anchor="middle">{esc(row[0])}</text>')
    for number, at in reversed(list(enumerate(grid.drawn))):
        parts.append(_line([row[at] for row in grid.rows], step, f"line-{number}"))
    label = esc(f"{'、'.join(names)}：{told}")
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _line(values: Sequence[Cell], step: float, kind: str) -> str:
    """Through the shares; broken where one is missing."""
    path, dots, broken = [], [], True
    for n, value in enumerate(values):
        if not isinstance(value, float):
            broken = True
            continue
        x, y = LEFT + n * step, _y(min(max(value, 0.0), 1.0))
        path.append(f"{'M' if broken else 'L'}{x:.1f} {y:.1f}")
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        broken = False
    return f'<g class="{kind}"><path d="{"".join(path)}"/>{"".join(dots)}</g>'


def _key(grid: Grid) -> str:
    named = "　".join(
        f'<span class="key-{n}" aria-hidden="true">●</span> {esc(grid.header[at])}' for n, at in enumerate(grid.drawn)
    )
    return f'<figcaption class="soft">{named}</figcaption>'


def _share(value: Cell) -> str:
    return share(value if isinstance(value, float) else None)


def _y(value: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value
