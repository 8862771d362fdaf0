import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.search.lexical import K1, B, LexicalIndex
from companion.search.script import simplified

TEXTS = [
    "党员每月参加集中学习不少于两次。",
    "图书馆开放到晚上十点。",
    "参加 AI 培训的教师可折算２４学时，见 GB18030 说明。",
    "教师参加培训",
]


def best(question: str, texts: list[str] = TEXTS) -> str:
    return texts[int(np.argmax(LexicalIndex(texts).scores(question)))]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("党员多久集中学习一次？", 0),
        ("几点闭馆，图书馆", 1),
        ("ai培训折算多少学时", 2),
        ("gb18030", 2),
        ("ＧＢ１８０３０", 2),
        ("24学时", 2),
        ("教师培训", 3),
        ("教師培訓", 3),
        ("圖書館開放到幾點", 1),
    ],
)
def test_finds_the_text_with_the_words_asked_for(question: str, place: int) -> None:
    assert best(question) == TEXTS[place]


def test_a_pair_of_characters_counts_more_than_the_two_apart() -> None:
    assert best("会议", ["会上讨论议题。", "召开会议讨论。"]) == "召开会议讨论。"


def test_words_match_whole() -> None:
    scores = LexicalIndex(["the plan", "planning", "计划"]).scores("plan")
    assert scores[0] > 0
    assert scores[1] == scores[2] == 0


def test_nothing_in_common_scores_nothing() -> None:
    index = LexicalIndex(TEXTS)
    for question in ("", "？！……", "xyzzy", "\0", "\ud800", "😀"):
        assert not index.scores(question).any()


def test_no_texts_give_no_scores() -> None:
    assert LexicalIndex([]).scores("学习").shape == (0,)
    assert not LexicalIndex(["", "。"]).scores("学习").any()


@given(
    st.lists(st.text(alphabet="学习党员ab 1。", max_size=12), min_size=1, max_size=6),
    st.text(alphabet="学习ab1", max_size=6),
)
def test_scores_are_those_of_the_formula(texts: list[str], question: str) -> None:
    """The same sum, term by term, with plain counting."""

    def terms(text: str) -> list[str]:
        found, word = [], ""
        for place, character in enumerate(text + " "):
            if character in "学习党员":
                found.append(character)
                if text[place + 1 : place + 2] and text[place + 1] in "学习党员":
                    found.append(text[place : place + 2])
            if character in "ab1":
                word += character
            elif word:
                found.append(word)
                word = ""
        return found

    counted = [terms(text) for text in texts]
    mean = max(sum(map(len, counted)) / len(counted), 1)
    expected = []
    for words in counted:
        score = 0.0
        for term in terms(question):
            frequency = words.count(term)
            holding = sum(term in other for other in counted)
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            score += idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * len(words) / mean))
        expected.append(score)
    np.testing.assert_allclose(LexicalIndex(texts).scores(question), expected, rtol=1e-4, atol=1e-5)


def test_either_script_finds_the_other() -> None:
    assert best("图书馆开门", ["圖書館開門", "教師培訓"]) == "圖書館開門"


def test_folding_to_one_script_keeps_every_character_in_its_place() -> None:
    assert simplified("臺灣的圖書館，AI 乾燥。") == "台湾的图书馆，AI 干燥。"
