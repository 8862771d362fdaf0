"""Readings: what a branch reads on a day, by its plan, and what was set to be read on days that are past.

A LESSON_SET event is ``{"unit", "again", "passages": [Passage…]}``, of a branch and a day, without a member: once for each
reading that a day has had. A QUIZ_SET event names in ``"lesson"`` the one that it was set with, so a day that a member has begun
keeps its reading, whatever becomes of the plan and of the texts. Days begun before there were such events have the plan's.
"""

import datetime as dt
import math
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from companion.errors import Conflict
from companion.people.members import Branch
from companion.plan.calendar import Calendar, days
from companion.plan.lessons import Lesson, Portion, lesson_of, portions, portions_for, readable, weight
from companion.plan.parts import Heading, parts_of, under
from companion.plan.plans import Plan, Stretch, Unit, UnitKind, calendar_with
from companion.plan.proposal import Piece, is_long, middle_of
from companion.records.events import Event, EventKind, Ledger
from companion.records.plans import Plans, kept_plans
from companion.search.evidence import PassageIndex
from companion.texts.documents import Entry, Passage, Status, digest

SAMPLE = 40
"""Passages of a text that are enough to tell what it is about."""


@dataclass(frozen=True)
class Course:
    """A unit's days that count, and the portions of its texts. Portion n is read on day n.

    More portions than days: the last ones are not read. Fewer: from then on they are read again, from the first.
    """

    unit: Unit
    days: tuple[dt.date, ...]
    portions: tuple[Portion, ...]

    @property
    def left_out(self) -> tuple[Portion, ...]:
        return self.portions[len(self.days) :]

    @property
    def again(self) -> tuple[dt.date, ...]:
        """The days on which something is read once more."""
        return self.days[len(self.portions) :] if self.portions else ()

    def lesson(self, day: dt.date) -> Lesson:
        """Of a day that counts the next portion, of any other the last one before it."""
        number = max(sum(one <= day for one in self.days) - 1, 0)
        if not self.portions:
            return Lesson(day, self.unit.name, ())
        texts = frozenset(passage.document for portion in self.portions for passage in portion)
        again = number >= len(self.portions)
        situational = self.unit.kind is UnitKind.SITUATIONAL
        return Lesson(day, self.unit.name, self.portions[number % len(self.portions)], texts, again, situational)


@dataclass(frozen=True)
class Outlook:
    """A plan, the days of it that count, how its units that are read turn out, and the titles of the texts that are there."""

    plan: Plan
    days: tuple[dt.date, ...]
    courses: tuple[Course, ...]
    titles: Mapping[str, str]

    @property
    def idle(self) -> tuple[dt.date, ...]:
        """The days that count and belong to no unit that is read."""
        taken = {day for course in self.courses for day in course.days}
        return tuple(day for day in self.days if day not in taken)


