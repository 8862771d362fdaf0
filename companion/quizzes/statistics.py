"""Item statistics of classical test theory, as Moodle's quiz statistics define them.

Facility, standard deviation, random guess score, intended and effective weight, discrimination index and discriminative
efficiency follow https://docs.moodle.org/dev/Quiz_statistics_calculations (its code: core_question, statistics,
questions, calculator). There everybody answers the same questions once. Here members get different items on different
days, so two terms are said more widely; where everybody answers the same items once, all figures are Moodle's:

- The *rest* of a member, which an item's marks are compared with, is the mean over all other items that this member
  ever replied to of (mark − the facility of that item). Taking the facility off keeps a member who was set hard items
  from looking weak. In one fixed quiz it is the rest of the marks, on another scale, and both indices do not see scales.
- The weights of an item are shares of the quizzes it was set in, averaged over these quizzes.

The replies of all branches count together, since each item is set to few members of any one. Of several replies of a
member to one item the first counts: the later ones measure the learning, not the item.
"""

import datetime as dt
import enum
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from companion.quizzes.items import Item, Kind
from companion.texts.numerals import canonical

SHOWN_FROM = 5
"""Replies from which on facility, deviation, option counts and the time are given: fewer would tell who replied what."""

COMPARED_FROM = 10
"""Replies from which on indices that compare members are given."""

DOUBTED_FROM = 20
"""Replies from which on an item may be called dubious for how it tells members apart. In simulation (a Rasch model with
guessing, 60 other replies a member) 11% of sound items are then called so, 70% of those that everyone has to guess,
and 99% of those with a wrong key."""

LEAST_EFFICIENCY = 0.15
"""Moodle marks a question as dubious below this discriminative efficiency."""

STRONG = 0.27
"""The share of members at either end that are called strong and weak (T. L. Kelley, 1939)."""

_REPLIES_LISTED = 8


@dataclass(frozen=True, slots=True)
class Reply:
    """One member's reply to one item in one quiz of a branch, marked from 0 to 1 by ``key``. ``seconds``: None where not measured."""

    attempt: str  # the same for all items of a quiz
    member: str
    item: str
    at: dt.datetime
    mark: float
    chosen: tuple[str, ...]
    key: tuple[str, ...]
    seconds: float | None = None
    branch: str = ""

    @property
    def asked(self) -> "_Asked":
        return self.item, self.key


_Asked = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class OptionCount:
    """How many replies had this option (or these words): of all members, of the strong and of the weak ones."""

    option: str
    right: bool
    all: int
    strong: int
    weak: int


@dataclass(frozen=True)
class ItemStatistics:
    """Figures of one item over ``replies`` members. Shares of one, not percent; None where there is nothing to say.

    ``facility`` is the mean mark and ``deviation`` its standard deviation (n − 1). ``guess`` is the mean mark of blind
    guessing; None for multiple_choice, as in Moodle, where it depends on how one guesses. ``intended_weight`` is the
    item's share of its quizzes' marks, ``effective_weight`` its share of their spread: √cov(mark, total) over the sum of
    these roots; None where that covariance is negative. ``discrimination`` is the correlation of mark and rest (−1 to 1),
    ``efficiency`` their covariance over the largest that the same marks and rests could have (at most 1).
    ``strong`` and ``weak`` are how many members are called so in ``options``. ``seconds`` is the median time spent.
    """

    item: str
    replies: int
    facility: float | None = None
    deviation: float | None = None
    guess: float | None = None
    intended_weight: float | None = None
    effective_weight: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None
    options: tuple[OptionCount, ...] = ()
    strong: int = 0
    weak: int = 0
    seconds: float | None = None
    spread: float = 0.0  # the smaller of how many marks were won and how many lost


def guess_score(item: Item) -> float | None:
    """The mean mark of blind guessing: 1/n of n options, 1/n! of n steps to be ordered, 0 where words are typed."""
    if item.kind is Kind.MULTIPLE_CHOICE:
        return None
    if item.kind is Kind.ORDERING:
        return 1 / math.factorial(len(item.key)) if item.key else None
    return len(set(item.key) & set(item.options)) / len(item.options) if item.options else 0.0


