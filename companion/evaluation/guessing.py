"""How often items can be guessed without the text: by a guesser fitted to one half of the documents and tried on the other.

It sees stem and options only. It knows the usual cues (length, place, likeness to the stem and to the other options,
absolute words, the middle and the round number, how an option joins the words beside the blank) and learns from the
other half what each is worth, and which pairs of characters right options or true statements hold. It is not the gate's
guesser, whose weights are fixed.
"""

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK, TRUE, TRUE_EN
from companion.quizzes.items import Item, Kind
from companion.texts.documents import digest
from companion.texts.numerals import canonical, read

Rows = NDArray[np.float64]

_HASHED = 512  # places that pairs of characters are hashed to
_STEPS, _RATE, _RIDGE = 150, 0.05, 0.02
_FEW = 10  # items that a half must have of a kind to be fitted to


@dataclass(frozen=True)
class Guesses:
    """Of ``of`` items ``right`` were guessed; ``chance`` is the share that blind guessing gets."""

    kind: Kind
    of: int
    right: int
    chance: float

    @property
    def rate(self) -> float:
        return self.right / self.of

    @property
    def error(self) -> float:
        """One standard error of the rate, were it at chance."""
        return math.sqrt(max(self.chance * (1 - self.chance), 0.25 / self.of) / self.of)


def measure_guesses(items: Sequence[Item], *, by_item: bool = False) -> tuple[Guesses, ...]:
    """One row for each kind that has options, or a cloze to be typed; each item guessed from the half it is not in.

    Halves are of documents; with ``by_item``, or where there is one document only, of items.
    """
    alone = by_item or len({item.citation.document for item in items}) < 2
    found = []
    for kind in Kind:
        mine = [item for item in items if item.kind is kind and (item.options or kind is Kind.CLOZE)]
        for options, some in ((True, [one for one in mine if one.options]), (False, [one for one in mine if not one.options])):
            if some:
                halves: tuple[list[Item], list[Item]] = ([], [])
                for item in some:
                    halves[int(digest(item.stem if alone else item.citation.document)[:8], 16) % 2].append(item)
                right = sum(_right(one, other, options=options) for one, other in (halves, halves[::-1]))
                found.append(Guesses(kind, len(some), right, sum(map(_chance, some)) / len(some)))
    return tuple(found)


def _chance(item: Item) -> float:
    n = len(item.options)
    if not n:
        return 0.0
    if item.kind is Kind.MULTIPLE_CHOICE:
        return 1 / float(2**n - n - 1)  # every set of two or more
    return 1 / math.factorial(n) if item.kind is Kind.ORDERING else 1 / n


def _right(known: Sequence[Item], asked: Sequence[Item], *, options: bool) -> int:
    """How many of ``asked`` a guesser that has seen ``known`` guesses."""
    guess = _guesser(known) if options else _typist(known)
    return sum(_agrees(item, guess(item)) for item in asked)


def _agrees(item: Item, reply: tuple[str, ...]) -> bool:
    if item.kind is Kind.ORDERING:
        return reply == item.key
    if item.options:
        return set(reply) == set(item.key)
    return bool({canonical(one) for one in reply} & {canonical(key) for key in item.key})


Guess = Callable[[Item], tuple[str, ...]]


