"""GIFT: Moodle's text format (https://docs.moodle.org/en/GIFT_format).

All kinds are written: an ordering as a matching of 1, 2, 3 … with its steps, a short_answer as an essay whose key points
stand in its general feedback. The comment above a question holds what Moodle reads there, too: its id and tags, here
the kind, language and post. Read are questions of these forms; per-option feedback and partial credit are not kept.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK
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

Tell = Callable[[str, str], None]


# writing -------------------------------------------------------------------------------------------------------------
def write_gift(items: Iterable[Item]) -> Written:
    """UTF-8 text, one blank line between questions. Nothing is left out."""
    blocks = [_block(item, draft_of(item)) for item in items]
    return Written("\n".join(blocks), len(blocks), ())


def _block(item: Item, draft: Draft) -> str:
    tags = [f"kind:{draft.kind}", f"language:{draft.language}", *([f"post:{draft.post}"] if draft.post else [])]
    # An arrow between answers makes a matching of them and cannot be escaped; as HTML it can be written otherwise.
    form = "html" if any("->" in text for text in (*draft.options, *draft.key)) else "plain"
    say = _escaped_html if form == "html" else _escaped
    points = draft.kind is Kind.SHORT_ANSWER
    notes = notes_of(draft, points=points)
    lines = [
        "// " + " ".join([f"[id:{_tag(one_line(item.id))}]", *(f"[tag:{_tag(tag)}]" for tag in tags)]),
        f"::{_escaped(one_line(item.id))}::[{form}]{say(draft.stem)} {{",
        *_answers(draft, lambda text: _unmarked(say(text), form)),
        *([f"####{_unmarked(say(notes), form)}"] if notes else []),
        "}",
    ]
    if draft.kind is Kind.TRUE_FALSE or points:  # these stand in one piece
        lines = [*lines[:1], lines[1] + "".join(lines[2:])]
    return "\n".join(lines) + "\n"


def _answers(draft: Draft, say: Callable[[str], str]) -> Iterator[str]:
    if draft.kind is Kind.SHORT_ANSWER:
        return
    if draft.kind is Kind.TRUE_FALSE:
        yield "T" if says_true(draft) else "F"
    elif draft.kind is Kind.ORDERING:
        yield from (f"={number} -> {say(step)}" for number, step in enumerate(draft.key, 1))
    elif not draft.options:
        yield from (f"={say(key)}" for key in draft.key)
    elif draft.kind is Kind.MULTIPLE_CHOICE:
        share = f"{100 / len(draft.key):.5f}".rstrip("0").rstrip(".")
        for option in draft.options:
            yield f"~%{share if option in draft.key else -100}%{say(option)}"
    else:
        yield from (f"{'=' if option in draft.key else '~'}{say(option)}" for option in draft.options)


def _escaped(text: str) -> str:
    return re.sub(r"[\\~=#{}:]", r"\\\g<0>", text).replace("\n", "\\n")


def _escaped_html(text: str) -> str:
    return _escaped(html.escape(text, quote=False).replace("\n", "<br>"))


def _unmarked(text: str, form: str) -> str:
    """Text that begins like a format's name gets its own in front, so that it is not taken for one."""
    return f"[{form}]{text}" if _FORM.match(text) else text


def _tag(text: str) -> str:
    return re.sub(r"[\]\\]", r"\\\g<0>", text.replace("\n", " "))


# reading -------------------------------------------------------------------------------------------------------------
_ESCAPES = {mark: chr(0xFDD0 + at) for at, mark in enumerate("\\~=#{}:n")}
"""What is escaped stands as noncharacters while a question is taken apart; ``tidy`` has left none in the text."""
_BACK = {ord(held): "\n" if mark == "n" else mark for mark, held in _ESCAPES.items()}
_FORM = re.compile(r"\[(html|plain|moodle|markdown)\]", re.IGNORECASE)
_META = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")


@dataclass
class _Block:
    line: int = 0
    lines: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)


def read_gift(text: str) -> Parsed:
    """The questions of a GIFT text. What is in no form that can be taken in is named by its line; the others come in."""
    drafts: list[Draft] = []
    remarks: list[Remark] = []
    for block in _blocks(text):
        _read(block, drafts, remarks)
    return sifted(drafts, remarks)


def _blocks(text: str) -> Iterator[_Block]:
    """Questions stand apart by blank lines; a name at the beginning of a line begins a new one, too."""
    block = _Block()
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = tidy(raw)
        ended = block.lines and (not line or (line.startswith("::") and block.lines[-1].endswith("}")))
        if ended:
            yield block
            block = _Block()
        if line.startswith("//"):
            for name, value in _META.findall(line):
                if name == "tag":
                    key, _, rest = re.sub(r"\\(.)", r"\1", value).partition(":")
                    block.tags[key] = rest
        elif line and not line.startswith("$CATEGORY:"):
            block.line = block.line or number
            block.lines.append(line)
    if block.lines:
        yield block


