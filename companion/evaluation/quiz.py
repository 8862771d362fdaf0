"""What a bank of items is like: how many, how even, how sound, and what the gate refused to make it so."""

import math
import re
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from companion.evaluation.figures import Share, share
from companion.evaluation.guessing import Guesses, measure_guesses
from companion.evaluation.rereading import answers
from companion.quizzes.corpus import Corpus, Place
from companion.quizzes.duplicates import Duplicates
from companion.quizzes.generate import GENERATORS, make_items
from companion.quizzes.items import Item, Kind
from companion.texts.documents import Entry, Passage, Status

GATED, PLAIN, HUMAN = "gate", "no gate", "people"
_RULE = re.compile(r"应当|必须|不得|可以|严禁|禁止|\b(?:must|shall|may not)\b")


@dataclass(frozen=True)
class Balance:
    """How often the key stands in each place; ``chi_squared`` against even places, with its degrees of freedom and p."""

    places: tuple[int, ...]
    chi_squared: float
    freedom: int
    p: float


@dataclass(frozen=True)
class BankFigures:
    """One bank. ``longest`` counts a single key among the longest options, ties shared out; ``longest_chance`` is blind chance.

    ``answered`` is None where there are no passages to answer from; ``seconds`` (of processor time) where nothing was made.
    """

    name: str
    kinds: Mapping[Kind, int]
    balance: Balance
    true: Share  # of the true_false items
    longest: float | None
    longest_chance: float
    duplicates: Share
    answered: Mapping[Kind, Share] | None
    guesses: tuple[Guesses, ...]
    lengths: tuple[float, float]  # characters of a stem and of an option, mean
    seconds: float | None

    @property
    def items(self) -> int:
        return sum(self.kinds.values())

    @property
    def answered_all(self) -> Share | None:
        if self.answered is None:
            return None
        return Share(sum(one.count for one in self.answered.values()), sum(one.of for one in self.answered.values()))


@dataclass(frozen=True)
class QuizReport:
    """``banks``: what passed the gate, then what the same generators give without it, then what people wrote, if any.

    A passage is normative where it stands under an article of a text in force or holds a word of obligation there
    (应当, 必须, 不得, 可以 …): nothing is asked about a superseded text.
    """

    characters: int
    normative: int
    normative_items: int
    rejected: Mapping[str, int]
    banks: tuple[BankFigures, ...]
    items: tuple[Item, ...] = ()  # those that passed the gate

    @cached_property
    def per_thousand(self) -> tuple[float | None, float | None]:
        """Items per 1,000 characters, of all text and of normative text."""
        made = self.banks[0].items if self.banks and self.banks[0].name == GATED else 0
        return (
            1000 * made / self.characters if self.characters else None,
            1000 * self.normative_items / self.normative if self.normative else None,
        )


def measure_quiz(
    passages: Sequence[Passage],
    entries: Sequence[Entry],
    human: Sequence[Item] = (),
    *,
    seed: int = 0,
    unsure: Collection[Place] = (),
) -> QuizReport:
    """Make items from the passages, with the gate and without, and measure both. A function of its arguments but for seconds."""
    banks: list[BankFigures] = []
    rejected: Mapping[str, int] = {}
    items: tuple[Item, ...] = ()
    texts: dict[str, list[Passage]] = {}
    for passage in sorted(passages, key=lambda one: one.start):
        texts.setdefault(passage.document, []).append(passage)
    normative_items = 0
    superseded = {entry.path for entry in entries if entry.status is Status.SUPERSEDED}
    normative = {one.id for one in passages if one.document not in superseded and _normative(one)}
    if passages:
        began = time.process_time()
        made = make_items(passages, entries, seed=seed, unsure=unsure)
        seconds = time.process_time() - began
        rejected, items = made.rejected, made.items
        banks.append(_figures(GATED, made.items, texts, seconds))
        normative_items = sum(_home(item, texts)[0].id in normative for item in made.items)
        banks.append(_figures(PLAIN, _plain(passages, entries, seed), texts, None))
    if human:
        banks.append(_figures(HUMAN, human, {}, None))
    length = sum(len(passage.text) for passage in passages)
    return QuizReport(
        length, sum(len(one.text) for one in passages if one.id in normative), normative_items, rejected, tuple(banks), items
    )


def _plain(passages: Sequence[Passage], entries: Sequence[Entry], seed: int) -> list[Item]:
    corpus = Corpus(passages, entries, seed)
    return [one.item() for passage in passages for generate in GENERATORS.values() for one in generate(passage, corpus)]


def _normative(passage: Passage) -> bool:
    return bool(_RULE.search(passage.text) or re.match(r"\s*第[一二三四五六七八九十百千\d]+条", passage.text))


def _home(item: Item, texts: Mapping[str, Sequence[Passage]]) -> list[Passage]:
    """The passage of the item's quotation, then the ones before and after it."""
    pieces = texts[item.citation.document]
    at = next(n for n, passage in enumerate(pieces) if item.citation.quote in passage.text)
    return [pieces[at], *pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]]


def _figures(name: str, items: Sequence[Item], texts: Mapping[str, Sequence[Passage]], seconds: float | None) -> BankFigures:
    seen = Duplicates()
    single = [item for item in items if item.options and len(item.key) == 1 and item.kind is not Kind.TRUE_FALSE]
    judged = [item for item in items if item.kind is Kind.TRUE_FALSE]
    options = [len(option) for item in items for option in item.options if item.kind is not Kind.TRUE_FALSE]
    answered = None
    if texts:
        replies: dict[Kind, list[bool]] = {}
        for item in items:
            replies.setdefault(item.kind, []).append(answers(item, _home(item, texts)[0].text))
        answered = {kind: share(found) for kind, found in replies.items()}
    return BankFigures(
        name,
        Counter(item.kind for item in items),
        balance([(item.options.index(item.key[0]), len(item.options)) for item in single]),
        share([item.key[0] in ("正确", "True") for item in judged]),
        sum(map(_longest, single)) / len(single) if single else None,
        sum(1 / len(item.options) for item in single) / len(single) if single else 0.0,
        share([not seen.add(item.kind, item.stem, item.key) for item in items]),
        answered,
        measure_guesses(items, by_item=not texts),
        (_mean([len(item.stem) for item in items]), _mean(options)),
        seconds,
    )


def _longest(item: Item) -> float:
    most = max(map(len, item.options))
    ties = sum(len(option) == most for option in item.options)
    return 1 / ties if len(item.key[0]) == most else 0.0


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0


def balance(places: Sequence[tuple[int, int]]) -> Balance:
    """Pearson's chi squared for keys that should stand evenly; each of ``places`` is where the key is, of how many."""
    most = max((of for _, of in places), default=0)
    expected = [sum(1 / of for _, of in places if place < of) for place in range(most)]
    counts = Counter(place for place, _ in places)
    squared = sum((counts[place] - even) ** 2 / even for place, even in enumerate(expected))
    freedom = max(0, most - 1)
    return Balance(tuple(counts[place] for place in range(most)), squared, freedom, chi_squared_p(squared, freedom))


def chi_squared_p(value: float, freedom: int) -> float:
    """The chance of a chi squared of at least ``value``: Abramowitz and Stegun 26.4.4 and 26.4.5."""
    if freedom < 1:
        return 1.0
    half = value / 2
    if freedom % 2 == 0:
        return math.exp(-half) * sum(math.pow(half, n) / math.factorial(n) for n in range(freedom // 2))
    tail = sum(math.pow(half, n + 0.5) / math.gamma(n + 1.5) for n in range((freedom - 1) // 2))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * tail
