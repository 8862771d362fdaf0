"""Whatever people and texts are called, in every file that leaves the program it is text and never a formula."""

import datetime as dt
import io
from dataclasses import replace
from zoneinfo import ZoneInfo

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.engines.spreadsheets import write_xlsx
from companion.exchange import write_file
from companion.people.members import Branch, Member
from companion.quizzes.exchange.formats import Format
from companion.quizzes.items import Item
from companion.records.columns import sums_of
from companion.records.completion import fold_table
from companion.records.export import sheets
from companion.records.leave import Absence, Leave, Step
from companion.records.personal import personal_sheets
from companion.reports.paper import sheets_of
from companion.reports.report import BranchLine as Line
from companion.reports.report import Comparison, Hard, Kind, report_of
from companion.reports.trail import KeyLine, LeaveLine, trail_sheet
from companion.reports.wording import paper_of, paper_of_comparison
from tests.quizzes.exchanged import items, sound

DAY = dt.date(2026, 9, 7)
AT = dt.datetime(2026, 9, 8, 4, tzinfo=dt.UTC)
BEGUN = st.sampled_from("=+-@")
FORMULAS = st.builds("{}{}".format, BEGUN, st.sampled_from(["1+1", "cmd|' /C calc'!A0", "SUM(A1)", "HYPERLINK(\"x\")", "甲"]))


def texts_of(data: bytes) -> set[str]:
    """All texts of a workbook, read anew. Fails where a cell is a formula."""
    found = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet:
            for cell in row:
                assert cell.data_type != "f", cell.value
                if isinstance(cell.value, str):
                    assert cell.value[:1] not in "=+-@" or cell.quotePrefix, cell.value
                    found.add(cell.value)
    return found


@settings(deadline=None, max_examples=15)
@given(FORMULAS, st.sampled_from(["zh", "en"]))
def test_the_table_and_the_reports(text: str, language: str) -> None:
    branch, member = Branch(text, text, starts=DAY), Member("m1", text, text, group=text, joined=DAY)
    table = fold_table([member], branch, [], DAY, DAY, AT)
    step = Step(1, text, text, AT, text, {"missed": 1}, {"excused": 1})
    leave = LeaveLine(Leave(step, "m1", DAY, DAY, Absence.SICK), step, False, text, text)
    trail = trail_sheet([leave], [KeyLine(AT, text, (text,), (text,), text, text)], ZoneInfo("Asia/Shanghai"), language)
    assert text in texts_of(write_xlsx([*sheets(table, language), trail]))
    report = report_of(
        Kind.SEMESTER, table, name=text, span=(DAY, DAY), before=None, history=table, units=[(DAY, text)], practices=(),
        goals=(text,), hard=((Hard(text, text, 3, 1),), (Hard("", text, 3, 1),)),
    )  # fmt: skip
    assert text in texts_of(write_xlsx(sheets_of(paper_of(report, language))))
    comparison = Comparison(DAY, DAY, DAY, (Line(text, 1, sums_of(table.rows), 0),))
    assert text in texts_of(write_xlsx(sheets_of(paper_of_comparison(comparison, language))))


@settings(deadline=None, max_examples=15)
@given(items().filter(sound), FORMULAS)
def test_the_items(item: Item, text: str) -> None:
    written = write_file([replace(item, stem=text, rationale=text)], Format.SHEET, write_xlsx)
    assert text in texts_of(written.data)


@settings(deadline=None, max_examples=15)
@given(FORMULAS, st.sampled_from(["zh", "en"]))
def test_a_members_own_records(text: str, language: str) -> None:
    event = {"id": 1, "kind": "reflection_written", "day": text, "at": text, "branch": text, "payload": {"text": text, "visibility": text}}
    document = {"member": {"name": text, "group": text}, "events": [event], "about": [{**event, "kind": text}]}
    assert text in texts_of(write_xlsx(personal_sheets(document, language)))
