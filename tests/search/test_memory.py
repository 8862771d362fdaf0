import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.search.evidence import PassageIndex
from companion.search.memory import CharacterEncoder, MemoryIndex
from tests.search.index_contract import IndexContract


class TestMemoryIndex(IndexContract):
    @pytest.fixture
    def index(self) -> PassageIndex:
        return MemoryIndex()


@given(st.lists(st.text(), max_size=5))
def test_every_text_gets_a_vector_of_length_one_of_its_own(texts: list[str]) -> None:
    encoder = CharacterEncoder(32)
    rows = encoder.encode_passages(texts)
    assert rows.shape == (len(texts), 32)
    assert rows.dtype == np.float32
    for text, row in zip(texts, rows, strict=True):
        assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
        np.testing.assert_array_equal(row, encoder.encode_question(text))


def test_texts_are_similar_as_far_as_they_share_characters() -> None:
    encoder = CharacterEncoder()
    near, far = encoder.encode_passages(["党员每月学习两次", "图书馆开放到十点"])
    question = encoder.encode_question("党员每月学习几次？")
    assert question @ near > 0.6 > 0.2 > question @ far
