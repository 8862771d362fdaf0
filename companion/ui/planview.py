"""The plan as it is looked at: the semester as a line, the units with what is read on each day, days off, goals."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence

from companion.plan.lessons import Portion, weight
from companion.plan.plans import Plan, Stretch, Unit, UnitKind
from companion.plandesk import Handed
from companion.readings import Course, Outlook
from companion.ui.components import dotted, esc, icon, lines, moment
from companion.ui.words import Say

BEGINNING = 40  # characters of a portion that tell which one it is


WIDE, NARROW = 0.09, 0.2
"""So much of the line a date takes at most, on a desk and on a phone."""


def short(day: dt.date, say: Say) -> str:
    return say("plan.day", month=day.month, day=day.day, name=f"{day:%b}")


def span_words(first: dt.date, last: dt.date, say: Say) -> str:
    return short(first, say) if first == last else say("plan.span", first=short(first, say), last=short(last, say))


def plan_head(look: Outlook, say: Say) -> str:
    plan = look.plan
    weekdays = say("plan.on", days=say("branch.names").join(say(f"weekday.{day}") for day in plan.weekdays))
    facts = (say("plan.span", first=plan.first, last=plan.last), weekdays, say("plan.counted", n=len(look.days)))
    return f'<div class="plan-head"><h2>{esc(plan.name)}</h2>{dotted(facts)}</div>'


def timeline(look: Outlook, today: dt.date, say: Say) -> str:
    """The semester as a line: months above, units that are read, projects below them, days off, today. For the eye alone."""
    plan = look.plan
    length = (plan.last - plan.first).days + 1

    def place(first: dt.date, last: dt.date) -> str:
        return f"left:{(first - plan.first).days / length:.3%};width:{((last - first).days + 1) / length:.3%}"

    named = "".join(
        f'<span{" class=wide" if wide else ""} style="left:{(day - plan.first).days / length:.3%}">{esc(short(day, say))}</span>'
        for day, wide in dates(plan.first, plan.last)
    )
    off = "".join(f'<span style="{place(first, last)}" title="{esc(why or say("plan.off_day"))}"></span>' for first, last, why in off_spans(plan))
    reading = "".join(_bar(unit, place, today) for unit in plan.units if unit.reads)
    lanes = "".join(f'<div class="plan-lane">{_bar(unit, place, today)}</div>' for unit in plan.units if not unit.reads)
    now = ""
    if plan.holds(today):
        now = f'<b class="plan-today" style="left:{((today - plan.first).days + 0.5) / length:.3%}"><span>{esc(say("plan.today"))}</span></b>'
    return (
        f'<div class="plan-line" aria-hidden="true"><div class="plan-months">{named}</div>'
        f'<div class="plan-lanes"><div class="plan-off">{off}</div><div class="plan-lane">{reading}</div>{lanes}{now}</div></div>'
    )


def dates(first: dt.date, last: dt.date) -> list[tuple[dt.date, bool]]:
    """The dates that stand above the line: the first day and firsts of months, so far apart that none runs into the next.

    With each, whether there is only room for it on a wide screen.
    """
    length = (last - first).days + 1
    named, wide_before, before = [(first, False)], 0.0, 0.0
    for day in _days(first, last):
        at = (day - first).days / length
        if day.day == 1 and at - wide_before >= WIDE and at <= 1 - WIDE:
            wide_before, narrow = at, at - before >= NARROW and at <= 1 - NARROW
            before = at if narrow else before
            named.append((day, not narrow))
    return named


def _bar(unit: Unit, place: Callable[[dt.date, dt.date], str], today: dt.date) -> str:
    state = "past" if unit.last < today else "now" if unit.first <= today else ""
    return f'<a href="#plan" data-to="unit-{esc(unit.id)}" tabindex="-1" class="{unit.kind} {state}" style="{place(unit.first, unit.last)}" title="{esc(unit.name)}"><span>{esc(unit.name)}</span></a>'


def units_view(
    look: Outlook, today: dt.date, groups: Collection[str], say: Say,
    beside: Callable[[Unit], str] | None = None, below: Callable[[Unit], str] | None = None
) -> str:
    """The units in the order of their days, and the gaps between those that are read.

    ``beside`` gives what a secretary can do with each; without it, what is only theirs to mend is not told; ``below`` gives what stands under a project.
    """
    if not look.plan.units:
        return f'<p class="soft">{esc(say("plan.no_units"))}</p>'
    courses = {course.unit.id: course for course in look.courses}
    shown = [(unit.first, unit_card(unit, courses.get(unit.id), look, today, groups, say, beside, below)) for unit in look.plan.units]
    if look.courses and beside:
        shown += [(days[0], _gap(days, say)) for days in _gaps(look)]
    return "".join(card for _, card in sorted(shown, key=lambda pair: pair[0]))


def unit_card(
    unit: Unit,
    course: Course | None,
    look: Outlook,
    today: dt.date,
    groups: Collection[str],
    say: Say,
    beside: Callable[[Unit], str] | None = None,
    below: Callable[[Unit], str] | None = None,
) -> str:
    now = " now" if unit.first <= today <= unit.last else ""
    when = span_words(unit.first, unit.last, say)
    parts = [f'<p class="plan-theme">{esc(unit.theme)}</p>'] if unit.theme else []
    if unit.aims:
        parts.append(f'<p class="soft">{esc(say("plan.aims.is", aims=unit.aims))}</p>')
    if goals := look.plan.goals_of(unit):
        parts.append(f'<p class="soft">{esc(say("day.goals", goals=say("branch.names").join(goal.text for goal in goals)))}</p>')
    if unit.kind is UnitKind.PROJECT:
        parts.append(_group(unit, groups, say, mended=beside is not None))
        if unit.result:
            parts.append(f'<p>{esc(say("plan.result.is", result=unit.result))}</p>')
    named = unit.texts or tuple(dict.fromkeys(Stretch(one.document) for portion in (course.portions if course else ()) for one in portion))
    texts = "".join(f"<li>{text_words(text, look, say)}</li>" for text in named)
    parts.append(f'<ul class="plan-texts">{texts}</ul>' if texts else "")
    if unit.kind is UnitKind.PROJECT and below:
        parts.append(below(unit))
    if course:
        parts.append(coverage(course, say, mended=beside is not None) + daily(course, say))
    return (
        f'<article class="card plan-unit{now}" id="unit-{esc(unit.id)}"><header><h3>{esc(unit.name)}</h3>'
        f'<span class="plan-kind {unit.kind}">{esc(say(f"plan.kind.{unit.kind}"))}</span><span class="soft">{esc(when)}</span></header>'
        f"{''.join(parts)}{beside(unit) if beside else ''}</article>"
    )


def results_view(handed: Sequence[Handed], zone: str, say: Say) -> str:
    """What a project's group has handed in."""
    rows = ""
    for one in handed:
        practice = f'<blockquote class="quote">{lines(one.result.practice)}</blockquote>' if one.result.practice else ""
        rows += f'<li><p class="soft">{esc(say("plan.result.by", name=one.name, at=moment(one.result.at, zone)))}</p>{lines(one.result.text)}{practice}</li>'
    return f'<ol class="leave-trail">{rows}</ol>' if rows else f'<p class="soft">{esc(say("plan.result.none"))}</p>'