def _read(block: _Block, drafts: list[Draft], remarks: list[Remark]) -> None:
    line = block.line

    def remark(zh: str, en: str) -> None:
        remarks.append(Remark(line, f"第 {line} 行起的题{zh}。", f"The question at line {line} {en}."))

    text = re.sub(r"\\([\\~=#{}:n])", lambda match: _ESCAPES[match[1]], "\n".join(block.lines))
    if text.startswith("::"):
        _, _, named = text[2:].partition("::")
        text = named or text
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return remark("没有答案（只有说明文字），没有收", "has no answer, only a text; left out")
    if start < 0 or end < start or "{" in text[end:]:
        return remark(
            "的花括号不成对，或不止一处作答，没有收（题中若有空行请去掉）",
            "has braces that do not match, or several places to reply; left out (a blank line ends a question)",
        )
    head, answer, tail = text[:start].strip(), text[start + 1 : end].strip(), text[end + 1 :].strip()
    form = "moodle"
    if match := _FORM.match(head):
        form, head = match[1].lower(), head[match.end() :]
    answer, _, feedback = answer.rpartition("####") if "####" in answer else (answer, "", "")
    answer = answer.strip()
    say = _Saying(form)
    language = block.tags.get("language", "")
    language = language if language in ("zh", "en") else language_of(text)
    given = _taken(answer, say, block.tags.get("kind", ""), language, remark)
    if given is None:
        return None
    kind, options, key, explained = given
    if tail:  # the missing word, with the spaces that stood around it
        blank = CLOZE_BLANK if kind is Kind.CLOZE else CHOICE_BLANK
        before, after = (" " if text[at].isspace() else "" for at in (start - 1, end + 1))
        head += before + blank + after + tail
    draft = Draft(line, kind, say(head), options, key, "", language, known_post(block.tags.get("post", "")))
    notes = say(feedback) or explained
    drafts.append(with_notes(draft, notes, points=kind is Kind.SHORT_ANSWER))
    if say.pictures:
        remark("里的图片没有带过来", "has pictures that were not taken in")
    return None


_Given = tuple[Kind, tuple[str, ...], tuple[str, ...], str]


def _taken(answer: str, say: "_Saying", hint: str, language: str, remark: Tell) -> _Given | None:
    """Kind, options, key, and the key's own feedback."""
    if not answer:
        return Kind.SHORT_ANSWER, (), (), ""
    if answer[0] == "#":
        remark("是数值题，没有收", "is numerical; left out")
        return None
    word, *said = (part.strip() for part in answer.split("#"))
    if word.upper() in ("T", "TRUE", "F", "FALSE"):
        options = true_false_options(language)
        return Kind.TRUE_FALSE, options, options[:1] if word.upper()[0] == "T" else options[1:], say(said[-1]) if said else ""
    choices = _choices(answer)
    if not choices:
        remark("的答案看不懂（应以 = 或 ~ 开头），没有收", "has an answer in no known form (= or ~ first); left out")
        return None
    if all(sign == "=" and "->" in words for sign, _, words, _ in choices):
        return _steps([words for _, _, words, _ in choices], say, remark)
    texts = [say(words) for _, _, words, _ in choices]
    best = max(weight for _, weight, _, _ in choices)
    signed = any(sign == "=" for sign, _, _, _ in choices)
    keys = [n for n, (_, weight, _, _) in enumerate(choices) if weight > 0 and (weight >= best or not signed)]
    if signed and any(0 < weight < best for _, weight, _, _ in choices):
        remark("的部分得分没有带过来", "had partial credit that was not taken in")
    explained = next((say(choices[n][3]) for n in keys if choices[n][3]), "")
    key = tuple(texts[n] for n in keys)
    if all(sign == "=" for sign, _, _, _ in choices):
        return Kind.CLOZE, (), tuple(dict.fromkeys(key)), explained
    kind = Kind.SINGLE_CHOICE if len(key) == 1 else Kind.MULTIPLE_CHOICE
    if hint in (Kind.MULTIPLE_CHOICE, Kind.CLOZE):
        kind = Kind(hint)
    return kind, tuple(texts), key, explained


def _choices(answer: str) -> list[tuple[str, float, str, str]]:
    """Sign, weight, text and feedback of each answer; nothing where text stands before the first sign."""
    before, *rest = re.split(r"([~=])", answer)
    if before.strip():
        return []
    choices = []
    for sign, body in zip(rest[::2], rest[1::2], strict=True):
        body = body.strip()
        weight = 100.0 if sign == "=" else 0.0
        if match := _WEIGHT.match(body):
            weight, body = float(match[1]), body[match.end() :]
        words, _, feedback = body.partition("#")
        choices.append((sign, weight, words.strip(), feedback.strip()))
    return choices


def _steps(pairs: Sequence[str], say: "_Saying", remark: Tell) -> _Given | None:
    """A matching of 1, 2, 3 … with something is an ordering; the steps are listed by their text, so in no telling order."""
    numbered = {}
    for pair in pairs:
        left, _, right = pair.partition("->")
        numbered[left.strip()] = say(right)
    if list(numbered) != [str(n) for n in range(1, len(pairs) + 1)]:
        remark("是匹配题，没有收", "is a matching; left out")
        return None
    return Kind.ORDERING, tuple(sorted(numbered.values())), tuple(numbered.values()), ""


class _Saying:
    """Held characters back in their place; HTML as plain text."""

    def __init__(self, form: str) -> None:
        self._form = form
        self.pictures = False

    def __call__(self, text: str) -> str:
        form = self._form
        text = text.strip()
        if match := _FORM.match(text):
            form, text = match[1].lower(), text[match.end() :]
        text = text.translate(_BACK)
        if form in ("html", "moodle"):
            text, pictures = plain_text(text)
            self.pictures = self.pictures or pictures
        return tidy(text)
