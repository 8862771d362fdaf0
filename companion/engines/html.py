"""HTML files: what a reader sees of them, with lxml. Nothing they point to is fetched, no script is run."""

import re
from collections.abc import Iterator
from html.entities import html5
from itertools import islice
from pathlib import Path
from typing import Any

from companion.engines.counting import written
from companion.engines.drafting import Drafting, row
from companion.engines.plaintext import decode
from companion.errors import ReadingError
from companion.texts.lines import joint
from companion.texts.reading import Draft, Limits, check_characters
from companion.texts.structure import mark_of

_DROPPED = frozenset(
    "head script style template noscript iframe object embed canvas audio video svg math button select input textarea "
    "datalist map rt rp rtc".split()
)
_AROUND = frozenset("nav footer aside".split())
_ROLES = frozenset("navigation banner contentinfo complementary search menu menubar dialog".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_UNMARKED = re.compile(r"list-style(?:-type)?\s*:[^;]{0,200}none", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*|[ \t\r\f]+")
_CHARSET = re.compile(
    rb"""<meta[^>]{0,500}charset\s*=\s*["']?\s*([\w.:-]{1,40})|^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# Of the encodings a page may say it is in, those that would not decode just any bytes; the rest is found out.
_TRUSTED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "hz-gb-2312": "hz"}
_TRUSTED |= {"shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PROLOGUE = re.compile(r"\s*(?:<\?xml[^>]*>)?(?:\s+|<!--(?:[^-]|-(?!->))*-->)*(?:<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)?", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
_NUMBERING = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HEAD = 4096
_LEAST_TITLE = 4


def read_html(file: Path, limits: Limits) -> Draft:
    """An HTML file: one page of its main text, headings as headings, a table row a line with “ | ” between cells.

    Scripts, hidden parts, forms' fields and what stands around the text (navigation, asides, footers) are left out;
    list points keep their numbers. Raises ReadingError for what is no text, or is beyond a limit.
    """
    text = decode_markup(file.read_bytes(), file.name)
    check_characters(file.name, len(text) // 10, limits)  # markup counts little, but it is held in memory
    root = parse_html(text, file.name)
    draft = Drafting(file.name, limits)
    draft.page()
    if root is not None:
        main = _main(root)
        if main is not root and not any(_name(element) == "h1" for element in main.iter()):
            above = list(islice(root.iter("h1"), 2))
            if len(above) == 1 and not any(_is_left_out(up) for up in _upwards(above[0])):
                draft.add(_plain(above[0]), 1)
        add_prose(draft, main)
    return Draft(pages := draft.pages(), title=_title(root, [pages[0].text[h.start : h.end] for h in pages[0].headings]))


def decode_markup(data: bytes, name: str) -> str:
    """The text in ``data``: UTF-8 or by its mark, else as the page says itself, else found out. Raises ReadingError."""
    said = _CHARSET.search(data[:_HEAD])
    encoding = _TRUSTED.get((said[1] or said[2]).decode("ascii", "ignore").lower()) if said else None
    if encoding and not _is_utf8(data):  # most pages that say the wrong thing are in UTF-8
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            return decode(data, name)
    return decode(data, name)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def parse_html(text: str, name: str) -> Any:
    """The tree of an HTML text, None where it holds nothing. Raises ReadingError where it nests too deep to be read."""
    from lxml import etree  # type: ignore[import-untyped]

    # HTML has no entities of its own making, so what the larger limits guard against elsewhere cannot happen here.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(_sound(text), parser)
    except etree.ParserError:
        root = None  # nothing but white space
    except etree.XMLSyntaxError as error:
        raise _damaged(name) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise _damaged(name)
    return root


def parse_xhtml(text: str, name: str) -> Any:
    """Likewise for XHTML, read as XML where it is that. Its own entities are never resolved."""
    from lxml import etree

    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, remove_pis=True)
    try:
        return etree.fromstring(_sound(_ENTITY.sub(_character, text)), parser)
    except etree.XMLSyntaxError:
        return parse_html(text, name)


def add_prose(draft: Drafting, root: Any, *, around: bool = False) -> None:
    """Add what a reader sees of the tree ``root``; with ``around``, asides and footers, too."""
    _Prose(draft, around=around).add(root)


def _damaged(name: str) -> ReadingError:
    return ReadingError(
        f"“{name}”的标签有误或嵌套过深，读不完整，请用浏览器打开后另存。",
        f"The tags of “{name}” are faulty or nested too deep to be read in full; open it in a browser and save it anew.",
    )


def _sound(text: str) -> bytes:
    """Markup without what stands before its first element, which speaks of encodings and entities, and controls."""
    return _CONTROLS.sub("", text[_PROLOGUE.match(text).end() :]).encode()  # type: ignore[union-attr]  # always matches


def _character(found: re.Match[str]) -> str:
    """A named character, but for those that XML knows and needs."""
    return found[0] if found[1] in ("lt;", "gt;", "amp;", "quot;", "apos;") else html5.get(found[1], found[0])


def _name(element: Any) -> str:
    """The element's name in small letters without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(element.get("style", "")))


def _is_left_out(element: Any, *, around: bool = False) -> bool:
    name = _name(element)
    if name in _DROPPED or _is_hidden(element) or (name == "dialog" and element.get("open") is None):
        return True
    return not around and (name in _AROUND or element.get("role", "").lower() in _ROLES)


def _upwards(element: Any) -> Iterator[Any]:
    yield element
    yield from element.iterancestors()


def _main(root: Any) -> Any:
    """The element that holds the main text, where the page says so in one place; else all."""
    for found in (root.findall(".//main"), root.findall(".//*[@role='main']"), root.findall(".//article")):
        if len(found) == 1 and _plain(found[0]) and not any(_is_left_out(up) for up in _upwards(found[0])):
            return found[0]
    return root


def _plain(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _title(root: Any, headings: list[str]) -> str | None:
    """The page's title: its first heading where the title only adds the site's name to it."""
    title = _plain(found) if root is not None and (found := root.find(".//head/title")) is not None else ""
    for heading in headings:
        if len(heading) >= _LEAST_TITLE and title.startswith(heading):
            return heading
    return title or (headings[0] if headings else None)


class _Prose:
    """One walk through a tree, from the first element to the last, without recursion."""

    def __init__(self, draft: Drafting, *, around: bool) -> None:
        self._draft, self._around = draft, around
        self._parts: list[str] = []  # of the line that is open
        self._heading = self._preformatted = 0
        self._label = ""  # the number of the list point that begins with the next line
        self._lists: list[tuple[str, int] | None] = []  # kind of number and the last one; None where there is none
        self._tables: list[bool] = []  # whether the table is one of data
        self._cells: list[str] | None = None  # of the row that is open

    def add(self, root: Any) -> None:
        from lxml import etree

        data_tables = _data_tables(root)
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in walk:
            if event == "start":
                self._draft.check_time()
                if _is_left_out(element, around=self._around) and element is not root:
                    walk.skip_subtree()
                else:
                    self._open(_name(element), element, element in data_tables)
                    self._say(element.text)
            else:
                if event == "end" and (element is root or not _is_left_out(element, around=self._around)):
                    self._close(_name(element))
                if element is not root:
                    self._say(element.tail)
        self._flush()

    def _say(self, text: str | None) -> None:
        if text:
            self._parts.append(text.replace("\n", "\v") if self._preformatted else text)

    def _open(self, name: str, element: Any, is_data: bool) -> None:
        if name == "br":
            self._parts.append("\v")
        if name not in _BLOCKS:
            return
        self._flush()
        if name in _HEADINGS:
            self._heading = _HEADINGS[name]
        elif name == "pre":
            self._preformatted += 1
        elif name in ("ul", "menu", "dir"):
            self._lists.append(None)
        elif name == "ol":
            unmarked = _UNMARKED.search(element.get("style", ""))
            kind = _NUMBERING.get(element.get("type", ""), "decimal")
            self._lists.append(None if unmarked else (kind, _whole(element.get("start"), 1) - 1))
        elif name == "li" and self._lists and (numbering := self._lists[-1]):
            number = _whole(element.get("value"), numbering[1] + 1)
            self._lists[-1] = numbering[0], number
            self._label = f"{written(number, numbering[0])}. "
        elif name == "table":
            self._tables.append(is_data)
        elif name == "tr" and self._tables and self._tables[-1]:
            self._cells = []
        elif name in ("td", "th") and self._cells is not None:
            self._cells.append("")

    def _close(self, name: str) -> None:
        if name not in _BLOCKS:
            return
        self._flush()
        if name in _HEADINGS:
            self._heading = 0
        elif name == "pre":
            self._preformatted -= 1
        elif name in ("ul", "menu", "dir", "ol"):
            self._lists.pop()
        elif name == "li":
            self._label = ""
        elif name == "table":
            self._tables.pop()
        elif name == "tr" and self._cells is not None:
            self._draft.add(row(self._cells))
            self._cells = None

    def _flush(self) -> None:
        """End the open line."""
        text = _SPACES.sub(_space, "".join(self._parts)).replace("\v", "\n")
        self._parts.clear()
        text = "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)
        if not text:
            return
        if self._label:
            text = text if mark_of(text).kind else self._label + text
            self._label = ""
        if self._cells:
            self._cells[-1] += "\n" + text
        else:
            self._draft.add(text.replace("\n", " ") if self._heading else text, self._heading)


def _space(found: re.Match[str]) -> str:
    """White space as a browser shows it, but no space where a line of Chinese was only wrapped in the source."""
    if "\n" not in found[0]:
        return " "
    before, after = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    return joint(before, after) if before.strip() and after.strip() else " "


def _whole(text: str | None, default: int) -> int:
    """A number an attribute gives, ``default`` where it is none or out of all bounds."""
    found = re.fullmatch(r"\s*(-?\d{1,6})\s*", text or "")
    return int(found[1]) if found else default


def _data_tables(root: Any) -> set[Any]:
    """The tables that are tables, not a means of layout: without tables or headings within, more than one column."""
    from lxml import etree

    data: set[Any] = set()
    layout: set[Any] = set()
    open_tables: list[Any] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = _name(element)
        if name == "table":
            if event == "start":
                if open_tables:
                    layout.add(open_tables[-1])
                open_tables.append(element)
                if element.get("role") == "presentation":
                    layout.add(element)
            else:
                open_tables.pop()
        elif event == "start" and open_tables:
            if name in _HEADINGS:
                layout.add(open_tables[-1])
            elif name in ("td", "th") and element.getprevious() is not None:
                data.add(open_tables[-1])
    return data - layout
