"""A plan that is looked at before it is adopted: proposed from the texts, or read from a spreadsheet."""

import dataclasses
import datetime as dt
import json
import urllib.parse
from collections.abc import Callable
from typing import Any

import gradio as gr

from companion.plan.planning import NAME, well_formed
from companion.plan.plans import Plan, Unit, from_json, to_json
from companion.plan.proposal import MANIEST
from companion.plandesk import Draft
from companion.readings import Course, Outlook
from companion.study import Study
from companion.ui.components import a_day, esc, icon, select, take_in
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.planforms import Along, day_field, differences, fold, text_field
from companion.ui.planview import characters, coverage, daily, plan_head, span_words, text_words, timeline
from companion.ui.words import Say

ACTS = ("propose_plan", "adopt_plan")
TITLES = ("proposal", "file")
MOST_BYTES = 2 * 2**20  # of a spreadsheet
LONGEST = 400_000  # characters of a draft


def wire_up(view: gr.HTML, said: gr.HTML, study: Study, draw: Callable[[Asking, str], str], head: Callable[[Asking], str]) -> None:
    """``draw`` gives the place anew, with a word on what was done; ``head`` what stands above a draft."""

    def shown(asking: Asking, draft: Draft, title: str) -> str:
        return head(asking) + shown_draft(study, asking.actor, asking.text("branch"), draft, title, asking.say)

    def propose_plan(asking: Asking) -> str:
        wanted = asking.text("count", "")
        count = int(wanted) if wanted.isdecimal() and len(wanted) < 3 else None
        return shown(asking, study.plan.propose(asking.actor, asking.text("branch"), asking.text("plan"), count), "proposal")

    def adopt_plan(asking: Asking) -> str:
        draft = draft_of(asking)
        if asking.text("button", "") == "look":
            return shown(asking, draft, asking.text("title", "proposal"))
        study.plan.adopt_draft(asking.actor, asking.text("branch"), draft)
        return draw(asking, asking.say("plan.done.adopted"))

    wire(view.propose_plan, propose_plan, "propose_plan", view, said)
    wire(view.adopt_plan, adopt_plan, "adopt_plan", view, said)


def shown_draft(study: Study, actor: str, branch: str, draft: Draft, title: str, say: Say) -> str:
    """``title``: whether it is a "proposal" or of a "file"."""
    look = study.plan.outlook(actor, branch, draft.plan)
    now = next((plan for plan in study.plan.plans(actor, branch) if plan.id == draft.plan.id), None)
    return draft_view(draft, now, look, Along(branch, draft.plan.id), study.plan.today(branch), title, say)


def draft_of(asking: Asking) -> Draft:
    """The draft that a form sends back, with what was changed of its units. It is looked at as anything else from a browser."""
    text, seen = asking.text("draft"), asking.text("seen")
    if len(text) > LONGEST or not (seen.isascii() and seen.isdigit() and len(seen) < 19):
        raise incomplete()
    try:
        plan = from_json(json.loads(text))
        sound = all(isinstance(part, str) for part in _texts_in(plan))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise incomplete() from error
    if not sound:
        raise incomplete()
    units = [changed for number, unit in enumerate(plan.units) if (changed := _changed(asking, number, unit))]
    return Draft(well_formed(dataclasses.replace(plan, units=tuple(units))), int(seen))


def _texts_in(plan: Plan) -> list[Any]:
    """Everything in a plan that has to be a text."""
    own = [plan.id, plan.name, *plan.off.values(), *(part for goal in plan.goals for part in (goal.id, goal.text))]
    for unit in plan.units:
        own += [unit.id, unit.name, unit.theme, unit.aims, unit.group, unit.result]
        own += [part for text in unit.texts for part in (text.document, *text.heading)]
    return own


def _changed(asking: Asking, number: int, unit: Unit) -> Unit | None:
    """The unit as the form has it; None where it is to be left out. One without fields is as it was."""
    if f"name{number}" not in asking.data:
        return unit
    if asking.text(f"keep{number}", "") != "yes":
        return None
    first, last = a_day(asking.text(f"first{number}")), a_day(asking.text(f"last{number}"))
    return dataclasses.replace(unit, name=asking.text(f"name{number}"), first=first, last=last)


# what is shown ----------------------------------------------------------------------------------------------------
def propose_form(along: Along, wanted: int, say: Say) -> str:
    pairs = [("", say("plan.propose.auto", n=wanted)), *((str(n), say("plan.propose.n", n=n)) for n in range(1, MANIEST + 1))]
    form = (
        f'<p class="soft">{esc(say("plan.propose.hint"))}</p><form class="leave-form" data-act="propose_plan"{along.data()}>'
        f'{select("count", say("plan.propose.count"), pairs, "")}<p class="notice wide" role="alert"></p>'
        f'<div class="acts wide"><button type="submit" class="button">{esc(say("plan.propose.send"))}</button></div></form>'
    )
    return fold(say("plan.propose"), form, "materials")


