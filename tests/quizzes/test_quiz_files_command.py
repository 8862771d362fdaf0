"""``quiz export`` and ``quiz import`` as another program calls them."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from companion.cli.main import main
from companion.engines.sql import open_database
from tests.engines.test_index_commands import companion
from tests.parts import RULES


@pytest.mark.parametrize("words", [["export", "x.gift", "--branch", "甲"], ["export", "/nowhere/x.gift", "--by", "a"]])
def test_a_branch_and_who_asks_belong_together(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quiz", *words]) == 2
    assert capsys.readouterr().err.strip().endswith("。")


@pytest.mark.parametrize("words", [["import", "x.gift"], ["export"], ["export", "x", "--format", "qti"]])
def test_malformed_arguments_end_with_status_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["quiz", *words])
    assert ended.value.code == 2


@pytest.mark.model
def test_items_go_out_and_come_in_again(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "办法.md").write_text(f"# 谈心办法\n\n{RULES}", "utf-8")
    home = {"home": str(tmp_path / "home")}
    assert companion("index", folder=tmp_path, **home).returncode == 0
    file = tmp_path / "items.xml"
    done = companion("quiz", "export", file, "--json", folder=tmp_path, **home)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["items"] == len(ET.parse(file).findall("question")) > 0
    assert (told["format"], told["left_out"]) == ("moodle_xml", [])

    for name, role in (("zhou", "书记"), ("li", "成员")):
        added = companion("members", "add", name, "--name", "周岚", "--branch", "甲", "--role", role, "--json", folder=tmp_path, **home)
        assert added.returncode == 0, added.stderr
    branch = json.loads(added.stdout)["branch"]
    # A one-time password has to be changed before anything else, also from the command line.
    refused = companion("quiz", "import", file, "--branch", branch, "--by", "zhou", folder=tmp_path, **home)
    assert refused.returncode == 1 and refused.stderr.strip()
    database = open_database(tmp_path / "home" / "companion.sqlite")
    for name in ("zhou", "li"):
        database.directory.set_password_hash(name, "x", False)
    database.close()

    foreign = tmp_path / "别处.txt"
    foreign.write_text("学校在哪一年成立？{=1950年 ~1951年}\n\n没有写完{", "gb18030")

    def taken(file: Path, *words: str) -> dict[str, object]:
        done = companion("quiz", "import", file, "--branch", branch, "--by", "zhou", *words, "--json", folder=tmp_path, **home)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert taken(foreign, "--dry-run")["added"] == 1
    found = taken(foreign)
    assert (found["dry_run"], found["added"], found["known"], found["uncited"]) == (False, 1, 0, 1)
    assert [fault["line"] for fault in found["left_out"]] == [3]  # type: ignore[attr-defined]
    again = taken(file)
    assert (again["left_out"], again["added"] + again["known"]) == ([], told["items"])  # type: ignore[operator]
    done = companion("quiz", "import", file, "--branch", branch, "--by", "li", folder=tmp_path, **home)
    assert done.returncode == 1 and done.stderr.strip().endswith("。")
