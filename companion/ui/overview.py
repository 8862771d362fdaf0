"""概况: the branch at one look: today, this week beside the last, what waits for the secretary."""

from collections.abc import Sequence

import gradio as gr

from companion.desk.overview import Waiting
from companion.people.members import Branch
from companion.records.overview import Overview
from companion.reminders.text import reminder_text
from companion.study import Study
from companion.ui import escalation, hard, reminders
from companion.ui.branch import looked_after, tabs
from companion.ui.components import date_words, esc, icon, select
from companion.ui.handlers import Asking, wire
from companion.ui.place import place
from companion.ui.weeks import weeks_card
from companion.ui.words import Say

NAMES = 40  # shown of a group; the rest is counted


def lay_out() -> gr.HTML:
    return place("overview", (*reminders.ACTS, *escalation.ACTS))


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def draw(asking: Asking, done: str = "") -> str:
        branches, branch = looked_after(study, asking)
        desk, actor, say = study.desk, asking.actor, asking.say
        look, waiting = desk.overview.look(actor, branch.id), desk.overview.waiting(actor, branch.id)
        proposals, rules = desk.escalation.proposals(actor, branch.id), desk.escalation.rules(actor, branch.id)
        changes = desk.escalation.rules_trail(actor, branch.id)
        talks = escalation.escalation_card(branch, proposals, desk.escalation.trail(actor, branch.id), rules, changes, say)
        setup = desk.reminders.setup(actor, branch.id)
        lists = hard.hard_card(desk.hard.lists(actor, branch.id), say)
        main = today_card(branch, look, setup.service is not None, say, asking.language) + talks + lists
        side = waiting_card(waiting, desk.handed.unread(actor, branch.id), len(proposals), say) + weeks_card(look, say) + reminders.reminders_card(branch, setup, say)
        return overview_view(head(branches, branch, look, say), main, side, done)

    def open_overview(asking: Asking) -> str:
        return draw(asking)

    wire(view.open, open_overview, "open_overview", view, said)
    reminders.wire_up(view, said, study, draw)
    escalation.wire_up(view, said, study, draw)


def overview_view(top: str, main: str, side: str, done: str) -> str:
    """Two columns on a desk, one after the other on a phone; ``done`` is the word on what was just done."""
    told = f'<p class="leave-done" role="status" tabindex="-1" data-now>{icon("check")}{esc(done)}</p>' if done else ""
    return f'{top}{told}<div class="overview"><div class="overview-main">{main}</div><div class="overview-side">{side}</div></div>'


def head(branches: Sequence[Branch], branch: Branch, look: Overview, say: Say) -> str:
    choice = ""
    if len(branches) > 1:
        field = select("branch", say("branch.branch"), [(one.id, one.name) for one in branches], branch.id)
        choice = f'<form class="filters" data-act="open">{field}<button type="submit" class="button">{esc(say("branch.show"))}</button></form>'
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.overview"))}</h1>'
        f'<p class="soft">{esc(branch.name)} · {esc(date_words(look.today, say))}</p></header>'
        f'{tabs("overview", say)}{choice}<p class="notice" role="alert"></p>'
    )


def today_card(branch: Branch, look: Overview, sending: bool, say: Say, language: str) -> str:
    """Who has finished and who has not; the reminder, to be changed and copied, and sent where there is a robot."""
    title = f'<h2>{esc(say("overview.today"))}</h2>'
    if not look.counts or not look.now.owed:
        words = say("overview.nobody" if look.counts else "overview.no_day")
        return f'<section class="card overview-today">{title}<p class="soft">{esc(words)}</p></section>'
    done, owed = look.now.done, look.now.owed
    meter = (
        f'<p class="overview-count">{esc(say("overview.done", done=done, owed=owed))}</p>'
        f'<div class="overview-meter" aria-hidden="true"><span style="width:{done / owed:.1%}"></span></div>'
    )
    if not look.late:
        return f'<section class="card overview-today">{title}{meter}<p class="overview-good">{icon("check")}{esc(say("overview.all_done"))}</p></section>'
    groups = "".join(_group(group, [one.name for one in people], len(look.late) > 1, say) for group, people in look.late.items())
    late = f'<h3>{esc(say("overview.late", n=sum(map(len, look.late.values()))))}</h3><dl class="overview-late">{groups}</dl>'
    names = {group: [one.name for one in people] for group, people in look.late.items()}
    text = reminder_text(branch.name, look.today, names, language=language)
    return f'<section class="card overview-today">{title}{meter}{late}{reminders.reminder_form(branch, text, sending, say)}</section>'


def _group(group: str, names: Sequence[str], several: bool, say: Say) -> str:
    shown = say("overview.names").join(names[:NAMES])
    if len(names) > NAMES:
        shown += say("overview.more", n=len(names))
    term = f'<dt>{esc(say("overview.group", group=group or say("overview.no_group"), n=len(names)))}</dt>' if group or several else ""
    return f"<div>{term}<dd>{esc(shown)}</dd></div>"


def waiting_card(waiting: Waiting, unread: int, talks: int, say: Say) -> str:
    rows = [("flags", "bank", waiting.flags), ("unread", "handed", unread), ("reviews", "bank", waiting.reviews), ("drafts", "bank", waiting.drafts)]
    listed = "".join(
        f'<li><a href="#{where}"><span>{esc(say(f"overview.{name}"))}</span><strong>{n}</strong></a></li>' for name, where, n in rows if n
    )
    if talks:
        listed += f'<li class="overview-row"><span>{esc(say("overview.talks"))}</span><strong>{talks}</strong></li>'
    body = f'<ul class="overview-waiting">{listed}</ul>' if listed else f'<p class="soft">{esc(say("overview.nothing"))}</p>'
    return f'<section class="card overview-waits"><h2>{esc(say("overview.waiting"))}</h2>{body}</section>'
