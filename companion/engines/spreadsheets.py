"""Spreadsheets: rosters read from xlsx and csv, tables written as xlsx (openpyxl)."""

import csv
import datetime as dt
import io
import itertools
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from companion.errors import ReadingError, UsageError
from companion.records.export import Cell, Draw, Sheet

LARGEST_FILE = 20 * 2**20  # bytes
LARGEST_UNPACKED = 200 * 2**20  # bytes, of all parts of an xlsx together
LARGEST_LAID_OUT, LARGEST_LAID_OUT_UNPACKED = 2 * 2**20, 30 * 2**20
"""Bytes of a sheet whose cells are all held at once, to know which are merged."""

MOST_ROWS, MOST_COLUMNS = 20_000, 100
BLANKS_THEN_END = 1_000  # sheets formatted down to their last row go on for a million empty ones
LONGEST_CELL = 32_767  # characters; Excel's own limit
LONGEST_TITLE = 31  # of a sheet; likewise
MOST_CELLS_WRITTEN = 2_000_000

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold


def read_rows(file: Path) -> list[list[str]]:
    """The rows of a file; see ``parse_rows``."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _too_large(file.name)
        data = file.read_bytes()
    except OSError as error:
        raise _unreadable(file.name, error.strerror or "打不开", error.strerror or "it cannot be opened") from error
    return parse_rows(data, file.name)


def parse_rows(data: bytes, name: str, most_rows: int = MOST_ROWS) -> list[list[str]]:
    """The rows of a csv file, or of an xlsx file's first sheet, as texts. Which of the two it is, its content says.

    Empty rows stay, so that row numbers are the spreadsheet's; those at the end do not, nor do a row's last empty
    cells. A formula is given as it is written and never worked out; of merged cells the first has the text. csv may be
    UTF-8, GB18030 or UTF-16 with a byte-order mark, its fields set apart by commas, semicolons or tabs. At most
    ``most_rows`` rows that hold anything, and the first 100 columns. Raises ReadingError.
    """
    if len(data) > LARGEST_FILE:
        raise _too_large(name)
    if data.startswith(b"PK\x03\x04"):
        rows = _bounded(_xlsx_rows(name, data), name, most_rows)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unreadable(
            name, "是旧的 .xls 格式或加了密码，请另存为 .xlsx", "it is an old .xls or has a password; save it as .xlsx"
        )
    else:
        rows = _bounded(_csv_rows(name, data), name, most_rows)
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise _unreadable(name, "里面没有内容", "it is empty")
    return rows


def _bounded(rows: Iterable[Sequence[str]], name: str, most: int) -> list[list[str]]:
    kept: list[list[str]] = []
    filled = blank = 0
    for row in rows:
        texts = [text.strip() for text in row[:MOST_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        kept.append(texts)
        blank = 0 if texts else blank + 1
        filled += not blank
        if blank > BLANKS_THEN_END:
            break
        if filled > most:
            raise _unreadable(name, f"超过 {most} 行", f"it has more than {most} rows")
    return kept


def _xlsx_rows(name: str, data: bytes) -> Iterator[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            # Python's zipfile never gives more than the size that is declared here, so the sum can be relied on.
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                raise _unreadable(name, "展开后过大", "it would unpack to too much")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        if not book.worksheets:
            raise _unreadable(name, "里面没有工作表", "it has no worksheet")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its size is often wrong
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield [_text(value) for value in row]
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        zlib.error,
        SyntaxError,  # what XML parsers call a fault in the XML
        LookupError,
        ValueError,
        ArithmeticError,
        TypeError,
        AttributeError,
        EOFError,
        OSError,
        RuntimeError,
    ) as error:  # openpyxl lets through whatever a malformed part provokes
        raise _unreadable(name, "不是完好的 .xlsx", "it is no sound .xlsx") from error


def _text(value: object) -> str:
    """A cell as it would be typed: 2023001 without “.0”, a date without a time of day."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
    return str(value)


def _csv_rows(name: str, data: bytes) -> Iterator[list[str]]:
    text = _decoded(name, data)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _unreadable(name, f"不是完好的 csv（{error}）", f"it is no sound csv ({error})") from error


