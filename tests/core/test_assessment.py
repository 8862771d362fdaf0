"""What the desk of assessment promises, over a real database: who may, preview before effect, and closing for good."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from companion.assessmentdesk import AssessmentDesk
from companion.engines.spreadsheets import parse_rows, write_xlsx
from companion.engines.sql import Database, open_database
from companion.errors import CompanionError, Conflict, NotAllowed, NotFound, UsageError
from companion.leavedesk import LeaveDesk
from companion.people.callers import Callers
from companion.people.members import Branch, Gone, Member, Role
from companion.people.roster import Change
from companion.plandesk import PlanDesk
from companion.readings import Readings
from companion.records.assessment import USUAL
from companion.records.corrections import CorrectedLedger
from companion.records.events import Event, EventKind
from companion.records.leave import Absence
from companion.records.membership import Act, changes_payload
from companion.records.scores import Semester
from companion.records.tally import KeptTally
from companion.records.terms import Terms
from companion.search.memory import MemoryIndex
from tests.parts import MONDAY

SPRING = Semester("春季学期", MONDAY, MONDAY + dt.timedelta(days=11))  # ten weekdays
TERMS = Terms(USUAL, SPRING)


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@dataclass
class Desk:
    database: Database
    path: Path
    desk: AssessmentDesk = field(init=False)
    leave: LeaveDesk = field(init=False)
    plan: PlanDesk = field(init=False)
    now: dt.datetime = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)

    def __post_init__(self) -> None:
        ledger = CorrectedLedger(self.database.ledger)
        directory, callers = self.database.directory, Callers(self.database.directory)
        readings = Readings(ledger, MemoryIndex())
        self.plan = PlanDesk(directory, callers, ledger, readings, parse_rows, write_xlsx, lambda: self.now)
        self.leave = LeaveDesk(directory, callers, ledger, lambda: self.now, self.plan.calendar)
        self.desk = AssessmentDesk(callers, directory, ledger, self.leave, self.plan, KeptTally(ledger), lambda: self.now, Terms())

    def hand_in(self, n: int, member: str = "member", mark: float = 1.0, late: int = 0, seconds: int = 100) -> None:
        at = dt.datetime.combine(day(n + late), dt.time(4), dt.UTC)
        responses = [{"item": "a", "reply": ["对"], "correct": mark == 1, "mark": mark}]
        payload = {"responses": responses, "pace": {"seconds": seconds, "least": 60}}
        self.database.ledger.append(Event(EventKind.QUIZ_SUBMITTED, "甲", member, day(n), at, payload))

    def set_terms(self, terms: Terms = TERMS) -> None:
        self.desk.change("secretary", "甲", terms, "开学", self.desk.preview("secretary", "甲", terms).mark)

    def total(self, member: str = "member") -> int | None:
        table = self.desk.score_table("secretary", "甲")
        assert table is not None
        return next(row.total for row in table.rows if row.username == member)

    def close(self) -> int:
        _, mark = self.desk.closing("secretary", "甲", SPRING.first)
        self.desk.close("secretary", "甲", SPRING.first, "学期结束", mark)
        closed = self.desk.standing("secretary", "甲").closed
        assert closed is not None
        return closed.id


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "companion.sqlite"
    database = open_database(path)
    for name in ("甲", "乙"):
        database.directory.put_branch(Branch(name, f"{name}支部", starts=MONDAY))
    for username, branch, role in (
        ("member", "甲", Role.MEMBER),
        ("colleague", "甲", Role.MEMBER),
        ("secretary", "甲", Role.SECRETARY),
        ("other", "乙", Role.SECRETARY),
        ("admin", "乙", Role.ADMIN),
    ):
        database.directory.add(Member(username, username.title(), branch, role, joined=MONDAY), "")
    yield Desk(database, path)
    database.close()


ACTS: dict[str, Callable[[Desk, str], object]] = {
    "standing": lambda made, actor: made.desk.standing(actor, "甲"),
    "score_table": lambda made, actor: made.desk.score_table(actor, "甲"),
    "preview": lambda made, actor: made.desk.preview(actor, "甲", TERMS),
    "change": lambda made, actor: made.desk.change(actor, "甲", TERMS, "开学", made.desk.preview("secretary", "甲", TERMS).mark),
    "closing": lambda made, actor: made.desk.closing(actor, "甲", SPRING.first),
    "close": lambda made, actor: made.desk.close(actor, "甲", SPRING.first, "结束", "x"),
    "correct": lambda made, actor: made.desk.correct(actor, "甲", 1, "member", 1, "漏记"),
    "verify": lambda made, actor: made.desk.verify(actor, "甲", 1),
}


@pytest.mark.parametrize("name", ACTS)
def test_assessment_is_for_the_branch_s_secretary_and_admins_alone(name: str, made: Desk) -> None:
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            ACTS[name](made, actor)
    with pytest.raises(NotFound):
        ACTS[name](made, "nobody")
    if name in ("standing", "score_table", "preview", "change"):
        ACTS[name](made, "admin")


def test_without_dates_there_is_no_score_and_a_sentence_asks_for_them(made: Desk) -> None:
    assert made.desk.score_table("secretary", "甲") is None and made.desk.mine("member") is None
    with pytest.raises(UsageError) as refused:
        made.desk.preview("secretary", "甲", Terms(replace(USUAL, made_up=70)))
    assert "起止日期" in refused.value.zh


def test_a_change_takes_effect_only_as_it_was_previewed(made: Desk) -> None:
    made.set_terms()
    made.hand_in(0)
    made.hand_in(1, late=2)
    half = replace(TERMS, rules=replace(USUAL, made_up=50, late=50))
    seen = made.desk.preview("secretary", "甲", half)
    assert seen.before is not None
    totals = [next(row.total for row in found.rows if row.username == "member") for found in (seen.before, seen.after)]
    assert totals == [13_20, 12_00] and made.total() == 13_20  # nothing is changed by looking
    for terms, mark in ((half, "x"), (replace(half, rules=replace(half.rules, hurried=0)), seen.mark)):
        with pytest.raises(Conflict):
            made.desk.change("secretary", "甲", terms, "试行", mark)
    with pytest.raises(UsageError):
        made.desk.change("secretary", "甲", half, " ", seen.mark)
    assert made.total() == 13_20
    made.desk.change("secretary", "甲", half, "试行", seen.mark)
    assert made.total() == 12_00
    _, last = made.desk.standing("secretary", "甲").changes
    assert (last.by, last.reason, last.before, last.after) == ("secretary", "试行", TERMS, half)
    with pytest.raises(UsageError):  # the same again is no change
        made.desk.change("secretary", "甲", half, "试行", seen.mark)


def test_of_two_secretaries_the_second_looks_again(made: Desk) -> None:
    made.set_terms()
    one, two = (replace(TERMS, rules=replace(USUAL, made_up=value)) for value in (70, 75))
    marks = [made.desk.preview(actor, "甲", terms).mark for actor, terms in (("secretary", one), ("admin", two))]
    made.desk.change("secretary", "甲", one, "试行", marks[0])
    with pytest.raises(Conflict):
        made.desk.change("admin", "甲", two, "试行", marks[1])


def test_a_plan_gives_the_dates(made: Desk) -> None:
    made.plan.make("secretary", "甲", "本学期", MONDAY, day(4), range(5))
    found = made.desk.standing("secretary", "甲")
    assert found.planned and found.semester == Semester("本学期", MONDAY, day(4))
    made.hand_in(0)
    assert made.total() == 14_00  # a fifth of 40 and of 30


def test_a_day_done_too_fast_is_marked_and_not_punished_unless_the_branch_says_so(made: Desk) -> None:
    made.set_terms()
    made.hand_in(0, seconds=5)
    table = made.desk.score_table("secretary", "甲")
    assert table is not None and [row.hurried for row in table.rows] == [0, 1, 0] and made.total() == 7_00
    made.set_terms(replace(TERMS, rules=replace(USUAL, hurried=50)))
    assert made.total() == 5_00


def test_a_member_sees_every_own_point_and_nobody_else_s(made: Desk) -> None:
    made.set_terms()
    made.hand_in(0, mark=0.5)
    made.hand_in(1, member="colleague")
    own = made.desk.mine("member")
    assert own is not None and own.found.points == 5_50 and own.found.member == "member"
    assert [line.points for part in own.found.parts for line in part.lines if line.points] == [4_00, 1_50]


def test_leave_takes_days_out_of_what_is_owed(made: Desk) -> None:
    made.set_terms()
    made.hand_in(0)
    made.leave.excuse("secretary", "甲", "member", day(1), day(7), Absence.SICK, "住院")
    assert made.total() == 7_00 * 10 // 5


def test_who_left_within_the_semester_keeps_a_score_of_the_days_until_then(made: Desk) -> None:
    made.set_terms()
    made.hand_in(0)
    directory = made.database.directory
    gone = replace(directory.member("member"), active=False, left=day(1))
    directory.update(gone)
    found = made.desk.standing("secretary", "甲")
    assert found.table is not None and found.gone == {"member": Gone.LEFT}
    assert [row.due for row in found.table.rows if row.username == "member"] == [2]
    for left in (MONDAY - dt.timedelta(days=1), None):  # before the semester, or nobody knows when
        directory.update(replace(gone, left=left))
        found = made.desk.standing("secretary", "甲")
        assert found.table is not None and "member" not in {row.username for row in found.table.rows}


def test_a_semester_is_closed_once_it_is_over_and_for_good(made: Desk) -> None:
    made.set_terms()
    made.hand_in(0)
    with pytest.raises(UsageError) as refused:
        made.desk.closing("secretary", "甲", SPRING.first)
    assert "才结束" in refused.value.zh
    made.now += dt.timedelta(days=20)
    with pytest.raises(Conflict):
        made.desk.close("secretary", "甲", SPRING.first, "结束", "x")
    _, mark = made.desk.closing("secretary", "甲", SPRING.first)
    made.hand_in(1, late=9)  # while the secretary looks
    with pytest.raises(Conflict):
        made.desk.close("secretary", "甲", SPRING.first, "结束", mark)
    closed = made.close()
    frozen = made.desk.score_table("secretary", "甲")
    made.hand_in(2, late=20)
    assert made.desk.score_table("secretary", "甲") == frozen
    own = made.desk.mine("member")
    assert own is not None and own.closed is not None and own.row is not None and own.row.total == made.total()
    for act in (lambda: made.desk.closing("secretary", "甲", SPRING.first), lambda: made.set_terms(replace(TERMS, rules=replace(USUAL, made_up=90)))):
        with pytest.raises(Conflict) as again:
            act()
        assert "封存" in again.value.zh
    found = made.desk.verify("secretary", "甲", closed)
    assert found.closed.holds and [one.row.username for one in found.differences] == ["member"]
    assert found.later == {EventKind.QUIZ_SUBMITTED: 1} and found.gone == ()
    made.desk.correct("secretary", "甲", closed, "member", 88_00, "漏记一天")
    assert made.total() == 88_00
    (kept,) = made.desk.standing("secretary", "甲").closings
    assert kept.holds and kept.corrections[0].before == next(row.total for row in kept.table.rows if row.username == "member")


@pytest.mark.parametrize(("member", "points", "reason"), [("nobody", 1, "x"), ("member", 100_01, "x"), ("member", -1, "x"), ("member", 1, " ")])
def test_a_correction_that_cannot_stand_is_refused(made: Desk, member: str, points: int, reason: str) -> None:
    made.set_terms()
    made.now += dt.timedelta(days=20)
    closed = made.close()
    with pytest.raises(CompanionError):
        made.desk.correct("secretary", "甲", closed, member, points, reason)
    with pytest.raises(NotFound):
        made.desk.correct("secretary", "甲", closed + 1, "member", 1, "x")


def test_a_last_day_set_after_the_closing_changes_nothing_but_what_would_come_out(made: Desk) -> None:
    made.set_terms()
    made.hand_in(0)
    made.now += dt.timedelta(days=20)
    closed = made.close()
    frozen, before = made.desk.score_table("secretary", "甲"), made.database.directory.member("member")
    after = replace(before, active=False, left=day(0))
    payload = changes_payload(Act.DATED, [], [Change(before, after)], "周一就调走了")
    made.database.registry.enter([], [], [after], Event(EventKind.MEMBER_CHANGED, "甲", "secretary", day(20), made.now, payload))
    assert made.desk.score_table("secretary", "甲") == frozen
    found = made.desk.verify("secretary", "甲", closed)
    assert found.closed.holds and [one.row.username for one in found.differences] == ["member"]
    assert found.later == {EventKind.MEMBER_CHANGED: 1}


def test_a_table_changed_in_the_file_itself_is_found_out(made: Desk) -> None:
    made.set_terms()
    made.now += dt.timedelta(days=20)
    closed = made.close()
    made.database.close()
    with closing(sqlite3.connect(made.path)) as connection, connection:
        connection.execute("DROP TRIGGER events_no_update")
        connection.execute("UPDATE events SET payload = replace(payload, '\"total\":0', '\"total\":9900')")
    again = Desk(open_database(made.path), made.path, made.now)
    assert not again.desk.verify("secretary", "甲", closed).closed.holds
    again.database.close()


def test_a_new_semester_follows_a_closed_one(made: Desk) -> None:
    made.set_terms()
    made.now += dt.timedelta(days=20)
    made.close()
    summer = Semester("夏季学期", day(14), day(25))
    with pytest.raises(Conflict):
        made.set_terms(Terms(USUAL, replace(summer, first=day(11))))
    made.set_terms(Terms(USUAL, summer))
    found = made.desk.standing("secretary", "甲")
    assert found.semester == summer and [one.name for one in found.semesters] == ["春季学期", "夏季学期"]
    assert made.desk.standing("secretary", "甲", SPRING.first).closed is not None
