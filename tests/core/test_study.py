"""What Study promises: who may do what, and that each thing happens once and on its day."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from companion.answers.answers import Abstention, Answer
from companion.errors import Conflict, LoginRefused, NotAllowed, NotFound, UsageError
from companion.people.members import Role
from companion.peopledesk.entering import mark_of
from companion.quizzes.marking import full_reply
from companion.records.acts import quiz_of
from companion.records.assessment import USUAL
from companion.records.columns import Wanted
from companion.records.completion import Completion
from companion.records.events import EventKind
from companion.records.scores import Semester
from companion.records.terms import Terms
from companion.reflections.reflections import Prompt, Visibility
from companion.reports.report import Kind
from companion.study import Study
from companion.texts.documents import Citation
from companion.views import Drill
from tests.parts import MONDAY, PASSWORD, Parts, make_parts

WEDNESDAY = MONDAY + dt.timedelta(days=2)
THURSDAY = MONDAY + dt.timedelta(days=3)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


def keys(parts: Parts, member: str, day: dt.date) -> dict[str, tuple[str, ...]]:
    """The right replies to a quiz, from the ledger: the screen never gets them."""
    (event,) = parts.ledger.events(member=member, kinds={EventKind.QUIZ_SET}, first=day, last=day)
    return {item.id: full_reply(item) for item in quiz_of(event).items}


# who may ----------------------------------------------------------------------------------------------------------
SECRETARIAL: dict[str, Callable[[Study, str], object]] = {
    "table": lambda study, actor: study.table(actor, "甲", MONDAY, WEDNESDAY),
    "unfinished_today": lambda study, actor: study.unfinished_today(actor, "甲"),
    "handed_in": lambda study, actor: study.handed_in(actor, "甲", MONDAY, WEDNESDAY),
    "export_table": lambda study, actor: study.reports.export(actor, Wanted("甲", MONDAY, WEDNESDAY)),
    "members": lambda study, actor: study.members(actor, "甲"),
}


@pytest.mark.parametrize("act", SECRETARIAL.values(), ids=SECRETARIAL)
def test_a_branch_is_seen_by_its_secretary_and_admins_alone(act: Callable[[Study, str], object], parts: Parts) -> None:
    for actor in ("secretary", "admin"):
        act(parts.study, actor)
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            act(parts.study, actor)
    with pytest.raises(NotFound):
        act(parts.study, "nobody")


def test_who_must_change_the_password_can_do_nothing_else(parts: Parts) -> None:
    parts.directory.update(dataclasses.replace(parts.directory.member("member"), must_change_password=True))
    for act in (
        lambda: parts.study.day("member"),
        lambda: parts.study.chat("member", "谈心谈话每学期几次？"),
        lambda: parts.study.my_reflections("member"),
    ):
        with pytest.raises(NotAllowed):
            act()
    parts.study.change_password("member", PASSWORD, "another-horse-7")
    parts.directory.update(dataclasses.replace(parts.directory.member("member"), must_change_password=False))
    assert parts.study.day("member").questions


def test_a_wrong_password_opens_nothing(parts: Parts) -> None:
    with pytest.raises(LoginRefused):
        parts.study.login("member", "wrong", "127.0.0.1")
    token = parts.study.login("member", PASSWORD, "127.0.0.1")
    assert parts.study.username_of(token) == "member"
    parts.study.logout(token)
    assert parts.study.username_of(token) is None


def test_branches_are_those_one_looks_after(parts: Parts) -> None:
    seen = {name: [branch.id for branch in parts.study.branches(name)] for name in ("member", "secretary", "admin")}
    assert seen == {"member": [], "secretary": ["甲"], "admin": ["甲", "乙"]}
    assert parts.directory.member("admin").role is Role.ADMIN


# the day ----------------------------------------------------------------------------------------------------------
def test_a_day_is_the_same_all_day_and_another_for_others(parts: Parts) -> None:
    first = parts.study.day("member")
    parts.at(WEDNESDAY, 23, 59)
    assert parts.study.day("member") == first
    assert len(first.questions) == 5
    assert first.day == WEDNESDAY
    assert first.completion is Completion.PENDING
    assert first.reading
    others = parts.study.day("colleague").questions
    assert [question.id for question in others] != [question.id for question in first.questions]


def test_questions_carry_no_key(parts: Parts) -> None:
    for question in parts.study.day("member").questions:
        assert {field.name for field in dataclasses.fields(question)} == {"id", "kind", "stem", "options"}


def test_a_quiz_is_marked_once_and_then_shows_what_was_wrong(parts: Parts) -> None:
    day = parts.study.day("member")
    right = keys(parts, "member", WEDNESDAY)
    missed, *_ = right
    attempt = parts.study.submit_quiz("member", WEDNESDAY, {id: key for id, key in right.items() if id != missed})
    assert attempt.score.correct == len(day.questions) - 1
    assert [response.item.id for response in attempt.responses if not response.correct] == [missed]
    with pytest.raises(Conflict):
        parts.study.submit_quiz("member", WEDNESDAY, right)
    again = parts.study.day("member")
    assert again.attempt == attempt
    assert again.completion is Completion.ON_TIME


def test_replies_are_kept_until_the_quiz_is_handed_in_and_count_where_nothing_newer_is_sent(parts: Parts) -> None:
    parts.study.day("member")
    right = keys(parts, "member", WEDNESDAY)
    first, second, *_ = right
    for reply in (right[first], (), right[first]):  # the last one stands
        parts.study.save_reply("member", WEDNESDAY, first, reply)
    parts.study.save_reply("member", WEDNESDAY, second, right[second])
    assert parts.study.day("member").replies == {first: right[first], second: right[second]}
    assert parts.study.day("colleague").replies == {}
    attempt = parts.study.submit_quiz("member", WEDNESDAY, {second: ()})
    assert {response.item.id for response in attempt.responses if response.correct} == {first}
    assert parts.study.day("member").replies == {}
    with pytest.raises(Conflict):
        parts.study.save_reply("member", WEDNESDAY, first, ())


def test_saving_the_same_reply_again_writes_nothing(parts: Parts) -> None:
    parts.study.day("member")
    (id, reply), *_ = keys(parts, "member", WEDNESDAY).items()
    for _ in range(3):
        parts.study.save_reply("member", WEDNESDAY, id, reply)
    assert len(parts.ledger.events(kinds={EventKind.REPLY_SAVED})) == 1


def test_a_reply_that_could_not_be_marked_is_not_kept(parts: Parts) -> None:
    with pytest.raises(NotFound):
        parts.study.save_reply("member", WEDNESDAY, "x", ())
    parts.study.day("member")
    for item, reply in (("another item", ()), (next(iter(keys(parts, "member", WEDNESDAY))), ("a", "b", "b"))):
        with pytest.raises(UsageError):
            parts.study.save_reply("member", WEDNESDAY, item, reply)


def test_a_clock_put_back_takes_nothing_away(parts: Parts) -> None:
    parts.study.day("member")
    right = keys(parts, "member", WEDNESDAY)
    (first, *_) = right
    parts.study.save_reply("member", WEDNESDAY, first, right[first])
    parts.at(WEDNESDAY - dt.timedelta(days=1), 9)
    parts.study.save_reply("member", WEDNESDAY, first, ())
    assert parts.study.day("member", WEDNESDAY).replies == {first: ()}  # what was saved last, whatever the clock said
    parts.study.submit_quiz("member", WEDNESDAY, right)
    assert parts.study.day("member", WEDNESDAY).attempt is not None
    with pytest.raises(Conflict):
        parts.study.submit_quiz("member", WEDNESDAY, right)
    with pytest.raises(UsageError):
        parts.study.day("member", THURSDAY)
    parts.at(WEDNESDAY, 12)
    assert parts.study.day("member").completion is Completion.ON_TIME


def test_who_moves_to_another_branch_finishes_the_quiz_once_where_it_was_set(parts: Parts) -> None:
    before = parts.study.day("member")
    right = keys(parts, "member", WEDNESDAY)
    parts.directory.update(dataclasses.replace(parts.directory.member("member"), branch="乙"))
    assert parts.study.day("member").questions == before.questions
    first, *_ = right
    parts.study.save_reply("member", WEDNESDAY, first, right[first])
    parts.study.submit_quiz("member", WEDNESDAY, right)
    with pytest.raises(Conflict):
        parts.study.submit_quiz("member", WEDNESDAY, right)
    kinds = {EventKind.QUIZ_SET, EventKind.REPLY_SAVED, EventKind.QUIZ_SUBMITTED}
    assert [event.branch for event in parts.ledger.events(member="member", kinds=kinds)] == ["甲"] * 3
    assert parts.study.day("member").completion is Completion.ON_TIME
    rows = [row for branch in "甲乙" for row in parts.study.table("admin", branch, WEDNESDAY, WEDNESDAY).rows]
    (cells,) = [row.cells for row in rows if row.member.username == "member"]  # one branch's table, and done there
    assert cells == (Completion.ON_TIME,)
    parts.at(THURSDAY, 9)
    parts.study.day("member")
    (event,) = parts.ledger.events(member="member", kinds={EventKind.QUIZ_SET}, first=THURSDAY)
    assert event.branch == "乙"


def test_a_quiz_finished_after_midnight_belongs_to_the_day_it_was_set_for(parts: Parts) -> None:
    parts.at(WEDNESDAY, 23, 58)
    parts.study.day("member")
    parts.at(THURSDAY, 0, 3)
    parts.study.submit_quiz("member", WEDNESDAY, {})
    assert parts.study.day("member", WEDNESDAY).completion is Completion.MADE_UP
    assert parts.study.day("member").completion is Completion.PENDING


def test_a_missed_day_can_be_made_up_within_the_window_only(parts: Parts) -> None:
    parts.at(MONDAY + dt.timedelta(days=7), 12)
    assert parts.study.open_days("member") == tuple(MONDAY + dt.timedelta(days=n) for n in range(5))
    assert parts.study.day("member", MONDAY).questions
    parts.study.submit_quiz("member", MONDAY, {})
    assert MONDAY not in parts.study.open_days("member")
    tuesday = MONDAY + dt.timedelta(days=1)
    parts.study.day("member", tuesday)
    parts.at(MONDAY + dt.timedelta(days=9), 12)
    with pytest.raises(NotAllowed):
        parts.study.submit_quiz("member", tuesday, {})
    assert parts.study.day("colleague", tuesday).questions == ()


def test_until_a_branch_sets_its_own_window_the_setting_holds_for_its_score_too(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, make_up_days=21)
    spring = Semester("春季学期", MONDAY, MONDAY + dt.timedelta(days=11))
    assessment = parts.study.assessment
    assert assessment.standing("secretary", "甲").terms.rules.window == 21
    heavier = Terms(replace(assessment.standing("secretary", "甲").terms.rules, study=50, mastery=20), spring)
    assessment.change("secretary", "甲", heavier, "重在学习", assessment.preview("secretary", "甲", heavier).mark)
    assert parts.study.make_up_days("member") == 21


def test_a_branch_sets_its_own_window(parts: Parts) -> None:
    assessment, (monday, friday) = parts.study.assessment, (MONDAY, MONDAY + dt.timedelta(days=4))
    parts.at(monday, 9)
    parts.study.day("member")
    parts.at(friday, 9)
    terms = Terms(replace(USUAL, window=2), Semester("春季学期", monday, monday + dt.timedelta(days=11)))
    assert parts.study.make_up_days("member") == 7
    assessment.change("secretary", "甲", terms, "两天之内", assessment.preview("secretary", "甲", terms).mark)
    assert (parts.study.make_up_days("member"), parts.study.make_up_days("other")) == (2, 7)
    assert parts.study.open_days("member") == (friday - dt.timedelta(days=2), friday - dt.timedelta(days=1))
    with pytest.raises(NotAllowed, match="2 天"):
        parts.study.submit_quiz("member", monday, {})
    parts.study.leave.allow_make_up("secretary", "甲", "member", monday, "出差")
    assert parts.study.submit_quiz("member", monday, {})


def test_tomorrow_and_foreign_replies_are_refused(parts: Parts) -> None:
    with pytest.raises(UsageError):
        parts.study.day("member", THURSDAY)
    with pytest.raises(NotFound):
        parts.study.submit_quiz("member", WEDNESDAY, {})
    parts.study.day("member")
    with pytest.raises(UsageError):
        parts.study.submit_quiz("member", WEDNESDAY, {"another item": ["1"]})
    assert parts.study.day("member").attempt is None


def test_items_do_not_come_again_while_there_are_others(parts: Parts) -> None:
    today = {question.id for question in parts.study.day("member").questions}
    parts.at(THURSDAY, 9)
    assert not today & {question.id for question in parts.study.day("member").questions}


def test_a_text_taken_out_leaves_the_record_readable(parts: Parts) -> None:
    parts.study.day("member")
    attempt = parts.study.submit_quiz("member", WEDNESDAY, keys(parts, "member", WEDNESDAY))
    for entry in parts.index.entries():
        parts.index.remove(entry.path)
    day = parts.study.day("member")
    assert day.attempt == attempt
    assert day.reading  # as it was set
    with pytest.raises(NotFound):
        parts.study.page_view("member", attempt.responses[0].item.citation)


# reflections ------------------------------------------------------------------------------------------------------
def test_a_private_reflection_is_for_its_writer_alone(parts: Parts) -> None:
    parts.study.write_reflection("member", WEDNESDAY, "只给自己看", Visibility.PRIVATE)
    parts.study.write_reflection("colleague", WEDNESDAY, "交给书记", Visibility.SECRETARY)
    handed = parts.study.handed_in("secretary", "甲", MONDAY, WEDNESDAY)
    assert [(reflection.member, reflection.text) for reflection in handed] == [("colleague", "交给书记")]
    assert [reflection.text for reflection in parts.study.my_reflections("member")] == ["只给自己看"]
    assert parts.study.my_reflections("secretary") == ()


def test_the_last_save_of_a_day_stands_and_keeps_its_prompt(parts: Parts) -> None:
    prompt = parts.study.day("member").prompt
    assert prompt is not None
    parts.study.write_reflection("member", WEDNESDAY, "交了", Visibility.SECRETARY)
    parts.study.write_reflection("member", WEDNESDAY, "又收回", Visibility.PRIVATE)
    assert parts.study.handed_in("secretary", "甲", MONDAY, WEDNESDAY) == ()
    (mine,) = parts.study.my_reflections("member")
    assert (mine.text, mine.prompt) == ("又收回", prompt)


@pytest.mark.parametrize("text", ["", " \n　", "长" * 5001])
def test_a_reflection_has_some_words_and_not_too_many(text: str, parts: Parts) -> None:
    with pytest.raises(UsageError):
        parts.study.write_reflection("member", WEDNESDAY, text, Visibility.PRIVATE)


# the chat ---------------------------------------------------------------------------------------------------------
def test_an_answer_is_on_the_page_it_names(parts: Parts) -> None:
    answer = parts.study.chat("member", "教师每学期要和学生谈心谈话几次？")
    assert isinstance(answer, Answer)
    assert any("不少于2次" in citation.quote for citation in answer.citations)
    for citation in answer.citations:
        view = parts.study.page_view("member", citation)
        ((number, start, end),) = view.marks
        assert view.pages[number - 1].text[start:end] == citation.quote


def test_the_sample_clause_is_answered_with_itself(parts: Parts) -> None:
    clause = parts.study.sample_clause("member")
    assert clause is not None
    answer = parts.study.chat("member", f"《{clause.title}》{clause.heading.split()[-1]}是怎么规定的？")
    assert isinstance(answer, Answer)
    assert {citation.heading for citation in answer.citations} == {clause.heading}


def test_a_citation_of_what_is_not_there_opens_nothing(parts: Parts) -> None:
    for document, page, quote in (
        ("谈心谈话办法.md", 1, "教师可以不谈"),
        ("../../etc/passwd", 1, "root"),
        ("../../etc/passwd", 1, ""),
        ("谈心谈话办法.md", 2, ""),
    ):
        with pytest.raises(NotFound):
            parts.study.page_view("member", Citation(document, "", "", page, page, quote))
        with pytest.raises(NotFound):
            parts.study.page_picture("member", document, page)


def test_the_chat_sets_questions_and_marks_them_once(parts: Parts) -> None:
    drill = parts.study.chat("member", "出三道关于读书会的题")
    assert isinstance(drill, Drill)
    assert 1 <= len(drill.questions) <= 3
    assert all(source.quote == "" for source in drill.sources)
    with pytest.raises(NotFound):
        parts.study.mark_drill("colleague", drill.id, {})
    responses = parts.study.mark_drill("member", drill.id, {})
    assert [response.correct for response in responses] == [False] * len(drill.questions)
    with pytest.raises(Conflict):
        parts.study.mark_drill("member", drill.id, {})
    assert parts.study.day("member").completion is Completion.PENDING


def test_the_chat_gives_a_thinking_prompt(parts: Parts) -> None:
    prompt = parts.study.chat("member", "围绕谈心谈话给我一个思考题")
    assert isinstance(prompt, Prompt)
    parts.study.page_view("member", prompt.citation)


def test_what_the_texts_do_not_say_is_an_abstention(parts: Parts) -> None:
    for message in ("2023年诺贝尔物理学奖授予了谁？", "出三道关于量子计算机的题", "围绕足球比赛给我一个思考题"):
        assert isinstance(parts.study.chat("member", message), Abstention), message


@pytest.mark.parametrize("message", ["", "   ", "？？！……", "字" * 100_000])
def test_a_message_that_is_no_question_gets_a_sentence(message: str, parts: Parts) -> None:
    with pytest.raises(UsageError):
        parts.study.chat("member", message)


# the secretary ----------------------------------------------------------------------------------------------------
def test_who_leaves_on_wednesday_owes_until_then_and_stands_in_that_week_alone(parts: Parts) -> None:
    study, week = parts.study, dt.timedelta(days=7)
    here = study.people.member("secretary", "colleague")
    gone = study.people.edit("secretary", mark_of(here), dataclasses.replace(here, active=False))
    assert gone.left == WEDNESDAY
    assert {member.username for member in study.unfinished_today("secretary", "甲")} == {"member", "secretary"}
    look = study.desk.overview.look("secretary", "甲")
    assert (look.now.owed, sum(map(len, look.late.values()))) == (2, 2)
    parts.now += 2 * week

    def found(first: dt.date) -> list[tuple[int, int]]:
        rows = study.table("secretary", "甲", first, first + dt.timedelta(days=4)).rows
        return [(row.due, row.missed) for row in rows if row.member.username == "colleague"]

    assert (found(MONDAY), found(MONDAY + week)) == ([(3, 3)], [])
    report = study.reports.report("secretary", "甲", Kind.WEEK, MONDAY)
    assert (report.sums.members, report.sums.missed) == (3, 5 + 5 + 3)
    assert "Colleague" not in {one.name for one in report.owing}  # nobody can remind them any more
    study.people.edit("secretary", mark_of(gone), dataclasses.replace(gone, active=True))
    assert (found(MONDAY), found(MONDAY + week)) == ([(5, 5)], [(5, 5)])  # all days again


def test_a_last_day_set_by_hand_holds_wherever_days_are_counted(parts: Parts) -> None:
    study = parts.study
    here = study.people.member("secretary", "colleague")
    gone = study.people.edit("secretary", mark_of(here), dataclasses.replace(here, active=False))
    tuesday = MONDAY + dt.timedelta(days=1)
    gone = study.people.date("secretary", mark_of(gone), "colleague", MONDAY, MONDAY, "周一下班后离开")

    def cells() -> list[tuple[Completion | None, ...]]:
        return [row.cells for row in study.table("secretary", "甲", MONDAY, WEDNESDAY).rows if row.member.username == "colleague"]

    assert cells() == [(Completion.MISSED, None, None)]
    study.people.date("secretary", mark_of(gone), "colleague", tuesday, WEDNESDAY, "弄反了")
    assert cells() == [(None, Completion.MISSED, Completion.PENDING)]


def test_the_table_shows_who_is_done_and_who_is_not(parts: Parts) -> None:
    parts.study.day("member")
    parts.study.submit_quiz("member", WEDNESDAY, {})
    table = parts.study.table("secretary", "甲", MONDAY, WEDNESDAY)
    cells = {row.member.username: row.cells for row in table.rows}
    assert cells["member"] == (Completion.MISSED, Completion.MISSED, Completion.ON_TIME)
    assert cells["colleague"][-1] is Completion.PENDING
    assert {member.username for member in parts.study.unfinished_today("secretary", "甲")} == {"colleague", "secretary"}
    assert {member.username for member in parts.study.unfinished_today("secretary", "甲", "二组")} == {"colleague"}
    grouped = parts.study.table("secretary", "甲", MONDAY, WEDNESDAY, "一组")
    assert {row.member.username for row in grouped.rows} == {"member", "secretary"}
