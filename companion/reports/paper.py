"""Paper: a report as it is written down, the same for the page, the document and the spreadsheet."""

from dataclasses import dataclass
from typing import Protocol

from companion.records.export import Cell, Draw, Sheet


@dataclass(frozen=True)
class Grid:
    """Every row is as long as ``header``; a float is a share of one. ``drawn``: the columns of such shares to be drawn, as
    ``draw`` says, over the first column.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    draw: Draw | None = None
    drawn: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading, what is said, and a grid where there are figures to show."""

    title: str
    lines: tuple[str, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True)
class Paper:
    """``under``: whose it is and of when; ``foot``: when it was made, and of what."""

    title: str
    under: str
    sections: tuple[Section, ...]
    foot: str


class PaperWriter(Protocol):
    def __call__(self, paper: Paper) -> bytes:
        """A document file of it. Text is text, whatever it begins with."""
        ...


def sheets_of(paper: Paper) -> tuple[Sheet, ...]:
    """A first sheet with all that is said, and one for each section with figures."""
    said: list[tuple[str, str]] = [("", paper.under)]
    for section in paper.sections:
        said += [(section.title, line) for line in section.lines]
    said.append(("", paper.foot))
    grids = [
        Sheet(section.title.split("、")[-1], section.grid.header, section.grid.rows, section.grid.draw, section.grid.drawn)
        for section in paper.sections
        if section.grid is not None
    ]
    return Sheet(paper.title, (paper.title, ""), tuple(said)), *grids
