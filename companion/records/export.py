"""The table as a plain sheet, for a spreadsheet or a printer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from companion.records.completion import Completion, Table

Cell = str | int | float | None
"""A float is a share of one, to be shown as a percentage. Text is text, whatever it begins with."""


@dataclass(frozen=True)
class Sheet:
    """Every row is as long as ``header``."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


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

HEADINGS = {
    "zh": ("姓名", "账号", "党小组", "应完成", "按时", "补做", "缺", "完成率", "首答正确率", "连续天数"),
    "en": ("Name", "Username", "Group", "Due", "On time", "Made up", "Missed", "Rate", "First try", "Streak"),
}

KEYS = {
    "zh": ("说明", ("✓ 按时", "◐ 补做", "– 免", "× 缺", "空白 待完成或不计")),
    "en": ("Key", ("✓ on time", "◐ made up", "– excused", "× missed", "empty: pending, or not counted")),
}


def sheets(table: Table, language: str = "zh") -> tuple[Sheet, ...]:
    """The table, one line a member and one column a day, and a second sheet that says what the glyphs mean."""
    headings = HEADINGS["en" if language == "en" else "zh"]
    rows = tuple(
        (
            row.member.name,
            row.member.username,
            row.member.group,
            row.due,
            row.on_time,
            row.made_up,
            row.missed,
            row.rate,
            row.first_try,
            row.streak,
            *(GLYPHS[cell] for cell in row.cells),
        )
        for row in table.rows
    )
    title, lines = KEYS["en" if language == "en" else "zh"]
    return (
        Sheet(table.branch.name, headings + _day_headings(table.days), rows),
        Sheet(title, (title,), tuple((line,) for line in lines)),
    )


def _day_headings(days: Sequence[dt.date]) -> tuple[str, ...]:
    """Month and day; with the year where the days lie in more than one."""
    form = "%m-%d" if len({day.year for day in days}) <= 1 else "%Y-%m-%d"
    return tuple(day.strftime(form) for day in days)
