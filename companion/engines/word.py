"""DOCX files, with python-docx opening the package; its XML is walked here, since content controls, tracked
insertions and text boxes are passed over by python-docx's own paragraphs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.engines.drafting import Drafting, row
from companion.engines.packages import package
from companion.engines.word_lists import WORD, Lists, value
from companion.texts.reading import Draft, Limits

if TYPE_CHECKING:
    from docx.document import Document

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PASSED_OVER = {_FALLBACK, *(WORD + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "trPr"))}
_MARKS = {WORD + "tab": " ", WORD + "br": "\n", WORD + "cr": "\n", WORD + "noBreakHyphen": "-"}
_NOTES = {WORD + "footnoteReference": "footnotes", WORD + "endnoteReference": "endnotes"}
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_DEEPEST = 100


def read_docx(file: Path, limits: Limits) -> Draft:
    """A DOCX file: one page; headings by their styles; table cells of a row with “ | ” between them.

    Paragraphs that Word numbers by itself have their numbers; every bullet is “•”. A footnote or endnote is a line
    of its own, after the paragraph or table row that refers to it. Headers and footers are left out. Raises
    ReadingError for what is no DOCX package, or is beyond a limit.
    """
    draft = Drafting(file.name, limits)
    draft.page()
    with package(file, limits, "DOCX", "文字处理软件|a word processor"):
        import docx
        from docx.opc.exceptions import PackageNotFoundError

        try:
            document = docx.Document(str(file))
        except PackageNotFoundError as error:
            raise ValueError("not a document") from error  # as for any other damage
        levels = _heading_levels(document)
        for text, style in _Body(document).paragraphs():
            level = levels.get(style, -1)
            draft.add(text, 0 if level < 0 else max(level, 1))
    return Draft(draft.pages(), title=draft.title)


def _heading_levels(document: "Document") -> dict[str, int]:
    """Level by style id: 0 for the title, from 1 for headings, own styles following what they are based on."""
    levels: dict[str, int] = {}
    based_on: dict[str, str] = {}
    for style in document.styles.element.findall(WORD + "style"):
        identity = style.get(WORD + "styleId", "")
        name = value(style.find(WORD + "name"))
        found = _HEADING_STYLE.fullmatch(name.strip())
        outline = style.find(f"{WORD}pPr/{WORD}outlineLvl")
        if found:
            levels[identity] = int(found[1])
        elif name.strip().lower() in ("title", "标题"):
            levels[identity] = 0
        elif value(outline).isdigit() and int(value(outline)) < 9:
            levels[identity] = int(value(outline)) + 1
        based_on[identity] = value(style.find(WORD + "basedOn"))
    for identity in based_on:
        above = based_on[identity]
        for _ in range(_DEEPEST):
            if identity in levels or not above:
                break
            if above in levels:
                levels[identity] = levels[above]
            above = based_on.get(above, "")
    return levels


class _Body:
    """A document's text, gone through once."""

    def __init__(self, document: "Document") -> None:
        self._part = document.part
        self._body = document.element.body
        numbering = self._related("numbering")
        self._lists = Lists(numbering, document.styles.element)
        self._notes = {
            (kind, value(note, "id")): note
            for kind in _NOTES.values()
            if (root := self._related(kind)) is not None
            for note in root
        }

    def paragraphs(self) -> Iterator[tuple[str, str]]:
        """Text and style id of the body's paragraphs, table rows and notes, as they stand one after another."""
        if self._body is None:
            raise ValueError("a document without a body")
        return self._paragraphs(self._body)

    def _related(self, kind: str) -> Any:
        """The root of the part with numbering, footnotes or endnotes; None where there is none."""
        from docx.oxml import parse_xml

        try:
            blob = self._part.part_related_by(_RELATED + kind).blob
        except KeyError:
            return None
        return parse_xml(blob)  # with entities left unresolved

    def _paragraphs(self, parent: Any) -> Iterator[tuple[str, str]]:
        for element in parent:
            if element.tag == WORD + "p":
                text, notes = self._text(element)
                yield text, _style(element)
                yield from self._noted(notes)
            elif element.tag == WORD + "tbl":
                for table_row in _within(element, "tr"):
                    yield from self._row(table_row)
            elif element.tag not in _PASSED_OVER and isinstance(element.tag, str):
                yield from self._paragraphs(element)  # content controls and the like; lxml parses no deeper than 256

    def _row(self, table_row: Any) -> Iterator[tuple[str, str]]:
        if table_row.find(f"{WORD}trPr/{WORD}del") is not None:
            return
        cells = list(_within(table_row, "tc"))
        if len(cells) == 1:  # a frame around text
            yield from self._paragraphs(cells[0])
            return
        read = [self._text(cell) for cell in cells]
        yield row([text for text, _ in read]), ""
        for _, notes in read:
            yield from self._noted(notes)

    def _noted(self, references: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for reference in references:
            if reference in self._notes:
                yield self._text(self._notes[reference])[0], ""

    def _text(self, element: Any) -> tuple[str, list[tuple[str, str]]]:
        """What a paragraph, cell or note says, and the notes it refers to: tracked insertions in, deletions out, text
        boxes once."""
        parts: list[str] = []
        notes: list[tuple[str, str]] = []

        def walk(element: Any) -> None:
            is_paragraph = element.tag == WORD + "p"
            if is_paragraph and element.find(f"{WORD}pPr/{WORD}rPr/{WORD}del") is None:
                label = self._lists.label(element, _style(element))
                begun = len(parts)
            else:
                label, begun = "", 0
            for child in element:
                if child.tag in _PASSED_OVER:
                    continue
                if child.tag == WORD + "t":
                    parts.append(child.text or "")
                elif child.tag in _MARKS:
                    parts.append(_MARKS[child.tag])
                elif child.tag in _NOTES:
                    notes.append((_NOTES[child.tag], value(child, "id")))
                else:
                    walk(child)
            if label and "".join(parts[begun:]).strip():
                parts.insert(begun, label)
            if is_paragraph:
                parts.append("\n")

        walk(element)
        return "".join(parts), notes


def _style(paragraph: Any) -> str:
    return value(paragraph.find(f"{WORD}pPr/{WORD}pStyle"))


def _within(parent: Any, name: str) -> Iterator[Any]:
    """A table's rows or a row's cells, also those in content controls, but not those of tables within."""
    for element in parent:
        if element.tag == WORD + name:
            yield element
        elif element.tag != WORD + "tc" and element.tag not in _PASSED_OVER and isinstance(element.tag, str):
            yield from _within(element, name)
