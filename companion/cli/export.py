"""``export member|xapi``: what is recorded, as files for people and other programs."""

import argparse
from pathlib import Path

from companion.cli.result import Result
from companion.errors import Conflict
from companion.people.permissions import OPERATOR
from companion.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="member", required=True)
    member = acts.add_parser("member", help="一个成员的全部记录，只给本人看的除外 · all that is recorded of a member, but for what is private")
    member.add_argument("username", help="账号 · username")
    member.add_argument("--to", type=Path, required=True, help="写到哪个 zip 文件 · the zip file to write")
    for act in (member,):
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.assemble import open_people, open_records

    database = open_records(settings)
    try:
        data = open_people(settings, database).export(OPERATOR.username, args.username, settings.language)
    finally:
        database.close()
    return written(data, args.to, settings)


def written(data: bytes, to: Path, settings: Settings) -> Result:
    """Writes a new file. Raises Conflict where it is there already."""
    try:
        with to.open("xb") as opened:
            opened.write(data)
    except FileExistsError as error:
        raise Conflict(f"{to} 已经有了，请换一个文件名。", f"{to} is there already; please choose another name.") from error
    text = f"Written to {to}." if settings.language == "en" else f"已写到 {to}。"
    return Result({"file": str(to), "bytes": len(data)}, text)
