"""The table as a plain sheet, for a spreadsheet or a printer."""

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from companion.people.members import Gone
from companion.records.columns import FIGURES, Column, columns_of, value_of
from companion.records.completion import Completion, Row, Table

Cell = str | int | float | Decimal | None
"""A float is a share of one, to be shown as a percentage; a Decimal a number with the places it has. Text is text, whatever it begins with."""


class Draw(enum.StrEnum):
    """How shares are drawn beside their figures: as bars, a row each; or as lines over the rows."""

    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True)
class Sheet:
    """Every row is as long as ``header``. ``drawn``: the columns of shares that are drawn as ``draw`` says, over the first column."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    draw: Draw | None = None
    drawn: tuple[int, ...] = ()


class SheetWriter(Protocol):
    def __call__(self, sheets: Sequence[Sheet]) -> bytes:
        """A spreadsheet file of these sheets, in their order. Raises UsageError where it would be too large."""
        ...


GLYPHS = {
    Completion.ON_TIME: "✓",
    Completion.MADE_UP: "◐",
    Completion.EXCUSED: "–",
    Completion.MISSED: "×",
    Completion.PENDING: "",
    None: "",
}

WHO = {"zh": ("姓名", "账号", "党小组"), "en": ("Name", "Username", "Group")}

GONE = {Gone.LEFT: {"zh": "（已离开）", "en": " (left)"}, Gone.MOVED: {"zh": "（已调出）", "en": " (moved away)"}}
"""After the name of somebody who is no longer in the branch."""

HEADINGS = {
    "zh": (
        *("应完成", "按时", "补做", "逾期", "完成率", "首答正确率", "连续天数"),
        *("连续未达标周", "连续未达标月", "心得提交", "过快", "看原文", "学期折算分"),
    ),
    "en": (
        *("Due", "On time", "Made up", "Missed", "Rate", "First try", "Streak"),
        *("Weeks below", "Months below", "Reflections", "Hurried", "Sources", "Score"),
    ),
}
"""Of ``FIGURES``, in their order."""

KEYS = {
    "zh": ("说明", ("✓ 按时", "◐ 补做", "– 免", "× 缺（逾期）", "空白 待完成或不计")),
    "en": ("Key", ("✓ on time", "◐ made up", "– excused", "× missed", "empty: pending, or not counted")),
}


def sheets(table: Table, language: str = "zh") -> tuple[Sheet, ...]:
    """The table, one line a member and one column a day, and a second sheet that says what the glyphs mean."""
    here = "en" if language == "en" else "zh"
    columns = columns_of(table)
    names = dict(zip(FIGURES, HEADINGS[here], strict=True))
    header = (*WHO[here], *(names[column] for column in columns), *_day_headings(table.days))
    rows = tuple(
        (
            row.member.name + (GONE[row.member.gone][here] if row.member.gone else ""),
            row.member.username,
            row.member.group,
            *(_told(row, column) for column in columns),
            *(GLYPHS[cell] for cell in row.cells),
        )
        for row in table.rows
    )
    title, lines = KEYS[here]
    return (
        Sheet(table.branch.name, header, rows),
        Sheet(title, (title,), tuple((line,) for line in lines)),
    )


def _told(row: Row, column: Column) -> Cell:
    """As the sheet has it: a score is a number of points, no share of one."""
    value = value_of(row, column)
    return Decimal(value).scaleb(-2) if column is Column.SCORE and isinstance(value, int) else value


def _day_headings(days: Sequence[dt.date]) -> tuple[str, ...]:
    """Month and day; with the year where the days lie in more than one."""
    form = "%m-%d" if len({day.year for day in days}) <= 1 else "%Y-%m-%d"
    return tuple(day.strftime(form) for day in days)
