"""Moodle XML (https://docs.moodle.org/en/Moodle_XML_format): all kinds, with rationale, source and key points.

single_choice, multiple_choice and a cloze with a word list are multichoice, a typed cloze is shortanswer, an ordering is
Moodle's ordering (in its core since 4.4), a short_answer an essay with its key points as information for graders.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from companion.errors import ReadingError
from companion.quizzes.exchange.drafts import (
    Draft,
    Parsed,
    Remark,
    Written,
    draft_of,
    known_post,
    language_of,
    notes_of,
    one_line,
    says_true,
    sifted,
    tidy,
    true_false_options,
    with_notes,
)
from companion.quizzes.exchange.markup import plain_text
from companion.quizzes.items import Item, Kind

DEEPEST = 40
"""Elements within elements; Moodle's own files have about five."""

Tell = Callable[[str, str], None]


# writing -------------------------------------------------------------------------------------------------------------
_TYPES = {
    Kind.SINGLE_CHOICE: "multichoice",
    Kind.MULTIPLE_CHOICE: "multichoice",
    Kind.TRUE_FALSE: "truefalse",
    Kind.ORDERING: "ordering",
    Kind.SHORT_ANSWER: "essay",
}


def write_moodle_xml(items: Iterable[Item]) -> Written:
    """One ``quiz`` with a ``question`` an item, all texts as plain text. Nothing is left out."""
    blocks = [_question(item, draft_of(item)) for item in items]
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *blocks, "</quiz>", ""])
    return Written(text, len(blocks), ())


def _question(item: Item, draft: Draft) -> str:
    type = _TYPES.get(draft.kind) or ("multichoice" if draft.options else "shortanswer")
    notes = notes_of(draft)
    tags = [f"kind:{draft.kind}", f"language:{draft.language}", *([f"post:{draft.post}"] if draft.post else [])]
    parts = [
        f'<question type="{type}">',
        f"<name>{_text(tidy(item.id))}</name>",
        f'<questiontext format="plain_text">{_text(draft.stem)}</questiontext>',
        f'<generalfeedback format="plain_text">{_text(notes)}</generalfeedback>',
        "<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden>",
        f"<idnumber>{escape(tidy(item.id))}</idnumber>",
        *_body(type, draft),
        "<tags>" + "".join(f"<tag>{_text(tag)}</tag>" for tag in tags) + "</tags>",
        "</question>",
    ]
    return "\n".join(parts)


def _body(type: str, draft: Draft) -> Iterator[str]:
    match type:
        case "multichoice":
            single = draft.kind is not Kind.MULTIPLE_CHOICE
            share = 100 if single else 100 / len(draft.key)
            yield f"<single>{str(single).lower()}</single><shuffleanswers>true</shuffleanswers>"
            yield "<answernumbering>ABCD</answernumbering>"
            for option in draft.options:
                yield _answer(share if option in draft.key else 0 if single else -100, option)
        case "truefalse":
            yield _answer(100 if says_true(draft) else 0, "true")
            yield _answer(0 if says_true(draft) else 100, "false")
        case "ordering":
            yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
            yield "<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading>"
            yield "<numberingstyle>none</numberingstyle>"
            yield from (_answer(place, step) for place, step in enumerate(draft.key, 1))
        case "shortanswer":
            yield "<usecase>0</usecase>"
            yield from (_answer(100, key.replace("*", "\\*")) for key in draft.key)  # * stands for anything there
        case _:
            yield "<responseformat>editor</responseformat><responserequired>1</responserequired>"
            yield "<responsefieldlines>10</responsefieldlines><attachments>0</attachments>"
            points = "\n".join(f"{number}. {point}" for number, point in enumerate(draft.key, 1))
            yield f'<graderinfo format="plain_text">{_text(points)}</graderinfo>'


def _answer(fraction: float, text: str) -> str:
    share = f"{fraction:.5f}".rstrip("0").rstrip(".")
    return f'<answer fraction="{share}" format="plain_text">{_text(text)}<feedback format="plain_text">{_text("")}</feedback></answer>'


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


# reading -------------------------------------------------------------------------------------------------------------
@dataclass
class _Node:
    tag: str
    attributes: dict[str, str]
    line: int
    children: list["_Node"] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def all(self, tag: str) -> list["_Node"]:
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> "_Node | None":
        return next((child for child in self.children if child.tag == tag), None)

    def said(self, tag: str = "") -> str:
        """The text of a child, or of its own; where Moodle puts it into a ``text`` of its own, that."""
        node = self.first(tag) if tag else self
        if node is None:
            return ""
        return "".join((node.first("text") or node).text).strip()


def read_moodle_xml(text: str, name: str = "Moodle XML") -> Parsed:
    """The questions of a Moodle XML text. Faults of one question are named by its line; the others come in.

    A document type, which alone could define entities or fetch from elsewhere, is refused, and so is XML that is broken
    or nested like no question is. Raises ReadingError.
    """
    drafts: list[Draft] = []
    remarks: list[Remark] = []
    questions = 0

    def closed(question: _Node) -> None:
        nonlocal questions
        questions += 1
        _read(question, drafts, remarks)

    _walk(text, name, closed)
    if not questions:
        raise ReadingError(f"{name} 里没有 Moodle 试题。", f"{name} holds no Moodle question.")
    return sifted(drafts, remarks)


