"""Rules for what can be read: stems that stand alone and are not too involved, and sentences without the noise of
recognition."""

import re
from collections.abc import Iterable

from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK, Candidate
from companion.quizzes.corpus import Corpus, Place
from companion.search.evidence import PassageIndex
from companion.texts.documents import Document
from companion.texts.garbling import is_garbled

_MOST_CLAUSES = 8
_MARKS = (("（", "）"), ("“", "”"), ("《", "》"), ("(", ")"), ("[", "]"), ("【", "】"))
_BROKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\u25a1\u2588\U000f0000-\U0010ffff]")
_DOUBLED = re.compile(r"[，。；：、！？]{2,}|[，；：、](?=[）》”])|的的(?!确)|《《|\b(\w+) \1\b")
_POINTS_AWAY = re.compile(
    r"本文|本段|本条|本款|本项|本章|本节|上述|上文|下文|前款|前条|前项|前述|(?:^|[，。])(?:材|资)料中|(?<![条行公作论原])文中|原文(?:中|指出)|如前|\b(?:the (?:text|passage|article) (?:above|below)|as mentioned|aforementioned)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"(?:其(?![他它中余次])|该|此(?!外)|这|那(?!么)|他们?(?!人)|她|它|上列|以上|It|They|This|These|He|She)(?![一-鿿a-z]{0,2}[党员])")
# What is left open by a sentence that goes on from the one before: a report of what, whose decision, what to be changed.
_WANTS_OBJECT = re.compile(r"(?:接到|收到)(?:报告|举报|申请|投诉|通知|请求)(?:后|的)|(?:决定书|通知书|意见书)应当|(?:因[^，]{2,30})?确需(?:变更|修改|调整)的|送达(?:应当|可以|的|之日|后|时)")
_UNNAMED = re.compile(
    r"(?:[^，。]{0,30}的?原因，?)?(?:确需|需要|确有必要|应当|可以)?(?:变更|修改|调整|延长|延期|撤销|解除|终止|送达|批准|受理)的，"
    r"|(?:审批|登记|发证|许可|受理|审核|备案|审查)(?:机关|部门|机构)(?:应当)?(?:自|在)?(?:收到|受理|接到)(?:申请|材料|报告|文件)?(?:材料|文件|书)?(?:之日起|后)"
    r"|(?:应当)?(?:自|在)?(?:收到|受理|接到|作出|送达)(?:申请|材料|决定|通知)?(?:之日起|后)|[^，。]{0,10}发现[^，。]{0,4}不当的，"
)
_FORMER = re.compile(r"原(?:组织)?(?P<act>编制|审批|登记|发证|批准|许可|备案|处罚|注册|发布|制定|作出)(?:机关|部门|单位|机构)")
_SOURCE = re.compile(r"^(?:根据|按照)《[^》]*》[，,]|^According to “[^”]*”:\s*")
_SPACED = re.compile(r"(?<=[一-鿿]) (?=[一-鿿])")
_MISREAD = re.compile(r"(?<=\d)[OoIl](?=[\d年月日％%])|(?<![A-Za-z])[OoIl](?=\d*[年月日条]|\d{2})|(?<=[一-鿿])[|¦_^~`\\](?=[一-鿿])|(?<=[一-鿿])[a-z](?=[一-鿿])")
_FURNITURE = re.compile(r"[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d+\s*页")
_HYPHENED = re.compile(r"[a-z]-\s*\n\s*[a-z]|(?<![’'A-Za-z])[b-hj-z] [a-z]{2,}\b")
_LEAST_CONFIDENCE = 0.9


def stands_alone(candidate: Candidate, _: Corpus) -> bool:
    """The stem points to nothing outside itself: no 本文, 上述, 前款, no 其, 该, 此 to begin with, no report, decision or change of
    which it does not say what it is of, and no 原审批机关 where nothing was approved."""
    stem = _SOURCE.sub("", candidate.stem)
    if _POINTS_AWAY.search(stem) or _POINTS_BACK.match(stem) or _WANTS_OBJECT.match(stem) or _UNNAMED.match(stem):
        return False
    former = _FORMER.search(stem)
    return former is None or former["act"] in stem[: former.start()] or (former["act"] == "发证" and "证" in stem.replace(former[0], ""))


def readable(candidate: Candidate, _: Corpus) -> bool:
    """Not more than eight clauses, brackets and quotation marks in pairs and not inside their own kind, no broken characters."""
    stem = candidate.stem.replace(CHOICE_BLANK, CLOZE_BLANK)
    if len(re.findall(r"[，；：]|[,;:] ", stem)) > _MOST_CLAUSES:
        return False
    return not any(
        _BROKEN.search(text) or _DOUBLED.search(text) or not _paired(text) for text in (stem, *candidate.options, *candidate.key)
    )


def clean_source(candidate: Candidate, _: Corpus) -> bool:
    """The quotation has no noise of recognition: characters split by spaces, letters for figures, page numbers in the text."""
    quote = candidate.quote
    if _BROKEN.search(quote) or _MISREAD.search(quote) or _FURNITURE.search(quote) or is_garbled(quote):
        return False
    if candidate.passage.language == "en":
        return not _HYPHENED.search(quote)
    return len(_SPACED.findall(quote)) < 2


def sure_source(candidate: Candidate, corpus: Corpus) -> bool:
    """No page of the passage was read from its picture with less than nine tenths of confidence."""
    passage = candidate.passage
    return not any((passage.document, page) in corpus.unsure for page in range(passage.first_page, passage.last_page + 1))


def unsure(index: PassageIndex) -> frozenset[Place]:
    """Such pages of an index. Only the texts that have one are opened."""
    paths = [one.entry.path for one in index.contents() if min(one.recognised, default=1.0) < _LEAST_CONFIDENCE]
    return unsure_pages(map(index.document, paths))


def unsure_pages(documents: Iterable[Document]) -> frozenset[Place]:
    """Such pages of these documents."""
    return frozenset(
        (document.entry.path, page.number)
        for document in documents
        for page in document.pages
        if page.confidence is not None and page.confidence < _LEAST_CONFIDENCE
    )


def _paired(text: str) -> bool:
    for opening, closing in _MARKS:
        depth = 0
        for character in text:
            depth += (character == opening) - (character == closing)
            if not 0 <= depth <= 1:
                return False
        if depth:
            return False
    return True


