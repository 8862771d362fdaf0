"""Items as the rows of a spreadsheet: one row an item, headings in Chinese. The file itself is companion.engines.spreadsheets'."""

import re
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase

from companion.errors import UsageError
from companion.quizzes.exchange.drafts import (
    MOST_OPTIONS,
    Draft,
    Parsed,
    Remark,
    draft_of,
    known_post,
    language_of,
    one_line,
    says_true,
    sifted,
    tidy,
    true_false_options,
)
from companion.quizzes.items import Item, Kind

KINDS = {
    Kind.SINGLE_CHOICE: "单选",
    Kind.MULTIPLE_CHOICE: "多选",
    Kind.TRUE_FALSE: "判断",
    Kind.CLOZE: "填空",
    Kind.ORDERING: "排序",
    Kind.SHORT_ANSWER: "简答",
}
LONGEST_CELL = 32_767

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "kind": ("题型", "类型", "kind", "type"),
    "stem": ("题干", "题目", "试题", "问题", "stem", "question"),
    "key": ("答案", "正确答案", "标准答案", "key", "answer"),
    "rationale": ("解析", "答案解析", "说明", "rationale", "explanation"),
    "source": ("出处", "来源", "source"),
    "quote": ("原文", "quotation", "quote"),
    "post": ("岗位", "post"),
    "language": ("语言", "language"),
}
_KIND_WORDS = {
    **{word: kind for kind, word in KINDS.items()},
    **{kind.value: kind for kind in Kind},
    "单项选择": Kind.SINGLE_CHOICE, "选择": Kind.SINGLE_CHOICE, "多项选择": Kind.MULTIPLE_CHOICE, "不定项选择": Kind.MULTIPLE_CHOICE,
    "是非": Kind.TRUE_FALSE, "对错": Kind.TRUE_FALSE, "问答": Kind.SHORT_ANSWER, "论述": Kind.SHORT_ANSWER,
}  # fmt: skip
_TRUE = {"正确", "对", "√", "✓", "是", "t", "true", "y", "yes", "1"}
_FALSE = {"错误", "错", "×", "✗", "x", "否", "不正确", "不对", "f", "false", "n", "no", "0"}


def write_rows(items: Iterable[Item]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[Remark, ...]]:
    """Headings, rows, and a remark for each item that does not fit.

    The key is by the letters of the options, for an ordering in their right order; typed replies and key points stand
    one a line.
    """
    fitting: list[Draft] = []
    left_out: list[Remark] = []
    for number, item in enumerate(items, 1):
        draft = draft_of(item, number)
        texts = (draft.stem, draft.rationale, draft.quote, "\n".join(draft.key), *draft.options)
        if len(draft.options) > MOST_OPTIONS or max(map(len, texts)) > LONGEST_CELL:
            zh, en = f"第 {number} 题超出表格所能容纳，没有导出。", f"Question {number} is too large for a sheet; left out."
            left_out.append(Remark(number, zh, en))
        else:
            fitting.append(draft)
    widest = max((len(draft.options) for draft in fitting), default=0)
    letters = ascii_uppercase[: max(widest, 4)]
    header = ("题型", "题干", *(f"选项{letter}" for letter in letters), "答案", "解析", "出处", "原文", "岗位", "语言")
    rows = tuple(
        (
            KINDS[draft.kind],
            draft.stem,
            *(draft.options + ("",) * (len(letters) - len(draft.options))),
            _key(draft),
            draft.rationale,
            draft.source,
            draft.quote,
            draft.post,
            draft.language,
        )
        for draft in fitting
    )
    return header, rows, tuple(left_out)


def _key(draft: Draft) -> str:
    if draft.kind is Kind.TRUE_FALSE:
        return true_false_options(draft.language)[0 if says_true(draft) else 1]
    if not draft.options:
        return "\n".join(draft.key)
    return "".join(ascii_uppercase[draft.options.index(key)] for key in draft.key)


