"""Who moves from one branch to another: in each one's tables, reports and scores for the days on which they belonged to it."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from companion.errors import UsageError
from companion.people.members import Gone
from companion.peopledesk.entering import mark_of
from companion.records.assessment import USUAL
from companion.records.columns import Wanted
from companion.records.completion import Completion
from companion.records.deeds import Deed, Whom
from companion.records.leave import Absence
from companion.records.scores import Semester
from companion.records.terms import Terms
from companion.reflections.reflections import Visibility
from companion.reports.report import Kind
from tests.parts import MONDAY, Parts, make_parts

WEDNESDAY, FRIDAY = MONDAY + dt.timedelta(days=2), MONDAY + dt.timedelta(days=4)
WEEK = dt.timedelta(days=7)
MISSED = Completion.MISSED


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


def move(parts: Parts, branch: str, group: str = "") -> None:
    """By the admin, of 甲's colleague."""
    here = parts.study.people.member("admin", "colleague")
    parts.study.people.edit("admin", mark_of(here), dataclasses.replace(here, branch=branch, group=group))


def cells(parts: Parts, branch: str, first: dt.date = MONDAY) -> tuple[Completion | None, ...] | None:
    rows = parts.study.table("admin", branch, first, first + dt.timedelta(days=4)).rows
    return next((row.cells for row in rows if row.member.username == "colleague"), None)


def test_who_moves_on_wednesday_owes_each_branch_its_own_days(parts: Parts) -> None:
    study = parts.study
    move(parts, "乙", "新组")
    assert {one.username for one in study.unfinished_today("secretary", "甲")} == {"member", "secretary"}
    assert "colleague" in {one.username for one in study.unfinished_today("other", "乙")}
    assert study.desk.overview.look("secretary", "甲").now.owed == 2
    parts.at(FRIDAY + dt.timedelta(days=3), 9)
    assert cells(parts, "甲") == (MISSED, MISSED, None, None, None)
    assert cells(parts, "乙") == (None, None, MISSED, MISSED, MISSED)
    assert cells(parts, "甲", MONDAY + WEEK) is None
    row = next(one for one in study.table("secretary", "甲", MONDAY, FRIDAY).rows if one.member.username == "colleague")
    assert (row.member.gone, row.member.group, row.due) == (Gone.MOVED, "二组", 2)
    report = study.reports.report("secretary", "甲", Kind.WEEK, MONDAY)
    assert (report.sums.missed, [one.name for one in report.groups]) == (5 + 5 + 2, ["一组", "二组"])
    assert "Colleague" not in {one.name for one in report.owing}  # they are no longer this branch's to remind
    lines = {one.branch: one.sums.due for one in study.reports.comparison("admin", MONDAY, FRIDAY).branches}
    assert sum(lines.values()) == 5 * 5  # as if nobody had moved
    assert study.reports.export("secretary", Wanted("甲", MONDAY, FRIDAY))


def test_who_comes_back_is_one_line_without_the_days_between(parts: Parts) -> None:
    parts.at(MONDAY + dt.timedelta(days=1), 9)
    move(parts, "乙")
    parts.at(WEDNESDAY + dt.timedelta(days=1), 9)
    move(parts, "甲", "二组")
    parts.at(FRIDAY + dt.timedelta(days=3), 9)
    assert cells(parts, "甲") == (MISSED, None, None, MISSED, MISSED)
    assert cells(parts, "乙") == (None, MISSED, MISSED, None, None)
    assert [one.due for one in parts.study.table("secretary", "甲", MONDAY, FRIDAY, "二组").rows] == [3]


def test_ones_own_days_are_those_of_the_branch_one_was_in(parts: Parts) -> None:
    tuesday, branch = MONDAY + dt.timedelta(days=1), parts.directory.branch("乙")
    parts.directory.put_branch(dataclasses.replace(branch, starts=WEDNESDAY, weekdays=(0, 1, 2, 4)))
    parts.at(tuesday, 9)
    parts.study.day("colleague")
    parts.study.submit_quiz("colleague", tuesday, {})
    parts.at(WEDNESDAY, 9)
    move(parts, "乙")
    parts.at(FRIDAY, 9)
    table = parts.study.my_table("colleague", MONDAY, FRIDAY)
    assert dict(zip(table.days, table.rows[0].cells, strict=True)) == {
        MONDAY: MISSED, tuesday: Completion.ON_TIME, WEDNESDAY: MISSED, FRIDAY: Completion.PENDING
    }  # fmt: skip
    assert parts.study.open_days("colleague") == (MONDAY, WEDNESDAY)


def test_there_and_back_on_one_day_is_no_move(parts: Parts) -> None:
    move(parts, "乙")
    move(parts, "甲", "二组")
    assert cells(parts, "乙") is None
    assert cells(parts, "甲") == (MISSED, MISSED, Completion.PENDING)


def test_scores_are_of_the_days_in_the_branch_and_ones_own_is_the_same(parts: Parts) -> None:
    study, terms = parts.study, Terms(USUAL, Semester("春季学期", MONDAY, FRIDAY + WEEK))
    for branch in "甲乙":
        study.assessment.change("admin", branch, terms, "开学", study.assessment.preview("admin", branch, terms).mark)
    parts.at(MONDAY, 9)
    study.day("colleague")
    study.submit_quiz("colleague", MONDAY, {})
    study.sharing.log_practice("colleague", MONDAY, Deed("帮学生改论文", Whom.STUDENTS, visibility=Visibility.SECRETARY))
    parts.at(WEDNESDAY, 9)
    move(parts, "乙")
    parts.at(FRIDAY + WEEK + dt.timedelta(days=1), 9)
    found = {}
    for branch in "甲乙":
        standing = study.assessment.standing("admin", branch)
        assert standing.table is not None
        found[branch] = next(row for row in standing.table.rows if row.username == "colleague"), standing.gone.get("colleague")
    assert [(row.due, row.on_time, row.practices, gone) for row, gone in found.values()] == [(2, 1, 1, Gone.MOVED), (8, 0, 0, None)]
    own = study.assessment.mine("colleague")
    assert own is not None and own.found.points == found["乙"][0].total
    _, mark = study.assessment.closing("secretary", "甲", MONDAY)
    study.assessment.close("secretary", "甲", MONDAY, "学期结束", mark)
    closed = study.assessment.standing("secretary", "甲").closed
    assert closed is not None and not study.assessment.verify("secretary", "甲", closed.id).differences


def test_each_secretary_decides_about_the_days_of_the_own_branch(parts: Parts) -> None:
    study = parts.study
    study.sharing.log_practice("colleague", MONDAY, Deed("帮学生改论文", Whom.STUDENTS, visibility=Visibility.SECRETARY))
    move(parts, "乙")
    study.sharing.log_practice("colleague", WEDNESDAY, Deed("新支部的事", Whom.STUDENTS, visibility=Visibility.SECRETARY))
    with pytest.raises(UsageError) as refused:
        study.leave.excuse("other", "乙", "colleague", MONDAY, FRIDAY, Absence.DUTY, "会议")
    assert str(WEDNESDAY) in refused.value.zh
    study.leave.excuse("other", "乙", "colleague", WEDNESDAY, FRIDAY, Absence.DUTY, "会议")
    handed = {branch: [one.deed.text for one in study.sharing.practices("admin", branch, MONDAY, FRIDAY)] for branch in "甲乙"}
    assert handed == {"甲": ["帮学生改论文"], "乙": ["新支部的事"]}
    assert "新组" not in str(study.table("secretary", "甲", MONDAY, FRIDAY))
