"""Drawing: which items a member is set on a day, out of what the bank has, the plan wants and the member needs."""

import datetime as dt
import zoneinfo
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from companion.errors import Conflict
from companion.itembank import ItemBank
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of, midnight
from companion.plan.lessons import Lesson
from companion.quizzes.items import Item, Quiz
from companion.quizzes.marking import RECORDED
from companion.quizzes.schedule import Review, due_items, mistakes
from companion.quizzes.selection import Brief, arranged, set_quiz
from companion.records.acts import quiz_of, quiz_payload
from companion.records.events import Event, EventKind, Ledger
from companion.records.needs import fitted, kept_needs
from companion.records.practice import reviews_of
from companion.search.evidence import PassageIndex

NOT_AGAIN_DAYS = 14
"""An item that was set does not come again within so many days unless it is due, as long as there are others."""


class Drawing:
    """Safe to share between threads: the quiz of a whole branch is settled by the ledger's unique keys."""

    def __init__(self, ledger: Ledger, bank: ItemBank, index: PassageIndex, clock: Clock, size: int) -> None:
        self._ledger = ledger
        self._bank = bank
        self._index = index
        self._clock = clock
        self._size = size
        self._needs = kept_needs(ledger)

    def fitted(self, member: Member) -> Member:
        """See records.needs.fitted."""
        return fitted(member, self._needs.of()[0])

    def interests(self, member: Member) -> tuple[str, ...]:
        """The member's own words."""
        needs = self._needs.of()[0].get(member.username)
        return needs.words if needs else ()

    def quiz(self, member: Member, branch: Branch, day: dt.date, lesson: Lesson) -> Quiz:
        """The member's quiz of the day; empty where there is nothing to set."""
        today = day_of(self._clock(), branch)
        settable = self._bank.settable(branch.id, midnight(today, branch))
        items = [item for item in settable if item.kind in RECORDED]
        if self._bank.choices(branch.id).same_for_all:
            return arranged(replace(self._shared(branch, day, lesson, items), member=member.username))
        brief = self._brief(self.fitted(member), branch, day, lesson, items)
        return set_quiz(member.username, day, items, size=self._size, brief=brief)

    # parts ------------------------------------------------------------------------------------------------------
    def _about(self, member: Member, items: Sequence[Item]) -> set[str]:
        """The items that touch what the member is interested in."""
        needs = self._needs.of()[0].get(member.username)
        if needs is None or not (needs.themes or needs.words):
            return set()
        themes = {entry.path: entry.unit or entry.title for entry in self._index.entries()}
        return {
            item.id for item in items if needs.touches(themes.get(item.citation.document, ""), item.stem + item.citation.quote)
        }

    def _brief(self, member: Member, branch: Branch, day: dt.date, lesson: Lesson, items: Sequence[Item]) -> Brief:
        """What the day's quiz of one member is drawn for."""
        kinds = {EventKind.QUIZ_SUBMITTED, EventKind.DRILL_SUBMITTED}
        reviews = reviews_of(self._ledger.events(member=member.username, kinds=kinds), branch)
        over = dt.datetime.combine(day, dt.time.max, zoneinfo.ZoneInfo(branch.timezone))
        return Brief(
            near=_near(lesson, items, self._about(member, items)),
            due=weakest_first(reviews, over),
            seen={review.item for review in reviews},
            recent=self._lately_set(branch.id, member.username, day),
            post=member.post,
            facility=self._facility(branch, items),
        )

    def _facility(self, branch: Branch, items: Sequence[Item]) -> Mapping[str, float]:
        """As of last midnight, so that it is the same all day."""
        return self._bank.facilities(items, midnight(day_of(self._clock(), branch), branch))

    def _shared(self, branch: Branch, day: dt.date, lesson: Lesson, items: Sequence[Item]) -> Quiz:
        """The quiz of a branch whose members all get the same items: set by the first of them who asks, for nobody by name.

        Items that may not be set any more by the time another member asks are left out.
        """
        settable = {item.id: item for item in items}
        known = self._ledger.events(branch=branch.id, member="", kinds={EventKind.QUIZ_SET}, first=day, last=day)
        if not known:
            brief = Brief(
                near=_near(lesson, items),
                recent=self._lately_set(branch.id, "", day),
                facility=self._facility(branch, items),
            )
            quiz = set_quiz(f"branch/{branch.id}", day, items, size=self._size, brief=brief)
            event = Event(
                EventKind.QUIZ_SET, branch.id, "", day, self._clock(), quiz_payload(quiz), f"quiz_set//{branch.id}/{day}"
            )
            try:
                known = (self._ledger.append(event),)
            except Conflict:  # another member was first
                known = self._ledger.events(branch=branch.id, member="", kinds={EventKind.QUIZ_SET}, first=day, last=day)
        quiz = quiz_of(known[0])
        return replace(quiz, items=tuple(settable[item.id] for item in quiz.items if item.id in settable))

    def _lately_set(self, branch: str, member: str, day: dt.date) -> tuple[str, ...]:
        """The ids of the items set within NOT_AGAIN_DAYS, oldest first; a day made up looks at what came after it, too."""
        within = dt.timedelta(days=NOT_AGAIN_DAYS)
        kinds = {EventKind.QUIZ_SET}
        if member:
            events = self._ledger.events(member=member, kinds=kinds, first=day - within, last=day + within)
        else:
            events = self._ledger.events(branch=branch, member="", kinds=kinds, first=day - within, last=day + within)
        return tuple(item["id"] for event in events for item in event.payload["items"])


def _near(lesson: Lesson, items: Sequence[Item], about: Collection[str] = ()) -> dict[str, int]:
    """How far the items of today's unit are from today's reading: on it, on the rest of its text, on another text.

    Of those equally far the ones in ``about`` are nearer; what is left of them in the bank comes after the unit.
    In a situational lesson the unit's items that are set in a post's daily work are nearest of all.
    """
    reading: dict[str, list[str]] = {}
    for passage in lesson.passages:
        reading.setdefault(passage.document, []).append(passage.text)
    near = {}
    for item in items:
        document, distance = item.citation.document, 3
        if document in reading:
            distance = 0 if any(item.citation.quote in text for text in reading[document]) else 1
        elif document in lesson.texts:
            distance = 2
        if distance < 3 or item.id in about:
            if lesson.situational and item.post and distance < 3:
                distance = -1
            near[item.id] = 2 * distance + (item.id not in about)
    return near


def weakest_first(reviews: Sequence[Review], over: dt.datetime) -> tuple[str, ...]:
    """What is due at ``over``, that which the member got wrong first; of either, what is likeliest to be forgotten."""
    wrong = {mistake.item for mistake in mistakes(reviews)}
    return tuple(sorted(due_items(reviews, over), key=lambda item: item not in wrong))
