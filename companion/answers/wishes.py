"""What a chat message wants: an answer, some questions on a topic, or a prompt to think about.

Only a message that is a request from its first word to its last counts as one ("出三道关于师德的题"); everything else,
also a question that speaks of questions ("党课测验有几道题"), is a question to the texts.
"""

import re
from dataclasses import dataclass, field

MOST = 10  # questions in one request
SOME = 3  # "几道题", "a few questions", or no number at all
A_SET = 5  # "一组题", "a quiz"


@dataclass(frozen=True)
class AskWish:
    question: str


@dataclass(frozen=True)
class QuizWish:
    """``kinds`` are values of quizzes.items.Kind, empty for any; an empty ``topic`` means the day's unit.

    ``again`` tells "再来两道": with no topic of its own it is about what the drill before it was about.
    """

    topic: str
    count: int
    kinds: tuple[str, ...]
    again: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class PromptWish:
    """An empty ``topic`` means the day's unit."""

    topic: str


Wish = AskWish | QuizWish | PromptWish

_KINDS = (
    ("multiple_choice", r"多项选择|多选|不定项(?:选择)?|multiple[- ]answer|multiple[- ]response"),
    ("single_choice", r"单项选择|单选|(?<!项)选择(?=题)|single[- ](?:choice|answer)|multiple[- ]choice"),
    ("true_false", r"判断(?:正误)?|是非|对错|true[- ]?(?:/|or|-)?[- ]?false"),
    ("cloze", r"填空|完形|fill[- ]in(?:[- ]the[- ]blanks?)?|cloze|gap[- ]fill"),
    ("short_answer", r"简答|问答|short[- ]answer"),
)
_KIND = "(?:" + "|".join(pattern for _, pattern in _KINDS) + ")"
_KIND_LIST = rf"{_KIND}题?(?:(?:和|与|、|或|或者|及|加)?{_KIND}题?)*"

# Chinese ------------------------------------------------------------------------------------------------------------
_POLITE = (
    r"(?:(?:好的?|嗯|那么?|现在|接下来|接着|你好|您好)[，,。！!]?|请(?!问)|麻烦(?:你|您)?|劳驾|(?:你|您)?(?:能不能|能否|能|可以|可否|可不可以)"
    r"|帮忙|(?:我|我们)(?:想要?|要|希望)(?:你|您)?)*"
)
_TAIL = r"(?:(?:好吗|好不好|可以吗|行吗|行不行|吧|吗|呗|呀|啊|谢谢(?:你|您)?|看看|试试|练练手?|做做|做一做|想想|想一想)|[，,。！!？?~～\s])*"
_WHOM = r"(?:(?:给|帮|为|替)(?:我们?|大家|本人))?"
_VERB = r"(?:再)?(?:随机|随便)?(?:出|来|做|编|拟|设计|设|生成|练习?|考|测|给|提|布置|推荐)(?:上)?(?:我们?|大家)?(?:一下)?"
_NUMBER = r"(?P<number>\d+|[一二两三四五六七八九十]+|几|若干|一些|些)"
_MEASURE = r"(?P<measure>道|个|条|组|套|份|点|则)?"
_THINK = r"(?P<think>(?:(?:值得)?(?:思考|反思|感悟|讨论)的?(?:题目?|问题)|心得(?:题目?|提示)|思考提示))"
_QUIZ = rf"(?:{_KIND_LIST}(?:小?测验|练习|题目?)?|(?:练习|测试|测验|自测|考|试|小)?题目?|小?测验|小?测试)"
_NOUN = rf"(?:{_THINK}|{_QUIZ})"
_ABOUT = r"(?:关于|有关|围绕着?|针对|涉及|就着?|以|根据|按照?|用|从|结合|主题(?:是|为)?|内容(?:是|为)?)"
_OF = r"(?:(?:为主题|为内容|方面|相关|里面|里|中|内容|知识)?的?)"
_TOPIC = r"(?P<topic>.{1,60}?)"
_GIVE = rf"{_WHOM}{_VERB}"
_TEST = r"(?:考考|考一考|考一下|测测|测一测|测一下|测试一?下?|考)(?:我们?|大家)"

