"""``members`` as a person or another program calls it."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from companion.engines.passwords import Argon2Hasher
from companion.engines.sql import open_database
from companion.people.members import Post, Role


class Console:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, status: int = 0, language: str = "zh") -> tuple[str, str]:
        """Standard output and standard error."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
        environ = {**kept, "COMPANION_LANGUAGE": language, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-m", "companion", "members", *words],
            cwd=self.folder,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stderr
        return done.stdout, done.stderr

    def json(self, *words: str) -> dict:
        return json.loads(self.run(*words, "--json")[0])

    def database(self):
        return open_database(self.folder / "data" / "companion.sqlite")


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def _roster(path: Path, *rows: tuple[str, ...]) -> str:
    book = openpyxl.Workbook()
    for row in (("账号", "姓名", "支部", "角色"), *rows):
        book.active.append(row)
    book.save(path)
    return path.name


def test_add_makes_the_branch_and_tells_a_password_that_opens_the_door(console: Console) -> None:
    told = console.json("add", "LinMo", "--name", "林默", "--branch", "第一支部", "--role", "书记", "--post", "counsellor")
    assert (told["username"], told["branch"], told["new_branch"], told["role"]) == ("linmo", "第一支部", True, "secretary")
    database = console.database()
    member = database.directory.member("linmo")
    assert (member.name, member.role, member.post, member.must_change_password) == (
        "林默",
        Role.SECRETARY,
        Post.COUNSELLOR,
        True,
    )
    assert Argon2Hasher().verify(database.directory.password_hash("linmo"), told["password"])
    database.close()
    assert stat.S_IMODE((console.folder / "data").stat().st_mode) == 0o700


def test_add_refuses_a_name_that_is_taken_and_words_it_does_not_know(console: Console) -> None:
    console.run("add", "linmo", "--name", "林默", "--branch", "一支部")
    out, err = console.run("add", "LINMO", "--name", "另一个", "--branch", "新支部", status=1)
    assert (out, "linmo" in err) == ("", True)
    out, err = console.run("add", "a1", "--name", "甲", "--branch", "一支部", "--role", "emperor", status=2, language="en")
    assert "The role 'emperor'" in err
    database = console.database()
    assert [branch.id for branch in database.directory.branches()] == ["一支部"]
    assert len(database.directory.members()) == 1
    database.close()


def test_import_shows_then_does_and_a_second_time_does_nothing(console: Console) -> None:
    roster = _roster(console.folder / "名册.xlsx", ("linmo", "林默", "一支部", "书记"), ("", "无名", "一支部", ""))
    shown = console.json("import", roster, "--dry-run")
    assert shown["dry_run"]
    assert [set(member) & {"password"} for member in shown["added"]] == [set()]
    database = console.database()
    assert database.directory.members() == ()
    database.close()

    done = console.json("import", roster)
    (added,) = done["added"]
    assert (added["username"], len(added["password"])) == ("linmo", 14)
    assert [failure["row"] for failure in done["failed"]] == [3]

    again = console.json("import", roster)
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], 1)

    _roster(console.folder / "名册.xlsx", ("linmo", "林墨", "一支部", "书记"))
    assert console.json("import", roster)["changed"] == [{"username": "linmo", "fields": {"name": ["林默", "林墨"]}}]


def test_import_tells_a_person_what_was_done(console: Console) -> None:
    (console.folder / "a.csv").write_bytes("账号,姓名,支部\na1,甲,一支部\nb b,乙,一支部\n".encode("gb18030"))
    out, _ = console.run("import", "a.csv")
    assert "新增 1，更改 0，不变 0，未用 1 行。" in out
    assert "第 3 行" in out
    assert "新建支部：一支部" in out


def test_import_of_what_is_no_roster_is_told(console: Console) -> None:
    _, err = console.run("import", "没有.xlsx", status=1)
    assert "没有.xlsx" in err
    (console.folder / "a.csv").write_text("x,y\n1,2\n")
    _, err = console.run("import", "a.csv", status=2)
    assert "表头" in err


def test_reset_gives_a_new_password(console: Console) -> None:
    first = console.json("add", "linmo", "--name", "林默", "--branch", "一支部")["password"]
    second = console.json("reset", "LinMo")["password"]
    database = console.database()
    kept = database.directory.password_hash("linmo")
    database.close()
    assert Argon2Hasher().verify(kept, second)
    assert not Argon2Hasher().verify(kept, first)
    _, err = console.run("reset", "nobody", status=1)
    assert "nobody" in err


def test_export_and_erase(console: Console) -> None:
    console.run("add", "linmo", "--name", "林默", "--branch", "一支部")
    _, err = console.run("erase", "linmo", "--name", "林墨", status=2)
    assert "林默" in err
    assert console.json("erase", "LinMo", "--name", "林默") == {"former": "former-1"}
    database = console.database()
    assert [member.name for member in database.directory.members()] == ["前成员1"]
    database.close()
    console.run("erase", "linmo", "--name", "林默", status=1)
