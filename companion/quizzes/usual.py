"""Distractors that are as usual in the texts as what they stand for.

Whoever has not read a sentence guesses what is most often written: 十五日 rather than 四十五日, the body that is named
everywhere rather than the one named once. So distractors are drawn by how often the texts use them; then the key is
the most usual option no oftener than chance has it.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from companion.quizzes.amounts import Amount
from companion.quizzes.variants import Variant

Thing = TypeVar("Thing")


_WIDE = re.compile("[０-９．]")
_UNUSED = 0.02  # times that what is never used counts as used


def drawn(
    things: Sequence[Thing], used: Callable[[Thing], int], number: Callable[[Thing], int], *, most: int | None = None
) -> list[Thing]:
    """``things`` in an order drawn by how often they are ``used``, never used ones last; only the first ``most`` are drawn from.

    ``number`` is a number from 0 to 2**48 that looks random; without replacement, after Efraimidis and Spirakis 2006.
    """
    first = things[:most]
    rank = {n: math.log((number(one) + 0.5) / 2**48) / (used(one) or _UNUSED) for n, one in enumerate(first)}
    return [first[n] for n in sorted(rank, key=lambda n: -rank[n])] + list(things[len(first) :])


def value_of(amount: Amount | Variant, unit: str) -> tuple[str, Hashable]:
    """The same for amounts that say the same, however they are written."""
    return (unit, amount.values or amount.text)


def usual_variants(
    found: Sequence[Variant], amount: Amount, used: Mapping[tuple[str, Hashable], Counter[str]], number: Callable[[str], int]
) -> list[Variant]:
    """Other values for an amount, drawn by how often the texts use them with its unit, and written as the texts do (二日, 两日).

    ``used``: by value (see value_of) how often each way of writing it is used.
    """
    unit = amount.unit or amount.form

    def uses(one: Variant) -> Counter[str]:
        return used.get(value_of(one, unit), Counter())

    def written(one: Variant) -> Variant:
        alike = [text for text, _ in uses(one).most_common() if _looks(text) == _looks(one.text)]
        return replace(one, text=alike[0]) if alike else one

    return [written(one) for one in drawn(found, lambda one: uses(one).total(), lambda one: number(one.text))]


def usual_ranges(
    found: Sequence[tuple[Variant, int]], amount: Amount, chance: int, number: Callable[[str], int]
) -> list[Variant]:
    """Three whole ranges of the texts in the place of ``amount``, ``chance % 4`` of them below it where there is room.

    Put together of other ends, ranges come out that nobody writes, and the true one is told by its being usual. ``found``:
    ranges, each with how often it is used. Empty where fewer than three are of its size (each end within a tenth and ten
    times of its own).
    """
    near = {
        one: used
        for one, used in found
        if one.values != amount.values
        and all(value <= 10 * true and true <= 10 * value for value, true in zip(one.values, amount.values, strict=True))
    }
    if len(near) < 3:
        return []
    below, above = (
        drawn([one for one in near if (one.values < amount.values) == lower], near.__getitem__, lambda one: number(one.text))
        for lower in (True, False)
    )
    smaller = min(max(chance % 4, 3 - len(above)), len(below))
    return below[:smaller] + above[: 3 - smaller] + below[smaller:] + above[3 - smaller :]


def _looks(text: str) -> tuple[bool, bool, bool]:
    """Whether an amount is written in figures, in wide ones, with a wide sign: 60％ beside 85% would be the odd one out."""
    return text[:1].isdigit(), bool(_WIDE.search(text)), "％" in text
