"""Which items a member is set on a day."""

import datetime as dt
import hashlib
import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from companion.quizzes.items import Item, Kind, Quiz

EASY, MEDIUM, HARD = range(3)
SHARES = {EASY: 0.4, MEDIUM: 0.4, HARD: 0.2}
"""How the difficulties of a quiz are mixed: of five items two easy, two in the middle, one hard."""

OF_UNIT = 0.6
"""The share of a quiz that goes to today's unit before anything else; of five items three. Then come those due."""

MOST_ALIKE = 2
"""Items of one kind in a quiz, or more where the bank has fewer kinds than that makes."""

_BY_KIND = {Kind.TRUE_FALSE: EASY, Kind.SINGLE_CHOICE: MEDIUM}


@dataclass(frozen=True)
class Brief:
    """What a quiz is drawn for; ids are those of items. Whatever is not said makes no difference.

    ``near``: how far an item of today's unit is from today's reading, 0 being the reading itself.
    ``due``: what the member should meet again, most urgent first; it may come although it was set lately.
    ``seen``: what the member has replied to before; new items come before it.
    ``recent``: what was set lately, oldest first; unless due, it comes only when nothing else is left.
    ``post``: the member's. Items set in its daily work come first, those set in another's when nothing else is left.
    ``facility``: the share of the marks that members got, from 0 to 1. ``left_out``: never set.
    """

    near: Mapping[str, int] = field(default_factory=dict)
    due: Sequence[str] = ()
    seen: Collection[str] = ()
    recent: Sequence[str] = ()
    post: str = ""
    facility: Mapping[str, float] = field(default_factory=dict)
    left_out: Collection[str] = ()


NOTHING_SAID = Brief()


def set_quiz(
    member: str, day: dt.date, items: Sequence[Item], *, size: int = 5, seed: int = 0, brief: Brief = NOTHING_SAID
) -> Quiz:
    """The quiz of ``member`` on ``day``, easier items first: a function of its arguments and of nothing else.

    Today's unit first (``OF_UNIT``), then what is due, then new items. Kinds and difficulties are mixed (``SHARES``), and
    no two items ask about the same sentence, as far as the bank allows; which of the items on one sentence comes, and the
    order of its options, differ by member. The order of ``items`` does not matter. Fewer than ``size`` items in the
    bank: fewer in the quiz.
    """
    key = _key(member, day, seed)
    known = {item.id: item for item in items if item.id not in set(brief.left_out)}
    shuffled = sorted(known.values(), key=lambda item: _number(key, item.id))
    own = {item.id for item in shuffled if item.post in ("", brief.post)}
    due = [known[id] for id in brief.due if id in own]
    apart = {item.id for item in due} | set(brief.recent)
    fresh = [item for item in shuffled if item.id in own and item.id not in apart]
    seen, far = set(brief.seen), len(shuffled)
    fresh.sort(key=lambda item: (brief.near.get(item.id, far), not item.post))
    new = [item for item in fresh if item.id not in seen]
    near = [item for item in new if item.id in brief.near]
    old = [item for item in fresh if item.id in seen]
    again = [known[id] for id in brief.recent if id in own]
    foreign = [item for item in shuffled if item.id not in own]

    draw = _Draw(Counter({band: math.ceil(size * share) for band, share in SHARES.items()}), brief.facility)
    draw.most = max(MOST_ALIKE, -(-size // len({item.kind for item in shuffled}))) if shuffled else 0
    of_unit = round(size * OF_UNIT)
    limits = ((True, True), (True, False), (False, False))
    for tier, share in ((near, of_unit), (due, size - of_unit)):
        upto = min(size, len(draw.chosen) + share)
        for kinds, bands in limits:
            draw.take(tier, upto, kinds=kinds, bands=bands)
    for tiers in ((near, due, new), (old,)):
        for kinds, bands in limits:
            for tier in tiers:
                draw.take(tier, size, kinds=kinds, bands=bands)
    for tier in (new, due, old):
        draw.take(tier, size, sentences=False)
    for tier in (again, foreign):
        draw.take(tier, size)
        draw.take(tier, size, sentences=False)
    chosen = sorted(draw.chosen, key=lambda item: difficulty(item, brief.facility))
    return arranged(Quiz(member, day, tuple(chosen)), seed=seed)


def difficulty(item: Item, facility: Mapping[str, float]) -> int:
    """EASY, MEDIUM or HARD: by its facility where there is one, from 80% and from 50% on; else by its kind."""
    share = facility.get(item.id)
    if share is not None:
        return EASY if share >= 0.8 else MEDIUM if share >= 0.5 else HARD
    if item.kind is Kind.CLOZE and item.options:
        return MEDIUM
    return _BY_KIND.get(item.kind, HARD)


def arranged(quiz: Quiz, *, seed: int = 0) -> Quiz:
    """The same items, their options in the order in which this member sees them."""
    key = _key(quiz.member, quiz.day, seed)
    return replace(quiz, items=tuple(_shuffle_options(item, key) for item in quiz.items))


@dataclass
class _Draw:
    """The items chosen so far, and how many more of a difficulty the blueprint has room for."""

    room: Counter[int]
    facility: Mapping[str, float]
    most: int = 0  # items of one kind
    chosen: list[Item] = field(default_factory=list)

    def take(
        self, tier: Iterable[Item], upto: int, *, kinds: bool = False, bands: bool = False, sentences: bool = True
    ) -> None:
        """Choose from ``tier`` until there are ``upto`` in all, keeping to those limits that are asked for."""
        used = Counter(item.kind for item in self.chosen)
        taken = {item.id for item in self.chosen}
        for item in tier:
            if len(self.chosen) >= upto:
                return
            band = difficulty(item, self.facility)
            if item.id in taken or (kinds and used[item.kind] >= self.most) or (bands and self.room[band] <= 0):
                continue
            if sentences and any(_overlap(item, other) for other in self.chosen):
                continue
            self.chosen.append(item)
            taken.add(item.id)
            used[item.kind] += 1
            self.room[band] -= 1


def _overlap(one: Item, other: Item) -> bool:
    """Whether the stem of the one may give away the key of the other: one's sentence stands in the other's."""
    mine, theirs = one.citation, other.citation
    return bool(mine.quote) and mine.document == theirs.document and (mine.quote in theirs.quote or theirs.quote in mine.quote)


def one_a_sentence(quiz: Quiz) -> Quiz:
    """Without the items that ask about a sentence an item before them does: marking one shows the sentence."""
    kept: list[Item] = []
    for item in quiz.items:
        if not any(_overlap(item, other) for other in kept):
            kept.append(item)
    return replace(quiz, items=tuple(kept))


def _shuffle_options(item: Item, key: str) -> Item:
    if not item.options or item.kind is Kind.TRUE_FALSE:
        return item
    options = sorted(item.options)  # so that the order in the bank makes no difference
    random.Random(_number(key, item.id, "options")).shuffle(options)
    if item.kind is Kind.ORDERING and tuple(options) == item.key:  # the answer is not given away
        options = [*options[1:], options[0]]
    return replace(item, options=tuple(options))


def _key(member: str, day: dt.date, seed: int) -> str:
    return f"{seed}/{day.isoformat()}/{member}"


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
