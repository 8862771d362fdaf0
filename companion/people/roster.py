"""Rosters: the rows of a spreadsheet become accounts. First the plan, which can be looked at; then the deed."""

import datetime as dt
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from companion.errors import CompanionError, UsageError
from companion.people.directory import (
    new_branch,
    one_line,
    shown,
    well_formed_member,
    well_formed_username,
)
from companion.people.likeness import Doubt, doubts
from companion.people.members import Branch, Member, Post, Role
from companion.people.passwords import Draw, one_time_password

T = TypeVar("T")

HEADERS = {
    "账号": "username",
    "用户名": "username",
    "登录名": "username",
    "username": "username",
    "account": "username",
    "姓名": "name",
    "name": "name",
    "支部": "branch",
    "党支部": "branch",
    "所在支部": "branch",
    "所在党支部": "branch",
    "branch": "branch",
    "党小组": "group",
    "小组": "group",
    "group": "group",
    "岗位": "post",
    "post": "post",
    "角色": "role",
    "role": "role",
    "加入日期": "joined",
    "joined": "joined",
    "状态": "active",
    "status": "active",
}
ROLES = {
    "成员": Role.MEMBER,
    "党员": Role.MEMBER,
    "书记": Role.SECRETARY,
    "支部书记": Role.SECRETARY,
    "管理员": Role.ADMIN,
    **{role.value: role for role in Role},
}
POSTS = {
    "教师": Post.TEACHER,
    "专任教师": Post.TEACHER,
    "辅导员": Post.COUNSELLOR,
    "行政": Post.ADMINISTRATOR,
    "行政人员": Post.ADMINISTRATOR,
    "科研": Post.RESEARCHER,
    "科研人员": Post.RESEARCHER,
    "其他": Post.OTHER,
    **{post.value: post for post in Post},
}
STATES = {"启用": True, "在岗": True, "active": True, "停用": False, "离岗": False, "inactive": False}
HEADER_WITHIN = 10  # rosters often begin with a title and a line of remarks


@dataclass(frozen=True)
class RowFailure:
    """A row that was left out, counted as the spreadsheet counts (the first is 1), and why."""

    row: int
    error: CompanionError


@dataclass(frozen=True)
class Change:
    before: Member
    after: Member