def _group(unit: Unit, groups: Collection[str], say: Say, *, mended: bool) -> str:
    if not unit.group:
        return f'<p class="plan-warn">{esc(say("plan.group.none"))}</p>'
    if unit.group not in groups and mended:
        return f'<p class="plan-warn">{esc(say("plan.group.gone", group=unit.group))}</p>'
    return f'<p>{esc(say("plan.group.is", group=unit.group))}</p>'


def text_words(text: Stretch, look: Outlook, say: Say) -> str:
    title = look.titles.get(text.document)
    if title is None:
        return f'<span class="plan-warn">{esc(say("plan.text.gone", title=text.document))}</span>'
    heading = " ".join(text.heading)
    return esc(say("plan.text.part", title=title, heading=heading) if heading else say("plan.text.whole", title=title))


def coverage(course: Course, say: Say, *, mended: bool = True) -> str:
    """How far the texts go on the unit's days; and, where somebody looks who can mend it, what does not go up."""
    if not course.days:
        return f'<p class="plan-warn">{esc(say("plan.no_days"))}</p>'
    if not course.portions:
        return f'<p class="plan-warn">{esc(say("plan.no_texts"))}</p>'
    read = course.portions[: len(course.days)]
    told = say("plan.cover", days=len(course.days), portions=len(read), characters=characters(read))
    if not mended:
        return f'<p class="plan-cover">{esc(told)}</p>'
    if course.left_out:
        more = say("plan.left_out", n=len(course.left_out), characters=characters(course.left_out))
    elif course.again:
        more = say("plan.again", first=short(course.again[0], say), n=len(course.again))
    else:
        return f'<p class="plan-cover">{esc(told)} · {esc(say("plan.cover.full"))}</p>'
    return f'<p class="plan-cover">{esc(told)}</p><p class="plan-warn">{esc(more)}</p>'