def _walk(text: str, name: str, closed: Callable[[_Node], None]) -> None:
    """Calls ``closed`` with each question as it ends, so that a large file is never held as a whole tree."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    open_nodes: list[_Node] = []
    depth = 0

    def doctype(*_: object) -> None:
        raise ReadingError(
            f"{name} 带有 DOCTYPE 声明，为安全起见不读；请由 Moodle 重新导出。",
            f"{name} declares a DOCTYPE, which is not read for safety; export it from Moodle again.",
        )

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ReadingError(f"{name} 嵌套太深，不是 Moodle 试题。", f"{name} is nested too deeply for Moodle questions.")
        if open_nodes or tag == "question":
            node = _Node(tag, attributes, parser.CurrentLineNumber)
            if open_nodes:
                open_nodes[-1].children.append(node)
            open_nodes.append(node)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1
        if open_nodes:
            node = open_nodes.pop()
            if not open_nodes:
                closed(node)

    def characters(data: str) -> None:
        if open_nodes:
            open_nodes[-1].text.append(data)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(text.lstrip("\ufeff \r\n\t"), True)
    except expat.ExpatError as error:
        raise ReadingError(
            f"{name} 第 {error.lineno} 行不是完好的 XML；没有收任何题。",
            f"{name} is no sound XML at line {error.lineno}; nothing was taken in.",
        ) from error


def _read(question: _Node, drafts: list[Draft], remarks: list[Remark]) -> None:
    line = question.line
    type = question.attributes.get("type", "")

    def remark(zh: str, en: str) -> None:
        remarks.append(Remark(line, f"第 {line} 行起的题{zh}。", f"The question at line {line} {en}."))

    if type == "category":
        return
    say = _Saying()
    tags = dict(say(tag).partition(":")[::2] for tag in (question.first("tags") or question).all("tag"))
    stem = say(question.first("questiontext"))
    language = tags.get("language", "")
    language = language if language in ("zh", "en") else language_of(stem)
    given = _taken(type, question, say, tags.get("kind", ""), language, remark)
    if given is None:
        return
    kind, options, key, explained = given
    draft = Draft(line, kind, stem, options, key, "", language, known_post(tags.get("post", "")))
    drafts.append(with_notes(draft, say(question.first("generalfeedback")) or explained))
    if say.lost:
        remark("里的图片没有带过来", "has pictures that were not taken in")


def _taken(
    type: str, question: _Node, say: "_Saying", hint: str, language: str, remark: Tell
) -> tuple[Kind, tuple[str, ...], tuple[str, ...], str] | None:
    """Kind, options, key, and the key's own feedback."""
    answers = [(_number(node.attributes.get("fraction", "")), node) for node in question.all("answer")]
    right = [node for fraction, node in answers if fraction > 0]
    explained = next((said for node in right if (said := say(node.first("feedback")))), "")
    texts = tuple(say(node) for _, node in answers)
    match type:
        case "multichoice":
            single = question.said("single").lower() not in ("false", "0")
            best = max((fraction for fraction, _ in answers), default=0)
            keys = [n for n, (fraction, _) in enumerate(answers) if fraction > 0 and (fraction >= best or not single)]
            if single and any(0 < fraction < best for fraction, _ in answers):
                remark("的部分得分没有带过来", "had partial credit that was not taken in")
            kind = Kind.SINGLE_CHOICE if len(keys) == 1 else Kind.MULTIPLE_CHOICE
            if hint in (Kind.MULTIPLE_CHOICE, Kind.CLOZE):
                kind = Kind(hint)
            return kind, texts, tuple(texts[n] for n in keys), explained
        case "truefalse":
            options = true_false_options(language)
            true = any(say(node).lower() in ("true", "正确", "对") for node in right)
            return Kind.TRUE_FALSE, options, options[:1] if true else options[1:], explained
        case "shortanswer":
            if any(0 < fraction < 100 for fraction, _ in answers):
                remark("的部分得分没有带过来", "had partial credit that was not taken in")
            accepted = (say(node).replace("\\*", "*") for fraction, node in answers if fraction >= 100)
            return Kind.CLOZE, (), tuple(dict.fromkeys(one_line(text) for text in accepted)), explained
        case "ordering":
            steps = tuple(say(node) for _, node in sorted(answers, key=lambda pair: pair[0]))
            return Kind.ORDERING, tuple(sorted(steps)), steps, ""
        case "essay":
            # The key points are read as the text below a question is.
            empty = Draft(0, Kind.SHORT_ANSWER, "", (), ())
            return Kind.SHORT_ANSWER, (), with_notes(empty, say(question.first("graderinfo")), points=True).key, ""
    remark(f"题型“{type[:40]}”不认识，没有收", f"is of an unknown type ({type[:40]!r}); left out")
    return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


class _Saying:
    """A node's text; HTML as plain text."""

    def __init__(self) -> None:
        self.lost = False

    def __call__(self, node: _Node | None) -> str:
        if node is None:
            return ""
        text = node.said()
        if node.attributes.get("format", "html") in ("html", "moodle_auto_format"):
            text, lost = plain_text(text)
            self.lost = self.lost or lost
        return tidy(text)
