"""Whether a written sentence follows from what it cites, as far as its words can tell.

The check is by words, without a model: what it confirms stands in the source nearly as written, and the words that
turn a rule round are those of the source. Beyond it are a sentence that gives the source's words to another subject
of the same source, and one that leaves out half of a condition; the quotation beside it is what to go by.
"""

import enum
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from companion.search.lexical import fold
from companion.texts.numerals import figures


class Verdict(enum.Enum):
    CONFIRMED = "confirmed"
    UNCOVERED = "uncovered"  # says something that is not found in what it cites
    CONFLICTING = "conflicting"  # a number, a negation, a duty or an address is another one than in what it cites


def check(sentence: str, sources: Sequence[str]) -> Verdict:
    """The verdict on ``sentence``, whose citations say ``sources``; without a citation nothing is confirmed."""
    said, source = fold(sentence), fold("\n".join(sources))
    if not _known(_ADDRESS, said, source):
        return Verdict.CONFLICTING
    if not source:
        return Verdict.UNCOVERED
    verdicts = [_numbers(said, source), _bounds(said, source), _force(said, source)]
    if Verdict.CONFLICTING in verdicts:
        return Verdict.CONFLICTING
    if not _known(_NAME, said, source) or _strange(said, source):
        return Verdict.UNCOVERED
    return Verdict.UNCOVERED if Verdict.UNCOVERED in verdicts else Verdict.CONFIRMED


# addresses and names ------------------------------------------------------------------------------------------------
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s，。；）)]+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+\.(?:com|cn|net|org|edu|gov|io|top)\b[^\s，。；）)]*"
)
_NAME = re.compile(r"(?<=[《〈])[^》〉]+(?=[》〉])|(?<=[“「])[^”」]{2,}(?=[”」])|[a-z][a-z\d&.+-]*[a-z\d]")


def _known(kind: re.Pattern[str], said: str, source: str) -> bool:
    """Whether all of this kind in ``said`` stands in ``source``, but for the glue of English sentences."""
    letters = _letters(source)
    return all(name in _GLUE_EN or _letters(name) in letters for name in kind.findall(said))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


# numbers ------------------------------------------------------------------------------------------------------------
_FIGURE = re.compile(r"(?:(?<=第)|(?<![\w.]))?(\d+(?:\.\d+)?(?:/\d+)?)([十百千万亿]*)(%|个?[^\W\d_a-z])?")
_SAME = ({"名", "人", "位", "个"}, {"天", "日"}, {"元", "块", "圆"}, {"周", "星", "礼"}, {"年", "周年"}, {"岁", "周岁"})
_AROUND = 4  # characters on either side of a number
_COUNTED = frozenset("工次名人位个年月日天周星岁元块条款项章节级门类种场份篇册本学课时分秒小倍度米克吨里%届期成点")
_WORDS_WITH_NUMERALS = re.compile(
    r"一(?:共|般|定|些|样|旦|律|致|切|直|贯|并|体|线|流|系|方面|同|经|起|边|向|概|再|时|如|道|下|生|心|概而论|把手)|统一|万一|同一|唯一|之一|任一|单一|进一步|[之十]分(?![钟数之])|千万(?!元|人|以|的)"
    r"|三[会严]|两(?:个维护|个确立|者|学一做|面)|四(?:个意识|个自信|史)|百姓|千方百计|一[一二两三]|不一|专一|第一(?:时间|书记|线)|七一|八一|五一"
)


@dataclass(frozen=True)
class _Number:
    """A number of a text, the first character of what it counts, and the pairs of characters on either side of it."""

    value: str
    unit: str
    around: frozenset[str]


def _tokens(text: str) -> list[_Number]:
    text = re.sub(r"(?:[^\w%./-]|_)+", "|", figures(_WORDS_WITH_NUMERALS.sub("＿", text)))
    found = []
    for one in _FIGURE.finditer(text):
        number, more, unit = one.groups()
        before = text[max(0, one.start() - _AROUND) : one.start()].rpartition("|")[2]
        after = text[one.end(2) : one.end(2) + _AROUND].partition("|")[0]
        pairs = frozenset(side[at : at + 2] for side in (before, after) for at in range(len(side) - 1))
        found.append(_Number(number + more, (unit or "").removeprefix("个") or unit or "", pairs))
    return found


def _numbers(said: str, source: str) -> Verdict:
    """Every number stands in the source too, counts the same there, and has a neighbour in common."""
    there = _tokens(source)
    verdict = Verdict.CONFIRMED
    for one in _tokens(said):
        same = [other for other in there if other.value == one.value]
        if one.value == "1" and not any(_counts_alike(one, other) for other in there if other.value != "1"):
            continue  # 一个学期: no more than an article
        if one.value == "1" and f"每{one.unit}" in source:
            continue  # 一条 for 每条
        if not same:
            return Verdict.CONFLICTING
        if not any(_counts_alike(one, other) and _meet(one.around, other.around) for other in same):
            verdict = Verdict.UNCOVERED
    return verdict


