from dataclasses import replace

import pytest

from companion.quizzes.candidates import Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.gate import GATE, broken_rule
from companion.quizzes.items import Kind
from companion.texts.documents import Status
from tests.quizzes.test_gate_rules import CASES
from tests.quizzes.texts import cut, entry

TEXT = "每名党员每学期参加读书会不少于三次。\n支部书记应当在心得提交后5个工作日内作出回应。"
PASSAGES = cut(TEXT)
CORPUS = Corpus(PASSAGES, [entry()])
CHOICE = Candidate(
    Kind.SINGLE_CHOICE,
    "根据《学习考核细则》，每名党员每学期参加读书会不少于（　）。",
    ("两次", "三次", "四次", "五次"),
    ("三次",),
    "《学习考核细则》：“每名党员每学期参加读书会不少于三次。”",
    PASSAGES[0],
    PASSAGES[0].text,
    "",
    6.0,
    tuple((f"每名党员每学期参加读书会不少于{wrong}。", wrong) for wrong in ("两次", "四次", "五次")),
)
CLOZE = replace(
    CHOICE, kind=Kind.CLOZE, stem="根据《学习考核细则》，每名党员每学期参加读书会不少于____次。", options=(), key=("三", "3"), claims=()
)
TRUE_FALSE = replace(
    CHOICE, kind=Kind.TRUE_FALSE, stem="根据《学习考核细则》，每名党员每学期参加读书会不少于三次。", options=("正确", "错误"), key=("正确",), claims=()
)
BROKEN = {
    "worth_asking": replace(CHOICE, worth=0.0),
    "quote_verbatim": replace(CHOICE, quote="每名党员每学期参加读书会三次。"),
    "key_in_citation": replace(CLOZE, key=("七", "7")),
    "key_number": replace(CHOICE, key=()),
    "one_blank": replace(CLOZE, stem="根据《学习考核细则》，____每学期参加读书会不少于____次。"),
    "options_distinct": replace(CHOICE, options=("三次", "3次", "四次", "五次")),
    "stem_length": replace(CHOICE, stem="读书会（　）。"),
    "stem_gives_key": replace(CHOICE, stem="读书会要参加三次：每名党员每学期参加读书会不少于（　）。"),
    "longest_option": replace(CHOICE, options=("三次", "四次", "五次", "在每个学期的每个月里两次")),
    "answerable": replace(CHOICE, stem="根据《学习考核细则》，读书会每学期由支部举办不少于（　）。"),
    "guessable": replace(TRUE_FALSE, stem="根据《学习考核细则》，党员请假可以事后口头告知支部书记。", key=("错误",)),
    "absolute_words": replace(TRUE_FALSE, stem="根据《学习考核细则》，党员永远要参加读书会的活动。"),
    "distractor_supported": replace(
        CHOICE, claims=(("每名党员每学期参加读书会不少于三次。", "三次"),)
    ),
}  # fmt: skip


@pytest.mark.parametrize("candidate", [CHOICE, CLOZE, TRUE_FALSE])
def test_a_sound_candidate_passes(candidate: Candidate) -> None:
    assert broken_rule(candidate, CORPUS) is None


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_refuses_what_it_is_there_for(rule: str) -> None:
    assert broken_rule(BROKEN[rule], CORPUS) == rule


def test_a_superseded_text_makes_no_items() -> None:
    corpus = Corpus(PASSAGES, [entry(status=Status.SUPERSEDED)])
    assert broken_rule(CHOICE, corpus) == "in_force"


def test_a_title_that_two_texts_in_force_bear_names_neither() -> None:
    other = cut("全文不同。", document="other.md")
    assert broken_rule(CHOICE, Corpus([*PASSAGES, *other], [entry()])) == "title_tells"
    old = entry("other.md", status=Status.SUPERSEDED)
    assert broken_rule(CHOICE, Corpus([*PASSAGES, *other], [entry(), old])) is None


def test_an_option_containing_another_is_refused() -> None:
    options = ("党支部", "党支部委员会", "党小组", "学院党委")
    candidate = replace(CHOICE, options=options, key=("党小组",), quote="每名党员", claims=())
    assert broken_rule(replace(candidate, key=("党支部",)), CORPUS) in ("key_in_citation", "options_distinct")
    rules = {rule.__name__: rule for rule in GATE}
    assert not rules["options_distinct"](candidate, CORPUS)


def test_every_rule_has_a_test() -> None:
    assert {rule.__name__ for rule in GATE} == {*BROKEN, *CASES, "in_force", "title_tells", "sure_source"}
