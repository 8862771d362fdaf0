"""An item edited by hand: what must hold for it to be an item at all, and which rules of the gate it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from companion.errors import UsageError
from companion.quizzes import cues, gate, legible
from companion.quizzes.candidates import CHOICE_BLANK, Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.items import Item, Kind, item_id
from companion.texts.documents import Passage
from companion.texts.numerals import canonical

STEM, OPTION, RATIONALE = 500, 200, 1000  # characters at most
OPTIONS = 10

WORTH = 10.0
"""Somebody has found it worth asking; see Candidate."""

FORM: tuple[gate.Rule, ...] = (
    gate.key_number,
    gate.one_blank,
    gate.options_distinct,
    gate.stem_length,
    gate.stem_gives_key,
    legible.stands_alone,
    legible.readable,
    cues.longest_option,
    cues.grammar_cues,
    cues.absolute_words,
)
"""The rules that need no text, for an item whose quotation stands in none."""

NO_SOURCE = "no_source"


@dataclass(frozen=True)
class Edit:
    """What somebody wrote. For ordering ``key`` has the steps in their right order, and ``options`` are not looked at."""

    stem: str
    options: tuple[str, ...]
    key: tuple[str, ...]
    rationale: str


def edited(item: Item, edit: Edit) -> Item:
    """The item as ``edit`` has it, with an id of its own. Raises UsageError where that would be no item of its kind."""
    stem, rationale = edit.stem.strip(), edit.rationale.strip()
    key = tuple(part.strip() for part in edit.key)
    options = tuple(part.strip() for part in edit.options)
    if item.kind is Kind.TRUE_FALSE:
        options = item.options
    elif item.kind is Kind.ORDERING:
        options = item.options if set(item.options) == set(key) else tuple(sorted(key))
    elif item.kind is Kind.SHORT_ANSWER:
        options = ()
    if not stem:
        raise UsageError("题干是空的，请写上题干。", "The stem is empty; please write one.")
    for words, text, most in (("题干", stem, STEM), ("解析", rationale, RATIONALE)):
        if len(text) > most:
            english = "stem" if words == "题干" else "rationale"
            raise UsageError(
                f"{words}有 {len(text)} 个字，最多 {most} 个，请缩短。",
                f"The {english} has {len(text)} characters; the most is {most}. Please shorten it.",
            )
    _check_options(options, least=2 if item.kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE) else 0)
    _check_key(item.kind, options, key)
    id = item_id(item.kind, stem, key, item.citation)
    return replace(item, id=id, stem=stem, options=options, key=key, rationale=rationale)


def _check_options(options: Sequence[str], least: int) -> None:
    if not least <= len(options) <= OPTIONS:
        raise UsageError(
            f"选项要有 {least} 到 {OPTIONS} 个，现在有 {len(options)} 个。",
            f"There should be {least} to {OPTIONS} options; there are {len(options)}.",
        )
    _check_parts(options, "选项", "option")


def _check_parts(parts: Sequence[str], zh: str, en: str) -> None:
    """Options or keys: none empty, none too long, no two alike."""
    if not all(parts):
        raise UsageError(f"有一个{zh}是空的，请写上或删去它。", f"One {en} is empty; please write it or take it out.")
    if longest := next((part for part in parts if len(part) > OPTION), ""):
        raise UsageError(
            f"{zh}“{longest[:20]}…”有 {len(longest)} 个字，最多 {OPTION} 个。",
            f"The {en} {longest[:20]!r}… has {len(longest)} characters; the most is {OPTION}.",
        )
    forms = [canonical(part) or part for part in parts]
    if twice := next((part for n, part in enumerate(parts) if forms[n] in forms[:n]), ""):
        raise UsageError(f"{zh}“{twice[:40]}”重复了。", f"The {en} {twice[:40]!r} is there twice.")


def _check_key(kind: Kind, options: Sequence[str], key: Sequence[str]) -> None:
    if not key:
        raise UsageError("还没有答案，请选出或写上答案。", "There is no key yet; please choose or write one.")
    if kind is Kind.CLOZE:
        least, most = 1, 20
    else:
        least = 2 if kind is Kind.ORDERING else 1  # a corrected multiple_choice may turn out to have but one
        most = 1 if kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE) else OPTIONS
    if not least <= len(key) <= most:
        wanted = str(most) if least == most else f"{least}–{most}"
        raise UsageError(
            f"这种题的答案要有 {wanted} 个，现在有 {len(key)} 个。",
            f"This kind of item has {wanted} keys; there are {len(key)}.",
        )
    if kind is not Kind.CLOZE:  # ways of writing one reply may look alike
        _check_parts(key, "答案", "key")
    elif not all(key):
        raise UsageError("有一个答案是空的，请写上或删去它。", "One key is empty; please write it or take it out.")
    asked = key[:1] if kind is Kind.CLOZE else key
    if options and not set(asked) <= set(options):
        stray = next(part for part in asked if part not in options)
        raise UsageError(f"答案“{stray[:40]}”不在选项里。", f"The key {stray[:40]!r} is not among the options.")


def broken_rules(item: Item, passage: Passage | None, corpus: Corpus) -> tuple[str, ...]:
    """The names of all rules of the gate that the item breaks; ``passage`` holds its quotation.

    Without a passage only its form can be looked at, and NO_SOURCE comes first.
    """
    claims: tuple[tuple[str, str], ...] = ()
    if item.kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE):
        wrong = [option for option in item.options if option not in item.key]
        claims = tuple((item.stem.replace(CHOICE_BLANK, option), option) for option in wrong)
    where = passage or Passage(item.citation.document, item.citation.title, (), 1, 1, 0, 1, "\n", item.language)
    candidate = Candidate(
        kind=item.kind,
        stem=item.stem,
        options=item.options,
        key=item.key,
        rationale=item.rationale,
        passage=where,
        quote=item.citation.quote,
        target="",
        worth=WORTH,
        claims=claims,
        rests_on=_rests_on(item),
        post=item.post,
    )
    rules = FORM if passage is None else gate.GATE
    broken = tuple(rule.__name__ for rule in rules if not rule(candidate, corpus))
    return (NO_SOURCE, *broken) if passage is None else broken


def _rests_on(item: Item) -> tuple[str, ...]:
    """What the key of a situation follows from: the longest words that it shares with the quotation."""
    quote = item.citation.quote
    if not item.post or item.key[0] in quote:
        return ()
    shared = SequenceMatcher(None, item.key[0], quote, autojunk=False).find_longest_match()
    return (item.key[0][shared.a : shared.a + shared.size],) if shared.size > 1 else ()