def _counts_alike(one: _Number, other: _Number) -> bool:
    if one.unit not in _COUNTED or one.unit == other.unit:
        return True
    return any(one.unit in units and other.unit in units for units in _SAME)


# bounds: at least, at most ------------------------------------------------------------------------------------------
_BOUNDS = {
    "least": re.compile(
        r"不得?少于|不得?低于|不小于|至少|最少|最低|以上|及以上|at least|not? (?:less|fewer) than|or more|minimum"
    ),
    "most": re.compile(
        r"不得?超过|不得?多于|不得?高于|不大于|至多|最多|最高|以下|以内|之内|at most|not? more than|not exceed|or (?:less|fewer)|within|maximum|up to"
    ),
    "over": re.compile(r"(?<!不)(?<!不得)(?:超过|多于|高于|大于)|(?<!no )(?<!not )more than|exceed(?<!not exceed)"),
    "under": re.compile(r"(?<!不)(?<!不得)(?:少于|低于|小于)|不足|不满|未满|(?<!no )(?<!not )(?:less|fewer) than"),
    "before": re.compile(r"[以之]前|\bbefore\b|\bby\b"),
    "after": re.compile(r"[以之]后|\bafter\b"),
}
_OTHER_WAY = {"least": "most", "most": "least", "over": "under", "under": "over", "before": "after", "after": "before"}


def _bound(text: str) -> set[tuple[str, str]]:
    """Each bound with each number of its clause, or with nothing where there is none."""
    return {
        (name, number)
        for clause in _CLAUSE.findall(text)
        for name, words in _BOUNDS.items()
        if words.search(clause)
        for number in ({one.value for one in _tokens(clause)} or {""})
    }


def _bounds(said: str, source: str) -> Verdict:
    there = _bound(source)
    verdict = Verdict.CONFIRMED
    for name, number in _bound(said) - there:
        if number == "1" and any(name == other for other, _ in there):
            continue  # no more than an article, else _numbers has found it out
        if (_OTHER_WAY[name], number) in there:
            return Verdict.CONFLICTING
        verdict = Verdict.UNCOVERED
    return verdict


# force: must, may, must not, not ------------------------------------------------------------------------------------
_FORCE = re.compile(
    r"(?P<empty>([\u4e00-\u9fff])不\2|不(?:断|仅|但|同|少(?!于)|过(?!\d)|管|论|久|只|止|妨|超过|低于|少于|高于|多于|大于|小于|满|足)|不得(?:超过|低于|少于|高于|多于)|无(?:故|论|偿|私|形|线|比|愧|党派)|未来|未满|非(?:常|公|遗)|适应|相应|反应|响应|供应|应(?:用|急|届|邀|聘|对|付|试|答|变)"
    r"|可(?:能|靠|见|持续|行性)|认可|许可|必须的|除了)"
    r"|(?P<forbidden>不得|不准|不许|不应当?|不能|不可以?|不允许|不宜|禁止|严禁|切勿|不予|\b(?:must|may|shall|should|can) not\b|\bcannot\b|\bcan't\b|\bmustn't\b|\bprohibited\b|\bforbidden\b)"
    r"|(?P<duty>应当|应该|必须|务必|须|应(?=[\u4e00-\u9fff])|需要?(?=[\u4e00-\u9fff])|\b(?:must|shall|should|required to|has to|have to)\b)"
    r"|(?P<leave>可以|可(?=[\u4e00-\u9fff])|允许|准许|有权|\b(?:may|can|allowed to|permitted to)\b)"
    r"|(?P<denied>没有|并非|从未|尚未|不再|不是|不|未|无(?!纸)|非(?=[\u4e00-\u9fff])|勿|免(?=[\u4e00-\u9fff])|\b(?:not|no|never|without|none)\b|n't\b)"
)
_CLAUSE = re.compile(r"[^，。；：、！？\n,;:!?]+")
_WORD = re.compile(r"[a-z]{3,}|[\u3400-\u9fff]")
_NEAR, _FAR = 3, 8  # what a word of force reaches for sure, and at most, in content characters


@dataclass(frozen=True)
class _Reach:
    """A word of force and the pairs of characters (or the words) after it in its clause, nearest first."""

    kind: str
    reached: tuple[str, ...]


def _reaches(text: str) -> Iterator[_Reach]:
    for clause in _CLAUSE.findall(text):
        found = [one for one in _FORCE.finditer(clause) if one.lastgroup != "empty"]
        for at, one in enumerate(found):
            until = found[at + 1].start() if at + 1 < len(found) else len(clause)
            yield _Reach(one.lastgroup or "", tuple(_pairs(clause[one.end() : until])))


def _pairs(text: str) -> list[str]:
    words = _WORD.findall(text)
    if words and len(words[0]) > 1:
        return [word for word in words if word not in _GLUE_EN][:_FAR]
    return ["".join(words[at : at + 2]) for at in range(len(words) - 1)][:_FAR] or words


