"""Markdown to the prose a reader sees: marks gone, nothing added. No library is needed for that."""

import html
import re
import string

from companion.texts.documents import Heading
from companion.texts.lines import add_line, is_full, width
from companion.texts.structure import mark_of

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_BULLET = re.compile(r"[-*+]\s+(\[[ xX]\]\s+)?")
_DELIMITERS = re.compile(r"[|:\s-]*-[|:\s-]*")
_UNDERLINE = re.compile(r"(=+|-{2,})\s*")
_RULE = re.compile(r"([-*_])(\s*\1){2,}\s*")
_DEFINITION = re.compile(r"\[[^\]]{1,200}\]:\s+\S")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>|<![A-Z][^<>]{0,1000}>")
_CODE = re.compile(r"(`{1,3})(.{1,1000}?)\1")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\](\((?:[^()]|\([^()]{0,200}\)){0,2000}\)|\[[^\[\]]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]]{1,500})\](\((?:[^()]|\([^()]{0,200}\)){0,2000}\)|\[[^\[\]]{0,200}\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_EMPHASIS = (
    re.compile(r"(\*\*|__|~~)(?=\S)(.{1,2000}?)(?<=\S)\1"),
    re.compile(r"(?<!\d)(\*)(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*])\1"),
    re.compile(r"(?<!\w)(_)(?=[^\s_])([^_]{1,2000}?)(?<=[^\s_])\1(?!\w)"),
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# An escaped sign waits as a control character, of which cleaned text has none, until the marks are gone.
_HIDE = str.maketrans(string.punctuation, "".join(map(chr, range(0x80, 0xA0))))
_SHOW = {hidden: sign for sign, hidden in _HIDE.items()}
_WRAP = 40  # columns; a line narrower than that is not taken for a wrapped one
_ENDS = tuple("。！？；：!?;:")


def plain(text: str) -> tuple[str, tuple[Heading, ...], str | None]:
    """The prose of cleaned Markdown, a paragraph, list point or table row a line; its headings; its title.

    The title is the front matter's, else the first heading's. Images, comments and the front matter are left out;
    code stays; the cells of a table row stand with “ | ” between them.
    """
    text, title = _without_front_matter(text)
    for opening, closing in (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")):
        text = _without(text, opening, closing)
    out: list[tuple[list[str], int]] = []  # a line's pieces, heading level
    last = ""
    fence = ""
    joinable = False
    lines = text.split("\n")
    for number, raw in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if fence_found := _FENCE.match(raw):
            if not fence:
                fence = fence_found[1]
            elif fence_found[1].startswith(fence) and not raw.strip(" `~"):
                fence = ""
            joinable = False
            continue
        if fence:
            out.append(([raw.strip()], 0))
            continue
        line = raw.strip()
        if line.startswith(">"):
            line = line.lstrip("> ")
        if not line or _DEFINITION.match(line) or _RULE.fullmatch(line):
            if _UNDERLINE.fullmatch(line) and joinable:
                out[-1] = (out[-1][0], 2)
            joinable = False
            continue
        if _UNDERLINE.fullmatch(line) and joinable:
            out[-1] = (out[-1][0], 1 if line[0] == "=" else 2)
            joinable = False
            continue
        if "|" in line and (line.startswith("|") or _is_table(lines, number)):
            if not _DELIMITERS.fullmatch(line):
                out.append(([_row(line)], 0))
            joinable = False
            continue
        level = _level(line)
        if level:
            out.append(([_inline(line[level:].strip().rstrip("#").rstrip())], level))
            joinable = False
            continue
        bullet = _BULLET.match(line)
        shown = _inline(line[bullet.end() :] if bullet else line)
        if joinable and not bullet and shown and last and _joins(last, shown):
            add_line(out[-1][0], shown)
        else:
            out.append(([shown], 0))
        last = shown
        joinable = not raw.endswith(("  ", "\\")) or bool(_UNDERLINE.fullmatch(following.strip()))
    return _laid_out(out, title)


def _laid_out(lines: list[tuple[list[str], int]], title: str | None) -> tuple[str, tuple[Heading, ...], str | None]:
    parts: list[str] = []
    headings: list[Heading] = []
    at = 0
    for pieces, level in lines:
        line = "".join(pieces).strip()
        if level:
            line = " ".join(line.split())
        if not line:
            continue
        if level:
            headings.append(Heading(at, at + len(line), level))
            title = title or line
        parts.append(line + "\n")
        at += len(line) + 1
    return "".join(parts), tuple(headings), title


def _without_front_matter(text: str) -> tuple[str, str | None]:
    if not text.startswith("---\n"):
        return text, None
    end = text.find("\n---", 3, 20_000)
    if end < 0 or not re.match(r"---\n\s*[\w-]+\s*:", text):
        return text, None
    found = re.search(r"^title\s*:\s*(.{1,200})$", text[:end], re.MULTILINE)
    return text[end + 4 :], found[1].strip().strip("\"'") if found else None


def _without(text: str, opening: str, closing: str) -> str:
    """``text`` without what stands between these, case aside; an opening that is never closed stays."""
    lower = text.lower()
    if len(lower) != len(text):  # a few characters change length when lowered
        lower = text
    kept, at = [], 0
    while (start := lower.find(opening, at)) >= 0 and (end := lower.find(closing, start)) >= 0:
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join([*kept, text[at:]]) if kept or at else text


def _level(line: str) -> int:
    level = len(line) - len(line.lstrip("#"))
    return level if 1 <= level <= 6 and line[level : level + 1] in (" ", "") else 0


def _is_table(lines: list[str], number: int) -> bool:
    """Whether a row without outer bars belongs to a table: a line of dashes stands by, or a row above does."""
    near = lines[max(0, number - 1) : number + 2]
    return any("|" in line and _DELIMITERS.fullmatch(line.strip()) for line in near)


def _row(line: str) -> str:
    cells = (_inline(cell.strip()) for cell in line.strip("|").replace("\\|", "\x00").split("|"))
    return " | ".join(cells).replace("\x00", "|")


def _joins(before: str, line: str) -> bool:
    """Whether a line goes on with the paragraph above it. Short lines and sentences' ends keep their line breaks."""
    if before.endswith(_ENDS) or mark_of(line).kind:
        return False
    return is_full(before, line, _WRAP) or width(before) >= _WRAP


def _inline(text: str) -> str:
    """A line's text as it is shown. What stands in code marks is kept as it is."""
    if not text:
        return text
    parts, at = [], 0
    for found in _CODE.finditer(text) if "`" in text else ():
        parts += [_unmarked(text[at : found.start()]), found[2].strip()]
        at = found.end()
    parts.append(_unmarked(text[at:]))
    return "".join(parts)


def _unmarked(text: str) -> str:
    escaped = "\\" in text
    if escaped:
        text = _ESCAPE.sub(lambda found: found[1].translate(_HIDE), text)
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub(r"\1", text.replace("<br>", " ").replace("<br/>", " ")))
    for emphasis in _EMPHASIS:
        if "*" in text or "_" in text or "~~" in text:
            text = emphasis.sub(r"\2", text)
    if "&" in text:
        text = html.unescape(text)
    return text.translate(_SHOW) if escaped else text
