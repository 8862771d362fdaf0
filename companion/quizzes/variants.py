"""Other values for an amount: plausible, of the same form and unit, never the same value."""

import re
from dataclasses import dataclass
from decimal import Decimal

from companion.quizzes.amounts import Amount
from companion.texts.numerals import write_like


def _ladder(steps: str) -> list[Decimal]:
    return [Decimal(step) for step in steps.split()]


# Values people choose when they make rules, by unit: what is usual makes a plausible distractor.
_DAYS = _ladder("1 2 3 5 7 10 15 20 30 45 60 90 120 150 180 365")
_LADDERS = (
    (r"小时|hour", _ladder("1 2 3 4 5 6 8 10 12 16 24 36 48 72 96 120")),
    (r"分钟|minute", _ladder("3 5 8 10 15 20 25 30 40 45 50 60 75 90 100 120 150 180")),
    (r"日|天|day", _DAYS),
    (r"周$|星期|week", _ladder("1 2 3 4 5 6 8 10 12 16 18 20")),
    (r"个月|month", _ladder("1 2 3 4 6 9 12 18 24 36")),
    (r"年$|year", _ladder("1 2 3 4 5 6 7 8 10 12 15 20 25 30 50")),
    (r"岁", _ladder("12 14 16 18 20 22 25 28 30 35 40 45 50 55 60 65 70")),
    (r"percent", _ladder("1 2 3 4 5 6 8 10 12 15 20 25 30 40 50 60 70 75 80 85 90 95 100")),
    (r"字|页|word|page", _ladder("30 50 80 100 150 200 300 400 500 600 800 1000 1200 1500 2000 3000 5000 8000 10000")),
    (r"学时|课时", _ladder("2 4 6 8 12 16 20 24 28 32 36 40 48 56 64 72 80 90 100 120")),
    (r"元|yuan", [Decimal(base).scaleb(power) for power in range(-1, 9) for base in (1, 2, 3, 5)]),
    (
        r"",
        _ladder("1 2 3 4 5 6 7 8 10 12 15 18 20 24 25 30 35 40 45 50 60 70 80 90 100 120 150 180 200 250 300 400 500 600 800")
        + [Decimal(base).scaleb(power) for power in range(3, 9) for base in (1, 2, 3, 5, 8)],
    ),
)
_MOST = {"小时": 72, "月": 36, "学期": 8, "节": 12, "分": 100}
_FRACTIONS = {
    text: Decimal(above) / Decimal(below)
    for text, above, below in (
        ("三分之一", 1, 3), ("二分之一", 1, 2), ("三分之二", 2, 3), ("四分之三", 3, 4), ("四分之一", 1, 4),
        ("五分之一", 1, 5), ("五分之二", 2, 5), ("五分之三", 3, 5), ("五分之四", 4, 5),
    )
}  # fmt: skip
_WEEKDAYS = "一二三四五六日"
_ANY = Decimal(10**15)
_REACH = 5  # steps of a ladder on either side of the true value


@dataclass(frozen=True)
class Variant:
    """Another way an amount could have stood in the text. ``values`` are its numbers; empty for dates and weekdays."""

    text: str
    values: tuple[Decimal, ...] = ()


def variants(amount: Amount, chance: int) -> list[Variant]:
    """Other ways the amount could have stood there, each unlike the others in value; the likeliest first.

    ``chance`` decides how many of the first three are smaller than the true value, so that its rank gives nothing away.
    Fewer than three where the form has no room for more.
    """
    if amount.form == "fraction":
        return [Variant(text, (value,)) for text, value in _FRACTIONS.items() if text != amount.text]
    if amount.form == "weekday":
        days = _WEEKDAYS[:5] if amount.text[-1] in _WEEKDAYS[:5] else _WEEKDAYS
        at = days.index(amount.text[-1])
        return [Variant(amount.text[:-1] + days[(at + step) % len(days)]) for step in range(1, len(days))]
    if amount.form == "date":
        return [Variant(text) for text in _dates(amount.text, chance)]
    if amount.form in ("range", "double"):
        return _ranges(amount, chance)
    written = _numeral(amount)
    if amount.form == "year":
        steps = ((-5, 5, 10), (-2, -1, 1), (-3, -2, 2), (1, 2, 5))[chance % 4]
        values = [amount.values[0] + step for step in steps]
    else:
        values = _around(amount.values[0], amount, chance)
    return [
        Variant(amount.text.replace(written, write_like(value, written, counted=amount.form == "plain"), 1), (value,))
        for value in values
    ]


