"""What a report says is what the table says; and there is nowhere in it for what is nobody else's."""

import dataclasses
import datetime as dt
import typing
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Branch, Member
from companion.records.answered import answered_after, counts_of
from companion.records.columns import Sums, sums_of
from companion.records.completion import Completion, fold_table
from companion.records.deeds import Deed, Practice, Whom
from companion.records.events import Event, EventKind
from companion.reflections.reflections import Visibility
from companion.reports.paper import sheets_of
from companion.reports.report import (
    BranchLine,
    Comparison,
    Kind,
    Report,
    goals_of,
    hardest,
    report_of,
    stretches,
    weeks_of,
)
from companion.reports.wording import paper_of, paper_of_comparison, share

MONDAY = dt.date(2026, 9, 7)
BRANCH = Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 9, 1))
PEOPLE = [Member(f"m{n}", f"名{n}", "b", group="一组" if n % 2 else "", joined=BRANCH.starts) for n in range(4)]
NOW = dt.datetime.combine(MONDAY + dt.timedelta(days=4), dt.time(4), dt.UTC)  # Friday noon


def done(member: str, day: dt.date, at: dt.datetime, items: tuple[tuple[str, bool], ...] = (("i", True),)) -> Event:
    responses = [{"item": id, "reply": [], "correct": correct} for id, correct in items]
    return Event(EventKind.QUIZ_SUBMITTED, "b", member, day, at, {"responses": responses})


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    found = []
    for member in PEOPLE:
        for n in range(-7, 5):
            day = MONDAY + dt.timedelta(days=n)
            late = draw(st.sampled_from([None, 0, 1, 3]))
            if late is not None:
                found.append(done(member.username, day, dt.datetime.combine(day + dt.timedelta(days=late), dt.time(3), dt.UTC)))
    return found


def report(found: list[Event], practices: tuple[Practice, ...] = (), goals: tuple[str, ...] = ()) -> Report:
    sunday, week = MONDAY + dt.timedelta(days=6), dt.timedelta(days=7)
    table = fold_table(PEOPLE, BRANCH, found, MONDAY, sunday, NOW)
    before = fold_table(PEOPLE, BRANCH, found, MONDAY - week, MONDAY - dt.timedelta(days=1), NOW)
    history = fold_table(PEOPLE, BRANCH, found, MONDAY - week, sunday, NOW)
    units = [(day, "甲" if day.weekday() < 2 else "乙") for day in table.days]
    counts = counts_of(answered_after({}, found), "b", MONDAY, sunday)
    hard = hardest(counts, {"i": ("题干", "材料")}, 1, 5)
    return report_of(
        Kind.WEEK, table, name="", span=(MONDAY, sunday), before=before, history=history,
        units=units, practices=practices, goals=goals, hard=hard,
    )  # fmt: skip


@given(events())
def test_the_parts_of_a_report_add_up(found: list[Event]) -> None:
    made = report(found)
    table = fold_table(PEOPLE, BRANCH, found, MONDAY, MONDAY + dt.timedelta(days=6), NOW)
    assert made.sums == sums_of(table.rows)
    for parts in ([group.sums for group in made.groups], made.units):
        assert sum(one.due for one in parts) == made.sums.due
        assert sum(one.on_time for one in parts) == made.sums.on_time
    assert made.weeks[-1].due == made.sums.due
    cells = [cell for row in table.rows for cell in row.cells]
    owing = cells.count(Completion.MISSED)
    assert sum(len(one.days) for one in made.owing) == owing
    assert [len(one.days) for one in made.owing] == sorted((len(one.days) for one in made.owing), reverse=True)


@given(events(), st.sampled_from(["zh", "en"]))
def test_every_report_can_be_put_into_words(found: list[Event], language: str) -> None:
    paper = paper_of(report(found), language)
    for section in paper.sections:
        assert section.lines or section.grid
        if section.grid:
            assert all(len(row) == len(section.grid.header) for row in section.grid.rows)
    for sheet in sheets_of(paper):
        assert all(len(row) == len(sheet.header) for row in sheet.rows)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(1, 9), st.integers(0, 9)).map(lambda two: (two[0], min(two)))))
def test_what_was_hard_is_worst_first_and_never_of_few_replies(counts: dict[str, tuple[int, int]]) -> None:
    named = {id: (f"题{id}", "甲" if id < "d" else "乙") for id in counts}
    items, texts = hardest(counts, named, 3, 4)
    for found in (items, texts):
        assert len(found) <= 4
        assert all(one.replies >= 3 and one.right < one.replies for one in found)
        assert [one.facility for one in found] == sorted(one.facility for one in found)
    assert sum(one.replies for one in texts) <= sum(replies for replies, _ in counts.values())


def test_replies_of_other_days_and_branches_are_not_among_the_counts() -> None:
    at = dt.datetime.combine(MONDAY, dt.time(3), dt.UTC)
    found = [done("m0", MONDAY, at, (("a", True), ("b", False))), done("m1", MONDAY, at, (("a", False),))]
    more = [dataclasses.replace(found[0], branch="c"), dataclasses.replace(found[0], day=MONDAY - dt.timedelta(days=1))]
    answered = answered_after(answered_after({}, found[:1]), [*found[1:], *more])
    assert counts_of(answered, "b", MONDAY, MONDAY) == {"a": (2, 1), "b": (1, 0)}


