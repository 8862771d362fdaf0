"""The formats by name: which one a file is in, and how it is read and written."""

import enum
import re
from collections.abc import Callable, Iterable, Mapping

from companion.quizzes.exchange.aiken import read_aiken, write_aiken
from companion.quizzes.exchange.drafts import Parsed, Written
from companion.quizzes.exchange.gift import read_gift, write_gift
from companion.quizzes.exchange.moodle_xml import read_moodle_xml, write_moodle_xml
from companion.quizzes.items import Item


class Format(enum.StrEnum):
    """``SHEET`` is a table, xlsx or csv; its file is read and written by the engine for spreadsheets."""

    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle_xml"
    SHEET = "xlsx"


ENDINGS: Mapping[Format, str] = {
    Format.GIFT: ".gift.txt",
    Format.AIKEN: ".aiken.txt",
    Format.MOODLE_XML: ".xml",
    Format.SHEET: ".xlsx",
}

WRITERS: Mapping[Format, Callable[[Iterable[Item]], Written]] = {
    Format.GIFT: write_gift,
    Format.AIKEN: write_aiken,
    Format.MOODLE_XML: write_moodle_xml,
}


def is_table(name: str, data: bytes) -> bool:
    """Whether a file is a spreadsheet: an xlsx by its content, a csv by its name."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or name.lower().endswith((".csv", ".tsv"))


def read_text(text: str, name: str) -> Parsed:
    """The questions of a text in GIFT, Aiken or Moodle XML, told apart by what it says. Raises ReadingError."""
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return read_moodle_xml(text, name)
    if re.search(r"(?mi)^[ \t]*(?:ANSWER|答案)[ \t]*[:：]", text) and not re.search(r"(?m)(?<!\\)\{", text):
        return read_aiken(text)
    return read_gift(text)
