"""This week beside the last, day by day, for the overview."""

import datetime as dt

from companion.records.overview import WEEK, Overview, Share, monday_of
from companion.ui.components import esc, percent
from companion.ui.words import Say


def weeks_card(look: Overview, say: Say) -> str:
    """A row of bars for each week, and what each comes to on the days up to today's weekday, and in all."""
    this = monday_of(look.today)
    weekdays = sorted({day.weekday() for day in look.days})
    if not weekdays:
        return ""
    head = "".join(f'<th scope="col">{esc(say(f"weekday.{n}"))}</th>' for n in weekdays)
    rows = "".join(_row(look, monday, weekdays, say) for monday in (this - WEEK, this))
    same, whole, now = look.week(before=True, same_days=True), look.week(before=True), look.week()
    sums = "".join(
        f'<div><dt>{esc(say(name))} <span class="soft">{esc(say(part))}</span></dt><dd>{percent(share.rate)}</dd></div>'
        for name, part, share in (
            ("overview.this_week", "overview.so_far", now),
            ("overview.last_week", "overview.same_days", same),
            ("overview.last_week", "overview.whole_week", whole),
        )
    )
    return (
        f'<section class="card"><h2>{esc(say("overview.weeks"))}</h2><dl class="figures overview-sums">{sums}</dl>'
        f'<table class="overview-weeks"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></section>'
    )


def _row(look: Overview, monday: dt.date, weekdays: list[int], say: Say) -> str:
    name = say("overview.last_week" if monday < monday_of(look.today) else "overview.this_week")
    cells = "".join(_cell(monday + dt.timedelta(days=n), look, say) for n in weekdays)
    return f'<tr><th scope="row">{esc(name)}</th>{cells}</tr>'


def _cell(day: dt.date, look: Overview, say: Say) -> str:
    share = look.days.get(day)
    if share is None or share.rate is None:
        words = say("completion.upcoming") if day > look.today else say("overview.no_lesson")
        return f'<td><span class="hidden-words">{esc(words)}</span></td>'
    return _bar(share, share.rate, " now" if day == look.today else "", say)


def _bar(share: Share, rate: float, now: str, say: Say) -> str:
    words = say("overview.day", rate=percent(rate), done=share.done, owed=share.owed)
    return (
        f'<td class="overview-bar{now}" title="{esc(words)}"><span class="bar-of" style="height:{rate:.0%}" aria-hidden="true"></span>'
        f'<span class="bar-words">{rate * 100:.0f}<span class="hidden-words">%</span></span></td>'
    )
