"""Statements: the sentences of a text that can be understood, and asked about, on their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from companion.texts.documents import Passage
from companion.texts.sentences import sentences

LABEL = re.compile(
    r"\s*(?:[-*•·●■◆▪]\s+|#{1,6}\s+)?(?:"
    r"(?P<article>第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十])?)[\s　:：]*"
    r"|(?P<chapter>第[一二三四五六七八九十百\d]+[章节编篇部分]+)\s*"
    r"|(?P<roman>[一二三四五六七八九十]{1,3})[、．.]\s*"
    r"|(?P<paren>[（(][一二三四五六七八九十]{1,3}[）)])\s*"
    r"|(?P<digit>[（(]?\d{1,2}(?:[.．、)）](?!\d)|(?:\.\d{1,2})+\s))\s*"
    r"|(?P<circle>[①-⑳])\s*"
    r"|(?P<ordinal>第[一二三四五六七八九十][，、,]|其[一二三四五六][，、,]|[一二三四五六七八九十]是)"
    r")"
)
_BULLET = re.compile(r"\s*[-*•·●■◆▪]\s+")
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」』）)]*")
_TOC = re.compile(r"(?:\.{4,}|…{2,}|·{4,})\s*\d*\s*$")
_CJK = r"㐀-鿿，。、；：！？（）《》“”‘’"


@dataclass(frozen=True)
class Statement:
    """``quote`` is verbatim in the passage; ``text`` is the same on one line, without its label, 本办法 named.

    ``article`` is 第X条 where the quote stands in one. From ``focus`` on, the text may be asked about; what stands before
    is there only so that it can be understood.
    """

    passage: Passage
    quote: str
    text: str
    article: str
    focus: int = 0


def title_of(passage: Passage) -> str:
    """The title in 《》, marks inside it made single."""
    title = passage.title.strip()
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        title = title[1:-1]
    front = title.split("——")[0].strip()
    title = front if len(front) >= 6 else title  # a subtitle is not needed to know the text by
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def one_line(text: str) -> str:
    """Line breaks and spaces beside Chinese characters dropped, all others made one space."""
    text = re.sub(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])", "", text.strip())
    return re.sub(r"\s+", " ", text)


@dataclass
class Paragraph:
    passage: Passage
    start: int
    end: int
    label: str = ""
    label_kind: str = ""
    label_end: int = 0
    continued: bool = False
    bullet: bool = False

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def statements(passages: Sequence[Passage]) -> Iterator[Statement]:
    """The statements of one document's passages, given in reading order.

    Left out: headings, tables, contents lists, points of a list that only complete the line that leads to it,
    sentences that point elsewhere (前款, 上述, 该…) with nothing in the statement to point to, and spoken words.
    A sentence that leans on the ones before it in the paragraph is taken together with them.
    """
    lead: str | None = None  # kind of label of the points under a line ending in a colon; "" before the first point
    article = ""
    hanging = False  # the paragraph before ended with a semicolon
    for paragraph in paragraphs(passages):
        body = paragraph.text[paragraph.label_end :].strip()
        if paragraph.label_kind == "article":
            article, lead = paragraph.label, None
        elif paragraph.label_kind == "chapter":
            article, lead = "", None
        elif not paragraph.label_kind and not hanging and lead is not None and not _BULLET.match(paragraph.text):
            lead = None
        in_list = lead is not None or hanging
        if in_list and paragraph.label_kind:
            if lead == "":
                lead = paragraph.label_kind
            elif lead is not None and paragraph.label_kind != lead and _RANK[paragraph.label_kind] < _RANK[lead]:
                lead, in_list = None, False
        hanging = body.endswith(("；", ";"))
        if body.endswith(("：", ":")):
            lead = ""
            continue
        if not in_list and not hanging and paragraph.label_kind not in ("chapter", "ordinal") and not odd(paragraph.text):
            yield from _of_paragraph(paragraph, article)


_RANK = {"article": 0, "chapter": 0, "roman": 1, "paren": 2, "digit": 3, "circle": 4, "ordinal": 5}


def paragraphs(passages: Iterable[Passage]) -> Iterator[Paragraph]:
    end = -1
    for passage in passages:
        continued = passage.start == end  # the passage before ends in mid-paragraph
        end = passage.end
        for line in re.finditer(r".*\S.*", passage.text):
            paragraph = Paragraph(passage, line.start(), line.end(), continued=continued)
            continued = False
            label = LABEL.match(paragraph.text)
            if label:
                paragraph.label = (label.group("article") or label[0]).strip()
                paragraph.label_kind = str(label.lastgroup)
                paragraph.label_end = label.end()
            else:
                bullet = _BULLET.match(paragraph.text)
                paragraph.label_end = bullet.end() if bullet else 0
                paragraph.bullet = bool(bullet)
            yield paragraph


def odd(text: str) -> bool:
    """A table's row, a contents line, a quoted block, code, or characters that no reader could make out."""
    return bool(
        "|" in text
        or "\t" in text.strip()
        or text.lstrip().startswith((">", "```", "!["))
        or _TOC.search(text)
        or re.search(r"https?://|www\.|\S@\S|[�\ue000-\uf8ff□█]|\{|\}|<[a-z/]", text)
    )


