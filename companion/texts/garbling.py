"""Garbling: text whose characters are not what the page shows, mended where that is certain, else told apart."""

import enum
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from companion.texts.cleaning import CJK, HAN
from companion.texts.reading_order import Printed, Sheet

_HAN = re.compile(f"[{HAN}]")
_SPACE_INSIDE = re.compile(f"(?<=[{CJK}]) +(?=[{CJK}])")
_LEAST_SPACED = 0.6
_LEAST_COMMON = 0.8
# Private use, replacement and control characters, and the signs and capitals that turn up where a font has no
# character map; accented small letters are left out, since French has many.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOST_NO_TEXT = 0.1
_LEADING = re.compile("^\\s*[\ue000-\uf8ff\ufffd]\\s*(?=[^\\s\ue000-\uf8ff\ufffd])")
_ODD = re.compile(
    "[\u00a1-\u00b1\u00b3-\u00d6\u00d8-\u00de\u0131\u0141\u0142\u0152\u0160\u0161\u0178\u017d\u017e\u0192\u02c6-\u02dd\u2020-\u2044\ufb00-\ufb06]"
)
_MOST_ODD = 0.12
_HANGUL = re.compile("[\uac00-\ud7a3]")
_FEW = 20  # characters that tell nothing of a text by their frequency, nor make up a page
_USUAL = 60
_LEAST_FREQUENT = 0.18  # of the Han characters; running text of any kind has two to four times as many
_LEAST_KNOWN = 0.5
_LEAST_SYLLABLES = 0.6
_LONG = 4  # characters of a line that is missed where it is garbled
_MOST_PICTURE = 0.5
_LEAST_CONFIDENCE = 0.7
# The most frequent characters of modern Chinese; where traditional script writes another, that too.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几"
    "九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证"
    "改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土"
    "许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳"
    "便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调"
    "满县局照参红细引听该铁价严龙飞"
    "這個國時來們為會發動產種經進電裡現實體機當點從業開還質氣變條沒結問無軍黨員總設長頭資邊級圖統組見計別論運農幾區強決戰則據"
    "處隊給門規熱領東導壓爭濟術極聯認權證轉單風帶場車務萬達議聲報鬥類離華張馬節話況傳廣記須觀織裝書復兒際驗連斷難礦備辦習響約"
    "勞團歷構稱準號維劃選標寫親專狀廠識屬圓滿縣參紅細聽該鐵價嚴龍飛與對學於過說後應間樣關線數裏着著麼兩將幹"
)


class Fault(enum.Enum):
    """Why a page's text is not, or not all of, what the page shows."""

    DAMAGED = "damaged"  # nothing is known of the page
    PICTURE = "picture"  # it is a picture, with next to no text
    GARBLED = "garbled"  # its characters are other ones than are shown
    IN_PART = "in part"  # those of single lines are


def fault_of(sheet: Sheet | None) -> Fault | None:
    """What is wrong with a page's text; None where nothing is, and for a blank page."""
    if sheet is None:
        return Fault.DAMAGED
    raw = [piece.text for piece in sheet.pieces]
    text = "\n".join(unmarked(line) for line in reread(raw))
    if len("".join(text.split())) < _FEW and sheet.picture > _MOST_PICTURE:
        return Fault.PICTURE
    if is_garbled(text):
        return Fault.GARBLED
    return Fault.IN_PART if any(map(_is_lost, raw)) else None


def without_garbage(sheet: Sheet | None, fault: Fault) -> Sheet | None:
    """What of a faulty page's own text can be used: all but the garbled lines; None for nothing."""
    if sheet is None or fault is Fault.GARBLED:
        return None
    return replace(sheet, pieces=tuple(piece for piece in sheet.pieces if not _is_lost(piece.text)))


def mended(sheet: Sheet, fault: Fault, seen: Sheet) -> Sheet | None:
    """A faulty page with what was seen in its picture: all of it, or in place of the garbled lines only.

    None where too little was seen, or not surely enough.
    """
    if not seen.pieces or (seen.confidence or 0) < _LEAST_CONFIDENCE:
        return None
    if fault is not Fault.IN_PART:
        return seen
    lost = [piece for piece in sheet.pieces if _is_lost(piece.text)]
    found = [piece for piece in seen.pieces if any(_covers(piece, one) for one in lost)]
    # Line by line the sizes of garbled type are known, and better than the heights seen.
    sized = [replace(piece, size=next(one.size for one in lost if _covers(piece, one))) for piece in found]
    rest = [piece for piece in sheet.pieces if not _is_lost(piece.text)]
    return replace(sheet, pieces=(*rest, *sized), confidence=seen.confidence) if found else None


