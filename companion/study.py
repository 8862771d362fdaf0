"""Study: the one object that a screen or the command line holds.

Every method first asks whether the person named ``actor`` (a username) may do this, then does it, and returns values.
All of them raise errors from companion.errors: NotAllowed, NotFound, Conflict, UsageError, StorageError.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from companion.answers.answers import Abstention, Answer
from companion.people.members import Branch, Member
from companion.quizzes.items import Attempt, Question, Response
from companion.records.completion import Completion, Table
from companion.reflections.reflections import Prompt, Reflection, Visibility
from companion.texts.documents import Citation, Entry, Page

OPERATOR = "operator@console"
"""Who the command line acts as: the person at the machine, who may do all. No account can bear this name."""


@dataclass(frozen=True)
class PageView:
    """The pages that a citation names, with the quotation's place in each: (page number, start, end)."""

    citation: Citation
    entry: Entry
    pages: tuple[Page, ...]
    paged: bool
    marks: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Practice:
    """Questions set in the chat on a topic, outside the daily record; ``id`` is needed to have them marked."""

    id: int
    topic: str
    questions: tuple[Question, ...]
    sources: tuple[Citation, ...]  # one a question: where to read, its quotation left out until it is marked


@dataclass(frozen=True)
class Day:
    """A member's lesson on one day. ``completion`` is None where the day does not count (a weekend, before joining)."""

    day: dt.date
    unit: str
    reading: tuple[Citation, ...]  # the day's passages, in reading order
    questions: tuple[Question, ...]  # the day's quiz; empty when no items can be set
    attempt: Attempt | None  # once handed in
    prompt: Prompt | None
    reflection: Reflection | None  # the last one saved
    completion: Completion | None


class Study:
    # people -----------------------------------------------------------------------------------------------------
    def login(self, username: str, password: str, source: str) -> str:
        """A session token. ``source`` is the network address asking. Raises LoginRefused."""
        raise NotImplementedError

    def username_of(self, token: str) -> str | None:
        """Whose session this is, or None when it has ended or never was."""
        raise NotImplementedError

    def logout(self, token: str) -> None:
        raise NotImplementedError

    def me(self, actor: str) -> Member:
        raise NotImplementedError

    def change_password(self, actor: str, old: str, new: str) -> None:
        """Ends all sessions of the member."""
        raise NotImplementedError

    def branches(self, actor: str) -> tuple[Branch, ...]:
        """The branches this person may look after: a secretary's own, all for an admin, none for a member."""
        raise NotImplementedError

    def members(self, actor: str, branch: str | None = None) -> tuple[Member, ...]:
        """Members of a branch (default: the actor's own). Secretary of it or admin only."""
        raise NotImplementedError

    # texts ------------------------------------------------------------------------------------------------------
    def entries(self, actor: str) -> tuple[Entry, ...]:
        raise NotImplementedError

    def page_view(self, actor: str, citation: Citation) -> PageView:
        """The page(s) of a citation. Raises NotFound when the text is gone or no longer says so."""
        raise NotImplementedError

    # chat -------------------------------------------------------------------------------------------------------
    def chat(self, actor: str, message: str) -> Answer | Abstention | Practice | Prompt:
        """Answers a question; or sets questions (“出三道关于……的题”) or a thinking prompt where asked to."""
        raise NotImplementedError

    def mark_practice(self, actor: str, practice: int, replies: Mapping[str, Sequence[str]]) -> tuple[Response, ...]:
        """Marks a Practice once. ``replies``: item id → the chosen options or the typed reply."""
        raise NotImplementedError

    # the day ----------------------------------------------------------------------------------------------------
    def today(self, actor: str) -> dt.date:
        """Today in the actor's branch."""
        raise NotImplementedError

    def day(self, actor: str, day: dt.date | None = None) -> Day:
        """The actor's lesson of a day (default today). The first call of a day sets its quiz for good."""
        raise NotImplementedError

    def submit_quiz(self, actor: str, day: dt.date, replies: Mapping[str, Sequence[str]]) -> Attempt:
        """Marks the day's quiz, once. Raises Conflict if it was handed in already."""
        raise NotImplementedError

    def write_reflection(self, actor: str, day: dt.date, text: str, visibility: Visibility) -> Reflection:
        raise NotImplementedError

    def my_reflections(self, actor: str) -> tuple[Reflection, ...]:
        """One a day, newest first."""
        raise NotImplementedError

    def my_table(self, actor: str, first: dt.date, last: dt.date) -> Table:
        """The actor's own row."""
        raise NotImplementedError

    # the secretary ----------------------------------------------------------------------------------------------
    def table(self, actor: str, branch: str, first: dt.date, last: dt.date, group: str = "") -> Table:
        raise NotImplementedError

    def unfinished_today(self, actor: str, branch: str, group: str = "") -> tuple[Member, ...]:
        raise NotImplementedError

    def handed_in(self, actor: str, branch: str, first: dt.date, last: dt.date) -> tuple[Reflection, ...]:
        """Reflections handed in to the secretary; never a private one."""
        raise NotImplementedError

    def export_table(
        self, actor: str, branch: str, first: dt.date, last: dt.date, group: str = "", language: str = "zh"
    ) -> bytes:
        """The table as an xlsx file."""
        raise NotImplementedError
