"""The numbers that word processors and browsers count by themselves, written out."""

from companion.texts.numerals import chinese

_ROMAN: tuple[tuple[int, str], ...] = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN += ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST_ROMAN = 4999
_FORMAL = str.maketrans("一二三四五六七八九十百千万零", "壹贰叁肆伍陆柒捌玖拾佰仟萬零")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_COUNTING = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
_CIRCLED = ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")
_ONE_OF = {"decimalEnclosedParen": 0x2474, "decimalEnclosedFullstop": 0x2488}


def written(number: int, kind: str) -> str:
    """``number`` in a format named as in WordprocessingML (ECMA-376, ST_NumberFormat); in digits where that is unknown
    or cannot write it, "" for formats that write nothing."""
    if kind in ("none", "bullet"):
        return ""
    if number < 1:
        return str(number)
    if kind in _COUNTING:
        return chinese(number)
    if kind == "chineseLegalSimplified":
        return ("一" * (10 <= number < 20) + chinese(number)).translate(_FORMAL)
    if kind in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return str(number).translate(_DIGITS)
    if kind == "decimalFullWidth":
        return str(number).translate(_FULL_WIDTH)
    if kind == "decimalZero":
        return f"{number:02}"
    if kind in ("upperRoman", "lowerRoman") and number <= _MOST_ROMAN:
        return _roman(number) if kind == "lowerRoman" else _roman(number).upper()
    if kind in ("upperLetter", "lowerLetter"):  # a … z, aa, bb …
        letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 20)
        return letters if kind == "lowerLetter" else letters.upper()
    if kind in _CIRCLED and number <= 20:
        return chr(0x2460 + number - 1)
    if kind in _ONE_OF and number <= 20:
        return chr(_ONE_OF[kind] + number - 1)
    if kind == "ideographTraditional" and number <= len(_STEMS):
        return _STEMS[number - 1]
    if kind == "ideographZodiac" and number <= len(_BRANCHES):
        return _BRANCHES[number - 1]
    return str(number)


def _roman(number: int) -> str:
    parts = []
    for value, letters in _ROMAN:
        parts.append(letters * (number // value))
        number %= value
    return "".join(parts)
