"""What of a question has to be found again in a text that answers it, and what kind of thing it asks for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from companion.search.lexical import fold

Rarity = Callable[[str], float]
"""The inverse document frequency of a folded term (a pair of characters, or a word); highest where no text has it."""

# Words that ask or bind: they say nothing about where the answer stands.
_EMPTY = re.compile(
    "请问|请告诉我|什么时候|什么时间|时候|一下|最[多少低高长短早晚迟]|至[多少]|有没有|告诉我|我想知道|想问一?下?|谢谢|是不是|能不能|会不会|可不可以|是否|为什么|为何|为啥|什么|甚么|怎么样|怎样|怎么办|怎么"
    "|如何|多少|几[个位条项次种年月天日号点时名届章类级人本]|哪[些个里儿年月天位种项类家座所部]?|谁|何[时处地人种]|何|几|多[久长大高远]"
    "|分别|具体|主要|[吗呢吧啊呀嘛么]|的|了|是|在|和|与|及|或|把|被|对|为|于|由|从|向|按|应当|应该|需要|可以|必须|应|要|得|会|能|有|都|就|也|还|其|该|这|那|它|他们?|她们?|我们?|你们?"
)
_ENGLISH_EMPTY = frozenset(
    "a an the of in on at to for from by with and or is are was were be been do does did can could should would may might must shall will"
    " what which who whom whose when where why how many much long often there it its this that these those i you he she they we me my your"
    " our their his her not any some about as if than then into please tell has have had".split()
)
_RUN = re.compile(r"[々〇\u3040-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+|[^\W_々〇\u3040-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


def terms(question: str) -> tuple[str, ...]:
    """The distinct pairs of characters and words of other scripts that carry the question's content, folded.

    A single Chinese character left between empty words counts only where nothing else is left.
    """
    found: dict[str, None] = {}
    single: dict[str, None] = {}
    for run in _RUN.findall(_EMPTY.sub(" ", fold(question))):
        if run[0] < "\u3000":
            if run not in _ENGLISH_EMPTY:
                found[run] = None
        elif len(run) == 1:
            single[run] = None
        else:
            found.update(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
    return tuple(found or single)


def coverage(asked: Iterable[str], text: str, rarity: Rarity) -> float:
    """The share of the asked terms, weighted by their rarity, that stand in ``text`` (which is folded), 0 to 1."""
    have = total = 0.0
    for term in asked:
        weight = rarity(term)
        total += weight
        if term in text:
            have += weight
    return have / total if total else 0.0


@dataclass(frozen=True)
class Expectation:
    """What a question of one kind wants to see in its answer."""

    question: re.Pattern[str]
    answer: re.Pattern[str]


_NUMERAL = r"[\d０-９一二三四五六七八九十百千万亿两〇零半]"
_UNIT = r"[个名位人次年月日天周岁元条项种类章节分秒时点%％倍度米里吨克页本套门届座所家亩级公千万亿小学平本股部集首张场册字]"
EXPECTATIONS = (
    Expectation(
        re.compile(r"何时|什么时候|什么时间|哪[一]?[年月天日]|几[年月日号点时]|时间是|日期|年份|when|what (?:time|date|year|day)"),
        re.compile(
            r"\d+\s*[年月日时点：:]|[一二三四五六七八九十〇零]+[年月日时点]|世纪|年代|周[一二三四五六日]|星期|期间|初期|末|前|后"
            r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\d{1,2}:\d\d|\d{4}"
        ),
    ),
    Expectation(
        re.compile(r"多少|几|多[久长大高远重宽深]|占比|比例|数量|人数|金额|how (?:many|much|long|often|far)|percentage"),
        re.compile(rf"{_NUMERAL}\s*{_UNIT}|\d"),
    ),
    Expectation(re.compile(r"为什么|为何|为啥|原因|理由|缘故|why|reason"), re.compile(r"因|由于|所以|致|目的|旨在|以便|为了|because|since|due to|so that|reason")),
    Expectation(
        re.compile(r"哪些|哪几|哪[两三四五]|包括什么|有什么|分别|几[种类个项点]|步骤|条件|which|what are|list"),
        re.compile(r"、|包括|分为|如下|分别|[（(][一二三四五六七八九十][）)]|第一|；|following|include"),
    ),
    Expectation(
        re.compile(r"是什么意思|什么是|是指|指的?是?什么|何谓|定义|含义|what is|what does .* mean|define"),
        re.compile(r"是指|指的?是|称为|即|定义|所称|意为|是一[种个项座位部]|means|refers to|is an? "),
    ),
    Expectation(re.compile(r"谁|哪[位人]|何人|什么人|负责人|who"), re.compile(r"人|者|长|书记|主任|部|委|负责|由|[·•]|[A-Z][a-z]+")),
    Expectation(
        re.compile(r"哪里|哪儿|何处|何地|什么地方|地点|哪个?(?:国|省|市|城|地区|地方)|位于|where"),
        re.compile(r"在|于|位于|室|楼|[国省市县区镇路街]|\b(?:at|in|room)\b"),
    ),
    Expectation(
        re.compile(r"怎么|如何|怎样|how (?:do|to|can|should)"), re.compile(r"应当?|须|先|再|然后|通过|可以|需要|流程|程序|步骤|must|should|first|then")
    ),
)


_LISTED = re.compile(r"哪些|哪几|哪[两三四五]|包括什么|有什么|有几[种类个项点步]|[分有]哪|分别|步骤|流程|几[步项种]|(?i:what are|which (?:steps|things|rules)|steps)")


def wants_list(question: str) -> bool:
    """Whether several things are asked for."""
    return bool(_LISTED.search(question))


def expected(question: str) -> tuple[re.Pattern[str], ...]:
    """What the answer should hold, by the question's words; empty where they do not tell."""
    asked = fold(question)
    return tuple(kind.answer for kind in EXPECTATIONS if kind.question.search(asked))
