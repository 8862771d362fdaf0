"""Events and the Ledger: everything that was completed, append-only."""

import datetime as dt
import enum
from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from companion.records.snapshots import Snapshots


class EventKind(enum.StrEnum):
    QUIZ_SET = "quiz_set"  # {"items": [Item…]}: the day's five, as this member sees them; without a member: a branch's, set to all of it
    LESSON_SET = "lesson_set"  # what is read on a day, of the branch; QUIZ_SET names it in "lesson": see companion.readings
    QUIZ_SUBMITTED = "quiz_submitted"  # {"responses": [{"item": id, "reply": […], "correct": bool, "mark": 0…1}…], "pace"?: see records.pace, "on": the date on the branch's wall}
    SOURCE_OPENED = "source_opened"  # from the day's page, once a source and day; see records.pace
    DRILL_SET = "drill_set"  # {"topic", "items": [Item…], "mode": see views.Mode}: practice outside the daily record; no mode: asked for in the chat
    DRILL_SUBMITTED = "drill_submitted"  # {"drill": event id, "responses": […]}: all of them, or one at a time
    REPLY_SAVED = "reply_saved"  # {"item": id, "reply": […]}: kept while the day's quiz is being answered; the last one counts
    CHOICES_CHANGED = "choices_changed"  # {"choices": {name: value}, "before": {name: value}}: see records.choices
    ITEMS_ADDED = "items_added"  # the branch's own items, edited or imported; this and the next: see records.decisions
    ITEMS_JUDGED = "items_judged"
    KEY_CORRECTED = "key_corrected"  # attempts are marked anew with it; see records.corrections
    ITEM_READ = "item_read"  # by a language model; see records.readbacks
    ITEM_FLAGGED = "item_flagged"  # a member's appeal; this and the next: see records.flags
    FLAG_SETTLED = "flag_settled"
    TEXTS_CHANGED = "texts_changed"  # who added, edited, removed what; this and the next: see records.texttrail
    TEXTS_FOUND = "texts_found"
    MEMBER_CHANGED = "member_changed"  # an account added, edited, moved, reset, by whoever looks after it; see records.membership
    MEMBER_ERASED = "member_erased"  # {"member": pseudonym}: what was known of a person is gone; see records.erasure
    ANSWER_RATED = "answer_rated"  # see records.ratings; its member is empty, and its time is the day's midnight
    DAYS_EXCUSED = "days_excused"  # by a secretary; this and the next two: see records.leave
    MAKE_UP_ALLOWED = "make_up_allowed"
    LEAVE_WITHDRAWN = "leave_withdrawn"
    PROJECT_HANDED_IN = "project_handed_in"  # by one of the group; see records.projects
    PLAN_CHANGED = "plan_changed"  # by a secretary; see records.plans
    ESCALATION_RULES_CHANGED = "escalation_rules_changed"  # by a secretary; this and the next: see records.escalation
    ESCALATION_NOTED = "escalation_noted"
    ASKED_IN_VAIN = "asked_in_vain"  # see records.vain; its member is empty, and its day the first of the month
    HANDED_READ = "handed_read"  # by a secretary; this and the next two: see records.feedback
    FEEDBACK_GIVEN = "feedback_given"
    FEEDBACK_WITHDRAWN = "feedback_withdrawn"
    REMINDERS_SET = "reminders_set"  # by a secretary; this and the next three: see records.reminding
    REMINDER_BEGUN = "reminder_begun"
    REMINDER_TRIED = "reminder_tried"
    REMINDER_ENDED = "reminder_ended"
    SURVEY_ANSWERED = "survey_answered"  # a member's post and interests; see records.needs
    REFLECTION_WRITTEN = "reflection_written"  # {"prompt": Prompt, "text", "visibility": see Visibility}
    PRACTICE_LOGGED = "practice_logged"  # a member's own, on the day it was done; this and the next two: see records.deeds
    PRACTICE_CHANGED = "practice_changed"
    PRACTICE_WITHDRAWN = "practice_withdrawn"
    SHARE_MARKED = "share_marked"  # encouragement; this and the next three: see records.shares
    SHARE_COMMENTED = "share_commented"
    COMMENT_WITHDRAWN = "comment_withdrawn"
    COMMENT_HIDDEN = "comment_hidden"
    RULES_CHANGED = "rules_changed"  # of a branch's assessment; see records.terms
    SEMESTER_CLOSED = "semester_closed"  # this and the next: see records.closing
    SEMESTER_CORRECTED = "semester_corrected"


@dataclass(frozen=True, slots=True)
class Event:
    """One completed act. ``at`` is UTC; ``day`` is the lesson day it belongs to, in the branch's own time zone.

    ``payload`` is what JSON can hold, by name; a ledger may decode it only once it is looked into.

    ``key``, where not empty, is unique in the ledger: a second event with the same key is refused.
    ``id`` is given by the ledger and grows with time; 0 before it is appended.
    """

    kind: EventKind
    branch: str
    member: str
    day: dt.date
    at: dt.datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    id: int = 0


class Ledger(Protocol):
    @property
    def snapshots(self) -> Snapshots:
        """What folds of it have put down."""
        ...

    def append(self, event: Event) -> Event:
        """Store and return it with its id. Raises Conflict if its key is taken, StorageError if it cannot be kept."""
        ...

    def events(
        self,
        *,
        branch: str | None = None,
        member: str | Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        first: dt.date | None = None,
        last: dt.date | None = None,
        after: int = 0,
    ) -> tuple[Event, ...]:
        """Events in the order of their ids; each condition narrows.

        ``member`` is a username or several of them, ``first`` and ``last`` are lesson days, inclusive, and ``after`` an id:
        what has been added since that event.
        """
        ...

    def stream(
        self, *, kinds: Collection[EventKind], branch: str | None = None, after: int = 0
    ) -> Generator[Event, None, None]:
        """As ``events``, one after another, for more of them than one wants to hold at once. To be read to its end, or closed."""
        ...
