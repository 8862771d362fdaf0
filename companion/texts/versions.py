"""Versions: several editions of one rule in a corpus, of which only the newest holds."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from companion.texts.documents import Entry, Status

# A report or a notice of another year is another text; a rule of another year is another version.
_RULE = re.compile(r"(?:法|条例|办法|规定|细则|章程|规范|规则|准则|守则|制度|(?i:rules|regulations|statutes?))$")
_EDITION = re.compile(r"\s*[（(\[【〔][^（）()\[\]【】〔〕]*[）)\]】〕]\s*$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s?年|版|修)")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.年]?(\d{1,2})[-_.月]?(\d{1,2})日?(?!\d)")


def plain_title(title: str) -> str:
    """A title without 《》, spaces and the edition in brackets behind it."""
    title = unicodedata.normalize("NFKC", title)
    while (cut := _EDITION.sub("", title)) != title and cut:
        title = cut
    return re.sub(r"[《》〈〉“”\"'\s]", "", title)


def with_versions(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, of rules that bear one title and different dates all but the newest marked as superseded by it.

    A date is the entry's, or one in its file's name. What the catalog already says to be superseded stays so.
    """
    entries = tuple(entries)
    families: dict[tuple[str, str], list[tuple[dt.date, Entry]]] = {}
    for entry in entries:
        title, day = plain_title(entry.title), _day(entry)
        if day is not None and _RULE.search(title):
            families.setdefault((title, entry.language), []).append((day, entry))
    older: dict[str, str] = {}
    for family in families.values():
        in_force = [(day, entry) for day, entry in family if entry.status is Status.IN_FORCE]
        newest = max(in_force, key=lambda pair: (pair[0], pair[1].path), default=None)
        if newest is not None:
            older.update({entry.path: newest[1].path for day, entry in in_force if day < newest[0]})
    return tuple(
        replace(entry, status=Status.SUPERSEDED, superseded_by=older[entry.path]) if entry.path in older else entry
        for entry in entries
    )


def named_by_year(entry: Entry, question: str) -> bool:
    """Whether the question names the year of this text, as one does who means an older version."""
    years = set(_YEAR.findall(question))
    day = _day(entry)
    return bool(years) and ((day is not None and str(day.year) in years) or any(year in entry.title for year in years))


def _day(entry: Entry) -> dt.date | None:
    if entry.date is not None:
        return entry.date
    for found in reversed(_DATE.findall(PurePosixPath(entry.path).stem)):
        try:
            return dt.date(*(int(part) for part in found))
        except ValueError:
            continue
    return None
