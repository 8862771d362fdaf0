"""The trail of the texts: who changed what, before and after; and what was changed in the folder, told once and of nobody."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import NotAllowed, NotFound
from companion.records.events import Event, EventKind
from companion.records.texttrail import KINDS, Step, TextTrail, trail_after
from companion.shelving.jobs import Wishes
from companion.shelving.textdesk import ON_A_PAGE, TextDesk
from companion.texts.catalog_edit import load_table, save_table
from companion.texts.documents import Status
from tests.parts import MONDAY, Parts, make_parts
from tests.shelving.test_shelving import CATALOG, FIRST, SECOND, finished, send

KEPT = "制度/考勤.txt"
FACTS = {"title": "考勤规定", "issuer": "人事处", "number": "人〔2020〕1号", "date": "2020-01-01", "unit": "考勤", "status": "in_force"}


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    corpus = tmp_path / "corpus"
    (corpus / "制度").mkdir(parents=True)
    (corpus / KEPT).write_text(FIRST, "utf-8")
    (corpus / "catalog.csv").write_text(CATALOG, "utf-8")
    made = make_parts(tmp_path)
    made.study.texts.notice()
    return made


def steps(parts: Parts) -> tuple[Step, ...]:
    """The oldest first, without what lay in the folder to begin with."""
    return parts.study.texts.trail("secretary").steps[-2::-1]


def told(parts: Parts) -> list[tuple[str, str, str]]:
    return [(step.by, one.fate, one.path) for step in steps(parts) for one in step.changes]


def refresh(parts: Parts) -> None:
    parts.study.texts.refresh("secretary")
    assert finished(parts).trouble is None


def test_what_lay_in_the_folder_is_told_once_and_of_nobody(parts: Parts) -> None:
    (first,) = parts.study.texts.trail("admin").steps
    assert first.by == "" and [(one.fate, one.title) for one in first.changes] == [("added", "考勤规定")]
    for desk in (parts.study.texts, TextDesk(parts.study._callers, parts.ledger, parts.index, parts.study.texts._shelving, lambda: parts.now)):
        desk.notice()  # also in another process, or after a restart
        assert len(desk.trail("secretary").steps) == 1


def test_an_edit_an_addition_a_new_version_and_a_removal_leave_who_before_and_after(parts: Parts) -> None:
    study = parts.study
    study.texts.edit("secretary", KEPT, FACTS | {"unit": "纪律", "number": "人〔2026〕2号"})
    finished(parts)
    study.texts.edit("secretary", KEPT, FACTS | {"unit": "纪律", "number": "人〔2026〕2号"})  # nothing is another
    finished(parts)
    send(parts, {"值班.txt": "第一条 值班人员每晚十点巡楼一次。\n".encode()}, Wishes(unit="安全"), actor="admin")
    send(parts, {"考勤.txt": SECOND.encode()})
    study.texts.remove("other", "上传/值班.txt")
    finished(parts, "other")
    assert told(parts) == [
        ("secretary", "edited", KEPT),
        ("admin", "added", "上传/值班.txt"),
        ("secretary", "replaced", KEPT),
        ("other", "removed", "上传/值班.txt"),
    ]
    edited, added, replaced, removed = (step.changes[0] for step in steps(parts))
    assert (edited.before, edited.after) == (
        {"number": "人〔2020〕1号", "unit": "考勤"},
        {"number": "人〔2026〕2号", "unit": "纪律"},
    )
    assert added.after["unit"] == "安全" and not any(added.before.values())
    assert replaced.other == f"旧版/制度/考勤（至{MONDAY}）.txt"
    assert removed.before["title"] == "值班" and removed.other.startswith("_移出/")


def test_what_is_changed_in_the_folder_is_told_of_nobody(parts: Parts, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "新.txt").write_text("第一条 这是新放进来的。\n", "utf-8")
    save_table(corpus, load_table(corpus).put(KEPT, {"unit": "纪律", "status": "已废止"}))
    refresh(parts)
    (corpus / "新.txt").write_text("第一条 这是改过的。\n", "utf-8")
    refresh(parts)
    (corpus / "新.txt").unlink()
    refresh(parts)
    refresh(parts)
    assert sorted(told(parts)[:2]) == [("", "added", "新.txt"), ("", "edited", KEPT)]
    assert told(parts)[2:] == [("", "replaced", "新.txt"), ("", "removed", "新.txt")]
    edited = next(one for one in steps(parts)[0].changes if one.fate == "edited")
    assert (edited.before, edited.after) == (
        {"unit": "考勤", "status": "in_force"},
        {"unit": "纪律", "status": "superseded"},
    )


def test_one_job_s_change_and_the_folder_s_are_kept_apart(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "新.txt").write_text("第一条 这是新放进来的。\n", "utf-8")
    parts.study.texts.edit("secretary", KEPT, FACTS | {"unit": "纪律"})
    finished(parts)
    assert told(parts) == [("secretary", "edited", KEPT), ("", "added", "新.txt")]


def test_an_older_version_marked_by_itself_is_nobody_s_change(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "考勤规定2024.txt").write_text(SECOND, "utf-8")
    table = load_table(tmp_path / "corpus").put("考勤规定2024.txt", {"title": "考勤规定", "date": "2024-01-01", "language": "zh"})
    save_table(tmp_path / "corpus", table)
    refresh(parts)
    assert {entry.path: entry.status for entry in parts.index.entries()}[KEPT] is Status.SUPERSEDED
    assert told(parts) == [("", "added", "考勤规定2024.txt")]


def test_an_index_made_anew_tells_nothing(parts: Parts) -> None:
    for entry in parts.index.entries():
        parts.index.remove(entry.path)
    parts.study.texts.notice()  # while it is being made
    refresh(parts)
    parts.study.texts.notice()
    assert told(parts) == []


def test_a_change_that_is_not_indexed_at_first_is_its_maker_s_all_the_same(parts: Parts, tmp_path: Path) -> None:
    """The server stops between the change and its indexing; something else in the folder is found meanwhile."""
    payload = {"texts": [{"fate": "edited", "path": KEPT, "title": "考勤规定", "other": "", "before": {"unit": "考勤"}, "after": {"unit": "纪律"}}]}
    parts.ledger.append(Event(EventKind.TEXTS_CHANGED, "甲", "secretary", MONDAY, parts.now, payload))
    (tmp_path / "corpus" / "新.txt").write_text("第一条 这是新放进来的。\n", "utf-8")
    refresh(parts)
    save_table(tmp_path / "corpus", load_table(tmp_path / "corpus").put(KEPT, {"unit": "纪律"}))
    refresh(parts)
    assert told(parts) == [("secretary", "edited", KEPT), ("", "added", "新.txt")]


def test_it_is_for_those_who_keep_the_texts_and_comes_in_pages(parts: Parts) -> None:
    desk = parts.study.texts
    for actor, error in (("member", NotAllowed), ("nobody", NotFound)):
        with pytest.raises(error):
            desk.trail(actor)
    for n in range(2 * ON_A_PAGE):
        payload = {"texts": [{"fate": "edited", "path": KEPT, "title": f"第{n}次", "other": ""}]}  # as before facts were noted
        parts.ledger.append(Event(EventKind.TEXTS_CHANGED, "乙", "other", MONDAY, parts.now, payload))
    first, last = desk.trail("secretary"), desk.trail("secretary", 99)
    assert first.steps[0].changes[0].title == f"第{2 * ON_A_PAGE - 1}次" and first.names == {"other": "Other"}
    assert (len(first.steps), last.page, last.last, len(last.steps), last.total) == (ON_A_PAGE, 3, 3, 1, 2 * ON_A_PAGE + 1)
    assert desk.trail("secretary", -3) == first


@given(st.data())
def test_it_does_not_matter_in_how_many_portions_events_are_folded(data: st.DataObject) -> None:
    facts = st.one_of(st.none(), st.fixed_dictionaries({"title": st.sampled_from("甲乙"), "unit": st.sampled_from(["", "一"])}))
    found = st.fixed_dictionaries({"path": st.sampled_from("ab"), "facts": facts, "digest": st.sampled_from("12"), "stamp": st.just("")})
    changed = st.fixed_dictionaries({"fate": st.just("edited"), "path": st.sampled_from("ab"), "title": st.just("甲"), "other": st.just("")})
    events = []
    for id in range(data.draw(st.integers(0, 8))):
        kind = data.draw(st.sampled_from(sorted(KINDS)))
        texts = data.draw(st.lists(changed if kind is EventKind.TEXTS_CHANGED else found, min_size=1, max_size=2, unique_by=lambda one: one["path"]))
        events.append(Event(kind, "", "", MONDAY, Parts.now, {"texts": texts}, id=id + 1))
    at = data.draw(st.integers(0, len(events)))
    whole = trail_after(TextTrail(), events)
    assert trail_after(trail_after(TextTrail(), events[:at]), events[at:]) == whole
    assert {step.id for step in whole.steps} <= {event.id for event in events}
    assert all(dataclasses.asdict(step) for step in whole.steps)
