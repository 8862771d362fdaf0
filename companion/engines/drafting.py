"""Writing down what a reader finds, line by line, within the limits on a file."""

import time

from companion.texts.cleaning import clean
from companion.texts.documents import Heading, Page
from companion.texts.reading import Limits, check_characters, check_pages, too_slow


class Drafting:
    """Pages in the making. Lines go to the page begun last; any beyond a limit raises ReadingError."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.title: str | None = None  # the first heading
        self._name, self._limits = name, limits
        self._until = time.monotonic() + limits.seconds
        self._pages: list[tuple[list[str], list[Heading]]] = []
        self._at = self._characters = 0

    def page(self) -> int:
        """Begin the next page; its number."""
        self.check_time()
        self._pages.append(([], []))
        self._at = 0
        check_pages(self._name, len(self._pages), self._limits)
        return len(self._pages)

    def add(self, text: str, level: int = 0) -> bool:
        """Add the lines of ``text`` that hold anything, as headings where ``level`` is above 0; whether any did."""
        self.check_time()
        lines, headings = self._pages[-1]
        before = self._at
        for line in (line.strip() for line in clean(text).split("\n")):
            if not line:
                continue
            if level:
                self.title = self.title or line
                headings.append(Heading(self._at, self._at + len(line), level))
            lines.append(line + "\n")
            self._at += len(line) + 1
            self._characters += len(line) + 1
            check_characters(self._name, self._characters, self._limits)
        return self._at > before

    def check_time(self) -> None:
        """To be called where much may go by without a line."""
        if time.monotonic() > self._until:
            raise too_slow(self._name, self._limits)

    def pages(self) -> tuple[Page, ...]:
        return tuple(
            Page(number, "".join(lines), tuple(headings)) for number, (lines, headings) in enumerate(self._pages, 1)
        )


def row(cells: list[str]) -> str:
    """A table's row on one line: “ | ” between the cells that hold anything."""
    return " | ".join(text for text in (" ".join(cell.split()) for cell in cells) if text)
