"""The forms by which a secretary makes a plan and changes it, and the list of what was changed."""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from companion.plan.parts import Heading
from companion.plan.planning import AIMS, LINE, NAME
from companion.plan.plans import Goal, Plan, Stretch, Unit, UnitKind
from companion.plandesk import RESULT, Trace
from companion.records.deeds import Practice
from companion.reflections.reflections import Visibility
from companion.texts.documents import Entry, digest
from companion.ui.components import a_day, esc, icon, moment, select
from companion.ui.handlers import Asking, incomplete
from companion.ui.planview import off_view, span_words
from companion.ui.words import Say

MOST = 30  # lines of the trail
PRACTICES = 30  # offered beside a result
TEXTS = 300  # texts that a form may name
WEEKDAYS = range(7)


@dataclass(frozen=True)
class Along:
    """What every form of the place carries: the branch and the plan."""

    branch: str
    plan: str = ""

    def data(self) -> str:
        return f' data-branch="{esc(self.branch)}" data-plan="{esc(self.plan)}"'


# fields -----------------------------------------------------------------------------------------------------------
def text_field(name: str, words: str, value: str = "", most: int = NAME, *, required: bool = False, kind: str = "") -> str:
    needed = " required" if required else ""
    return (
        f'<label class="{kind}"><span class="label">{esc(words)}</span>'
        f'<input type="text" name="{name}" value="{esc(value)}" maxlength="{most}"{needed} autocomplete="off"></label>'
    )


def day_field(name: str, words: str, value: dt.date | None, within: Plan | None = None) -> str:
    bounds = f' min="{within.first}" max="{within.last}"' if within else ""
    return f'<label><span class="label">{esc(words)}</span><input type="date" name="{name}" value="{value or ""}"{bounds} required></label>'


def send(words: str, *, primary: bool = False, beside: str = "") -> str:
    return (
        f'<p class="notice wide" role="alert"></p><div class="acts wide">'
        f'<button type="submit" class="button{" primary" if primary else ""}">{esc(words)}</button>{beside}</div>'
    )


def fold(words: str, body: str, glyph: str = "edit") -> str:
    return f'<details class="card upkeep"><summary>{icon(glyph)}{esc(words)}</summary>{body}</details>'


def weekday_fields(chosen: Collection[int], say: Say) -> str:
    boxes = "".join(
        f'<label class="plan-check"><input type="checkbox" name="weekday{day}" value="yes"{" checked" if day in chosen else ""}>'
        f"<span>{esc(say(f'weekday.{day}'))}</span></label>"
        for day in WEEKDAYS
    )
    return f'<fieldset class="plan-weekdays wide"><legend class="label">{esc(say("plan.weekdays"))}</legend>{boxes}</fieldset>'


# the plan ---------------------------------------------------------------------------------------------------------
def make_form(along: Along, today: dt.date, say: Say) -> str:
    first = today - dt.timedelta(days=today.weekday())
    fields = text_field("name", say("plan.name"), required=True, kind="wide") + _span_fields(first, first + dt.timedelta(weeks=18, days=-3), say)
    body = fields + weekday_fields(range(5), say) + send(say("plan.make.send"), primary=True)
    return f'<form class="leave-form" data-act="make_plan"{along.data()}>{body}</form>'


def frame_forms(plan: Plan, along: Along, say: Say) -> str:
    """Name, span and weekdays; moving all of it; removing it."""
    fields = text_field("name", say("plan.name"), plan.name, required=True, kind="wide") + _span_fields(plan.first, plan.last, say)
    frame = f'<form class="leave-form" data-act="frame_plan"{along.data()}>{fields}{weekday_fields(plan.weekdays, say)}{send(say("plan.save"))}</form>'
    move = (
        f'<p class="soft">{esc(say("plan.move.hint"))}</p><form class="leave-form" data-act="move_plan"{along.data()}>'
        f"{day_field('first', say('plan.move.to'), plan.first)}{send(say('plan.move.send'))}</form>"
    )
    remove = (
        f'<p class="soft">{esc(say("plan.remove.hint"))}</p><form class="leave-form" data-act="remove_plan"{along.data()}>'
        f"{send(say('plan.remove.send'))}</form>"
    )
    return fold(say("plan.frame"), frame) + fold(say("plan.move"), move, "next") + fold(say("plan.remove"), remove, "cross")


def _span_fields(first: dt.date, last: dt.date, say: Say) -> str:
    return day_field("first", say("plan.first"), first) + day_field("last", say("plan.last"), last)


