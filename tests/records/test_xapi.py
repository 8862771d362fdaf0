"""Statements, read by another implementation of the specification (xAPI 1.0.3)."""

import datetime as dt
import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ralph.models.xapi.base.statements import BaseXapiStatement

from companion.cli.main import main
from companion.engines.sql import open_database
from companion.people.members import Branch
from companion.quizzes.items import Kind
from companion.records.events import Event, EventKind
from companion.records.xapi import Teller, statements


def valid(statement: dict[str, Any]) -> bool:
    """By another reading of the specification than ours."""
    try:
        BaseXapiStatement.model_validate_json(json.dumps(statement))
    except ValueError:
        return False
    return True


TELLER = Teller("https://school.example/companion", b"k" * 32)
DAY = dt.date(2026, 9, 1)
AT = dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC)


def item(id: str, kind: Kind, options: list[str], key: list[str]) -> dict[str, object]:
    return {"id": id, "kind": kind.value, "stem": f"题干{id}", "options": options, "key": key, "rationale": "解析"}


ITEMS = [
    item("a", Kind.SINGLE_CHOICE, ["甲", "乙"], ["乙"]),
    item("b", Kind.MULTIPLE_CHOICE, ["甲", "乙", "丙"], ["甲", "丙"]),
    item("c", Kind.CLOZE, [], ["三年"]),
    item("d", Kind.ORDERING, ["一", "二"], ["二", "一"]),
    item("e", Kind.TRUE_FALSE, ["正确", "错误"], ["正确"]),
]


def event(id: int, kind: EventKind, payload: dict[str, object], member: str = "zhoulan") -> Event:
    return Event(kind, "甲 支部", member, DAY, AT, payload, "", id)


def submitted(marks: list[float], replies: list[list[str]]) -> Event:
    responses = [
        {"item": one["id"], "reply": reply, "correct": mark == 1, "mark": mark}
        for one, mark, reply in zip(ITEMS, marks, replies, strict=True)
    ]
    return event(2, EventKind.QUIZ_SUBMITTED, {"responses": responses, "pace": {"seconds": 321, "least": 100}})


SET = event(1, EventKind.QUIZ_SET, {"items": ITEMS})
DONE = submitted([1, 0.5, 0, 1, 1], [["乙"], ["甲"], ["五年"], ["二", "一"], []])


def test_an_attempt_is_a_completed_lesson_and_its_answers() -> None:
    completed, *answered = statements([SET, DONE], TELLER)
    assert completed["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
    assert completed["result"] == {"completion": True, "score": {"scaled": 0.7, "raw": 3.5, "min": 0, "max": 5}, "duration": "PT321S"}
    assert (completed["timestamp"], uuid.UUID(completed["id"]).version) == ("2026-09-01T02:00:00.000Z", 5)
    assert [one["result"].get("response") for one in answered] == ["o2", "o1", "五年", "o2[,]o1", None]
    assert [one["object"]["definition"]["correctResponsesPattern"] for one in answered] == [["o2"], ["o1[,]o3"], ["三年"], ["o2[,]o1"], ["o1"]]
    assert {one["context"]["contextActivities"]["parent"][0]["id"] for one in answered} == {completed["object"]["id"]}
    assert "%E7%94%B2%20" in completed["object"]["id"]


def test_names_are_codes_unless_asked_for() -> None:
    text = json.dumps(list(statements([SET, DONE], TELLER)), ensure_ascii=False)
    assert "zhoulan" not in text
    assert "zhoulan" in json.dumps(list(statements([SET, DONE], replace(TELLER, names=True))))
    other = next(statements([DONE], replace(TELLER, key=b"x" * 32)))
    assert other["actor"] != next(statements([DONE], TELLER))["actor"]


def test_only_what_is_shown_to_the_branch_is_shared_once_and_without_its_words() -> None:
    def written(id: int, visibility: str) -> Event:
        return event(id, EventKind.REFLECTION_WRITTEN, {"text": "我的话", "visibility": visibility})

    deed = {"text": "我的话", "visibility": "branch"}
    events = [written(1, "private"), written(2, "secretary"), written(3, "branch"), written(4, "branch")]
    events += [event(5, EventKind.PRACTICE_LOGGED, deed), event(6, EventKind.PRACTICE_CHANGED, {**deed, "practice": 5})]
    found = list(statements(events, TELLER))
    assert [one["verb"]["id"].rpartition("/")[2] for one in found] == ["shared", "shared"]
    assert "我的话" not in json.dumps(found, ensure_ascii=False)


words = st.text(max_size=12)
replies = st.lists(words, max_size=3)


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.lists(replies, min_size=5, max_size=5), st.text(min_size=1, max_size=9))
def test_every_statement_keeps_to_the_specification(marks: list[float], given: list[list[str]], branch: str) -> None:
    branch = branch.encode(errors="replace").decode()
    events = [replace(one, branch=branch) for one in (SET, submitted(marks, given))]
    shared = replace(event(3, EventKind.REFLECTION_WRITTEN, {"visibility": "branch"}), branch=branch)
    for teller in (TELLER, replace(TELLER, names=True)):
        found = list(statements([*events, shared], teller))
        for one in found:
            assert valid(one), one
        assert found == list(statements([*events, shared], teller))
        assert len({one["id"] for one in found}) == len(found) == 7


def test_the_other_reader_refuses_what_the_specification_does() -> None:
    good = next(statements([DONE], TELLER))
    for bad in (
        {**good, "id": "1"},
        {**good, "actor": {"name": "x"}},
        {**good, "verb": {"id": "completed"}},
        {**good, "result": {"score": {"scaled": 2}}},
        {**good, "more": 1},
        {**good, "result": {"response": ""}},
        {**good, "timestamp": "yesterday"},
    ):
        assert not valid(bad)


def test_the_command_writes_the_same_statements_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "data"))
    database = open_database(tmp_path / "data" / "companion.sqlite")
    database.directory.put_branch(Branch("甲 支部", "甲 支部"))
    for one in (SET, DONE):
        database.ledger.append(one)
    database.close()
    asked = ["export", "xapi", "--branch", "甲 支部", "--from", "2026-09-01", "--to", "2026-09-30", "--to-file"]
    assert main([*asked, "a.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["statements"] == 6
    assert main([*asked, "b.json"]) == 0
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()
    for one in json.loads(Path("a.json").read_text("utf-8")):
        assert valid(one)
    assert main([*asked, "a.json"]) == 1
    assert main([*asked, "c.json", "--home", "no address"]) == 2
    assert main(["export", "xapi", "--branch", "乙", "--from", "2026-09-01", "--to", "2026-09-30", "--to-file", "d.json"]) == 1
    assert main(["export", "xapi", "--branch", "甲 支部", "--from", "2025-09-01", "--to", "2025-09-30", "--to-file", "e.json"]) == 0
    assert json.loads(Path("e.json").read_text("utf-8")) == []
