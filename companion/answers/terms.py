"""What kind of thing a question asks for, and what its answer cannot be without."""

import re
from dataclasses import dataclass

from companion.search.lexical import fold
from companion.texts.structure import number_of


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
        re.compile(r"(?:可以|可否|能够?|允许|是否|[能可]不[能可]|要不要|需不需要|应不应该).*|[吗么][？?]?$"), re.compile(r"不得|可以|不能|禁止|严禁|不予|应当|必须|只能|方可|允许")
    ),
    Expectation(
        re.compile(r"怎么|如何|怎样|how (?:do|to|can|should)"), re.compile(r"应当?|须|先|再|然后|通过|可以|需要|流程|程序|步骤|must|should|first|then")
    ),
)


_COUNT = r"(?:[\d０-９]|[一二三四五六七八九十百千万亿两半〇零])"
_MORE = r"\s?(?:余|多|几|来)?\s?"
_SPAN = rf"(?<![第\d一二三四五六七八九十百千万亿两半〇零]){_COUNT}+{_MORE}个?"  # “第三周” is no span of three weeks
_PERSON = "[名位人个员]"
_DEMANDS = (
    Expectation(
        re.compile(r"百分之[几多]|百分比|(?:比例|占比|比重|率)[^，。；]{0,8}(?:多少|几)|(?:多少|几)(?:的?比例|成)|percent"),
        re.compile(rf"[%％‰]|{_COUNT}成|分之|百分点|倍|{_COUNT}\s?[比:：]\s?{_COUNT}|percent|一半|半数|全部"),
    ),
    Expectation(
        re.compile(r"(?:多少|几)个?(?:分钟|小时|钟头|秒|学时|课时)|how many (?:minutes|hours|seconds)"),
        re.compile(
            rf"(?:{_SPAN}|半个?|整)(?:分|小时|钟头|刻|秒|学时|课时)|\d[:：]\d\d|{_COUNT}\s?[时点]|全天|\b(?:minute|hour|second)s?\b"
        ),
    ),
    Expectation(
        re.compile(r"(?:多少|几)个?(?:天|日|小时|钟头|分钟|周|星期|礼拜|月|年|学期|学年|世纪)(?![级纪])|多长时间|多久|时长|how long|how many (?:days|weeks|months|years|hours|minutes)"),
        re.compile(
            rf"{_SPAN}(?:工作日|天|日|小时|钟头|分|刻|秒|周|星期|礼拜|月|年|学期|学年|世纪|代|岁|课时|学时)|年代|[长短终]期|终身|永久|当[天日]|即[日时]|立即"
            r"|(?:day|week|month|year|hour|minute)s?\b"
        ),
    ),
    Expectation(
        re.compile(r"多少(?:钱|元|人民币|美元|经费|费用|金额)|(?:费用?|金额|经费|价格?|补贴|津贴|工资|奖金|罚款|资金)[^，。；]{0,6}(?:多少|几)|how much (?:money|does|is the (?:fee|price|cost))|\b(?:fee|price|cost)\b"),
        re.compile(rf"{_COUNT}{_MORE}\s?(?:元|圆|块|角|美|欧|英镑|日元|港|[万亿])|[%％¥￥$€£]|倍|免费|不收|全额|yuan|rmb|dollar|free|waive"),
    ),
    Expectation(
        re.compile(r"何时|什么时[候间]|哪一?[年月天日]|几[年月日号点时](?![级])|什么日期|日期是|\bwhen\b|what (?:time|date|year|day)"),
        re.compile(EXPECTATIONS[0].answer.pattern + "|[朝时现近古当]代|时期|[高大初][一二三]"),
    ),
    Expectation(re.compile(r"(?:多少|几)[名位人员]"), re.compile(rf"{_COUNT}{_MORE}{_PERSON}|{_PERSON}数[^，。；]{{0,6}}{_COUNT}|人[）)]\s*\|")),
    Expectation(re.compile(r"(?:几|多少)(?:周?岁)|年龄.{0,6}(?:多少|几)|多大年[龄纪]"), re.compile(rf"{_COUNT}{_MORE}周?岁")),
    Expectation(re.compile(r"(?:几|多少)[次回届轮]"), re.compile(rf"{_COUNT}{_MORE}[次回届轮场]|每[天日周月年季届学]")),
    Expectation(
        re.compile(r"多少|(?<![好第哪])几(?!乎|何)|how (?:many|much)"),
        re.compile(rf"{_COUNT}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|no|none|twice|once)\b"),
    ),
)


_SEVERAL = re.compile(r"哪([三四五六七八九])[个种项条类步点方阶门级]")
_HEADS = re.compile(r"(?:多少|几)[名位]([\u4e00-\u9fff]{2})")


_LABELS = re.compile(r"第[一二三四五六七八九十百零〇\d]+[条章节款项](?:之[一二三])?|^\s*[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．](?!\d)", re.MULTILINE)


@dataclass(frozen=True)
class Demand:
    """What an answer cannot be without."""

    answer: re.Pattern[str]
    sure: bool  # false where it may also be said in other words

    def met(self, text: str) -> bool:
        """Whether folded ``text`` holds it; the numbers of articles and points do not count."""
        return bool(self.answer.search(_LABELS.sub("", text)))


def demanded(question: str) -> Demand | None:
    """What a question for a share, a span, a sum, a time or a number demands; None for others."""
    asked = fold(question)
    if head := _HEADS.search(asked):
        noun = re.escape(head[1])
        between = r"[共计总数有约达到为人员现量已合超过余：:，,\s|（）()]{0,8}"
        return Demand(re.compile(rf"{noun}{between}{_COUNT}|{_COUNT}{_MORE}{_PERSON}?.{{0,2}}{noun}"), sure=False)
    if several := _SEVERAL.search(asked):
        many = number_of(several[1])
        return Demand(re.compile(rf"(?:[^、，。；\n]{{1,20}}、){{{many - 1}}}|^[^\n]*(?:\n[^\n]*){{{many}}}$"), sure=False)
    return next((Demand(kind.answer, sure=True) for kind in _DEMANDS if kind.question.search(asked)), None)


_LISTED = re.compile(r"哪些|什么(?:条件|情况|情形|场合|材料|职责|责任|义务|权利|原则)|哪几|哪[两三四五]|包括什么|有什么|有几[种类个项点步]|[分有]哪|分别|步骤|流程|几[步项种]|(?i:what are|which (?:steps|things|rules)|steps)")


def wants_list(question: str) -> bool:
    """Whether several things are asked for."""
    return bool(_LISTED.search(question))


def expected(question: str) -> tuple[re.Pattern[str], ...]:
    """What the answer should hold, by the question's words; empty where they do not tell."""
    asked = fold(question)
    return tuple(kind.answer for kind in EXPECTATIONS if kind.question.search(asked))
