"""Which items a member is set on a day."""

import datetime as dt
import hashlib
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from companion.quizzes.items import Item, Kind, Quiz


def set_quiz(
    member: str,
    day: dt.date,
    items: Sequence[Item],
    *,
    size: int = 5,
    seed: int = 0,
    prefer: Collection[str] = (),
    recent: Collection[str] = (),
) -> Quiz:
    """The quiz of ``member`` on ``day``: a function of its arguments and of nothing else.

    Items of the documents in ``prefer`` come first; ids in ``recent`` only when nothing else is left, in the order
    given (oldest first). Kinds are mixed, and no two items ask about the same sentence, as far as the bank allows.
    The order of ``items`` does not matter. Fewer than ``size`` items in the bank: fewer in the quiz.
    """
    key = f"{seed}/{day.isoformat()}/{member}"
    wanted, old = set(prefer), set(recent)
    shuffled = sorted({item.id: item for item in items}.values(), key=lambda item: _number(key, item.id))
    fresh = [item for item in shuffled if item.id not in old]
    by_id = {item.id: item for item in shuffled}
    again = [by_id[id] for id in recent if id in by_id]
    tiers = [
        [item for item in fresh if item.citation.document in wanted],
        [item for item in fresh if item.citation.document not in wanted],
        again,
    ]
    kinds = len({item.kind for item in shuffled})
    most = -(-size // kinds) if kinds else 0
    chosen: list[Item] = []
    for tier_group in (tiers[:2], tiers[2:]):
        for kind_limit, one_sentence in ((most, True), (size, True), (size, False)):
            for tier in tier_group:
                _take(tier, chosen, size, kind_limit, one_sentence=one_sentence)
    return Quiz(member, day, tuple(_shuffle_options(item, key) for item in chosen))


def _take(tier: Iterable[Item], chosen: list[Item], size: int, kind_limit: int, *, one_sentence: bool) -> None:
    """Append items of ``tier`` to ``chosen``, up to ``size`` in all, as far as the limits let them."""
    kinds = Counter(item.kind for item in chosen)
    taken = {item.id for item in chosen}
    for item in tier:
        if len(chosen) >= size:
            return
        if item.id in taken or kinds[item.kind] >= kind_limit:
            continue
        if one_sentence and any(_overlap(item, other) for other in chosen):
            continue
        chosen.append(item)
        kinds[item.kind] += 1
        taken.add(item.id)


def _overlap(one: Item, other: Item) -> bool:
    """Whether the stem of the one may give away the key of the other: one's sentence stands in the other's."""
    mine, theirs = one.citation, other.citation
    return mine.document == theirs.document and (mine.quote in theirs.quote or theirs.quote in mine.quote)


def _shuffle_options(item: Item, key: str) -> Item:
    if not item.options or item.kind is Kind.TRUE_FALSE:
        return item
    options = list(item.options)
    random.Random(_number(key, item.id, "options")).shuffle(options)
    return replace(item, options=tuple(options))


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