def frame_of(asking: Asking) -> tuple[str, dt.date, dt.date, tuple[int, ...]]:
    weekdays = tuple(day for day in WEEKDAYS if asking.text(f"weekday{day}", "") == "yes")
    return asking.text("name"), a_day(asking.text("first")), a_day(asking.text("last")), weekdays


# days and goals ---------------------------------------------------------------------------------------------------
def off_forms(plan: Plan, along: Along, today: dt.date, say: Say) -> str:
    """The spans that are set, each with the way back, and the form that sets one."""

    def back(first: dt.date, last: dt.date) -> str:
        return (
            f'<form data-act="set_days" data-how="usual" data-first="{first}" data-last="{last}"{along.data()}>'
            f'<button type="submit" class="button quiet" aria-label="{esc(say("plan.off.usual"))} {esc(span_words(first, last, say))}">{esc(say("plan.off.usual"))}</button></form>'
        )

    day = min(max(today, plan.first), plan.last)
    how = select("how", say("plan.off.how"), [(name, say(f"plan.off.{name}")) for name in ("rest", "work", "usual")], "rest")
    fields = day_field("first", say("plan.first"), day, plan) + day_field("last", say("plan.last"), day, plan) + how
    fields += text_field("why", say("plan.off.why"))
    form = (
        f'<p class="soft">{esc(say("plan.off.hint"))}</p>'
        f'<form class="leave-form" data-act="set_days"{along.data()}>{fields}{send(say("plan.off.send"))}</form>'
    )
    return off_view(plan, say, back) + fold(say("plan.off.set"), form, "plus")


def goals_form(plan: Plan, along: Along, say: Say) -> str:
    text = "\n".join(goal.text for goal in plan.goals)
    form = (
        f'<form class="leave-form" data-act="set_goals"{along.data()}><label class="wide"><span class="label">{esc(say("plan.goals.field"))}</span>'
        f'<textarea name="goals" rows="{max(len(plan.goals) + 1, 4)}">{esc(text)}</textarea></label>{send(say("plan.goals.save"))}</form>'
    )
    return fold(say("plan.goals.edit"), form)


def goals_of(asking: Asking, plan: Plan) -> list[Goal]:
    """A goal that is written as before stays the same goal."""
    known = {goal.text: goal for goal in plan.goals}
    lines = [line.strip() for line in asking.text("goals")[:20_000].splitlines()]
    return [known.get(line) or Goal(digest("goal", line), line) for line in lines if line]


# units ------------------------------------------------------------------------------------------------------------
def unit_form(
    unit: Unit, plan: Plan, shelf: Sequence[tuple[Entry, tuple[Heading, ...]]], groups: Collection[str], along: Along, say: Say, *, new: bool
) -> str:
    """All that is told of a unit, to be changed; the texts to choose from, in the catalog's units."""
    kinds = [(kind.value, f"{say(f'plan.kind.{kind}')} · {say(f'plan.kind.{kind}.hint')}") for kind in UnitKind]
    offered = [("", say("leave.choose")), *((group, group) for group in sorted({*groups, unit.group} - {""}))]
    fields = text_field("name", say("plan.unit.name"), unit.name, required=True, kind="title")
    fields += select("kind", say("plan.unit.kind"), kinds, unit.kind)
    fields += day_field("first", say("plan.first"), unit.first, plan) + day_field("last", say("plan.last"), unit.last, plan)
    fields += f'<div class="plan-project">{select("group", say("plan.group"), offered, unit.group)}{text_field("result", say("plan.result"), unit.result, LINE)}</div>'
    fields += text_field("theme", say("plan.theme"), unit.theme, LINE, kind="title")
    fields += (
        f'<label class="title"><span class="label">{esc(say("plan.aims"))}</span>'
        f'<textarea name="aims" rows="3" maxlength="{AIMS}">{esc(unit.aims)}</textarea></label>'
    )
    fields += _goals(unit, plan, say)
    away = f'<a class="button" href="#plan" data-again>{esc(say("plan.unit.cancel"))}</a>'
    head = say("plan.unit.new") if new else unit.name
    return (
        f'<form class="facts plan-form" id="unit-{esc(unit.id)}" data-act="set_unit" data-unit="{esc("" if new else unit.id)}"{along.data()}>'
        f'<h3 class="title">{esc(head)}</h3>{fields}{_picker(unit, shelf, say)}{send(say("plan.save"), primary=True, beside=away)}</form>'
    )


