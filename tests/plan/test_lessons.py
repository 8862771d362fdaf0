"""What the daily reading promises: every passage once a round, in the order of the texts."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from companion.plan.lessons import LEAST, MOST, Portion, lesson_of, portions, portions_for
from companion.texts.documents import Document, Entry, Page, Passage, Status
from companion.texts.splitting import split

DAY = dt.date(2026, 9, 14)
SENTENCE = "教师应当尊重每一名学生，不得区别对待，不得讽刺辱骂，也不得变相体罚学生。"


def passages_of(entry: Entry, text: str) -> tuple[Passage, ...]:
    return split(Document(entry, entry.path, (Page(1, text),)))


def rules(chapters: int, articles: int, sentences: int) -> str:
    lines, number = [], 0
    for chapter in range(chapters):
        lines.append(f"第{'一二三四五六七八九'[chapter]}章 要求")
        for _ in range(articles):
            number += 1
            lines.append(f"第{number}条 {SENTENCE * sentences}")
    return "\n".join(lines) + "\n"


FIRST = Entry("b.md", "乙", unit="师德")
SECOND = Entry("a.md", "甲", unit="支部")
THIRD = Entry("c.md", "丙", unit="师德")
OLD = Entry("o.md", "旧", unit="师德", status=Status.SUPERSEDED, superseded_by="b.md")
PLAIN = Entry("e.md", "Guide", language="en")
CORPUS = (
    (FIRST, rules(3, 4, 3)),
    (SECOND, rules(2, 6, 2)),
    (PLAIN, "A lesson was missed. It can be made up. " * 90),
    (THIRD, rules(2, 3, 4)),
    (OLD, rules(1, 3, 2)),
)
ENTRIES = tuple(entry for entry, _ in CORPUS)
PASSAGES = tuple(passage for entry, text in CORPUS for passage in passages_of(entry, text))


def test_a_round_holds_every_passage_in_force_once_units_first_then_the_catalog() -> None:
    read = [passage for portion in portions(ENTRIES, PASSAGES) for passage in portion]
    expected = [p for path in ("b.md", "c.md", "a.md", "e.md") for p in PASSAGES if p.document == path]
    assert read == expected


def test_portions_take_a_few_minutes_to_read_and_keep_to_one_text() -> None:
    for portion in portions(ENTRIES, PASSAGES):
        assert len({passage.document for passage in portion}) == 1
        length = sum(len(passage.text) for passage in portion) / (3 if portion[0].language == "en" else 1)
        assert LEAST * 0.6 <= length <= MOST


def test_a_portion_rather_ends_where_a_chapter_does() -> None:
    text = rules(3, 5, 3)  # a chapter is about as long as a portion should be
    cut = portions((FIRST,), passages_of(FIRST, text))
    assert [portion[0].heading[0] for portion in cut] == [portion[-1].heading[0] for portion in cut]
    assert len(cut) == 3


def test_days_follow_the_portions_round_after_round() -> None:
    cut = portions(ENTRIES, PASSAGES)
    for index in (0, 1, len(cut) - 1, len(cut), 5 * len(cut) + 2):
        lesson = lesson_of(DAY, index, cut, ENTRIES)
        assert lesson.passages == cut[index % len(cut)]
        assert lesson.day == DAY
    assert lesson_of(DAY, 0, cut, ENTRIES).unit == "师德"


def test_title_pages_and_tables_of_contents_are_left_out() -> None:
    entry = Entry("t.md", "手册")
    cover, contents = "日课手册\n组织部\n2026年8月\n", "目录\n第一章 要求……………1\n第二章 要求……………2\n第三章 要求……………3\n"
    body = rules(2, 3, 2)
    document = Document(entry, "t", (Page(1, cover), Page(2, contents), Page(3, body)))
    read = "".join(passage.text for portion in portions((entry,), split(document)) for passage in portion)
    assert "组织部" not in read
    assert "……" not in read
    assert read.count("第6条") == 1


def test_no_texts_give_an_empty_lesson() -> None:
    lesson = lesson_of(DAY, 7, portions((), ()), ())
    assert (lesson.unit, lesson.passages) == ("", ())


@given(st.lists(st.integers(1, 300), max_size=40), st.booleans())
def test_nothing_is_lost_or_told_twice(lengths: list[int], english: bool) -> None:
    entry = Entry("x.md", "材料", language="en" if english else "zh")
    passages = []
    at = 1
    for length in lengths:
        passages.append(Passage("x.md", "材料", ("甲",), 1, 1, at, at + length, "。" * length, entry.language))
        at += length
    read = [passage for portion in portions((entry,), passages) for passage in portion]
    assert read == passages


LENGTHS = st.lists(st.lists(st.integers(1, 300), max_size=25), max_size=5)


def made(lengths: list[list[int]]) -> list[list[Passage]]:
    texts = []
    for number, text in enumerate(lengths):
        at, passages = 1, []  # not at the beginning, where a title page would stand
        for length in text:
            passages.append(Passage(f"{number}.md", "材料", ("甲",), 1, 1, at, at + length, "。" * length))
            at += length
        texts.append(passages)
    return texts


def weight(portion: Portion) -> int:
    return sum(len(passage.text) for passage in portion)


@given(LENGTHS, st.integers(0, 40))
def test_portions_of_a_unit_hold_each_passage_once_in_the_order_of_the_texts(lengths: list[list[int]], days: int) -> None:
    texts = made(lengths)
    cut = portions_for(days, texts)
    assert [passage for portion in cut for passage in portion] == [passage for text in texts for passage in text]
    assert all(0 < weight(portion) <= MOST for portion in cut)
    assert portions_for(days, texts) == cut


@given(LENGTHS, st.integers(1, 40))
def test_short_portions_are_those_that_could_be_joined_to_no_other(lengths: list[list[int]], days: int) -> None:
    cut = portions_for(days, made(lengths))
    for before, after in pairwise(cut):
        assert min(weight(before), weight(after)) >= LEAST or weight(before) + weight(after) > MOST


@given(st.integers(4, 60), st.integers(1, 40))
def test_portions_fill_the_days_of_a_unit_as_far_as_300_to_800_characters_a_day_do(sentences: int, days: int) -> None:
    total = sentences * 100
    cut = portions_for(days, made([[100] * sentences]))
    assert all(LEAST <= weight(portion) <= MOST for portion in cut)
    if 400 <= total / days <= 700:
        assert 0.75 * days - 1 <= len(cut) <= days
    elif total / days > MOST:
        assert len(cut) > days
