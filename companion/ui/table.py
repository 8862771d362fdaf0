"""The table of completion: a line a member with its figures and the heat map of its days, and sums below."""

import datetime as dt
from collections.abc import Callable, Sequence

from companion.people.members import Gone
from companion.records.columns import SHARES, WORDS, Column, Sums, columns_of, sums_of, value_of
from companion.records.completion import Completion, Row, Table
from companion.reports.wording import share
from companion.ui.components import esc
from companion.ui.words import Say

GLYPHS = {
    Completion.ON_TIME: "✓",
    Completion.MADE_UP: "◐",
    Completion.MISSED: "×",
    Completion.EXCUSED: "–",
    Completion.PENDING: "",
}
CELL, HIGH = 17, 26
"""Of a day in the heat map, in pixels. It is one picture a line: a hundred thousand table cells are too many for a browser."""

BESIDE = 40  # days; up to so many stand between a member's name and figures, more come after the figures
PAGE = 100  # lines at once
NAMED = 10  # days of a kind that a line's words tell one by one

Link = Callable[..., str]
"""The address of the place as it is, with changes: ``link(sort="rate")``."""


def cell_words(cell: Completion | None, say: Say) -> str:
    return say(f"completion.{cell}") if cell else say("completion.before")


def cell_glyph(cell: Completion | None, day: dt.date, say: Say) -> str:
    glyph = GLYPHS[cell] if cell else "·"
    return f'<span aria-hidden="true">{glyph}</span><span class="hidden-words">{day.month}-{day.day} {esc(cell_words(cell, say))}</span>'


def legend(say: Say) -> str:
    parts = "".join(
        f'<li><span class="cell {cell}" aria-hidden="true">{glyph}</span>{esc(say(f"completion.{cell}"))}</li>'
        for cell, glyph in GLYPHS.items()
    )
    return f'<ul class="legend" aria-label="{esc(say("branch.legend"))}">{parts}</ul>'


def completion_table(table: Table, column: Column | None, down: bool, page: int, link: Link, say: Say) -> str:
    """The lines of one ``page`` (from 0) in a box of their own that scrolls; the header and the names stay. The sums are of all lines."""
    columns, beside = columns_of(table), len(table.days) <= BESIDE
    head = _head(Column.NAME, column, down, link, say, "who")
    strip = f'<th scope="col" class="strip">{_dates(table.days, say)}</th>'
    sums = "".join(_head(one, column, down, link, say, "sum") for one in (Column.GROUP, *columns))
    rows = "".join(_line(row, table, columns, beside, say) for row in table.rows[page * PAGE :][:PAGE])
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(say("branch.table"))}"><table class="heat">'
        f"<thead><tr>{head}{strip + sums if beside else sums + strip}</tr></thead><tbody>{rows}</tbody>"
        f"<tfoot>{_foot(sums_of(table.rows), columns, beside, say)}</tfoot></table></div>"
        f"{_pages(len(table.rows), page, link, say)}{legend(say)}"
    )


def _head(own: Column, column: Column | None, down: bool, link: Link, say: Say, kind: str) -> str:
    """A column's heading: pressed, it puts the table in order by it; figures from the most first, pressed again the other way."""
    chosen = own is column
    turned = not down if chosen else own not in WORDS
    address = link(sort=own.value, down="yes" if turned else "", page="")
    order = f' aria-sort="{"descending" if down else "ascending"}"' if chosen else ""
    arrow = f'<span aria-hidden="true">{"↓" if down else "↑"}</span>' if chosen else ""
    return (
        f'<th scope="col" class="{kind}"{order}><a id="sort-{own}" href="{esc(address)}" title="{esc(say(f"column.{own}.hint"))}">'
        f'{esc(say(f"column.{own}"))}{arrow}</a></th>'
    )


def _line(row: Row, table: Table, columns: Sequence[Column], beside: bool, say: Say) -> str:
    strip = f'<td class="strip">{heat_strip(row.cells, table.days, say)}</td>'
    figures = f'<td class="sum">{esc(row.member.group)}</td>' + "".join(
        f'<td class="sum{_marked(row, column)}">{_shown(value_of(row, column), column)}</td>' for column in columns
    )
    cells = strip + figures if beside else figures + strip
    return f'<tr><th scope="row" class="who">{who(row.member.name, say, row.member.gone)}</th>{cells}</tr>'


def who(name: str, say: Say, gone: Gone | None) -> str:
    """A member's name, with a word beside it where the member is no longer in the branch."""
    return esc(name) + (f' <small class="soft">{esc(say(f"branch.{gone}"))}</small>' if gone else "")


