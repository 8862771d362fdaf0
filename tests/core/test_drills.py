"""What practice promises: it is outside the record, shows no key too early, and remembers what was wrong."""

import datetime as dt
from pathlib import Path

import pytest

from companion.errors import Conflict, NotFound, UsageError
from companion.quizzes.items import Item, Kind
from companion.quizzes.marking import full_reply
from companion.records.acts import quiz_of
from companion.records.completion import Completion
from companion.records.events import Event, EventKind
from companion.views import Drill, Mode, Run
from tests.parts import MONDAY, Parts, make_parts
from tests.quizzes.bank_contract import item

WEDNESDAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


def at(parts: Parts, days: int) -> None:
    parts.at(WEDNESDAY + dt.timedelta(days=days), 10)


def items_of(parts: Parts, drill: int) -> dict[str, Item]:
    (event,) = [event for event in parts.ledger.events(kinds={EventKind.DRILL_SET}) if event.id == drill]
    return {item.id: item for item in quiz_of(event).items}


def reply(parts: Parts, run: Run, *, right: bool) -> Run:
    assert run.now
    return parts.study.answer_drill("member", run.id, {run.now.id: full_reply(items_of(parts, run.id)[run.now.id]) if right else ()})


def fail_the_day(parts: Parts) -> set[str]:
    day = parts.study.day("member")
    parts.study.submit_quiz("member", day.day, {})
    return {question.id for question in day.questions}


def test_mistakes_of_the_day_are_in_the_book_and_leave_it_once_right_on_two_days(parts: Parts) -> None:
    wrong = fail_the_day(parts)
    book = parts.study.revision("member").wrong
    assert {one.item.id for one in book} == wrong
    assert {(one.times, one.last, one.right_days) for one in book} == {(1, WEDNESDAY, 0)}
    for days in (1, 1, 2):
        at(parts, days)
        assert {one.item.id for one in parts.study.revision("member").wrong} == wrong
        run = parts.study.start_drill("member", Mode.MISTAKES)
        assert run.total == len(wrong)
        while run.now:
            run = reply(parts, run, right=True)
    assert parts.study.revision("member").wrong == ()
    with pytest.raises(NotFound):
        parts.study.start_drill("member", Mode.MISTAKES)
    assert parts.study.revision("colleague").wrong == ()


def test_what_was_wrong_is_due_the_next_day_and_set_again(parts: Parts) -> None:
    wrong = fail_the_day(parts)
    assert parts.study.revision("member").due == 0
    at(parts, 1)
    assert parts.study.revision("member").due == len(wrong)
    run = parts.study.start_drill("member", Mode.DUE)
    assert set(items_of(parts, run.id)) == wrong
    today = {question.id for question in parts.study.day("member").questions}
    assert len(today & wrong) == 2  # set yesterday, and due


def test_practice_is_outside_the_record(parts: Parts) -> None:
    run = parts.study.start_drill("member", Mode.CHALLENGE)
    while run.now:
        run = reply(parts, run, right=False)
    assert parts.study.day("member").completion is Completion.PENDING
    assert parts.study.my_table("member", WEDNESDAY, WEDNESDAY).rows[0].first_try is None


def test_a_challenge_grows_harder_and_ends_with_the_third_mistake(parts: Parts) -> None:
    run = parts.study.start_drill("member", Mode.CHALLENGE)
    assert (run.left, run.total) == (3, len(items_of(parts, run.id)))
    assert run.total > 5
    for n in range(5):
        assert run.now
        run = reply(parts, run, right=n % 2 == 1)
    assert (run.left, run.now, len(run.responses)) == (0, None, 5)
    with pytest.raises(Conflict):
        parts.study.answer_drill("member", run.id, {next(iter(items_of(parts, run.id))): ()})


def test_what_members_found_hard_comes_late_in_a_challenge(parts: Parts) -> None:
    easy = next(one for one in items_of(parts, parts.study.start_drill("member", Mode.CHALLENGE).id).values())
    for n in range(6):  # others reply to it, and all are wrong
        quiz = {"items": [easy.to_json()]}
        given = {"responses": [{"item": easy.id, "reply": [], "correct": False, "mark": 0}]}
        for kind, payload in ((EventKind.QUIZ_SET, quiz), (EventKind.QUIZ_SUBMITTED, given)):
            parts.ledger.append(Event(kind, "甲", f"m{n}", WEDNESDAY, parts.now, payload))
    at(parts, 1)
    order = list(items_of(parts, parts.study.start_drill("member", Mode.CHALLENGE).id).values())
    place = next((n for n, one in enumerate(order) if one.id == easy.id), len(order))
    assert all(one.kind is not Kind.TRUE_FALSE for one in order[place + 1 :])


