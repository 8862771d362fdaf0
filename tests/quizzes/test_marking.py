import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.quizzes.items import Kind, Quiz, Score
from companion.quizzes.marking import mark, mark_quiz
from tests.quizzes.bank_contract import item

CHOICE = item("选择", Kind.SINGLE_CHOICE)
SEVERAL = replace(item("多选", Kind.SINGLE_CHOICE), kind=Kind.MULTIPLE_CHOICE, key=("甲", "丙"))
CLOZE = item("填空")


@pytest.mark.parametrize("typed", ["三", "3", "３", " 三 ", "“三”", "三。"])
def test_a_cloze_accepts_other_ways_of_writing_its_key(typed: str) -> None:
    assert mark(CLOZE, [typed]).correct


@pytest.mark.parametrize("reply", [[], [""], ["  "], ["。"], ["四"], ["33"]])
def test_a_cloze_left_out_or_mistaken_is_wrong(reply: list[str]) -> None:
    assert not mark(CLOZE, reply).correct


def test_a_response_keeps_what_was_replied() -> None:
    assert mark(CLOZE, [" ３ "]).reply == (" ３ ",)


def test_a_choice_is_right_only_with_its_key() -> None:
    assert mark(CHOICE, ["甲"]).correct
    assert not mark(CHOICE, ["乙"]).correct
    assert not mark(CHOICE, []).correct


def test_several_keys_are_right_only_all_together() -> None:
    assert mark(SEVERAL, ["丙", "甲"]).correct
    assert not mark(SEVERAL, ["甲"]).correct
    assert not mark(SEVERAL, ["甲", "丙", "丁"]).correct


@pytest.mark.parametrize(("of", "reply"), [(CHOICE, ["戊"]), (CHOICE, ["甲", "乙"]), (CLOZE, ["三", "3"]), (SEVERAL, ["甲", ""])])
def test_a_reply_the_item_cannot_take_is_refused(of: object, reply: list[str]) -> None:
    with pytest.raises(UsageError):
        mark(of, reply)  # type: ignore[arg-type]


@given(st.integers(), st.lists(st.sampled_from(SEVERAL.options), unique=True))
def test_the_order_of_options_never_changes_the_mark(seed: int, reply: list[str]) -> None:
    options = list(SEVERAL.options)
    random.Random(seed).shuffle(options)
    assert mark(replace(SEVERAL, options=tuple(options)), reply).correct == mark(SEVERAL, reply).correct


def test_a_quiz_is_marked_item_by_item_and_what_is_left_out_is_wrong() -> None:
    quiz = Quiz("张", dt.date(2026, 9, 1), (CHOICE, SEVERAL, CLOZE))
    attempt = mark_quiz(quiz, {CHOICE.id: ["甲"], CLOZE.id: ["四"]})
    assert (attempt.member, attempt.day) == (quiz.member, quiz.day)
    assert [response.correct for response in attempt.responses] == [True, False, False]
    assert [response.reply for response in attempt.responses] == [("甲",), (), ("四",)]
    assert attempt.score == Score(1, 3)


def test_a_reply_to_an_item_outside_the_quiz_is_refused() -> None:
    with pytest.raises(UsageError):
        mark_quiz(Quiz("张", dt.date(2026, 9, 1), (CHOICE,)), {CLOZE.id: ["三"]})
