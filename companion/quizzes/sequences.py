"""Sequences: what a text puts in order (按照A、B、C的程序, 首先…其次…, the steps of a list)."""

import re
from dataclasses import dataclass

from companion.quizzes.lists import PointList

_ORDERLY = re.compile(r"程序|步骤|流程|顺序|次序|依次|先后")
_BY = re.compile(
    r"(?:按照?|依照|遵循|经过?|履行|通过|分为|包括)(?:以下|下列)?(?P<steps>[^，。；：、（）]{2,16}(?:、[^，。；：、（）]{2,16}){1,7}?(?:和|以及|及|、|、并|并)[^，。；：、（）]{2,16}?)(?P<tail>[等的]{0,2}(?:工作|办理|审批|评审|选拔)?(?:程序|步骤|顺序|流程|次序)|(?:依次|逐级|先后)[^，。；：、]{1,8})"
)
_IN_TURN = re.compile(r"(?:依次|先后)(?:是|为|分为|经过|经|进行)(?P<steps>[^，。；：、（）]{2,16}(?:、[^，。；：、（）]{2,16}){1,7}(?:(?:和|以及)[^，。；：、（）]{2,16})?)(?=[。；，])")
_ARROWS = re.compile(r"(?P<steps>[^，。；：、（）—→\s]{2,16}(?:\s?(?:→|—+>?|-+>)\s?[^，。；：、（）—→\s]{2,16}){2,7})")
_MANNER = re.compile(r"公开|公平|公正|透明|民主|集中|科学|规范|合法|法定|规定|自愿|平等|严格|简便|高效|便民|党章|章程|条例|法律|法规|章$")
_FIRST = re.compile(r"(?:首先|第一步|(?:^|[，。；：])先(?![后进行]))[，、是]?(?P<a>[^，。；：]{3,30})[，；。](?:其次|然后|再|接着|随后|第二步)[，、是]?(?P<b>[^，。；：]{3,30})(?:[，；。](?:再次|然后|再|接着|随后|第三步)[，、是]?(?P<c>[^，。；：]{3,30}))?[，；。](?:最后|第[三四]步)[，、是]?(?P<d>[^，。；：]{3,30})[。；]")


@dataclass(frozen=True)
class Sequence:
    """Steps in the text's order, each verbatim; ``start`` and ``end`` are the span of the whole run in the text."""

    start: int
    end: int
    steps: tuple[str, ...]


def sequence(text: str, focus: int = 0) -> Sequence | None:
    """The first run of steps in a statement whose words say that their order counts; three to seven of them."""
    for pattern in (_BY, _IN_TURN, _ARROWS):
        for found in pattern.finditer(text, focus):
            if pattern is _ARROWS and not _ORDERLY.search(text):
                continue
            steps = tuple(re.split(r"、并?|和|以及|(?<!以)及|\s?(?:→|—+>?|-+>)\s?", found["steps"]))
            if _sound(steps) and not any(_MANNER.search(step) for step in steps):
                return Sequence(*found.span("steps"), steps)
    told = _FIRST.search(text, focus)
    if told:
        steps = tuple(step for step in told.group("a", "b", "c", "d") if step)
        if _sound(steps):
            return Sequence(told.start("a"), told.end("d"), steps)
    return None


def steps_of(one: PointList) -> tuple[str, ...]:
    """The points of a list whose lead says that they follow one another; empty for any other list."""
    steps = tuple(point.text for point in one.points)
    orderly = re.search(r"(?:下列|以下)(?:程序|步骤|流程|顺序|次序)|(?:程序|步骤|流程|顺序|次序)(?:如下|是|为|依次)|依次", one.lead)
    return steps if orderly and one.whole and len(one.usable) == len(steps) and _sound(steps) else ()


def _sound(steps: tuple[str, ...]) -> bool:
    forms = set(steps)
    return (
        3 <= len(steps) <= 7
        and len(forms) == len(steps)
        and all(len(step) >= 2 for step in steps)
        and not any(one in other for one in steps for other in steps if one is not other)
        and not any(re.search(r"等$|^[并再又]", step) for step in steps)
    )
