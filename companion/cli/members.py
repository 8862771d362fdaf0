"""``members add|import|reset|erase``: accounts, from the machine itself. One-time passwords are shown once, here."""

import argparse
import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.cli.result import Result
from companion.people.directory import new_branch, well_formed_member
from companion.people.members import Member
from companion.people.permissions import OPERATOR
from companion.people.roster import POSTS, ROLES, Change, Choices, RosterPlan, parse_word
from companion.plan.calendar import day_of
from companion.settings import Settings

if TYPE_CHECKING:
    from companion.engines.sql import Database


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="add|import|reset|erase", required=True)
    add = acts.add_parser("add", help="加一个账号 · a new account")
    add.add_argument("username", help="账号 · username")
    add.add_argument("--name", required=True, help="姓名 · the person's name")
    add.add_argument("--branch", required=True, help="支部；没有则新建 · branch; made if it is new")
    add.add_argument("--group", default="", help="党小组 · group")
    add.add_argument("--role", default="member", help="角色：成员、书记、管理员 · member, secretary or admin")
    add.add_argument("--post", default="teacher", help="岗位：教师、辅导员、行政、科研、其他 · post")
    roster = acts.add_parser("import", help="由名册（xlsx 或 csv）加账号、改账号 · accounts from a roster")
    roster.add_argument("file", type=Path, help="名册 · the roster")
    roster.add_argument("--dry-run", action="store_true", help="只看会改什么 · show what would change, change nothing")
    reset = acts.add_parser("reset", help="换一个一次性密码 · a new one-time password")
    reset.add_argument("username", help="账号 · username")
    erase = acts.add_parser("erase", help="清除一个人的信息，统计数保留 · erase a person; counts stay")
    erase.add_argument("username", help="账号 · username")
    erase.add_argument("--name", required=True, help="照写姓名以确认 · the person's name, to confirm")
    for act in (add, roster, reset, erase):  # so that it may stand at the end of the line as with the other commands
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.assemble import open_records

    database = open_records(settings)
    try:
        return {"add": _add, "import": _import, "reset": _reset, "erase": _erase}[args.act](args, settings, database)
    finally:
        database.close()


def _add(args: argparse.Namespace, settings: Settings, database: "Database") -> Result:
    from companion.assemble import open_people

    say = _words(settings)
    directory = database.directory
    now = dt.datetime.now(dt.UTC)
    branch = next((known for known in directory.branches() if args.branch in (known.id, known.name)), None)
    is_new = branch is None
    branch = branch or new_branch(args.branch, settings.timezone, _today(settings, now))
    member = well_formed_member(
        Member(
            username=args.username,
            name=args.name,
            branch=branch.id,
            role=parse_word(args.role, ROLES, "角色", "role"),
            group=args.group,
            post=parse_word(args.post, POSTS, "岗位", "post"),
            joined=day_of(now, branch),
        )
    )
    password = open_people(settings, database).add(OPERATOR.username, member, branch if is_new else None)
    lines = [say(f"已加账号 {member.username}（{member.name}）。", f"Added {member.username} ({member.name}).")]
    if is_new:
        lines.append(say(f"新建了支部“{branch.name}”。", f"Made the new branch {branch.name!r}."))
    lines.append(say(f"一次性密码（只显示这一次）：{password}", f"One-time password, shown only now: {password}"))
    document = {**_described(member), "new_branch": is_new, "password": password}
    return Result(document, "\n".join(lines))


def _reset(args: argparse.Namespace, settings: Settings, database: "Database") -> Result:
    from companion.assemble import open_people

    say = _words(settings)
    member = database.directory.member(args.username)
    password = open_people(settings, database).reset(OPERATOR.username, member.username)
    text = say(
        f"{member.username}（{member.name}）的一次性密码（只显示这一次）：{password}\n原来的登录都已结束。",
        f"One-time password of {member.username} ({member.name}), shown only now: {password}\nEarlier logins have ended.",
    )
    return Result({"username": member.username, "password": password}, text)


def _erase(args: argparse.Namespace, settings: Settings, database: "Database") -> Result:
    from companion.assemble import open_people

    after = open_people(settings, database).erase(OPERATOR.username, args.username, args.name)
    text = _words(settings)(
        f"已清除，记录里只剩 {after.username}（{after.name}）。以前的备份里仍有原来的信息。",
        f"Erased; what stays is recorded as {after.username}. Earlier backups still hold the person.",
    )
    return Result({"former": after.username}, text)