def characters(portions: Iterable[Portion]) -> int:
    return round(sum(weight(passage) for portion in portions for passage in portion))


def daily(course: Course, say: Say) -> str:
    """Each day with the beginning of its portion."""
    if not (course.days and course.portions):
        return ""
    rows = "".join(_day(course, number, day, say) for number, day in enumerate(course.days))
    return f'<details class="plan-daily"><summary>{esc(say("plan.daily"))}</summary><ol>{rows}</ol></details>'


def _day(course: Course, number: int, day: dt.date, say: Say) -> str:
    portion = course.portions[number % len(course.portions)]
    heading = portion[0].heading[-1] if portion[0].heading else portion[0].title
    text = " ".join(portion[0].text.split())
    text = text.removeprefix(heading).strip() or text
    beginning = text if len(text) <= BEGINNING else text[:BEGINNING] + "…"
    size = say("plan.portion.again") if number >= len(course.portions) else say("plan.portion", characters=characters((portion,)))
    return (
        f'<li><time datetime="{day}">{esc(short(day, say))}</time><span class="plan-begins"><strong>{esc(heading)}</strong> {esc(beginning)}</span>'
        f'<span class="soft">{esc(size)}</span></li>'
    )


def _gaps(look: Outlook) -> list[list[dt.date]]:
    """The idle days, in runs that no unit comes between."""
    runs: list[list[dt.date]] = []
    for day in look.idle:
        between = runs and any(runs[-1][-1] < course.unit.first < day for course in look.courses)
        if runs and not between:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _gap(days: Sequence[dt.date], say: Say) -> str:
    return f'<p class="plan-gap">{esc(say("plan.idle", span=span_words(days[0], days[-1], say), n=len(days)))}</p>'


def off_spans(plan: Plan) -> list[tuple[dt.date, dt.date, str]]:
    """Days off that follow one another and bear one name, as spans."""
    return _spans(plan.off.items())


def extra_spans(plan: Plan) -> list[tuple[dt.date, dt.date, str]]:
    return _spans((day, "") for day in sorted(plan.extra))


def _spans(days: Iterable[tuple[dt.date, str]]) -> list[tuple[dt.date, dt.date, str]]:
    spans: list[tuple[dt.date, dt.date, str]] = []
    for day, why in days:
        if spans and spans[-1][2] == why and day - spans[-1][1] == dt.timedelta(days=1):
            spans[-1] = (spans[-1][0], day, why)
        else:
            spans.append((day, day, why))
    return spans


def goals_view(plan: Plan, say: Say) -> str:
    if not plan.goals:
        return f'<p class="soft">{esc(say("plan.goals.none"))}</p>'
    return '<ol class="plan-goals">' + "".join(f"<li>{icon('flag')}{esc(goal.text)}</li>" for goal in plan.goals) + "</ol>"


def off_view(plan: Plan, say: Say, beside: Callable[[dt.date, dt.date], str] | None = None) -> str:
    """Days off and extra days as spans; ``beside`` gives what a secretary can do with one."""
    rows = [(first, last, why or say("plan.off.unnamed"), "") for first, last, why in off_spans(plan)]
    rows += [(first, last, say("plan.extra"), " extra") for first, last, _ in extra_spans(plan)]
    listed = "".join(
        f'<li class="plan-days{kind}"><span>{esc(span_words(first, last, say))}</span><span>{esc(why)}</span>{beside(first, last) if beside else ""}</li>'
        for first, last, why, kind in sorted(rows)
    )
    return f'<ul class="plan-offs">{listed}</ul>' if listed else f'<p class="soft">{esc(say("plan.off.none"))}</p>'


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
