"""What is hard and what is missing, on a real file: told to the secretary without a name, and kept without one."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.answers.answers import Abstention
from companion.engines.sql import open_database
from companion.people.members import Member
from companion.records.events import EventKind
from companion.records.vain import KINDS
from tests.parts import MONDAY, Parts, make_parts

NOT_THERE = "食堂星期天几点开门？"


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    database = open_database(tmp_path / "companion.sqlite")
    made = make_parts(tmp_path, database=database)
    made.directory.add(Member("third", "Third", "甲", joined=MONDAY), "x")
    made.at(MONDAY + dt.timedelta(days=2), 10)
    yield made
    database.close()


def asked(parts: Parts) -> list[tuple[str, int]]:
    return [(one.words, one.askers) for one in parts.study.desk.hard.lists("secretary", "甲").asked]


def test_what_three_ask_in_vain_is_listed_without_them(parts: Parts) -> None:
    for who, wording in (("member", NOT_THERE), ("member", "请问" + NOT_THERE), ("colleague", NOT_THERE), ("other", NOT_THERE)):
        assert isinstance(parts.study.chat(who, wording), Abstention)
    assert asked(parts) == []
    before = parts.ledger.events(kinds=KINDS)
    assert len(before) == 3 and not any(event.payload["words"] for event in before)  # no wording yet, anywhere
    parts.study.chat("third", "食堂星期天几點開門呢")
    assert asked(parts) == [("食堂星期天几點開門呢", 3)]
    assert parts.study.desk.hard.lists("other", "乙").asked == ()
    for event in parts.ledger.events(kinds=KINDS):
        assert (event.member, event.day, event.at.time()) == ("", MONDAY.replace(day=1), dt.time())
        assert not any(name in repr(event) for name in ("member'", "colleague", "third", "Third"))


def test_answers_greetings_and_questions_kept_to_some_texts_are_not_counted(parts: Parts) -> None:
    parts.study.chat("member", "谈心谈话记录保存期限为几年？")
    parts.study.chat("member", "你好")
    parts.study.chat("member", NOT_THERE, within=["读书会章程.md"])
    assert parts.ledger.events(kinds=KINDS) == ()


def test_a_new_month_begins_to_count_anew(parts: Parts) -> None:
    for who in ("member", "colleague"):
        parts.study.chat(who, NOT_THERE)
    parts.at(dt.date(2026, 4, 2), 10)
    parts.study.chat("third", NOT_THERE)
    assert asked(parts) == []
    for who in ("member", "colleague"):
        parts.study.chat(who, NOT_THERE)
    assert asked(parts) == [(NOT_THERE, 3)]


def test_items_that_three_had_wrong_are_listed_with_their_passage_from_the_next_day_on(parts: Parts) -> None:
    parts.study.bank.choose("secretary", "甲", "same_for_all", True)
    day = MONDAY + dt.timedelta(days=2)
    for who in ("member", "colleague", "third"):
        parts.study.day(who, day)
        parts.study.submit_quiz(who, day, {})
    assert parts.study.desk.hard.lists("secretary", "甲").items == ()
    parts.at(day + dt.timedelta(days=1), 8)
    hard = parts.study.desk.hard.lists("secretary", "甲")
    assert hard.items and hard.passages
    assert all((one.tally.wrong, one.tally.replies, one.tally.members) == (3, 3, 3) for one in hard.items)
    (submitted, *_) = parts.ledger.events(kinds={EventKind.QUIZ_SUBMITTED})
    assert {one.item.id for one in hard.items} == {one["item"] for one in submitted.payload["responses"]}
    quotes = {one.item.citation.quote for one in hard.items}
    assert all(any(quote in place.citation.quote for place in hard.passages) for quote in quotes)
    assert sum(place.items for place in hard.passages) == len(hard.items)
