"""Reports as files, read back by libraries that did not write them the way we ask."""

import io
import re
import zipfile

import docx
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.engines.papers import write_docx
from companion.engines.spreadsheets import write_xlsx
from companion.records.export import Draw
from companion.reports.paper import Grid, Paper, Section, sheets_of

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
HOSTILE = TEXTS | st.builds("{}{}".format, st.sampled_from(["=", "+", "-", "@", "\t=", "'="]), TEXTS)
BARS = Grid(("党小组", "完成率", "人数"), (("一组", 0.5, 3), ("二组", None, 0)), Draw.BARS, (1,))
LINES = Grid(("周", "完成率", "按时率"), (("9-1", 0.5, 0.25), ("9-8", None, None), ("9-15", 1.0, 1.0)), Draw.LINES, (1, 2))
PAPER = Paper("周报", "一支部", (Section("一、总体", ("一句话。",)), Section("二、小组", (), BARS), Section("三、走势", (), LINES)), "尾")


def test_a_document_holds_the_paper() -> None:
    document = docx.Document(io.BytesIO(write_docx(PAPER)))
    texts = [one.text for one in document.paragraphs]
    assert texts[:2] == ["周报", "一支部"] and "一句话。" in texts and texts[-1] == "尾"
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == ["一、总体", "二、小组", "三、走势"]
    first, second = document.tables
    assert [cell.text for cell in first.rows[0].cells] == ["党小组", "完成率", "人数"]
    assert [cell.text for cell in first.rows[1].cells] == ["一组", "50% █████", "3"]
    assert [cell.text for cell in first.rows[2].cells] == ["二组", "–", "0"]
    assert len(second.rows) == 4 and len(document.inline_shapes) == 1
    assert round(document.sections[0].page_width.cm, 1) == 21.0


def test_a_spreadsheet_holds_the_paper_and_draws_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets_of(PAPER))))
    assert book.sheetnames == ["周报", "小组", "走势"]
    assert [[cell.value for cell in row] for row in book["小组"]] == [["党小组", "完成率", "人数"], ["一组", 0.5, 3], ["二组", None, 0]]
    assert book["小组"]["B2"].number_format == "0.0%"
    assert len(book["小组"]._charts) == len(book["走势"]._charts) == 1


@settings(deadline=None, max_examples=25)
@given(HOSTILE, st.sampled_from(Draw))
def test_text_stays_text_whatever_it_begins_with(text: str, draw: Draw) -> None:
    grid = Grid((text, text), ((text, 0.5), (text, None)), draw, (1,))
    paper = Paper(text, text, (Section(text, (text,), grid),), text)
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets_of(paper))))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells if not isinstance(cell.value, float))
    assert not any(cell.data_type == "f" for cell in cells)
    data = write_docx(paper)
    document = docx.Document(io.BytesIO(data))
    assert document.tables[0].rows[0].cells[0].text == document.paragraphs[0].text == text
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not re.search(rb"<w:(?:fldSimple|instrText)", package.read("word/document.xml"))
