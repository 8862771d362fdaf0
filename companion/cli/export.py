"""``export member|xapi``: what is recorded, as files for people and other programs."""

import argparse
import os
import urllib.parse
from pathlib import Path
from typing import BinaryIO

from companion.cli.result import Result
from companion.errors import Conflict, UsageError
from companion.people.directory import no_branch
from companion.people.permissions import OPERATOR
from companion.people.roster import parse_day
from companion.records.xapi import NOWHERE, as_array
from companion.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="member|xapi", required=True)
    member = acts.add_parser("member", help="一个成员的全部记录，只给本人看的除外 · all that is recorded of a member, but for what is private")
    member.add_argument("username", help="账号 · username")
    member.add_argument("--to", type=Path, required=True, help="写到哪个 zip 文件 · the zip file to write")
    xapi = acts.add_parser("xapi", help="做过的事，写成 xAPI 语句 · what was done, as xAPI statements")
    xapi.add_argument("--branch", required=True, help="支部 · branch")
    xapi.add_argument("--from", dest="first", required=True, metavar="DATE", help="从哪天 · first day")
    xapi.add_argument("--to", dest="last", required=True, metavar="DATE", help="到哪天 · last day")
    xapi.add_argument("--to-file", type=Path, required=True, help="写到哪个 JSON 文件 · the JSON file to write")
    xapi.add_argument("--home", default=NOWHERE, metavar="URL", help="账号与活动所属的网址 · the address that accounts and activities are named under")
    xapi.add_argument("--names", action="store_true", help="写账号，不用代码 · usernames in place of codes")
    for act in (member, xapi):
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, settings: Settings) -> Result:
    return _xapi(args, settings) if args.act == "xapi" else _member(args, settings)


def _member(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.assemble import open_exports, open_records

    database = open_records(settings)
    try:
        data = open_exports(settings, database).personal(OPERATOR.username, args.username, settings.language)
    finally:
        database.close()
    return written(data, args.to, settings)


def _xapi(args: argparse.Namespace, settings: Settings) -> Result:
    """Statement by statement: half a year of a large branch is more than one wants to hold at once."""
    from companion.assemble import open_exports, open_records

    first, last = parse_day(args.first), parse_day(args.last)
    address = urllib.parse.urlsplit(args.home)
    if address.scheme not in ("http", "https") or not address.hostname or " " in args.home:
        raise UsageError(f"--home 应是网址，例如 {NOWHERE}，不是 {args.home}。", f"--home should be an address such as {NOWHERE}, not {args.home}.")
    database = open_records(settings)
    try:
        branch = next((one for one in database.directory.branches() if args.branch in (one.id, one.name)), None)
        if branch is None:
            raise no_branch(args.branch)
        exports = open_exports(settings, database)
        told = exports.statements(OPERATOR.username, branch.id, first, last, home=args.home, names=args.names)
        count = -1  # the array's end is no statement
        with new_file(args.to_file) as opened:
            for piece in as_array(told):
                opened.write(piece)
                count += 1
    finally:
        database.close()
    text = f"{count} statements written to {args.to_file}." if settings.language == "en" else f"已写到 {args.to_file}：{count} 条语句。"
    return Result({"file": str(args.to_file), "statements": count}, text)


def written(data: bytes, to: Path, settings: Settings) -> Result:
    """Writes a new file. Raises Conflict where it is there already."""
    with new_file(to) as opened:
        opened.write(data)
    text = f"Written to {to}." if settings.language == "en" else f"已写到 {to}。"
    return Result({"file": str(to), "bytes": len(data)}, text)


def new_file(to: Path) -> BinaryIO:
    """A file that was not there, readable by its owner alone. Raises Conflict where it is there already."""
    try:
        return os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError as error:
        raise Conflict(f"{to} 已经有了，请换一个文件名。", f"{to} is there already; please choose another name.") from error