class Figures:
    """The statistics of items over some replies, whose order does not matter. An item whose key was corrected is another
    item: what was marked by a different key is no reply to it.
    """

    def __init__(
        self, replies: Iterable[Reply], *, shown_from: int = SHOWN_FROM, compared_from: int = COMPARED_FROM
    ) -> None:
        self._shown_from, self._compared_from = shown_from, compared_from
        ordered = sorted(replies, key=lambda reply: (reply.at, reply.attempt, reply.member, reply.item))
        first: dict[tuple[str, _Asked], Reply] = {}
        attempts: defaultdict[str, list[Reply]] = defaultdict(list)
        for reply in ordered:
            first.setdefault((reply.member, reply.asked), reply)
            attempts[reply.attempt].append(reply)
        self._given: defaultdict[_Asked, list[Reply]] = defaultdict(list)
        for reply in first.values():
            self._given[reply.asked].append(reply)
        self._facility = {asked: fmean(reply.mark for reply in given) for asked, given in self._given.items()}
        ahead: defaultdict[str, list[float]] = defaultdict(list)
        for reply in first.values():
            ahead[reply.member].append(reply.mark - self._facility[reply.asked])
        self._standing = {member: (math.fsum(each), len(each)) for member, each in ahead.items()}
        totals = {attempt: math.fsum(reply.mark for reply in given) for attempt, given in attempts.items()}
        self._roots = {asked: _root(given, totals) for asked, given in self._given.items()}
        self._shares = {attempt: 1 / len(given) for attempt, given in attempts.items()}
        # A negative covariance adds nothing to its quiz.
        self._wholes = {
            attempt: math.fsum(self._roots[reply.asked] or 0.0 for reply in given) for attempt, given in attempts.items()
        }

    def of(self, item: Item, since: dt.datetime | None = None) -> ItemStatistics:
        """The item's figures; only over replies later than ``since``, where it is given."""
        asked = (item.id, item.key)
        given = self._given.get(asked, [])
        if since is not None:
            given = [reply for reply in given if reply.at > since]
        if len(given) < max(self._shown_from, 1):
            return ItemStatistics(item.id, len(given), guess=guess_score(item))
        compared = []
        for reply in given:
            ahead, number = self._standing[reply.member]
            if number > 1:
                compared.append((reply, (ahead - (reply.mark - self._facility[asked])) / (number - 1)))
        return _figures(
            item,
            given,
            compared if len(compared) >= self._compared_from else [],
            intended=fmean(self._shares[reply.attempt] for reply in given),
            effective=self._effective(asked, given),
            shown_from=self._shown_from,
        )

    def facilities(self, items: Iterable[Item]) -> dict[str, float]:
        """The facility of those with enough replies to show it, by id."""
        least = max(self._shown_from, 1)
        asked = {item.id: (item.id, item.key) for item in items}
        return {id: self._facility[one] for id, one in asked.items() if len(self._given.get(one, ())) >= least}

    def _effective(self, asked: _Asked, given: Sequence[Reply]) -> float | None:
        """The item's root over the sum of its quiz's roots, that sum averaged over its quizzes."""
        mine, whole = self._roots[asked], fmean(self._wholes[reply.attempt] for reply in given)
        return mine / whole if mine is not None and whole > 0 else None


def _figures(
    item: Item,
    given: Sequence[Reply],
    compared: Sequence[tuple[Reply, float]],
    *,
    intended: float,
    effective: float | None,
    shown_from: int,
) -> ItemStatistics:
    marks = [reply.mark for reply in given]
    deviation = math.sqrt(_covariance(marks, marks)) if len(marks) > 1 else None
    discrimination = efficiency = None
    strong: list[Reply] = []
    weak: list[Reply] = []
    if len(compared) > 1:
        mine, rest = [reply.mark for reply, _ in compared], [other for _, other in compared]
        together = _covariance(mine, rest)
        # A spread that is nothing but the rounding of equal numbers is none.
        spread = math.sqrt(_covariance(mine, mine) * _covariance(rest, rest))
        most = _covariance(sorted(mine), sorted(rest))
        if spread > 1e-12:
            discrimination = max(-1.0, min(together / spread, 1.0))
        if most > 1e-12:
            efficiency = min(together / most, 1.0)
        ranked = sorted(compared, key=lambda pair: (pair[1], pair[0].member))
        size = max(1, round(STRONG * len(ranked)))
        weak, strong = [reply for reply, _ in ranked[:size]], [reply for reply, _ in ranked[-size:]]
    times = [reply.seconds for reply in given if reply.seconds is not None]
    return ItemStatistics(
        item=item.id,
        replies=len(given),
        facility=fmean(marks),
        deviation=deviation,
        guess=guess_score(item),
        intended_weight=intended,
        effective_weight=effective if compared else None,
        discrimination=discrimination,
        efficiency=efficiency,
        options=_counts(item, given, strong, weak),
        strong=len(strong),
        weak=len(weak),
        seconds=median(times) if len(times) >= max(shown_from, 1) else None,
        spread=min(math.fsum(marks), math.fsum(1 - mark for mark in marks)),
    )


