"""Slides, spreadsheets, web pages, e-books, and what Word numbers and notes: what each gives, what is refused."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st
from pptx.opc.package import Part as SlidePart
from pptx.opc.packuri import PackURI as SlidePackURI
from pptx.oxml import parse_xml as drawing
from pptx.util import Cm, Pt

from companion.engines.counting import written
from companion.engines.readers import READERS
from companion.errors import ReadingError
from companion.texts.documents import Document, Entry
from companion.texts.numerals import read as number_of
from companion.texts.reading import Failure, Limits, read_document
from companion.texts.splitting import split

LIMITS = Limits()
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
BODY = "学校坚持把立德树人作为根本任务，坚持师范为本、质量为先。"


def read(file: Path, limits: Limits = LIMITS) -> tuple[Document, tuple[Failure, ...]]:
    return read_document(file.parent, Entry(file.name, file.stem, language=""), READERS, limits)


def refused(file: Path, limits: Limits = LIMITS) -> str:
    """The sentence for a file that cannot be read; it names the file in both languages."""
    with pytest.raises(ReadingError) as caught:
        read(file, limits)
    assert file.name in caught.value.zh and file.name in caught.value.en
    return caught.value.zh


def written_to(file: Path, data: bytes | str) -> Path:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def packed(members: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return packed({name: change(name, package.read(name)) for name in package.namelist()})


def headings(document: Document) -> list[tuple[int, str, int]]:
    """Page, text and level of each heading."""
    return [(page.number, page.text[at.start : at.end], at.level) for page in document.pages for at in page.headings]


def pages(document: Document) -> list[list[str]]:
    return [page.text.splitlines() for page in document.pages]


# PPTX


def box(slide: Any, left: float, top: float, text: str) -> None:
    slide.shapes.add_textbox(Cm(left), Cm(top), Cm(8), Cm(2)).text_frame.text = text


def deck() -> Any:
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "党建日课\v工作汇报", "第一支部"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "一、主要做法"
    box(second, 14, 8.3, "右下")
    box(second, 1, 8.5, "左下\n又一段")
    box(second, 14, 5, "右上")
    box(second, 1, 5.2, "左上")
    table = second.shapes.add_table(2, 2, Cm(1), Cm(12), Cm(10), Cm(3)).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "评分", "学", "40分"
    second.notes_slide.notes_text_frame.text = "备注：讲三分钟。"
    deck.slides.add_slide(deck.slide_layouts[6])
    last = deck.slides.add_slide(deck.slide_layouts[5])
    last.shapes.title.text = "二、下一步"
    box(last, 1, 8, BODY)
    return deck


def test_slides_are_pages_read_from_top_to_bottom_and_left_to_right(tmp_path: Path) -> None:
    document, failed = read(written_to(tmp_path / "a.pptx", saved(deck())))
    assert pages(document) == [
        ["党建日课 工作汇报", "第一支部"],
        ["一、主要做法", "左上", "右上", "左下", "又一段", "右下", "评分", "学 | 40分", "备注：讲三分钟。"],
        [],
        ["二、下一步", BODY],
    ]
    assert headings(document) == [(1, "党建日课 工作汇报", 1), (2, "一、主要做法", 3), (4, "二、下一步", 3)]
    assert (document.title, document.paged, document.entry.language, failed) == ("党建日课 工作汇报", True, "zh", ())


def test_passages_of_slides_know_their_slide_and_its_title(tmp_path: Path) -> None:
    document, _ = read(written_to(tmp_path / "a.pptx", saved(deck())))
    found = next(passage for passage in split(document) if BODY in passage.text)
    assert (found.first_page, found.last_page, found.heading[-1]) == (4, 4, "二、下一步")
    assert found.cite(BODY).stands_in(document)


def test_texts_of_a_group_stay_together(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box(slide, 1, 20, "末")
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_group_shape()
    for parent, top, text in ((group, 3, "组内一"), (inner, 12, "组内三"), (inner, 8, "组内二")):
        parent.shapes.add_textbox(Cm(2), Cm(top), Cm(8), Cm(2)).text_frame.text = text
    box(slide, 1, 1, "首")
    assert pages(read(written_to(tmp_path / "a.pptx", saved(deck)))[0]) == [["首", "组内一", "组内二", "组内三", "末"]]


def test_a_slide_of_nothing_but_a_picture_is_named(tmp_path: Path) -> None:
    from PIL import Image

    deck = pptx.Presentation()
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(picture, 0, 0)
    box(deck.slides.add_slide(deck.slide_layouts[6]), 1, 1, BODY)
    document, failed = read(written_to(tmp_path / "a.pptx", saved(deck)))
    assert [(failure.page, "图片" in failure.zh) for failure in failed] == [(1, True)]
    assert [page.number for page in document.pages if page.text] == [2]


def test_large_type_at_the_top_is_a_title_where_the_slide_names_none(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    for sizes in ((32, 18), (18, 18)):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for top, text, size in ((6, BODY, sizes[1]), (1, "主要做法", sizes[0])):
            box(slide, 1, top, text)
            slide.shapes[-1].text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    document, _ = read(written_to(tmp_path / "a.pptx", saved(deck)))
    assert pages(document) == [["主要做法", BODY]] * 2
    assert headings(document) == [(1, "主要做法", 3)]


def test_numbers_that_slides_count_are_written_out(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    kinds = [(0, "ea1ChsPeriod"), (1, "arabicParenBoth"), (1, "arabicParenBoth"), (0, "ea1ChsPeriod"), (1, "arabicParenBoth"), (0, ""), (0, "arabicPeriod")]
    box(slide, 1, 1, "\n".join("甲乙丙丁戊己庚"))
    for paragraph, (level, kind) in zip(slide.shapes[0].text_frame.paragraphs, kinds, strict=True):
        paragraph.level = level
        if kind:
            paragraph._p.get_or_add_pPr().append(drawing(f'<a:buAutoNum {DRAWING} type="{kind}"/>'))
    lines = ["一. 甲", "(1) 乙", "(2) 丙", "二. 丁", "(1) 戊", "己", "1. 庚"]
    assert pages(read(written_to(tmp_path / "a.pptx", saved(deck)))[0]) == [lines]


def test_texts_of_a_diagram_are_read(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    diagram = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    point = '<d:pt type="{}"><d:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></d:t></d:pt>'
    data = f'<d:dataModel xmlns:d="{diagram}" {DRAWING}>{point.format("node", "学")}{point.format("pres", "不读")}{point.format("node", "做")}</d:dataModel>'
    name = SlidePackURI("/ppt/diagrams/data1.xml")
    part = SlidePart(name, "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml", slide.part.package, data.encode())
    identity = slide.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData")
    frame = slide.shapes.add_table(1, 1, 0, 0, Cm(5), Cm(5)).element
    content = frame.graphic.graphicData
    content.set("uri", diagram)
    content.remove(content[0])
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content.append(drawing(f'<d:relIds xmlns:d="{diagram}" xmlns:r="{relations}" r:dm="{identity}"/>'))
    assert pages(read(written_to(tmp_path / "a.pptx", saved(deck)))[0]) == [["学", "做"]]


# XLSX


def book() -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "学习安排"
    sheet.append(["日期", "主题", None, "学时", "比例", "公式"])
    sheet.append([dt.date(2026, 3, 1), "师德\n师风", None, 2.50, 0.855, "=1+1"])
    sheet["E2"].number_format = "0.0%"
    sheet.append([dt.datetime(2026, 3, 2, 14, 30), True, None, 3])
    sheet["B6"] = "合并的单元格"
    sheet.merge_cells("B6:D8")
    book.create_sheet("空表")
    hidden = book.create_sheet("隐藏")
    hidden["A1"] = "看不见"
    hidden.sheet_state = "hidden"
    book.create_sheet("要求")["C3"] = BODY
    return book


def test_sheets_are_pages_and_rows_are_lines(tmp_path: Path) -> None:
    data = repacked(saved(book()), lambda _, part: part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))
    document, failed = read(written_to(tmp_path / "a.xlsx", data))
    assert pages(document) == [
        [
            "学习安排",
            "日期 | 主题 | 学时 | 比例 | 公式",
            "2026-03-01 | 师德 师风 | 2.5 | 85.5% | 2",
            "2026-03-02 14:30 | TRUE | 3",
            "合并的单元格",
        ],
        [],
        ["要求", BODY],
    ]
    assert headings(document) == [(1, "学习安排", 1), (3, "要求", 1)]
    assert failed == ()


def test_a_formula_never_worked_out_gives_nothing(tmp_path: Path) -> None:
    assert "1+1" not in read(written_to(tmp_path / "a.xlsx", saved(book())))[0].text


def test_passages_of_sheets_know_their_sheet(tmp_path: Path) -> None:
    document, _ = read(written_to(tmp_path / "a.xlsx", saved(book())))
    found = next(passage for passage in split(document) if BODY in passage.text)
    assert (found.first_page, found.last_page, found.heading) == (3, 3, ("要求",))


# HTML

PAGE = """<!DOCTYPE html><html><head><meta charset="{}"><title>学习制度 - 某大学</title>
<style>p {{ color: red }}</style><script>var a = "不读";</script></head><body>
<nav><a href="/">首页</a></nav><h1>学习<b>制度</b></h1><!-- 不读 -->
<p>教师
应当&nbsp;学习&amp;&#35760;&#24405;，<a href="http://example.org/x">不</a>间断。<br>第二行</p>
<div hidden>藏</div><div style="display: none">藏</div><span aria-hidden="true">藏</span>
<h2>要求</h2><ol start="3"><li><p>甲</p></li><li>一、自带编号</li><li>丙<ul><li>子项</li></ul></li></ol>
<table><caption>评分表</caption><tr><th>项目<th>分值<tr><td><p>学</p></td><td>40<br>分</td></tr><tr><td></td><td></td></tr></table>
<table><tr><td><h3>排版用的表</h3>格内</td></tr></table>
<img src="http://example.org/a.png" alt="图"><form><input value="不读">表单里的正文<button>提交</button></form>
<pre>一行
 二行</pre>没有段落的字<footer>版权所有</footer></body></html>"""
READ = (
    "学习制度|教师应当 学习&记录，不间断。|第二行|要求|3. 甲|一、自带编号|5. 丙|子项|评分表|项目 / 分值|学 / 40 分|排版用的表|格内"
    "|表单里的正文|一行|二行|没有段落的字"
)


@pytest.mark.parametrize(("said", "encoding"), [("utf-8", "utf-8"), ("utf-8", "utf-16"), ("gb2312", "gbk"), ("gbk", "utf-8"), ("", "gb18030")])
@pytest.mark.parametrize("suffix", [".html", ".htm"])
def test_a_web_page_is_read_as_it_is_seen(tmp_path: Path, said: str, encoding: str, suffix: str) -> None:
    document, failed = read(written_to(tmp_path / f"a{suffix}", PAGE.format(said).encode(encoding)))
    assert pages(document) == [READ.replace(" / ", "\0").replace("|", "\n").replace("\0", " | ").split("\n")]
    assert headings(document) == [(1, "学习制度", 1), (1, "要求", 2), (1, "排版用的表", 3)]
    assert (document.title, document.paged, failed) == ("学习制度", False, ())


def test_big5_by_what_the_page_says(tmp_path: Path) -> None:
    source = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>教師應當遵守學校的規章制度。</p>'
    assert read(written_to(tmp_path / "a.html", source.encode("big5")))[0].text == "教師應當遵守學校的規章制度。\n"


def test_main_text_is_what_the_page_calls_so(tmp_path: Path) -> None:
    source = f"<body><h1>学习制度</h1><p>面包屑</p><main><p>{BODY}</p><aside>相关</aside></main><p>扫码关注</p></body>"
    assert pages(read(written_to(tmp_path / "a.html", source))[0]) == [["学习制度", BODY]]


def test_broken_markup_keeps_its_text(tmp_path: Path) -> None:
    source = "<p>一<b>二</p></i><td>三<ul>四<li>五</div></li></table><p>六 < 七 &unknown; 八"
    assert "".join("".join(pages(read(written_to(tmp_path / "a.html", source))[0])[0]).split()) == "一二三四五六<七&unknown;八"


@given(st.lists(st.sampled_from("<p> </p> <ol> <li> </ul> <table> <tr> <td> </table> <h2> </h2> <pre> <br> <!-- --> 字 一、 &amp; \n".split(" ")), max_size=30))
def test_any_markup_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    file = written_to(tmp_path_factory.getbasetemp() / "any.html", "字" + "".join(pieces))
    document, _ = read(file)
    assert document.text.startswith("字") and "\n\n" not in document.text and document.text.endswith("\n")


def test_markup_nested_too_deep_is_refused_not_cut_off(tmp_path: Path) -> None:
    assert "嵌套" in refused(written_to(tmp_path / "a.html", "<div>" * 50_000 + BODY))
    assert read(written_to(tmp_path / "b.html", "<div>" * 500 + BODY + "</div>" * 500))[0].text == BODY + "\n"


# EPUB

CONTAINER = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
CHAPTER = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://example.org/xhtml11.dtd" [<!ENTITY own "不展开">]>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><h1>{}</h1><p>{}</p><script/><aside>注释</aside></body></html>"""


