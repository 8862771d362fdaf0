"""Rules against cues: what gives a key away to someone who has not read the text (test-wiseness, Millman et al. 1965;
the item-writing guidelines of Haladyna, Downing and Rodriguez 2002)."""

import re
from collections.abc import Iterable

from companion.quizzes.candidates import CLOZE_BLANK, Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.items import Kind
from companion.texts.numerals import CHINESE

_CHOSEN = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.CLOZE)
_ABSOLUTE = re.compile(r"永远|绝对|毫无|毫不|一律|完全|一切|任何情况|从不|唯一|always|never|\ball\b|\bonly\b", re.IGNORECASE)
_JUDGED = re.compile(r"永远|绝对|毫无|毫不|一律|always|never", re.IGNORECASE)
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\d", rf"^[{CHINESE}]", r"、|(?<=[一-鿿]{2})[和与及](?=[一-鿿]{2})", r"[，,;；]", r"[《“\"]", r"[A-Za-z]", r"[（(]", r"的$",
        r"^[不未无非没]", r"^(?:应当|必须|不得|可以)",
    )
)  # fmt: skip
_STANDS_OUT = 1.5  # times as long as the longest distractor, or so much shorter than the shortest,
_SPARE = 2  # and so many characters more


def grammar_cues(candidate: Candidate, _: Corpus) -> bool:
    """The key is not the odd one out by its form: numerals, 、和, quotation marks, ending, a negation, a or an."""
    if candidate.kind not in _CHOSEN or not candidate.options:
        return True
    keys, others = _parted(candidate)
    if any(len(_held(form, keys)) == 1 and _held(form, keys).isdisjoint(_held(form, others)) for form in _FORMS if others):
        return False
    if candidate.kind is Kind.MULTIPLE_CHOICE or len(others) < 2:
        return True
    ends = {other[-2:] for other in others if not re.match(rf"\d|[{CHINESE}]", other)}
    if len(ends) == 1 and all(len(other) > 2 for other in others) and keys[0][-2:] not in ends:
        return False
    article = re.search(rf"\b(an?) (?:{CLOZE_BLANK})", candidate.stem)
    if article:
        vowel = [option[:1].lower() in "aeiou" for option in (*keys, *others)]
        return vowel.count(vowel[0]) > 1
    return True


def longest_option(candidate: Candidate, _: Corpus) -> bool:
    """The key does not stand out by its length, nor do the options differ wildly."""
    if candidate.kind not in _CHOSEN or not candidate.options:
        return True
    keys, others = _parted(candidate)
    lengths = [len(option) for option in candidate.options]
    if max(lengths) > (2 if candidate.kind is Kind.SINGLE_CHOICE else 3) * min(lengths) + _SPARE or not others:
        return not others
    shortest, longest = min(map(len, others)), max(map(len, others))
    return not (
        min(map(len, keys)) > _STANDS_OUT * longest + _SPARE or _STANDS_OUT * max(map(len, keys)) + _SPARE < shortest
    )


def absolute_words(candidate: Candidate, _: Corpus) -> bool:
    """No 一切/永远/完全 that gives a statement away, nor in one option alone."""
    if candidate.kind is Kind.TRUE_FALSE:
        return not _JUDGED.search(candidate.stem)
    return candidate.kind not in _CHOSEN or sum(bool(_ABSOLUTE.search(option)) for option in candidate.options) != 1


def _parted(candidate: Candidate) -> tuple[list[str], list[str]]:
    keys = [option for option in candidate.options if option in candidate.key]
    return keys, [option for option in candidate.options if option not in candidate.key]


def _held(form: re.Pattern[str], options: Iterable[str]) -> set[bool]:
    return {bool(form.search(option)) for option in options}
