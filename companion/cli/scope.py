"""``--document``, ``--unit``, ``--status``, ``--from`` and ``--to``: which texts a question, or a batch, is kept to."""

import argparse
import datetime as dt
from collections.abc import Sequence

from companion.errors import UsageError
from companion.search.scope import Scope, paths_within
from companion.texts.documents import Entry, Status

_STATUSES = {"in_force": Status.IN_FORCE, "现行": Status.IN_FORCE, "superseded": Status.SUPERSEDED, "已废止": Status.SUPERSEDED}


def scope_arguments(parser: argparse.ArgumentParser) -> None:
    only = parser.add_argument_group("只查一部分材料 · only some of the texts")
    only.add_argument("--document", action="append", default=[], metavar="D", help="这份材料的路径或题名，可重复 · path or title, repeatable")
    only.add_argument("--unit", action="append", default=[], metavar="U", help="这个单元，可重复 · unit, repeatable")
    only.add_argument("--status", metavar="S", help="现行或已废止 · in_force or superseded")
    only.add_argument("--from", dest="first", metavar="DATE", help="这一天及以后的 · dated this day or later")
    only.add_argument("--to", dest="last", metavar="DATE", help="这一天及以前的 · dated this day or earlier")


def kept_to(args: argparse.Namespace, entries: Sequence[Entry]) -> frozenset[str] | None:
    """The paths of the texts asked for; None for all. Raises UsageError, NotFound."""
    if args.status is not None and args.status not in _STATUSES:
        raise UsageError(
            f"--status 应为“现行”或“已废止”，不是“{args.status}”。", f"--status should be in_force or superseded, not {args.status!r}."
        )
    first, last = _day("--from", args.first), _day("--to", args.last)
    if first and last and first > last:
        raise UsageError(f"--from {first} 在 --to {last} 之后。", f"--from {first} is after --to {last}.")
    return paths_within(entries, Scope(tuple(args.document), tuple(args.unit), _STATUSES.get(args.status), first, last))


def _day(name: str, text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{name} 应为 2026-03-01 这样的日期，不是“{text}”。", f"{name} should be a date like 2026-03-01, not {text!r}.") from error
