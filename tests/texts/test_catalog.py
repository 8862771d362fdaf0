"""The catalog: which files are texts, and what its rows may look like."""

import datetime as dt
from pathlib import Path

import pytest

from companion.errors import ReadingError
from companion.texts.catalog import read_catalog
from companion.texts.documents import Status


def fill(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("学习。", "utf-8")


def test_a_folder_without_a_catalog(tmp_path: Path) -> None:
    fill(tmp_path, "b.md", "子/a.TXT", "README.md", "子/README.md", "_draft/x.md", "~$a.docx", ".hidden.md", "Thumbs.db")
    found = read_catalog(tmp_path)
    assert [(entry.path, entry.title) for entry in found.entries] == [("b.md", "b"), ("子/README.md", "README"), ("子/a.TXT", "a")]
    assert found.failed == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_catalog(tmp_path: Path, encoding: str) -> None:
    fill(tmp_path, "规范/师德.md", "其他.md")
    (tmp_path / "catalog.csv").write_text(
        "文件,题名,发文机关,文号,日期,语言,单元,状态,替代\n"
        "规范/师德.md,师德规范,某大学,某校〔2026〕1号,2026年3月1日,zh,师德为先,已废止,规范/新师德.md\n",
        encoding,
    )
    first, second = read_catalog(tmp_path).entries
    assert (first.path, first.title, first.issuer, first.number) == ("规范/师德.md", "师德规范", "某大学", "某校〔2026〕1号")
    assert (first.date, first.language, first.unit) == (dt.date(2026, 3, 1), "zh", "师德为先")
    assert (first.status, first.superseded_by) == (Status.SUPERSEDED, "规范/新师德.md")
    assert second.path == "其他.md"


def test_an_english_catalog_gives_the_order(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "b.md", "c.md")
    (tmp_path / "catalog.csv").write_text("file,title,date,status\nc.md,C,2026/3/1,in_force\n\nb.md,,2026-03-02,\n")
    found = read_catalog(tmp_path)
    assert [(entry.path, entry.title) for entry in found.entries] == [("c.md", "C"), ("b.md", "b"), ("a.md", "a")]
    assert [entry.date for entry in found.entries] == [dt.date(2026, 3, 1), dt.date(2026, 3, 2), None]


def test_a_bad_row_is_named_and_the_others_hold(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "b.md", "c.md", "d.md")
    (tmp_path / "catalog.csv").write_text(
        "file,title,date,status,language\nmissing.md,M,,,\na.md,A,2026-02-30,,\na.md,again,,,\nb.md,B,,gone,\n"
        "c.md,C,,,latin\n../secret.md,S,,,\n/etc/passwd,P,,,\nd.md,D,2026-01-01,in_force,en\n"
    )
    found = read_catalog(tmp_path)
    assert [entry.title for entry in found.entries] == ["A", "B", "C", "D"]
    assert [failure.file for failure in found.failed] == [
        "missing.md", "a.md", "a.md", "b.md", "c.md", "../secret.md", "/etc/passwd",
    ]  # fmt: skip
    assert all(failure.zh.endswith("。") and failure.en for failure in found.failed)
    assert "missing.md" in found.failed[0].zh and found.failed[0].say("en") == found.failed[0].en
    assert found.entries[0].date is None and found.entries[1].status is Status.IN_FORCE


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8\x81", b"title\nx\n", b"", b'file,title\na.md,"' + b"x" * 200_000])
def test_a_useless_catalog_does_not_hide_the_texts(tmp_path: Path, data: bytes) -> None:
    fill(tmp_path, "a.md")
    (tmp_path / "catalog.csv").write_bytes(data)
    found = read_catalog(tmp_path)
    assert [entry.path for entry in found.entries] == ["a.md"]
    assert [failure.file for failure in found.failed] == ["catalog.csv"]


def test_other_kinds_of_files_are_named(tmp_path: Path) -> None:
    fill(tmp_path, "a.doc", "b.png", "c.md")
    found = read_catalog(tmp_path)
    assert [entry.path for entry in found.entries] == ["c.md"]
    assert {failure.file: ".docx" in failure.zh for failure in found.failed} == {"a.doc": True, "b.png": True}


def test_links_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    fill(inside, "a.md")
    fill(outside, "secret.md")
    (inside / "link.md").symlink_to(outside / "secret.md")
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    found = read_catalog(inside)
    assert [entry.path for entry in found.entries] == ["a.md"]
    assert "link.md" in [failure.file for failure in found.failed]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="没有这里"):
        read_catalog(tmp_path / "没有这里")


def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing.md")
    found = read_catalog(tmp_path)
    assert found.entries == ()
    assert [failure.file for failure in found.failed] == ["gone.md"]