def test_a_theme_holds_items_of_its_unit_only(parts: Parts) -> None:
    themes = parts.study.revision("member").themes
    assert {theme.title for theme in themes} == {"谈心谈话工作办法", "教师读书会章程"}
    run = parts.study.start_drill("member", Mode.THEME, themes[0].name)
    assert {one.citation.title for one in items_of(parts, run.id).values()} == {themes[0].title}
    with pytest.raises(NotFound):
        parts.study.start_drill("member", Mode.THEME, "没有这个单元")
    with pytest.raises(UsageError):
        parts.study.start_drill("member", Mode.TOPIC)


def test_no_key_of_an_open_quiz_can_be_had_by_practising(parts: Parts) -> None:
    fail_the_day(parts)
    at(parts, 1)
    held = {question.id for question in parts.study.day("member").questions}
    revision = parts.study.revision("member")
    assert not held & {one.item.id for one in revision.wrong}
    assert not held & {id for theme in revision.themes for id in theme.items}
    for mode in (Mode.MISTAKES, Mode.DUE, Mode.CHALLENGE):
        assert not held & set(items_of(parts, parts.study.start_drill("member", mode).id))
    drill = parts.study.chat("member", "出三道关于读书会的题")
    assert not isinstance(drill, Drill) or not held & {question.id for question in drill.questions}


def test_an_item_is_marked_once_and_the_drill_goes_on_elsewhere(parts: Parts) -> None:
    run = parts.study.start_drill("member", Mode.CHALLENGE)
    after = reply(parts, run, right=True)
    with pytest.raises(Conflict):
        reply(parts, run, right=False)  # the other tab still shows the first item
    assert parts.study.drill("member", run.id) == after
    assert parts.study.revision("member").unfinished == after
    for other in (lambda: parts.study.drill("colleague", run.id), lambda: parts.study.drill("member", run.id + 99)):
        with pytest.raises(NotFound):
            other()
    with pytest.raises(NotFound):
        parts.study.mark_drill("member", run.id, {})  # would mark all at once


def test_a_short_answer_shows_its_points_once_it_is_written_and_is_marked_by_those_ticked(parts: Parts) -> None:
    asked = Item("简", Kind.SHORT_ANSWER, "谈心谈话前要做什么？", (), ("先听", "再问"), "因为。", item("x").citation)
    payload = {"topic": "", "mode": Mode.DUE, "items": [asked.to_json()]}
    set_event = parts.ledger.append(Event(EventKind.DRILL_SET, "甲", "member", WEDNESDAY, parts.now, payload))
    run = parts.study.answer_drill("member", set_event.id, {"简": ["先听他说"]})
    assert (run.written, run.key_points, run.responses) == ("先听他说", ("先听", "再问"), ())
    run = parts.study.answer_drill("member", set_event.id, {"简": ["先听他说", "先听"]}, compared=True)
    assert run.now is None and run.responses[0].mark == 0.5


def test_short_answers_are_never_in_a_day_s_quiz(parts: Parts) -> None:
    for day in range(5):
        at(parts, day)
        assert all(question.kind is not Kind.SHORT_ANSWER for question in parts.study.day("member").questions)


def test_all_of_a_branch_can_get_the_same_items_in_an_order_of_their_own(parts: Parts) -> None:
    chosen = {"choices": {"same_for_all": True}}
    parts.ledger.append(Event(EventKind.CHOICES_CHANGED, "甲", "secretary", WEDNESDAY, parts.now, chosen))
    fail_the_day(parts)
    days = [parts.study.day(name) for name in ("member", "colleague", "secretary")]
    assert len({tuple(question.id for question in day.questions) for day in days}) == 1
    at(parts, 1)
    tomorrow = {question.id for question in parts.study.day("colleague").questions}
    assert tomorrow == {question.id for question in parts.study.day("member").questions}
    assert not tomorrow & {question.id for question in days[0].questions}
    assert {question.id for question in parts.study.day("other").questions} != tomorrow


def test_a_short_answer_in_the_chat_is_compared_after_marking_once(parts: Parts) -> None:
    drill = parts.study.chat("member", "出一道关于读书会的简答题")
    assert isinstance(drill, Drill)
    (question,) = drill.questions
    assert question.kind is Kind.SHORT_ANSWER
    written = {question.id: ("共读、分享",)}
    with pytest.raises(Conflict):  # not before it is marked: the key points would be known
        parts.study.answer_drill("member", drill.id, written)
    (response,) = parts.study.mark_drill("member", drill.id, written)
    ticked = (*written[question.id], response.item.key[0])
    run = parts.study.answer_drill("member", drill.id, {question.id: ticked}, compared=True)
    assert [one.reply for one in run.responses] == [ticked] and run.responses[0].mark > 0
    with pytest.raises(Conflict):
        parts.study.answer_drill("member", drill.id, {question.id: ticked}, compared=True)
