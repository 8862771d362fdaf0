"""The daily lesson: a member's reading, quiz, prompt and reflection of one day.

Who is asking has been settled before; see companion.study.
"""

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence, Set
from typing import Any

from companion.drawing import Drawing
from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.itembank import ItemBank
from companion.people.directory import Directory
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import Calendar, day_of, days
from companion.plan.lessons import Lesson
from companion.quizzes.items import Attempt, Quiz
from companion.quizzes.marking import check_reply, mark_quiz
from companion.readings import Readings
from companion.records.acts import (
    Sitting,
    attempt_payload,
    latest_reflections,
    quiz_payload,
    reflection_of,
    reflection_payload,
    sitting_of,
)
from companion.records.belonging import Rolls
from companion.records.completion import Completion, Table, fold_table
from companion.records.events import Event, EventKind, Ledger
from companion.records.leave import kept_leaves
from companion.records.pace import Pace, least_seconds, weight
from companion.records.terms import kept_terms, window_of
from companion.reflections.drafts import Drafts
from companion.reflections.prompts import prompt_for
from companion.reflections.reflections import Prompt, Reflection, Visibility
from companion.search.evidence import PassageIndex
from companion.settings import Settings
from companion.texts.documents import Citation, digest
from companion.views import Coming, Day

NEW_PROMPT_DAYS = 30
"""A thinking question that was replied to does not come again within so many days."""

COMING = dt.timedelta(days=60)
"""How far ahead the next lesson is looked for: over any holiday of a school."""


