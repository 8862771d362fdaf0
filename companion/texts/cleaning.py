"""Cleaning: what is done to characters and lines before a text is a page, the same for all formats.

The outcome is the reference for quotations: one paragraph, heading or table row a line, no empty lines.
"""

import re
import unicodedata

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CJK = HAN + "\u3000-\u303f\u3040-\u30ff\uff00-\uffef"

# Radicals that fonts put in place of the characters they look like, beyond those whose
# compatibility decomposition says so (Unicode data file EquivalentUnifiedIdeograph).
_RADICALS = dict(
    zip(
        "⺁⺇⺌⺎⺏⺐⺑⺒⺓⺛⺝⺠⺢⺣⺥⺩⺬⺮⺳⺸⺼⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂几小尣尣尢尣巳幺旡月民氺灬爫王示竹罒羊月虎衤覀西见角角讠贝车辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
        strict=True,
    )
)
_RADICALS.update(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2F00, 0x2FD6), 0x2E9F, 0x2EF3)}
)
_SPACES = "\t\x0b\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_BREAKS = "\x0c\x1c\x1d\x1e\x85\u2028\u2029"
# Controls, soft hyphens, zero-width and directional marks, and what is no character at all.
_DROPPED = (
    *(set(range(0x20)) - {0x0A} | set(range(0x7F, 0xA0)) | {0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF}),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xFFF9, 0xFFFC),
    *range(0xD800, 0xE000),
)
_TABLE: dict[int, str | None] = dict.fromkeys(_DROPPED)
_TABLE.update({ord(space): " " for space in _SPACES})
_TABLE.update({ord(mark): "\n" for mark in _BREAKS})
_TABLE.update({ord(radical): character for radical, character in _RADICALS.items()})


def clean(text: str) -> str:
    """``text`` in normal form C, with plain line ends and spaces, unified Han characters, and no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text.translate(_TABLE))


def paragraphs(text: str) -> str:
    """The lines of cleaned ``text`` that hold anything, stripped, each ending with a newline."""
    return "".join(line + "\n" for line in (line.strip() for line in text.split("\n")) if line)


def language_of(text: str) -> str:
    """"zh" where at least a tenth of the letters are Han characters, else "en"; "zh" where there are no letters."""
    han = len(re.findall(f"[{HAN}]", text))
    letters = len(re.findall(r"[A-Za-z]", text))
    return "en" if letters and han * 9 < letters else "zh"
