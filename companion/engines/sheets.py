"""XLSX files as texts to learn, with openpyxl; rosters and tables for people are the business of ``spreadsheets``."""

import datetime as dt
import re
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

from companion.engines.drafting import Drafting, row
from companion.engines.packages import package
from companion.texts.reading import Draft, Limits

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a number format: what is shown as it stands, colours, conditions
_PERCENT = re.compile(r"\.([0#]+)")


def read_xlsx(file: Path, limits: Limits) -> Draft:
    """An XLSX file: a page for each sheet that is not hidden, in the order of their tabs, its name as heading.

    A row is a line with “ | ” between the cells that hold anything. A formula gives the value it had when the file
    was saved, nothing where it was never worked out; of merged cells the first has the text. Raises ReadingError for
    what is no XLSX package, or is beyond a limit.
    """
    draft = Drafting(file.name, limits)
    with package(file, limits, "XLSX", "表格软件|a spreadsheet program", "xl/worksheets/"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, of parts it does not keep
        from openpyxl import load_workbook  # type: ignore[import-untyped]

        workbook: Any = load_workbook(str(file), read_only=True, data_only=True, keep_links=False)
        with closing(workbook):
            for sheet in workbook:
                if sheet.sheet_state != "visible":
                    continue
                draft.page()
                if hasattr(sheet, "reset_dimensions"):  # a sheet that is a chart has no cells
                    _add_rows(draft, sheet)
            title = workbook.properties.title
    return Draft(draft.pages(), title=title.strip() or None if isinstance(title, str) else None)


def _add_rows(draft: Drafting, sheet: Any) -> None:
    sheet.reset_dimensions()  # those written in the file may be too small
    named = False
    for cells in sheet.iter_rows():
        draft.check_time()
        line = row([_shown(cell) for cell in cells if cell.value is not None])
        if line and not named:
            named = draft.add(sheet.title, 1)
        draft.add(line)


def _shown(cell: Any) -> str:
    """The cell's value about as a spreadsheet program shows it; dates always as 2026-03-01."""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds").removesuffix(" 00:00:00").removesuffix(":00")
    if isinstance(value, dt.time):
        return value.isoformat("seconds").removesuffix(":00")
    if isinstance(value, int | float):
        return _number(value, _LITERAL.sub("", cell.number_format or "").split(";")[0])
    return str(value)


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        decimals = _PERCENT.search(number_format)
        return f"{value:.{len(decimals[1]) if decimals else 0}%}"
    return format(value, ".15g") if isinstance(value, float) else str(value)
