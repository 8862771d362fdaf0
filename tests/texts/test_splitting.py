"""Splitting: nothing lost, nothing invented, never too long, and cut along the text's own structure."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.texts.documents import Document, Entry, Heading, Page
from companion.texts.splitting import split
from companion.texts.structure import paragraphs_of, points_of

MARKS = (
    "第一章 总则\n",
    "第二节 办法\n",
    "第三条 应当",
    "一、要求\n",
    "（二）学习",
    "1. ",
    "Chapter 1\n",
    "目录\n",
    "……3\n",
)
WORDS = st.one_of(
    st.sampled_from(MARKS),
    st.sampled_from(("学校", "。", "；", "，", "\n", " ", "　", "e\u0301", "👩\u200d🏫", "Dr. A said. ", "3.5", "”")),
    st.text(max_size=12),
    st.text("字甲乙丙丁", min_size=10, max_size=400),
)
TEXTS = st.lists(WORDS, max_size=30).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents of several pages, some empty, with headings anywhere."""
    pages = []
    for number, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=4)), 1):
        places = draw(st.lists(st.integers(0, max(len(text) - 1, 0)), max_size=3)) if text else []
        headings = tuple(Heading(at, at + 1, draw(st.integers(1, 6))) for at in sorted(set(places)))
        pages.append(Page(number, text, headings))
    return Document(Entry("甲.md", "题目"), "0" * 64, tuple(pages))


def document(text: str, *, title: str = "办法", headings: tuple[str, ...] = (), language: str = "zh") -> Document:
    found = tuple(
        Heading(text.index(line), text.index(line) + len(line), level) for level, line in enumerate(headings, 1)
    )
    return Document(Entry("办法.md", title, language=language), "0" * 64, (Page(1, text, found),))


def cut(text: str, limit: int = 300, **more: object) -> list[tuple[str, str]]:
    """Heading path and text of each passage."""
    return [(" › ".join(p.heading), p.text) for p in split(document(text, **more), limit)]  # type: ignore[arg-type]


