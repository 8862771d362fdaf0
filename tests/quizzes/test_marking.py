import datetime as dt
import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.quizzes.items import Kind, Quiz, Score
from companion.quizzes.marking import LONGEST, check_reply, full_reply, mark, mark_quiz
from tests.quizzes.bank_contract import item

CHOICE = item("选择", Kind.SINGLE_CHOICE)
SEVERAL = replace(item("多选", Kind.SINGLE_CHOICE), kind=Kind.MULTIPLE_CHOICE, key=("甲", "丙"))
CLOZE = item("填空")
LISTED = replace(CLOZE, options=("两", "三", "四"))
STEPS = ("申请", "谈话", "备案", "公示", "审批")
ORDER = replace(item("排序"), kind=Kind.ORDERING, options=("公示", "申请", "审批", "谈话", "备案"), key=STEPS)
WRITTEN = replace(item("简答"), kind=Kind.SHORT_ANSWER, key=("先听", "再问", "后约"))
ALL = (CHOICE, SEVERAL, CLOZE, LISTED, ORDER, WRITTEN, item("判断", Kind.TRUE_FALSE))


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
    assert attempt.score == Score(1, 3, 1.0)


def test_a_reply_to_an_item_outside_the_quiz_is_refused() -> None:
    with pytest.raises(UsageError):
        mark_quiz(Quiz("张", dt.date(2026, 9, 1), (CHOICE,)), {CLOZE.id: ["三"]})


@pytest.mark.parametrize(
    ("reply", "worth"),
    [(["甲"], 1 / 2), (["甲", "乙"], 0), (["甲", "丙", "丁"], 1 / 2), (["甲", "乙", "丙", "丁"], 0), (["乙"], 0), ([], 0)],
)
def test_several_keys_give_what_is_right_minus_what_is_wrong(reply: list[str], worth: float) -> None:
    assert mark(SEVERAL, reply).mark == worth


@pytest.mark.parametrize(
    ("reply", "worth"),
    [
        (STEPS, 1),
        (("谈话", "申请", "备案", "公示", "审批"), 0.8),  # one pair of ten the wrong way round
        (STEPS[::-1], 0),
        (STEPS[:4], 0.6),
        (STEPS[:1], 0),
        ((), 0),
    ],
)
def test_an_order_gives_the_pairs_that_are_right_minus_those_that_are_wrong(reply: tuple[str, ...], worth: float) -> None:
    assert mark(ORDER, reply).mark == pytest.approx(worth)


def test_guessing_an_order_or_several_keys_gains_little() -> None:
    orders = [mark(ORDER, order).mark for order in itertools.permutations(STEPS)]
    ticks = [
        mark(SEVERAL, chosen).mark for count in range(5) for chosen in itertools.combinations(SEVERAL.options, count)
    ]
    assert sum(orders) / len(orders) < 0.2
    assert sum(ticks) / len(ticks) < 0.25


@pytest.mark.parametrize("typed", ["三", "3", "３"])
def test_a_word_list_limits_what_may_be_replied(typed: str) -> None:
    if typed in LISTED.options:
        assert mark(LISTED, [typed]).correct
    else:
        with pytest.raises(UsageError):
            mark(LISTED, [typed])


def test_a_short_answer_counts_the_points_ticked_and_nothing_where_nothing_was_written() -> None:
    assert mark(WRITTEN, ["先听后说"]).mark == 0
    assert mark(WRITTEN, ["先听再问", "先听", "再问"]).mark == pytest.approx(2 / 3)
    assert mark(WRITTEN, ["……", *WRITTEN.key]).correct
    assert mark(WRITTEN, ["  ", *WRITTEN.key]).mark == 0
    for reply in (["写了", "没有这个要点"], ["写了", "先听", "先听"], ["长" * (LONGEST + 1)]):
        with pytest.raises(UsageError):
            mark(WRITTEN, reply)


def test_an_option_counts_once() -> None:
    for of in (SEVERAL, ORDER):
        with pytest.raises(UsageError):
            check_reply(of, [of.options[0], of.options[0]])


@settings(deadline=None)
@given(st.data())
def test_a_mark_lies_between_nothing_and_all_and_is_full_only_for_the_key(data: st.DataObject) -> None:
    of = data.draw(st.sampled_from(ALL))
    assert mark(of, full_reply(of)).mark == 1
    if of.kind is Kind.SHORT_ANSWER:
        reply = [data.draw(st.text(max_size=9)), *data.draw(st.lists(st.sampled_from(of.key), unique=True))]
    elif of.options:
        most = None if of.kind in (Kind.MULTIPLE_CHOICE, Kind.ORDERING) else 1
        reply = data.draw(st.lists(st.sampled_from(of.options), unique=True, max_size=most))
    else:
        reply = [data.draw(st.text(max_size=9))]
    response = mark(of, reply)
    assert 0 <= response.mark <= 1
    assert response.correct == (response.mark == 1)


@given(st.permutations(STEPS), st.integers(0, 3))
def test_setting_two_neighbours_right_never_costs_anything(order: list[str], at: int) -> None:
    before = mark(ORDER, order).mark
    if STEPS.index(order[at]) > STEPS.index(order[at + 1]):
        order[at], order[at + 1] = order[at + 1], order[at]
        assert mark(ORDER, order).mark >= before
