"""Drills: practice outside the daily record: what was wrong, what is due, a theme, a challenge, a topic asked for in the chat.

Who is asking has been settled before; see companion.study.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from companion.errors import Conflict, NotFound, UsageError
from companion.itembank import ItemBank
from companion.people.directory import Directory
from companion.people.members import Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of, midnight
from companion.quizzes.items import Attempt, Item, Kind, Quiz, Response
from companion.quizzes.marking import mark, mark_quiz
from companion.quizzes.schedule import due_items, mistakes
from companion.quizzes.selection import Brief, arranged, difficulty, one_a_sentence, set_quiz
from companion.quizzes.topic import make_topic_items
from companion.records.acts import attempt_payload, quiz_of, quiz_payload, response_payload
from companion.records.events import Event, EventKind, Ledger
from companion.records.leave import kept_leaves
from companion.records.needs import fitted, kept_needs
from companion.records.practice import open_items, reviews_of, run_responses
from companion.records.terms import kept_terms, window_of
from companion.search.evidence import PassageIndex
from companion.texts.documents import Passage
from companion.views import Drill, Mode, Revision, Run, Theme, Wrong

SIZE = 10
"""Items in a drill on mistakes, on what is due or on a theme."""

CHALLENGE_SIZE = 30
MOST_WRONG = 3
"""A challenge ends with so many items that got no mark at all."""


class Drills:
    """Safe to share between threads: what must happen once is settled by the ledger's unique keys.

    Whatever is set here leaves out the items of a day's quiz that is not handed in yet, for marking shows the key.
    """

    def __init__(
        self, directory: Directory, ledger: Ledger, bank: ItemBank, index: PassageIndex, clock: Clock, make_up_days: int
    ) -> None:
        self._directory = directory
        self._ledger = ledger
        self._bank = bank
        self._index = index
        self._clock = clock
        self._leaves = kept_leaves(ledger)
        self._needs = kept_needs(ledger)
        self._terms = kept_terms(ledger)
        self._make_up_days = make_up_days

    # the place of practice --------------------------------------------------------------------------------------
    def revision(self, member: Member) -> Revision:
        """What there is to practise."""
        known = self._known(member)
        events = self._ledger.events(member=member.username, kinds={EventKind.QUIZ_SUBMITTED, EventKind.DRILL_SUBMITTED})
        reviews = reviews_of(events, self._directory.branch(member.branch))
        wrong = tuple(
            Wrong(known[one.item], one.times, one.last, one.right_days) for one in mistakes(reviews) if one.item in known
        )
        due = sum(id in known for id in due_items(reviews, self._clock()))
        return Revision(wrong, due, self._themes(known), self._unfinished(member))

    def start(self, member: Member, mode: Mode, theme: str = "") -> Run:
        """Sets a drill of this kind; ``theme`` names a unit, or a text by its path. Raises NotFound where there is nothing.

        A drill on a topic is set by ``set_topic``.
        """
        if mode is Mode.TOPIC:
            raise UsageError("关于一个话题的练习，请在“问答”里说。", "Ask for a drill on a topic in the chat.")
        known, now = self._known(member), self._clock()
        events = self._ledger.events(member=member.username, kinds={EventKind.QUIZ_SUBMITTED, EventKind.DRILL_SUBMITTED})
        reviews = reviews_of(events, self._directory.branch(member.branch))
        today = day_of(now, self._directory.branch(member.branch))
        facility = self._bank.facilities(known.values(), midnight(today, self._directory.branch(member.branch)))
        brief = Brief(seen={review.item for review in reviews}, post=fitted(member, self._needs.of()[0]).post, facility=facility)
        seed = int(now.timestamp() * 1000)  # another drill each time
        if mode is Mode.MISTAKES or mode is Mode.DUE:
            wanted = (one.item for one in mistakes(reviews)) if mode is Mode.MISTAKES else due_items(reviews, now)
            chosen = [known[id] for id in wanted if id in known][:SIZE]
            quiz = arranged(Quiz(member.username, today, tuple(chosen)), seed=seed)
        elif mode is Mode.THEME:
            inside = [known[id] for one in self._themes(known) if one.name == theme for id in one.items]
            quiz = set_quiz(member.username, today, inside, size=SIZE, seed=seed, brief=brief)
        else:
            quiz = set_quiz(member.username, today, list(known.values()), size=CHALLENGE_SIZE, seed=seed, brief=brief)
            quiz = dataclasses.replace(quiz, items=tuple(sorted(quiz.items, key=lambda item: difficulty(item, facility))))
        if mode in (Mode.CHALLENGE, Mode.THEME):
            quiz = one_a_sentence(quiz)
        if not quiz.items:
            raise NotFound("现在没有可以练的题。", "There is nothing to practise here just now.")
        event = self._record(member, EventKind.DRILL_SET, {"topic": theme, "mode": mode, **quiz_payload(quiz)})
        return self._run(event, ())

    def run(self, member: Member, drill: int) -> Run:
        """A drill as far as it has come. Raises NotFound."""
        return self._run(*self._found(member, drill))

    def answer(self, member: Member, drill: int, replies: Mapping[str, Sequence[str]], *, compared: bool = False) -> Run:
        """Marks the reply to the item that is next, once; of a drill from the chat, marked whole before, to a short answer.

        What was written to a short answer is given back with the key points first; ``compared`` says that the member has
        ticked those it covers. Raises NotFound, UsageError; Conflict where the item was replied to already.
        """
        event, given = self._found(member, drill)
        run = self._run(event, given)
        item = next((one for one in self._open(event, run, given) if one.id in replies), None)
        if item is None:
            raise Conflict("这一题已经答过了。", "This item was replied to already.")
        reply = tuple(replies[item.id])
        if item.kind is Kind.SHORT_ANSWER and not compared and any(part.strip() for part in reply):
            mark(item, reply)  # refuses what could not be marked
            return dataclasses.replace(run, written=reply[0], key_points=item.key)
        response = mark(item, reply)
        payload = {"drill": drill, "responses": [response_payload(response)]}
        added = self._record(
            member, EventKind.DRILL_SUBMITTED, payload, day=event.day, key=f"drill/{drill}/{item.id}", branch=event.branch
        )
        return self._run(event, (*given, added))

    # questions asked for in the chat ----------------------------------------------------------------------------
    def set_topic(
        self, member: Member, topic: str, count: int, kinds: Sequence[Kind], passages: Sequence[Passage]
    ) -> Drill:
        """At most ``count`` questions from ``passages``, best first. Raises NotFound where none is sound."""
        today = day_of(self._clock(), self._directory.branch(member.branch))
        held = self._held(member)
        made = make_topic_items(
            passages,
            self._bank.corpus().seeded(today.toordinal()),
            count=count + len(held),
            topic=topic,
            kinds=kinds or None,
        )
        items = [item for item in made.items if item.id not in held][:count]
        if not items:
            raise NotFound(
                f"材料里关于“{topic}”的内容出不了合适的题，请换个话题或题型。",
                f"The texts on {topic!r} give no sound question; please choose another topic or kind.",
            )
        quiz = set_quiz(member.username, today, items, size=count)
        event = self._record(member, EventKind.DRILL_SET, {"topic": topic, **quiz_payload(quiz)})
        sources = tuple(dataclasses.replace(item.citation, quote="") for item in quiz.items)
        return Drill(event.id, topic, tuple(item.question for item in quiz.items), sources)

    def mark_all(self, member: Member, drill: int, replies: Mapping[str, Sequence[str]]) -> tuple[Response, ...]:
        """Marks a drill from the chat, once. Raises NotFound, Conflict."""
        event, _ = self._found(member, drill)
        if "mode" in event.payload:  # replied to one by one
            raise NotFound("这组练习请在“复习”里做。", "This drill belongs to the place of practice.")
        attempt = mark_quiz(quiz_of(event), replies)
        # nobody has compared the short answers with their key points, so that they count for nothing later
        told = [response for response in attempt.responses if response.item.kind is not Kind.SHORT_ANSWER]
        payload = {"drill": drill, **attempt_payload(Attempt(attempt.member, attempt.day, tuple(told)))}
        self._record(member, EventKind.DRILL_SUBMITTED, payload, day=event.day, key=f"drill/{drill}", branch=event.branch)
        return attempt.responses

    # parts ------------------------------------------------------------------------------------------------------
    def _known(self, member: Member) -> dict[str, Item]:
        """What may be set to this member in practice now."""
        branch, held = self._directory.branch(member.branch), self._held(member)
        begins = midnight(day_of(self._clock(), branch), branch)
        return {item.id: item for item in self._bank.settable(branch.id, begins) if item.id not in held}

    def _held(self, member: Member) -> set[str]:
        """The items of the member's quizzes that can still be handed in and were not."""
        window = window_of(self._terms.of(member.branch)[0], self._make_up_days)
        first = day_of(self._clock(), self._directory.branch(member.branch)) - dt.timedelta(days=max(window, 1) + 1)
        kinds = {EventKind.QUIZ_SET, EventKind.QUIZ_SUBMITTED}
        opened = self._leaves.of()[0].open().get(member.username, frozenset())
        events = self._ledger.events(member=member.username, kinds=kinds, first=min([first, *opened]))
        return open_items(event for event in events if event.day >= first or event.day in opened)

    def _themes(self, known: Mapping[str, Item]) -> tuple[Theme, ...]:
        """The units, or the texts that are in none, with the items on each."""
        by_text: dict[str, list[str]] = {}
        for item in known.values():
            by_text.setdefault(item.citation.document, []).append(item.id)
        themes: dict[str, Theme] = {}
        for entry in self._index.entries():
            if entry.path in by_text:
                name = entry.unit or entry.path
                before = themes.get(name, Theme(name, entry.unit or entry.title, ()))
                themes[name] = dataclasses.replace(before, items=(*before.items, *by_text[entry.path]))
        return tuple(themes.values())

    def _unfinished(self, member: Member) -> Run | None:
        """The last drill of today, where it is one that is replied to item by item and not at its end."""
        today = day_of(self._clock(), self._directory.branch(member.branch))
        kinds = {EventKind.DRILL_SET, EventKind.DRILL_SUBMITTED}
        events = self._ledger.events(member=member.username, kinds=kinds, first=today, last=today)
        drills = [event for event in events if event.kind is EventKind.DRILL_SET and "mode" in event.payload]
        if not drills:
            return None
        run = self._run(drills[-1], _of(events, drills[-1].id))
        return run if run.now else None

    def _found(self, member: Member, drill: int) -> tuple[Event, tuple[Event, ...]]:
        """A drill of the member's own, and what was replied to it."""
        kinds = {EventKind.DRILL_SET, EventKind.DRILL_SUBMITTED}
        events = self._ledger.events(member=member.username, kinds=kinds, after=max(drill - 1, 0))
        if drill < 1 or not events or events[0].id != drill or events[0].kind is not EventKind.DRILL_SET:
            raise NotFound(
                "没有这组练习题，请重新出题。", "There is no such set of questions; please ask for a new one."
            )
        return events[0], _of(events, drill)

    @staticmethod
    def _open(event: Event, run: Run, given: Sequence[Event]) -> tuple[Item, ...]:
        """The items to which a reply can be marked now."""
        items = quiz_of(event).items
        if run.mode is not Mode.TOPIC:
            return tuple(item for item in items if run.now and item.id == run.now.id)
        done = {response.item.id for response in run.responses}
        compared = [item for item in items if item.kind is Kind.SHORT_ANSWER and item.id not in done]
        return tuple(compared) if given else ()

    def _run(self, event: Event, given: Sequence[Event]) -> Run:
        mode, items = Mode(event.payload.get("mode", Mode.TOPIC)), quiz_of(event).items
        responses = run_responses(items, given)
        done = {response.item.id for response in responses}
        left = None
        if mode is Mode.CHALLENGE:
            left = max(0, MOST_WRONG - sum(response.mark == 0 for response in responses))
        now = next((item.question for item in items if item.id not in done), None) if left != 0 else None
        return Run(event.id, mode, event.payload["topic"], len(items), responses, now, left)

    def _record(
        self,
        member: Member,
        kind: EventKind,
        payload: Mapping[str, Any],
        *,
        day: dt.date | None = None,
        key: str = "",
        branch: str = "",
    ) -> Event:
        now = self._clock()
        day = day or day_of(now, self._directory.branch(member.branch))
        return self._ledger.append(Event(kind, branch or member.branch, member.username, day, now, payload, key))


def _of(events: Sequence[Event], drill: int) -> tuple[Event, ...]:
    return tuple(event for event in events if event.payload.get("drill") == drill)