@dataclass(frozen=True)
class Choices:
    """What a person has said to what a roster left open, by the usernames as they stand in it.

    ``same``: whom a doubtful one means; ``new`` are people of their own all the same; ``left_out`` are not to be added.
    ``gone`` are accounts to be set inactive that the roster does not name.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    new: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


Check = Callable[[Member | None, Member], None]
"""Asked for every row, with the account before and after: raises where the row may not be used."""


@dataclass(frozen=True)
class RosterPlan:
    """What importing would do. ``passwords``: username → one-time password, for each of ``added``.

    ``doubtful`` are those of ``added`` who may be somebody known, written with a slip. ``missing`` are active accounts of the
    branches that the roster names which it leaves out: nothing is done to them.
    """

    branches: tuple[Branch, ...]  # to be made
    added: tuple[Member, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Member, ...]
    failed: tuple[RowFailure, ...]
    passwords: Mapping[str, str]
    ignored: tuple[str, ...]  # headers that mean nothing here
    doubtful: tuple[Doubt, ...] = ()
    missing: tuple[Member, ...] = ()


def _unchecked(_: Member | None, __: Member) -> None:
    """Whoever is at the machine itself may do all of it."""


def plan_roster(
    rows: Sequence[Sequence[str]],
    members: Iterable[Member],
    branches: Iterable[Branch],
    *,
    today: dt.date,
    timezone: str,
    draw: Draw = secrets.token_bytes,
    check: Check = _unchecked,
    choices: Choices | None = None,
    home: Branch | None = None,
) -> RosterPlan:
    """Compare a roster's rows with the accounts there are.

    One of the first ten rows holds the headers, at least 账号 (username). An empty cell, or a column that is not there,
    leaves what is known as it is; of a new member it is a plain member's, who joins ``today``, in the branch ``home`` or, where
    there is only one, in that. A branch is named by its name or id, and made if it is new. A row that cannot be used stands in
    ``failed`` and stops no other, and so does one that ``check`` refuses. Raises UsageError where there is no row of headers.
    """
    choices = choices or Choices()
    start, columns, ignored = _header(rows)
    known = {member.username: member for member in members}
    there = tuple(branches)
    places = {branch.name: branch for branch in there} | {branch.id: branch for branch in there}
    only = home or (there[0] if len(there) == 1 else None)
    made: dict[str, Branch] = {}
    seen: dict[str, int] = {}
    named = set()  # also in rows that cannot be used
    added, changed, unchanged, failed = [], [], [], []
    for number, row in enumerate(rows[start:], start + 1):
        given = {field: one_line(row[at]) for field, at in columns.items() if at < len(row) and one_line(row[at])}
        if not given:
            continue
        try:
            username = _username(given, number)
            if username in choices.left_out:
                continue
            username = choices.same.get(username, username)
            named.add(username)
            if username in seen:
                raise UsageError(
                    f"账号“{username}”在第 {seen[username]} 行已经出现过。",
                    f"The username {username!r} stands in row {seen[username]} already.",
                )
            before = known.get(username)
            branch = _branch(given, before, {**places, **made}, only, timezone, today)
            base = before or Member(username, "", branch.id, joined=today, must_change_password=True)
            after = well_formed_member(_filled(base, given, branch))
            if before != after:
                check(before, after)
        except CompanionError as error:
            failed.append(RowFailure(number, error))
            continue
        seen[username] = number
        if branch.name not in places:
            made[branch.name] = branch
        if before is None:
            added.append(after)
        elif before != after:
            changed.append(Change(before, after))
        else:
            unchanged.append(before)
    here = {member.branch for member in (*added, *unchanged, *(change.after for change in changed))}
    missing = [one for one in known.values() if one.active and one.branch in here and one.username not in named]
    changed += [Change(one, replace(one, active=False)) for one in missing if one.username in choices.gone]
    missing = [one for one in missing if one.username not in choices.gone]
    passwords = {member.username: one_time_password(draw) for member in added}
    return RosterPlan(
        tuple(made.values()),
        tuple(added),
        tuple(changed),
        tuple(unchanged),
        tuple(failed),
        passwords,
        ignored,
        doubts(added, known.values(), named),
        tuple(missing),
    )


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """The number of rows up to and with the headers; the column of each field; the headers that mean nothing here."""
    for number, row in enumerate(rows[:HEADER_WITHIN], 1):
        titles = [re.sub(r"[\s*＊:：]", "", unicodedata.normalize("NFKC", title)).casefold() for title in row]
        fields = [HEADERS.get(title) for title in titles]
        if "username" not in fields:
            continue
        for meaning in set(fields) - {None}:
            if fields.count(meaning) > 1:
                twice = "、".join(shown(title) for title, of in zip(row, fields, strict=True) if of == meaning)
                raise UsageError(
                    f"名册的表头里有几列意思相同：{twice}。请只留一列。",
                    f"Several columns of the roster mean the same: {twice}. Please keep one.",
                )
        columns = {field: at for at, field in enumerate(fields) if field}
        ignored = tuple(shown(title) for title, field in zip(row, fields, strict=True) if not field and title.strip())
        return number, columns, ignored
    raise UsageError(
        "名册里没有找到表头。请在第一行写上：账号、姓名、支部、党小组、岗位、角色、加入日期。",
        "The roster has no header row. Its first row should read: username, name, branch, group, post, role, joined.",
    )


def _username(given: Mapping[str, str], number: int) -> str:
    if "username" not in given:
        who = f"（{given['name']}）" if "name" in given else ""
        raise UsageError(f"第 {number} 行{who}没有写账号。", f"Row {number} names no username.")
    return well_formed_username(given["username"])


def _branch(
    given: Mapping[str, str],
    before: Member | None,
    places: Mapping[str, Branch],
    only: Branch | None,
    timezone: str,
    today: dt.date,
) -> Branch:
    wanted = given.get("branch")
    if wanted is not None:
        return places.get(wanted) or new_branch(wanted, timezone, today)
    if before is not None:
        return places[before.branch]
    if only is None:
        raise UsageError("没有写支部。", "No branch is given.")
    return only


def _filled(base: Member, given: Mapping[str, str], branch: Branch) -> Member:
    """``base`` with what the row gives."""
    if not base.name and "name" not in given:
        raise UsageError("没有写姓名。", "No name is given.")
    return replace(
        base,
        name=given.get("name", base.name),
        branch=branch.id,
        group=given.get("group", base.group),
        role=_word(given, "role", ROLES, base.role, "角色", "role"),
        post=_word(given, "post", POSTS, base.post, "岗位", "post"),
        joined=parse_day(given["joined"]) if "joined" in given else base.joined,
        active=_word(given, "active", STATES, base.active, "状态", "status"),
    )


def _word(given: Mapping[str, str], field: str, words: Mapping[str, T], default: T, zh: str, en: str) -> T:
    return parse_word(given[field], words, zh, en) if field in given else default


def parse_word(typed: str, words: Mapping[str, T], zh: str, en: str) -> T:
    """What a word of ``words`` stands for. Raises UsageError naming the words there are."""
    found = words.get(unicodedata.normalize("NFKC", typed).strip().casefold())
    if found is None:
        choices = "、".join(words)
        raise UsageError(
            f"{zh}“{shown(typed)}”不在可选之列：{choices}。", f"The {en} {shown(typed)!r} is none of: {choices}."
        )
    return found


def parse_day(typed: str) -> dt.date:
    """2026-09-01, 2026/9/1, 2026.9.1, 20260901 or 2026年9月1日. Raises UsageError."""
    text = unicodedata.normalize("NFKC", typed).strip()
    match = re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))", text)
    try:
        if match:
            year, month, day = (int(number) for number in match.groups() if number)
            return dt.date(year, month, day)
    except ValueError:
        pass  # the thirtieth of February: not a date either
    raise UsageError(
        f"“{shown(typed)}”不是日期，请写成 2026-09-01 的样子。", f"{shown(typed)!r} is no date; write it like 2026-09-01."
    )
