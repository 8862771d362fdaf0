import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.search.fusion import fuse

RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=4)


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    fused = fuse([["a", "b"], ["b", "c"]], constant=10)
    assert [name for name, _ in fused] == ["b", "a", "c"]
    assert dict(fused) == pytest.approx({"b": 1 / 12 + 1 / 11, "a": 1 / 11, "c": 1 / 12})


@given(RANKINGS)
def test_every_name_stands_once_and_best_first(rankings: list[list[str]]) -> None:
    fused = fuse(rankings)
    assert sorted(name for name, _ in fused) == sorted({name for ranking in rankings for name in ranking})
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_rankings_that_agree_keep_their_order(ranking: list[str]) -> None:
    assert [name for name, _ in fuse([ranking, ranking])] == ranking
