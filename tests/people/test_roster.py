import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.people.directory import MemoryDirectory
from companion.people.likeness import distance, doubts, is_like
from companion.people.members import Branch, Member, Post, Role
from companion.people.passwords import ScryptHasher
from companion.people.roster import Choices, RosterPlan, parse_day, plan_roster

TODAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
HASHER = ScryptHasher(cost=2)
HEADER = ["账号", "姓名", "支部", "党小组", "岗位", "角色", "加入日期", "状态"]
ROWS = [
    HEADER,
    ["LinMo", "林默", "第一支部", "一组", "教师", "书记", "2026-09-01", "在岗"],
    ["hanxue", "韩雪", "第一支部", "二组", "辅导员", "成员", "2026/9/2", ""],
    ["gubei", "顾北", "第二支部", "", "科研", "", "2026年9月3日", "停用"],
]


def plan(rows: list[list[str]], directory: MemoryDirectory | None = None, choices: Choices | None = None) -> RosterPlan:
    directory = directory or MemoryDirectory()
    return plan_roster(
        rows, directory.members(), directory.branches(), today=TODAY, timezone="Asia/Shanghai", choices=choices
    )


def apply(plan: RosterPlan, directory: MemoryDirectory) -> None:
    for branch in plan.branches:
        directory.put_branch(branch)
    added = [(member, HASHER.hash(plan.passwords[member.username])) for member in plan.added]
    directory.apply(added, [change.after for change in plan.changed])


def imported(rows: list[list[str]]) -> MemoryDirectory:
    directory = MemoryDirectory()
    apply(plan(rows), directory)
    return directory


def test_a_roster_becomes_accounts() -> None:
    directory = imported(ROWS)
    assert [(branch.id, branch.starts) for branch in directory.branches()] == [("第一支部", TODAY), ("第二支部", TODAY)]
    one, two = "第一支部", "第二支部"
    assert directory.members() == (
        Member("linmo", "林默", one, Role.SECRETARY, "一组", Post.TEACHER, dt.date(2026, 9, 1), must_change_password=True),
        Member("hanxue", "韩雪", one, Role.MEMBER, "二组", Post.COUNSELLOR, dt.date(2026, 9, 2), must_change_password=True),
        Member("gubei", "顾北", two, Role.MEMBER, "", Post.RESEARCHER, dt.date(2026, 9, 3), False, True),
    )


def test_each_new_account_gets_a_password_of_its_own() -> None:
    first = plan(ROWS)
    directory = MemoryDirectory()
    apply(first, directory)
    assert set(first.passwords) == {"linmo", "hanxue", "gubei"}
    assert len(set(first.passwords.values())) == 3
    assert all(HASHER.verify(directory.password_hash(name), password) for name, password in first.passwords.items())


def test_importing_twice_changes_nothing() -> None:
    directory = imported(ROWS)
    again = plan(ROWS, directory)
    assert (again.branches, again.added, again.changed, again.failed, again.passwords) == ((), (), (), (), {})
    assert {member.username for member in again.unchanged} == {"linmo", "hanxue", "gubei"}


def test_planning_touches_nothing() -> None:
    directory = MemoryDirectory()
    plan(ROWS, directory)
    assert (directory.branches(), directory.members()) == ((), ())


def test_changes_are_told_before_and_after_and_leave_the_password() -> None:
    directory = imported(ROWS)
    password_hash = directory.password_hash("hanxue")
    again = plan([["账号", "党小组"], ["HanXue", "三组"]], directory)
    ((change,), ()) = (again.changed, again.added)
    assert (change.before.group, change.after.group) == ("二组", "三组")
    apply(again, directory)
    assert directory.member("hanxue").group == "三组"
    assert directory.password_hash("hanxue") == password_hash


def test_empty_cells_and_missing_columns_leave_what_is_known() -> None:
    directory = imported(ROWS)
    again = plan([["账号", "姓名", "角色"], ["linmo", "", ""], ["gubei", " ", ""]], directory)
    assert (again.changed, again.failed) == ((), ())


def test_english_headers_and_words_do_as_well() -> None:
    rows = [["Username", "Name", "Branch", "Role", "Post", "Joined"], ["a1", "A", "First", "Admin", "other", "2026-09-05"]]
    (member,) = plan(rows).added
    assert (member.role, member.post, member.joined) == (Role.ADMIN, Post.OTHER, dt.date(2026, 9, 5))


def test_headers_may_stand_below_a_title_and_be_decorated() -> None:
    (member,) = plan([["第一支部花名册"], [], ["序号", " 账 号* ", "姓名：", "支部"], ["1", "a1", "甲", "一"]]).added
    assert (member.username, member.name, member.branch) == ("a1", "甲", "一")


def test_columns_without_meaning_here_are_named() -> None:
    assert plan([["序号", "账号", "姓名", "支部", "手机"], ["1", "a1", "甲", "一", "139"]]).ignored == ("序号", "手机")


def test_with_one_branch_the_column_may_be_left_out() -> None:
    directory = MemoryDirectory()
    directory.put_branch(Branch("b7", "唯一支部"))
    (member,) = plan([["账号", "姓名"], ["a1", "甲"]], directory).added
    assert member.branch == "b7"


