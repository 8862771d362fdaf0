"""践行: what this person did, and the form in which it is logged; and, for the secretary, what was handed in."""

import datetime as dt
import urllib.parse
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import gradio as gr

from companion.desk.handed import Word
from companion.errors import UsageError
from companion.records.deeds import Deed, Practice, Whom, hours_of
from companion.records.feedback import Place
from companion.reflections.reflections import Visibility
from companion.sharing import DAYS_BACK, FILES, GOAL_LENGTH, LEAST_HOURS, MOST_HOURS, PRACTICE_LENGTH
from companion.study import Study
from companion.ui import feedback
from companion.ui.components import a_day, date_words, empty, esc, lines, options
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.place import place
from companion.ui.reflections import kept_for, within
from companion.ui.words import Say


def lay_out() -> gr.HTML:
    return place("deeds", ("log_practice", "change_practice"))


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_deeds(asking: Asking) -> str:
        sharing, actor, on = study.sharing, asking.actor, asking.text("day", "")
        today, planned = study.today(actor), [goal.text for goal in study.plan.goals(study.me(actor).branch)]
        used = [goal for goal in sharing.goals(actor) if goal not in planned]
        return deeds_view(sharing.my_practices(actor), used, today, asking.say, a_day(on) if on else today, planned, study.desk.handed.mine(actor))

    def log_practice(asking: Asking) -> str:
        study.sharing.log_practice(asking.actor, a_day(asking.text("on")), deed_of(asking))
        return open_deeds(asking)

    def change_practice(asking: Asking) -> str:
        id = numeral(asking, "practice")
        if asking.text("button") == "withdraw":
            study.sharing.withdraw_practice(asking.actor, id)
        elif asking.text("button") == "detach":
            study.sharing.detach(asking.actor, id, asking.text("digest"))
        else:
            study.sharing.change_practice(asking.actor, id, deed_of(asking))
        return open_deeds(asking)

    wire(view.open, open_deeds, "open_deeds", view, said)
    wire(view.log_practice, log_practice, "log_practice", view, said)
    wire(view.change_practice, change_practice, "change_practice", view, said)


def numeral(asking: Asking, name: str, default: str | None = None) -> int:
    """The id of something, as a form sends it. Raises UsageError."""
    text = asking.text(name, default)
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise incomplete()
    return int(text)


def deed_of(asking: Asking) -> Deed:
    """What a form tells; Study looks at its bounds. Raises UsageError."""
    typed = asking.text("hours", "").strip()
    try:
        hours = float(typed) if typed else None
    except ValueError as error:
        raise UsageError(f"“{typed[:20]}”不是小时数。", f"{typed[:20]!r} is no number of hours.") from error
    try:
        whom, visibility = Whom(asking.text("whom")), Visibility(asking.text("button"))
    except ValueError as error:
        raise incomplete() from error
    return Deed(asking.text("text"), whom, asking.text("goal", ""), hours, visibility)


def deeds_view(
    practices: Sequence[Practice], goals: Sequence[str], today: dt.date, say: Say, on: dt.date | None = None, planned: Sequence[str] = (),
    mine: Mapping[Place, Sequence[Word]] = MappingProxyType({}),
) -> str:
    """``on``: the day for which the form stands ready, where one can still be logged; ``planned``: the goals of the plan in force;
    ``mine``: the feedback on one's own."""
    listed = "".join(own_card(practice, say, feedback.on(practice, mine, say)) for practice in practices)
    offered = "".join(f'<option value="{esc(goal)}"></option>' for goal in (*planned, *goals))
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.deeds"))}</h1><p class="soft">{esc(say("deeds.lead"))}</p></header>'
        f'{within("deeds", say)}<form class="write" data-act="log_practice">{fields(None, today, say, on, planned)}'
        f'<datalist id="goals">{offered}</datalist><p class="notice" role="alert"></p>{keeping(say)}</form>'
        f"{listed or empty(say('deeds.empty'))}"
    )


def fields(practice: Practice | None, today: dt.date, say: Say, on: dt.date | None = None, planned: Sequence[str] = ()) -> str:
    """The fields of a practice, empty for a new one, which has a day besides: ``on`` or today."""
    deed = practice.deed if practice else Deed("", Whom.STUDENTS)
    draft = "" if practice else ' data-draft="practice"'
    day = ""
    if practice is None:
        first = today - dt.timedelta(days=DAYS_BACK)
        on = on if on and first <= on <= today else today
        day = _labelled(say("deed.day"), f'<input type="date" name="on" value="{on}" min="{first}" max="{today}" required>')
    hours = "" if deed.hours is None else f"{deed.hours:g}"
    bounds = f'min="{LEAST_HOURS:g}" max="{MOST_HOURS:g}" step="0.5"'
    goal = f'<input type="text" name="goal" value="{esc(deed.goal)}" maxlength="{GOAL_LENGTH}" list="goals" autocomplete="off">'
    whom = options([(one.value, say(f"whom.{one}")) for one in Whom], deed.whom)
    text = f'<textarea name="text" rows="3" required maxlength="{PRACTICE_LENGTH}"{draft}>{esc(deed.text)}</textarea>'
    return (
        f'{_labelled(say("deed.text"), text)}<div class="filters">{_labelled(say("deed.whom"), f"<select name=whom>{whom}</select>")}'
        f'{_labelled(say("deed.hours"), f"<input type=number name=hours value={chr(34)}{hours}{chr(34)} {bounds} inputmode=decimal>")}{day}</div>'
        f"{_labelled(say('deed.goal'), goal)}{chips(planned, say)}"
    )