def _counts(
    item: Item, given: Sequence[Reply], strong: Sequence[Reply], weak: Sequence[Reply]
) -> tuple[OptionCount, ...]:
    """Options in the item's order; of what was typed the commonest, however it was written; of the rest nothing."""
    if item.kind in (Kind.ORDERING, Kind.SHORT_ANSWER):
        return ()
    if item.options:
        alls, strongs, weaks = (
            Counter(option for reply in group for option in reply.chosen) for group in (given, strong, weak)
        )
        return tuple(
            OptionCount(option, option in item.key, alls[option], strongs[option], weaks[option])
            for option in item.options
        )
    written: dict[str, str] = {}
    for reply in given:
        for words in reply.chosen:
            written.setdefault(canonical(words), words)
    alls, strongs, weaks = (
        Counter(canonical(words) for reply in group for words in reply.chosen) for group in (given, strong, weak)
    )
    accepted = {canonical(words) for words in item.key}
    commonest = sorted(alls, key=lambda form: (-alls[form], form))[:_REPLIES_LISTED]
    return tuple(
        OptionCount(written[form], form in accepted, alls[form], strongs[form], weaks[form]) for form in commonest
    )


def _root(given: Sequence[Reply], totals: Mapping[str, float]) -> float | None:
    """√cov(mark, total of the quiz); None where the covariance is negative or cannot be told."""
    if len(given) < 2:
        return None
    together = _covariance([reply.mark for reply in given], [totals[reply.attempt] for reply in given])
    return math.sqrt(together) if together >= 0 else None


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    """With n − 1, as everywhere in Moodle's figures."""
    here, there = fmean(one), fmean(other)
    return math.fsum((a - here) * (b - there) for a, b in zip(one, other, strict=True)) / (len(one) - 1)


class Doubt(enum.StrEnum):
    """Why an item should be looked at before it is set again."""

    NEGATIVE = "negative"  # those who know more do worse on it: a wrong key is likely
    DISTRACTOR = "distractor"  # the strong choose one wrong option more often than the right one
    BELOW_GUESS = "below_guess"  # fewer are right than would be by guessing
    INEFFICIENT = "inefficient"  # it hardly tells those who know from those who do not


def dubious(statistics: Mapping[str, ItemStatistics], *, least: int = DOUBTED_FROM) -> dict[str, Doubt]:
    """The items with a reason to doubt them, and the gravest one. Never on fewer than ``least`` replies.

    An item that nearly everyone gets right, or wrong, tells nobody apart without being at fault, so the indices count
    only where at least three marks were won and three lost. Facility is below guessing where so few right replies would
    come from guessing less than once in twenty times.
    """
    found = {}
    for id, one in statistics.items():
        reason = _doubt(one) if one.replies >= least else None
        if reason is not None:
            found[id] = reason
    return found


def _doubt(one: ItemStatistics) -> Doubt | None:
    told_apart = one.spread >= 3
    if told_apart and one.efficiency is not None and one.efficiency < 0:
        return Doubt.NEGATIVE
    if one.strong >= 5 and _wrong_ahead(one):
        return Doubt.DISTRACTOR
    if one.guess and one.facility is not None and _at_most(one.facility * one.replies, one.replies, one.guess) < 0.05:
        return Doubt.BELOW_GUESS
    if told_apart and one.efficiency is not None and one.efficiency < LEAST_EFFICIENCY:
        return Doubt.INEFFICIENT
    return None


def _wrong_ahead(one: ItemStatistics) -> bool:
    """One right option, and among the strong a wrong one ahead of it."""
    right = [count.strong for count in one.options if count.right]
    wrong = [count.strong for count in one.options if not count.right]
    return len(right) == 1 and bool(wrong) and max(wrong) > right[0]


def _at_most(right: float, replies: int, guess: float) -> float:
    """The chance of at most so many right ones when each is guessed (binomial)."""
    return math.fsum(
        math.comb(replies, k) * guess**k * (1 - guess) ** (replies - k) for k in range(math.floor(right + 1e-9) + 1)
    )
