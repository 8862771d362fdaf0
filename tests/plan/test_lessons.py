"""A semester's reading: all of it, in order, in portions that fit a day."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.plan.lessons import IDEAL, MOST, lesson_of, portions
from companion.texts.documents import Entry, Passage, Status

DAY = dt.date(2026, 3, 2)


def passages(path: str, lengths: list[int], headings: list[str] | None = None) -> list[Passage]:
    made, at = [], 1
    for number, length in enumerate(lengths):
        heading = (headings[number],) if headings else ()
        text = f"{number}" + "句" * max(length - 2, 1) + "。"
        made.append(Passage(path, path, heading, 1, 1, at, at + len(text), text))
        at += len(text)
    return made


@given(st.lists(st.lists(st.integers(3, 300), max_size=30), max_size=5))
def test_every_passage_is_read_once_a_round_and_in_its_order(corpus: list[list[int]]) -> None:
    entries = [Entry(f"{n}.md", f"文{n}") for n in range(len(corpus))]
    texts = [passages(entry.path, lengths) for entry, lengths in zip(entries, corpus, strict=True)]
    everything = [passage for text in texts for passage in text]
    assert [passage for portion in portions(entries, everything) for passage in portion] == everything


@given(st.lists(st.integers(3, 300), min_size=1, max_size=60))
def test_a_portion_is_of_one_document_and_not_more_than_a_day_bears(lengths: list[int]) -> None:
    cut = portions([Entry("a.md", "甲")], passages("a.md", lengths))
    assert all(sum(len(passage.text) for passage in portion) <= MOST for portion in cut)
    if sum(lengths) >= 2 * MOST:
        assert len(cut) <= sum(lengths) / IDEAL * 2


def test_units_come_one_after_another_and_superseded_texts_not_at_all() -> None:
    entries = [
        Entry("a.md", "甲", unit="一"),
        Entry("b.md", "乙", unit="二"),
        Entry("c.md", "丙", unit="一"),
        Entry("d.md", "丁", unit="二", status=Status.SUPERSEDED, superseded_by="b.md"),
        Entry("e.md", "戊"),
    ]
    cut = portions(entries, [p for entry in entries for p in passages(entry.path, [400])])
    assert [portion[0].document for portion in cut] == ["a.md", "c.md", "b.md", "e.md"]
    lessons = [lesson_of(DAY, n, cut, entries) for n in range(5)]
    assert [lesson.unit for lesson in lessons] == ["一", "一", "二", "", "一"]
    assert lessons[4].passages == lessons[0].passages


def test_a_portion_ends_where_a_heading_does() -> None:
    made = passages("a.md", [250] * 4, ["一", "一", "二", "二"])
    assert [len(portion) for portion in portions([Entry("a.md", "甲")], made)] == [2, 2]


def test_a_table_of_contents_is_not_read() -> None:
    listed = Passage("a.md", "甲", (), 1, 1, 0, 40, "第一章 总则………… 1\n第二章 要求………… 3\n第三章 附则………… 7")
    body = passages("a.md", [300])
    assert portions([Entry("a.md", "甲")], [listed, *body]) == (tuple(body),)


def test_nothing_to_read_is_a_lesson_without_passages() -> None:
    assert portions([], []) == ()
    assert lesson_of(DAY, 3, (), ()).passages == ()
