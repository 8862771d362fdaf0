import threading

import pytest

from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.search.retrieval import Retriever
from companion.texts.documents import Status
from tests.search.index_contract import ENCODER, TEXTS, document, put

QUESTION = "读书会由谁主持？"


@pytest.fixture
def index() -> MemoryIndex:
    index = MemoryIndex()
    for path, text in TEXTS.items():
        put(index, document(path, text))
    return index


def test_finds_what_speaks_of_the_question_with_its_scores(index: MemoryIndex) -> None:
    found = Retriever(index, ENCODER).retrieve(QUESTION)
    assert "轮流主持" in found[0].passage.text
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.passage.id for one in found}) == len(found)
    vector = ENCODER.encode_question(QUESTION)
    for one in found:
        assert one.cosine == pytest.approx(float(index.vectors([one.passage])[0] @ vector), abs=1e-6)
        assert one.lexical >= 0
    assert found[0].lexical == max(one.lexical for one in found)


def test_gives_no_more_than_asked_for_and_only_from_within(index: MemoryIndex) -> None:
    retriever = Retriever(index, ENCODER)
    assert len(retriever.retrieve(QUESTION, 2)) == 2
    assert {one.passage.document for one in retriever.retrieve(QUESTION, 10, ["办法/考勤.md"])} == {"办法/考勤.md"}
    assert retriever.retrieve(QUESTION, 10, []) == ()


def test_an_empty_index_gives_nothing() -> None:
    assert Retriever(MemoryIndex(), ENCODER).retrieve(QUESTION) == ()


def test_every_passage_has_its_true_cosine_even_if_only_words_found_it() -> None:
    """More passages than are taken from one ranking: the lexical one brings in some that the other has not."""
    index = MemoryIndex()
    for number in range(150):
        put(index, document(f"{number:03}.md", f"第{number}次会议讨论年度工作安排，地点在会议室。\n"))
    put(index, document("长.md", "zyzzyva " + "各支部应当按照学校的统一部署开展学习教育并且做好记录归档工作" * 8 + "\n"))
    retriever = Retriever(index, CharacterEncoder(64))
    found = {one.passage.document: one for one in retriever.retrieve("zyzzyva 会议讨论年度工作安排，地点在会议室", 200)}
    vector = ENCODER.encode_question("zyzzyva 会议讨论年度工作安排，地点在会议室")
    nearest = {passage.document for passage, _ in index.nearest(vector, 100)}
    assert "长.md" not in nearest
    assert found["长.md"].cosine == pytest.approx(float(index.vectors(index.passages("长.md"))[0] @ vector), abs=1e-6)


def test_follows_changes_of_the_index(index: MemoryIndex) -> None:
    retriever = Retriever(index, ENCODER)
    assert retriever.retrieve("实验室 门禁")[0].lexical == 0
    put(index, document("门禁.md", "实验室门禁卡由安全员发放。\n"))
    assert retriever.retrieve("实验室 门禁")[0].passage.document == "门禁.md"
    index.remove("门禁.md")
    assert "门禁.md" not in {one.passage.document for one in retriever.retrieve("实验室 门禁")}


def test_a_superseded_text_never_stands_before_its_successor() -> None:
    index = MemoryIndex()
    question = "教师每学年参加师德学习不少于多少学时？"
    put(index, document("甲.md", question + "\n", status=Status.SUPERSEDED, superseded_by="乙.md"))
    put(index, document("乙.md", "师德学习不少于八学时。\n", status=Status.SUPERSEDED, superseded_by="丙.md"))
    put(index, document("丙.md", "教师学习若干学时。\n附则不作规定。\n"))
    put(index, document("丁.md", "教师每学年参加师德学习，另有规定。\n"))
    found = Retriever(index, ENCODER).retrieve(question)
    order = [one.passage.document for one in found]
    assert sorted(set(order)) == ["丁.md", "丙.md", "乙.md", "甲.md"]
    places = {path: [place for place, name in enumerate(order) if name == path] for path in order}
    assert max(places["丙.md"]) < min(places["乙.md"]) < min(places["甲.md"])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize("successor", ["", "甲.md", "不在.md"])
def test_a_superseded_text_without_a_successor_keeps_its_place(successor: str) -> None:
    index = MemoryIndex()
    put(index, document("甲.md", "读书会由谁主持\n", status=Status.SUPERSEDED, superseded_by=successor))
    put(index, document("乙.md", "考勤办法\n"))
    assert Retriever(index, ENCODER).retrieve(QUESTION)[0].passage.document == "甲.md"


def test_threads_may_ask_while_the_index_changes(index: MemoryIndex) -> None:
    retriever = Retriever(index, ENCODER)
    found: list[int] = []

    def ask() -> None:
        for _ in range(20):
            found.append(len(retriever.retrieve(QUESTION, 3)))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        put(index, document("变.md", f"读书会第{number}次修订。\n"))
    for thread in threads:
        thread.join()
    assert found == [3] * 80


def test_a_question_of_any_text_gets_passages_or_none(index: MemoryIndex) -> None:
    retriever = Retriever(index, ENCODER)
    for question in ("", "？", "a" * 10000, "\0", "../../etc/passwd", "' OR 1=1 --"):
        assert len(retriever.retrieve(question, 3)) == 3
