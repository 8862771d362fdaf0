"""Make the PDF and DOCX texts of the sample corpus from the Markdown beside this file.

    .venv/bin/python corpus/_source/build.py            all of them
    .venv/bin/python corpus/_source/build.py 手册 细则    those whose path holds one of the words

PDFs are printed by Chromium (`chromium` on the PATH, or the path in CHROMIUM) with the Noto CJK fonts (in NOTO_CJK;
Debian: `apt-get install chromium fonts-noto-cjk`), cut to size by fontTools (`pip install fonttools`, needed by
this script only); DOCX files are written by python-docx. Every PDF is read back and must say what its source says,
page headers and footers aside, or the build stops.

The Markdown understood is the little these texts use: `#` headings, paragraphs, `1.` lists, pipe tables, `**bold**`.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from pypdf import PdfReader, PdfWriter

SOURCE = Path(__file__).resolve().parent
CORPUS = SOURCE.parent

TARGETS = {
    "党建日课手册.md": "手册/党建日课手册.pdf",
    "学校发展规划2026-2030.md": "规划/学校发展规划2026-2030.pdf",
    "教师职业行为规范.md": "规范/教师职业行为规范.pdf",
    "师德师风行为规范2019试行.md": "规范/师德师风行为规范2019试行.pdf",
    "教师党支部工作细则.md": "规范/教师党支部工作细则.docx",
    "实验室安全管理办法.md": "规范/实验室安全管理办法.docx",
    "师范生教育实习管理办法.md": "规范/师范生教育实习管理办法.docx",
    "教师读书会指南.md": "手册/教师读书会指南.docx",
}

FONTS = Path(os.environ.get("NOTO_CJK", "/usr/share/fonts/opentype/noto"))
SIMPLIFIED = 2  # the position of the SC face in Debian's Noto CJK collections
MOST_BYTES = 400_000
# One fixed stamp, so that a rebuild of unchanged sources differs as little as possible.
STAMP = "D:20260901000000+08'00'"


@dataclass(frozen=True)
class Block:
    """One block of a source: `kind` is h1, h2, h3, p, li (a numbered line) or table."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def parse(source: str) -> list[Block]:
    """The blocks of a source, in order."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", source.strip()):
        lines = chunk.splitlines()
        if lines[0].startswith("|"):
            rows = [tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines]
            blocks.append(Block("table", rows=tuple(row for row in rows if set("".join(row)) != {"-"})))
            continue
        for line in lines:
            heading = re.match(r"(#{1,3}) (.+)", line)
            item = re.match(r"\d+\. (.+)", line)
            if heading:
                blocks.append(Block(f"h{len(heading[1])}", heading[2]))
            elif item:
                blocks.append(Block("li", line))
            else:
                blocks.append(Block("p", line))
    return blocks


def is_date(block: Block) -> bool:
    return block.kind == "p" and re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", block.text) is not None


def signed(blocks: list[Block]) -> set[int]:
    """The positions of the lines that close a document (who, and when); they stand at the right."""
    dates = [position for position, block in enumerate(blocks) if is_date(block)]
    return {position for date in dates for position in (date - 1, date)}


def inline(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text, quote=False))
    return re.sub(r"^(第[一二三四五六七八九十百]+条)", r"<b>\1</b>", text)


STYLE = """
@font-face { font-family: Text; src: url(text.ttf); }
@font-face { font-family: Head; src: url(head.ttf); }
@page { size: A4; margin: 30mm 27mm 27mm 27mm;
  @top-center { content: "HEADER"; font: 9pt Text; color: #555; border-bottom: .5pt solid #999;
    vertical-align: bottom; padding-bottom: 1.5mm; margin-bottom: 6mm; }
  @bottom-center { content: "— " counter(page) " —"; font: 10pt Text; } }
