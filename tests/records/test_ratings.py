"""Whether an answer helped: counted by place, the last word of each screen, and nobody's name anywhere."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from companion.answers.answers import Answer
from companion.errors import NotAllowed
from companion.records.events import EventKind
from companion.records.ratings import RatedSource, Rating, rated_sources, rating_event, rating_of
from companion.texts.documents import Citation
from tests.parts import MONDAY, make_parts

ONE = Citation("a.md", "办法", "第一条", 1, 1, "一句。")
SAME_PLACE = dataclasses.replace(ONE, quote="又一句。")
OTHER = Citation("b.md", "章程", "", 1, 1, "两句。")


def counted(*ratings: Rating) -> tuple[RatedSource, ...]:
    events = [rating_event(rating, "甲", MONDAY) for rating in ratings]
    return rated_sources([dataclasses.replace(event, id=n) for n, event in enumerate(events, 1)])


def test_ratings_are_counted_by_place_those_that_helped_least_first() -> None:
    found = counted(
        Rating("1", True, (ONE, SAME_PLACE)),
        Rating("2", False, (OTHER,), "问一"),
        Rating("3", False, (OTHER, ONE), "问二"),
        Rating("4", False, (OTHER,), ""),
    )
    assert [(one.citation.title, one.helpful, one.not_helpful, one.questions) for one in found] == [
        ("章程", 0, 3, ("问一", "问二")),
        ("办法", 1, 1, ("问二",)),
    ]


def test_the_last_rating_of_an_answer_counts_alone() -> None:
    (found,) = counted(Rating("1", False, (ONE,), "问"), Rating("1", True, (ONE,)))
    assert (found.helpful, found.not_helpful, found.questions) == (1, 0, ())


def test_a_rating_comes_back_as_it_was_kept() -> None:
    rating = Rating("1", False, (ONE, OTHER), "问")
    event = rating_event(rating, "甲", MONDAY)
    kept = dataclasses.replace(event, payload=json.loads(json.dumps(event.payload)))
    assert rating_of(kept) == rating


def test_nothing_that_is_kept_tells_who_rated_or_when(tmp_path: Path) -> None:
    parts = make_parts(tmp_path)
    answer = parts.study.chat("member", "教师每学期要和学生谈心谈话几次？")
    assert isinstance(answer, Answer)
    parts.study.rate_answer("member", answer, "x1", helpful=False)
    parts.study.rate_answer("colleague", answer, "x2", helpful=True, show_question=True)
    events = parts.ledger.events(kinds={EventKind.ANSWER_RATED})
    told = json.dumps([dataclasses.asdict(event) for event in events], default=str, ensure_ascii=False)
    assert not any(word in told for word in ("member\": \"m", "Member", "colleague", "Colleague", answer.question))
    assert {(event.member, event.key, event.at.time()) for event in events} == {("", "", dt.time())}
    parts.study.rate_answer("member", answer, "x1", helpful=False, show_question=True)
    found = parts.study.rated_sources("secretary", "甲", MONDAY, parts.study.today("secretary"))
    assert {one.questions for one in found} == {(answer.question,)}
    assert {(one.helpful, one.not_helpful) for one in found} == {(1, 1)}
    for one in found:
        assert parts.study.page_view("secretary", one.citation)


def test_ratings_are_for_the_branch_s_own_secretary(tmp_path: Path) -> None:
    study = make_parts(tmp_path).study
    assert study.rated_sources("admin", "甲", MONDAY, MONDAY) == ()
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            study.rated_sources(actor, "甲", MONDAY, MONDAY)