def _goals(unit: Unit, plan: Plan, say: Say) -> str:
    """The plan's goals, to be ticked; nothing where it has none."""
    boxes = "".join(
        f'<label class="plan-check"><input type="checkbox" name="goal.{esc(goal.id)}" value="yes"{" checked" if goal.id in unit.goals else ""}>'
        f"<span>{esc(goal.text)}</span></label>"
        for goal in plan.goals
    )
    return f'<fieldset class="plan-picker title"><legend class="label">{esc(say("plan.unit.goals"))}</legend>{boxes}</fieldset>' if boxes else ""


def _picker(unit: Unit, shelf: Sequence[tuple[Entry, tuple[Heading, ...]]], say: Say) -> str:
    chosen, number, groups = set(unit.texts), 0, dict[str, str]()
    for entry, parts in shelf:
        wholes = [(Stretch(entry.path), say("plan.text.whole", title=entry.title))]
        pieces = [(Stretch(entry.path, part), " ".join(part)) for part in parts]
        boxes = []
        for stretch, words in wholes + pieces:
            boxes.append(_text_box(number, stretch, words, stretch in chosen))
            number += 1
        partly = any(stretch in chosen for stretch, _ in pieces)
        within = f'<details{" open" if partly else ""}><summary>{esc(say("plan.unit.parts"))}</summary>{"".join(boxes[1:])}</details>' if pieces else ""
        name = entry.unit or say("plan.unit.no_unit")
        groups[name] = groups.get(name, "") + f'<li data-find="{esc(entry.title)}">{boxes[0]}{within}</li>'
    listed = "".join(f"<h3>{esc(name)}</h3><ul>{rows}</ul>" for name, rows in groups.items())
    find = f'<input type="text" data-find-in="plan-shelf" aria-label="{esc(say("plan.unit.find"))}" placeholder="{esc(say("plan.unit.find"))}" autocomplete="off">'
    return f'<fieldset class="plan-picker title"><legend class="label">{esc(say("plan.unit.texts"))}</legend>{find}<div class="plan-shelf" id="plan-shelf">{listed}</div></fieldset>'


def _text_box(number: int, stretch: Stretch, words: str, chosen: bool) -> str:
    value = json.dumps([stretch.document, *stretch.heading], ensure_ascii=False)
    return (
        f'<label class="plan-check"><input type="checkbox" name="text{number}" value="{esc(value)}"{" checked" if chosen else ""}>'
        f"<span>{esc(words)}</span></label>"
    )


def unit_of(asking: Asking, id: str) -> Unit:
    """What the form tells; planning looks at its bounds. A text that is chosen whole has no parts chosen besides."""
    texts = texts_of(asking)
    whole = {text.document for text in texts if not text.heading}
    return Unit(
        id=id,
        name=asking.text("name"),
        theme=asking.text("theme", ""),
        aims=asking.text("aims", ""),
        first=a_day(asking.text("first")),
        last=a_day(asking.text("last")),
        texts=tuple(text for text in texts if not text.heading or text.document not in whole),
        kind=kind_of(asking.text("kind")),
        group=asking.text("group", ""),
        result=asking.text("result", ""),
        goals=tuple(name[5:] for name in asking.data if name.startswith("goal.") and len(name) < 80),
    )


def kind_of(text: str) -> UnitKind:
    try:
        return UnitKind(text)
    except ValueError as error:
        raise incomplete() from error


def texts_of(asking: Asking) -> list[Stretch]:
    """In the order in which they stand in the form."""
    named = [(int(name[4:]), value) for name, value in asking.data.items() if name[:4] == "text" and name[4:].isdecimal() and len(name) < 12]
    if len(named) > TEXTS:
        raise incomplete()
    found = []
    for _, value in sorted(named, key=lambda pair: pair[0]):
        try:
            place = json.loads(value) if isinstance(value, str) else None
        except ValueError as error:
            raise incomplete() from error
        if not isinstance(place, list) or not place or not all(isinstance(part, str) for part in place):
            raise incomplete()
        found.append(Stretch(place[0], tuple(place[1:])))
    return found