def _import(args: argparse.Namespace, settings: Settings, database: "Database") -> Result:
    from companion.assemble import open_people
    from companion.engines.spreadsheets import read_rows

    desk = open_people(settings, database).rosters
    shown = desk.preview_rows(OPERATOR.username, None, read_rows(args.file), timezone=settings.timezone)
    plan = shown.plan
    if not args.dry_run:
        everyone_new = Choices(new=frozenset(doubt.new.username for doubt in plan.doubtful))
        plan = desk.apply(OPERATOR.username, None, shown.rows, shown.digest, everyone_new, timezone=settings.timezone)
    passwords = {} if args.dry_run else plan.passwords
    document = {
        "dry_run": args.dry_run,
        "branches": [branch.name for branch in plan.branches],
        "added": [
            _described(member) | ({"password": passwords[member.username]} if passwords else {}) for member in plan.added
        ],
        "changed": [{"username": change.after.username, "fields": _fields(change)} for change in plan.changed],
        "unchanged": len(plan.unchanged),
        "doubtful": [{"username": doubt.new.username, "like": doubt.known.username} for doubt in plan.doubtful],
        "missing": [member.username for member in plan.missing],
        "failed": [{"row": failure.row, "reason": failure.error.say(settings.language)} for failure in plan.failed],
        "ignored": list(plan.ignored),
    }
    useful = plan.added or plan.changed or plan.unchanged
    return Result(document, _told(plan, passwords, settings, dry=args.dry_run), 1 if plan.failed and not useful else 0)


def _told(plan: RosterPlan, passwords: Mapping[str, str], settings: Settings, *, dry: bool) -> str:
    say = _words(settings)
    lines = [say("试行，没有改动。", "A dry run: nothing was changed.")] if dry else []
    lines.append(
        say(
            f"新增 {len(plan.added)}，更改 {len(plan.changed)}，不变 {len(plan.unchanged)}，未用 {len(plan.failed)} 行。",
            f"Added {len(plan.added)}, changed {len(plan.changed)}, unchanged {len(plan.unchanged)}, "
            f"left out {len(plan.failed)} rows.",
        )
    )
    lines += [say(f"新建支部：{branch.name}", f"New branch: {branch.name}") for branch in plan.branches]
    if plan.ignored:
        headers = "、".join(plan.ignored)
        lines.append(say(f"没有用到的列：{headers}", f"Columns not used: {headers}"))
    for change in plan.changed:
        what = "；".join(f"{field}: {before} → {after}" for field, (before, after) in _fields(change).items())
        lines.append(f"~ {change.after.username} {change.after.name}  {what}")
    lines += [
        say(f"第 {failure.row} 行：{failure.error.zh}", f"Row {failure.row}: {failure.error.en}")
        for failure in plan.failed
    ]
    lines += [
        say(
            f"? {doubt.new.username} {doubt.new.name} 可能就是已有的 {doubt.known.username} {doubt.known.name}，请核对。",
            f"? {doubt.new.username} {doubt.new.name} may be {doubt.known.username} {doubt.known.name}; please check.",
        )
        for doubt in plan.doubtful
    ]
    if plan.missing:
        names = "、".join(f"{member.username} {member.name}" for member in plan.missing)
        lines.append(say(f"名册里没有、账号照旧的：{names}", f"Not on the roster, left as they are: {names}"))
    if passwords:
        lines.append(say("一次性密码（只显示这一次）：", "One-time passwords, shown only now:"))
    lines += ["\t".join(("+", m.username, m.name, passwords.get(m.username, ""))).rstrip() for m in plan.added]
    return "\n".join(lines)


def _described(member: Member) -> dict[str, Any]:
    return {field: getattr(member, field) for field in ("username", "name", "branch", "group", "role", "post")}


def _fields(change: Change) -> dict[str, tuple[str, str]]:
    """Each field that differs: as it was, as it will be."""
    before, after = asdict(change.before), asdict(change.after)
    return {field: (str(before[field]), str(after[field])) for field in before if before[field] != after[field]}


def _today(settings: Settings, now: dt.datetime) -> dt.date:
    return now.astimezone(zoneinfo.ZoneInfo(settings.timezone)).date()


def _words(settings: Settings) -> Callable[[str, str], str]:
    return lambda zh, en: en if settings.language == "en" else zh