_CHINESE = tuple(
    re.compile(rf"{_POLITE}{core}{_TAIL}", re.IGNORECASE)
    for core in (
        # 出三道关于师德的题 · 给我一个关于师德的思考题
        rf"{_GIVE}{_NUMBER}?{_MEASURE}{_ABOUT}{_TOPIC}{_OF}{_NOUN}",
        # 出三道题 · 来两道单选
        rf"{_GIVE}{_NUMBER}{_MEASURE}{_NOUN}",
        rf"{_WHOM}(?:再)?(?:出|来|给)(?:我们?|大家)?(?:个|道|点){_NOUN}",
        rf"(?:(?:给|帮|为|替)(?:我们?|大家))(?:再)?出(?:点|些)?{_NOUN}",
        r"(?:再)?出题",
        # 再来两道 · 再出一组
        rf"(?:再|另外?)(?:来|出|给|做)(?:我们?|大家)?{_NUMBER}(?P<more>道|组|套)",
        # 围绕读书会出三道题 · 围绕学术诚信给我一个思考题
        rf"{_WHOM}{_ABOUT}{_TOPIC}{_OF}[，,]?(?:来)?{_GIVE}{_NUMBER}?{_MEASURE}{_NOUN}",
        # 出5道判断题，考考读书会 · 出三道题，关于师德
        rf"{_GIVE}{_NUMBER}{_MEASURE}{_NOUN}[，,：:\s]*(?:{_TEST}|考考|考一考|{_ABOUT}){_TOPIC}(?:方面|相关)?(?:的?(?:知识|内容))?",
        # 考考我读书会 · 用读书会考考我
        rf"{_TEST}(?:{_ABOUT})?{_TOPIC}?(?:方面)?(?:的?(?:知识|内容))?",
        rf"{_ABOUT}{_TOPIC}{_OF}[，,]?(?:来)?{_TEST}",
        # 出三道师德题 · 来一道读书会的判断题 · 来一个师德方面的思考题
        rf"{_GIVE}{_NUMBER}(?:道|个|条|组|套|份){_TOPIC}{_OF}{_NOUN}",
        # 师德方面的判断题来三道
        rf"{_TOPIC}{_OF}{_NOUN}[，,]?(?:再)?(?:给我)?(?:出|来){_NUMBER}{_MEASURE}",
    )
)
_ASKS = re.compile(
    r"什么|多少|几(?![道个条题])|怎|如何|为何|谁|哪|何时|多[久长大高]|是否|是不是|有没有|有无|答案|截止|要求是|[？?].+[？?]"
)
_ASKS_AT_END = re.compile(r"(?<!好)(?<!可以)(?<!行)(?:吗|嘛)[？?]?$")
_MAY = re.compile(r"(?:你|您)?(?:能|可以)")
_AGAIN = re.compile(r"再|另|\b(?:another|more)\b", re.IGNORECASE)
_LONGEST = 200  # characters of a request
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}

