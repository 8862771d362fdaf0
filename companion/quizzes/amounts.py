"""Amounts: numbers with their units, percentages, fractions, dates and weekdays in a statement."""

import re
from dataclasses import dataclass
from decimal import Decimal

from companion.texts.numerals import CHINESE, NUMBER, WORDS, read

_UNITS = (
    "个工作日|工作日|个自然日|自然日|个小时|小时|个学时|学时|课时|分钟|秒|个月|周岁|岁|个学年|学年|个学期|学期|个季度|季度|周年|年|个星期|星期|周|日|天|"
    "人次|人|名|位|次|篇|万字|字|本|册|页|场|门|节|学分|分|万元|亿元|元|倍|所|届|项|条|个|件|份|票|套|组|间|台|"
    "平方米|立方米|公顷|公里|千米|厘米|毫米|米|吨|千克|公斤|克|升|亩|户|家|度|亿吨|万吨|亿斤|万人|亿人|学员"
)
_NUMBER_EN = rf"(?:\d[\d,]*(?:\.\d+)?|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
_UNITS_EN = (
    r"(?:(?:working|calendar|academic|Chinese|credit|teaching|practice|paper) )?(?:weeks?|days?|months?|years?|hours?|minutes?|times|members|people|pages|words|"
    r"characters|percent|per cent|meetings?|teachers|books?|points|sessions?|students|lessons?|credits?|copies|items|questions|semesters?|yuan|records?|reflections?|parts|pieces|"
    r"branches|schools|units|articles|classes|conversations|visits|participants)"
)
_AMOUNT = re.compile(
    rf"(?P<date>(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日|[二一][〇零一二三四五六七八九]{{3}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
    rf"|(?P<fraction>[一二三四五六七八九十]分之[一二三四五六七八九十](?![一二三四五六七八九十]))"
    rf"|(?P<weekday>(?:周|星期)[一二三四五六日](?![一-鿿]?[年月期]))"
    rf"|(?P<percent>\d+(?:\.\d+)?\s?[%％]|百分之[{CHINESE}]+(?!点|[{CHINESE}]))"
    rf"|(?P<range>(?P<low>{NUMBER})(?P<join>至|到|[-—~～])(?P<high>{NUMBER})\s?(?P<range_unit>{_UNITS}))"
    rf"|(?P<double>(?P<low2>{NUMBER})(?P<unit2>{_UNITS})以上(?P<high2>{NUMBER})(?P=unit2)以下)"
    rf"|(?P<english>(?<![\w.-])(?P<number_en>{_NUMBER_EN}) (?P<unit_en>{_UNITS_EN}))\b(?! and a half)"
    rf"|(?P<plain>(?<![第之点·.\d〔\[]){'(?<![A-Za-z])'}(?P<number>{NUMBER})(?!点)\s?(?P<unit>{_UNITS}))(?![次]?性)"
)
_LEAST = re.compile(r"(?:至少|不少于|不得少于|不低于|不得低于|达到|at least|no fewer than|no less than|not less than)[^，。；、]{0,6}$")
_MOST = re.compile(r"(?:不超过|不得超过|至多|最多|不多于|不高于|不得高于|不得多于|少于|低于|at most|no more than|not exceed|within|up to)[^，。；、]{0,6}$")
_CUE_BEFORE = re.compile(
    r"(?:超过|满|未满|不足|届满前|提前|延长|为|为期|共|共计|每隔|任期|期限为?|每(?:年|月|周|日|天|学期|季度|学年|次|人|届|两年|半年)[^，。；]{0,10}|"
    r"(?<!自)由|设|分为|(?<!共)处|罚款|占|约|另加|增加|减少|满分|保存|保留|自[^，。；]{0,12}(?:之日起|后|起)|在|于|every|exactly|per|a total of|maximum of|minimum of)\s*$"
)
_CUE_AFTER = re.compile(r"\s?(?:以上|以下|以内|之内|内|前|后|之前|之后|为宜|左右|的罚款|起|一次|per\b|or (?:more|fewer|less)|after|before|a (?:day|week|month|year|semester)\b)")


@dataclass(frozen=True)
class Amount:
    """A number with its unit, a percentage, fraction, date or weekday: ``text[start:end]``.

    ``form`` is plain, range, double (X以上Y以下), percent, fraction, weekday or date; ``values`` its numbers, ``bound`` is
    least, most or exact; ``cue`` whether words beside it make it a rule (至少, 不超过, 每年…, 以内) and not a mere mention.
    """

    start: int
    end: int
    number_end: int  # end of the bare number; equals ``end`` where it cannot be parted from the unit
    form: str
    text: str
    values: tuple[Decimal, ...]
    unit: str
    bound: str
    cue: bool