def _of_paragraph(paragraph: Paragraph, article: str) -> Iterator[Statement]:
    passage = paragraph.passage
    english = passage.language == "en"
    body_start = paragraph.start + paragraph.label_end
    spans = list(sentences(passage.text, body_start, paragraph.end))
    for n, (start, end) in enumerate(spans):
        text = resolved(one_line(passage.text[start:end]), passage)
        if text.endswith("；") and n + 1 < len(spans):
            text = text[:-1] + "。"
        first, before = start, ""
        if (n or paragraph.continued) and (leans_back(text, english=english) or not _names_subject(text, english=english)):
            if paragraph.continued:
                continue
            first = spans[0][0]
            before = resolved(one_line(passage.text[first:start]), passage)
        if len(before) <= 60 and stands_alone(before + text, english=english):
            yield Statement(passage, passage.text[first:end].strip(), before + text, article, len(before))


_SELF = re.compile(
    r"(?<![基根样文版课读剧成资日书标])本(?:办法|规定|规范|细则|条例|章程|指南|规划|纲要|方案|准则|制度|守则|意见|决定|通知|手册|规则|公约|计划|标准|导则|须知|要点|"
    r"法(?!律|人|院|官|学|治|制(?!定)|庭|定))"
)


def resolved(text: str, passage: Passage) -> str:
    title = title_of(passage)
    text = _SELF.sub(title, text)
    return re.sub(re.escape(title) + r"所称(?:的)?", "", text) if text.startswith(title + "所称") else text


