"""``quiz export`` and ``quiz import``: items as files of other programs."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.folders import folder_arguments, with_folders
from companion.cli.result import Result
from companion.errors import ReadingError, StorageError, UsageError
from companion.quizzes.exchange.formats import Format
from companion.settings import Settings

if TYPE_CHECKING:
    from companion.exchange import Exported
    from companion.quizzes.exchange.drafts import Remark

EXPORT_HELP = "把试题写成文件 · write items as a file"
IMPORT_HELP = "从文件收进试题 · take items in from a file"
_TOLD = 50  # remarks told one by one; --json has them all


def arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    out = actions.add_parser("export", help=EXPORT_HELP, description=EXPORT_HELP)
    out.add_argument("file", type=Path, metavar="FILE", help="写到这个文件 · the file to write")
    out.add_argument(
        "--format", choices=[form.value for form in Format], help="格式；不写则看文件名 · format, told by the name if left out"
    )
    taken = actions.add_parser("import", help=IMPORT_HELP, description=IMPORT_HELP)
    taken.add_argument("file", type=Path, metavar="FILE", help="GIFT、Aiken、Moodle XML、xlsx 或 csv")
    taken.add_argument("--dry-run", action="store_true", help="只看会收进什么 · show what would come in, change nothing")
    for action, needed in ((out, False), (taken, True)):
        action.add_argument("--branch", required=needed, metavar="B", help="支部 · the branch")
        action.add_argument("--by", required=needed, metavar="USERNAME", help="以谁的名义（书记或管理员）· in whose name")
        folder_arguments(action)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="stdout 上只有一份 JSON · one JSON document")


def run_export(args: argparse.Namespace, settings: Settings) -> Result:
    if bool(args.branch) != bool(args.by):
        raise UsageError("--branch 和 --by 要一起给。", "Give --branch and --by together.")
    form = Format(args.format) if args.format else _by_name(args.file)
    settings = with_folders(settings, args)
    exported = _exported(args, settings, form)
    try:
        args.file.write_bytes(exported.data)
    except OSError as error:
        raise StorageError(f"写不了 {args.file}（{error.strerror}）。", f"Cannot write {args.file} ({error.strerror}).") from error
    english = settings.language == "en"
    head = f"Wrote {exported.count} items to {args.file}." if english else f"已把 {exported.count} 道题写到 {args.file}。"
    document = {
        "file": str(args.file),
        "format": form.value,
        "items": exported.count,
        "left_out": [{"number": remark.line, "reason": remark.say(settings.language)} for remark in exported.left_out],
    }
    return Result(document, "\n".join([head, *_told(exported.left_out, settings)]))


def run_import(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.assemble import open_study

    settings = with_folders(settings, args)
    try:
        data = args.file.read_bytes()
    except OSError as error:
        why = error.strerror or ""
        raise ReadingError(f"读不了 {args.file.name}（{why}）。", f"{args.file.name} cannot be read ({why}).") from error
    exchange = open_study(settings).exchange
    if args.dry_run:
        found = exchange.preview(args.by, args.branch, args.file.name, data)
    else:
        found = exchange.add(args.by, args.branch, args.file.name, data)
    document = {
        "dry_run": args.dry_run,
        "added": found.added,
        "known": found.known,
        "uncited": found.uncited,
        "warnings": dict(found.warnings),
        "left_out": [{"line": remark.line, "reason": remark.say(settings.language)} for remark in found.remarks],
    }
    lines = (
        [f"Added {found.added} as drafts, {found.known} were there, {found.uncited} have no source in the texts."]
        if settings.language == "en"
        else [f"收进 {found.added} 道（草稿），已有 {found.known} 道；其中 {found.uncited} 道在材料中没有出处。"]
    )
    if args.dry_run:
        lines.insert(0, "A dry run: nothing was changed." if settings.language == "en" else "试行，没有改动。")
    lines += [f"{rule}: {count}" for rule, count in found.warnings.items()]
    return Result(document, "\n".join([*lines, *_told(found.remarks, settings)]), 0 if found.added or found.known else 1)


def _exported(args: argparse.Namespace, settings: Settings, form: Format) -> "Exported":
    from companion.assemble import open_index, open_study

    if args.branch:
        return open_study(settings).exchange.export(args.by, args.branch, form)
    from companion.engines.spreadsheets import write_xlsx
    from companion.exchange import write_file
    from companion.quizzes.generate import make_items
    from companion.quizzes.legible import unsure

    with open_index(settings) as index:
        return write_file(make_items(index.passages(), index.entries(), unsure=unsure(index)).items, form, write_xlsx)


def _by_name(file: Path) -> Format:
    name = file.name.lower()
    if name.endswith(".xml"):
        return Format.MOODLE_XML
    if name.endswith(".xlsx"):
        return Format.SHEET
    return Format.AIKEN if "aiken" in name else Format.GIFT


def _told(remarks: "Sequence[Remark]", settings: Settings) -> list[str]:
    lines = [remark.say(settings.language) for remark in remarks[:_TOLD]]
    if len(remarks) > _TOLD:
        rest = len(remarks) - _TOLD
        lines.append(f"… and {rest} more" if settings.language == "en" else f"……另有 {rest} 条")
    return lines
