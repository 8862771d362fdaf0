"""我的: the account, the own days, what can be made up."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import gradio as gr

from companion.people.members import Member
from companion.records.completion import Table
from companion.records.flags import Flag
from companion.study import Study
from companion.ui import needs
from companion.ui.components import date_words, empty, esc
from companion.ui.flags import flag_view
from companion.ui.handlers import Asking, wire
from companion.ui.leave import own_leave
from companion.ui.month import a_month, own_month
from companion.ui.place import place
from companion.ui.score import score_card
from companion.ui.words import LANGUAGES, Say

SHOWN = dt.timedelta(days=27)  # four weeks of leave
FLAGS = 20  # shown at once


def lay_out() -> gr.HTML:
    return place("mine", ("answer_needs",))


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def draw(asking: Asking, done: str = "") -> str:
        actor, say, today = asking.actor, asking.say, study.today(asking.actor)
        me, branch = study.me(actor), study.my_branch(actor)
        table = study.my_table(actor, min(me.joined, today), today)
        left = study.open_days(actor)
        off = study.plan.calendar(branch).off
        days = own_days(table, off, a_month(asking.text("month", ""), today), len(study.revision(actor).wrong), say)
        asked = asking.text("day", "") == "needs"  # come for the survey
        survey = needs.needs_card(me, study.needs.mine(actor), study.needs.themes(actor), say, done, opened=asked)
        told = raised(study.bank.my_flags(actor).values(), say)
        given = own_leave(study.leave.mine(actor), today - SHOWN, left, say)
        parts = make_up(left, study.make_up_days(actor), say) + score_card(study.assessment.mine(actor), say) + (given + told if asked else survey + given + told)
        return mine_view(me, branch.name, days, parts, say, asking.language, survey if asked else "")

    def open_mine(asking: Asking) -> str:
        return draw(asking)

    wire(view.open, open_mine, "open_mine", view, said)
    needs.wire_up(view, said, study, draw)


def mine_view(member: Member, branch: str, days: str, parts: str, say: Say, language: str, first: str = "") -> str:
    """``days`` and the other ``parts``; ``first`` is what stands before them all."""
    facts = [branch, member.group, say(f"post.{member.post}"), say(f"role.{member.role}")]
    switch = "".join(
        f'<a class="button{" chosen" if code == language else ""}" href="/language?to={code}" lang="{code}"'
        f'{" aria-current=true" if code == language else ""}>{words}</a>'
        for code, words in zip(LANGUAGES, ("中文", "English"), strict=True)
    )
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(member.name)}</h1>'
        f'<p class="soft">{esc(" · ".join(fact for fact in facts if fact))}</p></header>{first}'
        f'<section class="card"><h2>{esc(say("mine.days"))}</h2>{days}</section>'
        f"{parts}"
        f'<section class="card"><h2>{esc(say("mine.account"))}</h2><div class="account">'
        f'<div class="switch" role="group" aria-label="{esc(say("mine.language"))}">{switch}</div>'
        f'<a class="button" href="/password">{esc(say("password"))}</a>'
        f'<a class="button" href="/mydata" download>{esc(say("mine.export"))}</a>'
        f'<form method="post" action="/logout"><button class="button" type="submit">{esc(say("logout"))}</button></form>'
        "</div></section>"
    )


def raised(flags: Iterable[Flag], say: Say) -> str:
    """The latest flags with what became of them; nothing where there is none."""
    latest = sorted(flags, key=lambda flag: flag.id, reverse=True)[:FLAGS]
    rows = "".join(f'<li><p>{esc(flag.item.stem)}</p>{flag_view(flag, say)}</li>' for flag in latest)
    return f'<section class="card"><h2>{esc(say("mine.flags"))}</h2><ul class="raised">{rows}</ul></section>' if rows else ""


def own_days(table: Table, off: Mapping[dt.date, str], month: dt.date, wrong: int, say: Say) -> str:
    """The month with the streak and the rate, and the way to the ``wrong`` answers that are to be looked at again."""
    book = f'<a class="link" href="#review">{esc(say("mine.wrong", n=wrong))}</a>' if wrong else ""
    if not table.rows or not any(table.rows[0].cells):
        return empty(say("mine.no_days")) + book
    return own_month(table, off, month, say) + book


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