def test_a_branch_is_known_by_name_and_by_id() -> None:
    directory = MemoryDirectory()
    directory.put_branch(Branch("b7", "第七支部"))
    directory.put_branch(Branch("b8", "第八支部"))
    made = plan([["账号", "姓名", "支部"], ["a1", "甲", "第七支部"], ["a2", "乙", "b8"]], directory)
    assert ([member.branch for member in made.added], made.branches) == (["b7", "b8"], ())


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (["", "甲", "一"], "没有写账号"),
        (["a b", "甲", "一"], "账号“a b”"),
        (["root@x", "甲", "一"], "账号"),
        (["a1", "", "一"], "姓名"),
        (["a1", "甲", ""], "支部"),
        (["a1", "甲", "一", "", "厨师"], "岗位“厨师”"),
        (["a1", "甲", "一", "", "", "皇帝"], "角色“皇帝”"),
        (["a1", "甲", "一", "", "", "", "2026-02-30"], "日期"),
        (["a1", "甲", "一", "", "", "", "明天"], "日期"),
        (["a1", "甲", "一", "", "", "", "", "休假"], "状态“休假”"),
        (["LINMO", "甲", "一"], "第 2 行"),
        (["=1+1", "甲", "一"], "账号"),
        (["a1", "名" * 100, "一"], "姓名"),
        (["a1", "甲", "支" * 100], "支部"),
    ],
)
def test_a_bad_row_is_told_with_its_number_and_stops_no_other(row: list[str], word: str) -> None:
    made = plan([ROWS[0], ROWS[1], [], row, ROWS[2]])
    assert [member.username for member in made.added] == ["linmo", "hanxue"]
    (failure,) = made.failed
    assert failure.row == 4
    assert word in failure.error.zh
    assert set(made.passwords) == {"linmo", "hanxue"}


def test_a_branch_named_by_bad_rows_alone_is_not_made() -> None:
    assert plan([HEADER, ["", "甲", "幽灵支部"]]).branches == ()


@pytest.mark.parametrize("rows", [[], [[]], [["姓名", "支部"], ["甲", "一"]], [[""] * 5] * 20 + [HEADER]])
def test_without_headers_nothing_can_be_made_of_it(rows: list[list[str]]) -> None:
    with pytest.raises(UsageError):
        plan(rows)


def test_two_columns_of_one_meaning_are_refused() -> None:
    with pytest.raises(UsageError) as told:
        plan([["账号", "用户名", "姓名"], ["a", "b", "c"]])
    assert "账号、用户名" in told.value.zh


AGAIN = [["账号", "姓名", "支部"], ["limno", "林默", "第一支部"], ["hanxue", "韩雪", "第一支部"]]


def test_a_slip_in_a_username_is_asked_about_and_who_is_missing_is_told() -> None:
    made = plan(AGAIN, imported(ROWS))
    ((doubt,), (missing,)) = (made.doubtful, made.missing)
    assert (doubt.new.username, doubt.known.username, missing.username) == ("limno", "linmo", "linmo")


def test_the_same_person_keeps_the_account_and_a_new_one_gets_one() -> None:
    directory = imported(ROWS)
    same = plan(AGAIN, directory, Choices(same={"limno": "linmo"}))
    assert (same.added, same.changed, same.missing) == ((), (), ())
    left = plan(AGAIN, directory, Choices(left_out=frozenset({"limno"}), gone=frozenset({"linmo"})))
    ((change,), ()) = (left.changed, left.added)
    assert (change.before.active, change.after.active, change.after.username) == (True, False, "linmo")


@pytest.mark.parametrize(
    ("username", "name", "like"),
    [
        ("linmoo", "林默", True),
        ("mlin", "林默", True),  # the same name under another username: it may be a namesake
        ("linom", "林墨", True),
        ("liming", "林敏", False),
        ("hanmei", "李雷", False),
        ("t2026002", "林莫", False),  # numbers follow one another
    ],
)
def test_what_looks_like_a_slip(username: str, name: str, like: bool) -> None:
    known = [Member("linmo", "林默", "b"), Member("t2026001", "林茂", "b")]
    assert bool(doubts([Member(username, name, "b")], known, ())) is like


@given(st.text("abc1", min_size=2, max_size=7), st.text("abc1", min_size=2, max_size=7), st.text("甲乙丙", min_size=1, max_size=4), st.text("甲乙丙", min_size=1, max_size=4))
def test_likeness_is_what_the_distances_say(one: str, other: str, name: str, another: str) -> None:
    slips = 1 if max(len(one), len(other)) <= 5 else 2
    letters = [username.replace("1", "") for username in (one, other)]
    near = letters[0] != letters[1] and distance(one, other) <= slips and distance(name, another) <= 1
    expected = one != other and (name == another or near)
    assert is_like(Member(one, name, "b"), Member(other, another, "b")) is expected


@given(st.text("ab", max_size=6), st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_distance_is_symmetric_and_zero_only_between_equals(one: str, other: str, third: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) is (one == other)
    assert distance(one + third, other + third) <= distance(one, other)


@given(st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=12))
def test_any_rows_are_added_changed_kept_or_told(rows: list[list[str]]) -> None:
    """No row is lost without a word, and what is planned can be done."""
    made = plan([HEADER, *rows])
    seen = len(made.added) + len(made.changed) + len(made.unchanged) + len(made.failed)
    assert seen <= len(rows)
    assert all(2 <= failure.row <= len(rows) + 1 for failure in made.failed)
    directory = MemoryDirectory()
    apply(made, directory)
    assert len(directory.members()) == len(made.added)


@given(st.dates(dt.date(1000, 1, 1)))
def test_dates_are_read_in_every_usual_form(day: dt.date) -> None:
    year = f"{day.year:04}"
    forms = (day.isoformat(), day.strftime("%Y%m%d"), f"{year}/{day.month}/{day.day}", f"{year}年{day.month}月{day.day}日")
    assert {parse_day(form) for form in forms} == {day}
