"""Document, Page, Passage and Citation: the nouns that every later stage speaks of.

A document's text is its pages' texts put one after another with nothing between them (a page that ends with a
paragraph ends with its own newline; one that breaks off in mid-sentence does not). All spans are character offsets
in that text, so any quotation can be found again in the pages it names.
"""

import datetime as dt
import enum
import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property


class Status(enum.StrEnum):
    """Whether a text holds today."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Entry:
    """A text's line in the catalog. ``path`` is relative to the corpus folder, with forward slashes."""

    path: str
    title: str
    issuer: str = ""
    number: str = ""
    date: dt.date | None = None
    language: str = "zh"
    unit: str = ""
    status: Status = Status.IN_FORCE
    superseded_by: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading that the file's own format marks as one. Offsets are in the page's text; level 1 is the highest."""

    start: int
    end: int
    level: int


@dataclass(frozen=True)
class Page:
    """One page of a document. ``number`` counts from 1; formats without pages have the single page 1.

    ``confidence`` is set where the page was read from its picture (OCR): how sure of its characters, from 0 to 1.
    """

    number: int
    text: str
    headings: tuple[Heading, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True)
class Document:
    """A text of the corpus, read. ``digest`` is the SHA-256 of the file's bytes, in hexadecimal."""

    entry: Entry
    digest: str
    pages: tuple[Page, ...]
    paged: bool = False  # true where page numbers are those printed by the file's format (PDF, slides)

    @property
    def path(self) -> str:
        return self.entry.path

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def recognised(self) -> tuple[float, ...]:
        """How sure the reading of each page was that was read from its picture."""
        return tuple(page.confidence for page in self.pages if page.confidence is not None)

    @cached_property
    def text(self) -> str:
        return "".join(page.text for page in self.pages)

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """The offset in ``text`` at which each page begins."""
        starts, at = [], 0
        for page in self.pages:
            starts.append(at)
            at += len(page.text)
        return tuple(starts)

    def pages_of(self, start: int, end: int) -> tuple[int, int]:
        """Numbers of the first and last page that hold characters of ``text[start:end]`` (``start < end``)."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no page of {self.path} holds characters {start} to {end}")
        # Of pages that begin at the same place all but the last are empty.
        first, last = bisect_right(self.page_starts, start) - 1, bisect_left(self.page_starts, end) - 1
        return self.pages[first].number, self.pages[last].number

    def text_of_pages(self, first: int, last: int) -> str:
        """The text of the pages numbered ``first`` to ``last``, as it stands in ``text``."""
        return "".join(page.text for page in self.pages if first <= page.number <= last)


@dataclass(frozen=True)
class Passage:
    """A retrievable piece of a document: ``text`` is the document's ``text[start:end]``, unchanged."""

    document: str  # the entry's path
    title: str
    heading: tuple[str, ...]  # from the outermost to the innermost
    first_page: int
    last_page: int
    start: int
    end: int
    text: str
    language: str = "zh"
    id: str = field(init=False)  # a digest of what it says and where

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", digest(self.document, self.title, *self.heading, str(self.start), self.text))

    @property
    def context(self) -> str:
        """What an encoder reads: title and headings in front of the text."""
        return "\n".join((self.title, *self.heading, self.text))

    def cite(self, quote: str | None = None, *, pages: tuple[int, int] | None = None) -> "Citation":
        """A citation of ``quote`` (by default the whole text) from this passage, on ``pages`` where they are known."""
        first, last = pages or (self.first_page, self.last_page)
        return Citation(
            self.document,
            self.title,
            " ".join(self.heading),
            first,
            last,
            self.text.strip() if quote is None else quote,
        )


@dataclass(frozen=True)
class Citation:
    """Where something is written: ``quote`` is verbatim text of the pages named. A value, kept in records as it is."""

    document: str
    title: str
    heading: str
    first_page: int
    last_page: int
    quote: str

    def stands_in(self, document: Document) -> bool:
        """Whether the quote is, character for character, on the pages it names."""
        return bool(self.quote) and self.quote in document.text_of_pages(self.first_page, self.last_page)


def digest(*parts: str) -> str:
    """The first 32 hexadecimal digits of a SHA-256 over the parts, each told apart from the next."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def by_path(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.path: entry for entry in entries}
