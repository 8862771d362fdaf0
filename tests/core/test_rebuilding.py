"""Everything that is shown is a fold over the events: rebuilt from a copy of the ledger it comes to the same bytes; and none
holds on to a person who was erased."""

import dataclasses
import datetime as dt
import enum
import json
import random
import shutil
import sqlite3
from collections.abc import Mapping, Set
from contextlib import closing
from pathlib import Path

import pytest

from companion.engines.backup import back_up, restore
from companion.engines.sql import open_database
from companion.errors import CompanionError
from companion.people.members import Member, Post
from companion.peopledesk.entering import mark_of
from companion.quizzes.marking import full_reply
from companion.records.decisions import State
from companion.records.deeds import Deed, Whom
from companion.records.leave import Absence
from companion.reflections.reflections import Visibility
from companion.study import Study
from companion.views import Mode
from tests.parts import MONDAY, Parts, make_parts

LAST = MONDAY + dt.timedelta(days=8)
PEOPLE = ("member", "colleague", "secretary")


def canonical(value: object) -> object:
    """In a form whose JSON is the same for equal values, and tells the order of all but sets and mappings."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {type(value).__name__: {one.name: canonical(getattr(value, one.name)) for one in dataclasses.fields(value)}}
    if isinstance(value, Mapping):
        return sorted(([canonical(name), canonical(part)] for name, part in value.items()), key=json.dumps)
    if isinstance(value, Set):
        return sorted((canonical(part) for part in value), key=json.dumps)
    if isinstance(value, list | tuple):
        return [canonical(part) for part in value]
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value


def shown(study: Study) -> bytes:
    """What there is to see of the branch, for everybody in it."""
    boss = "secretary"
    views: dict[str, object] = {
        "table": study.table(boss, "甲", MONDAY, LAST),
        "score": study.assessment.score_table(boss, "甲"),
        "leave": study.leave.trail(boss, "甲"),
        "excused": study.leave.excused(),
        "handed": study.handed_in(boss, "甲", MONDAY, LAST),
        "practices": study.sharing.practices(boss, "甲", MONDAY, LAST),
        "bank": study.bank.items(boss, "甲"),
        "figures": study.item_figures(boss, "甲"),
        "plans": study.plan.plans(boss, "甲"),
        "plan trail": study.plan.trail(boss, "甲"),
        "talks": study.desk.escalation.proposals(boss, "甲"),
        "overview": study.desk.overview.look(boss, "甲"),
        "hard": study.desk.hard.lists(boss, "甲"),
        "accounts": study.members(boss, "甲"),
        "account trail": study.people.trail(boss, "甲"),
        "text trail": study.texts.trail(boss),
    }
    for who in PEOPLE:
        views[who] = [
            study.my_table(who, MONDAY, LAST),
            study.open_days(who),
            study.my_reflections(who),
            study.sharing.wall(who),
            study.sharing.my_practices(who),
            study.revision(who),
            study.assessment.mine(who),
            study.leave.mine(who),
            study.bank.my_flags(who),
            study.needs.mine(who),
            study.day(who),
            study.exports.document(who, who),
        ]
    return json.dumps(canonical(views), ensure_ascii=False, sort_keys=True, default=str).encode()


def live(parts: Parts) -> None:
    """Two weeks of a branch. What is shown is looked at in between, as people do, so that folds are kept and carried on."""
    study, draw = parts.study, random.Random(3)
    parts.at(MONDAY, 9)
    study.plan.make("secretary", "甲", "春季学期", MONDAY, MONDAY + dt.timedelta(days=100), (0, 1, 2, 3, 4))
    study.needs.answer("member", Post.TEACHER, (), "谈话")
    for day in (MONDAY + dt.timedelta(days=n) for n in range(9)):
        parts.at(day, 10)
        if day.weekday() > 4:
            continue
        for who in PEOPLE:
            parts.at(day, 10 + PEOPLE.index(who), draw.randrange(60))
            if draw.random() < 0.2:
                continue
            study.day(who)
            quiz = study.day(who).questions
            items = {one.item.id: one.item for one in study.bank.items("secretary", "甲")}
            replies = {one.id: full_reply(items[one.id]) if one.id in items and draw.random() < 0.7 else () for one in quiz}
            for id in list(replies)[:2]:
                if replies[id]:
                    study.save_reply(who, day, id, replies[id])
            study.submit_quiz(who, day, replies)
            if draw.random() < 0.6:
                study.write_reflection(who, day, f"{who} 在 {day} 写的", draw.choice(list(Visibility)))
            if draw.random() < 0.4:
                study.sharing.log_practice(who, day, Deed("核对", Whom.STUDENTS, "课程建设", 1.5, draw.choice(list(Visibility))))
        if day.weekday() in (1, 4):
            shown(study)
    share = study.sharing.wall("member").postings[0].id
    for who in PEOPLE:
        try:
            study.sharing.encourage(who, share)
        except CompanionError:
            continue  # one's own
    study.sharing.comment("secretary", share, "好")
    first, second = study.bank.items("secretary", "甲")[:2]
    study.bank.judge("secretary", "甲", {first.item.id: first.seen}, State.APPROVED)
    study.bank.judge("secretary", "甲", {second.item.id: second.seen}, State.RETIRED, "太细")
    attempts = [study.day("member", MONDAY + dt.timedelta(days=n)).attempt for n in range(5)]
    flagged = next(attempt for attempt in attempts if attempt).responses[0].item.id
    study.bank.settle("secretary", "甲", study.bank.flag("member", flagged, "看不懂").id, "原文如此。", upheld=False)
    study.leave.excuse("secretary", "甲", "colleague", MONDAY, MONDAY + dt.timedelta(days=2), Absence.DUTY, "出差")
    study.leave.excuse("secretary", "甲", "member", LAST, LAST, Absence.SICK, "住院")
    study.leave.withdraw("secretary", "甲", study.leave.trail("secretary", "甲")[0].leave.step.id, "记错了")
    for entry in study.desk.handed.entries("secretary", "甲", MONDAY, LAST)[:8]:
        study.desk.handed.give("secretary", "甲", entry.of, entry.what.id, entry.what.day, f"给{entry.what.member}的评语")
    for proposal in study.desk.escalation.proposals("secretary", "甲"):
        study.desk.escalation.note("secretary", "甲", proposal.member.username, proposal.step, "谈过了", done=True)
    study.start_drill("member", Mode.CHALLENGE)
    study.people.add("secretary", Member("newcomer", "新人", "甲", group="一组", joined=LAST))
    before = study.people.member("secretary", "colleague")
    study.people.edit("secretary", mark_of(before), dataclasses.replace(before, group="三组"))
    study.people.add("admin", Member("leaver", "走了的人", "甲", joined=MONDAY))
    study.people.erase("admin", "leaver", "走了的人")


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    database = open_database(tmp_path / "data" / "c.sqlite")
    made = make_parts(tmp_path, database=database)
    live(made)
    return made


def rebuilt(folder: Path, file: Path, now: dt.datetime) -> bytes:
    database = open_database(file)
    again = make_parts(folder, database=database)
    again.now = now
    found = shown(again.study)
    database.close()
    return found


def shuffled(file: Path, to: Path) -> Path:
    """The same events with the same ids, stored in another order."""
    shutil.copy(file, to)
    with closing(sqlite3.connect(to)) as opened, opened:
        rows = opened.execute("SELECT * FROM events").fetchall()
        random.Random(7).shuffle(rows)
        marks = ",".join("?" * len(rows[0]))
        for act in ("update", "delete"):
            opened.execute(f"DROP TRIGGER events_no_{act}")
        opened.execute("CREATE TABLE kept AS SELECT * FROM events")
        opened.execute("DELETE FROM events")
        opened.executemany(f"INSERT INTO events VALUES ({marks})", rows)
        opened.execute("DROP TABLE kept")
    return to


def test_rebuilt_from_a_copy_all_comes_to_the_same_bytes_and_an_erased_person_is_in_none(parts: Parts, tmp_path: Path) -> None:
    as_kept = shown(parts.study)
    shown(parts.study)  # looking changes nothing
    assert shown(parts.study) == as_kept and len(as_kept) > 50_000, len(as_kept)
    back_up(tmp_path / "data", "c.sqlite", tmp_path / "b.zip", parts.now)
    restore(tmp_path / "b.zip", tmp_path / "copy", "c.sqlite")
    elsewhere = shuffled(tmp_path / "copy" / "c.sqlite", tmp_path / "shuffled.sqlite")
    assert rebuilt(tmp_path / "1", tmp_path / "copy" / "c.sqlite", parts.now) == as_kept
    assert rebuilt(tmp_path / "2", elsewhere, parts.now) == as_kept

    practices = parts.study.sharing.practices("secretary", "甲", MONDAY, LAST)
    parts.study.people.erase("admin", "colleague", "Colleague")
    told = parts.study.sharing.practices("secretary", "甲", MONDAY, LAST)
    assert [one.deed.hours for one in told] == [one.deed.hours for one in practices]
    everything = "".join(f"{one.member}{one.key}{dict(one.payload)}" for one in parts.ledger.events())
    assert "Colleague" not in everything and "colleague" not in everything
    left = json.dumps(canonical(parts.study.desk.overview.look("secretary", "甲")), default=str)
    assert "colleague" not in left  # nor in what is kept of folds
