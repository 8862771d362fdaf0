"""What each member has done, kept small: of each day's quiz when it was handed in and how much of it was right, and
on which days a reflection was handed in. No reply and no line that anyone wrote is in it.
"""

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.pace import hurried
from companion.reflections.reflections import Visibility

KINDS = frozenset({EventKind.QUIZ_SUBMITTED, EventKind.REFLECTION_WRITTEN})


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A quiz: ``right`` of its ``replies`` were correct; ``hurried``: in less time than reading it takes.

    ``on``: the date on the branch's wall at that moment, where it was noted: a later change of its time zone leaves it alone.
    """

    at: dt.datetime
    id: int
    replies: int
    right: int
    hurried: bool = False
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A reflection as it was saved last: ``shown`` unless its member keeps it private."""

    id: int
    shown: bool


@dataclass(frozen=True)
class Tally:
    """By username, then by lesson day."""

    quizzes: Mapping[str, Mapping[dt.date, HandedIn]] = field(default_factory=dict)
    reflections: Mapping[str, Mapping[dt.date, Written]] = field(default_factory=dict)


def tally_after(known: Tally, events: Iterable[Event]) -> Tally:
    """``known`` carried on by further events; those of other kinds are passed over.

    Of several quizzes of one member and day the earliest counts, of several reflections the last. Neither the order of
    the events nor their repetition matters.
    """
    quizzes, reflections = dict(known.quizzes), dict(known.reflections)
    fresh: set[tuple[EventKind, str]] = set()  # whose days are a copy of this step's own
    for event in events:
        if event.kind not in KINDS:
            continue
        if event.kind is EventKind.QUIZ_SUBMITTED:
            if (event.kind, event.member) not in fresh:
                quizzes[event.member] = dict(quizzes.get(event.member, {}))
            sat: dict[dt.date, HandedIn] = quizzes[event.member]  # type: ignore[assignment]
            earlier = sat.get(event.day)
            if earlier is None or (event.at, event.id) < (earlier.at, earlier.id):
                sat[event.day] = _handed_in(event)
        else:
            if (event.kind, event.member) not in fresh:
                reflections[event.member] = dict(reflections.get(event.member, {}))
            written: dict[dt.date, Written] = reflections[event.member]  # type: ignore[assignment]
            before = written.get(event.day)
            if before is None or event.id >= before.id:
                written[event.day] = Written(event.id, event.payload["visibility"] != Visibility.PRIVATE)
        fresh.add((event.kind, event.member))
    return Tally(quizzes, reflections)


def _handed_in(event: Event) -> HandedIn:
    responses = event.payload.get("responses", ())
    right = sum(bool(response["correct"]) for response in responses)
    on = event.payload.get("on")
    return HandedIn(
        event.at, event.id, len(responses), right, hurried(event.payload), dt.date.fromisoformat(on) if on else None
    )


class KeptTally:
    """What was done in all branches, of a ledger. Safe to share between threads: each event is read once, but a corrected
    key makes all of them be read anew.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._corrections = KeptFold(ledger, {EventKind.KEY_CORRECTED}, 0, lambda known, events: known + len(events))
        self._lock = threading.Lock()
        self._corrected = 0
        self._tally = KeptFold(ledger, KINDS, Tally(), tally_after)

    def now(self) -> Tally:
        with self._lock:
            corrected = self._corrections.of()[1]
            if corrected != self._corrected:
                self._corrected, self._tally = corrected, KeptFold(self._ledger, KINDS, Tally(), tally_after)
            return self._tally.of()[0]