def practice(id: int, goal: str, visibility: Visibility, hours: float | None = 1.0) -> Practice:
    return Practice(id, f"m{id}", "b", MONDAY, Deed("做了一件事", Whom.STUDENTS, goal, hours, visibility))


def test_practices_are_counted_by_goal_and_private_ones_never() -> None:
    found = goals_of(
        [
            practice(1, "课程", Visibility.SECRETARY),
            practice(2, "课程", Visibility.BRANCH, None),
            practice(3, "课程", Visibility.PRIVATE),
            practice(4, "自己写的", Visibility.SECRETARY),  # a goal that the branch has not seen is not named
            practice(5, "大家看到的", Visibility.BRANCH),
        ],
        ("课程", "没有人做的"),
    )
    assert [(one.goal, one.practices, one.members, one.hours) for one in found] == [
        ("课程", 2, 2, 1.0),
        ("没有人做的", 0, 0, 0.0),
        ("大家看到的", 1, 1, 1.0),
        ("", 1, 1, 1.0),
    ]
    assert report([], (practice(3, "课程", Visibility.PRIVATE),)).practices.practices == 0


def test_weeks_begin_on_monday_and_stretches_keep_their_order() -> None:
    table = fold_table(PEOPLE, BRANCH, [], dt.date(2026, 9, 1), dt.date(2026, 9, 11), NOW)
    assert [(one.first, one.last) for one in weeks_of(table)] == [
        (dt.date(2026, 9, 1), dt.date(2026, 9, 4)),
        (MONDAY, dt.date(2026, 9, 11)),
    ]
    found = stretches(table, [("乙", MONDAY), ("甲", MONDAY + dt.timedelta(days=1)), ("乙", MONDAY + dt.timedelta(days=2))])
    assert [one.name for one in found] == ["乙", "甲"]


def test_the_week_before_is_told_in_whole_points() -> None:
    week = dt.timedelta(days=7)

    def all_days(monday: dt.date, members: int) -> list[Event]:
        span = [monday + dt.timedelta(days=n) for n in range(5)]
        return [done(one.username, day, dt.datetime.combine(day, dt.time(3), dt.UTC)) for one in PEOPLE[:members] for day in span]

    def said(found: list[Event]) -> str:
        return paper_of(report(found)).sections[0].lines[0]

    assert "完成率 100%（与上周持平）" in said(all_days(MONDAY, 4) + all_days(MONDAY - week, 4))
    assert "完成率 100%（比上周升 50 个百分点）" in said(all_days(MONDAY, 4) + all_days(MONDAY - week, 2))
    assert "降" in said(all_days(MONDAY - week, 4) + all_days(MONDAY, 2))
    assert "+50 points" in paper_of(report(all_days(MONDAY, 4) + all_days(MONDAY - week, 2)), "en").sections[0].lines[0]


# what a report has no place for --------------------------------------------------------------------------------------
NAMED = {"name", "stem", "source", "goal", "branch", "group", "kind"}
"""The only texts that a report holds: names, printed questions and titles of texts, goals of the plan."""


def fields(kind: type) -> Iterator[tuple[str, typing.Any]]:
    """All fields of a value and of the values in it, by name and type."""
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        yield field.name, hints[field.name]
        inside = [hints[field.name], *typing.get_args(hints[field.name])]
        for one in inside:
            if dataclasses.is_dataclass(one) and isinstance(one, type):
                yield from fields(one)


@pytest.mark.parametrize("kind", [Report, Comparison])
def test_no_report_has_a_field_for_what_somebody_wrote_asked_or_kept(kind: type) -> None:
    found = list(fields(kind))
    assert len(found) > 10
    for name, hint in found:
        assert str not in (hint, *typing.get_args(hint)) or name in NAMED, name
        for word in ("reflection", "prompt", "question", "note", "reason", "text", "username", "reply"):
            if word in name:  # a count is no content
                assert hint is int or name in ("texts",) or hint is float, name


def test_a_comparison_holds_totals_alone() -> None:
    assert {name for name, _ in fields(BranchLine)} == {"branch", "lessons", "sums", "practices", *(f.name for f in dataclasses.fields(Sums))}
    sums = Sums(2, 4, 2, 1, 1, 0, 3, 0, 0, 0.5)
    paper = paper_of_comparison(Comparison(MONDAY, MONDAY, MONDAY, (BranchLine("一支部", 2, sums, 1),)))
    assert paper.sections[0].grid is not None
    assert paper.sections[0].grid.rows == (("一支部", 0.75, 2, 2, 4, 2, 1, 1, 0.5, 3, 1),)


def test_a_share_that_is_not_all_is_not_told_as_all() -> None:
    assert [share(value) for value in (None, 0.0, 0.004, 0.5, 0.985, 0.996, 1.0)] == ["–", "0%", "0%", "50%", "98%", "99%", "100%"]
