"""The sample corpus keeps its promises: to its catalog, to its readers, and to the sources it was made from.

Texts are read here with pypdf, python-docx and plain decoding, so that this does not lean on the reading it helps test.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table
from pypdf import PdfReader

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
CATALOG = CORPUS / "catalog.csv"
HEADER = ["文件", "题名", "发文机关", "文号", "日期", "语言", "单元", "状态", "替代"]
ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")


def rows() -> list[dict[str, str]]:
    with CATALOG.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files() -> list[str]:
    """The texts below the corpus folder, leaving out hidden ones, sources and the catalog."""
    found = []
    for path in sorted(CORPUS.rglob("*")):
        parts = path.relative_to(CORPUS).parts
        if path.is_file() and path != CATALOG and not any(part[0] in "_.~" for part in parts):
            found.append("/".join(parts))
    return found


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_text(path: Path, title: str) -> str:
    """The squeezed text of a PDF without the title at the head and the number at the foot of each page."""
    said = ""
    for number, page in enumerate(PdfReader(path).pages, start=1):
        foot, text = f"—{number}—", squeeze(page.extract_text())
        assert foot in text, f"{path.name}: page {number} has no number"
        said += text.replace(foot, "", 1).removeprefix(squeeze(title))
    return said


@cache
def text_of(file: str) -> str:
    path = CORPUS / file
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".docx":
        parts = []
        for block in Document(str(path)).iter_inner_content():
            if isinstance(block, Table):
                parts += [cell.text for row in block.rows for cell in row.cells]
            else:
                parts.append(block.text)
        return "\n".join(parts)
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def source_blocks(source: Path) -> list[str]:
    """Each line of a source as a reader sees it: without heading marks, table rules and asterisks."""
    blocks = []
    for line in source.read_text(encoding="utf-8").splitlines():
        if set(line) <= set("|- "):
            continue
        blocks.append(squeeze(re.sub(r"^#+ |\*\*|\|", "", line)))
    return blocks


def made(suffix: str) -> list[tuple[str, Path]]:
    """Each text of this kind, and the source of the same name."""
    return [(file, CORPUS / "_source" / f"{Path(file).stem}.md") for file in files() if file.endswith(suffix)]


def test_catalog_has_its_columns_and_opens_in_excel() -> None:
    assert CATALOG.read_bytes().startswith(b"\xef\xbb\xbf")
    with CATALOG.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == HEADER


def test_catalog_and_files_agree_one_to_one() -> None:
    listed = [row["文件"] for row in rows()]
    assert len(set(listed)) == len(listed)
    assert sorted(listed) == sorted(files())


def test_every_row_is_filled_in() -> None:
    for row in rows():
        assert None not in row, row
        assert row["题名"] and row["发文机关"] and row["单元"], row
        assert row["语言"] in {"zh", "en"}, row
        assert row["状态"] in {"现行", "已废止"}, row
        date.fromisoformat(row["日期"])
        assert not row["文号"] or re.fullmatch(r"\w+〔\d{4}〕\d+号", row["文号"]), row
    numbers = [row["文号"] for row in rows() if row["文号"]]
    assert len(set(numbers)) == len(numbers)
    assert 4 <= len({row["单元"] for row in rows()}) <= 5


def test_title_and_number_stand_in_the_text() -> None:
    for row in rows():
        text = squeeze(text_of(row["文件"]))
        assert squeeze(row["题名"]) in text, row["文件"]
        assert squeeze(row["文号"]) in text, row["文件"]


def test_superseded_texts_name_a_successor_in_force() -> None:
    by_file = {row["文件"]: row for row in rows()}
    superseded = [row for row in rows() if row["替代"]]
    assert superseded
    for row in superseded:
        successor = by_file[row["替代"]]
        assert (row["状态"], successor["状态"]) == ("已废止", "现行")
        assert row["日期"] < successor["日期"]
        assert squeeze(row["文号"]) in squeeze(text_of(successor["文件"]))
    assert [row for row in rows() if row["状态"] == "已废止"] == superseded


def test_there_is_enough_to_read() -> None:
    chinese = [row["文件"] for row in rows() if row["语言"] == "zh"]
    assert len(chinese) >= 12
    assert sum(len(squeeze(text_of(file))) for file in chinese) >= 36_000
    assert sum(row["语言"] == "en" for row in rows()) == 2
    assert {Path(file).suffix for file in files()} == {".pdf", ".docx", ".md", ".txt"}


def test_exactly_one_text_is_gb18030_and_reaches_beyond_gbk() -> None:
    other = []
    for file in files():
        if file.endswith((".txt", ".md")):
            try:
                (CORPUS / file).read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                other.append(file)
    assert len(other) == 1
    assert other[0].endswith(".txt")
    with pytest.raises(UnicodeEncodeError):
        text_of(other[0]).encode("gbk")


def test_no_text_holds_radicals_or_compatibility_forms() -> None:
    odd = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff\ufffd]")
    assert {file: odd.findall(text_of(file)) for file in files() if odd.search(text_of(file))} == {}


@pytest.mark.parametrize(("file", "source"), made(".pdf"), ids=lambda value: Path(value).stem)
def test_a_pdf_says_what_its_source_says(file: str, source: Path) -> None:
    blocks = source_blocks(source)
    path = CORPUS / file
    assert pdf_text(path, blocks[0]) == "".join(blocks)
    assert len(PdfReader(path).pages) >= 2
    assert path.stat().st_size < 400_000


@pytest.mark.parametrize(("file", "source"), made(".docx"), ids=lambda value: Path(value).stem)
def test_a_docx_says_what_its_source_says_under_real_headings(file: str, source: Path) -> None:
    assert squeeze(text_of(file)) == "".join(source_blocks(source))
    styles = {paragraph.style.name for paragraph in Document(str(CORPUS / file)).paragraphs if paragraph.style}
    assert {"Title", "Heading 1"} <= styles


@pytest.mark.parametrize("source", sorted((CORPUS / "_source").glob("*.md")), ids=lambda source: source.stem)
def test_articles_are_numbered_without_a_gap(source: Path) -> None:
    numbers = [found[0] for block in source_blocks(source) if (found := ARTICLE.match(block))]
    assert numbers == [f"第{numeral(count)}条" for count in range(1, len(numbers) + 1)]


def numeral(number: int) -> str:
    """1 to 99 as written in article numbers: 九, 十, 十一, 二十, 三十五."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return head + (digits[ones] if ones else "")
