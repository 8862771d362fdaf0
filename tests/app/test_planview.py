"""The dates above a plan's line: none runs into another, whatever the plan's span."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.plan.planning import LONGEST
from companion.ui.planview import dates

DESK, PHONE = 800, 350
"""Pixels of the line, at the least."""
TEXT = 68
"""Pixels of a date with its room."""


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), st.integers(0, LONGEST - 1))
def test_dates_stand_apart(first: dt.date, days: int) -> None:
    last = first + dt.timedelta(days=days)
    named = dates(first, last)
    assert named[0] == (first, False)
    for width, shown in ((DESK, named), (PHONE, [one for one in named if not one[1]])):
        places = [(day - first).days / (days + 1) * width for day, _ in shown]
        assert all(after - before >= TEXT for before, after in zip(places, [*places[1:], width], strict=True))
