"""How items were replied to: folded from the quizzes that were set, saved and handed in, for the item statistics."""

import datetime as dt
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable

from companion.quizzes.items import Item
from companion.quizzes.statistics import Reply
from companion.records.acts import mark_of, quiz_of
from companion.records.events import Event, EventKind

KINDS = frozenset({EventKind.QUIZ_SET, EventKind.QUIZ_SUBMITTED, EventKind.REPLY_SAVED})

LONGEST_PAUSE = 600.0
"""Seconds; a longer time between two saved replies is an interruption, not work on the item."""


def replies_of(events: Iterable[Event]) -> tuple[tuple[Reply, ...], dict[str, Item]]:
    """The replies of all quizzes handed in, and the items as they were first set. The order of the events does not matter.

    An item's time is what passed between the reply saved before it and its own; the first one saved has none, because
    the day's reading came before it, and neither has one with a pause of more than ten minutes. Items left out count as
    wrong, as in the record. Drills are outside the record and do not count.
    """
    ordered = sorted(events, key=lambda event: event.id)
    items: dict[str, Item] = {}
    saved: defaultdict[tuple[str, dt.date], list[tuple[dt.datetime, str]]] = defaultdict(list)
    handed_in: dict[tuple[str, dt.date], Event] = {}
    for event in ordered:
        place = (event.member, event.day)
        if event.kind is EventKind.QUIZ_SET:
            for item in quiz_of(event).items:
                items.setdefault(item.id, item)
        elif event.kind is EventKind.REPLY_SAVED:
            saved[place].append((event.at, event.payload["item"]))
        elif event.kind is EventKind.QUIZ_SUBMITTED:
            handed_in.setdefault(place, event)
    replies = []
    for (member, day), event in handed_in.items():
        times = _times(saved[member, day])
        for given in event.payload["responses"]:
            replies.append(
                Reply(
                    attempt=f"{member}/{day}",
                    member=member,
                    item=given["item"],
                    at=event.at,
                    mark=mark_of(given),
                    chosen=tuple(given["reply"]),
                    seconds=times.get(given["item"]),
                )
            )
    return tuple(replies), items


def _times(saved: list[tuple[dt.datetime, str]]) -> dict[str, float]:
    """Seconds by item; of an item that was changed later on, all its times together."""
    times: defaultdict[str, float] = defaultdict(float)
    for (before, _), (at, item) in itertools.pairwise(saved):
        passed = (at - before).total_seconds()
        times[item] += passed if 0 <= passed <= LONGEST_PAUSE else math.nan
    first = saved[0][1] if saved else ""
    return {item: seconds for item, seconds in times.items() if not math.isnan(seconds) and item != first}
