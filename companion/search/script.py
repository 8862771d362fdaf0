"""Traditional and simplified script: two spellings of one language, which shall find each other."""

from functools import cache

_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))  # first and last code points


def simplified(text: str) -> str:
    """``text`` with every traditional character as its simplified one, each by itself, so that places stay the same.

    Where one character has several simplified forms (乾 is 乾 in 乾坤 and 干 in 乾燥) it is always the commonest one: this
    is for comparing texts, never for showing them.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    import opencc  # its tables take a tenth of a second

    convert = opencc.OpenCC("t2s").convert
    pairs = ((point, convert(chr(point))) for first, last in _IDEOGRAPHS for point in range(first, last + 1))
    return {point: to for point, to in pairs if len(to) == 1 and to != chr(point)}
