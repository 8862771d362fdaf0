"""What every exchange format reads into and writes from: drafts of items, remarks by line, and the shared text below a question.

What no format keeps of an item: its id (made anew from what it says; see citing), control characters, white space at
the ends of a text, line breaks inside typed replies, key points and quotations, and the place of the citation: its
quotation is written out and looked up again in the texts.
"""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass

from companion.errors import ReadingError
from companion.people.members import Post
from companion.quizzes.candidates import FALSE, FALSE_EN, TRUE, TRUE_EN
from companion.quizzes.items import Item, Kind
from companion.texts.documents import Citation

LONGEST_TEXT = 2_000
"""Characters of a stem, a rationale or a quotation that comes from a file; an option or a reply may have a quarter."""

MOST_OPTIONS = 26
MOST_CHARACTERS = 200_000_000

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Remark:
    """Something to say about one place of a file: what is wrong, or what was not carried over. Lines count from 1."""

    line: int
    zh: str
    en: str

    def say(self, language: str = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Draft:
    """A question as a file gives it. ``source`` and ``quote`` are where the file says it is from, and in what words."""

    line: int
    kind: Kind
    stem: str
    options: tuple[str, ...]
    key: tuple[str, ...]
    rationale: str = ""
    language: str = "zh"
    post: str = ""
    source: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Parsed:
    """The questions of a file in its order, and a remark for each that was left out or lost something."""

    drafts: tuple[Draft, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Written:
    """A file's text, how many items are in it, and a remark for each left out; their lines are the items' numbers."""

    text: str
    count: int
    left_out: tuple[Remark, ...]


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, GB18030, or UTF-16 with a byte-order mark. Raises ReadingError."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and len(text) <= MOST_CHARACTERS:
            return text
    raise ReadingError(
        f"读不了 {name}：不是文本，或编码不是 UTF-8、GB18030。",
        f"{name} cannot be read: it is no text, or neither in UTF-8 nor GB18030.",
    )


def tidy(text: str) -> str:
    """As a file can hold it: newlines alone as line breaks, no control characters, nothing blank at either end."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Without line breaks; a blank to be filled in keeps its width."""
    return re.sub(r"\s*[\n\u2028\u2029]\s*|\t", " ", tidy(text)).strip()


def draft_of(item: Item, line: int = 0) -> Draft:
    """What the formats carry of an item."""
    options = tuple(tidy(option) for option in item.options)
    quote = one_line(item.citation.quote) if item.citation.document else ""
    return Draft(
        line=line,
        kind=item.kind,
        stem=tidy(item.stem),
        options=options,
        key=tuple(tidy(key) if item.options else one_line(key) for key in item.key),
        rationale=tidy(item.rationale),
        language=item.language,
        post=item.post,
        source=place_of(item.citation, item.language) if quote else "",
        quote=quote,
    )


def place_of(citation: Citation, language: str) -> str:
    """《题名》第三条，第2页; empty where there is none."""
    if not citation.document:
        return ""
    first, last = citation.first_page, citation.last_page
    if language == "en":
        pages = f"p. {first}" if last <= first else f"pp. {first}-{last}"
        return one_line(", ".join(part for part in (citation.title, citation.heading, pages) if part))
    pages = f"第{first}页" if last <= first else f"第{first}–{last}页"
    return one_line(f"《{citation.title}》{citation.heading}，{pages}")


# the text below a question -------------------------------------------------------------------------------------------
_SOURCE, _QUOTE, _POINTS = ("出处：", "Source: "), ("原文：", "Quotation: "), ("要点：", "Key points:")


def notes_of(draft: Draft, *, points: bool = False) -> str:
    """What a member reads after replying: the rationale, with ``points`` the key points, the source and its words."""
    english = draft.language == "en"
    lines = [draft.rationale] if draft.rationale else []
    if points:
        lines += [_POINTS[english], *(f"{number}. {point}" for number, point in enumerate(draft.key, 1))]
    if draft.quote:
        lines += [_SOURCE[english] + draft.source, _QUOTE[english] + draft.quote]
    return "\n".join(lines)


def with_notes(draft: Draft, notes: str, *, points: bool = False) -> Draft:
    """``draft`` with what ``notes_of`` wrote taken apart again; other text is the rationale, or the points by its lines."""
    lines = tidy(notes).split("\n")
    source = quote = ""
    if len(lines) > 1 and lines[-1].startswith(_QUOTE) and lines[-2].startswith(tuple(mark.strip() for mark in _SOURCE)):
        quote, source = (_after(lines.pop(), marks) for marks in (_QUOTE, _SOURCE))
    key = draft.key
    if points:
        marks = [at for at, line in enumerate(lines) if line.strip() in _POINTS]
        listed = lines[marks[-1] + 1 :] if marks else lines
        lines = lines[: marks[-1]] if marks else []
        key = tuple(point for line in listed if (point := re.sub(r"^\s*\d+[.．、)）]\s*", "", line).strip()))
    return dataclasses.replace(draft, rationale=tidy("\n".join(lines)), key=key, source=source, quote=quote)


def _after(line: str, marks: Iterable[str]) -> str:
    for mark in marks:
        line = line.removeprefix(mark.strip())
    return line.strip()


# what a draft must be ------------------------------------------------------------------------------------------------
def true_false_options(language: str) -> tuple[str, str]:
    return (TRUE_EN, FALSE_EN) if language == "en" else (TRUE, FALSE)


def says_true(draft: Draft) -> bool:
    """Whether the key of a true_false is that the statement holds."""
    return draft.key[:1] in ((TRUE,), (TRUE_EN,))


def known_post(word: str) -> str:
    """The post's value, or nothing where there is no such post."""
    return word if word in {post.value for post in Post} else ""


def language_of(text: str) -> str:
    """"zh" where there is a Chinese character, else "en"."""
    return "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"


def fault(draft: Draft) -> Remark | None:
    """Why a draft cannot become an item; None where it can."""

    def remark(zh: str, en: str) -> Remark:
        return Remark(draft.line, f"第 {draft.line} 行起的题{zh}，没有收。", f"The question at line {draft.line} {en}; left out.")

    if not draft.stem:
        return remark("没有题干", "has no stem")
    if max(map(len, (draft.stem, draft.rationale, draft.quote))) > LONGEST_TEXT:
        return remark(f"太长（题干、解析和原文各不超过 {LONGEST_TEXT} 字）", f"is too long (at most {LONGEST_TEXT} characters)")
    most = LONGEST_TEXT // 4
    if any(len(text) > most for text in (*draft.options, *draft.key)):
        return remark(f"有选项或答案超过 {most} 字", f"has an option or reply of more than {most} characters")
    if not draft.key or not all(draft.key):
        return remark("没有答案" if draft.kind is not Kind.SHORT_ANSWER else "没有要点", "has no key")
    if not draft.options:
        typed = draft.kind in (Kind.CLOZE, Kind.SHORT_ANSWER)
        return None if typed else remark("没有选项", "has no options")
    if not 2 <= len(draft.options) <= MOST_OPTIONS:
        return remark(f"应有 2 到 {MOST_OPTIONS} 个选项", f"should have 2 to {MOST_OPTIONS} options")
    if not all(draft.options):
        return remark("有空的选项", "has an empty option")
    if len(set(draft.options)) < len(draft.options):
        return remark("有两个一样的选项", "has two options alike")
    if not set(draft.key) <= set(draft.options):
        return remark("的答案不在选项中", "has a key that is no option")
    if draft.kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE) and len(draft.key) != 1:
        return remark("应当只有一个答案", "should have one key")
    return None


def sifted(drafts: Iterable[Draft], remarks: Iterable[Remark]) -> Parsed:
    """The drafts that can become items, each question once, and all remarks in the order of their lines."""
    kept: dict[tuple[object, ...], Draft] = {}
    said = list(remarks)
    for draft in drafts:
        found = fault(draft)
        same = (draft.kind, draft.stem, draft.key)
        if found is None and same in kept:
            first = kept[same].line
            found = Remark(
                draft.line,
                f"第 {draft.line} 行起的题与第 {first} 行的一样，只收一次。",
                f"The question at line {draft.line} is the same as that at line {first}; taken once.",
            )
        if found is None:
            kept[same] = draft
        else:
            said.append(found)
    return Parsed(tuple(kept.values()), tuple(sorted(said, key=lambda remark: remark.line)))
