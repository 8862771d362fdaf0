"""What every Directory promises. A subclass gives the fixture ``directory``, empty."""

import datetime as dt
import threading
from dataclasses import replace

import pytest

from companion.errors import Conflict, NotFound, UsageError
from companion.people.directory import Directory
from companion.people.members import Branch, Member, Post, Role

FIRST = Branch("一支部", "第一支部", "Asia/Shanghai", dt.date(2026, 9, 1), (0, 1, 2, 3, 4))
SECOND = Branch("二支部", "第二支部", "Asia/Urumqi", dt.date(2026, 3, 1), (0, 6))
LIN = Member("linmo", "林默", FIRST.id, Role.SECRETARY, "第一党小组", Post.TEACHER, dt.date(2026, 9, 1))
HAN = Member("韩雪", "韩雪", FIRST.id, Role.MEMBER, "", Post.COUNSELLOR, dt.date(2026, 9, 2), must_change_password=True)
GU = Member("gu.bei_2-3", "顾北", SECOND.id, Role.ADMIN, "", Post.OTHER, dt.date(2026, 9, 3), active=False, left=dt.date(2026, 9, 9))


class DirectoryContract:
    def test_gives_back_what_was_put_in(self, directory: Directory) -> None:
        _fill(directory)
        assert directory.branches() == (FIRST, SECOND)
        assert directory.branch(SECOND.id) == SECOND
        assert [directory.member(member.username) for member in (LIN, HAN, GU)] == [LIN, HAN, GU]
        assert directory.password_hash("linmo") == "hash of linmo"

    def test_lists_members_by_branch_group_and_name(self, directory: Directory) -> None:
        _fill(directory)
        assert directory.members() == (HAN, LIN, GU)
        assert directory.members(SECOND.id) == (GU,)
        assert directory.members("无此支部") == ()

    def test_finds_a_name_however_it_is_typed(self, directory: Directory) -> None:
        _fill(directory)
        for typed in ("LinMo", " linmo ", "ｌｉｎｍｏ"):
            assert directory.member(typed) == LIN
            assert directory.password_hash(typed) == "hash of linmo"

    def test_a_name_is_taken_in_whatever_case(self, directory: Directory) -> None:
        _fill(directory)
        with pytest.raises(Conflict):
            directory.add(replace(LIN, username="LINMO", name="另一个"), "x")
        assert directory.member("linmo") == LIN
        assert directory.password_hash("linmo") == "hash of linmo"

    def test_what_is_not_there_is_not_found(self, directory: Directory) -> None:
        _fill(directory)
        for act in (
            lambda: directory.member("nobody"),
            lambda: directory.member("x" * 100_000),
            lambda: directory.member(""),
            lambda: directory.member("\ud800"),
            lambda: directory.password_hash("nobody"),
            lambda: directory.set_password_hash("nobody", "x", True),
            lambda: directory.update(replace(LIN, username="nobody")),
            lambda: directory.branch("nowhere"),
            lambda: directory.branch("\ud800"),
            lambda: directory.add(replace(LIN, username="new", branch="nowhere"), "x"),
            lambda: directory.update(replace(LIN, branch="nowhere")),
        ):
            with pytest.raises(NotFound):
                act()
        assert len(directory.members()) == 3

    @pytest.mark.parametrize(
        "username", ["", "x", "a b", "a@b", "operator@console", "x" * 33, "a/b", "a\nb", "<b>", "=cmd", "a\0b", "😀😀"]
    )
    def test_refuses_unfit_usernames(self, directory: Directory, username: str) -> None:
        _fill(directory)
        with pytest.raises(UsageError):
            directory.add(replace(LIN, username=username), "x")
        assert len(directory.members()) == 3

    def test_refuses_a_branch_without_a_name_or_with_a_strange_time_zone(self, directory: Directory) -> None:
        for wrong in (replace(FIRST, name=" "), replace(FIRST, timezone="Mars/Olympus"), replace(FIRST, weekdays=(7,))):
            with pytest.raises(UsageError):
                directory.put_branch(wrong)
        assert directory.branches() == ()

    def test_changes_all_but_the_password(self, directory: Directory) -> None:
        _fill(directory)
        after = replace(LIN, name="林墨", branch=SECOND.id, role=Role.MEMBER, group="第二党小组", active=False)
        assert directory.update(after) == after
        assert directory.member("linmo") == after
        assert directory.password_hash("linmo") == "hash of linmo"

    def test_a_last_day_comes_and_goes(self, directory: Directory) -> None:
        _fill(directory)
        for after in (replace(LIN, active=False, left=dt.date(2026, 9, 9)), LIN, replace(LIN, active=False)):
            directory.update(after)
            assert directory.member("linmo") == after

    def test_a_new_password_says_whether_it_must_be_changed(self, directory: Directory) -> None:
        _fill(directory)
        directory.set_password_hash("LinMo", "new", must_change=True)
        assert directory.password_hash("linmo") == "new"
        assert directory.member("linmo") == replace(LIN, must_change_password=True)

    def test_a_branch_can_be_changed(self, directory: Directory) -> None:
        _fill(directory)
        directory.put_branch(replace(FIRST, name="教工一支部"))
        assert directory.branch(FIRST.id).name == "教工一支部"
        assert directory.member("linmo") == LIN

    def test_many_changes_happen_all_or_not_at_all(self, directory: Directory) -> None:
        _fill(directory)
        new = replace(LIN, username="new1")
        for added, changed in (
            ([(new, "x"), (replace(LIN, username="LinMo"), "x")], []),
            ([(new, "x"), (new, "y")], []),
            ([(new, "x")], [replace(LIN, username="nobody")]),
            ([(new, "x"), (replace(new, username="new2", branch="nowhere"), "x")], [replace(LIN, name="变")]),
        ):
            with pytest.raises((Conflict, NotFound)):
                directory.apply(added, changed)
            assert {member.username: member for member in directory.members()} == {m.username: m for m in (LIN, HAN, GU)}
        directory.apply([(new, "x")], [replace(LIN, name="变")])
        assert directory.member("new1") == new
        assert directory.member("linmo").name == "变"

    def test_of_many_who_want_one_name_one_gets_it(self, directory: Directory) -> None:
        directory.put_branch(FIRST)
        outcomes: list[str] = []

        def take(number: int) -> None:
            try:
                outcomes.append(directory.add(replace(LIN, name=f"第{number}个"), f"hash {number}").name)
            except Conflict:
                outcomes.append("")

        threads = [threading.Thread(target=take, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        winners = [name for name in outcomes if name]
        assert len(outcomes) == 12
        assert winners == [directory.member("linmo").name]


def _fill(directory: Directory) -> None:
    for branch in (FIRST, SECOND):
        directory.put_branch(branch)
    for member in (LIN, HAN, GU):
        assert directory.add(member, f"hash of {member.username}") == member
