"""``ask``: its JSON and its text."""

import pytest

from companion.answers.answers import Abstention, Answer
from companion.answers.writing import Writing, WrittenSentence
from companion.cli.ask import reply_json, reply_text, written_text
from companion.cli.main import main
from companion.texts.documents import Citation

ONE = Citation("a.pdf", "手册", "第一章 第二条", 3, 3, "每月一次。")
TWO = Citation("b.md", "《指南》", "", 1, 2, "每次\n九十分钟。")


def test_an_answer_as_json_and_as_text() -> None:
    reply = Answer("几次？", (ONE, TWO))
    document = reply_json("7", "几次？", reply, 0.5)
    assert document == {
        "id": "7",
        "question": "几次？",
        "abstained": False,
        "answer": "每月一次。[1]\n每次\n九十分钟。[2]",
        "engine": "quotations",
        "citations": [
            {
                "document": "a.pdf",
                "title": "手册",
                "heading": "第一章 第二条",
                "first_page": 3,
                "last_page": 3,
                "quote": "每月一次。",
            },
            {
                "document": "b.md",
                "title": "《指南》",
                "heading": "",
                "first_page": 1,
                "last_page": 2,
                "quote": "每次\n九十分钟。",
            },
        ],
        "seconds": 0.5,
    }
    assert reply_text(reply, "zh").endswith("\n\n[1] 《手册》 第一章 第二条 · 第3页\n[2] 《指南》 · 第1–2页")
    assert reply_text(reply, "en").endswith("[1] 手册 第一章 第二条 · p. 3\n[2] 指南 · pp. 1–2")


def test_an_abstention_has_no_answer_and_no_citations_and_tells_what_came_nearest() -> None:
    document = reply_json("1", "天气？", Abstention("天气？", (ONE,)), 0.1)
    assert (document["abstained"], document["answer"], document["citations"]) == (True, "", [])
    assert reply_text(Abstention("天气？", (ONE,)), "zh").startswith("材料中没有找到依据。\n最接近的段落：\n")
    assert reply_text(Abstention("天气？", ()), "en") == "The texts do not say."


def test_a_remark_stands_in_place_of_an_abstention() -> None:
    reply = Abstention("你好", (), remark=("您好！", "Hello!"))
    assert (reply_text(reply, "zh"), reply_text(reply, "en")) == ("您好！", "Hello!")
    assert reply_json("1", "你好", reply, 0.0)["abstained"]


def test_what_a_model_wrote_is_the_answer_where_it_was_confirmed() -> None:
    sentences = (WrittenSentence("每月一次。", (1,), True), WrittenSentence("免费。", (1,), False))
    writing = Writing("done", sentences=sentences)
    document = reply_json("1", "几次？", Answer("几次？", (ONE,)), 0.1, writing.text, "tiny")
    assert (document["answer"], document["engine"]) == ("每月一次。[1]", "tiny")
    assert written_text(writing, "zh") == "每月一次。[1]\n免费。[1]（未经证实）"


@pytest.mark.parametrize(
    "words", [["ask", "几次？", "--llm", "yes"], ["ask"], ["ask", "？？"], ["ask", "问" * 100_000]]
)
def test_what_is_not_well_formed_is_said_with_exit_status_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip()