def _typist(known: Iterable[Item]) -> Guess:
    """Types what most often stood before the same word."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for item in known:
        for length in (0, 1, 2):
            seen[item.stem.partition(CLOZE_BLANK)[2][:length]][canonical(item.key[0])] += 1

    def typed(item: Item) -> tuple[str, ...]:
        after = item.stem.partition(CLOZE_BLANK)[2]
        best = next((seen[after[:length]] for length in (2, 1, 0) if seen.get(after[:length])), Counter[str]())
        return tuple(word for word, _ in best.most_common(1))

    return typed


def _guesser(known: Sequence[Item]) -> Guess:
    weights = _fit([group for item in known for group in _groups(item)]) if len(known) >= _FEW else None

    def scores(item: Item) -> Rows:
        rows = features(item)
        # with nothing learned: the first option of an order that has nothing to do with the item
        return rows @ weights if weights is not None else np.array([int(digest(item.stem, o)[:8], 16) for o in _units(item)])

    def guess(item: Item) -> tuple[str, ...]:
        value = scores(item)
        if item.kind is Kind.TRUE_FALSE:
            true, false = sorted(item.options, key=lambda option: option not in (TRUE, TRUE_EN))
            middle = 0 if weights is not None else 1 << 31
            return (true if value[0] > middle else false,)
        order = [item.options[n] for n in np.argsort(-value, kind="stable")]
        if item.kind is Kind.ORDERING:
            return tuple(order)
        if item.kind is Kind.MULTIPLE_CHOICE:
            return tuple(order[: max(2, int((value > 0).sum()))])
        return tuple(order[:1])

    return guess


def _units(item: Item) -> Sequence[str]:
    return (item.stem,) if item.kind is Kind.TRUE_FALSE else item.options


Group = tuple[Rows, int]  # rows of which one is right, and which


def _groups(item: Item) -> list[Group]:
    rows = features(item)
    if item.kind is Kind.TRUE_FALSE:
        return [(np.vstack((rows[0], np.zeros_like(rows[0]))), 0 if item.key[0] in (TRUE, TRUE_EN) else 1)]
    if item.kind is Kind.MULTIPLE_CHOICE:
        zero = np.zeros_like(rows[0])
        return [(np.vstack((row, zero)), 0 if option in item.key else 1) for row, option in zip(rows, item.options, strict=True)]
    if item.kind is Kind.ORDERING:
        at = [item.options.index(step) for step in item.key]
        return [(rows[[one, later]], 0) for one, later in combinations(at, 2)]
    return [(rows, item.options.index(item.key[0]))]


def _fit(groups: Sequence[Group]) -> Rows:
    """Weights of a conditional logit, by Adam with a ridge."""
    rows = np.vstack([group[0] for group in groups])
    sizes = np.array([len(group[0]) for group in groups])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    right = np.zeros(len(rows))
    right[starts + [group[1] for group in groups]] = 1
    weights, first, second = (np.zeros(rows.shape[1]) for _ in range(3))
    for step in range(1, _STEPS + 1):
        score = rows @ weights
        score = np.exp(score - np.repeat(np.maximum.reduceat(score, starts), sizes))
        chosen = score / np.repeat(np.add.reduceat(score, starts), sizes)
        slope = rows.T @ (chosen - right) / len(groups) + _RIDGE * weights / math.sqrt(len(groups))
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


_ABSOLUTE = re.compile(r"一切|所有|任何|全部|完全|绝对|永远|唯一|必然|都|只|always|never|all|only")
_HEDGE = re.compile(r"一般|可以|可能|通常|原则上|适当|一定|may|usually|often|some")
_MODALS = ("应当", "必须", "不得", "可以", "不", "由", "每", "至少", "以上", "以下", "以内", "超过", "may", "must", "not")


def features(item: Item) -> Rows:
    """A row for each option; for a true_false one row for its statement."""
    if item.kind is Kind.TRUE_FALSE:
        numbers = [value for part in re.findall(r"\d[\d,.]*|[一二两三四五六七八九十百千万]+", item.stem) if (value := read(part)) is not None]
        cues = [1.0, len(item.stem) / 50, float(len(numbers)), sum(n % 5 == 0 for n in numbers), sum(n > 100 for n in numbers)]
        cues += [float(word in item.stem) for word in (*_MODALS, "、", "，")]
        cues += [float(bool(_ABSOLUTE.search(item.stem))), float(bool(_HEDGE.search(item.stem)))]
        return np.array([[*cues, *_hashed(item.stem)]])
    return np.array([[*cues, *_hashed(option)] for option, cues in zip(item.options, _cues(item), strict=True)])


def _cues(item: Item) -> list[list[float]]:
    options = item.options
    blank = next((blank for blank in (CHOICE_BLANK, CLOZE_BLANK) if blank in item.stem), None)
    before, after = item.stem.split(blank, 1) if blank else (item.stem, "")
    stem = _pairs(item.stem)
    pairs = [_pairs(option) for option in options]
    lengths = [len(option) for option in options]
    values = [read(match[0]) if (match := re.search(r"\d[\d,.]*[万亿]?|[零〇一二两三四五六七八九十百千万]+", one)) else None for one in options]
    numbers = sorted(value for value in values if value is not None)
    rows = []
    for n, option in enumerate(options):
        value = values[n]
        rank = numbers.index(value) / max(1, len(numbers) - 1) if value is not None and len(numbers) == len(options) else None
        others = [other for m, other in enumerate(options) if m != n]
        rows.append([
            1.0,
            float(lengths[n] == max(lengths)) - float(lengths[n] == min(lengths)),
            float(lengths[n] == max(lengths) and lengths.count(lengths[n]) == 1),
            (lengths[n] - sum(lengths) / len(lengths)) / max(lengths),
            len(pairs[n] & stem) / max(1, len(pairs[n])),
            sum(len(pairs[n] & pairs[m]) / max(1, len(pairs[n] | pairs[m])) for m in range(len(options)) if m != n),
            sum(option[-1:] == other[-1:] for other in others) / max(1, len(others)),
            sum(option[:1] == other[:1] for other in others) / max(1, len(others)),
            float(bool(_ABSOLUTE.search(option))), float(bool(_HEDGE.search(option))),
            float("、" in option or "和" in option), float("，" in option), float("的" in option), float("不" in option),
            float(rank == 0), float(rank == 1), float(rank is not None and 0 < rank < 1),
            float(value is not None and value % 5 == 0), float(value is not None and value % 10 == 0),
            float(value is not None and value in (1, 3, 5, 10, 15, 20, 30, 60, 100)),
            float(option[-1:] == after[:1] != ""), float(option[:1] == before[-1:] != ""),
            float(bool(re.search(r"\d", option)) != bool(re.search(r"\d", others[0] if others else option))),
            float(n == 0), float(n == 1), float(n == 2), float(n == 3),
        ])  # fmt: skip
    return rows


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"\W+", "", text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)} or {letters}


def _hashed(text: str) -> list[float]:
    row = [0.0] * _HASHED
    for pair in _pairs(text):
        row[zlib.crc32(pair.encode("utf-8", "surrogatepass")) % _HASHED] = 1.0
    return row