def _force(said: str, source: str) -> Verdict:
    """Duties, permissions and negations reach the same words in both; clauses taken over whole are right."""
    whole = {clause.strip() for clause in _CLAUSE.findall(source)}
    said = "，".join(clause for clause in _CLAUSE.findall(said) if clause.strip() not in whole)
    here, there = list(_reaches(said)), list(_reaches(source))
    verdict = Verdict.CONFIRMED
    for one in here:
        near = [pair for pair in one.reached[:_NEAR] if pair in source]
        if any(other.kind == one.kind and _meet(other.reached, near or one.reached) for other in there):
            continue
        if not near:
            verdict = Verdict.UNCOVERED
        elif one.kind == "duty" and not any(set(other.reached) & set(near) for other in there):
            verdict = Verdict.UNCOVERED  # the source states it without saying that it must be
        else:
            return Verdict.CONFLICTING
    for other in there:
        if other.kind == "duty" or not other.reached:
            continue
        near = [pair for pair in other.reached[:2] if pair in said]
        if not near or any(one.kind == other.kind and set(one.reached) & set(near) for one in here):
            continue
        if _free(near, said, here) and not _stands_free(near, source, there):
            if other.kind == "leave":
                verdict = Verdict.UNCOVERED
            else:
                return Verdict.CONFLICTING
    return verdict


def _meet(ones: Collection[str], others: Collection[str]) -> bool:
    """Whether they share something, or there is nothing to share."""
    return (not ones and not others) or not set(ones).isdisjoint(others)


def _free(pairs: list[str], text: str, reaches: Sequence[_Reach]) -> bool:
    """Whether one of ``pairs`` stands in ``text`` more often than words of the denying kinds reach it."""
    denied = [one for one in reaches if one.kind in ("denied", "forbidden")]
    return any(text.count(pair) > sum(pair in one.reached for one in denied) for pair in pairs)


def _stands_free(pairs: list[str], source: str, reaches: Sequence[_Reach]) -> bool:
    """Whether the source says them elsewhere without any word of force."""
    return all(source.count(pair) > sum(pair in one.reached for one in reaches) for pair in pairs)


# what the source does not say ---------------------------------------------------------------------------------------
_GLUE = re.compile(
    "根据|按照|依据|依照|关于|对于|由于|因此|所以|因为|因而|此外|另外|同时|并且|而且|以及|或者|其中|包括|主要|具体|分别|也就是|即|例如|比如|如下|以下|上述|这些|那些|这个|该|其|他们|它们|它|"
    "规定|要求|指出|提到|说明|表明|明确|规定了|引文|原文|材料|文件|内容|方面|情况|问题|回答|是指|指的是|指|属于|作为|成为|称为|名为|叫做|"
    "进行|开展|实行|通过|采取|具有|拥有|存在|位于|来自|用于|为了|以便|使得|从而|需要|需|应当|应该|必须|可以|能够|可|能|会|将|要|应|须|"
    "一共|总共|共|共有|共计|有|是|为|在|于|由|从|到|至|向|对|和|与|及|或|把|被|将|让|使|给|跟|同|而|且|但|也|还|都|就|又|再|才|则|并|等|的|地|得|了|着|过|之|所|以|后|前|时|中|里|内|上|下|外|个|种|项|条|"
    "一般|通常|如果|若|当|时候|期间|之后|之前|以后|以前|每个|每|各|各个|所有|全部|任何|某|另|其他|其它|本"
)  # fmt: skip
_GLUE_EN = frozenset(
    "a an the of in on at to for from by with and or is are was were be been being it its this that these those which who whom whose as than then there their they them he she his her"
    " must shall should may can will would not no if when where while also only both each every any all such into per according says said stated states text quotation under over more less"
    " has have had do does did so but because about after before between during within least most one".split()
)
_STRANGE = 2  # characters in a row that the source does not know


def _strange(said: str, source: str) -> bool:
    """Whether a stretch of ``said`` is neither in the source, nor an abbreviation of its words, nor glue."""
    plain_source = figures(source)
    for clause in re.findall(r"[\u3400-\u9fff]+", figures(said)):
        known = [False] * len(clause)
        for at in range(len(clause) - 1):
            if clause[at : at + 2] in plain_source:
                known[at] = known[at + 1] = True
        for glue in _GLUE.finditer(clause):
            for at in range(glue.start(), glue.end()):
                known[at] = True
        for stretch in re.finditer("0+", "".join("1" if one else "0" for one in known)):
            text = clause[stretch.start() : stretch.end()]
            if len(text) >= _STRANGE and not _abbreviates(text, plain_source):
                return True
            if len(text) == 1 and text not in plain_source:
                return True
    return False


def _abbreviates(text: str, source: str) -> bool:
    """Whether its characters stand in the source in this order, close together: 支委会 for 支部委员会."""
    within = ".{0,2}?".join(map(re.escape, text))
    return len(text) <= 4 and re.search(within, source) is not None
