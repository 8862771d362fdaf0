"""Lists: points that stand under a line which leads to them, and the questions their lead makes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from companion.quizzes.facts import definition
from companion.quizzes.statements import (
    Paragraph,
    Statement,
    leads_alone,
    odd,
    one_line,
    paragraphs,
    resolved,
    stands_alone,
)
from companion.texts.documents import Passage
from companion.texts.sentences import sentences

_ENUMERATED = re.compile(r"(?=[（(][一二三四五六七八九十]{1,2}[）)]|[（(]\d{1,2}[）)]|[①-⑳])")
_REFERENCE = re.compile(r"前款|前条|前项|前[两三]项|上款|上述|本款|本条|本项|下列|以下(?!简称)|如下|附件|附表|第[一二三四五六七八九十百\d]+[条款项章]|(?<!应)该(?!当)|(?<![因如彼])此")
_REST = re.compile(r"^(?:[^，；、]{0,4})其[他它]|(?:规定|认为|需要|应当|约定|确定|认可)[^，；、]{0,8}其[他它]|其[他它][^，；、]{0,10}$")
_NOUNS = (
    "情形|行为|条件|材料|文件|证明|资料|证件|职责|职权|权利|义务|任务|工作|活动|事项|内容|信息|情况|措施|方式|方法|手段|途径|原则|标准|"
    "要求|程序|制度|费用|人员|组织|机构|规定|纪律|处分|处罚|种类|类型|形式|标志|物品|区域|场所|场合|岗位|部分|方面|资产|收入|支出|"
    "资格|单位|项目|案件|问题|目标|因素|凭证|数据|设施|设备|功能|特征|作用|环节|步骤|领域|类别|权限|权力|责任"
)
_THINGS = re.compile(rf"(?:下列|以下)(?:[一二三四五六七八九十]+(?:项|个|种|类|条)|几(?:项|个|种|类|条))?(?P<noun>[^，。；：]{{0,12}}?(?:{_NOUNS}))(?!不同|的(?!，)|中的)(?P<one>之一)?(?P<tail>[^：]*)：$")
_CLASSES = (
    "情形 行为 活动", "权利 义务 职责 职权 任务 工作 权限 权力 责任", "材料 文件 证明 资料 证件 凭证", "条件 资格 要求 标准",
    "内容 事项 信息 情况 方面", "措施 方式 方法 手段 途径 形式", "处分 处罚 种类 类型 类别",
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One point: ``text`` without its mark and the stop behind it, verbatim in the passage; it ends there at ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class PointList:
    """A line that leads to points, and those of its points that stand in the same passage.

    ``lead`` is that line as a statement has it (no label, 本办法 named), up to its colon; ``whole`` says that no point
    of the list stands in another passage (``beyond`` is what such points say); ``open``, that its points are not all there is (其他…, 等).
    """

    passage: Passage
    start: int
    lead: str
    article: str
    points: tuple[Point, ...]
    whole: bool
    beyond: tuple[str, ...] = ()

    @cached_property
    def open(self) -> bool:
        return any(leaves_room(point) for point in self.points)

    @cached_property
    def usable(self) -> tuple[Point, ...]:
        """The points that say by themselves what they say, and not only what the others leave over."""
        return tuple(point for point in self.points if not clumsy(point.text) and not leaves_room(point))

    @cached_property
    def noun(self) -> str:
        """What the points are called: 情形, 材料, 职责 …; empty where the lead does not say."""
        found = _THINGS.search(self.lead)
        if found:
            head = re.search(rf"(?:{_NOUNS})$", found["noun"])
            return head[0] if head else ""
        named = re.search(rf"({_NOUNS})(?:是|为|包括|包含|有|如下|主要是|主要有|主要包括)：$", self.lead)
        return named[1] if named else ""

    @cached_property
    def forbids(self) -> bool:
        """Whether the points are what must not be."""
        return bool(re.search(r"不得|禁止|严禁|不准|不应|不能", self.lead))

    @cached_property
    def blames(self) -> bool:
        """Whether it is a wrong that the lead speaks of."""
        lenient = re.search(r"从宽|从轻|减轻|免予|免除|不予处罚|不承担", self.lead)
        return not lenient and bool(re.search(r"处分|处罚|罚款|责令|警告|责任|吊销|没收|拘留|批评|通报|处理", self.lead))

    @cached_property
    def consequence(self) -> str:
        """What holds where one of the points is so: 可以申请延期; empty where the lead is no condition."""
        found = _THINGS.search(self.lead)
        return found["tail"].removeprefix("的").removeprefix("，") if found else ""

    @cached_property
    def question(self) -> str:
        """The lead as a question for its points; empty where it makes none."""
        found = _THINGS.search(self.lead)
        if found:
            tail = found["tail"]
            return f"{self.lead[: found.start()]}下列哪些{found['noun']}{tail}？"
        found = re.search(r"(?P<verb>(?<!不)包括|包含|分为|主要有|主要包括|分别是|应当载明|应当包括)：$", self.lead)
        if found:
            verb = {"分别是": "包括", "主要有": "主要包括"}.get(found["verb"], found["verb"])
            return f"{self.lead[: found.start()]}{verb}下列哪几项？"
        found = re.search(rf"(?:{_NOUNS})(?P<verb>是|为|如下)：$", self.lead)
        return f"{self.lead[: found.start('verb')]}包括下列哪几项？" if found else ""

    def claim(self, point: str) -> str:
        """That the words of a point, this list's own or another's, are among its points; empty where that cannot be said."""
        found = _THINGS.search(self.lead)
        if not found or (self.forbids and not found["tail"]):
            return ""
        front, noun, tail = self.lead[: found.start()], found["noun"], found["tail"]
        if not tail and front.endswith("包括"):
            return f"{front}“{point}”。" if not re.search(r"[可应]|^对|分别", front) else ""
        if not tail and "，" in front:
            return f"{front}的{noun}包括“{point}”。"
        if not tail:
            return f"“{point}”属于{front}的{noun}。" if re.search(r"[一-鿿]{2}$", front) else ""
        if re.search(r"有$|存在$|具有$", front) and tail.startswith("的，"):
            if front == "有" and point.endswith("的"):
                return f"{point}，{tail.removeprefix('的，')}。"
            return f"{front}“{point.removesuffix('的')}”{noun}{tail}。"
        return ""

    def quote(self, point: Point | None = None) -> str:
        """The lead and the points up to ``point``, or all of them, verbatim."""
        return self.passage.text[self.start : (point or self.points[-1]).end].strip()


def leaves_room(point: Point) -> bool:
    """Whether a point stands for whatever else there may be: 其他…, …等."""
    return bool(_REST.search(point.text)) or point.text.endswith("等")


def alike(one: str, other: str) -> bool:
    """Whether two nouns name things of one sort, so that points of the one can stand among points of the other."""
    return one == other or any(one in group.split() and other in group.split() for group in _CLASSES)


def stated(one: PointList) -> Iterator[Statement]:
    """Its points as statements, each with the lead said in front of it; only the point may be asked about."""
    found = _THINGS.search(one.lead)
    front = one.lead
    if "是指" in one.lead:
        return
    if found and not one.forbids:
        before, noun, tail = one.lead[: found.start()], found["noun"], found["tail"].removeprefix("的").removeprefix("，")
        if not tail and not found["one"] and not before.endswith("的"):
            front = f"{before}的{noun}包括："
        elif before == "有" and found["one"]:
            front = f"{tail}的{noun}包括："
        else:
            return
    elif found or re.search(r"[如以]下", one.lead):
        return
    for point in (point for point in one.points if not leaves_room(point)):
        said = resolved(one_line(point.text), one.passage)
        text = f"{front}{said}。"
        if definition(f"{said}。"):
            yield Statement(one.passage, one.passage.text[point.start : point.end].strip(), f"{said}。", one.article)
        elif front and 6 <= len(said) <= 90 and not _REFERENCE.search(said) and stands_alone(text):
            yield Statement(one.passage, one.quote(point), text, one.article, len(front))


def clumsy(text: str) -> bool:
    """Whether a point is too long, holds more than one sentence, or needs other words to be understood."""
    return not (
        3 <= len(text) <= 60
        and not re.search(r"[：。！？\n|；]", text)
        and not _REFERENCE.search(text)
        and not re.match(r"[，、）”]|其(?!他)|但|并|且|或者", text)
        and all(text.count(left) == text.count(right) for left, right in ("（）", "“”", "《》", "()"))
    )


def lists(passages: Sequence[Passage]) -> Iterator[PointList]:
    """The lists of one document's passages, given in reading order.

    Only Chinese ones, of two points and more, all marked alike, with no lists inside them; a lead that points elsewhere
    (前款, 该…) makes none, nor does one that stands in another passage than its points.
    """
    article = ""
    lines = list(paragraphs(passages))
    for at, line in enumerate(lines):
        if line.label_kind in ("article", "chapter"):
            article = line.label if line.label_kind == "article" else ""
        body = line.text[line.label_end :].strip()
        head, colon, tail = body.partition("：") if "：" in body else body.partition(":")
        if not colon or not head.strip() or odd(line.text) or line.passage.language == "en":
            continue
        if not tail.strip():
            points, whole, beyond = _below(lines, at)
        elif len(_ENUMERATED.split(tail)) >= 4 and not _ENUMERATED.split(tail)[0].strip():
            points, whole = _within(line, line.start + line.text.index(tail, line.label_end + len(head)))
            beyond = []
        else:
            continue
        start, lead = _lead(line, head)
        if lead and len(points) >= 2 and not any(odd(point.text) for point in points):
            yield PointList(line.passage, start, lead, article, tuple(points), whole, tuple(beyond))


def _lead(line: Paragraph, head: str) -> tuple[int, str]:
    """Where the last sentence of the line begins, and what it says, with a Chinese colon; "" where it leans on others."""
    start = line.start + line.label_end
    stop = line.passage.text.index(head, start) + len(head)
    first, last = list(sentences(line.passage.text, start, stop))[-1]
    said = resolved(one_line(line.passage.text[first:last]), line.passage)
    rest = re.sub(r"下列|以下|如下", "", said, count=1)
    if re.search(r"[。；！？]", said) or _REFERENCE.search(rest) or not leads_alone(said):
        return first, ""
    return first, said + "："


def _below(lines: Sequence[Paragraph], at: int) -> tuple[list[Point], bool, list[str]]:
    """The points on the lines after the lead that stand in its passage, whether those are all, and what the others say."""
    points: list[Point] = []
    beyond: list[str] = []
    kind, whole = "", True
    for n, line in enumerate(lines[at + 1 :], at + 1):
        found = line.label_kind or ("bullet" if line.bullet else "")
        if found in ("", "article", "chapter") or (kind and found != kind):
            if kind and _DEPTH.get(found, 0) > _DEPTH[kind]:
                return [], False, []  # a list within the list
            after = lines[n + 1] if n + 1 < len(lines) else None
            return points, whole and not (found == "" and after and after.label_kind == kind), beyond
        kind = found
        if line.text.rstrip().endswith(("：", ":")):
            return [], False, []
        if line.passage is lines[at].passage:
            points.append(_point(line.passage, line.start + line.label_end, line.end))
        else:
            whole = False
            beyond.append(line.text[line.label_end :])
    return points, whole, beyond


_DEPTH = {"roman": 1, "paren": 2, "digit": 3, "circle": 4, "ordinal": 4, "bullet": 5}


def _within(line: Paragraph, start: int) -> tuple[list[Point], bool]:
    """The points that follow the lead on its own line."""
    points = []
    text = line.passage.text
    marks = [found.start() for found in _ENUMERATED.finditer(text, start, line.end)]
    for begin, end in zip(marks, [*marks[1:], line.end], strict=True):
        body = re.match(r"[（(][^）)]{1,2}[）)]|[①-⑳]", text[begin:end])
        points.append(_point(line.passage, begin + (body.end() if body else 0), end))
    return points, not text[start : line.end].rstrip().endswith(("；", ";", "，"))


def _point(passage: Passage, start: int, end: int) -> Point:
    raw = passage.text[start:end]
    body = raw.strip()
    start += len(raw) - len(raw.lstrip())
    said = re.sub(r"(?:[；;。，,]\s*(?:和|或者|或|以及|并且)?)$", "", body).rstrip()
    return Point(start, start + len(body), said)