# English ------------------------------------------------------------------------------------------------------------
_EN_POLITE = r"(?:(?:please|ok(?:ay)?|now|hi|hello|(?:can|could|would|will) you|i(?:'d| would) like(?: you)?(?: to)?|i want(?: you)?(?: to)?|let'?s)[,!.]?\s+)*"
_EN_TAIL = r"(?:\s*(?:,?\s*please|,?\s*thanks?(?: you)?|[.!?]))*"
_EN_NUMBER = r"(?:(?P<number>\d+|one|two|three|four|five|six|seven|eight|nine|ten|an?|another|some|a few|a couple of|several)\s+)?"
_EN_ADJECTIVES = r"(?:(?:more|quick|short|practice|quiz|hard|easy|new)\s+)*"
_EN_ABOUT = r"(?:\s+(?:about|on|regarding|concerning|covering|from|around)\s+(?P<topic>.{1,120}?))?"
_EN_GIVE = r"(?:give|ask|set|make|write|show|generate|create|have|send)(?:\s+(?:me|us))?"
_EN_THINK = r"(?P<think>(?:(?:reflection|thinking|discussion|reflective)\s+(?:prompt|question|topic)|(?:prompt|question)\s+(?:to (?:think|reflect)(?: about| on)?|for reflection))s?)"
_EN_KIND = rf"(?P<kinds>(?:{_KIND}(?:\s*(?:,|and|or|/)\s*)?)+\s+)?"
_ENGLISH = tuple(
    re.compile(rf"{_EN_POLITE}{core}{_EN_TAIL}", re.IGNORECASE)
    for core in (
        rf"{_EN_GIVE}\s+{_EN_NUMBER}{_EN_ADJECTIVES}{_EN_THINK}{_EN_ABOUT}",
        rf"{_EN_GIVE}\s+{_EN_NUMBER}{_EN_ADJECTIVES}{_EN_KIND}{_EN_ADJECTIVES}(?P<noun>questions?|quiz(?:zes)?|items?){_EN_ABOUT}",
        r"(?P<again>another|one more)(?: one| question)?",
        rf"(?:quiz|test)\s+(?:me|us)(?:\s+with\s+{_EN_NUMBER}{_EN_KIND}questions?)?{_EN_ABOUT}",
    )
)
_EN_DIGITS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
_EN_DIGITS |= {"a": 1, "an": 1, "another": 1, "a couple of": 2}


def wish_of(message: str) -> Wish:
    """The wish in ``message``. Counts are clipped to 1–10; nothing is looked up, so the topic may not be in the texts."""
    plain = " ".join(message.split())
    found = _requested(plain)
    if found is None:
        return AskWish(plain)
    groups = found.groupdict()
    topic = _clean(groups.get("topic") or "")
    if groups.get("think"):
        return PromptWish(topic)
    spoken = plain if not topic else plain.replace(topic, " ", 1)
    kinds = tuple(kind for kind, pattern in _KINDS if re.search(pattern, spoken, re.IGNORECASE))
    if kinds and re.search(r"multiple[- ]choice", spoken, re.IGNORECASE):
        kinds = tuple(kind for kind in kinds if kind != "multiple_choice")
    return QuizWish(topic, _count(groups), kinds, again=bool(_AGAIN.search(spoken)))


def _requested(plain: str) -> re.Match[str] | None:
    if len(plain) > _LONGEST:
        return None
    for pattern in _ENGLISH:
        if found := pattern.fullmatch(plain):
            return found
    squeezed = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", plain)
    if _ASKS.search(squeezed) or (_ASKS_AT_END.search(squeezed) and not _MAY.match(squeezed)):
        return None
    return next((found for pattern in _CHINESE if (found := pattern.fullmatch(squeezed))), None)


def _clean(topic: str) -> str:
    topic = re.sub(rf"^(?:{_ABOUT}|一下|[，,：:\s])+", "", topic)
    topic = re.sub(r"(?:方面|相关|有关|内容|知识|的|[，,。：:\s])+$", "", topic)
    return re.sub(r"^[“\"']([^“”\"']*)[”\"']$", r"\1", topic)


def _count(groups: dict[str, str | None]) -> int:
    number = (groups.get("number") or "").lower()
    if groups.get("again"):
        return 1
    if number in ("", "一", "a", "an") and (groups.get("more") in ("组", "套") or (groups.get("measure") or "") in ("组", "套", "份") or (groups.get("noun") or "").startswith("quiz")):
        return A_SET
    if number in _EN_DIGITS:
        return _EN_DIGITS[number]
    if number.isdecimal():
        return max(1, min(MOST, int(number[:4])))
    if "十" in number:
        return MOST
    if number in _DIGITS:
        return _DIGITS[number]
    return 1 if not number and groups.get("measure") in ("道", "个") else SOME
