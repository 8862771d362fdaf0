"""How items were replied to: folded from the quizzes that were set, saved and handed in, for the item statistics."""

import datetime as dt
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from companion.quizzes.items import Item
from companion.quizzes.statistics import Reply
from companion.records.acts import mark_of
from companion.records.corrections import marked_anew
from companion.records.events import Event, EventKind
from companion.records.snapshots import Form

KINDS = frozenset({EventKind.QUIZ_SET, EventKind.QUIZ_SUBMITTED, EventKind.REPLY_SAVED, EventKind.KEY_CORRECTED})

LONGEST_PAUSE = 600.0
"""Seconds; a longer time between two saved replies is an interruption, not work on the item."""

MOST_REPLIES = 200_000
"""Of more than these the newest are kept, the rest goes: some 40,000 quizzes."""

_Place = tuple[str, dt.date]


@dataclass(frozen=True)
class _Open:
    """A quiz that has been set in a branch: the keys of its items, and when which reply was saved."""

    branch: str
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    saved: tuple[tuple[dt.datetime, str], ...] = ()


@dataclass(frozen=True)
class Replies:
    """The replies of all quizzes handed in, oldest first, and what is known of those that are not yet.

    ``corrected``: the event of the last correction of a key.
    """

    given: tuple[Reply, ...] = ()
    open: Mapping[_Place, _Open] = field(default_factory=dict)
    corrected: int = 0


def replies_after(known: Replies, events: Iterable[Event]) -> Replies:
    """``known`` carried on by further events of ``KINDS``, in the order of their ids.

    An item's time is what passed between the reply saved before it and its own; the first one saved has none, because
    the day's reading came before it, and neither has one with a pause of more than ten minutes. Items left out count as
    wrong, as in the record. Drills are outside the record and do not count. Of a corrected key it does not matter whether
    what was handed in before has been marked by it already.
    """
    given, open, corrected = list(known.given), dict(known.open), known.corrected
    for event in events:
        place = (event.member, event.day)
        if event.kind is EventKind.KEY_CORRECTED:
            item, corrected = Item.from_json(event.payload["item"]), event.id
            open = {place: _opened_anew(sat, event.branch, item) for place, sat in open.items()}
            given = [_anew(one, item) if (one.branch, one.item) == (event.branch, item.id) else one for one in given]
        elif not event.member:  # what was set for a whole branch is set again for each who comes
            continue
        elif event.kind is EventKind.QUIZ_SET:
            keys = {item["id"]: tuple(item["key"]) for item in event.payload["items"]}
            open.setdefault(place, _Open(event.branch, keys))
        elif event.kind is EventKind.REPLY_SAVED and place in open:
            before = open[place]
            open[place] = _Open(before.branch, before.keys, (*before.saved, (event.at, event.payload["item"])))
        elif event.kind is EventKind.QUIZ_SUBMITTED and place in open:
            given += _replies(event, open.pop(place))
    return Replies(tuple(given[-MOST_REPLIES:]), open, corrected)


def _replies(event: Event, sat: _Open) -> Iterable[Reply]:
    times = _times(sat.saved)
    for response in event.payload["responses"]:
        item = response["item"]
        yield Reply(
            attempt=f"{event.member}/{event.day}",
            member=event.member,
            item=item,
            at=event.at,
            mark=mark_of(response),
            chosen=tuple(response["reply"]),
            key=sat.keys.get(item, ()),
            seconds=times.get(item),
            branch=event.branch,
        )


def _opened_anew(sat: _Open, branch: str, correction: Item) -> _Open:
    concerned = sat.branch == branch and correction.id in sat.keys
    return replace(sat, keys={**sat.keys, correction.id: correction.key}) if concerned else sat


def _anew(reply: Reply, correction: Item) -> Reply:
    marked = marked_anew(reply.chosen, correction)
    return replace(reply, key=correction.key, mark=marked.mark if marked else reply.mark)


def _times(saved: tuple[tuple[dt.datetime, str], ...]) -> dict[str, float]:
    """Seconds by item; of an item that was changed later on, all its times together."""
    times: defaultdict[str, float] = defaultdict(float)
    for (before, _), (at, item) in itertools.pairwise(saved):
        passed = (at - before).total_seconds()
        times[item] += passed if 0 <= passed <= LONGEST_PAUSE else math.nan
    first = saved[0][1] if saved else ""
    return {item: seconds for item, seconds in times.items() if not math.isnan(seconds) and item != first}


# as a snapshot ----------------------------------------------------------------------------------------------------


def _dumped(replies: Replies) -> dict[str, Any]:
    """What was asked and what was chosen stands there once each, and is pointed to by its number."""
    asked: dict[tuple[str, tuple[str, ...]], int] = {}
    chosen: dict[tuple[str, ...], int] = {}
    quizzes = []
    for (attempt, member, branch, at), given in itertools.groupby(replies.given, lambda one: (one.attempt, one.member, one.branch, one.at)):
        told = [
            [asked.setdefault(one.asked, len(asked)), chosen.setdefault(one.chosen, len(chosen)), one.mark, one.seconds]
            for one in given
        ]
        quizzes.append([attempt, member, branch, at.isoformat(), told])
    open = [
        [member, day.isoformat(), sat.branch, dict(sat.keys), [[at.isoformat(), item] for at, item in sat.saved]]
        for (member, day), sat in replies.open.items()
    ]
    return {"asked": list(asked), "chosen": list(chosen), "quizzes": quizzes, "open": open, "corrected": replies.corrected}


def _loaded(dumped: Mapping[str, Any]) -> Replies:
    asked = [(item, tuple(key)) for item, key in dumped["asked"]]
    chosen = [tuple(one) for one in dumped["chosen"]]
    given = []
    for attempt, member, branch, stamp, told in dumped["quizzes"]:
        at = dt.datetime.fromisoformat(stamp)
        for which, what, mark, seconds in told:
            item, key = asked[which]
            given.append(Reply(attempt, member, item, at, mark, chosen[what], key, seconds, branch))
    open = {
        (member, dt.date.fromisoformat(day)): _Open(
            branch,
            {item: tuple(key) for item, key in keys.items()},
            tuple((dt.datetime.fromisoformat(at), item) for at, item in saved),
        )
        for member, day, branch, keys, saved in dumped["open"]
    }
    return Replies(tuple(given), open, dumped["corrected"])


FORM = Form[Replies]("replies", "2", _dumped, _loaded)