def _marked(row: Row, column: Column) -> str:
    """Figures that ask for a look, in bold; the figure itself says why."""
    asks = column in (Column.MISSED, Column.WEEKS_BELOW, Column.MONTHS_BELOW, Column.HURRIED) and value_of(row, column)
    return " asks" if asks else ""


def _shown(value: str | float | None, column: Column) -> str:
    if column in SHARES:
        return share(value if isinstance(value, float) else None)
    if value is None:
        return "–"
    return f"{value / 100:.2f}" if column is Column.SCORE and not isinstance(value, str) else esc(value)


def _foot(sums: Sums, columns: Sequence[Column], beside: bool, say: Say) -> str:
    known = {
        Column.DUE: str(sums.due),
        Column.ON_TIME: str(sums.on_time),
        Column.MADE_UP: str(sums.made_up),
        Column.MISSED: str(sums.missed),
        Column.RATE: share(sums.rate),
        Column.FIRST_TRY: share(sums.first_try),
        Column.REFLECTIONS: str(sums.reflections),
        Column.HURRIED: str(sums.hurried),
        Column.SOURCES: str(sums.sources),
    }
    figures = '<td class="sum"></td>' + "".join(f'<td class="sum">{known.get(column, "")}</td>' for column in columns)
    strip = '<td class="strip"></td>'
    name = f'<th scope="row" class="who">{esc(say("branch.sums", n=sums.members))}</th>'
    return f"<tr>{name}{strip + figures if beside else figures + strip}</tr>"


def _pages(lines: int, page: int, link: Link, say: Say) -> str:
    if lines <= PAGE:
        return ""
    last = (lines - 1) // PAGE
    ways = [(say("branch.page.before"), page - 1), (say("branch.page.after"), page + 1)]
    links = "".join(f'<a class="button" href="{esc(link(page=str(to)))}">{esc(words)}</a>' for words, to in ways if 0 <= to <= last)
    shown = say("branch.page", first=page * PAGE + 1, last=min(lines, page * PAGE + PAGE), n=lines)
    return f'<p class="pager"><span class="soft">{esc(shown)}</span>{links}</p>'


# the picture of the days --------------------------------------------------------------------------------------------


def heat_strip(cells: Sequence[Completion | None], days: Sequence[dt.date], say: Say) -> str:
    """The days of one line: for each kind its fields in its colour and its glyphs in them; in words for who does not see it."""
    parts = []
    for kind, glyph in GLYPHS.items():
        at = [n for n, cell in enumerate(cells) if cell is kind]
        if not at:
            continue
        fields = "".join(f"M{n * CELL} 1h{CELL - 1}v{HIGH - 2}h-{CELL - 1}z" for n in at)
        parts.append(f'<path class="{kind}" d="{fields}"/>')
        if glyph:
            places = " ".join(str(n * CELL + CELL // 2) for n in at)
            parts.append(f'<text class="{kind}" x="{places}" y="{HIGH - 8}">{glyph * len(at)}</text>')
    words = esc(strip_words(cells, days, say))
    width = len(cells) * CELL
    return f'<svg class="days" width="{width}" height="{HIGH}" role="img" aria-label="{words}"><title>{words}</title>{"".join(parts)}</svg>'


def strip_words(cells: Sequence[Completion | None], days: Sequence[dt.date], say: Say) -> str:
    """Each kind of day but those on time, with its dates; how many of them were on time."""
    told = []
    for kind in GLYPHS:
        found = [day for day, cell in zip(days, cells, strict=True) if cell is kind]
        if not found:
            continue
        dates = say("branch.names").join(f"{day.month}-{day.day}" for day in found[:NAMED])
        more = say("strip.more") if len(found) > NAMED else ""
        told.append(say(f"completion.{kind}") + (f" {len(found)}" if kind is Completion.ON_TIME else f" {len(found)}（{dates}{more}）"))
    return say("strip.and").join(told)


def _dates(days: Sequence[dt.date], say: Say) -> str:
    """Over each day its number, and the month where one begins."""
    numbers, months = [], []
    for n, day in enumerate(days):
        numbers.append(f'<text x="{n * CELL + CELL // 2}" y="32">{day.day}</text>')
        if n == 0 or day.month != days[n - 1].month:
            months.append(f'<text class="month" x="{n * CELL + 1}" y="14">{esc(say("strip.month", month=day.month, name=f"{day:%b}"))}</text>')
    words = esc(say("strip.days", first=days[0], last=days[-1])) if days else ""
    return f'<svg class="days" width="{max(len(days) * CELL, 40)}" height="38" role="img" aria-label="{words}">{"".join(months + numbers)}</svg>'
