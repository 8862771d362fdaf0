import datetime as dt
import io
import random
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companion.engines.spreadsheets import MOST_ROWS, parse_plan_rows, parse_rows, read_rows, write_xlsx
from companion.errors import ReadingError, UsageError
from companion.records.export import Sheet

HEADER = ("姓名", "完成率", "连续天数")


def _xlsx(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _refused(path: Path) -> str:
    with pytest.raises(ReadingError) as told:
        read_rows(path)
    assert path.name in told.value.zh
    assert path.name in told.value.en
    return told.value.zh


def test_a_number_is_one_to_calculate_with_in_the_places_it_has() -> None:
    data = write_xlsx([Sheet("a", ("分", "时"), ((Decimal("31.40"), Decimal("1.5")), (Decimal(-2), None)))])
    (_, first, second) = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()
    assert [(cell.value, cell.number_format) for cell in first] == [(31.4, "0.00"), (1.5, "0.0")]
    assert (second[0].value, second[0].number_format, second[1].value) == (-2, "0", None)


# reading ----------------------------------------------------------------------------------------------------------


def test_cells_are_read_as_they_would_be_typed(tmp_path: Path) -> None:
    file = _xlsx(
        tmp_path / "a.xlsx",
        ("账号", " 姓名 ", "日期", None, None),
        (2023001, "张三", dt.datetime(2026, 9, 1)),
        (20230020.0, 1.5, dt.datetime(2026, 9, 1, 8, 30), True),
    )
    assert read_rows(file) == [
        ["账号", "姓名", "日期"],
        ["2023001", "张三", "2026-09-01"],
        ["20230020", "1.5", "2026-09-01T08:30:00", "TRUE"],
    ]


def test_formulas_are_text_and_never_worked_out(tmp_path: Path) -> None:
    file = _xlsx(tmp_path / "a.xlsx", ("=1+1", '=HYPERLINK("http://x","y")'))
    assert read_rows(file) == [["=1+1", '=HYPERLINK("http://x","y")']]


def test_merged_cells_have_their_text_in_the_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "花名册"
    book.active.merge_cells("A1:C1")
    book.active.append(("账号", "姓名", "支部"))
    book.save(tmp_path / "a.xlsx")
    assert read_rows(tmp_path / "a.xlsx") == [["花名册"], ["账号", "姓名", "支部"]]


def test_empty_rows_keep_their_numbers_but_not_at_the_end(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A3"] = "三"
    book.active["B900000"].number_format = "0.0"  # formatted, without content
    book.save(tmp_path / "a.xlsx")
    assert read_rows(tmp_path / "a.xlsx") == [[], [], ["三"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_any_spreadsheet_program_writes_it(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    text = end.join((delimiter.join(("账号", "姓名")), delimiter.join(("a1", f'"张{delimiter}""三"""')), ""))
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert read_rows(tmp_path / "a.csv") == [["账号", "姓名"], ["a1", f'张{delimiter}"三"']]


def test_the_content_says_what_a_file_is_not_its_name(tmp_path: Path) -> None:
    file = _xlsx(tmp_path / "a.xlsx", ("账号",))
    assert read_rows(file.rename(tmp_path / "a.csv")) == [["账号"]]
    (tmp_path / "b.xlsx").write_text("账号,姓名", "utf-8")
    assert read_rows(tmp_path / "b.xlsx") == [["账号", "姓名"]]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "没有内容"),
        (b"\n\n , ,\n", "没有内容"),
        (b"PK\x03\x04 and nothing", "不是完好"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xls"),
        (b"%PDF-1.7\n\x00\xff\xfe\x81", "编码"),
        (b"a,b\n\x00,c", "编码"),
        (b'a,"' + b"x" * 200_000, "csv"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, word: str) -> None:
    (tmp_path / "名册.xlsx").write_bytes(content)
    assert word in _refused(tmp_path / "名册.xlsx")


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    _refused(tmp_path / "没有.xlsx")
    _refused(tmp_path)


def test_too_many_rows_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n" * MOST_ROWS)
    assert len(read_rows(tmp_path / "a.csv")) == MOST_ROWS
    (tmp_path / "a.csv").write_text("x\n" * (MOST_ROWS + 1))
    assert str(MOST_ROWS) in _refused(tmp_path / "a.csv")


def test_a_file_too_large_is_told(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(21 * 2**20)
    assert "20 MB" in _refused(tmp_path / "a.csv")


def _with_part(path: Path, name: str, content: bytes) -> Path:
    """The xlsx file with one of its parts replaced."""
    with zipfile.ZipFile(_xlsx(path, ("账号", "姓名"), ("a1", "张三"))) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, data in (parts | {name: content}).items():
            new.writestr(part, data)
    return path


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = _with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b" " * (201 * 2**20))
    assert file.stat().st_size < 2**20
    assert "过大" in _refused(file)


def test_an_entity_bomb_does_not_go_off(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
    )
    _refused(_with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", sheet.encode()))


def test_an_xlsx_does_not_read_other_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim")
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>x&e;</t></is></c></row></sheetData></worksheet>'
    )
    file = _with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", sheet.encode())
    try:
        rows = read_rows(file)
    except ReadingError:
        return
    assert "geheim" not in str(rows)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_xlsx_is_read_or_told(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(_xlsx(tmp_path / "a.xlsx", ("账号", "姓名"), ("a1", dt.date(2026, 9, 1))).read_bytes())
    for _ in range(draw.randint(1, 6)):
        data[draw.randrange(4, len(data))] = draw.randrange(256)
    (tmp_path / "a.xlsx").write_bytes(data[: draw.choice([len(data), draw.randrange(5, len(data))])])
    try:
        assert read_rows(tmp_path / "a.xlsx")
    except ReadingError as error:
        assert "a.xlsx" in error.zh


# writing ----------------------------------------------------------------------------------------------------------


def _book(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets)))


def test_what_is_written_reads_back() -> None:
    book = _book(Sheet("一支部", HEADER, (("林默", 0.875, 3), ("韩雪", None, 0))), Sheet("说明", ("说明",), ()))
    assert book.sheetnames == ["一支部", "说明"]
    assert list(book["一支部"].values) == [HEADER, ("林默", 0.875, 3), ("韩雪", None, 0)]


def test_it_looks_like_a_table() -> None:
    sheet = _book(Sheet("一支部", HEADER, (("林默" * 5, 0.875, 3),))).active
    assert sheet.freeze_panes == "B2"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet["B2"].number_format == "0.0%"
    assert sheet.column_dimensions["A"].width >= 20  # ten full-width characters
    assert sheet.auto_filter.ref == "A1:C2"


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 10", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "=cmd|' /C calc'!A0", "#N/A", "TRUE", "2026-09-01"]
)
def test_text_is_never_a_formula(text: str) -> None:
    data = write_xlsx([Sheet(text, (text,), ((text,),))])
    for cell in openpyxl.load_workbook(io.BytesIO(data)).active["A"]:
        assert (cell.data_type, cell.value.strip()) == ("s", text.strip())
        assert cell.quotePrefix == (text.strip()[0] in "=+-@" or text[0] in "\t\r")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not re.search(rb"<f[ >]", parts.read("xl/worksheets/sheet1.xml"))


ANY_TEXT = st.text(st.characters())  # halves of surrogate pairs too


@given(st.lists(ANY_TEXT, min_size=1, max_size=8), ANY_TEXT)
@example(["a"], "很" * 32)
@example(["a"], "I" * 30 + "i")
def test_any_text_can_be_written_and_stays_text(texts: list[str], title: str) -> None:
    book = _book(Sheet(title, ("a",), tuple((text,) for text in texts)), Sheet(title, ("a",), ()))
    assert len({name.lower() for name in book.sheetnames}) == 2
    assert max(map(len, book.sheetnames)) <= 31
    for (cell,) in book.worksheets[0].rows:
        assert cell.data_type != "f"
        assert isinstance(cell.value, str | None)


def test_a_table_beyond_all_measure_is_told() -> None:
    with pytest.raises(UsageError):
        write_xlsx([Sheet("x", ("x",) * 2000, (("x",) * 2000,) * 1001)])


def laid_out(folder: Path, cells: dict[str, object], *merged: str) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    for area in merged:
        book.active.merge_cells(area)
    book.save(folder / "plan.xlsx")
    return (folder / "plan.xlsx").read_bytes()


def test_every_cell_of_a_merged_range_has_its_text(tmp_path: Path) -> None:
    data = laid_out(tmp_path, {"A1": "秋季学习计划", "A2": "师德", "B2": "甲", "B3": "乙", "C3": 1}, "A1:C1", "A2:A3")
    assert parse_plan_rows(data, "plan.xlsx") == [["秋季学习计划"] * 3, ["师德", "甲"], ["师德", "乙", "1"]]
    assert parse_rows(data, "plan.xlsx")[2] == ["", "乙", "1"]


def test_a_formula_that_was_never_worked_out_is_refused_by_its_cell(tmp_path: Path) -> None:
    with pytest.raises(ReadingError) as refused:
        parse_plan_rows(laid_out(tmp_path, {"A1": "名称", "B2": "=1+1", "C7": "=A1"}), "plan.xlsx")
    assert "B2" in refused.value.zh and "C7" in refused.value.zh and "公式" in refused.value.zh
    with pytest.raises(ReadingError):
        parse_plan_rows(b"PK\x03\x04 no zip", "plan.xlsx")
    assert parse_plan_rows("名称,=1+1".encode(), "plan.csv") == [["名称", "=1+1"]]
