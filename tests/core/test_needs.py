"""The needs survey: what is noted, what it changes, and what nobody but its member sees of it."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.drawing import weakest_first
from companion.errors import NotAllowed, UsageError
from companion.people.members import Member, Post
from companion.quizzes.schedule import Review, due_items
from companion.records.acts import quiz_of
from companion.records.events import EventKind
from companion.records.needs import Needs, totals
from tests.parts import MONDAY, PASSWORD, Parts, make_parts

WEDNESDAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


def test_the_last_answers_stand_and_can_be_changed(parts: Parts) -> None:
    assert parts.study.needs.mine("member") is None
    offered = parts.study.needs.themes("member")
    assert len(offered) == 2
    parts.study.needs.answer("member", Post.COUNSELLOR, offered, "")
    kept = parts.study.needs.answer("member", Post.RESEARCHER, [offered[1], "没有这个主题"], " 署名、数据，数据 ")
    assert kept == Needs(Post.RESEARCHER, (offered[1],), ("署名", "数据")) == parts.study.needs.mine("member")
    assert parts.study.needs.mine("colleague") is None


@pytest.mark.parametrize("words", ["一、二、三、四、五、六", "十一个字以上的一个词语呀"])
def test_too_many_words_are_refused(words: str, parts: Parts) -> None:
    with pytest.raises(UsageError):
        parts.study.needs.answer("member", Post.TEACHER, [], words)
    assert parts.study.needs.mine("member") is None


def test_lessons_speak_to_the_post_that_was_answered_and_everyone_reads_the_same(parts: Parts) -> None:
    parts.study.needs.answer("member", Post.COUNSELLOR, [], "")
    mine, other = parts.study.day("member"), parts.study.day("colleague")
    assert mine.reading == other.reading and mine.unit == other.unit
    assert mine.prompt is not None and "辅导员岗位" in mine.prompt.text
    assert other.prompt is not None and "教师岗位" in other.prompt.text
    assert parts.directory.member("member").post is Post.TEACHER  # the roster is the secretary's


def test_items_that_touch_an_interest_come_first_among_those_equally_near(parts: Parts) -> None:
    word = "记录"

    def share(member: str, days: int) -> int:
        found = 0
        for n in range(days):
            parts.at(MONDAY + dt.timedelta(days=n), 9)
            parts.study.day(member)
        for event in parts.ledger.events(member=member, kinds={EventKind.QUIZ_SET}):
            found += sum(word in item.stem + item.citation.quote for item in quiz_of(event).items)
        return found

    parts.study.needs.answer("member", Post.TEACHER, [], word)
    assert share("member", 2) >= share("colleague", 2)
    (event, *_) = parts.ledger.events(member="member", kinds={EventKind.QUIZ_SET})
    assert any(word in item.stem + item.citation.quote for item in quiz_of(event).items)


def test_what_was_wrong_comes_first_in_what_is_due() -> None:
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    marks = {"right": 1.0, "wrong": 0.0, "part": 0.5}
    reviews = [Review(item, start, start.date(), mark) for item, mark in marks.items()]
    over = start + dt.timedelta(days=60)
    due = weakest_first(reviews, over)
    assert set(due) == set(due_items(reviews, over)) == set(marks)
    assert due[-1] == "right"


# the secretary ----------------------------------------------------------------------------------------------------
def members(parts: Parts, count: int) -> list[str]:
    names = [f"m{n}" for n in range(count)]
    for name in names:
        parts.directory.add(Member(name, name, "甲", post=Post.TEACHER, joined=MONDAY), PASSWORD)
    return names


def test_the_secretary_sees_sums_of_five_and_more_and_words_that_three_have_used(parts: Parts) -> None:
    theme = parts.study.needs.themes("secretary")[0]
    for n, name in enumerate(members(parts, 5)):
        assert parts.study.needs.totals("secretary", "甲") is None
        parts.study.needs.answer(name, Post.TEACHER if n else Post.OTHER, [theme], "署名 数据" if n < 3 else "只有我在意")
    found = parts.study.needs.totals("secretary", "甲")
    assert found is not None and found.answered == 5
    assert found.posts == {Post.TEACHER: 4, Post.OTHER: 1} and found.themes == {theme: 5}
    assert found.words == {"数据": 3, "署名": 3}
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            parts.study.needs.totals(actor, "甲")


def test_who_has_left_is_counted_no_more(parts: Parts) -> None:
    names = members(parts, 5)
    for name in names:
        parts.study.needs.answer(name, Post.TEACHER, [], "")
    parts.directory.update(dataclasses.replace(parts.directory.member(names[0]), active=False))
    assert parts.study.needs.totals("secretary", "甲") is None


@given(st.lists(st.tuples(st.sampled_from(list(Post)), st.frozensets(st.sampled_from("一二三四五六"))), max_size=12))
def test_no_sum_is_more_than_those_who_answered(answers: list[tuple[Post, frozenset[str]]]) -> None:
    people = [Member(str(n), str(n), "甲") for n in range(len(answers))]
    needs = {str(n): Needs(post, tuple(words), tuple(words)) for n, (post, words) in enumerate(answers)}
    found = totals(people, needs)
    assert (found is None) == (len(answers) < 5)
    if found:
        assert sum(found.posts.values()) == found.answered == len(answers)
        assert all(3 <= n <= found.answered for n in found.words.values())
        assert all(n <= found.answered for n in found.themes.values())
