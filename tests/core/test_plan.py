"""What the desk of plans promises: who may, what becomes of the days, and that records stay."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.plan.planning import at_rest, moved, with_unit, without_unit
from companion.plan.plans import Goal, Plan, Stretch, Unit, UnitKind
from companion.plandesk import Act
from companion.records.completion import Completion
from companion.records.decisions import State
from companion.records.events import EventKind
from companion.search.memory import CharacterEncoder
from companion.study import Study
from companion.texts.documents import Document, Entry, Page
from companion.texts.splitting import split
from tests.parts import MONDAY, Parts, make_parts
from tests.quizzes.texts import RULES


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = make_parts(tmp_path)
    made.at(day(2), 12)
    return made


def plan(parts: Parts, first: int = 0, last: int = 27) -> Plan:
    return parts.study.plan.make("secretary", "甲", "秋季学期", day(first), day(last), (0, 1, 2, 3, 4))


def now(parts: Parts) -> Plan:
    (found,) = parts.study.plan.plans("member")
    return found


UNIT = Unit("u", "第一单元", "", "", day(0), day(4))
ACTS: dict[str, Callable[[Study, str, Plan], object]] = {
    "make": lambda study, actor, _: study.plan.make(actor, "甲", "下一期", day(30), day(40), (0,)),
    "adopt": lambda study, actor, plan: study.plan.adopt(actor, "甲", replace(plan, name="改名")),
    "change": lambda study, actor, plan: study.plan.change(actor, "甲", plan.id, Act.UNIT_SET, lambda one: with_unit(one, UNIT)),
    "remove": lambda study, actor, plan: study.plan.remove(actor, "甲", plan.id),
    "restore": lambda study, actor, _: study.plan.restore(actor, "甲", study.plan.trail("secretary", "甲")[0].change.id),
    "trail": lambda study, actor, _: study.plan.trail(actor, "甲"),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("actor", ["secretary", "admin"])
def test_the_plan_is_changed_by_the_branchs_secretary_and_admins_alone(name: str, actor: str, parts: Parts) -> None:
    made = plan(parts)
    for other in ("member", "other"):
        with pytest.raises(NotAllowed):
            ACTS[name](parts.study, other, made)
    with pytest.raises(NotFound):
        ACTS[name](parts.study, "nobody", made)
    assert parts.study.plan.plans("member") == (made,)
    ACTS[name](parts.study, actor, made)


def test_everyone_of_the_branch_sees_the_plan_and_nobody_of_another(parts: Parts) -> None:
    made = plan(parts)
    assert parts.study.plan.plans("member") == parts.study.plan.plans("admin", "甲") == (made,)
    with pytest.raises(NotAllowed):
        parts.study.plan.plans("other", "甲")
    assert parts.study.plan.semester("甲") == made
    assert parts.study.plan.semester(parts.study.me("other").branch) is None
    parts.at(day(28), 9)
    assert parts.study.plan.semester("甲") is None


def test_a_holiday_added_afterwards_is_owed_by_nobody_and_takes_no_record_away(parts: Parts) -> None:
    made = plan(parts)
    for n in (0, 1):
        parts.at(day(n), 12)
        parts.study.day("member")
        parts.study.submit_quiz("member", day(n), {})
    parts.at(day(2), 12)
    before = parts.ledger.events(kinds={EventKind.QUIZ_SUBMITTED})
    owed = parts.study.my_table("colleague", day(0), day(6)).rows[0]
    assert (owed.due, owed.missed) == (2, 2)
    parts.study.plan.change("secretary", "甲", made.id, Act.DAYS_SET, lambda one: at_rest(one, day(0), day(0), "校庆"))
    owed = parts.study.my_table("colleague", day(0), day(6)).rows[0]
    assert (owed.due, owed.missed) == (1, 1)
    assert parts.study.my_table("member", day(0), day(6)).days == (day(1), day(2))
    assert day(0) not in parts.study.open_days("colleague")
    assert parts.ledger.events(kinds={EventKind.QUIZ_SUBMITTED}) == before
    parts.study.plan.change("secretary", "甲", made.id, Act.DAYS_SET, lambda one: at_rest(one, day(2), day(2), "校庆"))
    assert parts.study.unfinished_today("secretary", "甲") == ()
    assert not parts.study.table("secretary", "甲", day(0), day(6)).today_counts
    with pytest.raises(UsageError):
        parts.study.leave.allow_make_up("secretary", "甲", "member", day(0), "补")
    trail = parts.study.plan.trail("secretary", "甲")
    parts.study.plan.restore("secretary", "甲", trail[-2].change.id)
    row = parts.study.my_table("member", day(0), day(6)).rows[0]
    assert row.cells == (Completion.ON_TIME, Completion.ON_TIME, Completion.PENDING)


def test_a_branch_that_changes_its_time_zone_keeps_what_was_on_time(parts: Parts) -> None:
    parts.at(day(1), 7)  # still Monday in New York
    parts.study.day("member")
    parts.study.submit_quiz("member", day(1), {})
    parts.at(day(1), 23, 50)  # Tuesday's noon there
    parts.study.day("colleague")
    parts.study.submit_quiz("colleague", day(1), {})
    for zone in ("America/New_York", "Pacific/Kiritimati", "Asia/Shanghai"):  # in Kiritimati it was Wednesday already
        parts.directory.put_branch(replace(parts.directory.branch("甲"), timezone=zone))
        rows = parts.study.table("secretary", "甲", day(1), day(1)).rows
        assert [row.cells for row in rows if row.member.username in ("member", "colleague")] == [(Completion.ON_TIME,)] * 2


def test_the_day_is_read_from_the_plans_unit_and_what_was_begun_stays(parts: Parts) -> None:
    parts.at(day(0), 9)
    made = plan(parts)
    rules = Unit("r", "谈心", "", "", day(0), day(4), (Stretch("谈心谈话办法.md", ("第二章 要求",)),))
    library = Unit("l", "读书", "", "", day(7), day(11), (Stretch("读书会章程.md"),))
    for unit in (rules, library):
        parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_SET, lambda one, unit=unit: with_unit(one, unit))
    begun = parts.study.day("member")
    assert begun.unit == "谈心" and {citation.document for citation in begun.reading} == {"谈心谈话办法.md"}
    assert all("要求" in citation.heading for citation in begun.reading)
    swapped = [replace(rules, texts=library.texts), replace(library, texts=rules.texts)]
    for unit in swapped:
        parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_SET, lambda one, unit=unit: with_unit(one, unit))
    assert replace(parts.study.day("member"), coming=begun.coming) == begun  # in the middle of the day
    assert {citation.document for citation in parts.study.day("colleague").reading} == {"读书会章程.md"}
    parts.study.submit_quiz("member", day(0), {})
    parts.study.plan.remove("secretary", "甲", made.id)
    parts.at(day(3), 9)
    assert parts.study.day("member", day(0)).reading == begun.reading
    assert len(parts.ledger.events(kinds={EventKind.LESSON_SET}, first=day(0), last=day(0))) == 2


def test_a_lesson_refers_to_the_goals_that_its_unit_serves(parts: Parts) -> None:
    parts.at(day(0), 9)
    made = plan(parts)
    goals = (Goal("g1", "课程建设"), Goal("g2", "学生成长"))
    unit = Unit("r", "谈心", "", "", day(0), day(4), (Stretch("谈心谈话办法.md"),), goals=("g2", "unknown"))
    parts.study.plan.change("secretary", "甲", made.id, Act.GOALS_SET, lambda one: replace(one, goals=goals))
    parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_SET, lambda one: with_unit(one, unit))
    assert now(parts).units[0].goals == ("g2",)
    assert parts.study.day("member").goals == ("学生成长",)
    parts.study.plan.change("secretary", "甲", made.id, Act.GOALS_SET, lambda one: replace(one, goals=goals[:1]))
    assert parts.study.day("member").goals == ()


def test_a_situational_unit_asks_by_situations_of_the_members_post(parts: Parts) -> None:
    parts.at(day(0), 9)
    listed = [one.item for one in parts.study.bank.items("secretary", "甲") if one.item.citation.document == "读书会章程.md"]
    scenes = [replace(item, id=f"scene{n}", stem=f"班上要办读书会。{item.stem}", post="teacher") for n, item in enumerate(listed)]
    parts.study.bank.add("secretary", "甲", scenes)
    seen = {item.id: parts.study.bank.item("secretary", "甲", item.id).seen for item in scenes}
    parts.study.bank.judge("secretary", "甲", seen, State.APPROVED)
    first = Document(Entry("考核细则.md", "学习考核细则"), "1" * 64, (Page(1, RULES),))
    passages = split(first)
    parts.index.replace(
        first, passages, CharacterEncoder().encode_passages([one.context for one in passages]), stamp="1", failures=()
    )
    texts = tuple(map(Stretch, ("考核细则.md", "谈心谈话办法.md", "读书会章程.md")))
    made = plan(parts)
    asked = {}
    for member, kind in (("member", UnitKind.DAILY), ("colleague", UnitKind.SITUATIONAL)):
        unit = Unit("u", "育人", "", "", day(0), day(4), texts, kind)
        parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_SET, lambda one, unit=unit: with_unit(one, unit))
        lesson = parts.study.day(member)
        assert "读书会章程.md" not in {citation.document for citation in lesson.reading}
        asked[kind] = sum(question.id.startswith("scene") for question in lesson.questions)
    assert asked[UnitKind.DAILY] < 3 <= asked[UnitKind.SITUATIONAL]


def test_short_texts_are_read_again_only_with_a_word_and_between_units_there_is_nothing_to_read(parts: Parts) -> None:
    made = plan(parts)
    unit = Unit("r", "教师读书会章程", "", "", day(0), day(4))  # the catalog's unit of this name
    parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_SET, lambda one: with_unit(one, unit))
    seen = []
    for n in range(5):
        parts.at(day(n), 9)
        seen.append(parts.study.day("member"))
    assert [one.again for one in seen] == [False, True, True, True, True]
    assert len({one.reading for one in seen}) == 1
    parts.at(day(7), 9)
    assert (parts.study.day("member").reading, parts.study.day("member").prompt) == ((), None)
    assert parts.study.day("member").questions


def test_each_change_leaves_who_when_before_and_after_and_can_be_taken_back(parts: Parts) -> None:
    made = plan(parts)
    parts.study.plan.change("admin", "甲", made.id, Act.UNIT_SET, lambda one: with_unit(one, UNIT))
    parts.study.plan.change("secretary", "甲", made.id, Act.MOVED, lambda one: moved(one, 7))
    last, middle, first = parts.study.plan.trail("secretary", "甲")
    assert (first.change.before, first.change.after, first.name) == (None, made, "Secretary")
    assert (middle.change.before, middle.change.by, middle.change.act) == (made, "admin", "unit_set")
    assert last.change.before == middle.change.after and last.change.after == now(parts)
    parts.study.plan.restore("secretary", "甲", last.change.id)
    assert now(parts).units == (UNIT,)
    parts.study.plan.remove("secretary", "甲", made.id)
    assert parts.study.plan.plans("member") == ()
    parts.study.plan.restore("secretary", "甲", parts.study.plan.trail("secretary", "甲")[0].change.id)
    assert now(parts).units == (UNIT,)
    with pytest.raises(NotFound):
        parts.study.plan.restore("secretary", "甲", 9999)


def test_a_change_of_nothing_leaves_no_trace_and_a_refused_one_neither(parts: Parts) -> None:
    made = plan(parts)
    with pytest.raises(UsageError):
        parts.study.plan.make("secretary", "甲", "重叠", day(20), day(60), (0,))
    with pytest.raises(NotFound):
        parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_REMOVED, lambda one: without_unit(one, "没有"))
    with pytest.raises(NotFound):
        parts.study.plan.change("secretary", "甲", "没有", Act.MOVED, lambda one: moved(one, 1))
    parts.study.plan.change("secretary", "甲", made.id, Act.MOVED, lambda one: one)
    assert len(parts.study.plan.trail("secretary", "甲")) == 1


def test_a_change_is_made_to_the_plan_as_it_is_by_then(parts: Parts) -> None:
    made = plan(parts)
    unit = replace(UNIT, texts=(Stretch("a.md"),))

    def edit(one: Plan) -> Plan:
        if not one.goals and not one.units:  # somebody else is quicker, once
            parts.study.plan.change("admin", "甲", made.id, Act.FRAMED, lambda two: with_unit(two, replace(unit, id="v", first=day(7), last=day(9))))
        return with_unit(one, unit)

    parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_SET, edit)
    assert [one.id for one in now(parts).units] == ["u", "v"]


def test_with_everyone_at_it_the_change_is_refused_in_a_sentence(parts: Parts) -> None:
    made = plan(parts)
    turn = iter(range(1, 100))

    def edit(one: Plan) -> Plan:
        parts.study.plan.adopt("admin", "甲", replace(one, name=f"第{next(turn)}版"))
        return replace(one, name="我的")

    with pytest.raises(Conflict):
        parts.study.plan.change("secretary", "甲", made.id, Act.FRAMED, edit)


def test_a_proposal_covers_each_text_once_and_is_adopted_as_it_was_looked_at(parts: Parts) -> None:
    made = plan(parts)
    draft = parts.study.plan.propose("secretary", "甲", made.id, 2)
    assert parts.study.plan.propose("secretary", "甲", made.id, 2) == draft and now(parts) == made  # nothing is kept
    assert [unit.name for unit in draft.plan.units] == ["教师读书会章程", "谈心谈话工作办法"]
    look = parts.study.plan.outlook("secretary", "甲", draft.plan)
    assert look.courses[0].unit.first == day(2)  # today
    read = [passage.id for course in look.courses for portion in course.portions for passage in portion]
    assert sorted(read) == sorted({passage.id for passage in parts.index.passages()})
    assert not any(course.left_out or course.again for course in look.courses) and look.idle
    parts.study.plan.adopt_draft("secretary", "甲", draft)
    assert now(parts) == draft.plan
    with pytest.raises(Conflict):  # it knew of the plan as it was before
        parts.study.plan.adopt_draft("secretary", "甲", draft)
    with pytest.raises(UsageError, match="材料"):
        parts.study.plan.propose("secretary", "甲", made.id)
    with pytest.raises(NotAllowed):
        parts.study.plan.propose("member", "甲", made.id)
    with pytest.raises(NotAllowed):
        parts.study.plan.adopt_draft("other", "甲", draft)
    parts.at(day(27), 9)
    with pytest.raises(UsageError, match="日子"):
        parts.study.plan.propose("secretary", "甲", made.id)


def test_a_project_s_result_is_handed_in_by_its_group_and_seen_by_the_branch(parts: Parts) -> None:
    made = plan(parts)
    unit = replace(UNIT, kind=UnitKind.PROJECT, group="一组", result="一份报告", first=day(1))
    parts.study.plan.change("secretary", "甲", made.id, Act.UNIT_SET, lambda one: with_unit(one, unit))
    for actor in ("colleague", "admin"):
        with pytest.raises((NotAllowed, NotFound)):
            parts.study.plan.hand_in(actor, made.id, "u", "报告")
    for wrong in ("  ", "长" * 2001):
        with pytest.raises(UsageError):
            parts.study.plan.hand_in("member", made.id, "u", wrong)
    parts.study.plan.hand_in("member", made.id, "u", "提纲")
    parts.study.plan.hand_in("secretary", made.id, "u", "报告", "走访了六名学生")
    last, first = parts.study.plan.results("colleague", "甲", made.id)["u"]
    assert (first.result.text, first.name, last.result.practice) == ("提纲", "Member", "走访了六名学生")
    with pytest.raises(NotAllowed):
        parts.study.plan.results("other", "甲", made.id)
    parts.directory.update(replace(parts.study.me("member"), group="三组"))  # the group is dissolved: what it did stays
    parts.directory.update(replace(parts.study.me("secretary"), group="三组"))
    assert "一组" not in parts.study.plan.groups("member", "甲") and len(parts.study.plan.results("member", "甲", made.id)["u"]) == 2
    with pytest.raises(NotAllowed):
        parts.study.plan.hand_in("member", made.id, "u", "再交")
    parts.at(day(0), 9)
    parts.directory.update(replace(parts.study.me("member"), group="一组"))
    with pytest.raises(UsageError, match="还不能交"):
        parts.study.plan.hand_in("member", made.id, "u", "太早")
