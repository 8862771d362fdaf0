"""Erasing a person: nothing names them any more, and everything counts as it did."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.engines.sql import open_database
from companion.errors import NotFound
from companion.people.members import Branch, Member, Role
from companion.records.completion import fold_table
from companion.records.deeds import hours_of, practices_of
from companion.records.erasure import REMOVED, Erasure, former
from companion.records.events import Event, EventKind
from companion.records.flags import KINDS as FLAGS
from companion.records.flags import flags_after
from companion.records.kept import KeptFold
from companion.records.leave import Absence, Leaves, leaves_after
from companion.records.shares import shares_of
from companion.records.snapshots import Snapshot

DAY = dt.date(2026, 9, 1)
AT = dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC)
BRANCH = Branch("甲", "甲支部", starts=DAY, weekdays=tuple(range(7)))
PEOPLE = {name: Member(name, f"{name}之名", "甲", group="一组", joined=DAY) for name in ("zhoulan", "hanxue", "linmo")}
ITEM = {"id": "i", "kind": "short_answer", "stem": "s", "options": [], "key": ["k"], "rationale": "r"}
ITEM["citation"] = {"document": "d", "title": "t", "heading": "", "first_page": 1, "last_page": 1, "quote": "q"}
PROMPT = {"id": "p", "text": "想一想", "citation": ITEM["citation"]}
SECRET = "只有本人写得出的话"
Z = "zhoulan"


def event(id: int, kind: EventKind, member: str, payload: dict[str, object], day: dt.date = DAY, key: str = "") -> Event:
    return Event(kind, "甲", member, day, dt.datetime.combine(day, AT.time(), dt.UTC), payload, key, id)


def shown(text: str, member: str = Z, id: int = 1) -> Event:
    return event(id, EventKind.REFLECTION_WRITTEN, member, {"prompt": PROMPT, "text": text, "visibility": "branch"})


DEED = {"text": SECRET, "whom": "students", "goal": "课程建设", "hours": 1.5, "visibility": "branch"}
EVENTS = (
    shown(SECRET),
    event(2, EventKind.SHARE_MARKED, "hanxue", {"share": 1}),
    event(3, EventKind.SHARE_COMMENTED, Z, {"share": 1, "text": SECRET}),
    event(4, EventKind.PRACTICE_LOGGED, Z, DEED),
    event(5, EventKind.ITEM_FLAGGED, Z, {"item": ITEM, "why": SECRET}, key="flag/zhoulan/i"),
    event(6, EventKind.DAYS_EXCUSED, "linmo", {"member": Z, "days": ["2026-09-02"] * 2, "kind": "sick", "reason": SECRET, "before": {}, "after": {}}),
    event(7, EventKind.LEAVE_WITHDRAWN, "linmo", {"leave": 6, "reason": SECRET, "before": {}, "after": {}}),
    event(8, EventKind.DRILL_SET, Z, {"topic": SECRET, "items": [ITEM]}),
    event(9, EventKind.DRILL_SUBMITTED, Z, {"drill": 8, "responses": [{"item": "i", "reply": [SECRET], "correct": True, "mark": 1.0}]}, key="drill/8"),
    event(10, EventKind.QUIZ_SUBMITTED, Z, {"responses": [{"item": "i", "reply": ["x"], "correct": True}]}, key="quiz/zhoulan/2026-09-01"),
    event(11, EventKind.MEMBER_CHANGED, "linmo", {"act": "edited", "changes": [{"member": Z, "branches": ["甲"], "before": {"name": "曾用名"}, "after": {"name": "zhoulan之名"}}]}),
    event(12, EventKind.SEMESTER_CLOSED, "linmo", {"table": {"rows": [{"seal": "x"}]}, "people": [{"salt": "盐", "username": Z, "name": "zhoulan之名", "group": "一组"}, {"salt": "另一把", "username": "hanxue", "name": "hanxue之名", "group": ""}], "digest": "d", "reason": ""}),
    event(13, EventKind.ESCALATION_NOTED, "linmo", {"member": Z, "step": 1, "weeks": ["2026-09-07"], "done": True, "words": SECRET}),
    event(14, EventKind.FEEDBACK_GIVEN, "linmo", {"of": "reflection", "id": 1, "to": Z, "day": "2026-09-01", "text": SECRET}),
)
GONE = Member("former-1", "前成员1", "甲", group="一组", joined=DAY, active=False)


def erased(events: tuple[Event, ...]) -> tuple[Event, ...]:
    erasure = Erasure(Z, GONE.username, GONE.name, events)
    return tuple(erasure.of(one) for one in events)


def told(events: tuple[Event, ...]) -> str:
    return json.dumps([[one.member, one.key, dict(one.payload)] for one in events], ensure_ascii=False)


def test_nothing_names_the_person_nor_holds_their_words() -> None:
    after = told(erased(EVENTS))
    for gone in (Z, "zhoulan之名", "曾用名", SECRET, "sick", "盐"):
        assert gone in told(EVENTS) and gone not in after, gone
    assert "hanxue之名" in after and "另一把" in after and "课程建设" in after


def test_what_is_counted_stays() -> None:
    before, after = shares_of(EVENTS), shares_of(erased(EVENTS))
    assert [len(share.marks) for share in before.values()] == [len(share.marks) for share in after.values()] == [1, 0]
    assert sum(len(share.comments) for share in after.values()) == 1
    assert hours_of(practices_of(EVENTS).values())[Z] == hours_of(practices_of(erased(EVENTS)).values())["former-1"]
    flags = flags_after({}, [one for one in erased(EVENTS) if one.kind in FLAGS])
    assert [(flag.member, flag.why) for flag in flags.values()] == [("former-1", REMOVED)]
    leave = leaves_after(Leaves(), [one for one in erased(EVENTS) if one.kind in (EventKind.DAYS_EXCUSED, EventKind.LEAVE_WITHDRAWN)])
    assert [(one.member, one.absence) for one in leave.given.values()] == [("former-1", Absence.OTHER)]


def test_others_are_left_as_they_are() -> None:
    others = (shown("张三说得好", "hanxue"), event(2, EventKind.QUIZ_SET, "hanxue", {"items": [{**ITEM, "key": [Z], "options": [Z]}]}))
    assert all(now is before for now, before in zip(erased(others), others, strict=True))


days = st.dates(DAY, DAY + dt.timedelta(days=9))
attempts = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), days, st.integers(0, 3), st.integers(0, 5)), max_size=30)


@given(attempts, st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), days), max_size=6))
@settings(deadline=None)
def test_the_table_before_and_after_has_the_same_sums(done: list[tuple[str, dt.date, int, int]], away: list[tuple[str, dt.date]]) -> None:
    handed_in = [
        replace(
            event(n, EventKind.QUIZ_SUBMITTED, who, {"responses": [{"item": str(m), "reply": [], "correct": m < right} for m in range(5)]}, day),
            at=AT + dt.timedelta(days=(day - DAY).days + later),
        )
        for n, (who, day, later, right) in enumerate(done, 1)
    ]
    leave = [
        event(100 + n, EventKind.DAYS_EXCUSED, "linmo", {"member": who, "days": [str(day)] * 2, "kind": "duty", "reason": "x", "before": {}, "after": {}})
        for n, (who, day) in enumerate(away)
    ]
    events = (*handed_in, *leave)
    tables = []
    for now, people in ((events, PEOPLE), (erased(events), {**PEOPLE, Z: GONE})):
        released = leaves_after(Leaves(), [one for one in now if one.kind is EventKind.DAYS_EXCUSED]).excused()
        table = fold_table(list(people.values()), BRANCH, now, DAY, DAY + dt.timedelta(days=9), AT + dt.timedelta(days=12), released)
        tables.append([replace(row, member=LIN) for row in table.rows])
    assert tables[0] == tables[1]


LIN = PEOPLE["linmo"]


@given(st.lists(st.from_regex(r"(former-[1-9]\d{0,3}|[a-z]{2,6})", fullmatch=True)))
def test_a_pseudonym_is_nobodys(known: list[str]) -> None:
    assert former(PEOPLE[Z], known).username not in known


def test_a_database_forgets_the_bytes_and_refuses_changes_as_before(tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite"
    database = open_database(file)
    database.directory.put_branch(BRANCH)
    for member in PEOPLE.values():
        database.directory.add(replace(member, role=Role.MEMBER), "hash")
    for one in EVENTS:
        database.ledger.append(one)
    database.drafts.put(Z, DAY, SECRET)
    fold = KeptFold[tuple[str, ...]](database.ledger, {EventKind.REFLECTION_WRITTEN}, (), lambda known, new: (*known, *(one.member for one in new)))
    assert fold.of("甲")[0] == (Z,)
    database.ledger.snapshots.put("kept", Snapshot("1", len(EVENTS), [Z]))
    counts = [len(database.ledger.events(kinds={kind})) for kind in EventKind if kind is not EventKind.MEMBER_ERASED]
    after = database.registry.erase("ZhouLan", "linmo", DAY, AT)
    assert (after.username, after.group, after.active) == ("former-1", "一组", False)
    assert [len(database.ledger.events(kinds={kind})) for kind in EventKind if kind is not EventKind.MEMBER_ERASED] == counts
    assert database.ledger.snapshots.get("kept") is None
    assert fold.of("甲")[0] == ("former-1",)  # what was kept of the fold is read anew
    assert [one.payload["member"] for one in database.ledger.events(kinds={EventKind.MEMBER_ERASED})] == ["former-1"]
    assert database.directory.member("former-1") == after
    with pytest.raises(NotFound):
        database.directory.member(Z)
    with pytest.raises(NotFound):
        database.registry.erase(Z, "linmo", DAY, AT)
    with database._connections.read() as connection:
        triggers = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").scalar_one()
    assert triggers == 2
    database.close()
    kept = b"".join(part.read_bytes() for part in tmp_path.iterdir())
    for gone in (Z, SECRET, "曾用名"):
        assert gone.encode() not in kept, gone
    assert b"hanxue" in kept
