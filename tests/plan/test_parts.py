"""The parts of a text together are the text, whatever its headings are."""

from hypothesis import given
from hypothesis import strategies as st

from companion.plan.parts import parts_of, under
from companion.texts.documents import Passage

HEADINGS = st.lists(st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=3).map(tuple), max_size=30)


def passages(headings: list[tuple[str, ...]]) -> list[Passage]:
    return [Passage("a.md", "材料", heading, 1, 1, n, n + 1, "。") for n, heading in enumerate(headings)]


@given(HEADINGS)
def test_each_passage_stands_in_exactly_one_part(headings: list[tuple[str, ...]]) -> None:
    text = passages(headings)
    parts = parts_of(text)
    assert len(parts) != 1 and len(set(parts)) == len(parts)
    found = [passage for part in parts for passage in under(text, part)]
    assert sorted(found, key=lambda passage: passage.start) == (text if parts else [])
    assert list(under(text, ())) == text


@given(HEADINGS, st.lists(st.text(max_size=2), min_size=1, max_size=3).map(tuple))
def test_a_heading_that_is_not_there_has_nothing_under_it(headings: list[tuple[str, ...]], other: tuple[str, ...]) -> None:
    text = passages(headings)
    if other not in [heading[: len(other)] for heading in headings]:
        assert under(text, other) == ()


def test_parts_are_those_of_the_highest_depth_that_tells_them_apart() -> None:
    text = passages([("手册",), ("手册", "第一章"), ("手册", "第一章", "第一节"), ("手册", "第二章"), ("手册",)])
    assert parts_of(text) == (("手册", "第一章"), ("手册", "第二章"))
    assert [len(under(text, part)) for part in parts_of(text)] == [3, 2]