def draft_view(draft: Draft, now: Plan | None, look: Outlook, along: Along, today: dt.date, title: str, say: Say) -> str:
    if title not in TITLES:
        raise incomplete()
    known = {unit.id: unit for unit in now.units} if now else {}
    courses = {course.unit.id: course for course in look.courses}
    new = [(number, unit) for number, unit in enumerate(draft.plan.units) if known.get(unit.id) != unit]
    cards = "".join(_card(number, unit, courses.get(unit.id), look, say) for number, unit in new)
    kept = json.dumps(to_json(draft.plan), ensure_ascii=False)
    away = f'<a class="button" href="#plan" data-again>{esc(say("plan.unit.cancel"))}</a>'
    changes = ""
    if title == "file":
        lines = "".join(f"<li>{esc(line)}</li>" for line in differences(now, draft.plan, say))
        changes = f'<h3>{esc(say("plan.import.changes"))}</h3><ul class="plan-changes">{lines or esc(say("plan.import.same"))}</ul>'
    return (
        f'{plan_head(look, say)}{timeline(look, today, say)}<form class="plan-draft" data-act="adopt_plan" data-title="{title}"{along.data()}>'
        f'<h2>{esc(say(f"plan.draft.{title}"))}</h2><p>{esc(_summary([courses[unit.id] for _, unit in new if unit.id in courses], look, say))}</p>'
        f'{changes}{cards}<textarea name="draft" hidden>{esc(kept)}</textarea><input type="hidden" name="seen" value="{draft.seen}">'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button primary" name="button" value="adopt">{esc(say("plan.draft.adopt"))}</button>'
        f'<button type="submit" class="button" name="button" value="look">{esc(say("plan.draft.look"))}</button>{away}</div></form>'
    )


def _summary(courses: list[Course], look: Outlook, say: Say) -> str:
    """What is read on how many days, and honestly what is not, and on which days nothing is."""
    read = [portion for course in courses for portion in course.portions[: len(course.days)]]
    said = [say("plan.draft.sum", days=sum(len(course.days) for course in courses), portions=len(read), characters=characters(read))]
    left = [portion for course in courses for portion in course.left_out]
    if left:
        said.append(say("plan.draft.long", n=len(left), characters=characters(left)))
    free = [day for day in look.idle if courses and courses[-1].unit.last < day]
    if free:
        said.append(say("plan.draft.short", first=span_words(free[0], free[0], say), n=len(free)))
    return " ".join(said)


def _card(number: int, unit: Unit, course: Course | None, look: Outlook, say: Say) -> str:
    keep = (
        f'<label class="plan-check"><input type="checkbox" name="keep{number}" value="yes" checked>'
        f"<span>{esc(say('plan.draft.keep'))}</span></label>"
    )
    name = text_field(f"name{number}", say("plan.unit.name"), unit.name, NAME, required=True)
    days = day_field(f"first{number}", say("plan.first"), unit.first, look.plan) + day_field(f"last{number}", say("plan.last"), unit.last, look.plan)
    theme = f'<p class="plan-theme">{esc(unit.theme)}</p>' if unit.theme else ""
    texts = "".join(f"<li>{text_words(text, look, say)}</li>" for text in unit.texts)
    theme += f'<ul class="plan-texts">{texts}</ul>'
    told = coverage(course, say) + daily(course, say) if course else ""
    return f'<article class="card plan-unit"><div class="leave-form">{keep}{name}{days}</div>{theme}{told}</article>'

def files_fold(along: Along, say: Say) -> str:
    """The way out as a link, the way in as a form. static/bank.js sends the file and shows what would change."""
    query = urllib.parse.urlencode({"branch": along.branch, "plan": along.plan})
    out = say("plan.import.out" if along.plan else "plan.import.template")
    body = (
        f'<p class="soft">{esc(say("plan.import.hint"))}</p><p><a class="button" href="{esc(f"/plan?{query}")}" download>{icon("down")}{esc(out)}</a></p>'
        + take_in(
            f"/plan?{query}", MOST_BYTES, ".xlsx,.csv", say, kind="plan-take",
            empty=say("plan.import.empty"), file=say("plan.import.file"), take=say("plan.import.take"),
        )
    )
    return fold(say("plan.import"), body, "page")
