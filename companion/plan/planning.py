"""What a plan has to be like, and the changes that a secretary makes to it: pure, from one plan to the next.

Each change gives a well formed plan, or raises UsageError with a sentence that names what stands in the way.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import pairwise

from companion.errors import NotFound, UsageError
from companion.people.directory import one_line, shown
from companion.plan.plans import Goal, Plan, Unit, UnitKind

LONGEST = 366  # days of a plan
NAME, GOAL, LINE, AIMS = 60, 100, 200, 600  # characters at most
UNITS, GOALS, TEXTS = 60, 40, 200


def well_formed(plan: Plan) -> Plan:
    """``plan`` with its words in the form that is kept and its units in the order of their days. Raises UsageError.

    Days that lie outside it are no longer off or extra; a unit that does is refused.
    """
    name = _words(plan.name, NAME, "计划的名称", "the plan's name", needed=True)
    if plan.last < plan.first:
        raise UsageError(
            f"{plan.last} 在 {plan.first} 之前，请把先后换过来。", f"{plan.last} comes before {plan.first}; please exchange them."
        )
    if (plan.last - plan.first).days >= LONGEST:
        raise UsageError(f"一份计划最多 {LONGEST} 天，请分成几份。", f"A plan has at most {LONGEST} days; please split it.")
    if not plan.weekdays or not set(plan.weekdays) <= set(range(7)):
        raise UsageError("请至少选一个星期几。", "Please choose at least one weekday.")
    if len(plan.units) > UNITS or len(plan.goals) > GOALS:
        raise UsageError(
            f"一份计划最多 {UNITS} 个单元、{GOALS} 条目标。", f"A plan has at most {UNITS} units and {GOALS} goals."
        )
    units = tuple(sorted(map(_unit, plan.units), key=lambda unit: (unit.first, unit.last, unit.id)))
    for unit in units:
        if unit.first < plan.first or unit.last > plan.last:
            raise UsageError(
                f"单元“{unit.name}”（{unit.first} 至 {unit.last}）不在计划的 {plan.first} 至 {plan.last} 之内。",
                f"The unit “{unit.name}” ({unit.first} to {unit.last}) lies outside the plan, {plan.first} to {plan.last}.",
            )
    for earlier, later in pairwise(unit for unit in units if unit.reads):
        if later.first <= earlier.last:
            until = min(earlier.last, later.last)
            raise UsageError(
                f"单元“{earlier.name}”和“{later.name}”在 {later.first} 至 {until} 重叠，请改其中一个的日期。",
                f"The units “{earlier.name}” and “{later.name}” overlap from {later.first} to {until}; please move one of them.",
            )
    goals = tuple(Goal(goal.id, _words(goal.text, GOAL, "目标", "a goal", needed=True)) for goal in plan.goals)
    off = {day: _words(why, NAME, "休息日的名称", "the name of a day off") for day, why in plan.off.items() if plan.holds(day)}
    extra = frozenset(day for day in plan.extra if plan.holds(day) and day not in off)
    weekdays = tuple(sorted(set(plan.weekdays)))
    return replace(plan, name=name, weekdays=weekdays, off=dict(sorted(off.items())), extra=extra, units=units, goals=goals)


def with_unit(plan: Plan, unit: Unit) -> Plan:
    """With ``unit`` in place of the one with its id, or added; goals that the plan has not are left out of it."""
    unit = replace(unit, goals=tuple(goal.id for goal in plan.goals if goal.id in unit.goals))
    return well_formed(replace(plan, units=(*(one for one in plan.units if one.id != unit.id), unit)))


def without_unit(plan: Plan, id: str) -> Plan:
    """Raises NotFound where there is none."""
    left = tuple(unit for unit in plan.units if unit.id != id)
    if len(left) == len(plan.units):
        raise NotFound("计划里已经没有这个单元。", "The plan has no such unit any more.")
    return replace(plan, units=left)


def at_rest(plan: Plan, first: dt.date, last: dt.date, why: str) -> Plan:
    """With the days from ``first`` to ``last`` off. Raises UsageError where one lies outside the plan."""
    return well_formed(replace(plan, off={**plan.off, **dict.fromkeys(_span(plan, first, last), why)}))


def counting(plan: Plan, first: dt.date, last: dt.date) -> Plan:
    """With the days from ``first`` to ``last`` counting, whatever weekday they are."""
    days = _span(plan, first, last)
    off = {day: why for day, why in plan.off.items() if day not in days}
    odd = {day for day in days if day.weekday() not in plan.weekdays}
    return well_formed(replace(plan, off=off, extra=plan.extra | odd))


def usual(plan: Plan, first: dt.date, last: dt.date) -> Plan:
    """With the days from ``first`` to ``last`` counting by their weekday alone."""
    days = _span(plan, first, last)
    off = {day: why for day, why in plan.off.items() if day not in days}
    return well_formed(replace(plan, off=off, extra=plan.extra - frozenset(days)))


def with_goals(plan: Plan, goals: Iterable[Goal]) -> Plan:
    """With these goals, once each, in their order; lines that say nothing are left out."""
    kept = {one_line(goal.text): goal for goal in goals if one_line(goal.text)}
    return well_formed(replace(plan, goals=tuple(kept.values())))


def with_frame(plan: Plan, name: str, first: dt.date, last: dt.date, weekdays: Collection[int]) -> Plan:
    """With another name, span and weekdays; the units stay where they are."""
    return well_formed(replace(plan, name=name, first=first, last=last, weekdays=tuple(weekdays)))


def moved(plan: Plan, days: int) -> Plan:
    """The whole semester, its units and days off, so many days later (earlier where negative)."""
    by = dt.timedelta(days=days)
    try:
        return well_formed(
            replace(
                plan,
                first=plan.first + by,
                last=plan.last + by,
                off={day + by: why for day, why in plan.off.items()},
                extra=frozenset(day + by for day in plan.extra),
                units=tuple(replace(unit, first=unit.first + by, last=unit.last + by) for unit in plan.units),
            )
        )
    except OverflowError as error:
        raise UsageError("没有那样的日期。", "There is no such date.") from error


def apart(plan: Plan, others: Iterable[Plan]) -> Plan:
    """``plan``, if no other plan of the branch has days of it. Raises UsageError naming the other."""
    for other in others:
        if other.id != plan.id and other.first <= plan.last and plan.first <= other.last:
            raise UsageError(
                f"这份计划和“{other.name}”（{other.first} 至 {other.last}）重叠，请改其中一份的日期。",
                f"This plan overlaps “{other.name}” ({other.first} to {other.last}); please move one of them.",
            )
    return plan


def _unit(unit: Unit) -> Unit:
    name = _words(unit.name, NAME, "单元的名称", "the unit's name", needed=True)
    if unit.last < unit.first:
        raise UsageError(
            f"单元“{name}”的结束日期 {unit.last} 在开始日期 {unit.first} 之前。",
            f"The unit “{name}” ends on {unit.last}, before it begins on {unit.first}.",
        )
    if len(unit.texts) > TEXTS:
        raise UsageError(f"单元“{name}”最多选 {TEXTS} 篇材料。", f"The unit “{name}” has at most {TEXTS} texts.")
    project = unit.kind is UnitKind.PROJECT
    return replace(
        unit,
        name=name,
        theme=_words(unit.theme, LINE, f"单元“{name}”的主题", f"the theme of “{name}”"),
        aims=_words(unit.aims, AIMS, f"单元“{name}”的目的", f"the aims of “{name}”"),
        texts=tuple(dict.fromkeys(unit.texts)),
        group=_words(unit.group, NAME, "党小组", "the group") if project else "",
        result=_words(unit.result, LINE, f"单元“{name}”的成果", f"the result of “{name}”") if project else "",
    )


def _words(text: str, most: int, zh: str, en: str, *, needed: bool = False) -> str:
    text = one_line(text)
    if len(text) > most:
        raise UsageError(
            f"{zh}“{shown(text)}”有 {len(text)} 个字，最多 {most} 个，请缩短。",
            f"{en[0].upper()}{en[1:]}, “{shown(text)}”, has {len(text)} characters; the most is {most}. Please shorten it.",
        )
    if needed and not text:
        raise UsageError(f"请写上{zh}。", f"Please write {en}.")
    return text


def _span(plan: Plan, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    if last < first:
        raise UsageError(f"{last} 在 {first} 之前，请把先后换过来。", f"{last} comes before {first}; please exchange them.")
    if first < plan.first or last > plan.last:
        raise UsageError(
            f"请在计划的 {plan.first} 至 {plan.last} 之内选日期。", f"Please choose days within the plan, {plan.first} to {plan.last}."
        )
    return tuple(first + dt.timedelta(days=number) for number in range((last - first).days + 1))