@given(documents(), st.sampled_from([1, 2, 10, 37, 300]))
def test_passages_tile_the_text(found: Document, limit: int) -> None:
    passages = split(found, limit)
    assert all(0 < len(passage.text) <= limit for passage in passages)
    assert all(passage.text == found.text[passage.start : passage.end] for passage in passages)
    assert all(passage.text == passage.text.strip() for passage in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(found.text.split())


@given(documents())
def test_every_character_lies_on_a_page_its_passage_names(found: Document) -> None:
    page_of = [page.number for page in found.pages for _ in page.text]
    for passage in split(found):
        numbers = [page_of[at] for at in range(passage.start, passage.end) if not found.text[at].isspace()]
        assert (passage.first_page, passage.last_page) == (min(numbers), max(numbers))
        assert passage.cite().stands_in(found)


@given(documents())
def test_splitting_is_the_same_each_time_and_ids_differ(found: Document) -> None:
    passages = split(found, 40)
    assert passages == split(found, 40)
    assert len({passage.id for passage in passages}) == len(passages)


@given(st.integers(1, 300))
def test_marks_on_a_character_stay_with_it(offset: int) -> None:
    for passage in split(document("甲" * offset + "e\u0301" * 300 + "👩\u200d🏫" * 100)):
        assert passage.text[0] not in "\u0301\u200d" and passage.text[-1] != "\u200d"


def test_no_text_no_passages() -> None:
    assert split(document(" \n　\n")) == ()
    with pytest.raises(ValueError):
        split(document("甲"), 0)


def test_chapters_sections_and_articles() -> None:
    text = (
        "师德规范\n\n第一章　总　则\n第一条 为了加强师德建设，制定本规范。\n"
        "第二条 本规范所称教师，是指在职教师。\n退休返聘的，参照执行。\n"
        "第二章 职责\n第一节 教学\n第三条 教师应当做到：\n（一）按时上课；\n（二）认真批改作业。\n"
        "第二节 科研\n第四条　不得抄袭。第三条规定的情形除外。\n"
    )
    assert cut(text, title="师德规范") == [
        ("", "师德规范"),
        ("第一章 总则 › 第一条", "第一章　总　则\n第一条 为了加强师德建设，制定本规范。"),
        ("第一章 总则 › 第二条", "第二条 本规范所称教师，是指在职教师。\n退休返聘的，参照执行。"),
        (
            "第二章 职责 › 第一节 教学 › 第三条",
            "第二章 职责\n第一节 教学\n第三条 教师应当做到：\n（一）按时上课；\n（二）认真批改作业。",
        ),
        ("第二章 职责 › 第二节 科研 › 第四条", "第二节 科研\n第四条　不得抄袭。第三条规定的情形除外。"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定，教师不得无故缺课。",
        "第三条的规定适用于外聘教师。",
        "第三条第二款所称课时，是指标准课时。",
        "第二章规定的程序，由学院组织实施。",
        "第一章、第二章适用于全体教师。",
        "依照第五条 处理。",
        "第一，要学习；第二，要实践。",
        "2026年3月1日起施行。",
        "3.5个百分点",
        "Section 3 applies to all staff.",
    ],
)
def test_running_text_is_no_heading(line: str) -> None:
    assert {heading for heading, _ in cut(f"第一条 总的要求。\n{line}\n")} == {"第一条"}


def test_articles_without_a_space_are_known_by_their_number() -> None:
    text = "第一条为了规范管理，制定本办法。\n第二条本办法适用于全校。\n第九条定义另见附件。\n第三条由教务处解释。\n"
    assert [heading for heading, _ in cut(text)] == ["第一条", "第二条", "第三条"]


def test_numbered_headings_of_a_notice() -> None:
    points = "各支部要认真组织学习，做到全员覆盖。" * 5
    text = f"各支部：\n现通知如下。\n一、学习内容\n（一）必读篇目\n{points}\n（二）选读篇目\n{points}\n二、工作要求\n1. 按时完成；\n2. 做好记录。\n"
    assert [heading for heading, _ in cut(text)] == [
        "",
        "一、学习内容 › （一）必读篇目",
        "一、学习内容 › （二）选读篇目",
        "二、工作要求",
    ]


def test_articles_below_numbered_parts() -> None:
    text = "一、总体要求\n第一条 立德树人。\n第二条 服务社会。\n二、附则\n第三条 自发布之日起施行。\n"
    assert [heading for heading, _ in cut(text)] == [
        "一、总体要求 › 第一条",
        "一、总体要求 › 第二条",
        "二、附则 › 第三条",
    ]


def test_a_first_sentence_names_its_paragraph_and_only_that() -> None:
    body = "要把理论学习同岗位实践结合起来，联系工作实际谈体会、找差距、定措施，" * 3
    text = f"一、坚持学用结合。{body}形成长效机制。\n二、按时报送材料。\n"
    assert [heading for heading, _ in cut(text)] == ["一、坚持学用结合", ""]


def test_a_table_of_contents_opens_no_chapters() -> None:
    text = (
        "目　录\n第一章 总则……………1\n第二章 管理 .......... 3\n第三章 附则 5\n"
        "第一章 总则\n本章说明目的。\n第二章 管理\n本章说明管理。\n第三章 附则\n本章说明施行日期。\n"
    )
    assert [heading for heading, _ in cut(text)] == ["目录", "第一章 总则", "第二章 管理", "第三章 附则"]


def test_headings_of_the_format_and_marks_agree() -> None:
    text = "手册\n第一章 总则\n第一条 目的。\n第二章 学习\n第二条 内容。\n"
    found = document(text, title="手册", headings=("手册", "第一章 总则"))
    assert [passage.heading for passage in split(found)] == [("第一章 总则", "第一条"), ("第二章 学习", "第二条")]


def test_english_headings_and_sentences() -> None:
    sentence = "Dr. Lee of the U.S. office spent 3.5 hours on it, i.e. a whole morning. "
    text = f"Chapter 1 Beginnings\n{sentence * 8}\n1.2 Reading Together\nRead a page a day.\n"
    found = split(document(text, language="en"))
    assert [passage.heading for passage in found][-1] == ("Chapter 1 Beginnings", "1.2 Reading Together")
    assert all(passage.language == "en" for passage in found)
    assert all(passage.text.startswith(("Chapter", "Dr.", "1.2")) for passage in found)


def test_a_long_article_is_cut_between_sentences() -> None:
    text = "第一条 " + "教师应当按照教学计划认真备课上课。" * 40 + "\n"
    passages = split(document(text))
    assert {passage.heading for passage in passages} == {("第一条",)}
    assert all(passage.text.endswith("。") and 150 <= len(passage.text) <= 300 for passage in passages)


def test_a_list_keeps_its_introduction() -> None:
    text = (
        "学校概况介绍如下文。" * 24
        + "\n党支部应当做好以下工作：\n"
        + "".join(f"{n}. 组织一次专题学习活动；\n" for n in range(1, 6))
    )
    assert split(document(text))[-1].text.startswith("党支部应当做好以下工作：\n1. ")


def test_small_paragraphs_stay_together_and_headings_with_their_text() -> None:
    assert cut("甲班学习。\n乙班学习。\n丙班学习。\n") == [("", "甲班学习。\n乙班学习。\n丙班学习。")]
    text = "第一章 总则\n第一节 目的\n" + "为了学习。" * 70
    assert split(document(text))[0].text.startswith("第一章 总则\n第一节 目的\n为了学习。")


def test_unpunctuated_text_is_cut_all_the_same() -> None:
    assert [len(text) for _, text in cut("字" * 10_000)] == [300] * 33 + [100]


@pytest.mark.parametrize(
    "unit", ["学校坚持立德树人。\n", "一\n", "第一章 总则\n", "a ", "。", "（一）甲。乙\n", "\u0301"]
)
def test_time_grows_with_length_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    before = time.process_time()
    split(document(text))
    assert time.process_time() - before < 5


ARTICLE = """第五条　教师应当遵守下列规定：
（一）按时上课；

（二）不得体罚学生。
违反前款规定的，由学校处理。
情节严重的，
"""


def test_the_paragraphs_and_points_of_an_article_are_found_again() -> None:
    first, second, third = paragraphs_of(ARTICLE)
    assert ARTICLE[slice(*first)].startswith("第五条")
    assert ARTICLE[slice(*first)].endswith("体罚学生。")
    assert ARTICLE[slice(*second)] == "违反前款规定的，由学校处理。"
    assert ARTICLE[slice(*third)] == "情节严重的，"
    paragraph = ARTICLE[slice(*first)]
    assert [paragraph[start:end] for start, end in points_of(paragraph)] == ["（一）按时上课；", "（二）不得体罚学生。"]
    assert points_of(ARTICLE[slice(*second)]) == ()
    assert paragraphs_of("") == ()


def test_points_within_points_belong_to_them() -> None:
    paragraph = "下列人员：\n（一）教师：\n1.专任；\n2.兼任；\n（二）学生。"
    assert [paragraph[start:end] for start, end in points_of(paragraph)] == [
        "（一）教师：\n1.专任；\n2.兼任；",
        "（二）学生。",
    ]
    assert paragraphs_of(paragraph) == ((0, len(paragraph)),)
