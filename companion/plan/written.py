"""Days and spans of days as people write them in a plan: 2026-09-07, 9月7日, 9.7—9.25, 第3-5周."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Iterator

from companion.texts.numerals import read

Span = tuple[dt.date, dt.date]

_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ASIDE = re.compile(r"[（(][^（）()]*[)）]|(?:星期|周)[一二三四五六日天]|\s00:00(?::00)?$|T00:00(?::00)?$")
_WEEK = re.compile(r"第?\s*(\d{1,2})\s*(?:周?\s*(?:[-—–~～至到]+)\s*第?\s*(\d{1,2}))?\s*周")
_BETWEEN = re.compile(r"\s*(?:至|到|—+|–+|~+|～+|\s-\s|--+)\s*")
_SERIAL = re.compile(r"[34]\d{4}(?:\.0+)?|5[0-4]\d{3}")
_EPOCH = dt.date(1899, 12, 30)  # of a spreadsheet's day numbers


def read_day(text: str, within: Span) -> dt.date | None:
    """The day that ``text`` writes; None where it writes none. Without a year it is the one that lies ``within``, or nearest to it."""
    text = _ASIDE.sub("", arabic_days(text)).strip()
    if _SERIAL.fullmatch(text):  # a day in a cell that was not formatted as one
        return _EPOCH + dt.timedelta(days=int(float(text)))
    for pattern in (_FULL, _COMPACT):
        if found := pattern.fullmatch(text):
            year, month, day = map(int, found.groups())
            return _day(year, month, day)
    if found := _SHORT.fullmatch(text):
        month, day = map(int, found.groups())
        years = range(within[0].year - 1, within[1].year + 2)
        candidates = [one for year in years if (one := _day(year, month, day))]
        return min(candidates, key=lambda one: _distance(one, within), default=None)
    return None


def read_span(text: str, within: Span) -> Span | None:
    """The first and last day that ``text`` writes, which may be one and the same; weeks are counted from that of ``within``'s first day.

    None where it writes none. A last day without a month, as in 9月7—11日, has the first one's.
    """
    text = _ASIDE.sub("", arabic_days(text)).strip()
    if found := _WEEK.fullmatch(text):
        first, last = int(found[1]), int(found[2] or found[1])
        monday = within[0] - dt.timedelta(days=within[0].weekday())
        begin, end = monday + dt.timedelta(weeks=first - 1), monday + dt.timedelta(weeks=last, days=-1)
        return (max(begin, within[0]), min(end, within[1])) if 1 <= first <= last else None
    if day := read_day(text, within):
        return day, day
    for one, other in _halves(text):
        first_day = read_day(one, within)
        if first_day is None:
            continue
        if re.fullmatch(r"\d{1,2}\s*[日号]?", other):
            other = f"{first_day.year}-{first_day.month}-{other.rstrip('日号 ')}"
        last_day = read_day(other, (first_day, max(within[1], first_day)))
        if last_day and last_day >= first_day:
            return first_day, last_day
    return None


def arabic_days(text: str) -> str:
    """Full-width figures and Chinese numerals before 年, 月, 日, 号, 周 as arabic ones."""
    text = "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" and char != "～" else char for char in text)
    return re.sub(r"[〇零一二三四五六七八九十]+(?=[年月日号周至到])", lambda found: str(read(found[0]) or found[0]), text)


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for found in (*_BETWEEN.finditer(text), *re.finditer(r"-", text)):
        yield text[: found.start()].strip(), text[found.end() :].strip()


def _day(year: int, month: int, day: int) -> dt.date | None:
    with contextlib.suppress(ValueError):
        return dt.date(year, month, day)
    return None


def _distance(day: dt.date, within: Span) -> int:
    return max((within[0] - day).days, (day - within[1]).days, 0)


def days_of(span: Span) -> Iterable[dt.date]:
    return (span[0] + dt.timedelta(days=number) for number in range((span[1] - span[0]).days + 1))
