"""What each member has done, kept small: of each day's quiz when it was handed in and how much of it was right, and
on which days a reflection or a practice was handed in. No reply and no line that anyone wrote is in it.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from companion.records.acts import mark_of
from companion.records.assessment import WHOLE
from companion.records.deeds import KINDS as DEEDS
from companion.records.deeds import practice_id
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptMarks
from companion.records.pace import hurried
from companion.records.snapshots import Form
from companion.reflections.reflections import Visibility

SUBMITTED, OPENED, WRITTEN = EventKind.QUIZ_SUBMITTED, EventKind.SOURCE_OPENED, EventKind.REFLECTION_WRITTEN
"""By names of our own: to look a member of an enumeration up takes a while, where there are so many events."""

KINDS = DEEDS | {SUBMITTED, OPENED, WRITTEN}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A quiz: ``right`` of its ``replies`` were correct, and all were given ``mark`` of 10,000; ``hurried``: in less time than reading takes.

    ``on``: the date on the branch's wall at that moment, where it was noted: a later change of its time zone leaves it alone.
    """

    at: dt.datetime
    id: int
    replies: int
    right: int
    hurried: bool = False
    on: dt.date | None = None
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A reflection or a practice as it was saved last: ``shown`` unless its member keeps it private, ``shared`` with the branch."""

    id: int
    shown: bool
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Practised:
    """Of a practice taken back, nothing is shown."""

    day: dt.date
    what: Written


@dataclass(frozen=True)
class Tally:
    """By username, then by lesson day, practices by their ids. ``sources``: the events of those opened from a day's page."""

    quizzes: Mapping[str, Mapping[dt.date, HandedIn]] = field(default_factory=dict)
    reflections: Mapping[str, Mapping[dt.date, Written]] = field(default_factory=dict)
    practices: Mapping[str, Mapping[int, Practised]] = field(default_factory=dict)
    sources: Mapping[str, Mapping[dt.date, frozenset[int]]] = field(default_factory=dict)


def tally_after(known: Tally, events: Iterable[Event]) -> Tally:
    """``known`` carried on by further events; those of other kinds are passed over.

    Of several quizzes of one member and day the earliest counts, of several reflections the last. Neither the order of
    the events nor their repetition matters.
    """
    quizzes: dict[str, dict[dt.date, HandedIn]] = {}  # of those whom these events concern: copies of this step's own
    reflections: dict[str, dict[dt.date, Written]] = {}
    practices: dict[str, dict[int, Practised]] = {}
    sources: dict[str, dict[dt.date, frozenset[int]]] = {}
    for event in events:
        who = event.member
        if event.kind is SUBMITTED:
            sat = quizzes.get(who)
            if sat is None:
                sat = quizzes[who] = dict(known.quizzes.get(who, {}))
            earlier = sat.get(event.day)
            if earlier is None or (event.at, event.id) < (earlier.at, earlier.id):
                sat[event.day] = _handed_in(event)
        elif event.kind is WRITTEN:
            written = reflections.get(who)
            if written is None:
                written = reflections[who] = dict(known.reflections.get(who, {}))
            before = written.get(event.day)
            if before is None or event.id >= before.id:
                written[event.day] = _written(event)
        elif event.kind is OPENED:
            opened = sources.get(who)
            if opened is None:
                opened = sources[who] = dict(known.sources.get(who, {}))
            opened[event.day] = opened.get(event.day, frozenset()) | {event.id}
        elif event.kind in DEEDS:
            done = practices.get(who)
            if done is None:
                done = practices[who] = dict(known.practices.get(who, {}))
            practice = done.get(practice_id(event))
            if practice is None or event.id >= practice.what.id:
                done[practice_id(event)] = Practised(event.day, _written(event))
    return Tally(
        {**known.quizzes, **quizzes},
        {**known.reflections, **reflections},
        {**known.practices, **practices},
        {**known.sources, **sources},
    )


def _written(event: Event) -> Written:
    visibility = event.payload.get("visibility", Visibility.PRIVATE)  # a practice taken back has none
    return Written(event.id, visibility != Visibility.PRIVATE, visibility == Visibility.BRANCH)


def _handed_in(event: Event) -> HandedIn:
    told = event.payload
    responses, on = told.get("responses", ()), told.get("on")
    right, mark = 0, 0.0
    for response in responses:
        right += bool(response["correct"])
        mark += mark_of(response)
    share = round(WHOLE * mark / len(responses)) if responses else 0
    return HandedIn(event.at, event.id, len(responses), right, hurried(told), _date(on) if on else None, share)


class KeptTally(KeptMarks[Tally]):
    """What was done in all branches, of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger, KINDS, Tally(), tally_after, FORM)


# as a snapshot ----------------------------------------------------------------------------------------------------


def _dumped(tally: Tally) -> dict[str, Any]:
    return {
        "quizzes": {who: [_handed_in_json(day, one) for day, one in sat.items()] for who, sat in tally.quizzes.items()},
        "reflections": {
            who: [[day.isoformat(), one.id, one.shown, one.shared] for day, one in written.items()]
            for who, written in tally.reflections.items()
        },
        "practices": {
            who: [[id, one.day.isoformat(), one.what.id, one.what.shown, one.what.shared] for id, one in done.items()]
            for who, done in tally.practices.items()
        },
        "sources": {who: [[day.isoformat(), sorted(ids)] for day, ids in opened.items()] for who, opened in tally.sources.items()},
    }


def _loaded(dumped: Mapping[str, Any]) -> Tally:
    return Tally(
        {who: {_date(day): _handed_in_of(*kept) for day, *kept in sat} for who, sat in dumped["quizzes"].items()},
        {who: {_date(day): Written(*kept) for day, *kept in written} for who, written in dumped["reflections"].items()},
        {
            who: {id: Practised(_date(day), Written(*kept)) for id, day, *kept in done}
            for who, done in dumped["practices"].items()
        },
        {who: {_date(day): frozenset(ids) for day, ids in opened} for who, opened in dumped["sources"].items()},
    )


def _handed_in_json(day: dt.date, one: HandedIn) -> list[Any]:
    on = one.on.isoformat() if one.on else None
    return [day.isoformat(), one.at.isoformat(), one.id, one.replies, one.right, one.hurried, on, one.mark]


def _handed_in_of(at: str, id: int, replies: int, right: int, hurried: bool, on: str | None, mark: int) -> HandedIn:
    return HandedIn(dt.datetime.fromisoformat(at), id, replies, right, hurried, _date(on) if on else None, mark)


@functools.lru_cache(maxsize=4096)
def _date(text: str) -> dt.date:
    """Many members have the same days: they share one value."""
    return dt.date.fromisoformat(text)


FORM = Form[Tally]("tally", "1", _dumped, _loaded)