def chips(goals: Sequence[str], say: Say) -> str:
    """The plan's goals, each of which one press writes into the field (static/plan.js); nothing where there are none."""
    if not goals:
        return ""
    rows = "".join(f'<button type="button" class="goal-chip" data-fill="goal" data-text="{esc(goal)}">{esc(goal)}</button>' for goal in goals)
    return f'<div class="goal-chips" role="group" aria-label="{esc(say("plan.goals"))}">{rows}</div>'


def keeping(say: Say) -> str:
    """The three ways to keep what is written; the first is the one that shows it to nobody."""
    words = {"private": say("reflection.keep"), "secretary": say("reflection.hand_in"), "branch": say("reflection.share")}
    buttons = "".join(
        f'<button type="submit" class="button{" primary" if value == "secretary" else ""}" name="button" value="{value}">{esc(text)}</button>'
        for value, text in words.items()
    )
    return f'<div class="acts">{buttons}</div>'


def own_card(practice: Practice, say: Say, below: str = "") -> str:
    withdraw = f'<button type="submit" class="button" name="button" value="withdraw" formnovalidate>{esc(say("deed.withdraw"))}</button>'
    form = (
        f'<form class="write" data-act="change_practice" data-practice="{practice.id}">{fields(practice, practice.day, say)}'
        f'<p class="notice" role="alert"></p>{keeping(say)}<div class="acts">{withdraw}</div></form>'
    )
    change = f"<details><summary>{esc(say('reflection.change'))}</summary>{form}</details>"
    state = kept_for(practice.visibility, say)
    return f'<article class="card reflection">{head(practice, state, say)}{told(practice, say)}{adding(practice, say)}{below}{change}</article>'


def head(practice: Practice, state: str, say: Say, name: str = "") -> str:
    who = f"<strong>{esc(name)}</strong> " if name else ""
    return f'<p class="soft">{who}<time datetime="{practice.day}">{esc(date_words(practice.day, say))}</time> {state}</p>'


def told(practice: Practice, say: Say) -> str:
    """What was done; for whom, how long, for which goal."""
    deed = practice.deed
    facts = [say("deed.for", whom=say(f"whom.{deed.whom}"))]
    if deed.hours is not None:
        facts.append(say("deed.hours.n", n=f"{deed.hours:g}"))
    goal = f'<p class="soft">{esc(say("deed.goal.is", goal=deed.goal))}</p>' if deed.goal else ""
    return f'<div class="reading">{lines(deed.text)}</div><p class="soft">{esc(" · ".join(facts))}</p>{goal}{attached(practice, say)}'


def attached(practice: Practice, say: Say) -> str:
    """Its photos, each of which opens by itself, and its files; nothing where there are none."""
    rows = ""
    for one in practice.deed.files:
        address = esc("/attachment?" + urllib.parse.urlencode({"practice": practice.id, "digest": one.digest}))
        if one.photo:
            shown = f'<img src="{address}" alt="{esc(say("deed.photo", name=one.name))}" loading="lazy" width="120" height="120">'
            rows += f'<li><a href="{address}" target="_blank" rel="noopener">{shown}</a></li>'
        else:
            size = say("deed.file", name=one.name, size=f"{max(one.size / 2**20, 0.1):.1f}")
            rows += f'<li><a class="link" href="{address}" download>{esc(size)}</a></li>'
    return f'<ul class="attached">{rows}</ul>' if rows else ""


def adding(practice: Practice, say: Say) -> str:
    """The way to add a photo or file (static/deeds.js sends it), and to take one off."""
    files, takes = practice.deed.files, ""
    for one in files:
        button = f'<button type="submit" class="link" name="button" value="detach">{esc(say("deed.detach", name=one.name))}</button>'
        takes += f'<form data-act="change_practice" data-practice="{practice.id}" data-digest="{one.digest}">{button}</form>'
    add = ""
    if len(files) < FILES:
        words = f'data-sending="{esc(say("deed.files.sending"))}" data-broken="{esc(say("lost"))}"'
        field = f'<input type="file" data-attach="{practice.id}" accept="image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx,.pptx" {words}>'
        add = f'<label class="attach"><span class="link">{esc(say("deed.attach", most=FILES))}</span>{field}</label><p class="notice" role="alert"></p>'
    return f'<div class="adding">{add}{takes}</div>'


def handed_hours(practices: Sequence[Practice], names: Mapping[str, str], say: Say) -> str:
    """For the secretary: how many, and how many hours, by member; nothing where there are none."""
    if not practices:
        return ""
    counts = {name: sum(one.member == name for one in practices) for name in names}
    hours = hours_of(practices)
    rows = "".join(
        f'<tr><th scope="row">{esc(name)}</th><td>{counts[who]}</td><td>{hours[who]:g}</td></tr>' for who, name in names.items() if who in hours
    )
    columns = "".join(f'<th scope="col">{esc(say(key))}</th>' for key in ("column.name", "deeds.count", "deeds.hours"))
    return (
        f'<details class="card upkeep"><summary>{esc(say("handed.hours", n=len(practices)))}</summary>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(say("deeds.hours"))}">'
        f"<table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def handed_card(practice: Practice, name: str, say: Say, mark: str = "", below: str = "") -> str:
    """A practice as the secretary sees it; ``below`` is what stands under it."""
    kind = f'<span class="tag">{esc(say("wall.deed"))}</span>'
    state = mark + kind + kept_for(practice.visibility, say, others=True)
    return f'<article class="card reflection">{head(practice, state, say, name)}{told(practice, say)}{below}</article>'


def _labelled(words: str, field: str) -> str:
    return f'<label><span class="label">{esc(words)}</span>{field}</label>'
