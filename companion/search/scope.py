"""A part of the texts, told by what the catalog says of them: document, unit, status, date."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.errors import NotFound
from companion.texts.documents import Entry, Status
from companion.texts.versions import plain_title


@dataclass(frozen=True)
class Scope:
    """Each condition narrows; of several documents or units any will do. A text without a date stands outside all dates."""

    documents: tuple[str, ...] = ()  # paths, or titles
    units: tuple[str, ...] = ()
    status: Status | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def paths_within(entries: Sequence[Entry], scope: Scope) -> frozenset[str] | None:
    """The paths of the texts in ``scope``; None where it narrows nothing.

    Raises NotFound where a document or unit is named that is not there, or no text meets all conditions.
    """
    if scope == Scope():
        return None
    for name in scope.documents:
        if not any(_called(entry, name) for entry in entries):
            raise _missing("材料", "text", name, (entry.path for entry in entries))
    for name in scope.units:
        if not any(entry.unit == name for entry in entries):
            raise _missing("单元", "unit", name, (entry.unit for entry in entries))
    found = frozenset(entry.path for entry in entries if _in_scope(entry, scope))
    if not found:
        raise NotFound("没有同时符合这些条件的材料，请放宽条件。", "No text meets all these conditions; please ask for less.")
    return found


def _in_scope(entry: Entry, scope: Scope) -> bool:
    if scope.documents and not any(_called(entry, name) for name in scope.documents):
        return False
    if scope.units and entry.unit not in scope.units:
        return False
    if scope.status is not None and entry.status is not scope.status:
        return False
    if scope.first is None and scope.last is None:
        return True
    return entry.date is not None and (scope.first or entry.date) <= entry.date <= (scope.last or entry.date)


def _called(entry: Entry, name: str) -> bool:
    return name == entry.path or plain_title(name) == plain_title(entry.title)


def _missing(zh: str, en: str, name: str, known: Iterable[str]) -> NotFound:
    some = sorted({one for one in known if one})
    listed = "、".join(some[:8]) + ("……" if len(some) > 8 else "")
    return NotFound(
        f"没有名为“{name[:80]}”的{zh}；有：{listed or '（无）'}", f"There is no {en} named “{name[:80]}”. There are: {listed or '(none)'}"
    )
