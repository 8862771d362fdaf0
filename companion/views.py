"""What Study shows: values put together for one person and one place of the screen."""

import datetime as dt
from dataclasses import dataclass

from companion.quizzes.items import Attempt, Question
from companion.records.completion import Completion
from companion.reflections.reflections import Prompt, Reflection
from companion.texts.documents import Citation, Document, Entry, Page


@dataclass(frozen=True)
class PageView:
    """The pages that a citation names, with the quotation's place in each: (page number, start, end)."""

    citation: Citation
    entry: Entry
    pages: tuple[Page, ...]
    paged: bool
    marks: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Drill:
    """Questions set in the chat on a topic, outside the daily record; ``id`` is needed to have them marked."""

    id: int
    topic: str
    questions: tuple[Question, ...]
    sources: tuple[Citation, ...]  # one a question: where to read; the quotation is left empty until it is marked


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


def page_view(document: Document, citation: Citation) -> PageView:
    """The pages of ``citation``, its quotation marked where it first stands. ValueError where it does not stand."""
    pages = tuple(page for page in document.pages if citation.first_page <= page.number <= citation.last_page)
    start = "".join(page.text for page in pages).index(citation.quote)
    end = start + len(citation.quote)
    marks, at = [], 0
    for page in pages:
        first, last = max(start - at, 0), min(end - at, len(page.text))
        if first < last:
            marks.append((page.number, first, last))
        at += len(page.text)
    return PageView(citation, document.entry, pages, document.paged, tuple(marks))
