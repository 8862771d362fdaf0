"""PPTX files, with python-pptx."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from companion.engines.counting import written
from companion.engines.drafting import Drafting, row
from companion.engines.packages import package
from companion.texts.reading import Draft, Limits, check_pages

_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_TITLES = ("title", "ctrTitle")
_REPEATED = ("dt", "ftr", "hdr", "sldNum")  # date, footer, header, number: the same on every slide
_LEVELS = {"title": 1, "secHead": 2}  # headings' levels by the slide's layout; other slides stand below these
_DEEPEST = 50
_SAME_ROW = 0.5
_LONGEST_TITLE = 40
_NUMBERED = re.compile(r"(\w+?)(Period|ParenR|ParenBoth|Plain|Minus)")
_NUMBERS = {"arabic": "decimal", "arabicDb": "decimalFullWidth", "alphaLc": "lowerLetter", "alphaUc": "upperLetter"}
_NUMBERS |= {"romanLc": "lowerRoman", "romanUc": "upperRoman", "circleNumDb": "decimalEnclosedCircle"}
_NUMBERS |= {"ea1Chs": "chineseCounting", "ea1Cht": "chineseCounting", "ea1JpnChsDb": "chineseCounting", "ea1JpnKor": "chineseCounting"}
_ROUND = {"Period": "{}. ", "ParenR": "{}) ", "ParenBoth": "({}) ", "Plain": "{} ", "Minus": "{}- "}


def read_pptx(file: Path, limits: Limits) -> Draft:
    """A PPTX file: a page for each slide: its title as heading, the texts from top to bottom and left to right with
    tables row by row, then the notes.

    What stands in a group is kept together; points that are counted by themselves have their numbers. Where a slide
    has no title of its own, a short first line larger than all other text is taken for it. Dates, footers and slide numbers are left out, and so are texts within
    charts and pictures; a slide of nothing but pictures is among the failed pages. Raises ReadingError for what is
    no PPTX package, or is beyond a limit.
    """
    draft = Drafting(file.name, limits)
    failed = []
    with package(file, limits, "PPTX", "演示软件|a presentation program", "ppt/slides/slide"):
        from pptx import Presentation
        from pptx.exc import PythonPptxError

        try:
            slides = Presentation(str(file)).slides
            check_pages(file.name, len(slides), limits)
            for slide in slides:
                number = draft.page()
                if not _add_slide(draft, slide) and slide.element.find(f".//{_DRAWING}blip") is not None:
                    failed.append(
                        (
                            number,
                            f"第{number}张幻灯片只有图片，没有能读的文字。",
                            f"Slide {number} holds pictures only, no text that can be read.",
                        )
                    )
        except PythonPptxError as error:
            raise ValueError("not a presentation") from error  # as for any other damage
    return Draft(draft.pages(), paged=True, title=draft.title, failed=tuple(failed))


def _add_slide(draft: Drafting, slide: Any) -> bool:
    """Add what the slide says; whether that is anything."""
    shapes = list(slide.shapes)
    rest = _in_order([shape for shape in shapes if _placeholder(shape) not in (*_TITLES, *_REPEATED)])
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES and shape.has_text_frame]
    if not any(shape.text_frame.text.strip() for shape in titles) and _is_title(rest):
        titles.append(rest.pop(0))
    level = _LEVELS.get(slide.slide_layout.element.get("type"), 3)
    found = [draft.add(" ".join(shape.text_frame.text.split()), level) for shape in titles]
    found += [draft.add(text) for text in _texts(rest, slide.part)]
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        found.append(draft.add(_prose(notes)))
    return any(found)


def _is_title(shapes: list[Any]) -> bool:
    """Whether the first shape is a line of its own, set larger than anything below it."""
    if not shapes or not shapes[0].has_text_frame or "\n" in shapes[0].text_frame.text.strip():
        return False
    first, *below = (max((int(run.get("sz")) for run in shape.element.iter(_DRAWING + "rPr") if run.get("sz")), default=0) for shape in shapes)
    return 0 < len(shapes[0].text_frame.text.strip()) <= _LONGEST_TITLE and bool(below) and first > max(*below, 0)


def _placeholder(shape: Any) -> str:
    """The kind of placeholder a shape is: "body" by default; "" where it is none."""
    found = shape.element.find(".//{*}nvPr/{*}ph") if shape.is_placeholder else None
    return "" if found is None else str(found.get("type", "body"))


def _texts(shapes: Iterable[Any], part: Any, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        raise ValueError("groups within groups without end")
    for shape in _in_order(list(shapes)):
        if hasattr(shape, "shapes"):
            yield from _texts(shape.shapes, part, depth + 1)
        elif getattr(shape, "has_table", False):
            for cells in shape.table.rows:
                yield row([_prose(cell.text_frame) for cell in cells.cells if not cell.is_spanned])
        elif shape.has_text_frame:
            yield _prose(shape.text_frame)
        else:
            yield from _diagram(shape, part)


def _in_order(shapes: list[Any]) -> list[Any]:
    """From top to bottom; shapes that begin at about the same height, from left to right.

    Within a group the places are the group's own, which keep that order.
    """
    placed = sorted(((shape.top or 0, shape.left or 0, shape.height or 0, shape) for shape in shapes), key=lambda at: at[0])
    rows: list[list[Any]] = []
    for top, left, height, shape in placed:
        if rows and top - rows[-1][0][0] < min(height, rows[-1][0][2]) * _SAME_ROW:
            rows[-1].append((top, left, height, shape))
        else:
            rows.append([(top, left, height, shape)])
    return [shape for together in rows for _, _, _, shape in sorted(together, key=lambda at: at[1])]


def _prose(frame: Any) -> str:
    """The paragraphs of a text frame, a line each, with their numbers; breaks within a paragraph part lines, too."""
    lines = []
    counts: dict[int, int] = {}  # by level
    for paragraph in frame.paragraphs:
        text, level = paragraph.text.replace("\v", "\n"), paragraph.level
        if not text.strip():
            continue
        numbering = paragraph._p.find(f"{_DRAWING}pPr/{_DRAWING}buAutoNum")
        counts = {above: count for above, count in counts.items() if above < level + (numbering is not None)}
        if numbering is not None:
            counts[level] = counts[level] + 1 if level in counts else int(numbering.get("startAt", "1"))
            text = _label(counts[level], numbering.get("type", "")) + text
        lines.append(text)
    return "\n".join(lines)


def _label(number: int, kind: str) -> str:
    """A number in a format of DrawingML (ECMA-376, ST_TextAutonumberScheme)."""
    found = _NUMBERED.fullmatch(kind)
    if found is None:
        return f"{number}. "
    return _ROUND[found[2]].format(written(number, _NUMBERS.get(found[1], "decimal")))


def _diagram(shape: Any, part: Any) -> Iterator[str]:
    """The texts of a diagram (SmartArt), which stand in a part of their own."""
    from lxml import etree  # type: ignore[import-untyped]

    relation = shape.element.find(f".//{_DIAGRAM}relIds")
    if relation is None or relation.get(_DIAGRAM_DATA) not in part.rels:
        return
    found = part.rels[relation.get(_DIAGRAM_DATA)]
    if found.is_external:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for point in etree.fromstring(found.target_part.blob, parser).iter(_DIAGRAM + "pt"):
        if point.get("type", "node") in ("node", "asst"):
            for paragraph in point.iter(_DRAWING + "p"):
                yield "".join(text.text or "" for text in paragraph.iter(_DRAWING + "t"))
