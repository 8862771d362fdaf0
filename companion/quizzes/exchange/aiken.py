"""Aiken: Moodle's plainest format (https://docs.moodle.org/en/Aiken_format). One key, no feedback: single_choice alone."""

import re
from collections.abc import Iterable
from string import ascii_uppercase

from companion.quizzes.exchange.drafts import (
    Draft,
    Parsed,
    Remark,
    Written,
    draft_of,
    language_of,
    one_line,
    sifted,
    tidy,
)
from companion.quizzes.items import Item, Kind

_OPTION = re.compile(r"([A-Z])\s*[.)．、）]\s*(.*)")
_ANSWER = re.compile(r"(?:ANSWER|答案)\s*[:：]\s*(.*)", re.IGNORECASE)


def write_aiken(items: Iterable[Item]) -> Written:
    """Stem, lettered options and key, each on one line; rationale and source are not carried. Others are left out, named."""
    blocks: list[str] = []
    left_out: list[Remark] = []
    for number, item in enumerate(items, 1):
        draft = draft_of(item)
        stem, options = one_line(draft.stem), [one_line(option) for option in draft.options]
        if item.kind is not Kind.SINGLE_CHOICE:
            why = "不是单选题，Aiken 写不了", "is no single choice, which is all that Aiken can hold"
        elif len(draft.key) != 1 or not 2 <= len(options) <= len(ascii_uppercase) or not all(options):
            why = "的选项或答案数目 Aiken 写不了", "has a number of options or keys that Aiken cannot hold"
        elif _OPTION.match(stem) or _ANSWER.match(stem):
            why = "的题干像选项或答案，Aiken 分不清", "has a stem that Aiken would take for an option or a key"
        else:
            lines = [stem, *(f"{letter}. {option}" for letter, option in zip(ascii_uppercase, options, strict=False))]
            lines.append(f"ANSWER: {ascii_uppercase[draft.options.index(draft.key[0])]}")
            blocks.append("\n".join(lines) + "\n")
            continue
        left_out.append(Remark(number, f"第 {number} 题{why[0]}，没有导出。", f"Question {number} {why[1]}; left out."))
    return Written("\n".join(blocks), len(blocks), tuple(left_out))


def read_aiken(text: str) -> Parsed:
    """The questions of an Aiken text; also with “A、” and “答案：” as they are typed in Chinese. Faults are named by line."""
    drafts: list[Draft] = []
    remarks: list[Remark] = []
    stem: list[str] = []
    options: dict[str, str] = {}
    began = 0

    def remark(zh: str, en: str) -> None:
        remarks.append(Remark(began, f"第 {began} 行起的题{zh}，没有收。", f"The question at line {began} {en}; left out."))

    for number, raw in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), "\0"], 1):
        line = one_line(raw)
        answer, option = _ANSWER.fullmatch(line), _OPTION.fullmatch(line)
        if answer and (stem or options):
            letters = re.findall(r"[A-Z]", answer[1].upper())
            if not stem or not options:
                remark("没有题干或选项", "has no stem or no options")
            elif len(letters) != 1 or letters[0] not in options:
                remark(f"的答案“{answer[1][:20]}”不是其中一个选项", f"has a key ({answer[1][:20]!r}) that is no one option")
            else:
                whole = tidy(" ".join(stem))
                kind, chosen = Kind.SINGLE_CHOICE, tuple(options.values())
                drafts.append(Draft(began, kind, whole, chosen, (options[letters[0]],), language=language_of(whole)))
            stem, options = [], {}
        elif option and stem and option[1] not in options:
            options[option[1]] = option[2]
        elif (line or raw == "\0") and options:
            remark("没有 ANSWER 行", "has no ANSWER line")
            stem, options, began = [line], {}, number
        elif line:
            began = began if stem else number
            stem.append(line)
    if stem and any(stem):
        remark("没有选项和答案", "has neither options nor key")
    return sifted(drafts, remarks)
