"""The terms of a question that have to be found again in a text that answers it."""

import re
from collections.abc import Callable, Iterable

from companion.search.lexical import fold

Rarity = Callable[[str], float]
"""The inverse document frequency of a folded term (a pair of characters, or a word); highest where no text has it."""

# Words that ask or bind: they say nothing about where the answer stands.
_EMPTY = re.compile(
    "请问|请告诉我|(?:什么|哪些|何种)(?:情况|情形|场合)下?|什么时候|什么时间|时候|一下|最[多少低高长短早晚迟]|至[多少]|有没有|告诉我|我想知道|想问一?下?|谢谢|是不是|能不能|会不会|可不可以|是否|为什么|为何|为啥|什么|甚么|怎么样|怎样|怎么办|怎么"
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