def _numeral(amount: Amount) -> str:
    if amount.form == "percent":
        return amount.text.rstrip("%％ ").removeprefix("百分之")
    return amount.text[: amount.number_end - amount.start]


def _limit(amount: Amount) -> Decimal:
    if amount.form == "percent":
        return Decimal(100) if amount.values[0] <= 100 else Decimal(1000)
    for unit, most in _MOST.items():
        if amount.unit.endswith(unit) and amount.values[0] <= most:
            return Decimal(most)
    return _ANY


def _around(value: Decimal, amount: Amount, chance: int) -> list[Decimal]:
    """Three neighbours of ``value``, and some more, ``chance % 4`` of the first three below it where there is room."""
    most = _limit(amount)
    unit = "percent" if amount.form == "percent" else amount.unit
    ladder = next(ladder for pattern, ladder in _LADDERS if re.search(pattern, unit))
    if value in ladder:
        at = ladder.index(value)
        below = ladder[max(0, at - _REACH) : at][::-1]
        above = [other for other in ladder[at + 1 : at + 1 + _REACH] if other <= most]
    else:
        step = _step(value)
        below = [value - step * n for n in (1, 2, 3) if value > step * n]
        above = [value + step * n for n in (1, 2, 3) if value + step * n <= most]
    smaller = min(max(chance % 4, 3 - len(above)), len(below))
    return below[:smaller] + above[: 3 - smaller] + below[smaller:] + above[3 - smaller :]


def _step(value: Decimal) -> Decimal:
    """The largest of 1, 2, 5, 10, 20 … of the value's last digit that is no more than a sixth of it."""
    step = Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))
    while step * 5 > value and step > 1:
        step /= 5
    series = [step * base * 10**power for power in range(9) for base in (1, 2, 5)]
    return max((other for other in series if other * 6 <= value), default=step)


def _ranges(amount: Amount, chance: int) -> list[Variant]:
    low, high = amount.values
    lows, highs = _around(low, amount, chance)[:3], _around(high, amount, chance // 4)[:3]
    numerals = re.findall(r"[\d,.]+万?|[零〇一二两三四五六七八九十百千万]+", amount.text)
    found: list[Variant] = []
    for other_low, other_high in ((lows[0], high), (low, highs[0]), (lows[0], highs[0]), (lows[1], highs[1])):
        if other_low < other_high:
            first = write_like(other_low, numerals[0])
            rest = amount.text[len(numerals[0]) :]
            text = first + rest.replace(numerals[1], write_like(other_high, numerals[1]), 1)
            found.append(Variant(text, (other_low, other_high)))
    return found


def _dates(text: str, chance: int) -> list[str]:
    match = re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", text)
    if not match:
        return []
    year, month, day = int(match[1] or 0), int(match[2]), int(match[3])
    sign = 1 if chance % 2 else -1
    other_month = (month - 1 + 2 * sign) % 12 + 1
    other_day = next(other for other in (1, 15, 10, 20) if other != day)
    front = f"{year}年" if year else ""
    near = [f"{front}{other_month}月{day if day <= 28 else 1}日", f"{front}{month}月{other_day}日"]
    near.append(f"{year + sign}年{month}月{day}日" if year else f"{other_month}月{other_day}日")
    return near
