"""The items of a branch as files: written in the formats of other programs, and taken in from them.

The part of Study that has to do with such files: every method first asks whether ``actor`` (a username) may do this.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from companion.bankdesk import BankDesk
from companion.errors import UsageError
from companion.itembank import ItemBank
from companion.people.callers import Callers
from companion.quizzes.exchange.citing import Quotes, item_of
from companion.quizzes.exchange.drafts import Parsed, Remark, decoded
from companion.quizzes.exchange.formats import ENDINGS, WRITERS, Format, is_table, read_text
from companion.quizzes.exchange.sheet import read_table, write_rows
from companion.quizzes.items import Item
from companion.records.decisions import State
from companion.records.export import Sheet, SheetWriter
from companion.search.evidence import PassageIndex
from companion.texts.documents import Status

MOST_ITEMS = 50_000
"""Questions of one file."""

AT_ONCE = 1_000
"""Items added in one event."""

RowReader = Callable[[bytes, str, int], Sequence[Sequence[str]]]
"""The rows of a spreadsheet's bytes, its name, how many rows at most. Raises ReadingError."""


@dataclass(frozen=True)
class Exported:
    """A file: its name's ending, its bytes, how many items are in it, and a remark for each that is not."""

    ending: str
    data: bytes
    count: int
    left_out: tuple[Remark, ...]


@dataclass(frozen=True)
class Imported:
    """What became of a file: how many items were ``added``, how many the branch had already (``known``).

    ``uncited`` of the added ones have no source in the texts; ``warnings`` are the rules of the gate that they break, with
    how many do; ``remarks`` tell of what was left out or lost something, by line.
    """

    added: int
    known: int
    uncited: int
    warnings: Mapping[str, int]
    remarks: tuple[Remark, ...]


class Exchange:
    def __init__(
        self,
        callers: Callers,
        itembank: ItemBank,
        desk: BankDesk,
        index: PassageIndex,
        read_rows: RowReader,
        write_sheets: SheetWriter,
    ) -> None:
        self._callers = callers
        self._itembank = itembank
        self._desk = desk
        self._index = index
        self._read_rows = read_rows
        self._write_sheets = write_sheets

    def require(self, actor: str, branch: str) -> None:
        """Before anything of a file is read. Raises NotAllowed, NotFound."""
        self._callers.manager(actor, branch)

    def export(self, actor: str, branch: str, format: Format) -> Exported:
        """All items of the branch that are not retired, in the bank's order. Secretary of it or admin only."""
        found = self._callers.manager(actor, branch)[1]
        listed = self._itembank.listed(found.id).values()
        return write_file([one.item for one in listed if one.state is not State.RETIRED], format, self._write_sheets)

    def read(
        self, actor: str, branch: str, name: str, data: bytes, most: int = MOST_ITEMS
    ) -> tuple[tuple[Item, ...], tuple[Remark, ...]]:
        """The items of a file, cited where the texts bear them out; nothing is kept.

        Raises ReadingError, and UsageError for more than ``most``.
        """
        self._callers.manager(actor, branch)
        parsed = read_file(name, data, self._read_rows, most)
        superseded = {entry.path for entry in self._index.entries() if entry.status is Status.SUPERSEDED}
        quotes = Quotes(self._index.passages(), superseded)
        return tuple(item_of(draft, quotes) for draft in parsed.drafts), parsed.remarks

    def preview(self, actor: str, branch: str, name: str, data: bytes) -> Imported:
        """What ``add`` would take in; the gate is not asked, so there are no warnings."""
        items, remarks = self.read(actor, branch, name, data)
        known = self._itembank.listed(branch)
        new = [item for item in items if item.id not in known]
        uncited = sum(not item.citation.document for item in new)
        return Imported(len(new), len(items) - len(new), uncited, {}, remarks)

    def add(self, actor: str, branch: str, name: str, data: bytes, most: int = MOST_ITEMS) -> Imported:
        """Takes the items of a file in as drafts of the branch's own, with warnings for the rules of the gate they break.

        Raises ReadingError, and UsageError for more than ``most``; then nothing is taken in.
        """
        items, remarks = self.read(actor, branch, name, data, most)
        broken: dict[str, tuple[str, ...]] = {}
        for start in range(0, len(items), AT_ONCE):
            broken |= self._desk.add(actor, branch, items[start : start + AT_ONCE])
        uncited = sum(item.id in broken and not item.citation.document for item in items)
        warnings = Counter(rule for rules in broken.values() for rule in rules)
        return Imported(len(broken), len(items) - len(broken), uncited, dict(warnings.most_common()), remarks)


def write_file(items: Sequence[Item], format: Format, write_sheets: SheetWriter) -> Exported:
    """The items in ``format``. Raises UsageError where there is not one that it can hold."""
    if format is Format.SHEET:
        header, rows, left_out = write_rows(items)
        count, data = len(rows), write_sheets([Sheet("试题", header, rows)])
    else:
        written = WRITERS[format](items)
        count, left_out, data = written.count, written.left_out, written.text.encode()
    if not count:
        raise UsageError("没有能写成这种格式的试题。", "There is no item that this format can hold.")
    return Exported(ENDINGS[format], data, count, left_out)


def read_file(name: str, data: bytes, read_rows: RowReader, most: int = MOST_ITEMS) -> Parsed:
    """The questions of a file in any of the formats. Raises ReadingError, and UsageError for more than ``most``."""
    table = is_table(name, data)
    parsed = read_table(read_rows(data, name, most + 1)) if table else read_text(decoded(data, name), name)
    if len(parsed.drafts) > most:
        raise too_many(name, len(parsed.drafts), most)
    return parsed


def too_many(name: str, count: int, most: int) -> UsageError:
    return UsageError(
        f"{name} 里有 {count} 道题，一次最多 {most} 道，请分成几个文件。",
        f"{name} holds {count} questions; the most at once is {most}. Please split it.",
    )
