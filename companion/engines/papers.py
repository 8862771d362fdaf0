"""Papers as DOCX, with python-docx; their lines are drawn with pillow."""

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from companion.records.export import Cell, Draw
from companion.reports.paper import Grid, Paper, Section

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
SEAL, INK, SOFT, LINE = "A8352A", "1F2328", "5B6470", "E6E2DA"
BAR = 10  # blocks of a full bar
WIDTH, HEIGHT = 1500, 480  # of a plot, in pixels; printed 15 cm wide


def write_docx(paper: Paper) -> bytes:
    """A document file (a PaperWriter) on A4: headings, paragraphs, tables whose first row comes again on each page, bars
    beside shares, and a picture of lines. Characters that XML cannot hold are left out.
    """
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    document: Any = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.6)
    page.top_margin = page.bottom_margin = Cm(2.4)
    document.core_properties.title = _clean(paper.title)
    for name, size in (("Normal", 11), ("Title", 20), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.size, style.font.name, style.font.color.rgb = Pt(size), "Times New Roman", RGBColor.from_string(INK)
        _east_asian(style, "宋体" if name == "Normal" else "黑体")
    title = document.add_paragraph(_clean(paper.title), style="Title")
    under = document.add_paragraph(_clean(paper.under))
    title.alignment = under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for section in paper.sections:
        _add_section(document, section)
    foot = document.add_paragraph().add_run(_clean(paper.foot))
    foot.font.size, foot.font.color.rgb = Pt(9), RGBColor.from_string(SOFT)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_section(document: Any, section: Section) -> None:
    document.add_heading(_clean(section.title), 1)
    for line in section.lines:
        document.add_paragraph(_clean(line))
    grid = section.grid
    if grid is None or not grid.rows:
        return
    if grid.draw is Draw.LINES:
        _add_plot(document, grid)
    _add_table(document, grid)


def _add_table(document: Any, grid: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    table = document.add_table(rows=1, cols=len(grid.header))
    table.style = "Table Grid"
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(repeated.makeelement(qn("w:tblHeader"), {}))
    bars = grid.drawn if grid.draw is Draw.BARS else ()
    for number, row in enumerate((grid.header, *grid.rows)):
        cells = (table.rows[0] if number == 0 else table.add_row()).cells
        for at, (cell, value) in enumerate(zip(cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            figure = isinstance(value, int | float | Decimal)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if figure and at not in bars else WD_ALIGN_PARAGRAPH.LEFT
            run = paragraph.add_run(_shown(value))
            run.font.size, run.font.bold = Pt(10), number == 0
            if at in bars and isinstance(value, float):
                bar = paragraph.add_run(" " + "█" * round(min(max(value, 0), 1) * BAR))
                bar.font.size, bar.font.color.rgb = Pt(8), RGBColor.from_string(SEAL)
    document.add_paragraph()


def _add_plot(document: Any, grid: Grid) -> None:
    from docx.shared import Cm

    words = "；".join(f"{row[0]} {' / '.join(_shown(row[at]) for at in grid.drawn)}" for row in grid.rows)
    document.add_picture(io.BytesIO(_plot(grid)), width=Cm(15))
    picture = document.paragraphs[-1]._p.xpath(".//wp:docPr")[0]
    picture.set("descr", _clean(f"{'、'.join(grid.header[at] for at in grid.drawn)}：{words}"))


def _plot(grid: Grid) -> bytes:
    """The drawn columns as lines from 0 to 100%, the first in the seal's colour and the second in grey, as a PNG."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    left, right, top, bottom = 100, WIDTH - 50, 30, HEIGHT - 60
    for n in range(5):
        y = bottom - (bottom - top) * n / 4
        draw.line((left, y, right, y), f"#{LINE}", 2)
        draw.text((left - 14, y), f"{n * 25}%", f"#{SOFT}", font, anchor="rm")
    step = (right - left) / max(len(grid.rows) - 1, 1)
    every = -(-len(grid.rows) // 12)  # labels that would run into one another are left out
    for n, row in enumerate(grid.rows):
        if n % every == 0:
            draw.text((left + n * step, bottom + 14), _clean(str(row[0])), f"#{SOFT}", font, anchor="mt")
    for number, at in reversed(list(enumerate(grid.drawn))):
        values = [row[at] for row in grid.rows]
        _line(draw, values, left, step, top, bottom, f"#{SEAL if number == 0 else SOFT}", 6 if number == 0 else 4)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _line(
    draw: "ImageDraw", values: Sequence[Cell], left: float, step: float, top: float, bottom: float, colour: str, width: int
) -> None:
    """A line through the shares; broken where one is missing."""
    before: tuple[float, float] | None = None
    for n, value in enumerate(values):
        if not isinstance(value, float):
            before = None
            continue
        point = (left + n * step, bottom - (bottom - top) * min(max(value, 0), 1))
        if before is not None:
            draw.line((*before, *point), colour, width, joint="curve")
        draw.ellipse((point[0] - 8, point[1] - 8, point[0] + 8, point[1] + 8), colour)
        before = point


def _shown(value: Cell) -> str:
    if value is None:
        return "–"
    return f"{value:.0%}" if isinstance(value, float) else _clean(str(value))


def _clean(text: str) -> str:
    return CONTROL.sub("", text)


def _east_asian(style: Any, font: str) -> None:
    """The font of Chinese characters, which a style names apart."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), font)
