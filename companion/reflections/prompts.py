"""Prompts: one sentence of the text and one question about it that fits the member's post."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence

from companion.people.members import Post
from companion.reflections.questions import CHINESE, ENGLISH, STAGES
from companion.reflections.reflections import Prompt
from companion.search.evidence import Evidence
from companion.texts.cleaning import language_of
from companion.texts.documents import Citation, Passage, digest
from companion.texts.sentences import sentences
from companion.texts.structure import mark_of

SHORTEST, LONGEST = 15, 80  # characters of a quoted Chinese sentence; an English one may have three times as many
_WIDER_IN_ENGLISH = 3

_LABEL = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+[条章节][\s　]*|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、)）]\s*(?!\d)"
    r"|[①-⑳]\s*|[-•·*●■]\s+)+|(?:Article|Section)\s+\d+[.:]?\s+"
)
_DUTY = re.compile(
    r"应当?|必须|不得|不能|不可|严禁|禁止|坚持|做到|尊重|负责|维护|保护|关心|恪守|自觉|要[^求点素闻]|(?i:\b(?:must|should|shall|never|always|not)\b)"
)
_THOUGHT = re.compile(
    r"不是.*而是|与其|只有.*才|意味着|在于|重要|价值|意义|底线|信任|责任|初心|育人|学生|良心|尊严|因为|其实|真正|愿意|学会|明白|懂得"
    r"|(?i:\b(?:because|trust|responsib\w+|honest\w*|care|respect|learn\w*|matter\w*|students?|means?)\b)"
)
_LEANS = re.compile(
    r"(?:他|她|它|这|那|其|此|该|但|而|所以|因此|于是|另外|同时|前款|上述|以上|如下|第[一二三四五六七八九十]+[，,]|(?i:(?:he|she|it|they|this|that|these|those|but|so|and|however)\b))"
)
_DRY = re.compile(r"电话|联系|附件|邮箱|地址|负责解释|起施行|起实施|同时废止|下列|如下|见表|见图|目录|(?i:telephone|e-mail|annex|appendix)|\d+\s*[:：]\s*\d+")
_FIGURE = re.compile(r"[\d０-９%％]")


def prompt_for(
    text: Passage | Citation,
    post: Post,
    *,
    day: dt.date,
    seed: int,
    language: str = "zh",
    recent: Collection[str] = (),
) -> Prompt:
    """A prompt that quotes the text's key sentence, verbatim, and asks one question of the day's stage.

    The stages follow one another from day to day. The same arguments always give the same prompt; one whose id is in
    ``recent`` is not given again while the text offers another. English for English texts or ``language`` "en".
    """
    found = list(_prompts(text, post, day, seed, language))
    return next((prompt for prompt in found if prompt.id not in recent), found[0])


def prompt_about(
    evidence: Sequence[Evidence],
    post: Post,
    *,
    day: dt.date,
    seed: int,
    language: str = "zh",
    recent: Collection[str] = (),
) -> Prompt | None:
    """A prompt from the best passage that holds a sentence worth quoting; None where none does."""
    for item in evidence:
        if any(_worth(sentence) > 0 for sentence in _quotable(item.passage.text)):
            return prompt_for(item.passage, post, day=day, seed=seed, language=language, recent=recent)
    return None


def _prompts(text: Passage | Citation, post: Post, day: dt.date, seed: int, language: str) -> Iterator[Prompt]:
    """All prompts of the text, the one to prefer first: its best sentence with each question, then the next one."""
    body = text.text if isinstance(text, Passage) else text.quote
    english = language == "en" or language_of(body) == "en"
    bank = (ENGLISH if english else CHINESE)[STAGES[day.toordinal() % len(STAGES)]]
    questions = sorted(
        (*bank[None], *bank[post]), key=lambda question: digest(str(seed), day.isoformat(), body, question)
    )
    for quote in _ranked(body):
        citation = text.cite(quote) if isinstance(text, Passage) else _narrowed(text, quote)
        for question in questions:
            yield Prompt(digest("prompt", citation.document, quote, question), _worded(citation, question, english), citation)


def _narrowed(citation: Citation, quote: str) -> Citation:
    return Citation(citation.document, citation.title, citation.heading, citation.first_page, citation.last_page, quote)


def _worded(citation: Citation, question: str, english: bool) -> str:
    title = citation.title.strip("《》")
    quote = " ".join(citation.quote.split())
    if english:
        return f"“{quote}” ({title})\n{question}"
    opening, closing = ("「", "」") if re.search("[“”]", quote) else ("“", "”")
    return f"《{title}》写道：{opening}{quote}{closing}\n{question}"


def _ranked(body: str) -> list[str]:
    """The sentences to quote, best first; of equals the earlier. The whole text where it holds no sentence."""
    found = _quotable(body)
    return sorted(found, key=_worth, reverse=True) or [body.strip()]


def _quotable(body: str) -> list[str]:
    """Sentences without the labels in front of them; lines that are headings only if there is nothing else."""
    whole: list[str] = []
    headings: list[str] = []
    for line in body.split("\n"):
        for start, end in sentences(line):
            sentence = line[start:end]
            label = _LABEL.match(sentence)
            bare = sentence[label.end() :] if label else sentence
            if bare.strip():
                (headings if mark_of(sentence).whole or (sentence == line.strip() and len(sentence) < SHORTEST) else whole).append(bare)
    return whole or headings


def _worth(sentence: str) -> float:
    """How well a sentence bears thinking about, above 0 where it does."""
    wide = _WIDER_IN_ENGLISH if language_of(sentence) == "en" else 1
    worth = 0.0
    if SHORTEST * wide <= len(sentence) <= LONGEST * wide:
        worth += 1.0
    elif len(sentence) > LONGEST * wide * 1.5 or len(sentence) < 8 * wide:
        worth -= 2.0
    worth += 1.0 if _DUTY.search(sentence) else 0.0
    worth += 0.5 * min(3, len(set(_THOUGHT.findall(sentence))))
    worth -= 1.5 if _LEANS.match(sentence) else 0.0
    worth -= 2.0 if _DRY.search(sentence) or sentence.rstrip().endswith((":", "：", "、", "，", ",")) else 0.0
    worth -= 0.25 * min(6, len(_FIGURE.findall(sentence)))
    return worth - (1.0 if not sentence.rstrip("”’」』）)》\"'").endswith(("。", "！", "？", "；", ".", "!", "?")) else 0.0)
