import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Branch
from companion.plan.calendar import Calendar, counts, day_of, days, pieced

SHANGHAI = Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 9, 1), (0, 1, 2, 3, 4))
DATES = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
BRANCHES = st.builds(
    Branch,
    st.just("b"),
    st.just("b"),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "UTC"]),
    DATES,
    st.sets(st.integers(0, 6)).map(lambda found: tuple(sorted(found))),
)


@pytest.mark.parametrize(
    ("utc", "zone", "day"),
    [
        ("2026-09-01T15:59:59.999999", "Asia/Shanghai", "2026-09-01"),
        ("2026-09-01T16:00:00", "Asia/Shanghai", "2026-09-02"),
        ("2026-09-01T16:00:00", "Asia/Urumqi", "2026-09-01"),
        ("2026-09-01T10:00:00", "Pacific/Kiritimati", "2026-09-02"),
        ("2026-09-01T03:59:00", "America/New_York", "2026-08-31"),
    ],
)
def test_a_day_ends_at_midnight_on_the_branchs_wall(utc: str, zone: str, day: str) -> None:
    instant = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert day_of(instant, Branch("b", "b", zone)) == dt.date.fromisoformat(day)


def test_an_instant_without_a_zone_belongs_to_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_of(dt.datetime(2026, 9, 1), SHANGHAI)


def test_weekdays_from_the_start_count() -> None:
    assert days(SHANGHAI, dt.date(2026, 8, 28), dt.date(2026, 9, 8)) == tuple(
        dt.date(2026, 9, day) for day in (1, 2, 3, 4, 7, 8)
    )


@given(BRANCHES, DATES, DATES)
def test_the_days_are_those_that_count(branch: Branch, first: dt.date, last: dt.date) -> None:
    span = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    assert days(branch, first, last) == tuple(day for day in span if counts(day, branch))


SPAN = [dt.date(2026, 9, 1) + dt.timedelta(days=n) for n in range(40)]
CALENDARS = st.builds(
    Calendar,
    st.builds(
        Branch, st.just("b"), st.just("b"), starts=st.sampled_from(SPAN), weekdays=st.sets(st.integers(0, 6)).map(lambda found: tuple(sorted(found)))
    ),
    st.dictionaries(st.sampled_from(SPAN), st.just("假"), max_size=6),
    st.frozensets(st.sampled_from(SPAN), max_size=6),
)


@given(st.lists(CALENDARS, min_size=1, max_size=4), st.sets(st.integers(1, 39), min_size=3, max_size=3).map(sorted))
def test_a_calendar_in_pieces_is_on_every_day_as_its_piece(calendars: list[Calendar], cuts: list[int]) -> None:
    cuts = cuts[: len(calendars) - 1]
    firsts, lasts = [dt.date.min, *(SPAN[at] for at in cuts)], [*(SPAN[at - 1] for at in cuts), None]
    whole = pieced(list(zip(calendars, firsts, lasts, strict=True)))
    for n, day in enumerate(SPAN):
        assert counts(day, whole) == counts(day, calendars[sum(at <= n for at in cuts)])