_LEANING_START = re.compile(
    r"(?:(?:决定|同意|不同意|批准|受理|拒绝|清单之外)[^，。]{0,6}的，|应当|应该|应(?=[在由对把将于向按以为与做加有提建予每至不及])|不得|必须|须|可以|可(?!再生|能性)|需要|需|要(?!素|点|求)|不(?!动产|合格|良|满|同)|并|且|或|以及|但|然而|因此|因而|所以|同时|此外|另|其|余|"
    r"该|此|这|那|上述|上款|前款|前述|前条|前项|本款|本条|本项|它|他|她|有的|对此|为此|由此|从此|至此|于是|不过|而|又|也|还|再|则|即|"
    r"如(?!实|期)|例|比如|譬如|除此|后者|前者|两者|二者|首先|其次|再次|最后|以上|以下|下列|如下|届时|逾期|期满|到期|"
    r"总之|可见|换|反之|否则|只有|只要|无论|不论|不管|虽|尽管|即使|由于|因为|既|甚至|特别是|尤其|目的|正|仍|均|都|就|"
    r"[一二三四五六七八九十]是|第[一二三四五六七八九十]|期限|时间|地点|内容|要求|原因|方法|具体|主要|有下列|符合下列|违反(?!《)|对?于?不属于|情节|构成|罚款|"
    r"进一步|继续|不断|切实|认真|坚决|着力|大力|努力|加快|加强|推进|推动|完善|健全|深化|深入|全面(?!建)|积极|严格|充分|更加|同样|每(?:人|次|位|场|篇|章|本|项|条)|"
    r"制定|实施|开展|建立|建设(?!性|工程|单位|项目|用地)|发展(?!中|党|对)|支持|鼓励|引导|优化|强化|确保|保持|保障|落实|组织(?!委|生|者|部|机)|培育|扩大|增强|提升|提高|促进|统筹|做好|抓好|办好|"
    r"(?:成立|设立|创立|创建|创办|始建|组建|建|位|毗邻|坐落|隶属|源|起源|诞生)于|和(?![平谐解睦])|及(?![格时])|至少|有至少|"
    r"[约近]?[\d一二三四五六七八九十百两数多几]+(?:多|余)?(?:年|个月|天|周|小时)[之以]?(?:[前后](?:[，的]|[春夏秋冬])|内)|"
    r"改革(?!开|发)|巩固|拓展|维护|弘扬|发挥|构建|打造|规范(?!性)|贯彻|改善|增加|减少|取消|启动|延续|放宽|降低|适当|稳定|压减|整治|坚持|遵循|说明|提出|出现|发现|属于|处以|没有|有(?:[了着一的些人时]|条件|利于|助于)|当天|当日|"
    r"[^，。对]{0,8}(?:不服|不同意|许可|批准|受理|同意)的，|自被|需|请(?!求)|让|把|将(?!来)|被(?!申请人|请求人|调查|检查|处罚人|督导|征收)|使(?!用)|问|答|注|说|比|已|曾|刚|共|另有|其中|还有|分别|各自|双方|经(?!济|费|营|验|常))"
)
_LEANING = re.compile(
    r"上述|(?<![一-鿿])期限内|在期限内|前款|前述|前条|前项|前两|本款|本条|本项|本章|本节|本编|上款|下列|如下|下表|上表|附件|附表|见表|如图|"
    r"(?<!应)该(?!当)|(?<![因如彼由从])此(?!外|类)|这|(?<!刹)那(?!么)|"
    r"(?<!其)他们|她们|它们|(?<![其吉维排])他(?!人|国|项|方|用|杀|山)|她|它|"
    r"第[一二三四五六七八九十百千零〇\d]+(?:条|款|项|章|节)"
)
_SPEAKER = re.compile(
    r"(?<![自大小无忘敌])我(?!国|党|军|省)|咱|你|您|俺|"
    r"今年|今明|去年|明年|今天|明天|昨天|近日|(?<![\d一二三四五六七八九十])日前|目前|当前|现在|如今|近年|今后|当年|那年|后来|不久|"
    r"[一-鿿](?:老师|教授)(?:说|问|想|曾|在|把|的|从|是|有|便|就|常)|某(?![日项种个一])|说[：，“]|说道|问道|谢谢|吗|呢|吧|啊"
)
_RELATIVE = re.compile(r"本周|下周|上周|本月|下月|上月")  # clear only in a rule for 每月, 每周
_SPEECH = re.compile(r"“[^”]{13,}”|“[^”]*[。！？，：][^”]*”")


def leans_back(text: str, *, english: bool = False) -> bool:
    """Whether the sentence needs what came before it: begins with a modal or a connective, or points back."""
    if english:
        return bool(_LEANING_EN.search(text))
    return bool(_LEANING_START.match(text) or _LEANING.search(text) or text.startswith(("，", "、", "）", "”")))


