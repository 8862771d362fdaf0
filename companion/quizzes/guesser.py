"""A guesser that sees stem and options and no text: what cues alone say of the key.

Its weights are fixed: log odds, rounded, found on banks made from laws and official documents. The likelier cues make
its key, the seldomer an item is kept: with the chance of the least likely option over that of the key. So of the items
kept, whatever the cues, each option is the key about as often as any other; a mere threshold would only turn the cues
round. What cues all but settle is refused outright.
"""

import math
import re
from collections.abc import Sequence

from companion.quizzes.candidates import TRUE, TRUE_EN, Candidate
from companion.quizzes.items import Kind
from companion.texts.numerals import CHINESE, read

_STATEMENT = (
    (re.compile(r"可以|\bmay\b(?! not)"), -0.6),
    (re.compile(r"应当|必须|\b(?:must|shall)\b(?! not)"), 0.5),
    (re.compile(r"书面或者口头"), -1.0),
    (re.compile(r"(?<!书面或者)口头|下一级|按份|有偿|事后|口述"), -3.0),  # what rules hardly ever ask for
    (re.compile(r"无偿|免费|事先|事前"), 1.5),
    (re.compile(r"国务院|中央"), 0.7),
    (re.compile(r"县级|设区|乡镇"), -0.4),
    (re.compile(r"过半数"), 1.3),
    (re.compile(r"三分之二|四分之三"), -1.5),
)
_SURE = 0.9
_USUAL, _USUAL_CHOICE = 0.02, 0.1
_NUMBER = re.compile(rf"\d[\d,.]*[万亿]?|[{CHINESE}]+")
_TOP = re.compile(r"国务院|中央|全国|国家")
_TOP_WEIGHT, _SHORT_WEIGHT, _MIDDLE_WEIGHT, _ONE_WEIGHT, _ECHO_WEIGHT, _LIKE_WEIGHT = 2.2, 1.2, 0.4, 1.2, 0.6, -0.2


def chances(kind: Kind, stem: str, options: Sequence[str]) -> tuple[float, ...]:
    """How likely each option is the key, going by cues; for kinds with several keys, and where nothing is chosen, empty."""
    if kind is Kind.TRUE_FALSE:
        value = sum(weight for cue, weight in _STATEMENT if cue.search(stem))
        true = 1 / (1 + math.exp(-value))
        return tuple(true if option in (TRUE, TRUE_EN) else 1 - true for option in options)
    if kind not in (Kind.SINGLE_CHOICE, Kind.CLOZE) or not options:
        return ()
    values = [math.exp(value) for value in _values(stem, options)]
    return tuple(value / sum(values) for value in values)


def _values(stem: str, options: Sequence[str]) -> list[float]:
    numbers = [read(found[0]) if (found := _NUMBER.search(option)) else None for option in options]
    figures = sorted(number for number in numbers if number is not None)
    inner = figures[1:-1] if len(figures) == len(options) else []
    mean = sum(map(len, options)) / len(options)
    pairs = [_pairs(option) for option in options]
    asked = _pairs(stem)
    top = [bool(_TOP.search(option)) for option in options]
    values = []
    for n, option in enumerate(options):
        value = _TOP_WEIGHT if top[n] and not all(top) else 0.0
        if not figures:
            value += _SHORT_WEIGHT * (mean - len(option)) / mean
            value += _ECHO_WEIGHT * len(pairs[n] & asked) / len(pairs[n])
            value += _LIKE_WEIGHT * sum(len(pairs[n] & other) / len(pairs[n] | other) for m, other in enumerate(pairs) if m != n)
        value += _MIDDLE_WEIGHT if numbers[n] in inner else 0.0
        value += _ONE_WEIGHT if numbers[n] == 1 else 0.0
        values.append(value)
    return values


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"\W+", "", text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)} or {letters}


def sure(candidate: Candidate) -> bool:
    """Whether cues alone all but settle it."""
    return _chance_of_key(candidate) >= _SURE


def balanced(candidate: Candidate, draw: float) -> bool:
    """Whether the item is among those kept for balance; ``draw`` is a number from 0 to 1 that looks random, and its own."""
    found = chances(candidate.kind, candidate.stem, candidate.options)
    return not found or draw * _chance_of_key(candidate) <= min(found)


def uncommon(candidate: Candidate, draw: float) -> bool:
    """Whether an amount is among those kept so that the usual ones are asked for no oftener than others; ``draw`` as above.

    Of options, which are drawn to be as usual, more of them are kept than of what is to be typed.
    """
    return draw * candidate.usual <= (_USUAL_CHOICE if candidate.options else _USUAL)


def _chance_of_key(candidate: Candidate) -> float:
    key = candidate.key[0] if candidate.key else ""
    found = chances(candidate.kind, candidate.stem, candidate.options) if key in candidate.options else ()
    return found[candidate.options.index(key)] if found else 0.0
