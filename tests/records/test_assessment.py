"""What an assessment promises, whatever was done."""

import dataclasses
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.records.assessment import WHOLE, Assessment, Done, Facts, Origin, Part, Rules, assess, well_formed

FIRST = dt.date(2026, 9, 1)


def day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n)


def facts(length: int = 10, today: int = 30, **changes: object) -> Facts:
    days = frozenset(day(n) for n in range(length))
    return replace(Facts("linmo", day(today), days, length), **changes)  # type: ignore[arg-type]


def done(*numbers: int, late: int = 0, mark: int = WHOLE, hurried: bool = False) -> frozenset[Done]:
    return frozenset(Done(day(n), late, mark, hurried) for n in numbers)


def points(found: Assessment, part: Part) -> int:
    return next(one.points for one in found.parts if one.part is part)


DAYS = st.frozensets(st.integers(0, 14).map(day), max_size=15)
DONE = st.frozensets(
    st.builds(Done, st.integers(0, 14).map(day), st.integers(0, 12), st.integers(0, WHOLE), st.booleans()), max_size=20
)


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    of = draw(st.integers(1, 15))
    days = draw(st.frozensets(st.integers(0, of - 1).map(day)))
    return Facts("linmo", day(draw(st.integers(-1, 16))), days, of, draw(DAYS), draw(DONE), draw(DAYS), draw(DAYS), draw(DAYS))


@st.composite
def all_rules(draw: st.DrawFn) -> Rules:
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=4, max_size=4)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    fills = [draw(st.integers(1, 20)) for _ in range(3)]
    late, made_up = sorted((draw(st.integers(0, 100)), draw(st.integers(0, 100))))
    return well_formed(Rules(*weights, *fills, made_up, draw(st.integers(0, 9)), late, draw(st.integers(0, 100))))


@given(all_facts(), all_facts(), all_rules())
def test_doing_more_of_anything_never_gives_less(known: Facts, more: Facts, rules: Rules) -> None:
    before = assess(known, rules)
    for name in ("done", "practices", "reflections", "shares"):
        after = assess(replace(known, **{name: getattr(known, name) | getattr(more, name)}), rules)
        assert all(b.points >= a.points for a, b in zip(before.parts, after.parts, strict=True))


@given(all_facts(), DAYS, all_rules())
def test_being_excused_from_more_never_gives_less(known: Facts, more: frozenset[dt.date], rules: Rules) -> None:
    before, after = assess(known, rules), assess(replace(known, excused=known.excused | more), rules)
    assert after.points is None or after.points >= (before.points or 0)


@given(all_facts(), all_rules())
def test_caps_bind_and_every_point_has_its_line(known: Facts, rules: Rules) -> None:
    found = assess(known, rules)
    for part in found.parts:
        assert 0 <= part.points <= part.cap == rules.weight(part.part) * 100
        assert part.points == sum(line.points for line in part.lines)
        assert all(line.points >= 0 for line in part.lines)
        assert [line.day for line in part.lines] == sorted({line.day for line in part.lines})
        assert 0 <= part.reach <= part.cap
    assert found.points is None or 0 <= found.points <= 100_00


@given(all_facts(), all_rules())
def test_nothing_owed_is_no_score_and_anything_owed_is_one(known: Facts, rules: Rules) -> None:
    found = assess(known, rules)
    assert (found.points is None) == (not known.days - known.excused) == (found.due == 0) == (not found.parts)


@given(all_facts(), all_rules())
def test_a_part_of_no_weight_gives_nothing(known: Facts, rules: Rules) -> None:
    assert all(part.points == 0 for part in assess(known, rules).parts if not rules.weight(part.part))


@given(all_facts(), all_rules())
def test_being_earlier_never_gives_less(known: Facts, rules: Rules) -> None:
    sooner = frozenset(replace(one, late=max(one.late - 1, 0)) for one in known.done)
    assert (assess(replace(known, done=sooner), rules).points or 0) >= (assess(known, rules).points or 0)