_LEANING_EN = re.compile(
    r"^(?:it|they|this|that|these|those|he|she|we|you|i|such|its|their|but|and|or|so|then|however|therefore|also|if so|"
    r"instead|otherwise|for example|for instance|moreover|in addition|finally|first|second|third|both|each of|here|there|"
    r"to|by|learn|do|reflect|share|in (?:practice|the)|dr|mr|ms|professor|the (?:sum|reason|limit|result|student|teacher|code|first|second|third|former|latter|same|other|rest|following|above))\b"
    r"|\b(?:this|these|those|above|below|following|latter|former|I|we|our|us|you|your|my|he|she|his|her|section \d|article \d)\b",
    re.IGNORECASE,
)


def leads_alone(text: str) -> bool:
    """Whether a line that leads to points says by itself of what they are the points."""
    if not 5 <= len(text) <= 100 or text.count("《") > 1 or not _balanced(text) or _SPEAKER.search(text) or _SPEECH.search(text):
        return False
    return bool(re.match(r"有(?:下列|以下)", text)) or not _LEANING_START.match(text)


def stands_alone(text: str, *, english: bool = False) -> bool:
    """Whether a reader who sees nothing else knows what the statement speaks of."""
    if english:
        first = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
        return (
            40 <= len(text) <= 260 and text[0].isupper() and not leans_back(first, english=True) and text.endswith(".")
            and _balanced(text)
        )
    first = _SENTENCE.match(text)
    head, colon, _ = text.partition("：")
    if colon and len(head) <= 12 and not re.search(r"是|为|包括|应当|任务", head):  # 领读15分钟：… is a heading and its text
        return False
    if not first or not 14 <= len(text) <= 130 or not re.match(r"[一-鿿《“\dA-Za-z]", text) or text.count("《") > 1 or re.search(r"不得(?:拒绝|阻挠|阻碍|干涉|妨碍)?[、和]?(?:拒绝|阻挠|阻碍|干涉|妨碍)。", text) or leans_back(first[0]) or not text.endswith("。"):
        return False
    rest = text[first.end() :]
    if rest and len(first[0]) < 9:  # a scrap of a sentence is nothing to lean on
        return False
    if rest and re.search(r"前款|前条|前项|前两|上款|本款|本条|本项|本章|本节|本编|下列|如下|下表|附件|第[一二三四五六七八九十百\d]+[条款项]", rest):
        return False
    if _RELATIVE.search(text) and "每" not in text:
        return False
    return not _SPEAKER.search(text) and not _SPEECH.search(text) and _balanced(text)


def _balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("（）", "“”", "《》", "()", "[]", "【】"))


_SUBJECT_NAMED = re.compile(
    r"[一-鿿]{0,12}(?:党员|教师|学生|学员|成员|人员|支部|党委|学院|学校|部门|机关|机构|政府|委员会|小组|书记|委员|组长|中心|单位|企业|者|人|"
    r"处|局|院|馆|会|部|员)(?P<act>应当|必须|不得|可以|负责|每(?:年|月|周|日|天|季度|学期|学年)|至少|一般)"
)


def _names_subject(text: str, *, english: bool) -> bool:
    """Whether a later sentence of a paragraph says itself who does what in which case, or what something means."""
    if english:
        return bool(re.match(r"(?:A|An|Every|Each|No|All|Members|Teachers|Students)\b", text))
    if "其" in text:
        return False
    subject = _SUBJECT_NAMED.match(text)
    case = re.match(r"[^，。]{0,6}(?:员|师|生|人|者|位|部门|机关|机构|企业|支部)[^，。]{2,26}的，[^。]*?(?:应当|必须|不得|可以|由)", text)
    usual = subject and (subject["act"] not in ("应当", "可以", "必须") or re.search(r"每(?:年|月|周|日|天|季度|学期|学年)", text))
    return bool(usual or case or "是指" in text or text.startswith("《"))
