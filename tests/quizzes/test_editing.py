from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.quizzes.corpus import Corpus
from companion.quizzes.editing import NO_SOURCE, Edit, broken_rules, edited
from companion.quizzes.generate import make_items
from companion.quizzes.items import Item, Kind, item_id
from companion.texts.documents import Citation
from tests.quizzes.bank_contract import item
from tests.quizzes.texts import RULES, cut, entry

PASSAGES = cut(RULES)
CORPUS = Corpus(PASSAGES, [entry()])
ITEMS = make_items(PASSAGES, [entry()]).items
SINGLE, JUDGED = item("一", Kind.SINGLE_CHOICE), item("二", Kind.TRUE_FALSE)


def as_it_is(one: Item, **changes: object) -> Edit:
    return replace(Edit(one.stem, one.options, one.key, one.rationale), **changes)  # type: ignore[arg-type]


def passage_of(one: Item):
    return next(passage for passage in PASSAGES if one.citation.quote in passage.text)


@pytest.mark.parametrize("one", ITEMS, ids=lambda one: one.id[:8])
def test_what_passed_the_gate_is_an_item_and_passes_again(one: Item) -> None:
    assert edited(one, as_it_is(one)) == one
    assert broken_rules(one, passage_of(one), CORPUS) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"options": ()},
        {"options": ("甲", "", "丙", "丁")},
        {"options": ("甲", "乙", "乙 ", "丁")},
        {"options": ("甲", "乙", "丙", "３"), "key": ("3",)},
        {"options": ("甲", "乙", "3", "三")},
        {"options": tuple(f"选项{n}" for n in range(11))},
        {"options": ("甲", "乙", "丙", "长" * 201)},
        {"key": ()},
        {"key": ("戊",)},
        {"key": ("甲", "乙")},
        {"stem": " \n"},
        {"stem": "题" * 10_000},
        {"rationale": "因" * 1001},
    ],
    ids=str,
)
def test_what_is_no_item_is_refused_with_a_sentence(changes: dict[str, object]) -> None:
    with pytest.raises(UsageError) as told:
        edited(SINGLE, as_it_is(SINGLE, **changes))
    assert told.value.zh.endswith("。") and told.value.en.endswith(".")


def test_a_judgement_keeps_its_two_options() -> None:
    assert edited(JUDGED, as_it_is(JUDGED, options=("对", "错"), key=("错误",))).options == ("正确", "错误")
    with pytest.raises(UsageError):
        edited(JUDGED, as_it_is(JUDGED, key=("对",)))


def test_of_several_keys_one_may_turn_out_to_be_the_only_right_one() -> None:
    several = replace(SINGLE, kind=Kind.MULTIPLE_CHOICE, key=SINGLE.options[:2])
    corrected = edited(several, as_it_is(several, key=SINGLE.options[:1]))
    assert corrected.key == SINGLE.options[:1] and "key_number" in broken_rules(corrected, None, CORPUS)
    with pytest.raises(UsageError):
        edited(several, as_it_is(several, key=()))


def test_an_ordering_shows_its_steps_in_another_order_than_the_right_one() -> None:
    steps = replace(SINGLE, kind=Kind.ORDERING, options=("乙", "丙", "甲"), key=("甲", "乙", "丙"))
    assert edited(steps, as_it_is(steps, key=("乙", "甲", "丙"))).options == ("乙", "丙", "甲")
    added = edited(steps, as_it_is(steps, key=("丁", "乙", "甲", "丙")))
    assert set(added.options) == set(added.key)
    with pytest.raises(UsageError):
        edited(steps, as_it_is(steps, key=("甲", "甲")))


@given(st.text(max_size=600), st.lists(st.text(max_size=30), max_size=12), st.lists(st.text(max_size=30), max_size=4))
def test_whatever_is_typed_becomes_an_item_or_a_sentence(stem: str, options: list[str], key: list[str]) -> None:
    for kind in Kind:
        try:
            one = edited(replace(SINGLE, kind=kind), Edit(stem, tuple(options), tuple(key), ""))
        except UsageError:
            continue
        assert one.stem and one.key and all(one.options) and all(one.key)
        assert one.id == item_id(one.kind, one.stem, one.key, one.citation)
        assert not one.options or kind is Kind.CLOZE or set(one.key) <= set(one.options)


def test_every_rule_that_an_edit_breaks_is_named() -> None:
    one = next(one for one in ITEMS if one.kind is Kind.SINGLE_CHOICE)
    short = replace(one, stem=f"{one.key[0]}（　）（　）")
    assert {"stem_length", "one_blank", "stem_gives_key"} <= set(broken_rules(short, passage_of(one), CORPUS))


def test_an_item_without_a_source_is_looked_at_for_its_form() -> None:
    stray = replace(SINGLE, citation=Citation("", "", "", 1, 1, ""))
    broken = broken_rules(stray, None, CORPUS)
    assert broken[0] == NO_SOURCE and "quote_verbatim" not in broken


def test_a_situation_rests_on_the_words_it_shares_with_its_clause() -> None:
    scene = replace(
        SINGLE,
        stem="一名支部书记在心得提交后的第4个工作日作出回应。根据《学习考核细则》，这样是否符合规定？",
        options=("符合规定，期限是6个工作日", "符合规定，期限是5个工作日", "不符合规定，期限是2个工作日"),
        key=("符合规定，期限是5个工作日",),
        citation=Citation("rules.md", "学习考核细则", "", 1, 1, "支部书记应当在心得提交后5个工作日内作出回应。"),
        post="administrator",
    )
    assert "key_in_citation" not in broken_rules(scene, passage_of(scene), CORPUS)
    assert "key_in_citation" in broken_rules(replace(scene, post=""), passage_of(scene), CORPUS)
