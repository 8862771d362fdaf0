"""What a question names by number, and where it stands."""

import datetime as dt

import pytest

from companion.search.clauses import Clause, clauses_asked, find_clauses
from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.search.retrieval import Retriever
from companion.texts.documents import Document, Entry, Page, Status
from companion.texts.splitting import split

RULES = """第一章 总则
第一条 为规范谈心谈话工作，制定本办法。
第二条 本办法适用于全校教师。
第二章 要求
第一节 次数
第三条 教师每学期与每名学生谈心谈话不少于2次。
第四条 谈话应当做好记录。
第四条之一 记录可以用电子形式。
第二节 纪律
第五条 教师不得泄露谈话内容。
"""
LAW = """第一条 为了规范读书活动，制定本条例。
第二条 读书会每月活动一次。
第三条 读书会设召集人。
"""


def clause(article: int = 0, *divisions: tuple[str, int], **inner: object) -> Clause:
    return Clause(divisions, article, **inner)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("《公司法》第六十条的内容是什么？", [clause(60)]),
        ("办法第8条说了什么", [clause(8)]),
        ("第三条和第五条", [clause(3), clause(5)]),
        ("第三条、第五条以及第七条", [clause(3), clause(5), clause(7)]),
        ("第三、五、七条", [clause(3), clause(5), clause(7)]),
        ("第三至五条", [clause(3), clause(4), clause(5)]),
        ("第3-5条", [clause(3), clause(4), clause(5)]),
        ("第三条至第五条", [clause(3), clause(4), clause(5)]),
        ("第八条第二款第（三）项", [clause(8, paragraph=2, point=3)]),
        ("第八条第二款第三项", [clause(8, paragraph=2, point=3)]),
        ("第八条（三）项", [clause(8, point=3)]),
        ("第八条第一款和第三款", [clause(8, paragraph=1), clause(8, paragraph=3)]),
        ("第一百三十三条之一第二款", [clause(133, suffix="一", paragraph=2)]),
        ("第三章讲什么", [clause(0, ("章", 3))]),
        ("第三章第一节", [clause(0, ("章", 3), ("节", 1))]),
        ("第二编第三章", [clause(0, ("编", 2), ("章", 3))]),
        ("手册第三部分讲什么", [clause(0, ("部分", 3))]),
        ("What does Article 5 say?", [clause(5)]),
        ("articles: Chapter 2, Section 1", [clause(0, ("章", 2), ("节", 1))]),
        ("违反第三条的，依照第五条处理吗", [clause(3), clause(5)]),
        ("第二款", []),
        ("第三条道路是什么", []),
        ("第零条", []),
        ("第999999999999条", []),
        ("一条鱼", []),
        ("每月活动几次", []),
    ],
)
def test_places_named(question: str, asked: list[Clause]) -> None:
    assert list(clauses_asked(question)) == asked


def test_a_question_names_ten_places_at_most() -> None:
    assert len(clauses_asked("第一至九百条")) == 10


def read(path: str, title: str, text: str, **known: object) -> Document:
    return Document(Entry(path, title, **known), path, (Page(1, text),))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def library() -> Retriever:
    index, encoder = MemoryIndex(), CharacterEncoder()
    for document in (
        read("new.md", "中华人民共和国谈心谈话办法", RULES, date=dt.date(2026, 3, 1)),
        read("old.md", "中华人民共和国谈心谈话办法（2019年3月1日）", RULES.replace("2次", "1次"), status=Status.SUPERSEDED, superseded_by="new.md"),
        read("law.md", "全民读书活动条例", LAW),
        read("nested.md", "某市实施《全民读书活动条例》办法", LAW.replace("每月", "每周")),
        read("plan.md", "关于加强谈心谈话的通知", "请各支部按照办法第三条执行，谈心谈话办法已经印发，要做好谈心谈话记录。\n"),
    ):
        passages = split(document)
        index.replace(document, passages, encoder.encode_passages([passage.context for passage in passages]))
    return Retriever(index, encoder)


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("《谈心谈话办法》第三条怎么规定？", "new.md", "不少于2次"),
        ("《中华人民共和国谈心谈话办法》第三条", "new.md", "不少于2次"),
        ("谈心谈话办法第三条怎么规定？", "new.md", "不少于2次"),
        ("请问根据谈心谈话办法的第三条，应当谈几次？", "new.md", "不少于2次"),
        ("2019年的《谈心谈话办法》第三条", "old.md", "不少于1次"),
        ("《谈心谈话办法》第四条之一", "new.md", "电子形式"),
        ("《谈心谈话办法》第二章第二节", "new.md", "不得泄露"),
        ("《全民读书活动条例》第二条", "law.md", "每月活动一次"),
        ("条例第二条", "law.md", "每月活动一次"),
        ("《某市实施《全民读书活动条例》办法》第二条", "nested.md", "每周活动一次"),
        ("《某市实施〈全民读书活动条例〉办法》第二条", "nested.md", "每周活动一次"),
        ("《讀書活動條例》第二條", "law.md", "每月活动一次"),
        ("《读书条例》第二条", "law.md", "每月活动一次"),
        ("第五条对泄露谈话内容怎么说", "new.md", "不得泄露"),
    ],
)
def test_what_is_asked_for_by_number_stands_first(library: Retriever, question: str, path: str, words: str) -> None:
    first = library.retrieve(question)[0]
    assert (first.passage.document, words in first.passage.text) == (path, True)
    assert first.score > 1


def test_two_texts_in_one_question(library: Retriever) -> None:
    found = library.retrieve("《谈心谈话办法》第五条和《全民读书活动条例》第三条分别说什么")
    assert ["不得泄露" in found[0].passage.text, "召集人" in found[1].passage.text] == [True, True]


def test_a_text_that_is_not_there_has_no_places(library: Retriever) -> None:
    evidence = library.retrieve("谈心谈话")
    assert library.clauses("《差旅费管理规定》第三条", evidence) == ()
    assert library.clauses("《谈心谈话办法》第九十条", evidence) == ()
    assert library.clauses("谈心谈话几次？", evidence) is None


def test_only_within_the_documents_given(library: Retriever) -> None:
    found = library.retrieve("第三条", within=["law.md"])
    assert {one.passage.document for one in found} == {"law.md"}
    assert "召集人" in found[0].passage.text


def test_a_place_needs_a_text_that_has_it() -> None:
    assert find_clauses("第三条", [], lambda _: ()) == ()
    assert find_clauses("《无此文》第三条", [Entry("a.md", "别的")], lambda _: ()) == ()
    assert find_clauses("每月几次", [Entry("a.md", "别的")], lambda _: ()) is None


@pytest.mark.parametrize("question", ["第０条", "谈心谈话办法第-1条", "《谈心谈话办法》第1.5条", "第零条说什么", "第99999999条"])
def test_no_text_has_an_article_without_a_proper_number(library: Retriever, question: str) -> None:
    assert library.clauses(question, library.retrieve(question)) == ()
