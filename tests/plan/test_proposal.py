"""What a proposal promises: each text in one unit, in its order, over the days that count; the same one every time."""

import datetime as dt
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.plan.plans import Stretch, Unit
from companion.plan.proposal import Piece, clusters, middle_of, proposed
from companion.texts.documents import Passage

MONDAY = dt.date(2026, 9, 7)


def days(n: int) -> list[dt.date]:
    return [day for k in range(n * 2 + 7) if (day := MONDAY + dt.timedelta(days=k)).weekday() < 5][:n]


def piece(n: int, length: int, unit: str, direction: int) -> Piece:
    passages = tuple(Passage(f"{n}.md", f"材料{n}", (), 1, 1, at, at + 100, "。" * 100) for at in range(1, 100 * length, 100))
    vector = np.eye(4, dtype=np.float32)[direction] + np.float32(0.1) * np.float32(n % 3)
    return Piece(Stretch(f"{n}.md"), f"材料{n}", unit, passages, 100.0 * length, middle_of(vector[None]))


PIECES = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(["", "师德", "支部", "读书"]), st.integers(0, 3)), min_size=1, max_size=12
).map(lambda told: [piece(n, *one) for n, one in enumerate(told)])


def order(unit: Unit) -> list[str]:
    return [text.document for text in unit.texts]


@settings(deadline=None)
@given(PIECES, st.integers(1, 90), st.integers(1, 8))
def test_each_text_is_in_one_unit_and_units_follow_one_another_over_the_days(pieces: list[Piece], n: int, count: int) -> None:
    span = days(n)
    units = proposed(pieces, span, count)
    assert proposed(pieces, span, count) == units
    assert 1 <= len(units) <= min(count, n)
    read = [text for unit in units for text in unit.texts]
    assert sorted(text.document for text in read) == sorted(one.stretch.document for one in pieces)
    known = [one.stretch.document for one in pieces]
    assert all(order(unit) == sorted(order(unit), key=known.index) for unit in units)
    assert units[0].first == span[0] and all(unit.first in span and unit.last in span for unit in units)
    assert all(a.last < b.first for a, b in pairwise(units))
    assert len({unit.name for unit in units}) == len({unit.id for unit in units}) == len(units)


@settings(deadline=None)
@given(PIECES, st.integers(1, 6))
def test_no_more_days_are_taken_than_there_is_reading_for(pieces: list[Piece], count: int) -> None:
    span = days(400)
    units = proposed(pieces, span, count)
    for unit in units:
        length = sum(one.length for one in pieces if one.stretch in unit.texts)
        taken = sum(unit.first <= day <= unit.last for day in span)
        assert taken == 1 or length / taken >= 300, unit


def test_themes_are_the_catalogs_units_where_most_texts_have_one() -> None:
    pieces = [piece(0, 10, "师德", 0), piece(1, 10, "支部", 1), piece(2, 10, "师德", 0), piece(3, 5, "", 1)]
    units = proposed(pieces, days(20), 4)
    assert [(unit.name, order(unit)) for unit in units] == [("师德", ["0.md", "2.md"]), ("支部", ["1.md", "3.md"])]
    (both,) = proposed(pieces, days(20), 1)
    assert both.name == "师德、支部" or both.name == "支部、师德"


def test_without_a_catalog_texts_that_are_alike_come_together_under_the_name_of_one_of_them() -> None:
    pieces = [piece(n, 10, "", n % 2) for n in range(6)]
    units = proposed(pieces, days(20), 2)
    assert [order(unit) for unit in units] == [["0.md", "2.md", "4.md"], ["1.md", "3.md", "5.md"]]
    assert all(unit.name in unit.theme for unit in units)


@given(st.integers(1, 30), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_every_row_is_nearest_to_the_middle_of_its_own_label(rows: int, count: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(rows, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = clusters(vectors, count)
    assert len(labels) == rows and len(set(labels)) <= count
    assert clusters(vectors, count) == labels
