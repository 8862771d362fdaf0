"""Numbers as Chinese and English texts write them: read, written in the same style, and brought to one form."""

import re
import unicodedata
from decimal import Decimal

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_WIDE = "０１２３４５６７８９"
_WRITTEN = "零一二三四五六七八九"

CHINESE = "零〇一二两三四五六七八九十百千万亿"
NUMBER = rf"(?:\d[\d,，]*(?:\.\d+)?[万亿]?|[{CHINESE}]+)"

WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip


def read(text: str) -> Decimal | None:
    """The value of a numeral: 15, 1,500, 3.5, 2万, 二十, 两, 二〇二五, 一万五千, twelve. None if it is not one."""
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    text = WORDS.get(text, text)
    mixed = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)([十百千万亿]*)", text)
    if mixed:
        value = Decimal(mixed[1].replace(",", ""))
        for unit in mixed[2]:
            value *= _TENS.get(unit) or _MYRIADS[unit]
        return value
    if not text or any(character not in CHINESE for character in text):
        return None
    if all(character in _DIGITS for character in text):  # digit by digit, as years are written
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[character]
            section = digit = 0
    return Decimal(total + section + digit)


def chinese(value: int) -> str:
    """A whole number from 0 up to 99,999,999 in Chinese numerals: 15 → 十五, 120 → 一百二十, 10500 → 一万零五百."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return chinese(high) + "万" + (gap + chinese(low) if low else "")
    if value < 10:
        return _WRITTEN[value]
    written, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            written += ("零" if zero else "") + _WRITTEN[digit] + name
            zero = False
        elif written and value % unit:
            zero = True
    return written.removeprefix("一") if 10 <= value < 20 else written


def write_like(value: Decimal, sample: str, *, counted: bool = True) -> str:
    """``value`` in the style of ``sample``: Chinese or Arabic, with 万/亿, thousands commas or full width where it has them.

    A Chinese 2 in front of a counted thing is 两; an English word is one up to twenty, and of the tens.
    """
    if value == read(sample):
        return sample
    if sample[0].isascii() and sample[0].isalpha():
        return next(
            (word for word, figure in WORDS.items() if Decimal(figure) == value), format(value.normalize(), "f")
        )
    if sample[0] in CHINESE:
        if value != value.to_integral_value():
            return str(value)
        if all(character in _DIGITS for character in sample) and len(sample) > 1:
            return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(int(value)))
        return "两" if value == 2 and counted else chinese(int(value))
    unit = sample[-1] if sample[-1] in _MYRIADS else ""
    scaled = value / _MYRIADS[unit] if unit else value
    plain = format(scaled.normalize(), "f")
    if "," in sample or "，" in sample:
        plain = f"{Decimal(plain):,}"
    if sample[0] in _WIDE:
        plain = plain.translate(str.maketrans("0123456789", _WIDE))
    return plain + unit


_NUMERAL = re.compile(rf"\d[\d,]*(?:\.\d+)?[十百千万亿]*|[{CHINESE}]+")


def figures(text: str) -> str:
    """``text`` with every numeral in Arabic figures and all else as it is, but for width, case and white space.

    三次 = 3次, 两 = 2, 百分之八十 = 80%, 三分之二 = 2/3, 8至15 = 8-15, 2025-03-01 = 2025年3月1日. White space stays between
    Latin letters and figures only. A Chinese numeral inside a word is one too: 一般 becomes 1般.
    """
    text = _plain(text)
    text = re.sub(r"(?<![a-z\d])\s+|\s+(?![a-z\d])", "", text)
    text = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", text)
    text = _NUMERAL.sub(_figures, text)
    text = re.sub(r"百分之(\d+(?:\.\d+)?)", r"\1%", text)
    text = re.sub(r"(\d+)分之(\d+)", r"\2/\1", text)
    text = re.sub(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", text)
    return re.sub(r"(?<=\d)(?:至|到|~|—+|–|-)(?=\d)", "-", text)


def canonical(text: str) -> str:
    """One form for all ways of writing the same short reply.

    What ``figures`` makes one, and white space, quotes and punctuation do not count. Empty if nothing but punctuation
    is left.
    """
    text = figures("".join(_plain(text).split()))
    return "".join(
        character
        for at, character in enumerate(text)
        if character == "%"
        or character.isalnum()
        or (character in "./-" and 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit())
    )


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[a-z]+", lambda match: WORDS.get(match[0], match[0]), text)


def _figures(match: re.Match[str]) -> str:
    if match[0] in ("百", "千", "万", "亿"):  # 百分之, 千方百计: part of a word, not a numeral
        return match[0]
    value = read(match[0])
    return match[0] if value is None else format(value.normalize(), "f")
