import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.people.directory import (
    Directory,
    MemoryDirectory,
    new_branch,
    one_line,
    well_formed_member,
    well_formed_username,
)
from companion.people.members import Member
from companion.people.permissions import OPERATOR
from tests.people.directory_contract import DirectoryContract


class TestMemoryDirectory(DirectoryContract):
    @pytest.fixture
    def directory(self) -> Directory:
        return MemoryDirectory()


@given(st.text(max_size=40))
def test_a_username_has_one_form_or_none(typed: str) -> None:
    try:
        username = well_formed_username(typed)
    except UsageError:
        return
    assert 2 <= len(username) <= 32
    assert "@" not in username
    assert username.isprintable()
    assert not any(char.isspace() for char in username)
    assert well_formed_username(username) == username


def test_the_operators_name_is_nobodys() -> None:
    with pytest.raises(UsageError):
        well_formed_username(OPERATOR.username)


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert one_line(line) == line


def test_names_lose_what_cannot_be_seen() -> None:
    kept = well_formed_member(Member("a1", " 阿依古丽\u202e·\x00 买买提\n", "b", group="第一\t小组"))
    assert (kept.name, kept.group) == ("阿依古丽· 买买提", "第一 小组")


@pytest.mark.parametrize("member", [Member("a1", " \n", "b"), Member("a1", "名" * 65, "b"), Member("a1", "名", "b", group="组" * 65)])
def test_refuses_names_that_are_empty_or_too_long(member: Member) -> None:
    with pytest.raises(UsageError):
        well_formed_member(member)


def test_a_new_branch_is_known_by_its_name() -> None:
    branch = new_branch(" 机关一支部 ", "Asia/Shanghai", dt.date(2026, 9, 1))
    assert (branch.id, branch.name, branch.starts) == ("机关一支部", "机关一支部", dt.date(2026, 9, 1))