class Readings:
    """Safe to share between threads."""

    def __init__(self, ledger: Ledger, index: PassageIndex) -> None:
        self._ledger = ledger
        self._index = index
        self._kept = kept_plans(ledger)
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._entries: tuple[Entry, ...] = ()
        self._cuts: dict[Any, tuple[Portion, ...]] = {}

    def plans(self, branch: str) -> tuple[Plans, int]:
        """The branch's plans as of now, and the id of the last change of them."""
        return self._kept.of(branch)

    def calendar(self, branch: Branch) -> Calendar:
        """Which days count in the branch."""
        return self._kept.of(branch.id)[0].calendar(branch)

    def lesson(self, member: str, branch: Branch, day: dt.date) -> Lesson:
        """What the member was set to read on ``day``; where they have not begun it, what the branch's plan has for it."""
        begun = self._ledger.events(member=member, kinds={EventKind.QUIZ_SET}, first=day, last=day)
        id = begun[0].payload.get("lesson") if begun else None
        if id is not None:
            kept = self._ledger.events(branch=begun[0].branch, kinds={EventKind.LESSON_SET}, first=day, last=day)
            return next(_lesson_of(event) for event in kept if event.id == id)
        return self.planned(branch, day)

    def planned(self, branch: Branch, day: dt.date) -> Lesson:
        """By the plan in force on ``day``: the next portion of its unit's texts, nothing between units.

        Without a plan, or with one that has no units to read: the texts in the order of the catalog, round after round.
        """
        calendar, plan = self.calendar(branch), self._kept.of(branch.id)[0].on(day)
        if plan is None or not any(unit.reads for unit in plan.units):
            number = len(days(calendar, branch.starts, day)) - 1
            return lesson_of(day, max(number, 0), self._round(), self._entries)
        unit = plan.unit_on(day)
        return Lesson(day, "", ()) if unit is None else self.course(calendar, unit).lesson(day)

    def goals(self, branch: Branch, day: dt.date, unit: str) -> tuple[str, ...]:
        """The goals, in words, that the unit of this name serves on ``day`` by the plan."""
        plan = self._kept.of(branch.id)[0].on(day)
        found = plan.unit_on(day) if plan else None
        return tuple(goal.text for goal in plan.goals_of(found)) if plan and found and found.name == unit else ()

    def units(self, branch: Branch, last: dt.date) -> tuple[tuple[dt.date, str], ...]:
        """The days until ``last`` that count, each with the name of the unit that the plan reads on it; without those of none."""
        plans, calendar = self._kept.of(branch.id)[0], self.calendar(branch)
        found, cut = [], self._round()
        for number, day in enumerate(days(calendar, branch.starts, last)):
            plan = plans.on(day)
            if plan is None or not any(unit.reads for unit in plan.units):
                name = lesson_of(day, number, cut, self._entries).unit
            else:
                unit = plan.unit_on(day)
                name = unit.name if unit else ""
            if name:
                found.append((day, name))
        return tuple(found)

    def course(self, calendar: Calendar, unit: Unit) -> Course:
        """The unit as it will be read. A unit that names no texts has those of its name in the catalog."""
        counted = days(calendar, unit.first, unit.last)
        texts = self.texts(unit)
        with self._lock:
            self._renew()
            key = (texts, len(counted))
            if key not in self._cuts:
                self._cuts[key] = portions_for(len(counted), map(self._passages, texts))
            return Course(unit, counted, self._cuts[key])

    def outlook(self, branch: Branch, plan: Plan) -> "Outlook":
        """How ``plan`` turns out, in the branch's calendar as it will be with it; it may be one that is not kept yet."""
        others = [one for one in self._kept.of(branch.id)[0].in_order() if one.id != plan.id]
        calendar = calendar_with(branch, [*others, plan])
        courses = tuple(self.course(calendar, unit) for unit in plan.units if unit.reads)
        titles = {entry.path: entry.title for entry in self._index.entries()}
        named = {text.document for unit in plan.units for text in self.texts(unit)}
        return Outlook(plan, days(calendar, plan.first, plan.last), courses, {path: titles[path] for path in named & titles.keys()})

    def texts(self, unit: Unit) -> tuple[Stretch, ...]:
        """What the unit is read from."""
        if unit.texts:
            return unit.texts
        entries = self._index.entries()
        return tuple(Stretch(one.path) for one in entries if one.unit == unit.name and one.status is Status.IN_FORCE)

    def shelf(self) -> tuple[tuple[Entry, tuple[Heading, ...]], ...]:
        """The texts in force with the headings of their parts."""
        in_force = [entry for entry in self._index.entries() if entry.status is Status.IN_FORCE]
        return tuple((entry, parts_of(self._index.passages(entry.path))) for entry in in_force)

    def pieces(self, days: int, count: int, without: Collection[str] = ()) -> tuple[Piece, ...]:
        """The texts in force as a proposal of ``count`` units over so many days takes them, but for the documents ``without``.

        Raises NotFound where a text is changed meanwhile.
        """
        found = []
        for entry, parts in self.shelf():
            if entry.path in without:
                continue
            passages = self._index.passages(entry.path)
            long = parts and is_long(sum(map(weight, readable(passages))), days, count)
            for heading in parts if long else ((),):
                part = readable(under(passages, heading))
                if part:
                    sample = part[:: math.ceil(len(part) / SAMPLE)]
                    vector = middle_of(self._index.vectors(sample))
                    found.append(Piece(Stretch(entry.path, heading), entry.title, entry.unit, part, sum(map(weight, part)), vector))
        return tuple(found)

    def set(self, branch: str, lesson: Lesson, now: dt.datetime) -> int:
        """Keeps a lesson that somebody of the branch begins, once; the id of its event."""
        payload = {"unit": lesson.unit, "again": lesson.again, "passages": [_passage_to_json(one) for one in lesson.passages]}
        key = f"lesson/{branch}/{lesson.day}/{digest(lesson.unit, str(lesson.again), *(one.id for one in lesson.passages))}"
        event = Event(EventKind.LESSON_SET, branch, "", lesson.day, now, payload, key)
        try:
            return self._ledger.append(event).id
        except Conflict:  # somebody was first
            known = self._ledger.events(branch=branch, kinds={EventKind.LESSON_SET}, first=lesson.day, last=lesson.day)
            return next(event.id for event in known if event.key == key)

    # parts ------------------------------------------------------------------------------------------------------
    def _renew(self) -> None:
        """Forgets what was cut from texts that have changed."""
        if self._generation != self._index.generation:
            self._generation, self._entries, self._cuts = self._index.generation, self._index.entries(), {}

    def _round(self) -> tuple[Portion, ...]:
        with self._lock:
            self._renew()
            if None not in self._cuts:  # cutting a large corpus takes a while
                self._cuts[None] = portions(self._entries, self._index.passages())
            return self._cuts[None]

    def _passages(self, text: Stretch) -> tuple[Passage, ...]:
        """Nothing where the text is gone, or has no such heading any more."""
        return under(self._index.passages(text.document), text.heading)


def _passage_to_json(passage: Passage) -> dict[str, Any]:
    return {
        "document": passage.document,
        "title": passage.title,
        "heading": list(passage.heading),
        "pages": [passage.first_page, passage.last_page],
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "language": passage.language,
    }


def _passage_of(kept: Mapping[str, Any]) -> Passage:
    first, last = kept["pages"]
    place = (kept["document"], kept["title"], tuple(kept["heading"]), first, last, kept["start"], kept["end"])
    return Passage(*place, kept["text"], kept["language"])


def _lesson_of(event: Event) -> Lesson:
    passages = tuple(map(_passage_of, event.payload["passages"]))
    return Lesson(event.day, event.payload["unit"], passages, again=event.payload["again"])