def epub(chapters: Mapping[str, str], spine: str = "", guide: str = "", **more: bytes | str) -> bytes:
    """An e-book of these chapters, by file name, in the order of ``spine`` (names with spaces between; by default all)."""
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml" {"properties=" + chr(34) + "nav" + chr(34) if name == "nav.xhtml" else ""}/>'
        for name in (*chapters, "lost.xhtml")
    )
    order = "".join(f'<itemref idref="{name}"/>' for name in (spine.split() or chapters))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>读本</dc:title>'
        f"</metadata><manifest>{items}</manifest><spine>{order}</spine><guide>{guide}</guide></package>"
    )
    members = {f"OEBPS/{name}": text for name, text in chapters.items()}
    return packed({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package} | members | more)


CHAPTERS = {
    "cover.xhtml": CHAPTER.format("封面", "封面"),
    "b.xhtml": CHAPTER.format("第二章", "乙。&nbsp;&ldquo;引&rdquo;"),
    "a.xhtml": CHAPTER.format("第一章", BODY),
    "nav.xhtml": CHAPTER.format("目录", "目录"),
    "toc.xhtml": CHAPTER.format("旧目录", "目录"),
}


def test_chapters_are_pages_in_the_order_of_the_spine(tmp_path: Path) -> None:
    data = epub(CHAPTERS, "cover.xhtml nav.xhtml toc.xhtml a.xhtml lost.xhtml b.xhtml a.xhtml", '<reference type="toc" href="toc.xhtml"/>')
    document, failed = read(written_to(tmp_path / "a.epub", data))
    assert pages(document) == [["第一章", BODY, "注释"], [], ["第二章", "乙。 “引”", "注释"]]
    assert headings(document) == [(1, "第一章", 1), (3, "第二章", 1)]
    assert document.title == "读本" and [failure.page for failure in failed] == [2]
    found = next(passage for passage in split(document) if "乙" in passage.text)
    assert (found.first_page, found.heading) == (3, ("第二章",))