def result_form(unit: Unit, practices: Sequence[Practice], along: Along, say: Say) -> str:
    """The way to hand in a project's result, with one of the member's practices where the branch can see some."""
    shown = [practice for practice in practices if practice.visibility is Visibility.BRANCH][:PRACTICES]
    link = ""
    if shown:
        pairs = [("", say("plan.result.no_practice")), *((str(one.id), f"{one.day} {one.deed.text[:30]}") for one in shown)]
        link = select("practice", say("plan.result.practice"), pairs, "")
    text = (
        f'<label class="wide"><span class="label">{esc(say("plan.result.text"))}</span>'
        f'<textarea name="text" rows="4" required maxlength="{RESULT}"></textarea></label>'
    )
    body = f'<form class="leave-form" data-act="hand_in_project" data-unit="{esc(unit.id)}"{along.data()}>{text}{link}{send(say("plan.result.send"), primary=True)}</form>'
    return f'<details class="plan-hand-in"><summary>{esc(say("plan.result.hand_in"))}</summary>{body}</details>'


def unit_acts(unit: Unit, along: Along, say: Say) -> str:
    """The ways to change a unit and to take it out."""
    edit = f'<form data-act="open" data-edit="{esc(unit.id)}"{along.data()}><button type="submit" class="button quiet">{icon("edit")}{esc(say("plan.unit.edit"))}</button></form>'
    remove = f'<form data-act="remove_unit" data-unit="{esc(unit.id)}"{along.data()}><button type="submit" class="button quiet">{icon("cross")}{esc(say("plan.unit.remove"))}</button></form>'
    return f'<div class="plan-acts">{edit}{remove}</div>'


def new_unit(plan: Plan, idle: Sequence[dt.date], id: str) -> Unit:
    """An empty one on the first days that have none: a fortnight at most."""
    first = idle[0] if idle else plan.last
    taken = [unit.first for unit in plan.units if unit.reads and unit.first > first]
    last = min([first + dt.timedelta(days=13), plan.last, *(day - dt.timedelta(days=1) for day in taken)])
    return Unit(id, "", "", "", first, max(first, last))


# the trail --------------------------------------------------------------------------------------------------------
def trail_view(trail: Sequence[Trace], along: Along, zone: str, say: Say) -> str:
    rows = "".join(_trail_row(trace, along, zone, say) for trace in trail[:MOST])
    more = f'<p class="soft">{esc(say("plan.trail.more", n=len(trail) - MOST))}</p>' if len(trail) > MOST else ""
    return fold(f"{say('plan.trail')} · {len(trail)}", f'<ol class="leave-trail">{rows}</ol>{more}', "clock")


def _trail_row(trace: Trace, along: Along, zone: str, say: Say) -> str:
    change = trace.change
    changed = "".join(f"<p>{esc(line)}</p>" for line in differences(change.before, change.after, say))
    name = change.after or change.before
    button = f'<button type="submit" class="button quiet">{icon("back")}{esc(say("plan.trail.restore"))}</button>'
    return (
        f'<li><p><strong>{esc(trace.name)}</strong> {esc(say(f"plan.act.{change.act}"))} · {esc(name.name if name else "")}</p>{changed}'
        f'<p class="soft">{moment(change.at, zone)}</p><form data-act="restore_plan" data-change="{change.id}"{along.data()}>{button}</form></li>'
    )


def differences(before: Plan | None, after: Plan | None, say: Say) -> list[str]:
    """What a change changed, a line each."""
    facts = [_facts(plan, say) if plan else {} for plan in (before, after)]
    keys = [key for key in {**facts[0], **facts[1]} if facts[0].get(key) != facts[1].get(key)]
    if not (before and after):
        keys = keys[:2]
    nothing = say("plan.diff.nothing")
    return [say("plan.diff", what=key, before=facts[0].get(key, nothing), after=facts[1].get(key, nothing)) for key in keys]


def _facts(plan: Plan, say: Say) -> dict[str, str]:
    weekdays = say("branch.names").join(say(f"weekday.{day}") for day in plan.weekdays)
    facts = {say("plan.name"): plan.name, say("plan.diff.span"): say("plan.span", first=plan.first, last=plan.last), say("plan.weekdays"): weekdays}
    for unit in plan.units:
        told = [span_words(unit.first, unit.last, say), say(f"plan.kind.{unit.kind}"), unit.theme, unit.group, say("plan.diff.texts", n=len(unit.texts))]
        facts[say("plan.diff.unit", name=unit.name)] = say("branch.names").join(filter(None, told))
    facts[say("plan.diff.off")] = str(len(plan.off)) + (f" + {len(plan.extra)}" if plan.extra else "")
    facts[say("plan.goals")] = str(len(plan.goals))
    return facts
