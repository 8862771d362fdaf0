"""Changing the catalog, which is the secretary's own file: what is not changed stays as it was, byte by byte where it can."""

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from companion.errors import Conflict, StorageError
from companion.texts.archives import unwritable
from companion.texts.catalog import CATALOG, COLUMNS, STATUSES
from companion.texts.documents import Entry, Status

_CHINESE = {english: chinese for chinese, english in COLUMNS.items()}
_FORMULA = "=+-@\t\r"  # a spreadsheet takes a cell that begins so for a formula


@dataclass(frozen=True)
class Table:
    """The catalog as it stands in its file: the first line is the head; all others are rows of any length."""

    rows: tuple[tuple[str, ...], ...]
    encoding: str = "utf-8-sig"  # what spreadsheet programs tell Chinese by
    newline: str = "\r\n"

    @property
    def columns(self) -> dict[str, int]:
        """The place of each column by its English name."""
        names = self.rows[0] if self.rows else ()
        known: dict[str, int] = {}
        for at, name in enumerate(names):
            known.setdefault(COLUMNS.get(name.strip(), name.strip().lower()), at)
        return known

    def at(self, path: str) -> int | None:
        """The number of the row of the text at ``path``."""
        file = self.columns["file"]
        for at, row in enumerate(self.rows[1:], 1):
            if len(row) > file and row[file].strip().replace("\\", "/").removeprefix("./") == path:
                return at
        return None

    def put(self, path: str, values: Mapping[str, str]) -> "Table":
        """With ``values`` (by English column name) in the text's row, which is added where there is none."""
        table = self.widened(values)
        columns = table.columns
        at = table.at(path)
        row = [""] * len(table.rows[0]) if at is None else list(table.rows[at])
        row += [""] * (len(table.rows[0]) - len(row))
        for name, value in {"file": path, **values}.items():
            row[columns[name]] = value if name == "file" else cell(value)
        rows = list(table.rows)
        if at is None:
            rows.append(tuple(row))
        else:
            rows[at] = tuple(row)
        return replace(table, rows=tuple(rows))

    def values(self, path: str) -> dict[str, str]:
        """The text's row by column name, columns of the secretary's own among them; nothing where there is none."""
        at = self.at(path)
        if at is None:
            return {}
        row = self.rows[at]
        return {name: row[place] for name, place in self.columns.items() if place < len(row)}

    def without(self, path: str) -> "Table":
        at = self.at(path)
        return self if at is None else replace(self, rows=self.rows[:at] + self.rows[at + 1 :])

    def widened(self, values: Mapping[str, str]) -> "Table":
        """With a column for each of ``values`` that is not empty."""
        missing = [name for name in values if name not in self.columns]
        if not missing:
            return self
        head = (*self.rows[0], *(_CHINESE.get(name, name) for name in missing))
        return replace(self, rows=(head, *self.rows[1:]))


def load_table(folder: Path) -> Table:
    """The catalog of ``folder``; a new one with all columns where there is none. Raises Conflict where it is unusable."""
    try:
        data = (folder / CATALOG).read_bytes()
    except FileNotFoundError:
        return Table((tuple(COLUMNS),))
    except OSError as error:
        raise unwritable(folder / CATALOG, error) from error
    for encoding in ("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
            rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
        table = Table(rows, encoding, "\r\n" if b"\r\n" in data else "\n")
        if "file" in table.columns:
            return table
    raise Conflict(
        "目录 catalog.csv 无法识别，所以没有改动它；请先在表格软件里改好（首行要有“文件”一栏）。",
        "catalog.csv cannot be understood and was left alone; mend it first (its first line needs a column “file”).",
    )


def save_table(folder: Path, table: Table) -> None:
    """Put the whole file in place at once. Raises StorageError where the disk refuses."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=table.newline).writerows(table.rows)
    part = folder / f".{CATALOG}.part"
    try:
        with part.open("wb") as opened:
            opened.write(out.getvalue().encode(table.encoding))
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(folder / CATALOG)
    except (OSError, UnicodeEncodeError) as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unwritable(folder, error) from error
        raise StorageError(
            "目录 catalog.csv 的编码写不下这些字，请另存为 UTF-8 的 CSV。",
            "The encoding of catalog.csv cannot hold these characters; save it as CSV in UTF-8.",
        ) from error


def cell(value: str) -> str:
    """A value that no spreadsheet takes for a formula, in one line."""
    return " ".join(value.split()).lstrip(_FORMULA)


def values_of(entry: Entry) -> dict[str, str]:
    """What an entry says, by column."""
    return {
        "title": entry.title,
        "issuer": entry.issuer,
        "number": entry.number,
        "date": str(entry.date or ""),
        "language": entry.language,
        "unit": entry.unit,
        "status": status_word(entry.status),
        "superseded_by": entry.superseded_by,
    }


def status_word(status: Status) -> str:
    return next(word for word, meaning in STATUSES.items() if word and meaning is status)