def read_table(rows: Sequence[Sequence[str]]) -> Parsed:
    """The items of a table: the first row that holds anything names the columns. Lines are the table's rows.

    Kinds may be written as they usually are (单选题, 多项选择题, 判断), or be missing: then options and key tell. Keys may be
    letters (A、B、C) or the options' own words. Raises UsageError where there is no column of stems or of keys.
    """
    at = next((n for n, row in enumerate(rows) if any(row)), 0)
    columns, options = _columns(rows[at] if rows else ())
    if not {"stem", "key"} <= columns.keys():
        raise UsageError(
            "表格的第一行应是列名，其中要有“题干”和“答案”。",
            "The first row of the table should name its columns, with one for the stem and one for the key.",
        )
    drafts: list[Draft] = []
    remarks: list[Remark] = []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        cells = [tidy(cell) for cell in row]
        if not any(cells):
            continue
        found = _draft(
            number,
            {name: cells[column] if column < len(cells) else "" for name, column in columns.items()},
            [cells[column] if column < len(cells) else "" for column in options],
        )
        (drafts if isinstance(found, Draft) else remarks).append(found)  # type: ignore[arg-type]
    return sifted(drafts, remarks)


def _columns(header: Sequence[str]) -> tuple[dict[str, int], list[int]]:
    """Where each known heading is, and where the options are, in the order of their letters."""
    columns: dict[str, int] = {}
    options: dict[str, int] = {}
    for at, cell in enumerate(header):
        word = re.sub(r"[\s*＊:：]", "", cell).casefold()
        name = next((name for name, words in _HEADINGS.items() if word in words), None)
        letter = re.fullmatch(r"(?:选项|option)?([a-z])(?:选项)?", word)
        if name is not None:
            columns.setdefault(name, at)
        elif letter:
            options.setdefault(letter[1], at)
    return columns, [options[letter] for letter in sorted(options)]


def _draft(number: int, cells: Mapping[str, str], options: Sequence[str]) -> Draft | Remark:
    while options and not options[-1]:
        options = options[:-1]
    word = re.sub(r"[\s（(].*|题$", "", cells.get("kind", "").casefold())
    key = cells["key"]
    kind = _KIND_WORDS.get(word) if word else _kind_of(options, key)
    if kind is None:
        return Remark(number, f"第 {number} 行的题型“{word[:20]}”不认识，没有收。", f"Row {number} is of an unknown kind ({word[:20]!r}).")
    stem = cells["stem"]
    language = cells.get("language", "")
    language = language if language in ("zh", "en") else language_of(stem)
    keys: tuple[str, ...]
    if kind is Kind.TRUE_FALSE:
        options = true_false_options(language)
        truth = key.casefold()
        if truth in ("a", "b"):
            truth = "true" if truth == "a" else "false"
        keys = tuple(options[:1] if truth in _TRUE else options[1:] if truth in _FALSE else ())
    elif options:
        keys = _chosen(key, options)
    else:
        keys = tuple(dict.fromkeys(one_line(line) for line in key.split("\n") if line.strip()))
    return Draft(
        line=number,
        kind=kind,
        stem=stem,
        options=tuple(options),
        key=tuple(keys),
        rationale=cells.get("rationale", ""),
        language=language,
        post=known_post(cells.get("post", "")),
        source=one_line(cells.get("source", "")),
        quote=one_line(cells.get("quote", "")),
    )


def _kind_of(options: Sequence[str], key: str) -> Kind | None:
    if options:
        return Kind.SINGLE_CHOICE if len(_chosen(key, options)) == 1 else Kind.MULTIPLE_CHOICE
    return Kind.TRUE_FALSE if key.casefold() in _TRUE | _FALSE else Kind.CLOZE


def _chosen(key: str, options: Sequence[str]) -> tuple[str, ...]:
    """The options that letters name, in the letters' order; or those whose words the key's lines are."""
    letters = re.sub(r"[\s,，、;；/|]", "", key.upper())
    if letters and all("A" <= letter <= "Z" for letter in letters):
        places = [ascii_uppercase.index(letter) for letter in letters]
        return tuple(options[place] if place < len(options) else "" for place in places)
    return tuple(line.strip() for line in key.split("\n") if line.strip())