def amounts(text: str, focus: int = 0) -> list[Amount]:
    """The amounts of a statement from ``focus`` on, in order, each of which stands there only once.

    一 before a measure word counts only where it says how often or how many.
    """
    found = [_amount(match, text) for match in _AMOUNT.finditer(text)]
    known = [one for one in found if one]
    percents = [one.values[0] for one in known if one.form == "percent"]
    whole = len(percents) > 1 and sum(percents) == 100  # each follows from the others
    return [
        one
        for one in known
        if one.start >= focus
        and text.count(one.text) == 1
        and not (whole and one.form == "percent")
        and not (one.form == "plain" and _is_sum(one, known))
    ]


def _is_sum(one: Amount, known: list[Amount]) -> bool:
    """Whether the statement gives, in the same unit, three or more parts that this is the sum of."""
    parts = [other.values[0] for other in known if other is not one and (other.form, other.unit) == (one.form, one.unit)]
    return len(parts) >= 3 and sum(parts) == one.values[0]


def _amount(match: re.Match[str], text: str) -> Amount | None:
    before, after = text[: match.start()], text[match.end() :]
    form = str(next(name for name in ("date", "fraction", "weekday", "percent", "range", "double", "english", "plain") if match[name]))
    bound = "exact"
    if _LEAST.search(before) or re.match(r"以上| or more", after):
        bound = "least"
    elif _MOST.search(before) or re.match(r"以[下内]|之?内| or (?:fewer|less)", after):
        bound = "most"
    cue = bound != "exact" or bool(_CUE_BEFORE.search(before) or _CUE_AFTER.match(after))
    number_end, unit, numerals = match.end(), "", []
    if form == "plain":
        numerals, unit, number_end = [match["number"]], match["unit"], match.end("number")
        year = unit == "年" and re.fullmatch(r"(?:19|20)\d\d|[二一][〇零九][〇零一二三四五六七八九]{2}", match["number"])
        if year:
            form = "year"
            if re.match(r"\d|[一二三四五六七八九十]+月", after):
                return None
        if _idle(text, match, cue):
            return None
    elif form == "english":
        form, numerals, unit, number_end = "plain", [match["number_en"]], match["unit_en"], match.end("number_en")
        if match["number_en"] in ("one", "1"):  # any other number would need the plural
            return None
    elif form == "range":
        numerals, unit, number_end = [match["low"], match["high"]], match["range_unit"], match.end("high")
    elif form == "double":
        numerals, unit = [match["low2"], match["high2"]], match["unit2"]
    elif form == "percent":
        numerals = [match[0].rstrip("%％ ").removeprefix("百分之")]
    values = [read(numeral) for numeral in numerals]
    if form == "fraction":
        below, above = (read(part) for part in match[0].split("分之"))
        values = [above / below] if above and below else []
    if None in values or (form in ("range", "double") and not values[0] < values[1]):  # type: ignore[operator]
        return None
    exact = tuple(value for value in values if value is not None)
    return Amount(match.start(), match.end(), number_end, form, match[0], exact, unit, bound, cue)


_SMALL = ("次", "位", "件", "项", "级", "个", "度", "家", "分", "周", "节", "日", "天", "门", "人", "条", "套", "组", "名", "户")


def _idle(text: str, match: re.Match[str], cue: bool) -> bool:
    """Whether a number with its unit is no figure to be known: an article (一个), a name (五项原则), about so many (两三)."""
    before, after = text[: match.start()], text[match.end() :]
    number, unit = match["number"], match["unit"]
    chinese = number[0] in CHINESE
    return bool(
        (unit == "年" and re.match(r"级|代|度|龄", after))
        or (unit in ("分", "条", "级", "项", "组", "节") and re.match(r"[之工析享别散类]|规定|第", after))
        or (unit == "日" and before.endswith("月"))
        or (unit == "分" and before.endswith(("时", "点")))
        or (chinese and unit in _SMALL and not cue)
        or (number in ("一", "1") and unit in ("份", "套", "本", "台", "间", "件", "项", "组", "个", "册", "张"))
        or (number in ("一", "1") and re.search(r"(?:最后|[上前近本下另同某统任])$", before))
        or (number in ("一", "1") and not re.search(r"(?:每|至少|不少于|不得少于|超过|少于|满|期限|期为|间为)[^，。；]{0,8}$", before))
        or (number in ("一", "1") and after.startswith("的") and not re.search(r"(?:为期|期限为?|时间为?)$", before))
        or re.fullmatch(r"[一二两三四五六七八九]{2}", number)
        or (number in ("两", "二", "2") and after.startswith("以上") and unit in ("个", "人", "名"))  # more than one
        or set(number) <= set("百千万亿")
        or _counted_out(text, number)
    )


def _counted_out(text: str, number: str) -> bool:
    """Whether the statement lists just so many things, so that the number need only be counted."""
    value = read(number)
    return any(value == len(re.split(r"、|和|与|及|以及", run)) for run in re.findall(r"[^，。；：]*、[^，。；：]*", text))
