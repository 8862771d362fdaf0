"""What a language model proposes is an item only if it passes the gate, and is read again from its passage."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.quizzes.corpus import Corpus
from companion.quizzes.proposals import Proposals, propose, proposed, worthiest
from companion.texts.documents import Passage
from companion.texts.splitting import split
from tests.models import Scripted
from tests.parts import documents

RIGHT = {
    "题干": "教师与所指导的每名学生谈心谈话，每次应当不少于（　）。",
    "答案": "30分钟",
    "干扰项": ["20分钟", "45分钟", "60分钟"],
}


def replying(words: str) -> Callable[[str], str]:
    return lambda _: words


def passages() -> list[Passage]:
    return [passage for document in documents() for passage in split(document)]


RIGHTLY = replying("30分钟")


def tried(offer: str, choose: Callable[[str], str] = RIGHTLY) -> tuple[Proposals, Scripted]:
    corpus = Corpus(passages())
    (statement,) = [
        one for passage in passages() for one in corpus.statements(passage) if "每次不少于30分钟" in one.text
    ]
    model = Scripted(lambda messages: offer if "干扰项" in messages[0].text else choose(messages[1].text))
    return propose(model, [statement], corpus), model


def test_a_sound_proposal_becomes_an_item_that_leads_back_to_its_sentence() -> None:
    made, model = tried(f"好的，题目如下：\n```json\n{json.dumps(RIGHT, ensure_ascii=False)}\n```")
    (item,) = made.items
    assert item.key == ("30分钟",)
    assert set(item.options) == {"20分钟", "30分钟", "45分钟", "60分钟"}
    assert item.stem.startswith("根据《谈心谈话工作办法》，")
    assert "每次不少于30分钟" in item.citation.quote
    assert "每次不少于30分钟" in item.rationale
    assert (made.asked, made.rejected) == (1, {})
    assert "30分钟" not in model.seen[1].splitlines()[2], "the stem that is read holds no key"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"答案": "50分钟"}, "key_in_citation"),
        ({"干扰项": ["20分钟", "20分钟", "60分钟"]}, "options_distinct"),
        ({"题干": "每次不少于30分钟的谈心谈话，每次至少（　）。"}, "stem_gives_key"),
        ({"干扰项": ["20分钟"]}, "unreadable"),
        ({"答案": ""}, "unreadable"),
        ({"答案": ["30分钟"]}, "unreadable"),
    ],
)
def test_an_unsound_proposal_is_refused_by_the_rule_it_breaks(changed: dict[str, object], rule: str) -> None:
    made, _ = tried(json.dumps(RIGHT | changed, ensure_ascii=False))
    assert not made.items
    assert made.rejected == {rule: 1}


@pytest.mark.parametrize("choose", [replying("45分钟"), replying("无"), replying("")])
def test_what_the_model_itself_reads_otherwise_is_refused(choose: Callable[[str], str]) -> None:
    made, _ = tried(json.dumps(RIGHT, ensure_ascii=False), choose)
    assert made.rejected == {"read_otherwise": 1}


@settings(deadline=None)  # it makes a corpus
@given(st.text(max_size=300) | st.dictionaries(st.sampled_from(["题干", "答案", "干扰项"]), st.text() | st.lists(st.text())).map(json.dumps))
def test_any_reply_is_an_item_or_none(reply: str) -> None:
    corpus = Corpus(passages())
    (statement, *_) = worthiest(passages(), corpus, 1)
    candidate = proposed(reply, statement, corpus)
    assert candidate is None or len(candidate.options) == 4


def test_the_worthiest_sentences_come_from_all_texts() -> None:
    corpus = Corpus(passages())
    chosen = worthiest(passages(), corpus, 4)
    assert len({one.passage.document for one in chosen}) == 2
    assert chosen == worthiest(reversed(passages()), corpus, 4)
