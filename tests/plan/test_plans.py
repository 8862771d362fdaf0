"""Plans as values: what is well formed, which days count, and that each change keeps to that."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import NotFound, UsageError
from companion.people.members import Branch
from companion.plan.calendar import counts, days
from companion.plan.planning import (
    apart,
    at_rest,
    counting,
    moved,
    usual,
    well_formed,
    with_frame,
    with_goals,
    with_unit,
    without_unit,
)
from companion.plan.plans import Goal, Plan, Stretch, Unit, UnitKind, calendar_with, from_json, to_json

FIRST, LAST = dt.date(2026, 9, 7), dt.date(2026, 10, 30)
BRANCH = Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 9, 1))


def day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n)


def unit(id: str, first: int, last: int, kind: UnitKind = UnitKind.DAILY) -> Unit:
    return Unit(id, f"单元{id}", "师德", "学会", day(first), day(last), (Stretch("a.md", ("第一章",)),), kind)


PLAN = Plan("p", "秋季学期", FIRST, LAST, units=(unit("1", 0, 13), unit("2", 14, 27)), goals=(Goal("g", "课程建设"),))
OFFSETS = st.integers(0, 53)
PLANS = st.builds(
    lambda weekdays, off, extra: replace(PLAN, weekdays=weekdays, off={day(n): "假" for n in off}, extra=frozenset(map(day, extra))),
    st.sets(st.integers(0, 6), min_size=1).map(tuple),
    st.sets(OFFSETS),
    st.sets(OFFSETS),
).map(well_formed)


@given(PLANS)
def test_a_plan_is_read_back_as_it_was_kept(plan: Plan) -> None:
    assert from_json(json.loads(json.dumps(to_json(plan)))) == plan == well_formed(plan)


@given(PLANS, OFFSETS)
def test_a_day_counts_by_its_weekday_unless_it_is_off_or_extra(plan: Plan, n: int) -> None:
    calendar = calendar_with(BRANCH, [plan])
    expected = day(n) not in plan.off and (day(n).weekday() in plan.weekdays or day(n) in plan.extra)
    assert counts(day(n), calendar) is expected
    assert (day(n) in days(calendar, FIRST, LAST)) is expected


@given(st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
def test_outside_the_plan_the_branchs_own_weekdays_count_and_nothing_before_its_first_day(at: dt.date) -> None:
    late = replace(BRANCH, starts=day(3))
    if not PLAN.holds(at):
        assert counts(at, calendar_with(late, [PLAN])) is counts(at, late)
    elif at < late.starts:
        assert not counts(at, calendar_with(late, [PLAN]))


@given(PLANS, OFFSETS, OFFSETS)
def test_days_are_set_to_rest_to_count_and_back(plan: Plan, one: int, other: int) -> None:
    first, last = day(min(one, other)), day(max(one, other))
    span = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]

    def counted(plan: Plan) -> set[dt.date]:
        return set(days(calendar_with(BRANCH, [plan]), FIRST, LAST))

    resting, working = at_rest(plan, first, last, "考试周"), counting(plan, first, last)
    assert counted(resting) == counted(plan) - set(span)
    assert counted(working) == counted(plan) | set(span)
    assert counted(usual(working, first, last)) & set(span) == {one for one in span if one.weekday() in plan.weekdays}
    assert usual(resting, first, last) == usual(plan, first, last)


@given(PLANS, st.integers(-400, 400))
def test_a_semester_moves_with_all_its_units_and_days_off_and_back(plan: Plan, by: int) -> None:
    there = moved(plan, by)
    assert moved(there, -by) == plan
    assert [one.first - plan.first for one in plan.units] == [one.first - there.first for one in there.units]
    assert len(there.off) == len(plan.off)


def test_overlapping_units_are_refused_by_name_and_day() -> None:
    with pytest.raises(UsageError) as refused:
        with_unit(PLAN, unit("3", 10, 16))
    assert "单元1" in refused.value.zh and "单元3" in refused.value.zh and str(day(10)) in refused.value.zh and str(day(13)) in refused.value.zh
    assert "单元1" in refused.value.en


def test_a_project_runs_beside_the_units_that_are_read() -> None:
    project = replace(unit("3", 10, 16, UnitKind.PROJECT), group="第一党小组", result="一份调研报告")
    plan = with_unit(PLAN, project)
    assert project in plan.units and plan.unit_on(day(12)) == plan.units[0]
    assert without_unit(plan, "3") == PLAN
    read = with_unit(without_unit(PLAN, "2"), replace(project, id="2", kind=UnitKind.DAILY, first=day(14)))
    assert (read.units[1].group, read.units[1].result) == ("", "")  # these are a project's


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PLAN, name=" "),
        replace(PLAN, name="名" * 61),
        replace(PLAN, last=FIRST - dt.timedelta(days=1)),
        replace(PLAN, last=FIRST + dt.timedelta(days=366)),
        replace(PLAN, weekdays=()),
        replace(PLAN, weekdays=(7,)),
        replace(PLAN, units=(unit("1", -1, 3),)),
        replace(PLAN, units=(unit("1", 50, 54),)),
        replace(PLAN, units=(unit("1", 5, 4),)),
        replace(PLAN, goals=(Goal("g", ""),)),
        replace(PLAN, goals=tuple(Goal(str(n), "目标") for n in range(41))),
        replace(PLAN, units=(replace(unit("1", 0, 1), aims="学" * 601),)),
        replace(PLAN, off={FIRST: "假" * 61}),
    ],
)
def test_what_is_not_well_formed_is_refused_in_a_sentence(wrong: Plan) -> None:
    with pytest.raises(UsageError) as refused:
        well_formed(wrong)
    assert refused.value.zh.endswith("。") and refused.value.en.endswith(".")


def test_a_change_that_leaves_a_unit_outside_names_it() -> None:
    with pytest.raises(UsageError, match="单元2"):
        with_frame(PLAN, "秋季", FIRST, day(20), (0, 1))
    shorter = with_frame(at_rest(PLAN, day(30), day(31), "国庆"), "秋季", FIRST, day(29), (1, 0, 1))
    assert (shorter.weekdays, dict(shorter.off)) == ((0, 1), {})
    with pytest.raises(UsageError, match="之内"):
        at_rest(PLAN, day(50), day(60), "假")
    with pytest.raises(UsageError, match="日期"):
        moved(PLAN, 9_999_999)
    with pytest.raises(NotFound):
        without_unit(PLAN, "9")


def test_two_plans_of_a_branch_share_no_day() -> None:
    other = replace(PLAN, id="q", name="春季学期")
    with pytest.raises(UsageError, match="秋季学期"):
        apart(other, [PLAN])
    assert apart(PLAN, [PLAN]) is PLAN
    later = moved(other, 54)
    assert apart(later, [PLAN]) is later


def test_goals_stand_once_each_and_say_something() -> None:
    goals = [Goal("1", "课程建设"), Goal("2", "  "), Goal("3", "课程建设 "), Goal("4", "学生成长\n支持")]
    assert [goal.text for goal in with_goals(PLAN, goals).goals] == ["课程建设", "学生成长 支持"]
