"""A member's own month: a cell a day, each the way to that day's lesson."""

import calendar
import datetime as dt
from collections.abc import Mapping

from companion.errors import UsageError
from companion.records.completion import Completion, Table
from companion.ui.components import esc, percent
from companion.ui.table import cell_glyph, legend
from companion.ui.words import Say


def a_month(text: str, today: dt.date) -> dt.date:
    """The first day of the month written as 2026-03; of today's where nothing is written. Raises UsageError."""
    try:
        return dt.date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError as error:
        raise UsageError(f"“{text[:20]}”不是月份。", f"{text[:20]!r} is no month.") from error


def own_month(table: Table, off: Mapping[dt.date, str], month: dt.date, say: Say) -> str:
    """``table`` is the member's own from the first day on, ``off`` the holidays with their names; ``month`` its first day."""
    row = table.rows[0]
    cells = dict(zip(table.days, row.cells, strict=True))
    began = min((day for day, cell in cells.items() if cell), default=table.today)
    weekdays = "".join(f'<li class="weekday" aria-hidden="true">{esc(say(f"weekday.{n}"))}</li>' for n in range(7))
    gap = "".join('<li aria-hidden="true"></li>' for _ in range(month.weekday()))
    span = (month + dt.timedelta(days=n) for n in range(calendar.monthrange(month.year, month.month)[1]))
    days = "".join(_cell(day, cells, off.get(day, ""), table.today, began, say) for day in span)
    figures = f"{say('mine.streak', n=row.streak)} · {say('mine.rate', rate=percent(row.rate))}"
    before, after = month - dt.timedelta(days=1), month + dt.timedelta(days=31)
    turn = (
        f'{_turn(before, say("mine.month.before"), before >= began.replace(day=1))}'
        f'<h3>{esc(say("mine.month", year=month.year, month=month.month))}</h3>'
        f'{_turn(after, say("mine.month.after"), after.replace(day=1) <= table.today)}'
    )
    return (
        f'<p>{esc(figures)}</p><p class="soft">{esc(say("mine.rest"))}</p>'
        f'<div class="month-turn" id="own-month">{turn}</div><ol class="month">{weekdays}{gap}{days}</ol>{legend(say)}'
    )


def _cell(
    day: dt.date, cells: Mapping[dt.date, Completion | None], holiday: str, today: dt.date, began: dt.date, say: Say
) -> str:
    number = f'<span class="cell-day">{day.day}</span>'
    state = cells.get(day)
    if state is not None:
        now = " today" if day == today else ""
        return f'<li><a class="cell {state}{now}" href="#today/{day}">{number}{cell_glyph(state, day, say)}</a></li>'
    word = holiday or (say("mine.no_lesson") if day not in cells and began <= day <= today else "")
    hidden = f'<span class="hidden-words">{esc(word)}</span>' if word else ""
    rest = f'<span class="rest" aria-hidden="true">{esc(say("mine.off"))}</span>' if holiday else ""
    return f'<li><span class="cell before" title="{esc(word)}">{number}{rest}{hidden}</span></li>'


def _turn(to: dt.date, words: str, there: bool) -> str:
    disabled = "" if there else " disabled"
    return (
        f'<form data-act="open" data-month="{to:%Y-%m}" data-stay="own-month">'
        f'<button type="submit" class="button"{disabled}>{esc(words)}</button></form>'
    )
