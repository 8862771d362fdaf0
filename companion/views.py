"""What Study shows: values put together for one person and one place of the screen."""

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from companion.quizzes.items import Attempt, Item, Question, Response
from companion.records.completion import Completion
from companion.records.pace import Pace
from companion.reflections.reflections import Prompt, Reflection
from companion.texts.documents import Citation, Document, Entry, Page
from companion.texts.placing import Box


@dataclass(frozen=True)
class Leaf:
    """A page as it is printed: the size of its picture in pixels, and the boxes around the quotation."""

    number: int
    width: int
    height: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class PageView:
    """The pages that a quotation stands on, with its place in each: (page number, start, end).

    ``leaves`` are the pictures of pages that have one; ``trouble`` says, in Chinese and English, why some have none.
    """

    citation: Citation
    entry: Entry
    pages: tuple[Page, ...]
    paged: bool
    marks: tuple[tuple[int, int, int], ...]
    digest: str = ""  # of the file that was read
    leaves: tuple[Leaf, ...] = ()
    trouble: tuple[str, str] | None = None
    last: int = 1  # the number of the text's last page
    successor: Entry | None = None  # the text that took this one's place, where there is one


@dataclass(frozen=True)
class Drill:
    """Questions set in the chat on a topic, outside the daily record; ``id`` is needed to have them marked."""

    id: int
    topic: str
    questions: tuple[Question, ...]
    sources: tuple[Citation, ...]  # one a question: where to read; the quotation is left empty until it is marked


class Mode(enum.StrEnum):
    """What a drill practises."""

    MISTAKES = "mistakes"
    DUE = "due"
    CHALLENGE = "challenge"
    THEME = "theme"
    TOPIC = "topic"  # asked for in the chat, and replied to there


@dataclass(frozen=True)
class Run:
    """A drill that is replied to one item at a time, as far as it has come.

    ``now`` is the item to reply to, None at the end. ``left`` counts the items that may still be wrong in a challenge, None
    elsewhere. Once a short answer is ``written``, its ``key_points`` are there to be compared with it.
    """

    id: int
    mode: Mode
    topic: str
    total: int
    responses: tuple[Response, ...]
    now: Question | None
    left: int | None
    written: str = ""
    key_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """An item of the book of wrong answers: how often it was not wholly right, the last time, and the days right since."""

    item: Item
    times: int
    last: dt.date
    right_days: int


@dataclass(frozen=True)
class Theme:
    """A unit, or a text that is in none, with the ids of the items on it."""

    name: str
    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """What a member can practise. ``due``: how many items; ``unfinished``: today's drill that is not at its end."""

    wrong: tuple[Wrong, ...]
    due: int
    themes: tuple[Theme, ...]
    unfinished: Run | None


@dataclass(frozen=True)
class Coming:
    """The next lesson: its day, and the text and heading at which its reading begins."""

    day: dt.date
    title: str
    heading: str


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
    replies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # kept so far, by item id; none once handed in
    pace: Pace | None = None  # once handed in, where it was measured
    goals: tuple[str, ...] = ()  # of the school's plan, which the unit serves
    again: bool = False  # the unit's texts have been read to the end before; this is a portion of them once more
    draft: str = ""  # what was typed to the prompt and not saved
    coming: Coming | None = None  # today only, as the next
    streak: int = 0  # days on time in a row, once today's is handed in


def page_view(document: Document, citation: Citation) -> PageView:
    """The pages that the quotation stands on where it first does; without one the first page that ``citation`` names.

    Raises ValueError where it does not stand there, or there is no such page.
    """
    pages = [page for page in document.pages if citation.first_page <= page.number <= citation.last_page]
    if not pages:
        raise ValueError(f"{document.path} has no page {citation.first_page}")
    marks, at = [], 0
    if citation.quote:
        start = "".join(page.text for page in pages).index(citation.quote)
        end = start + len(citation.quote)
        for page in pages:
            first, last = max(start - at, 0), min(end - at, len(page.text))
            if first < last:
                marks.append((page.number, first, last))
            at += len(page.text)
    shown = {number for number, _, _ in marks} or {pages[0].number}
    return PageView(
        citation,
        document.entry,
        tuple(page for page in pages if page.number in shown),
        document.paged,
        tuple(marks),
        document.digest,
        last=document.pages[-1].number,
    )
