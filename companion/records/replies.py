"""How items were replied to: folded from the quizzes that were set, saved and handed in, for the item statistics."""

import datetime as dt
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from companion.quizzes.statistics import Reply
from companion.records.acts import mark_of
from companion.records.events import Event, EventKind

KINDS = frozenset({EventKind.QUIZ_SET, EventKind.QUIZ_SUBMITTED, EventKind.REPLY_SAVED})

LONGEST_PAUSE = 600.0
"""Seconds; a longer time between two saved replies is an interruption, not work on the item."""

MOST_REPLIES = 200_000
"""Of more than these the newest are kept, the rest goes: some 40,000 quizzes."""

_Place = tuple[str, dt.date]


@dataclass(frozen=True)
class _Open:
    """A quiz that has been set: the keys of its items, and when which reply was saved."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    saved: tuple[tuple[dt.datetime, str], ...] = ()


@dataclass(frozen=True)
class Replies:
    """The replies of all quizzes handed in, oldest first, and what is known of those that are not yet."""

    given: tuple[Reply, ...] = ()
    open: Mapping[_Place, _Open] = field(default_factory=dict)


def replies_after(known: Replies, events: Iterable[Event]) -> Replies:
    """``known`` carried on by further events of ``KINDS``, in the order of their ids.

    An item's time is what passed between the reply saved before it and its own; the first one saved has none, because
    the day's reading came before it, and neither has one with a pause of more than ten minutes. Items left out count as
    wrong, as in the record. Drills are outside the record and do not count.
    """
    given, open = list(known.given), dict(known.open)
    for event in events:
        place = (event.member, event.day)
        if not event.member:  # what was set for a whole branch is set again for each who comes
            continue
        if event.kind is EventKind.QUIZ_SET:
            keys = {item["id"]: tuple(item["key"]) for item in event.payload["items"]}
            open.setdefault(place, _Open(keys))
        elif event.kind is EventKind.REPLY_SAVED and place in open:
            before = open[place]
            open[place] = _Open(before.keys, (*before.saved, (event.at, event.payload["item"])))
        elif event.kind is EventKind.QUIZ_SUBMITTED and place in open:
            given += _replies(event, open.pop(place))
    return Replies(tuple(given[-MOST_REPLIES:]), open)


def _replies(event: Event, sat: _Open) -> Iterable[Reply]:
    times = _times(sat.saved)
    for response in event.payload["responses"]:
        yield Reply(
            attempt=f"{event.member}/{event.day}",
            member=event.member,
            item=response["item"],
            at=event.at,
            mark=mark_of(response),
            chosen=tuple(response["reply"]),
            key=sat.keys.get(response["item"], ()),
            seconds=times.get(response["item"]),
        )


def _times(saved: tuple[tuple[dt.datetime, str], ...]) -> dict[str, float]:
    """Seconds by item; of an item that was changed later on, all its times together."""
    times: defaultdict[str, float] = defaultdict(float)
    for (before, _), (at, item) in itertools.pairwise(saved):
        passed = (at - before).total_seconds()
        times[item] += passed if 0 <= passed <= LONGEST_PAUSE else math.nan
    first = saved[0][1] if saved else ""
    return {item: seconds for item, seconds in times.items() if not math.isnan(seconds) and item != first}
