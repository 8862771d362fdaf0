"""The heat map: members × days."""

import datetime as dt

from companion.records.completion import Completion, Row, Table
from companion.ui.components import esc, percent
from companion.ui.words import Say

GLYPHS = {
    Completion.ON_TIME: "✓",
    Completion.MADE_UP: "◐",
    Completion.MISSED: "×",
    Completion.EXCUSED: "–",
    Completion.PENDING: "",
}


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


def heat_map(table: Table, say: Say) -> str:
    """The table in a box of its own that scrolls; the header and the names stay."""
    days = "".join(
        f'<th scope="col" class="day"><span>{day.month}/</span>{day.day}</th>' for day in table.days
    )
    sums = [
        say("column.due"),
        say("completion.on_time"),
        say("completion.made_up"),
        say("completion.missed"),
        say("column.rate"),
        say("column.first_try"),
        say("column.streak"),
    ]
    head = "".join(f'<th scope="col" class="sum">{esc(words)}</th>' for words in sums)
    rows = "".join(heat_row(row, table, say) for row in table.rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(say("branch.table"))}"><table class="heat">'
        f'<thead><tr><th scope="col" class="who">{esc(say("column.name"))}</th>{days}{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{legend(say)}"
    )


def heat_row(row: Row, table: Table, say: Say) -> str:
    cells = "".join(
        f'<td class="cell {cell or "before"}" title="{esc(row.member.name)} {day} {esc(cell_words(cell, say))}">{cell_glyph(cell, day, say)}</td>'
        for day, cell in zip(table.days, row.cells, strict=True)
    )
    sums = (row.due, row.on_time, row.made_up, row.missed, percent(row.rate), percent(row.first_try), row.streak)
    figures = "".join(f'<td class="sum">{value}</td>' for value in sums)
    return f'<tr><th scope="row" class="who">{esc(row.member.name)}</th>{cells}{figures}</tr>'
