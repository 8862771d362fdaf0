"""Which word of a question another one takes the place of: “教师要谈几次” and “那辅导员呢” give “辅导员要谈几次”."""

import re

_NUMBER = r"(?:\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千万两半]+)"
_UNIT = r"(?:个?(?:工作日|小时|分钟|星期|学期|学年|课时|学时|月|天|日|周|年)|周?岁|次|人|名|元|万元|篇|字|学分|级|%|％)"
_LIMIT = r"(?:超过|不超过|不足|不满|未满|满|大于|小于|多于|少于|达到|至少|最多|低于|高于)?"
_AMOUNT = re.compile(rf"{_LIMIT}(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT})(?:以上|以下|以内|之内|及以上)?")
_ACTOR = re.compile(
    r"(?:[专兼]职|新|青年|中年|老|实习|指导|外籍|骨干|专任|见习|离退休|退休)?"
    r"(?:教职工|教职员|教师|老师|教授|讲师|辅导员|班主任|导师|研究生|本科生|博士生|硕士生|留学生|师范生|毕业生|新生|学生|入党积极分子|积极分子|发展对象|预备党员|正式党员|党员|团员"
    r"|支部书记|副书记|书记|[组宣纪]\w{1,2}委员|委员|支委|党小组长|组长|党小组|党支部|支部|党委|党总支|行政人员|科研人员|管理人员|后勤人员|工作人员|负责人|召集人|主持人|院长|校长|主任|处长"
    r"|实验员|管理员|安全员|成员|干部|家长|职工|员工|学院|学校|图书馆|人事处|教务处|学工部|办公室)(?:们)?"
)
_BINDS = re.compile(
    r"每|是|有|应当|应该|应(?!用|急|届)|需|必须|须|的|在|由|为什么|为何|什么|怎|多|几|可以|可否|能|会不会|谁|哪|如何|何|与|跟|对|从|被|把|向|一共|最|不|属于|包括|了|吗|呢|都|也|[，,？?\s]"
)


def in_place_of(other: str, question: str) -> tuple[str, tuple[str, ...]] | None:
    """``question`` (without its mark) with ``other`` in the place of its parallel, and the words an answer needs one of.

    The parallel is an amount of the same unit, a person or office where ``other`` is one, or a run of characters
    that is built alike (事假 and 病假). An amount without a parallel is a condition more. None
    where another thing has no parallel: what was asked of the one thing must not be answered for the other.
    """
    if amount := _AMOUNT.fullmatch(other):
        needs = _spellings(amount["number"])
        same_unit = (one.span() for one in _AMOUNT.finditer(question) if _unit(one) == _unit(amount))
        place = next(same_unit, None)
    else:
        needs = (other,)
        actor = _ACTOR.search(question) if _ACTOR.fullmatch(other) else None
        place = actor.span() if actor else _alike(other, question)
    if place is None:
        return (_ended(f"{other}，{question}"), needs) if amount else None
    return _ended(question[: place[0]] + other + question[place[1] :]), needs


def condition_on(condition: str, question: str) -> tuple[str, tuple[str, ...]]:
    """``question`` under another condition (“如果学生不同意呢”); an answer needs a pair of characters of how that ends."""
    end = condition[-3:]
    return _ended(f"如果{condition}，{question}"), tuple(end[at : at + 2] for at in range(max(1, len(end) - 1)))


def _ended(question: str) -> str:
    return question + ("?" if question.isascii() else "？")


def _unit(amount: re.Match[str]) -> str:
    return amount["unit"].lstrip("个")


def subject_of(question: str) -> str:
    """The words a question opens with, up to the first that binds or asks: what it is about. Empty where that is unclear."""
    if question.startswith("《") and "》" in question:
        return question[: question.index("》") + 1]
    found = _BINDS.search(question)
    subject = question[: found.start()] if found else ""
    return subject if 2 <= len(subject) <= 12 and not subject.isascii() else ""


def _alike(other: str, question: str) -> tuple[int, int] | None:
    """The span of as many characters in ``question`` that end alike and agree with ``other`` in at least half of them."""
    best, place = 0.0, None
    for at in range(len(question) - len(other) + 1):
        run = question[at : at + len(other)]
        same = sum(a == b for a, b in zip(run, other, strict=True)) / len(other)
        if run != other and run[-1] == other[-1] and len(other) > 1 and same >= 0.5 and same > best:
            best, place = same, (at, at + len(other))
    return place


_DIGITS = "零一二三四五六七八九十"


def _spellings(number: str) -> tuple[str, ...]:
    """A number as it is written, and in the other numerals where it is below eleven."""
    if number.isdecimal() and int(number) <= 10:
        return number, _DIGITS[int(number)]
    if number in _DIGITS:
        return number, str(_DIGITS.index(number))
    return (number,)


def in_chinese(number: int) -> str:
    """1 to 9999 in Chinese numerals."""
    parts, gap = "", False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            parts += ("零" if gap and parts else "") + _DIGITS[digit] + unit
        gap = digit == 0
    return parts.removeprefix("一") if parts.startswith("一十") else parts
