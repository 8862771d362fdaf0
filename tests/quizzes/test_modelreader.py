"""A language model reads an item back from its passage: what it is told, and when its reply is the key."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language import Message, plain
from companion.quizzes.generate import make_items
from companion.quizzes.items import Item, Kind
from companion.quizzes.marking import full_reply
from companion.quizzes.modelreader import agrees, read_by, reading
from tests.models import Scripted
from tests.quizzes.texts import RULES, cut, entry

PASSAGES = cut(RULES)
MADE = make_items(PASSAGES, [entry()])


def one(kind: Kind, options: Sequence[str], key: Sequence[str], stem: str = "每次不少于（　）。") -> Item:
    return Item("x", kind, stem, tuple(options), tuple(key), "", MADE.items[0].citation)


SINGLE = one(Kind.SINGLE_CHOICE, ("20分钟", "30分钟", "45分钟"), ("30分钟",))
BODY = one(Kind.SINGLE_CHOICE, ("校长办公会审定", "学院审核后报备"), ("学院审核后报备",), "修改方案应当怎样做？")
SCENE = replace(one(Kind.SINGLE_CHOICE, ("5分钟", "10分钟"), ("5分钟",), "已经谈了25分钟，还要谈多久？"), post="teacher")
SEVERAL = one(Kind.MULTIPLE_CHOICE, ("共读", "分享", "演讲", "写作"), ("共读", "写作"))
ORDER = one(Kind.ORDERING, ("公示", "报名", "评审"), ("报名", "评审", "公示"))
JUDGED = one(Kind.TRUE_FALSE, ("正确", "错误"), ("错误",))
BLANK = one(Kind.CLOZE, (), ("5", "五", "5个工作日"), "应当在____个工作日内回应。")
POINT = one(Kind.SHORT_ANSWER, (), ("在公示期内向支部书记提出",), "有异议的，应当怎样做？")
POINTS = one(Kind.SHORT_ANSWER, (), ("提前3天公布阅读篇目", "准备好书目和场地"), "领读人应当怎样做？")


@pytest.mark.parametrize(
    ("item", "reply"),
    [
        (SINGLE, "30分钟"),
        (SINGLE, "空处应填：三十分钟。"),
        (SINGLE, "每次不少于30分钟"),
        (SINGLE, "30"),
        (BODY, "由学院审核"),
        (SCENE, "还要谈5分钟"),
        (SEVERAL, "共读\n写作"),
        (SEVERAL, "1. 写作；2. 讨论；3. 共读"),
        (ORDER, "报名、评审、公示"),
        (ORDER, "1. 报名\n2. 评审\n3. 公示"),
        (JUDGED, "B"),
        (JUDGED, "错误"),
        (JUDGED, "错"),
        (BLANK, "5"),
        (BLANK, "五个工作日"),
        (BLANK, "空处应填：５。"),
        (POINT, "向支部书记提出。"),
        (POINTS, "应当准备好书目和场地，并提前3天公布阅读篇目。"),
    ],
)
def test_a_reply_that_is_the_key_however_it_is_put(item: Item, reply: str) -> None:
    assert agrees(item, reply)


@pytest.mark.parametrize(
    ("item", "reply"),
    [
        (SINGLE, "45分钟"),
        (SINGLE, "无"),
        (SINGLE, ""),
        (SINGLE, "20分钟或30分钟"),
        (BODY, "校长"),
        (SCENE, "30分钟"),
        (SEVERAL, "共读"),
        (SEVERAL, "共读、分享、写作"),
        (ORDER, "公示、报名、评审"),
        (ORDER, "报名、评审"),
        (JUDGED, "对"),
        (BLANK, "7"),
        (BLANK, "15"),
        (BLANK, "原文没有说明应当在多少个工作日内回应，可能是5个，也可能是更多"),
        (POINT, "向学院党委提出"),
        (POINT, "提出"),
        (POINTS, "应当准备好书目和场地。"),
    ],
)
def test_a_reply_that_is_not_the_key(item: Item, reply: str) -> None:
    assert not agrees(item, reply)


@given(st.sampled_from(MADE.items), st.text(max_size=200))
def test_any_reply_agrees_or_does_not(item: Item, reply: str) -> None:
    assert agrees(item, reply) in (True, False)


def test_the_model_is_shown_options_only_where_it_needs_them_and_no_key() -> None:
    for item in (*MADE.items, SCENE):
        passage = next(one for one in PASSAGES if item.citation.quote in one.text)
        system, user = reading(item, passage.text)
        judged = item.kind is Kind.TRUE_FALSE
        shown = [f"{letter}. {option}" for letter, option in zip("AB", item.options, strict=False)] if judged else item.options if item.post else ()
        marker, text, stem, *options, again, asked = user.text.split("\n")
        assert marker == again and asked and text and stem
        assert options == list(map(plain, shown))
        assert not item.rationale or item.rationale not in system.text
        assert reading(item, passage.text)[0] == system


def knowing(messages: Sequence[Message]) -> str:
    """As a model would reply that knows every key."""
    item = next(one for one in MADE.items if plain(one.stem) in messages[1].text)
    return "\n".join(item.key) if item.options else full_reply(item)[0]


def test_items_that_the_model_reads_back_are_kept_and_no_more_are_read_than_are_wanted() -> None:
    model = Scripted(knowing)
    kept = read_by(model, MADE, PASSAGES, 3)
    assert kept.items == MADE.items[:3]
    assert len(model.seen) == 3
    assert "read_otherwise" not in kept.rejected


def test_items_that_the_model_reads_otherwise_are_refused_by_name_and_not_made_up_for() -> None:
    kept = read_by(Scripted(lambda _: "无"), MADE, PASSAGES, 3)
    assert kept.items == ()
    assert kept.rejected["read_otherwise"] == len(MADE.items)
    assert {rule: count for rule, count in kept.rejected.items() if rule != "read_otherwise"} == MADE.rejected
