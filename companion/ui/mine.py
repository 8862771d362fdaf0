"""我的: the account, the own days, what can be made up."""

import datetime as dt
from collections.abc import Iterable, Sequence

import gradio as gr

from companion.people.members import Member
from companion.records.completion import Table
from companion.records.flags import Flag
from companion.study import Study
from companion.ui.components import date_words, empty, esc, percent
from companion.ui.flags import flag_view
from companion.ui.handlers import Asking, wire
from companion.ui.leave import own_leave
from companion.ui.place import place
from companion.ui.table import cell_glyph, legend
from companion.ui.words import LANGUAGES, Say

SHOWN = dt.timedelta(days=27)  # four weeks
FLAGS = 20  # shown at once


def lay_out() -> gr.HTML:
    return place("mine")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study, make_up_days: int) -> None:
    def open_mine(asking: Asking) -> str:
        today = study.today(asking.actor)
        first = today - max(SHOWN, dt.timedelta(days=make_up_days))
        table = study.my_table(asking.actor, first, today)
        left = study.open_days(asking.actor)
        missed = make_up(left, make_up_days, asking.say)
        told = raised(study.bank.my_flags(asking.actor).values(), asking.say)
        given = own_leave(study.leave.mine(asking.actor), first, left, asking.say)
        return mine_view(study.me(asking.actor), table, missed + given + told, asking.say, asking.language)

    wire(view.open, open_mine, "open_mine", view, said)


def mine_view(member: Member, table: Table, missed: str, say: Say, language: str) -> str:
    facts = [table.branch.name, member.group, say(f"post.{member.post}"), say(f"role.{member.role}")]
    switch = "".join(
        f'<a class="button{" chosen" if code == language else ""}" href="/language?to={code}" lang="{code}"'
        f'{" aria-current=true" if code == language else ""}>{words}</a>'
        for code, words in zip(LANGUAGES, ("中文", "English"), strict=True)
    )
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(member.name)}</h1>'
        f'<p class="soft">{esc(" · ".join(fact for fact in facts if fact))}</p></header>'
        f'<section class="card"><h2>{esc(say("mine.days"))}</h2>{own_days(table, say)}</section>'
        f"{missed}"
        f'<section class="card"><h2>{esc(say("mine.account"))}</h2><div class="account">'
        f'<div class="switch" role="group" aria-label="{esc(say("mine.language"))}">{switch}</div>'
        f'<a class="button" href="/password">{esc(say("password"))}</a>'
        f'<form method="post" action="/logout"><button class="button" type="submit">{esc(say("logout"))}</button></form>'
        "</div></section>"
    )


def raised(flags: Iterable[Flag], say: Say) -> str:
    """The latest flags with what became of them; nothing where there is none."""
    latest = sorted(flags, key=lambda flag: flag.id, reverse=True)[:FLAGS]
    rows = "".join(f'<li><p>{esc(flag.item.stem)}</p>{flag_view(flag, say)}</li>' for flag in latest)
    return f'<section class="card"><h2>{esc(say("mine.flags"))}</h2><ul class="raised">{rows}</ul></section>' if rows else ""


def own_days(table: Table, say: Say) -> str:
    """A cell a day, in weeks, with the streak and the rate."""
    if not table.rows or not any(table.rows[0].cells):
        return empty(say("mine.no_days"))
    row = table.rows[0]
    cells = "".join(
        f'<li class="cell {cell or "before"}" title="{day}"><span class="cell-day">{day.day}</span>{cell_glyph(cell, day, say)}</li>'
        for day, cell in zip(table.days, row.cells, strict=True)
    )
    figures = f"{say('mine.streak', n=row.streak)} · {say('mine.rate', rate=percent(row.rate))}"
    return f'<p>{esc(figures)}</p><ol class="own-days">{cells}</ol>{legend(say)}'


def make_up(missed: Sequence[dt.date], make_up_days: int, say: Say) -> str:
    """A way to each day that can still be made up; nothing where there is none."""
    if not missed:
        return ""
    links = "".join(
        f'<a class="button" href="#today/{day}">{esc(say("mine.make_up.one", day=date_words(day, say)))}</a>' for day in missed
    )
    return (
        f'<section class="card"><h2>{esc(say("mine.make_up"))}</h2><p class="soft">{esc(say("mine.window", days=make_up_days))}</p>'
        f'<div class="make-up">{links}</div></section>'
    )