body { font: 11.5pt/1.85 Text; margin: 0; text-align: justify; }
h1, h2, h3, b, th { font-family: Head; font-weight: normal; }
h1, h2, h3 { break-after: avoid; }
h1 { font-size: 20pt; text-align: center; line-height: 1.4; margin: 12mm 0 3mm; }
h2 { font-size: 14pt; text-align: center; margin: 9mm 0 3mm; }
h3 { font-size: 12pt; margin: 4mm 0 1mm; }
p { margin: 0 0 1.2mm; text-indent: 2em; orphans: 2; widows: 2; }
p.number { text-align: center; text-indent: 0; margin-bottom: 9mm; }
p.signed { text-align: right; text-indent: 0; padding-right: 2em; break-before: avoid; }
table { border-collapse: collapse; width: calc(100% - 1px); margin: 3mm 0; font-size: 10.5pt; line-height: 1.5; }
th, td { border: .6pt solid #333; padding: 1.2mm 2.5mm; text-align: left; }
th { background: #f0f0f0; }
tr { break-inside: avoid; }
"""


def to_html(blocks: list[Block], header: str) -> str:
    right = signed(blocks)
    out = []
    for position, block in enumerate(blocks):
        if block.kind == "table":
            head, *body = block.rows
            out.append("<table><thead><tr>" + "".join(f"<th>{inline(c)}</th>" for c in head) + "</tr></thead><tbody>")
            out += ["<tr>" + "".join(f"<td>{inline(c)}</td>" for c in row) + "</tr>" for row in body]
            out.append("</tbody></table>")
        elif block.kind.startswith("h"):
            out.append(f"<{block.kind}>{inline(block.text)}</{block.kind}>")
        else:
            name = "number" if position == 1 else "signed" if position in right else ""
            out.append(f'<p class="{name}">{inline(block.text)}</p>')
    style = STYLE.replace("HEADER", header)
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{header}</title>'
        f"<style>{style}</style></head><body>{''.join(out)}</body></html>"
    )


def print_pdf(page: str, folder: Path, target: Path) -> None:
    source, printed = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    command = [os.environ.get("CHROMIUM", "chromium"), "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)
    writer = PdfWriter(clone_from=PdfReader(printed))
    writer.add_metadata({"/CreationDate": STAMP, "/ModDate": STAMP, "/Producer": "", "/Creator": ""})
    writer.write(target)


def cut_font(source: Path, characters: str, target: Path) -> None:
    """Write the TrueType font that holds just these characters of a Noto CJK collection (its SC face).

    Two reasons. Chromium embeds CFF outlines as bulky Type 3 fonts, TrueType ones as a small subset. And a CJK font
    draws 一 (U+4E00) and the radical ⼀ (U+2F00) with one glyph, so that a PDF may name the radical and a search
    for the word finds nothing; a font that knows only the text's own characters cannot.
    """
    font = TTFont(source, fontNumber=SIMPLIFIED, lazy=True)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GPOS", "GSUB"]
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    drawn, names = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in names:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = names, outlines
    limits = font["maxp"]
    limits.tableVersion, limits.maxZones = 0x00010000, 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(limits, f"max{field}", 0)
    limits.maxSizeOfInstructions = limits.maxComponentElements = 0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"
    font["post"].formatType = 3.0
    font.save(target)


def to_docx(blocks: list[Block], target: Path) -> None:
    document = Document()
    dress(document)
    right = signed(blocks)
    for position, block in enumerate(blocks):
        if block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            for cell in table.rows[0].cells:
                cell.paragraphs[0].runs[0].bold = True
            document.add_paragraph()
        elif block.kind == "h1":
            document.add_heading(block.text, level=0)
        elif block.kind.startswith("h"):
            document.add_heading(block.text, level=int(block.kind[1]) - 1)
        elif block.kind == "li":
            # The number stays in the text: it is part of what a reader quotes.
            paragraph = document.add_paragraph(block.text)
            paragraph.paragraph_format.left_indent = Cm(0.8)
        else:
            paragraph = document.add_paragraph()
            start, rest = split_article(block.text)
            if start:
                paragraph.add_run(start).bold = True
            paragraph.add_run(rest)
            if position == 1:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif position in right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            else:
                paragraph.paragraph_format.first_line_indent = Pt(24)
    document.save(str(target))


def split_article(text: str) -> tuple[str, str]:
    found = re.match(r"第[一二三四五六七八九十百]+条", text)
    return (found[0], text[found.end() :]) if found else ("", text)


def dress(document: DocxDocument) -> None:
    names = {"Normal": "宋体", "Title": "黑体", "Heading 1": "黑体", "Heading 2": "黑体"}
    for style, font in names.items():
        chosen = document.styles[style]
        chosen.font.name = "Times New Roman"
        fonts = chosen.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.styles["Title"].font.size = Pt(20)
    document.core_properties.author = "澄江师范大学"


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def check(blocks: list[Block], header: str, target: Path) -> None:
    """Stop if the PDF does not say, character for character, what its source says."""
    pages = PdfReader(target).pages
    said = ""
    for number, page in enumerate(pages, start=1):
        text, top, foot = squeeze(page.extract_text()), squeeze(header), f"—{number}—"
        if not (text.startswith(top) or text.endswith(top)) or foot not in text:
            sys.exit(f"{target.name}: page {number} lacks its header or footer")
        said += text.replace(foot, "", 1).removeprefix(top).removesuffix(top)
    meant = "".join(
        squeeze(block.text.replace("**", "") + "".join("".join(row) for row in block.rows)) for block in blocks
    )
    if said != meant:
        at = next((i for i, (a, b) in enumerate(zip(said, meant, strict=False)) if a != b), min(len(said), len(meant)))
        sys.exit(f"{target.name} differs from its source: …{said[at - 20 : at + 20]}… for …{meant[at - 20 : at + 20]}…")
    if target.stat().st_size > MOST_BYTES:
        sys.exit(f"{target.name} has {target.stat().st_size} bytes, more than {MOST_BYTES}")


def main(words: list[str]) -> None:
    for name, path in TARGETS.items():
        if words and not any(word in path for word in words):
            continue
        blocks = parse((SOURCE / name).read_text(encoding="utf-8"))
        target = CORPUS / path
        target.parent.mkdir(exist_ok=True)
        if target.suffix == ".docx":
            to_docx(blocks, target)
        else:
            header = blocks[0].text
            with tempfile.TemporaryDirectory() as folder:
                page = to_html(blocks, header)
                cut_font(FONTS / "NotoSerifCJK-Regular.ttc", page, Path(folder, "text.ttf"))
                cut_font(FONTS / "NotoSansCJK-Bold.ttc", page, Path(folder, "head.ttf"))
                print_pdf(page, Path(folder), target)
            check(blocks, header, target)
        sys.stdout.write(f"{path}  {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