def unmarked(line: str) -> str:
    """A line whose first character is no known one with a bullet for it: there it stands for a list's sign."""
    return _LEADING.sub("• ", line)


def _is_lost(line: str) -> bool:
    shown = "".join(unmarked(line).split())
    return len(shown) >= _LONG and len(_NO_TEXT.findall(shown)) * 2 >= len(shown)


def _covers(piece: Printed, lost: Printed) -> bool:
    level = abs(piece.y - lost.y) < max(piece.size, lost.size) * 0.6
    return level and piece.x < lost.right and lost.x < piece.right


def reread(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a page, not cleaned yet, with GB 2312 codes that were taken for other characters read as such."""
    for decode in (_latin_as_gb, _code_as_gb):
        lines = _mended(lines, decode)
    return lines


def unspaced(lines: Sequence[str]) -> list[str]:
    """The lines of a page without the spaces between Chinese characters, where most of these have one."""
    text = "\n".join(lines)
    spaces, han = len(_SPACE_INSIDE.findall(text)), len(_HAN.findall(text))
    if han > 3 and spaces >= han * _LEAST_SPACED:
        return [_SPACE_INSIDE.sub("", line) for line in lines]
    return list(lines)


def is_garbled(text: str) -> bool:
    """Whether a page's text, not cleaned yet, is none: a tenth of its characters are no characters at all, an eighth are
    signs and capitals that no language's text has so many of, or its Han characters or Hangul syllables are rare ones
    as no running text has them."""
    shown = "".join(text.split())
    if not shown:
        return False
    if len(_NO_TEXT.findall(shown)) > len(shown) * _MOST_NO_TEXT:
        return True
    han, hangul = _HAN.findall(shown), _HANGUL.findall(shown)
    if len(hangul) >= _FEW and sum(_is_usual(one) for one in hangul) < len(hangul) * _LEAST_SYLLABLES:
        return True
    if len(han) >= _FEW and sum(_is_known(one) for one in han) < len(han) * _LEAST_KNOWN:
        return True
    if len(han) >= _USUAL and sum(one in _FREQUENT for one in han) < len(han) * _LEAST_FREQUENT:
        return True
    return not han and len(_ODD.findall(shown)) > len(shown) * _MOST_ODD


def _is_usual(syllable: str) -> bool:
    """Whether it is among the 2,350 of KS X 1001; the others are written in eight bytes."""
    return len(syllable.encode("euc_kr", "ignore")) == 2


def _is_known(character: str) -> bool:
    """Whether it is among the more frequent characters of GB 2312 (3,755 of them) or Big5 (5,401)."""
    simplified, traditional = character.encode("gb2312", "ignore")[:1], character.encode("big5", "ignore")[:1]
    return b"\xb0" <= simplified <= b"\xd7" or b"\xa4" <= traditional <= b"\xc6"


def _mended(lines: Sequence[str], decode: Callable[[str], str | None]) -> Sequence[str]:
    text = "\n".join(lines)
    if _HAN.search(text):
        return lines
    found = decode(text)
    if found is None:
        return lines
    han = _HAN.findall(found)
    common = sum(b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7" for character in han)
    return found.split("\n") if han and common >= len(han) * _LEAST_COMMON else lines


def _latin_as_gb(text: str) -> str | None:
    """Bytes of GB 2312 that were shown one by one as Latin-1 letters."""
    if sum("\xa1" <= character <= "\xfe" for character in text) < len("".join(text.split())) * 0.5:
        return None
    try:
        return text.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return None


def _code_as_gb(text: str) -> str | None:
    """Two-byte codes of GB 2312 that were taken for Unicode numbers, which lie among the Hangul syllables."""
    out = []
    for character in text:
        if "\ua1a1" <= character <= "\uf7fe":
            try:
                out.append(character.encode("utf-16-be").decode("gb2312"))
            except UnicodeError:
                return None
        else:
            out.append(character)
    return "".join(out)
