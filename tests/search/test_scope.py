"""Which texts are meant by document, unit, status and date."""

import datetime as dt
import json
from pathlib import Path

import pytest

from companion.cli.main import main
from companion.errors import NotFound
from companion.search.scope import Scope, paths_within
from companion.texts.documents import Entry, Status

ENTRIES = (
    Entry("a.md", "工作细则", date=dt.date(2025, 7, 1), unit="支部"),
    Entry("b.md", "行为规范（试行）", date=dt.date(2019, 9, 5), unit="师德", status=Status.SUPERSEDED, superseded_by="c.md"),
    Entry("c.md", "行为规范", date=dt.date(2026, 4, 1), unit="师德"),
    Entry("d.md", "读书会指南", unit="读书"),
)


@pytest.mark.parametrize(
    ("scope", "paths"),
    [
        (Scope(documents=("a.md", "《读书会指南》")), "ad"),
        (Scope(documents=("行为规范",)), "bc"),  # every edition that bears the title
        (Scope(units=("师德", "读书")), "bcd"),
        (Scope(units=("师德",), status=Status.IN_FORCE), "c"),
        (Scope(status=Status.SUPERSEDED), "b"),
        (Scope(first=dt.date(2025, 7, 1)), "ac"),
        (Scope(last=dt.date(2025, 7, 1)), "ab"),
        (Scope(first=dt.date(2020, 1, 1), last=dt.date(2025, 12, 31)), "a"),
    ],
    ids=str,
)
def test_a_scope_means_the_texts_that_meet_all_its_conditions(scope: Scope, paths: str) -> None:
    assert paths_within(ENTRIES, scope) == {f"{name}.md" for name in paths}


def test_no_condition_means_all_texts_also_those_to_come() -> None:
    assert paths_within(ENTRIES, Scope()) is None


@pytest.mark.parametrize(
    "scope",
    [Scope(documents=("没有.md",)), Scope(documents=("a.md", "../a.md")), Scope(units=("科研",)), Scope(units=("读书",), status=Status.SUPERSEDED)],
    ids=str,
)
def test_what_is_not_there_is_said_with_what_is(scope: Scope) -> None:
    with pytest.raises(NotFound) as said:
        paths_within(ENTRIES, scope)
    assert scope.status or "有：" in said.value.zh
    with pytest.raises(NotFound):
        paths_within((), scope)


@pytest.mark.model
@pytest.mark.parametrize("command", ["ask", "search"])
def test_the_command_line_keeps_to_what_is_asked_for(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_INDEXES", str(tmp_path / "indexes"))
    monkeypatch.setenv("COMPANION_CORPUS", str(tmp_path / "texts"))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "考勤办法.md").write_text("# 考勤办法\n\n因公缺席的，应当在七日内补学。\n", "utf-8")
    (tmp_path / "texts" / "图书馆.txt").write_text("图书馆开放到晚上十点。\n", "utf-8")
    assert main(["index"]) == 0
    capsys.readouterr()
    assert main([command, "图书馆开放到几点？", "--document", "考勤办法.md", "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result.get("abstained", True) and {hit["document"] for hit in result.get("hits", [])} <= {"考勤办法.md"}
    assert main([command, "图书\u200b馆开放到几点？", "--document", "图书馆", "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert {hit["document"] for hit in result.get("hits") or result["citations"]} == {"图书馆.txt"}
    for options, status, word in (
        (["--document", "没有.md"], 1, "考勤办法.md"),
        (["--status", "新的"], 2, "现行"),
        (["--from", "昨天"], 2, "2026-03-01"),
        (["--from", "2026-02-01", "--to", "2026-01-01"], 2, "2026-02-01"),
    ):
        assert main([command, "图书馆开放到几点？", *options]) == status
        assert word in capsys.readouterr().err