def _decoded(name: str, data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable(
        name, "不是表格，或编码不是 UTF-8、GB18030", "it is no table, or its encoding is neither UTF-8 nor GB18030"
    )


def _unreadable(name: str, zh: str, en: str) -> ReadingError:
    return ReadingError(f"读不了 {name}：{zh}。", f"{name} cannot be read: {en}.")


def _too_large(name: str) -> ReadingError:
    return _unreadable(name, f"超过 {LARGEST_FILE // 2**20} MB", f"it is larger than {LARGEST_FILE // 2**20} MB")


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """An xlsx file (a SheetWriter): bold headings that stay in sight with the first column, widths by content.

    Text stays text: nothing is ever a formula, and what begins like one is marked so that editing keeps it text.
    Characters that XML cannot hold are left out. Raises UsageError over two million cells.
    """
    import openpyxl

    if sum(len(sheet.header) * (len(sheet.rows) + 1) for sheet in sheets) > MOST_CELLS_WRITTEN:
        raise UsageError("要导出的表太大，请缩短日期范围。", "The table is too large to export; please choose fewer days.")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _write(book.create_sheet(_title(sheet.title, book.sheetnames)), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(to: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    font, fill = Font(bold=True), PatternFill("solid", fgColor="F1EEE7")
    middle, left = Alignment(horizontal="center", vertical="center"), Alignment(horizontal="left", vertical="center")
    for number, row in enumerate((sheet.header, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = to.cell(number, column)
            _put(cell, value)
            cell.alignment = left if column == 1 else middle
            if number == 1:
                cell.font, cell.fill = font, fill
    to.freeze_panes = "B2"
    for column in range(len(sheet.header)):
        shown = [_shown_width(row[column]) for row in (sheet.header, *sheet.rows)]
        to.column_dimensions[get_column_letter(column + 1)].width = min(max(shown) + 2, 60)
    if sheet.rows:
        to.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{len(sheet.rows) + 1}"
    if sheet.draw is not None and sheet.rows:
        _draw(to, sheet)


def _draw(to: Any, sheet: Sheet) -> None:
    """A chart below the rows, of the cells themselves."""
    from openpyxl.chart import BarChart, LineChart, Reference

    last = len(sheet.rows) + 1
    chart: Any = BarChart() if sheet.draw is Draw.BARS else LineChart()
    if sheet.draw is Draw.BARS:
        chart.type = "bar"
        chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    for column in sheet.drawn:
        chart.add_data(Reference(to, min_col=column + 1, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(to, min_col=1, min_row=2, max_row=last))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.number_format = 0, 1, "0%"
    chart.x_axis.delete = chart.y_axis.delete = False  # newer spreadsheet programs leave them out otherwise
    chart.width, chart.height = 18, max(7, min(len(sheet.rows), 30) * 0.8 if sheet.draw is Draw.BARS else 7)
    to.add_chart(chart, f"A{last + 2}")


def _put(cell: Any, value: Cell) -> None:
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, float):
            cell.number_format = "0.0%"
        elif isinstance(value, Decimal):
            cell.number_format = f"{abs(value) * 0:f}"  # 0.00 for two places
        return
    cell.value = CONTROL.sub("", value)[:LONGEST_CELL]
    cell.data_type = "s"  # openpyxl makes a formula of "=…" and an error of "#N/A" otherwise
    if value.lstrip()[:1] in ("=", "+", "-", "@") or value[:1] in ("\t", "\r", "\n"):
        cell.quotePrefix = True


def _shown_width(value: Cell) -> int:
    """In half-width characters."""
    text = f"{value:.1%}" if isinstance(value, float) else str("" if value is None else value)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _title(text: str, taken: Sequence[str]) -> str:
    """A sheet's name: at most 31 characters, none of ``[]:*?/\\``, no apostrophe at either end, and none of ``taken`` in any case."""
    name = CONTROL.sub("", re.sub(r"[\[\]:*?/\\]", " ", text))[:LONGEST_TITLE].strip("' ") or "表"
    title, known = name, {one.lower() for one in taken}
    for number in itertools.count(2):
        if title.lower() not in known:
            break
        title = f"{name[: LONGEST_TITLE - 1 - len(str(number))]} {number}"
    return title


def parse_plan_rows(data: bytes, name: str, most_rows: int = MOST_ROWS) -> list[list[str]]:
    """As ``parse_rows``, for sheets that people lay out for reading: every cell of a merged range has its text.

    A formula gives the value it had when the file was saved; one that was never worked out is refused with its cell's name.
    Raises ReadingError.
    """
    if len(data) > LARGEST_LAID_OUT:
        raise _too_large(name)
    if not data.startswith(b"PK\x03\x04"):
        return parse_rows(data, name, most_rows)
    rows = _bounded(_laid_out(name, data), name, most_rows)
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise _unreadable(name, "里面没有内容", "it is empty")
    return rows


def _laid_out(name: str, data: bytes) -> list[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_LAID_OUT_UNPACKED:
                raise _unreadable(name, "展开后过大", "it would unpack to too much")
        typed, worked_out = (
            openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False).worksheets[0] for values in (False, True)
        )
        rows = [[_text(cell.value) for cell in row[:MOST_COLUMNS]] for row in worked_out.iter_rows()]
        unknown = [
            cell.coordinate
            for row in typed.iter_rows(max_col=MOST_COLUMNS)
            for cell in row
            if cell.data_type == "f" and worked_out[cell.coordinate].value is None
        ]
        for area in typed.merged_cells.ranges:
            text = rows[area.min_row - 1][area.min_col - 1] if area.min_col <= MOST_COLUMNS else ""
            for row in rows[area.min_row - 1 : area.max_row]:
                for column in range(area.min_col - 1, min(area.max_col, len(row))):
                    row[column] = text
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        zlib.error,
        SyntaxError,
        LookupError,
        ValueError,
        ArithmeticError,
        TypeError,
        AttributeError,
        EOFError,
        OSError,
        RuntimeError,
    ) as error:  # as in _xlsx_rows
        raise _unreadable(name, "不是完好的 .xlsx", "it is no sound .xlsx") from error
    if unknown:
        cells = "、".join(unknown[:5])
        raise _unreadable(
            name,
            f"{cells} {'等' if len(unknown) > 5 else ''}是还没有算出值的公式，请改成值（或用表格软件打开、保存一次）",
            f"{cells} hold formulas that were never worked out; please write the values, or save the file once in a spreadsheet program",
        )
    return rows
