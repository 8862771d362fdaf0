from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from companion.search.lexical import fold
from companion.search.postings import Postings, make_postings, merge, number_of, terms_of

TEXTS = st.lists(st.text(alphabet="学习党员ab 1。々", max_size=12), max_size=6)


def same(one: Postings, other: Postings) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Postings))


def held(postings: Postings, term: str) -> dict[int, int]:
    """The texts that have the term, and how often."""
    mine = postings.of(number_of(term))
    return dict(zip(postings.places[mine].tolist(), postings.counts[mine].tolist(), strict=True))


def test_postings_say_where_a_term_stands_and_how_often() -> None:
    postings = make_postings(["学习学习 plan", "", "学 plan plan"])
    assert held(postings, "学") == {0: 2, 2: 1}
    assert held(postings, "学习") == {0: 2}
    assert held(postings, "plan") == {0: 1, 2: 2}
    assert held(postings, "党") == held(postings, "plans") == {}
    assert postings.lengths.tolist() == [8, 0, 3]


@given(TEXTS, TEXTS)
def test_merged_postings_are_those_of_all_the_texts(first: Sequence[str], second: Sequence[str]) -> None:
    parts = [(make_postings(first), None), (make_postings(second), None)]
    assert same(merge(parts), make_postings([*first, *second]))


@given(st.lists(st.tuples(st.text(alphabet="学习党ab1 ", max_size=9), st.booleans()), max_size=8))
def test_postings_can_be_merged_without_some_of_their_texts(texts: Sequence[tuple[str, bool]]) -> None:
    whole = make_postings(text for text, _ in texts)
    keep = np.array([stays for _, stays in texts], bool)
    assert same(merge([(whole, keep)]), make_postings(text for text, stays in texts if stays))


def test_many_texts_are_cut_in_the_same_way_as_few() -> None:
    texts = [f"第{number}条 学习办法 plan{number % 7}" for number in range(4500)]
    whole = make_postings(texts)
    assert whole.size == 4500
    assert held(whole, "plan3") == {place: 1 for place in range(4500) if place % 7 == 3}


def test_postings_come_back_from_disk(tmp_path: Path) -> None:
    made = make_postings(["党员学习 plan", "图书馆"])
    made.save(tmp_path)
    assert same(Postings.load(tmp_path), made)


def test_halves_of_surrogate_pairs_do_no_harm() -> None:
    assert len(terms_of(fold("学\ud800习"))) >= 2