@given(all_rules(), st.integers(1, 40))
def test_everything_done_is_a_hundred_points(rules: Rules, length: int) -> None:
    every = frozenset(day(n) for n in range(length + 20))
    all_done = facts(length, done=done(*range(length)), practices=every, reflections=every, shares=every)
    assert assess(all_done, rules).points == 100_00


def test_a_worked_example() -> None:
    """The one of the decision note."""
    found = assess(
        facts(
            10,
            excused=frozenset({day(9)}),
            done=done(0, 1, 2, 3, 4, mark=8_000) | done(5, late=2) | done(6, late=9, mark=5_000),
            practices=frozenset({day(0), day(2), day(3)}),
            reflections=frozenset({day(0), day(1)}),
        ),
        Rules(),
    )
    assert found.due == 9
    assert {part.part: part.points for part in found.parts} == {
        Part.STUDY: 28_44,  # (5 × 1 + 0.8 + 0.6) / 9 of 40
        Part.MASTERY: 18_33,  # (5 × 0.8 + 1 + 0.5) / 9 of 30
        Part.PRACTICE: 4_16,  # 3 of 8 × 9/10, of 10
        Part.REFLECTION: 2_77,
        Part.SHARING: 0,
    }
    assert found.points == 53_70
    study = found.parts[0]
    assert [study.count(origin) for origin in (Origin.ON_TIME, Origin.MADE_UP, Origin.LATE, Origin.MISSED, Origin.EXCUSED)] == [5, 1, 1, 2, 1]


def test_a_hard_quiz_done_badly_is_worth_more_than_none() -> None:
    one, two = (assess(facts(done=known), Rules()) for known in (done(0), done(0) | done(1, mark=100)))
    assert points(two, Part.MASTERY) > points(one, Part.MASTERY)


def test_ten_practices_on_one_day_are_one_and_beyond_the_fill_there_is_nothing() -> None:
    rules = Rules(practices=2)
    one, two, ten = (assess(facts(practices=frozenset(day(n) for n in range(many))), rules) for many in (1, 2, 10))
    assert [points(found, Part.PRACTICE) for found in (one, two, ten)] == [5_00, 10_00, 10_00]


def test_who_owes_half_of_the_days_fills_a_part_with_half() -> None:
    half = facts(10, days=frozenset(day(n) for n in range(5, 10)), practices=frozenset({day(5), day(6)}))
    assert points(assess(half, Rules(practices=4)), Part.PRACTICE) == 10_00


def test_a_day_done_too_fast_is_marked_and_worth_what_the_rule_says() -> None:
    known = facts(done=done(0, hurried=True))
    kind, strict = assess(known, Rules()), assess(known, Rules(hurried=50))
    assert kind.hurried == strict.hurried == 1
    assert points(kind, Part.STUDY) == 2 * points(strict, Part.STUDY) == 4_00
    assert points(kind, Part.MASTERY) == points(strict, Part.MASTERY)


def test_what_could_be_by_now_grows_with_the_days() -> None:
    assert [assess(facts(today=today), Rules()).parts[0].reach for today in (-1, 0, 4, 9, 20)] == [0, 4_00, 20_00, 40_00, 40_00]


@pytest.mark.parametrize(
    "changes",
    [
        {"study": 41},
        {"study": 140, "mastery": -70},
        {"practices": 0},
        {"shares": 367},
        {"window": -1},
        {"made_up": 101},
        {"late": 90},
        {"hurried": -1},
    ],
)
def test_rules_that_cannot_stand_are_refused_in_a_sentence(changes: dict[str, int]) -> None:
    with pytest.raises(UsageError) as refused:
        well_formed(dataclasses.replace(Rules(), **changes))
    assert refused.value.zh.endswith("。") and refused.value.en.endswith(".")
