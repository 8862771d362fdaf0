"""What a plan read from a spreadsheet promises: what was written comes back, and what cannot be read is named by its row."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.plan.planning import well_formed
from companion.plan.plans import Goal, Plan, Stretch, Unit, UnitKind
from companion.plan.sheet import read_plan, write_plan
from companion.plan.written import read_day, read_span
from companion.texts.documents import Entry

FIRST, LAST = dt.date(2026, 9, 7), dt.date(2027, 1, 15)
WITHIN = (FIRST, LAST)
SHELF = (
    (Entry("a.md", "教师职业行为规范"), (("第一章 总则",), ("第二章 要求",))),
    (Entry("b.md", "关于“《规范》解读”的通知"), ()),
    (Entry("c.md", "读书会章程"), ()),
)
TITLES = {entry.path: entry.title for entry, _ in SHELF}
EMPTY = Plan("p", "秋季", FIRST, LAST)
WORDS = st.text(st.sampled_from("学思践悟，、；A1 =+-@"), min_size=1, max_size=8).filter(str.strip)
STRETCHES = st.sampled_from([Stretch("a.md"), Stretch("a.md", ("第一章 总则",)), Stretch("b.md"), Stretch("c.md")])
UNITS = st.lists(
    st.tuples(WORDS, WORDS, WORDS, st.lists(STRETCHES, unique=True, max_size=3).map(tuple), st.sampled_from(UnitKind)), max_size=4
)


@settings(deadline=None)
@given(UNITS, st.sets(st.integers(0, 100), max_size=9), st.sets(st.integers(0, 100), max_size=9), st.lists(WORDS, max_size=3))
def test_a_plan_that_is_written_is_read_back(units: list[Any], off: set[int], extra: set[int], goals: list[str]) -> None:
    plan = replace(
        EMPTY,
        units=tuple(
            Unit(str(n), f"{n}{name}", theme, aims, FIRST + dt.timedelta(days=10 * n), FIRST + dt.timedelta(days=10 * n + 8), texts, kind, "一组", "报告")
            for n, (name, theme, aims, texts, kind) in enumerate(units)
        ),
        off={FIRST + dt.timedelta(days=n): "假" for n in off},
        extra=frozenset(day for n in extra if (day := FIRST + dt.timedelta(days=n)).weekday() > 4),
        goals=tuple(Goal(str(n), f"{n}{text}") for n, text in enumerate(goals)),
    )
    plan = well_formed(plan)
    header, rows = write_plan(plan, TITLES)
    assert read_plan([header, *rows], plan, SHELF) == plan
    fresh = read_plan([["某校学习计划"] * len(header), [], header, *rows], replace(EMPTY, name="旧"), SHELF)
    assert [replace(unit, id="") for unit in fresh.units] == [replace(unit, id="") for unit in plan.units]
    assert (fresh.name, dict(fresh.off), fresh.extra) == (plan.name, dict(plan.off), plan.extra)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-09-07", (2026, 9, 7)), ("2026/9/7", (2026, 9, 7)), ("2026.9.7", (2026, 9, 7)), ("2026年9月7日", (2026, 9, 7)),
        ("二〇二六年九月七日", (2026, 9, 7)), ("9月7日", (2026, 9, 7)), ("９月７号", (2026, 9, 7)), ("9/7", (2026, 9, 7)),
        ("1月5日（周二）", (2027, 1, 5)), ("九月七日", (2026, 9, 7)), ("20260907", (2026, 9, 7)), ("46272", (2026, 9, 7)),
        ("2026-09-07 00:00:00", (2026, 9, 7)), ("2月30日", None), ("某天", None), ("13月1日", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_may_be_written_in_the_common_ways(written: str, day: tuple[int, int, int] | None) -> None:
    assert read_day(written, WITHIN) == (dt.date(*day) if day else None)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("9月7日至9月11日", (9, 7), (9, 11)), ("9月7日—11日", (9, 7), (9, 11)), ("9.7-9.25", (9, 7), (9, 25)),
        ("2026-09-07 - 2026-09-11", (9, 7), (9, 11)), ("2026/9/7~2026/9/11", (9, 7), (9, 11)), ("9月7日", (9, 7), (9, 7)),
        ("第1周", (9, 7), (9, 13)), ("第3-4周", (9, 21), (10, 4)), ("第三至四周", (9, 21), (10, 4)),
    ],
)  # fmt: skip
def test_so_may_a_span(written: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert read_span(written, WITHIN) == (dt.date(2026, *first), dt.date(2026, *last))


@given(st.text(max_size=20) | st.text(st.sampled_from("0123456789-./年月日第至周（）— "), max_size=24))
def test_any_text_is_a_day_or_none(text: str) -> None:
    read_day(text, WITHIN)
    span = read_span(text, WITHIN)
    assert span is None or span[0] <= span[1]


def test_every_row_that_cannot_be_read_is_named() -> None:
    rows = [
        ["名称", "日期", "材料", "形式"],
        ["甲", "某天"],
        ["乙", "第2周", "《没有的书》"],
        ["丙", "第3周", "", "讲座"],
        ["", "第4周"],
        ["丁", "第5周", "《教师职业行为规范》第九章"],
    ]
    with pytest.raises(UsageError) as refused:
        read_plan(rows, EMPTY, SHELF)
    for number, words in {2: "某天", 3: "没有的书", 4: "讲座", 5: "没有名称", 6: "第九章"}.items():
        assert f"第 {number} 行" in refused.value.zh and words in refused.value.zh
    assert read_plan([["类别", "名称"], ["目标", "课程建设"]], EMPTY, SHELF).goals[0].text == "课程建设"
    with pytest.raises(UsageError, match="表头"):
        read_plan([["甲", "乙"]], EMPTY, SHELF)


def test_what_no_row_speaks_of_stays_and_overlaps_are_told() -> None:
    plan = replace(EMPTY, off={FIRST: "校庆"}, goals=(Goal("g", "课程建设"),))
    found = read_plan([["单元", "周次", "材料"], ["师德", "第1-2周", "读书会章程"]], plan, SHELF)
    assert (dict(found.off), found.goals, found.units[0].texts) == ({FIRST: "校庆"}, plan.goals, (Stretch("c.md"),))
    later = read_plan([["单元", "日期"], ["师德", "9月14日"]], replace(found, units=(replace(found.units[0], aims="学会"),)), SHELF)
    assert (later.units[0].id, later.units[0].aims, later.units[0].texts) == (found.units[0].id, "学会", (Stretch("c.md"),))
    fitted = read_plan([["单元", "日期"], ["师德", "2028-03-01"], ["支部", "2028-04-01"]], EMPTY, SHELF, fitted=True)
    assert (fitted.first, fitted.last) == (dt.date(2028, 3, 1), dt.date(2028, 4, 1))
    with pytest.raises(UsageError, match="重叠"):
        read_plan([["单元", "周次"], ["师德", "第1-2周"], ["支部", "第2-3周"]], plan, SHELF)
