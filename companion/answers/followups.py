"""Follow-ups: a message that leans on what was asked before (“那第二条呢”), as a question that stands alone.

Only a message whose form shows that it leans on something is changed: an ellipsis from its first word to its last (“为什么”,
“那辅导员呢”, “下一条”), a place without its text (“第五条怎么说”), a pronoun for a text (“这个办法谁负责解释”). Any other
message is left as it is, also where an earlier turn could make it fuller.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from companion.answers.parallels import condition_on, in_chinese, in_place_of, subject_of
from companion.search.clauses import Clause, clauses_asked
from companion.texts.documents import Citation
from companion.texts.structure import number_of


@dataclass(frozen=True)
class Asked:
    """An earlier turn: the question as it was understood, and what was quoted in reply; nothing where it was refused."""

    question: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Understood:
    """A question that stands alone.

    ``document`` is the path of the text it is about, where it refers to one; ``within`` is then the question without the
    text's title, which every passage of that text bears and which tells nothing there. Where ``needs`` is not empty, only what
    holds one of these words answers it. ``beyond`` has been quoted already and is not asked for again. ``refused``: the
    question is the last one, which was refused and stays so.
    """

    question: str
    document: str = ""
    within: str = ""
    needs: tuple[str, ...] = ()
    beyond: tuple[Citation, ...] = ()
    refused: bool = False


@dataclass(frozen=True)
class _Text:
    """The text that was last spoken of, and where in it."""

    title: str
    document: str
    clause: Clause  # the place last asked for
    articles: tuple[int, ...]  # the numbers of the articles last quoted from it

    def named(self, rest: str, before: str = "") -> Understood:
        within = "" if clauses_asked(rest) or not self.document else " ".join(f"{before} {rest}".split())
        return Understood(f"{before}《{self.title}》{rest}", self.document, within)

    def article(self, number: int) -> str:
        return f"第{in_chinese(number)}条" if _chinese(self.title) else f" Article {number}"


@dataclass(frozen=True)
class _Before:
    """What a message may lean on: the turns, of them the last that asked something, and the text last spoken of."""

    turns: tuple[Asked, ...]
    last: Asked | None
    text: _Text | None

    @property
    def topic(self) -> str:
        """The last question without its mark of interrogation and what an earlier follow-up added to it; "" for none."""
        return _topic(self.last) if self.last else ""

    def once_more(self) -> Understood:
        """The last question as it was: what was refused is not to be had by asking for more of it, or why."""
        return Understood(self.last.question if self.last else "", refused=True)

    def asking(self, chinese: str, english: str) -> str:
        return self.topic + (chinese if _chinese(self.topic) else english)


_N = r"[〇零一二三四五六七八九十百千两\d]{1,7}"
_LEAD = r"(?:(?:好的?|嗯+|哦|谢谢|明白了?|知道了)[，,。.！!\s]*)?"
_SO = r"(?:那么|那|然后|还有|再问一下|请问|以及|and|then|so|what about|how about)?[，,\s]*"

_END = r"[？?。.！!～~…\s]*"
_PLACE = re.compile(
    rf"{_LEAD}(?P<so>{_SO})(?:它的?|其)?(?P<place>(?:(?:第\s?{_N}\s?(?:分编|编|章|节|条|款|项)(?:之[一二三四五六七八九十])?|第?[（(]{_N}[）)]项)(?:[、和与及到至—-]+|的)?)+"
    r"|(?:(?:and |or |,? )?\b(?:chapter|section|article|art\.)\s*\d{1,4})+)(?P<rest>.*)",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(r"(?:道路|路线|战线|生产线|新闻|消息|渠道|腿|线|船|鱼|河|街|目|目标|人|章程|节课|节次)")
_WITHIN = re.compile(rf"第?[（(\s]?{_N}[）)\s]?[款项]|第\s?{_N}\s?[款项]")
_ASKS_ONLY = re.compile(
    rf"(?:又|都|里面?|上面?|中)?(?:的(?:内容|规定)?)?(?:是|说|讲|写|规定|讲述|提到|is|says?|about)*(?:的?(?:是|了|些)?)?(?:什么|啥|怎么(?:说|讲|写|规定)?的?|怎样规定的?|如何规定的?|哪些|内容)?(?:呢|啊|呀)?{_END}",
    re.IGNORECASE,
)
_STEP = re.compile(
    rf"{_LEAD}{_SO}(?:(?P<next>再?(?:下|后)(?:面)?[一1]?条|再?往下(?:看|说|讲|念|一条)?|the next (?:one|article)|next(?: one| article)?)|(?P<back>(?:再?(?:上|前)(?:面)?[一1]?条)|再?往上(?:看|一条)?"
    rf"|(?:the )?previous (?:one|article)|the one before)|(?P<on>继续(?:说|讲|念|看|吧)?|接着(?:说|讲|念|看|往下)?|然后|接下来|go on|continue))"
    rf"(?:是|说|讲|的|了|内容|规定|什么|怎么|写|呢|吧|啊)*{_END}",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"{_LEAD}{_SO}(?:还有(?:没有)?(?:别的|其他的?|更多的?|另外的?)?(?:什么|哪些)?(?:规定|要求|内容|条件|情形|情况)?(?:吗|么|没有|没|呢)?|(?:其他的?|别的|其余的?|另外的?)(?:呢|还有吗)|更多"
    rf"|(?:anything|what|something) else|(?:tell me )?more|any more){_END}",
    re.IGNORECASE,
)
_WHY = re.compile(
    rf"{_LEAD}{_SO}(?:这|那|这样|这又?是|那是|又)?(?:为什么|为何|为啥|凭什么|why(?: is that| so| not)?)(?:呢|啊|这样|要?这样(?:做|规定)|(?:有|要)?(?:这样|这么|这个|这条)(?:做|规定)?的?|会这样)*{_END}",
    re.IGNORECASE,
)
_HOW = re.compile(
    rf"{_LEAD}{_SO}(?:具体(?:要|应该|应当|该|是)?(?:怎么|如何|怎样)(?:做|办|办理|操作|执行|弄)?|(?:怎么|如何|怎样)(?:做|办|操作|执行|弄)|how(?: exactly)?|how (?:do|can) (?:i|we) do (?:it|that))(?:呢|啊)?{_END}",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"{_LEAD}(?P<so>(?:那么?|换成|换作|至于|对于?)[，,]?\s*)?(?P<if>(?:如果|要是|若是|若|假如)\s*)?(?P<other>[^，,。；;：:？?！!]{{1,14}}?)(?P<ne>的?呢)?{_END}"
)
_OTHER_ENGLISH = re.compile(r"(?:and|so|but)?\s*(?:and|what about|how about|what if)\s+(?P<other>[\w' -]{2,50}?)\s*\?*", re.IGNORECASE)
_QUESTION = re.compile(
    r"什么|谁|哪|几|多少|多[久长大高]|怎|吗|么|何|是否|是不是|有没有|能不能|可不可以|要不要|《|》|多少|如何|\b(?:what|who|when|where|which|why|how|is|are|do|does|can)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:它|他|她|我|你|您|这|那|其|这个|那个|这些|那些|我们?|你们?|他们|她们|可是|但是|不过|所以|结果|人|时间|地点|原因|好|行|然后|还有|接下来|后来|之后)")
_KINDS = "办法|规定|条例|细则|通知|制度|规范|方案|章程|计划|规划|指南|手册|法律|规则|准则|意见|决定|纲要|公约|守则"
_ANY_KIND = "文件|材料|文章|文本|规定|制度|文"
_THIS_TEXT = re.compile(
    rf"{_LEAD}(?P<so>(?:那么|那|请问)[，,]?\s*(?=[这该此本刚上前同它其]))?(?P<by>(?:根据|按照?|依照?|依据|违反)?)"
    rf"(?:(?:(?:刚才|刚刚|上面|前面|上述|以上|上一个)(?:的|说的|提到的|引用的|讲的|问的|提的)?(?:这|那)?|[这那该此同])一?[个份部项篇本件套则]?|本)(?P<kind>{_KINDS}|{_ANY_KIND})(?!化|性|者|员|件夹)(?:里面?|中)?(?P<rest>.+)"
)
_THIS_ARTICLE = re.compile(rf"{_LEAD}(?:那么?|请问)?[，,]?\s*(?:(?:刚才|刚刚|上面|前面)(?:的|说的)?(?:这|那)?|[这那该此本])一?条(?!件|例|路|线|新闻|消息)(?:规定)?(?P<rest>.+)")
_IT = re.compile(rf"{_LEAD}(?:那么?|请问)?[，,]?\s*(?P<it>它们?|[他她]们?(?!人|国|乡)|其(?![他它次中余实一二]))(?P<rest>.+)")
_OF_A_TEXT = (
    ("施行", "实施", "生效", "take effect", "takes effect", "come into force", "in force"),
    ("印发", "发布", "颁布", "公布", "出台"),
    *((word,) for word in ("废止", "修订", "制定", "解释", "适用", "有效期")),
)  # what is asked of a text as a whole, and said in it without a word of what it is about
_THIS_TEXT_ENGLISH = re.compile(
    r"(?P<before>(?:.*?\s)?)(?:this|that|the same) (?:document|text|rule|rules|regulation|policy|notice|guide|handbook)\b(?P<rest>.*)", re.IGNORECASE
)
_IT_ENGLISH = re.compile(
    r"(?:and )?(?P<before>(?:(?:since |from )?when (?:does|did|will|is|was)|what (?:else )?does) )it"
    r"(?P<rest> (?:take effect|come into force|apply|begin to apply|issued|published|start|say)\b.*)",
    re.IGNORECASE,
)
_REASONS = tuple(
    "因为|由于|因此|为了|为规范|为加强|为进一步|为促进|为保障|目的|旨在|以便|以免|防止|because|since|so that|in order to|reason".split("|")
)
_OUR_TAIL = re.compile(r"，(?:为什么|具体怎么做|还有哪些)$|, (?:why|how exactly|what else)$")
_ARTICLE = re.compile(rf"第({_N})条|(?i:article)\s+(\d{{1,4}})\b")
_TITLE = re.compile(r"《([^《》]{2,60}(?:《[^《》]*》[^《》]*)?)》")
_GOES_ON = re.compile(r"的|里|中|规定|说|讲|要求|提到|有|是|适用|对|[,，\s]")
_LONGEST = 60  # characters of a message that may lean on another


def understand(message: str, before: Sequence[Asked]) -> Understood | None:
    """The question that ``message`` asks after the turns ``before``, oldest first; None where it leans on what is not there.

    A message that stands alone comes back unchanged. Nothing is looked up: whether the texts answer is another matter.
    """
    if len(message) > _LONGEST or "《" in message:
        return Understood(message)
    last = next((turn for turn in reversed(before) if turn.question), None)
    known = _Before(tuple(before), last, _text_of(before))
    for rule in (_step, _more, _why_or_how, _this_article, _this_text, _place, _it, _other):
        found = rule(message, known)
        if found is not None:
            return None if found is _NOWHERE else found
    return Understood(message)


def of_a_text(question: str) -> tuple[str, ...]:
    """The words one of which answers a question about a text as a whole (“什么时候施行”); empty for other questions."""
    return next((words for words in _OF_A_TEXT if any(word in question for word in words)), ())


_NOWHERE = Understood("")  # it leans on what is not there


def _text_of(before: Sequence[Asked]) -> _Text | None:
    """The text that was last quoted from, or asked for by its title."""
    for turn in reversed(before):
        places = clauses_asked(turn.question)
        clause = places[-1] if places else Clause()
        if named := _TITLE.findall(turn.question):
            path = next((one.document for one in turn.citations if _bare(one.title) == _bare(named[-1])), "")
            if path or not turn.citations:
                return _Text(_bare(named[-1]), path, clause, _articles(turn.citations, path))
        if turn.citations:
            first = turn.citations[0]
            return _Text(_bare(first.title), first.document, clause, _articles(turn.citations, first.document))
    return None


def _bare(title: str) -> str:
    """A title without the brackets around it."""
    title = title.strip()
    return title[1:-1] if title.startswith("《") and title.find("》") == len(title) - 1 else title


def _articles(citations: Sequence[Citation], document: str) -> tuple[int, ...]:
    found = [_ARTICLE.findall(one.heading) for one in citations if one.document == document]
    return tuple(number_of(labels[-1][0] or labels[-1][1]) for labels in found if labels)


def _topic(turn: Asked) -> str:
    return _OUR_TAIL.sub("", re.sub(r"[？?。.！!\s]+$", "", turn.question))


def _chinese(words: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", words))


def _step(message: str, before: _Before) -> Understood | None:
    """下一条, 上一条, 继续: the neighbour of the article that was asked for or quoted."""
    found = _STEP.fullmatch(message)
    if not found:
        return None
    text = before.text
    known = (text.clause.article,) if text and text.clause.article else text.articles if text else ()
    if not text or not known:
        return _more_of(before) if found["on"] else _NOWHERE
    number = known[0] - 1 if found["back"] else known[-1] + 1
    return text.named(text.article(number)) if number > 0 else _NOWHERE


def _more(message: str, before: _Before) -> Understood | None:
    """还有呢: the last question again without what was quoted; after a question for an article, the next one."""
    if not _MORE.fullmatch(message):
        return None
    by_number = before.last is not None and bool(clauses_asked(before.last.question))
    return _step("下一条", before) if by_number else _more_of(before)


def _more_of(before: _Before) -> Understood:
    if before.last is None:
        return _NOWHERE
    if not before.last.citations:
        return before.once_more()
    quoted = tuple(one for turn in before.turns if _topic(turn) == before.topic for one in turn.citations)
    return Understood(before.asking("，还有哪些？", ", what else?"), beyond=quoted)


def _why_or_how(message: str, before: _Before) -> Understood | None:
    why, how = _WHY.fullmatch(message), _HOW.fullmatch(message)
    if not (why or how):
        return None
    if before.last is None:
        return _NOWHERE
    if not before.last.citations:
        return before.once_more()
    if why:
        return Understood(before.asking("，为什么？", ", why?"), needs=_REASONS)
    return Understood(before.asking("，具体怎么做？", ", how exactly?"))


def _place(message: str, before: _Before) -> Understood | None:
    """第二条呢, 第三款怎么说: of the text last spoken of; a 款 or 项 of the article last asked for."""
    found = _PLACE.fullmatch(message)
    if not found or _NO_PLACE.match(found["rest"]):
        return None
    text, place, rest = before.text, found["place"].strip(), found["rest"].strip()
    leans = bool(found["so"].strip()) or rest.startswith("呢")
    if text is None:
        return _NOWHERE if leans else None
    if not (leans or _ASKS_ONLY.fullmatch(rest) or _GOES_ON.match(rest)):
        return None
    outer = ""
    if _WITHIN.match(place):
        article = text.clause.article or (text.articles[0] if len(set(text.articles)) == 1 else 0)
        if not article:
            return _NOWHERE
        outer = text.article(article)
        if text.clause.paragraph and "款" not in place:
            outer += f"第{in_chinese(text.clause.paragraph)}款"
    if not _chinese(place):
        return text.named(f" {place}{'?' if not _chinese(rest) and rest.strip('? ') == '' else ' ' + rest}")
    return text.named(outer + place + ("是怎么规定的？" if re.fullmatch(rf"呢?{_END}", rest) else rest))


def _this_article(message: str, before: _Before) -> Understood | None:
    found, text = _THIS_ARTICLE.fullmatch(message), before.text
    if not found:
        return None
    if not text:
        return _NOWHERE
    numbers = {text.clause.article} if text.clause.article else set(text.articles)
    return text.named(text.article(numbers.pop()) + found["rest"]) if len(numbers) == 1 else _NOWHERE


def _this_text(message: str, before: _Before) -> Understood | None:
    """这个办法…, 刚才那份文件…, this document…: the text last spoken of, of the kind that is named."""
    text = before.text
    if found := _THIS_TEXT.fullmatch(message):
        if not re.fullmatch(_ANY_KIND, found["kind"]):
            spoken_of = (_text_of(before.turns[:at]) for at in range(len(before.turns), 0, -1))
            text = next((one for one in spoken_of if one and found["kind"] in one.title), None)
        return text.named(found["rest"], found["by"]) if text else _NOWHERE
    if found := _THIS_TEXT_ENGLISH.fullmatch(message) or _IT_ENGLISH.fullmatch(message):
        return text.named(found["rest"], found["before"]) if text else _NOWHERE
    return None


def _it(message: str, before: _Before) -> Understood | None:
    """它, 他们: what the last question was about; the text itself where the question is one that only a text answers."""
    found, text = _IT.fullmatch(message), before.text
    if not found:
        return None
    a_thing = found["it"] in ("它", "其")
    if not (a_thing and of_a_text(found["rest"])) and (subject := subject_of(before.topic)):
        return Understood(subject + found["rest"])
    return text.named(found["rest"]) if text and a_thing else _NOWHERE


def _other(message: str, before: _Before) -> Understood | None:
    """那辅导员呢, 超过7天呢: the last question with another word in the place of its parallel."""
    found = _OTHER.fullmatch(message)
    if found:
        marked = bool(found["so"] or found["if"]) and message.rstrip().endswith(("?", "？"))
        leans = bool(found["ne"]) or marked
    else:
        found = _OTHER_ENGLISH.fullmatch(message)
        leans = found is not None
    if not found or not leans or _QUESTION.search(found["other"]) or _NOTHING.fullmatch(found["other"].strip()):
        return None
    if before.last is None:
        return _NOWHERE
    other = found["other"].strip()
    made = (condition_on if found.groupdict().get("if") else in_place_of)(other, before.topic)
    return Understood(made[0], needs=made[1]) if made else _NOWHERE
