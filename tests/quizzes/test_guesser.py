from collections import Counter
from dataclasses import replace

import pytest

from companion.quizzes.corpus import Corpus
from companion.quizzes.guesser import balanced, chances, sure, uncommon
from companion.quizzes.items import Kind
from tests.quizzes.test_gate import CHOICE, TRUE_FALSE

BOTH = ("正确", "错误")
BODIES = ("国务院财政部门", "县级人民政府财政部门", "乡镇人民政府财政所", "设区的市财政部门")


@pytest.mark.parametrize(
    ("kind", "options"), [(Kind.SINGLE_CHOICE, BODIES), (Kind.TRUE_FALSE, BOTH), (Kind.CLOZE, BODIES), (Kind.SINGLE_CHOICE, ("3", "5", "7"))]
)
def test_chances_add_up_to_one(kind: Kind, options: tuple[str, ...]) -> None:
    assert sum(chances(kind, "有关事项由（　）负责。", options)) == pytest.approx(1)


def test_cues_make_an_option_likelier() -> None:
    assert chances(Kind.SINGLE_CHOICE, "有关事项由（　）负责。", BODIES)[0] > 0.5
    assert chances(Kind.TRUE_FALSE, "党员请假可以告知组长。", BOTH)[0] < 0.5 < chances(Kind.TRUE_FALSE, "党员请假应当告知组长。", BOTH)[0]


def test_kinds_that_have_several_keys_or_none_to_choose_are_left_alone() -> None:
    assert chances(Kind.MULTIPLE_CHOICE, "下列哪些？", BODIES) == chances(Kind.CLOZE, "____次。", ()) == ()
    cloze = replace(CHOICE, kind=Kind.CLOZE, options=())
    assert balanced(cloze, 0.99)
    assert not sure(cloze)


def test_of_what_is_kept_each_option_is_the_key_about_as_often_as_any_other() -> None:
    """Keys drawn as the cues have them, then balanced: the cue is gone."""
    number = Corpus([]).number
    stem = "有关事项由（　）负责。"
    likely = chances(Kind.SINGLE_CHOICE, stem, BODIES)
    kept: Counter[str] = Counter()
    for n in range(6000):
        at, draw = number("key", str(n)) / 2**48, number("draw", str(n)) / 2**48
        key = next(option for m, option in enumerate(BODIES) if at <= sum(likely[: m + 1]) or m == len(BODIES) - 1)
        if balanced(replace(CHOICE, stem=stem, options=BODIES, key=(key,)), draw):
            kept[key] += 1
    assert max(likely) > 0.5
    assert kept.most_common(1)[0][1] / kept.total() < 0.36


def test_the_usual_amount_is_asked_for_no_oftener_than_others() -> None:
    """Amounts as often as texts use them, then thinned out: whoever types the most usual one is seldom right."""
    number = Corpus([]).number
    uses = {"三十": 50, "十五": 30, "七": 10, "二十": 5, "五": 5}
    cloze = replace(CHOICE, kind=Kind.CLOZE, options=(), key=("三十",))
    kept = Counter(
        key
        for key, times in uses.items()
        for n in range(20 * times)
        if uncommon(replace(cloze, key=(key,), usual=times / 100), number(key, str(n)) / 2**48)
    )
    assert kept.most_common(1)[0][1] / kept.total() < 0.3
    assert kept["五"] > 30
    usual = replace(cloze, usual=0.5)
    assert uncommon(usual, 0.03) and not uncommon(usual, 0.15) and uncommon(replace(usual, options=("三十", "五")), 0.15)


def test_what_rules_hardly_ever_ask_for_is_sure_to_be_false() -> None:
    stem = "根据《学习考核细则》，党员请假可以事后口头告知支部书记。"
    assert sure(replace(TRUE_FALSE, stem=stem, key=("错误",)))
    assert not sure(replace(TRUE_FALSE, stem=stem, key=("正确",)))
