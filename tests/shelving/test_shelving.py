"""Taking texts into the corpus: what is new, the same, another version; and that nothing is lost."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from companion.errors import NotAllowed, NotFound, UsageError
from companion.records.events import EventKind
from companion.shelving.jobs import Fate, Job, Result, Stage, Wishes
from companion.texts.documents import Citation, Status
from tests.parts import MONDAY, Parts, make_parts

CATALOG = "文件,题名,发文机关,文号,日期,语言,单元,状态,替代,备注\r\n制度/考勤.txt,考勤规定,人事处,人〔2020〕1号,2020-01-01,zh,考勤,现行,,放在柜子里\r\n"
FIRST = "第一条 迟到三次记为旷工一次。\n第二条 每月五日前交考勤表。\n"
SECOND = "第一条 迟到五次记为旷工一次。\n第二条 每月五日前交考勤表。\n"
QUOTE = "迟到三次记为旷工一次"
NONE = Wishes()


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    corpus = tmp_path / "corpus"
    (corpus / "制度").mkdir(parents=True)
    (corpus / "制度" / "考勤.txt").write_text(FIRST, "utf-8")
    (corpus / "catalog.csv").write_bytes(CATALOG.encode("gb18030"))
    return make_parts(tmp_path)


def finished(parts: Parts, actor: str = "secretary") -> Job:
    while (job := parts.study.texts.job(actor)) is None or job.stage is not Stage.DONE:
        pass
    return job


def send(
    parts: Parts, files: Mapping[str, bytes], wishes: Wishes = NONE, actor: str = "secretary"
) -> tuple[Result, ...]:
    batch = repr(sorted(files))
    for name, data in files.items():
        with parts.study.texts.receive(actor, batch, name) as incoming:
            incoming.write(data)
    parts.study.texts.add(actor, batch, wishes)
    job = finished(parts, actor)
    assert job.trouble is None
    return job.results


def rows(tmp_path: Path) -> dict[str, dict[str, str]]:
    text = (tmp_path / "corpus" / "catalog.csv").read_bytes().decode("gb18030")
    return {row["文件"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_a_new_text_is_catalogued_indexed_and_answers(parts: Parts, tmp_path: Path) -> None:
    (result,) = send(parts, {"值班.txt": "第一条 值班人员每晚十点巡楼一次。\n".encode()}, Wishes(unit="安全"))
    assert (result.fate, result.path) == (Fate.ADDED, "上传/值班.txt")
    (hit,) = [entry for entry in parts.index.entries() if entry.path == result.path]
    assert (hit.title, hit.unit) == ("值班", "安全")
    assert rows(tmp_path)["制度/考勤.txt"]["备注"] == "放在柜子里"  # the secretary's own column stays
    assert list(rows(tmp_path)) == ["制度/考勤.txt", "上传/值班.txt"]
    (event,) = parts.ledger.events(kinds={EventKind.TEXTS_CHANGED})
    assert event.member == "secretary" and event.payload["texts"][0]["path"] == result.path
    assert not [file for file in tmp_path.rglob("*") if "uploads" in file.parts and file.is_file()]


def test_the_same_bytes_are_one_text_under_whatever_name(parts: Parts) -> None:
    before = parts.index.contents()
    results = send(parts, {"别名.txt": FIRST.encode(), "a.txt": b"one thing", "b.txt": b"one thing"})
    assert [(one.name, one.fate, one.other) for one in results] == [
        ("别名.txt", Fate.KNOWN, "制度/考勤.txt"),
        ("b.txt", Fate.KNOWN, "a.txt"),
        ("a.txt", Fate.ADDED, ""),
    ]
    assert len(parts.index.contents()) == len(before) + 1


def test_a_new_version_replaces_the_old_whose_citations_still_open(parts: Parts, tmp_path: Path) -> None:
    citation = Citation("制度/考勤.txt", "考勤规定", "第一条", 1, 1, QUOTE)
    assert parts.study.page_view("member", citation).entry.status is Status.IN_FORCE
    (result,) = send(parts, {"考勤.txt": SECOND.encode()})
    assert (result.fate, result.path, result.other) == (
        Fate.REPLACED,
        "制度/考勤.txt",
        f"旧版/制度/考勤（至{MONDAY}）.txt",
    )
    for made_anew in (False, True):  # the older version stands in the corpus, not only in the index
        if made_anew:
            for entry in parts.index.entries():
                parts.index.remove(entry.path)
            parts.study.texts.refresh("secretary")
            finished(parts)
        old = parts.study.page_view("member", citation)
        assert old.entry.status is Status.SUPERSEDED and old.pages[0].text == FIRST
        assert old.successor is not None and old.successor.path == "制度/考勤.txt"
        new = parts.study.page_view("member", Citation("制度/考勤.txt", "", "", 1, 1, "迟到五次"))
        assert new.entry.status is Status.IN_FORCE and new.entry.title == "考勤规定"
    table = rows(tmp_path)
    assert table[result.other]["替代"] == "制度/考勤.txt" and table[result.other]["备注"] == "放在柜子里"
    assert (table["制度/考勤.txt"]["发文机关"], table["制度/考勤.txt"]["状态"]) == ("人事处", "现行")
    (again,) = send(parts, {"考勤.txt": (SECOND + "第三条 自三月起施行。\n").encode()})
    assert again.other.endswith("-2.txt")  # a second one on the same day
    assert parts.study.page_view("member", citation).pages[0].text == FIRST


def test_a_text_of_another_name_can_be_said_to_replace_one(parts: Parts) -> None:
    (result,) = send(parts, {"考勤新规.txt": SECOND.encode()}, Wishes(replaces="制度/考勤.txt"))
    assert (result.fate, result.other) == (Fate.REPLACED, "制度/考勤.txt")
    old = parts.study.page_view("member", Citation("制度/考勤.txt", "", "", 1, 1, QUOTE))
    assert old.entry.status is Status.SUPERSEDED and old.entry.superseded_by == "上传/考勤新规.txt"


def test_an_archive_becomes_its_texts_and_what_cannot_be_read_is_said(parts: Parts, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("制度/考勤.txt", SECOND)
        archive.writestr("制度/请假.txt", "第一条 请假提前一天说明。\n")
        archive.writestr("照片.png", b"\x89PNG")
        archive.writestr("../../逃.txt", "第一条 不在外面。\n")
    results = send(parts, {"全部.zip": out.getvalue(), "坏.zip": b"PK", "旧.doc": b"x", "空.txt": b""})
    found = {one.name: (one.fate, one.path) for one in results}
    assert found == {
        "制度/考勤.txt": (Fate.REPLACED, "制度/考勤.txt"),
        "制度/请假.txt": (Fate.ADDED, "制度/请假.txt"),
        "逃.txt": (Fate.ADDED, "上传/逃.txt"),
        "照片.png": (Fate.REFUSED, ""),
        "坏.zip": (Fate.REFUSED, ""),
        "旧.doc": (Fate.REFUSED, ""),
        "空.txt": (Fate.REFUSED, ""),
    }
    assert all(one.reason[0] and one.reason[1] for one in results if one.fate is Fate.REFUSED)
    assert not list(tmp_path.glob("逃.txt")) and not list(tmp_path.parent.glob("逃.txt"))


def test_facts_are_edited_and_ill_ones_refused(parts: Parts, tmp_path: Path) -> None:
    facts = {
        "title": "=考勤 办法",
        "issuer": "人事处",
        "number": "",
        "date": "2024-02-03",
        "unit": "纪律",
        "status": "in_force",
    }
    parts.study.texts.edit("secretary", "制度/考勤.txt", {**facts, "superseded_by": ""})
    assert finished(parts).results[0].fate is Fate.EDITED
    (entry,) = [entry for entry in parts.index.entries() if entry.path == "制度/考勤.txt"]
    assert (entry.title, entry.unit, entry.date) == (
        "考勤 办法",
        "纪律",
        dt.date(2024, 2, 3),
    )  # no formula in the table
    assert rows(tmp_path)["制度/考勤.txt"]["备注"] == "放在柜子里"
    for wrong in (
        {"title": " "},
        {"date": "去年"},
        {"status": "x"},
        {"title": "长" * 300},
        {"superseded_by": "制度/考勤.txt"},
    ):
        with pytest.raises(UsageError):
            parts.study.texts.edit("secretary", "制度/考勤.txt", {**facts, **wrong})
    for path in ("没有.txt", "../../etc/passwd"):
        with pytest.raises(NotFound):
            parts.study.texts.edit("secretary", path, facts)
        with pytest.raises(NotFound):
            parts.study.texts.remove("secretary", path)


def test_a_text_taken_out_leaves_the_index_and_is_kept(parts: Parts, tmp_path: Path) -> None:
    parts.study.texts.remove("secretary", "制度/考勤.txt")
    (result,) = finished(parts).results
    assert (result.fate, result.other) == (Fate.REMOVED, f"_移出/{MONDAY}/制度/考勤.txt")
    assert (tmp_path / "corpus" / result.other).read_text("utf-8") == FIRST
    assert "放在柜子里" in (tmp_path / "corpus" / "_移出" / str(MONDAY) / "catalog.csv").read_text("utf-8-sig")
    assert rows(tmp_path) == {}
    with pytest.raises(NotFound):
        parts.study.page_view("member", Citation("制度/考勤.txt", "考勤规定", "", 1, 1, QUOTE))


def test_bounds_hold_while_bytes_come_in(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    study = make_parts(tmp_path, upload_megabytes=1, upload_files=2).study
    first, second = (study.texts.receive("secretary", "b", name) for name in ("a.txt", "../../b.txt"))
    assert second.file.name == "b.txt" and tmp_path in second.file.parents
    with pytest.raises(UsageError, match="COMPANION_UPLOAD_FILES"):
        study.texts.receive("secretary", "b", "c.txt")
    with first:
        first.write(bytes(700_000))
    with pytest.raises(UsageError, match="COMPANION_UPLOAD_MEGABYTES"), second:
        second.write(bytes(700_000))
    assert first.file.exists() and not second.file.exists()
    study.texts.receive("secretary", "another", "d.txt")
    assert not first.file.exists()  # what was sent before and not added is dropped
    with pytest.raises(UsageError):
        study.texts.add("secretary", "b", Wishes())


def test_members_change_nothing(parts: Parts) -> None:
    study = parts.study
    for act in (
        lambda: study.texts.receive("member", "b", "a.txt"),
        lambda: study.texts.add("member", "b", Wishes()),
        lambda: study.texts.edit("member", "制度/考勤.txt", {}),
        lambda: study.texts.remove("member", "制度/考勤.txt"),
        lambda: study.texts.refresh("member"),
        lambda: study.texts.job("member"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not study.texts.may_keep("member") and study.texts.may_keep("admin")


def test_what_fails_in_the_background_is_told(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "catalog.csv").write_text("no,such,columns\n", "utf-8")
    with parts.study.texts.receive("secretary", "b", "a.txt") as incoming:
        incoming.write("第一条 一句话。".encode())
    parts.study.texts.add("secretary", "b", Wishes())
    job = finished(parts)
    assert job.trouble is not None and "catalog.csv" in job.trouble[0]
    assert (tmp_path / "corpus" / "catalog.csv").read_text("utf-8") == "no,such,columns\n"