class DailyLesson:
    """Safe to share between threads: what must happen once is settled by the ledger's unique keys."""

    def __init__(
        self, settings: Settings, directory: Directory, ledger: Ledger, bank: ItemBank, index: PassageIndex, drafts: Drafts, clock: Clock
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._ledger = ledger
        self._drawing = Drawing(ledger, bank, index, clock, settings.quiz_size)
        self._drafts = drafts
        self._clock = clock
        self._leaves = kept_leaves(ledger)
        self._rolls = Rolls(directory, ledger)
        self._terms = kept_terms(ledger)
        self.readings = Readings(ledger, index)

    def today(self, member: Member) -> dt.date:
        """Today in the member's branch."""
        return day_of(self._clock(), self._branch(member))

    def day(self, member: Member, day: dt.date | None = None) -> Day:
        """The member's lesson of a day (default today). The first call of a day sets its quiz for good."""
        today = self.today(member)
        day = today if day is None else day
        if day > today and self._sitting(member, day).quiz is None:  # once set, a clock put back takes nothing away
            raise UsageError("这一天还没有到。", "That day has not come yet.")
        lesson = self.lesson(member, day)
        sitting = self._sitting(member, day)
        if sitting.quiz is None:
            sitting = self._set(member, day, lesson)
        row = self.table(member, day, day).rows[0]
        reflection = self._reflections(member, day, day).get((member.username, day))
        return Day(
            day=day,
            unit=lesson.unit,
            goals=self.readings.goals(self._branch(member), day, lesson.unit),
            again=lesson.again,
            reading=tuple(passage.cite() for passage in lesson.passages),
            questions=tuple(item.question for item in sitting.quiz.items) if sitting.quiz else (),
            attempt=sitting.attempt,
            prompt=reflection.prompt if reflection else self._prompt(member, day, lesson),
            reflection=reflection,
            completion=row.cells[0] if row.cells else None,
            replies=sitting.saved,
            pace=sitting.pace,
            draft=self._drafts.get(member.username, day),
            coming=self._coming(member, day) if day == today else None,
            streak=self._streak(member, today) if day == today and sitting.attempt else 0,
        )

    def lesson(self, member: Member, day: dt.date) -> Lesson:
        """What is read on ``day``: as it was set when the member began it, before that what the plan has for it."""
        return self.readings.lesson(member.username, self._branch(member), day)

    def fitted(self, member: Member) -> Member:
        """The member with the post they say they have, by which lessons fit them."""
        return self._drawing.fitted(member)

    def submit_quiz(self, member: Member, day: dt.date, replies: Mapping[str, Sequence[str]]) -> Attempt:
        """Marks the day's quiz, once; items left out of ``replies`` count as they were last saved.

        Raises Conflict if it was handed in already. The attempt belongs to the branch in which the quiz was set.
        """
        quiz, sitting = self._sat(member, day)
        attempt = mark_quiz(quiz, {**sitting.saved, **replies})
        key = f"quiz/{member.username}/{day}"
        payload = attempt_payload(attempt, self._pace(member, day, sitting)) | {"on": self.today(member).isoformat()}
        self._record(member, EventKind.QUIZ_SUBMITTED, day, payload, key=key, branch=sitting.branch)
        return attempt

    def note_source(self, member: Member, day: dt.date, citation: Citation) -> None:
        """That a source of the day's reading was opened, once a source and day; any other citation is passed over."""
        sources = {_place(passage.cite()) for passage in self.lesson(member, day).passages}
        if day > self.today(member) or _place(citation) not in sources:
            return
        document, heading, page = _place(citation)
        key = f"source/{member.username}/{day}/{digest(document, heading, str(page))}"
        payload = {"document": document, "heading": heading, "first_page": page}
        with contextlib.suppress(Conflict):  # it was opened before
            self._record(member, EventKind.SOURCE_OPENED, day, payload, key=key)

    def save_reply(self, member: Member, day: dt.date, item: str, reply: Sequence[str]) -> None:
        """Keeps a reply to the day's quiz until it is handed in; of several the last one stands.

        Raises Conflict once the quiz is handed in, UsageError for a reply that could not be marked.
        """
        quiz, sitting = self._sat(member, day)
        if sitting.attempt is not None:
            raise Conflict("这份题已经交过，不能再改。", "This quiz was handed in and cannot be changed any more.")
        asked = next((one for one in quiz.items if one.id == item), None)
        if asked is None:
            raise UsageError("这份题里没有这一题，请刷新页面。", "This quiz has no such item; reload the page.")
        check_reply(asked, reply)
        if sitting.saved.get(item, ()) != tuple(reply):
            payload = {"item": item, "reply": list(reply)}
            self._record(member, EventKind.REPLY_SAVED, day, payload, branch=sitting.branch)

    def write_reflection(self, member: Member, day: dt.date, text: str, visibility: Visibility) -> Reflection:
        """Saves what was written to the day's prompt; the last save of a day stands. Raises UsageError."""
        text = text.strip()
        if not text:
            raise UsageError("还没有写内容。", "Nothing is written yet.")
        self._draft_fits(text)
        prompt = self.day(member, day).prompt
        if prompt is None:
            raise NotFound("这一天没有思考题。", "There is no thinking question for that day.")
        payload = reflection_payload(prompt, text, visibility)
        written = reflection_of(self._record(member, EventKind.REFLECTION_WRITTEN, day, payload))
        self._drafts.put(member.username, day, "")
        return written

    def save_draft(self, member: Member, day: dt.date, text: str) -> None:
        """Keeps what is being typed to the day's prompt for the member alone, until it is saved. Raises UsageError."""
        begun = day <= self.today(member) or self._sitting(member, day).quiz is not None  # as in day(): a clock put back
        if day < member.joined or not begun:
            raise UsageError("这一天没有可写的心得。", "There is no reflection to write for that day.")
        self._draft_fits(text)
        self._drafts.put(member.username, day, text if text.strip() else "")

    def reflections(self, member: Member) -> tuple[Reflection, ...]:
        """The member's own, one a day, newest first."""
        found = self._reflections(member, None, None)
        return tuple(sorted(found.values(), key=lambda reflection: reflection.day, reverse=True))

    def table(self, member: Member, first: dt.date, last: dt.date) -> Table:
        """The member's own row, whatever branch they were in: each day counts as it does in the branch to which they belonged on it."""
        submitted = self._ledger.events(
            member=member.username, kinds={EventKind.QUIZ_SUBMITTED}, first=first, last=last
        )
        excused = self._leaves.of()[0].excused()
        calendar = self._rolls.calendar(member, self._calendar)
        return fold_table((member,), calendar, submitted, first, last, self._clock(), excused)

    @property
    def make_up_days(self) -> int:
        """Of a branch that has not set its own."""
        return self._settings.make_up_days

    def window(self, member: Member) -> int:
        """The days within which a missed day can be made up in the member's branch."""
        return window_of(self._terms.of(member.branch)[0], self.make_up_days)

    def open_days(self, member: Member) -> tuple[dt.date, ...]:
        """Missed days that can still be made up, and others that were opened for it and are not done, oldest first."""
        today, opened = self.today(member), self._opened(member)
        within = today - dt.timedelta(days=self.window(member))
        table = self.table(member, min([within, *opened]), today)
        cells = zip(table.days, table.rows[0].cells, strict=True)
        return tuple(
            day
            for day, cell in cells
            if (cell is Completion.MISSED and (day >= within or day in opened))
            or (cell is Completion.EXCUSED and day in opened)
        )

    # parts ------------------------------------------------------------------------------------------------------
    def _draft_fits(self, text: str) -> None:
        most = self._settings.reflection_length
        if len(text) > most:
            raise UsageError(
                f"心得有 {len(text)} 个字，最多 {most} 个；请缩短后再存。",
                f"This has {len(text)} characters; the most is {most}. Please shorten it.",
            )

    def _streak(self, member: Member, today: dt.date) -> int:
        """The days on time in a row until today; days that do not count, and excused ones, do not break it."""
        return self.table(member, min(member.joined, today), today).rows[0].streak

    def _coming(self, member: Member, day: dt.date) -> Coming | None:
        """The next lesson after ``day``; None where none is near."""
        following = days(self._calendar(self._branch(member)), day + dt.timedelta(days=1), day + COMING)
        passages = self.lesson(member, following[0]).passages if following else ()
        return Coming(following[0], passages[0].title, passages[0].cite().heading) if passages else None

    def _branch(self, member: Member) -> Branch:
        return self._directory.branch(member.branch)

    def _calendar(self, branch: Branch) -> Calendar:
        return self.readings.calendar(branch)

    def _opened(self, member: Member) -> Set[dt.date]:
        """The days that a secretary has opened for make-up, done or not."""
        return self._leaves.of()[0].open().get(member.username, frozenset())

    def _may_hand_in(self, member: Member, day: dt.date, today: dt.date) -> bool:
        """Within the make-up window or opened beyond it; and always on the morning after, for a quiz begun before midnight."""
        within = today - day <= dt.timedelta(days=max(self.window(member), 1))
        return within or day in self._opened(member)

    def _sat(self, member: Member, day: dt.date) -> tuple[Quiz, Sitting]:
        """The quiz that was set for the day, which can still be handed in. Raises NotFound, NotAllowed."""
        sitting = self._sitting(member, day)
        if sitting.quiz is None:
            raise NotFound(
                "这一天没有设题，请先打开这一天的日课。", "No quiz was set for that day; open its lesson first."
            )
        if not self._may_hand_in(member, day, self.today(member)):
            raise NotAllowed(
                f"{day.isoformat()} 的日课已过补做期限（{self.window(member)} 天）。",
                f"The lesson of {day.isoformat()} can no longer be made up ({self.window(member)} days).",
            )
        return sitting.quiz, sitting

    def _sitting(self, member: Member, day: dt.date) -> Sitting:
        kinds = {EventKind.QUIZ_SET, EventKind.REPLY_SAVED, EventKind.QUIZ_SUBMITTED}
        return sitting_of(self._ledger.events(member=member.username, kinds=kinds, first=day, last=day))

    def _set(self, member: Member, day: dt.date, lesson: Lesson) -> Sitting:
        """Sets the day's quiz, unless it can no longer be handed in or there is nothing to set."""
        today = self.today(member)
        if not self._may_hand_in(member, day, today) or day < member.joined:
            return Sitting()
        branch = self._branch(member)
        quiz = self._drawing.quiz(member, branch, day, lesson)
        if not quiz.items:
            return Sitting()
        try:
            payload = quiz_payload(quiz) | {"lesson": self.readings.set(branch.id, lesson, self._clock())}
            self._record(member, EventKind.QUIZ_SET, day, payload, key=f"quiz_set/{member.username}/{day}")
        except Conflict:  # another tab was first; its quiz stands
            return self._sitting(member, day)
        return Sitting(quiz, member.branch)

    def _pace(self, member: Member, day: dt.date, sitting: Sitting) -> Pace | None:
        """How long the lesson took until now; None where it cannot be told, because the clock was put back meanwhile."""
        passed = self._clock() - sitting.opened if sitting.opened else dt.timedelta(-1)
        if passed < dt.timedelta() or sitting.quiz is None:
            return None
        characters = sum(weight(passage.text, passage.language) for passage in self.lesson(member, day).passages)
        return Pace(int(passed.total_seconds()), least_seconds(characters, len(sitting.quiz.items)))

    def _prompt(self, member: Member, day: dt.date, lesson: Lesson) -> Prompt | None:
        if not lesson.passages:
            return None
        lately = self._reflections(member, day - dt.timedelta(days=NEW_PROMPT_DAYS), day - dt.timedelta(days=1))
        recent = {reflection.prompt.id for reflection in lately.values()}
        seed = int(digest("prompt", member.username), 16)
        branch = self._branch(member)
        turn = len(days(self._calendar(branch), branch.starts, day))  # so that a weekend leaves out no stage
        post, interests = self.fitted(member).post, self._drawing.interests(member)
        return prompt_for(lesson.passages, post, day=day, seed=seed, recent=recent, turn=turn, interests=interests)

    def _reflections(
        self, member: Member, first: dt.date | None, last: dt.date | None
    ) -> dict[tuple[str, dt.date], Reflection]:
        return latest_reflections(
            self._ledger.events(member=member.username, kinds={EventKind.REFLECTION_WRITTEN}, first=first, last=last)
        )

    def _record(
        self, member: Member, kind: EventKind, day: dt.date, payload: Mapping[str, Any], *, key: str = "", branch: str = ""
    ) -> Event:
        return self._ledger.append(
            Event(kind, branch or member.branch, member.username, day, self._clock(), payload, key)
        )


def _place(citation: Citation) -> tuple[str, str, int]:
    """Where a citation stands, whatever it quotes."""
    return citation.document, citation.heading, citation.first_page
