"""What escalation promises: excused weeks count for nothing, doing more never suggests more, and what was noted is not asked again."""

import datetime as dt
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Branch, Member
from companion.records.completion import Completion, Row, Table
from companion.records.escalation import Note, Rules, Step, Week, low_weeks, open_step, suggested, weeks_of

MONDAY = dt.date(2026, 3, 2)
WEEK = dt.timedelta(days=7)
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


@st.composite
def some_weeks(draw: st.DrawFn) -> list[Week]:
    dues = draw(st.lists(st.integers(0, 5), max_size=12))
    return [Week(MONDAY + n * WEEK, due, draw(st.integers(0, due))) for n, due in enumerate(dues)]


@st.composite
def some_rules(draw: st.DrawFn) -> Rules:
    first, second, third = sorted(draw(st.tuples(*[st.integers(1, 6)] * 3)))
    return Rules(draw(st.sampled_from([0.2, 0.5, 0.6, 1.0])), (first, second, third))


def step_of(weeks: Sequence[Week], rules: Rules) -> int:
    found = suggested(weeks, rules)
    return found[0] if found else 0


@given(some_weeks(), some_rules(), st.integers(0, 12))
def test_weeks_in_which_nothing_was_due_count_for_nothing(weeks: list[Week], rules: Rules, at: int) -> None:
    longer = [Week(week.monday + (WEEK if n >= at else 0 * WEEK), week.due, week.done) for n, week in enumerate(weeks)]
    with_excused = [*longer[:at], Week(MONDAY + min(at, len(weeks)) * WEEK, 0, 0), *longer[at:]]
    assert step_of(with_excused, rules) == step_of(weeks, rules)


@given(some_weeks(), some_rules())
def test_the_order_of_weeks_does_not_matter(weeks: list[Week], rules: Rules) -> None:
    assert suggested(weeks[::-1], rules) == suggested(weeks, rules)


@given(some_weeks(), some_rules(), st.integers(0, 11))
def test_doing_more_never_suggests_more(weeks: list[Week], rules: Rules, at: int) -> None:
    more = [Week(week.monday, week.due, min(week.due, week.done + (n == at))) for n, week in enumerate(weeks)]
    assert step_of(more, rules) <= step_of(weeks, rules)


@given(some_weeks(), some_rules())
def test_a_step_rests_on_weeks_that_are_low_and_enough(weeks: list[Week], rules: Rules) -> None:
    found = suggested(weeks, rules)
    run = low_weeks(weeks, rules.threshold)
    if found is None:
        assert len(run) < rules.weeks[0]
        return
    step, why = found
    assert why == run and len(run) >= rules.weeks[step - 1]
    assert all(week.due and week.done / week.due < rules.threshold for week in why)
    assert step is Step.SECRETARY or len(run) < rules.weeks[step]


@given(some_weeks(), some_rules(), st.booleans())
def test_what_was_noted_is_not_asked_again_before_further_weeks(weeks: list[Week], rules: Rules, done: bool) -> None:
    found = open_step("甲", weeks, rules, ())
    assert found == suggested(weeks, rules)
    if found is None:
        return
    step, run = found
    note = Note(1, "甲", step, tuple(week.monday for week in run), done, "说过", "书记", NOW)
    assert open_step("甲", weeks, rules, [note, note]) is None
    assert open_step("乙", weeks, rules, [note]) == found
    last = weeks[-1].monday
    later = [*weeks, *(Week(last + n * WEEK, 5, 0) for n in range(1, rules.weeks[-1] + 1))]
    assert open_step("甲", later, rules, [note])
    better = [*weeks, Week(last + WEEK, 5, 5), *(Week(last + n * WEEK, 5, 0) for n in range(2, 2 + rules.weeks[0]))]
    assert open_step("甲", better, rules, [note])


def test_weeks_are_those_that_are_over_with_what_was_due_in_them() -> None:
    days = tuple(MONDAY + dt.timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15))
    kinds = [None, "on_time", "made_up", "missed", "excused", *["excused"] * 5, "missed", "pending"]
    cells = tuple(Completion(kind) if kind else None for kind in kinds)
    row = Row(Member("a", "a", "甲"), cells, 0, 0, 0, 0, None, None, 0)
    table = Table(Branch("甲", "甲"), MONDAY + dt.timedelta(days=15), days, (row,))
    assert weeks_of(table, row) == (Week(MONDAY, 3, 2), Week(MONDAY + WEEK, 0, 0))
