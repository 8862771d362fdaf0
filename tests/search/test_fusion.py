import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.search.fusion import MEANING, RANK, WORDS, fuse

SCORES = st.lists(st.tuples(st.floats(0, 50, width=32), st.floats(-1, 1, width=32)), max_size=12)


def arrays(pairs: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one for one, _ in pairs], np.float32), np.array([other for _, other in pairs], np.float32)


def test_the_score_is_that_of_the_formula() -> None:
    fused = fuse(np.array([10.0, 5.0, 0.0]), np.array([0.8, 0.9, 0.7]))
    assert fused == pytest.approx([
        WORDS * 1 + MEANING * 0.5 + RANK * (1 + 11 / 12),
        WORDS * 0.5 + MEANING * 1 + RANK * (11 / 12 + 1),
        RANK * 11 / 13,
    ])


@given(SCORES)
def test_what_is_better_by_words_and_by_meaning_is_better(pairs: list[tuple[float, float]]) -> None:
    lexical, cosines = arrays(pairs)
    fused = fuse(lexical, cosines)
    assert fused.shape == lexical.shape
    assert np.isfinite(fused).all()
    for one in range(len(pairs)):
        for other in range(len(pairs)):
            if lexical[one] > lexical[other] and cosines[one] > cosines[other]:
                assert fused[one] >= fused[other]


@given(SCORES, st.floats(0.5, 20))
def test_the_scale_of_the_lexical_scores_does_not_matter(pairs: list[tuple[float, float]], scale: float) -> None:
    lexical, cosines = arrays(pairs)
    lexical = np.round(lexical)
    assert fuse(lexical * scale, cosines) == pytest.approx(fuse(lexical, cosines), abs=1e-5)