def test_paths_in_an_epub_lead_nowhere_outside(tmp_path: Path) -> None:
    written_to(tmp_path / "secret.xhtml", CHAPTER.format("秘密", "秘密"))
    data = epub({"../../secret.xhtml": "", "a.xhtml": CHAPTER.format("章", BODY)}).replace(b"OEBPS/../../secret", b"OEBPS/xx/xx/secret")
    document, failed = read(written_to(tmp_path / "a.epub", data))
    assert "秘密" not in document.text and [failure.page for failure in failed] == [1]


ENCRYPTION = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'


def test_protected_books_are_refused_and_fonts_made_unreadable_do_no_harm(tmp_path: Path) -> None:
    def encrypted(way: str) -> bytes:
        return epub(CHAPTERS, **{"META-INF/encryption.xml": ENCRYPTION.format(way)})

    assert "DRM" in refused(written_to(tmp_path / "a.epub", encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc")))
    assert BODY in read(written_to(tmp_path / "b.epub", encrypted("http://www.idpf.org/2008/embedding")))[0].text


def test_a_damaged_chapter_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = epub({"a.xhtml": "<div>" * 5000, "b.xhtml": CHAPTER.format("章", BODY)})
    document, failed = read(written_to(tmp_path / "a.epub", data))
    assert BODY in document.text and [failure.page for failure in failed] == [1]


# DOCX

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(index: int, kind: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbered(paragraphs: list[tuple[str, int, str]], levels: str, nums: str = "") -> bytes:
    """A document of paragraphs (list, level, text) numbered by Word; list 1 has these levels, others are in ``nums``."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    uses = f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{nums}'
    for child in parse_xml(f'<w:numbering {SPACE}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{uses}</w:numbering>'):
        numbering.append(child)
    for number, index, text in paragraphs:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        if number:
            properties.append(parse_xml(f'<w:numPr {SPACE}><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>'))
    return saved(document)


def test_numbers_that_word_counts_are_written_out(tmp_path: Path) -> None:
    levels = (
        level(0, "chineseCountingThousand", "第%1章")
        + level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>')
        + level(2, "chineseCounting", "（%3）", '<w:suff w:val="nothing"/>')
        + level(3, "decimal", "%4.")
        + level(4, "bullet", "\uf0b7")
    )
    order = [(0, "总则"), (1, "甲"), (2, "子"), (2, "丑"), (1, "乙"), (2, "寅"), (0, "附则"), (1, "丙"), (3, "点"), (3, ""), (3, "点"), (4, "圆")]
    document, _ = read(written_to(tmp_path / "a.docx", numbered([("1", index, text) for index, text in order], levels)))
    assert document.text.split("\n")[:-1] == (
        "第一章 总则|第一条 甲|（一）子|（二）丑|第二条 乙|（一）寅|第二章 附则|第三条 丙|1. 点|3. 点|• 圆".split("|")
    )
    found = next(passage for passage in split(document) if "丙" in passage.text)
    assert found.heading == ("第二章 附则", "第三条")


def test_lists_share_their_count_unless_one_begins_anew(tmp_path: Path) -> None:
    nums = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    levels = level(0, "ideographDigital", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    order = [("1", 0, "甲"), ("2", 0, "乙"), ("3", 0, "丙"), ("3", 0, "丁"), ("3", 1, "戊"), ("", 0, "己"), ("0", 0, "庚"), ("9", 0, "辛")]
    document, _ = read(written_to(tmp_path / "a.docx", numbered(order, levels, nums)))
    assert document.text == "一、甲\n二、乙\n五、丙\n六、丁\n6.1 戊\n己\n庚\n辛\n"


def test_styles_number_their_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    for text, style in (("先", "List Number"), ("后", "List Number"), ("点", "List Bullet"), ("无", "Normal")):
        document.add_paragraph(text, style=style)
    cell = document.add_table(1, 2).rows[0].cells[0]
    cell.text, cell.paragraphs[0].style = "表内", document.styles["List Number"]
    assert read(written_to(tmp_path / "a.docx", saved(document)))[0].text == "1. 先\n2. 后\n• 点\n无\n3. 表内\n"


@given(st.integers(1, 9999))
def test_chinese_numbers_say_what_they_count(number: int) -> None:
    assert number_of(written(number, "chineseCounting")) == number


def test_numbers_of_every_kind() -> None:
    kinds = "upperRoman lowerLetter decimalZero decimalEnclosedCircle chineseLegalSimplified ideographTraditional decimalFullWidth none unknown"
    assert [written(12, kind) for kind in kinds.split()] == ["XII", "l", "12", "⑫", "壹拾贰", "12", "１２", "", "12"]
    assert [written(number, "lowerLetter") for number in (1, 26, 27)] == ["a", "z", "aa"]
    assert written(3, "ideographTraditional") == "丙" and written(0, "decimalEnclosedCircle") == "0"


def test_notes_follow_the_paragraph_that_refers_to_them(tmp_path: Path) -> None:
    document = docx.Document()
    first = document.add_paragraph("正文一")
    first._p.append(parse_xml(f'<w:r {SPACE}><w:footnoteReference w:id="2"/></w:r>'))
    first.add_run("，续完。")
    document.add_paragraph("正文二。")
    notes = f'<w:footnotes {SPACE}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t> 见《章程》第三条。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml", notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert read(written_to(tmp_path / "a.docx", saved(document)))[0].text == "正文一，续完。\n见《章程》第三条。\n正文二。\n"


def test_tables_within_tables_and_frames_are_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    frame = document.add_table(1, 1).rows[0].cells[0]
    frame.text = "第一条 应当学习。"
    frame.add_paragraph("第二条 应当记录。")
    outer = document.add_table(1, 2).rows[0].cells
    outer[0].text = "外"
    outer[1].add_table(1, 2).rows[0].cells[0].text = "内"
    assert read(written_to(tmp_path / "a.docx", saved(document)))[0].text == "第一条 应当学习。\n第二条 应当记录。\n外 | 内\n"


# what is refused

SOUND: dict[str, Callable[[], bytes]] = {
    ".docx": lambda: numbered([("1", 0, BODY)], level(0, "decimal", "%1.")),
    ".pptx": lambda: saved(deck()),
    ".xlsx": lambda: saved(book()),
    ".epub": lambda: epub(CHAPTERS),
}


@pytest.mark.parametrize("suffix", SOUND)
def test_damaged_packages(tmp_path: Path, suffix: str) -> None:
    data = SOUND[suffix]()
    broken = bytearray(data)
    for at in range(30, len(data) // 2, 7):
        broken[at] ^= 0x55
    for number, bad in enumerate((data[: len(data) // 2], bytes(broken), packed({"a.txt": "no document"}), b"PK\x03\x04" + bytes(99), b"text")):
        assert f"另存为 {suffix}" in refused(written_to(tmp_path / f"{number}{suffix}", bad))


@pytest.mark.parametrize("suffix", SOUND)
def test_packages_with_a_part_that_is_no_xml_or_missing(tmp_path: Path, suffix: str) -> None:
    data = SOUND[suffix]()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    for number, name in enumerate(members):
        for without in ({**members, name: b"<a><b"}, {key: part for key, part in members.items() if key != name}):
            file = written_to(tmp_path / f"{number}{suffix}", packed(without))
            try:
                read(file)
            except ReadingError as error:
                assert file.name in error.zh


@pytest.mark.parametrize("suffix", SOUND)
def test_packages_of_one_kind_named_as_another(tmp_path: Path, suffix: str) -> None:
    for named in (".docx", ".pptx", ".xlsx", ".epub", ".pdf", ".txt", ".html"):
        if named != suffix:
            assert f"把后缀改为 {suffix}" in refused(written_to(tmp_path / f"{suffix[1:]}{named}", SOUND[suffix]()))


def test_older_kinds_are_told_what_to_become(tmp_path: Path) -> None:
    for name, suffix in (("a.doc", ".docx"), ("a.ppt", ".pptx"), ("a.xls", ".xlsx"), ("a.et", ".xlsx"), ("a.mobi", ".epub")):
        assert suffix in refused(written_to(tmp_path / name, b"\xd0\xcf\x11\xe0"))
    for suffix in (".pptx", ".xlsx", ".epub", ".html"):
        assert "密码" in refused(written_to(tmp_path / f"a{suffix}", b"\xd0\xcf\x11\xe0" + bytes(600)))


@pytest.mark.parametrize("suffix", SOUND)
def test_packages_that_unpack_to_too_much(tmp_path: Path, suffix: str) -> None:
    out = io.BytesIO(SOUND[suffix]())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("more.xml", bytes(2_000_000))
    file = written_to(tmp_path / f"a{suffix}", out.getvalue())
    assert "COMPANION_FILE_MEGABYTES" in refused(file, Limits(bytes=1_000_000))
    assert "COMPANION_FILE_MEGABYTES" in refused(file, Limits(bytes=4_000_000)), "markup that packs to nearly nothing"
    read(file, Limits(bytes=40_000_000))


BOMB = '<!DOCTYPE a [<!ENTITY a "哈">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"
FILE = '<!DOCTYPE a [<!ENTITY i SYSTEM "file://{}">]>'


@pytest.mark.parametrize("suffix", SOUND)
def test_entities_are_neither_multiplied_nor_fetched(tmp_path: Path, suffix: str) -> None:
    secret = written_to(tmp_path / "secret.txt", "秘密")
    for doctype in (BOMB, FILE.format(secret)):

        def change(name: str, part: bytes, doctype: str = doctype) -> bytes:
            if not name.endswith((".xml", ".xhtml")) or "META-INF" in name:
                return part
            text = part.decode()
            at = text.index("?>") + 2 if text.startswith("<?xml") else 0
            text = text[:at] + doctype + text[at:].replace("<!DOCTYPE", "<!-- ", 1).replace("]>", " -->", 1)
            return text.replace(BODY, BODY + "&i;").encode()

        file = written_to(tmp_path / f"a{suffix}", repacked(SOUND[suffix](), change))
        try:
            text = read(file)[0].text
        except ReadingError as error:
            text = error.zh
        assert "秘密" not in text and "哈哈" not in text


@pytest.mark.parametrize(
    ("suffix", "limits", "setting"),
    [(suffix, Limits(characters=20), "CHARACTERS") for suffix in (*SOUND, ".html")]
    + [(suffix, Limits(seconds=0), "SECONDS") for suffix in (*SOUND, ".html")]
    + [(suffix, Limits(pages=1), "PAGES") for suffix in (".pptx", ".xlsx", ".epub")],
)
def test_files_beyond_a_limit(tmp_path: Path, suffix: str, limits: Limits, setting: str) -> None:
    data = SOUND[suffix]() if suffix in SOUND else f"<p>{BODY}</p>".encode()
    assert f"COMPANION_FILE_{setting}" in refused(written_to(tmp_path / f"a{suffix}", data), limits)


@pytest.mark.parametrize("suffix", [".html", ".htm"])
def test_pages_without_text(tmp_path: Path, suffix: str) -> None:
    for source in (" \n ", "<script>1</script>", "<html><head><title>题</title></head></html>", "<!-- -->"):
        assert "没有文字" in refused(written_to(tmp_path / f"a{suffix}", source))
    assert "二进制" in refused(written_to(tmp_path / f"b{suffix}", bytes(range(32)) * 40))


def test_packages_without_text(tmp_path: Path) -> None:
    empty = pptx.Presentation()
    empty.slides.add_slide(empty.slide_layouts[6])
    for suffix, data in ((".pptx", saved(empty)), (".xlsx", saved(openpyxl.Workbook())), (".docx", saved(docx.Document()))):
        assert "没有文字" in refused(written_to(tmp_path / f"a{suffix}", data))
