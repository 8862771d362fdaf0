"""Prompts: one sentence of the text and one question about it that fits the member's post."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence

from companion.people.members import Post
from companion.reflections.questions import (
    CHINESE,
    CHINESE_DUTIES,
    CHINESE_FACTS,
    ENGLISH,
    ENGLISH_DUTIES,
    ENGLISH_FACTS,
    LEADS,
    STAGES,
)
from companion.reflections.reflections import Prompt
from companion.search.evidence import Evidence
from companion.texts.cleaning import language_of
from companion.texts.documents import Citation, Passage, digest
from companion.texts.sentences import sentences
from companion.texts.structure import mark_of

SHORTEST, LONGEST = 15, 80  # characters of a quoted Chinese sentence; an English one may have three times as many
_WIDER_IN_ENGLISH = 3
_CHOICE = 6  # sentences among which chance decides
_BEARS = 0.5  # the worth from which a sentence that states neither duty nor value can be asked about by itself
_FIGURES = 2  # digits in a duty that is still more than procedure
_NEARLY = 1.0  # less worth than the best one that they may have

_LABEL = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+[条章节][\s　]*|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、)）]\s*(?!\d)"
    r"|[①-⑳]\s*|[-•·*●■]\s+)+|(?:Article|Section)\s+\d+[.:]?\s+"
)
_DUTY = re.compile(
    r"应当|应该|必须|不得|不能|不可|严禁|禁止|坚持|做到|尊重|维护|保护|关心|恪守|自觉|(?<![需主重只必])要(?![求点素闻么是])|(?i:\b(?:must|should|shall|never|always|not)\b)"
)
_THOUGHT = re.compile(
    r"价值|意义|底线|信任|责任(?!人|保险|追究|制)|初心|育人|学生|良心|尊严|真正|愿意|学会|明白|懂得|诚实|公平|公正|关心|尊重|爱护|榜样|习惯"
    r"|(?i:\b(?:trust|responsib\w+|honest\w*|care|respect|learn\w*|students?|fair\w*)\b)"
)
_VALUE = re.compile(
    r"不是[^。]*而是|与其|只有[^。]*才|才[能会是有]|意味着|在于|重要(?!参考|事项|会议|情况)|比[^。，]{1,16}更|最[^。，]{1,8}的[是，]|往往|宁可|值得|不怕|其实|归根到底|(?:是|有)底线"
    r"|尊重|信任|良心|(?i:\b(?:because|matters?|means?|rather than|important|trust|honest\w*)\b)"
)
_LEANS = re.compile(
    r"(?:他|她|它|这|那|其|此|该|但|而|所以|因此|于是|另外|同时|前款|上述|以上|如下|从那|后来|之后|结果|到这里|有一次|当时|随后|接着|再|还有|也|.{1,5}仍|第[一二三四五六七八九十]+[，,]"
    r"|[问答][：:]|(?i:(?:he|she|it|they|this|that|these|those|but|so|and|however|then|there)\b))"
)
_TALE = re.compile(r"我(?!们|国|校|省|市)|[他她]|那[天次个]|(?:个月|周|天|年|以后|之后)，|[上下]午|晚上|当时|去年|今年|第[一二三]天|[说问]：|周[一二三四五六日]|[一两]名|小[\u4e00-\u9fff]|(?i:\b(?:he|she|asks?|asked|said)\b)")
_DRY = re.compile(
    r"电话|联系[人电方]|附件|邮箱|地址|负责解释|参照执行|施行|起实施|同时废止|下列|如下|见表|见图|目录|(?:本|前)[条款章]|本(?:手册|办法|细则|规范|条例|规定|法|通知|指南)|\|"
    r"|(?i:telephone|e-mail|annex|appendix)|\d+\s*[:：]\s*\d+"
)
_PROCEDURE = re.compile(
    r"申请|审批|批准|报送|备案|登记|公示|答复|期限|工作日|经费|预算|台账|名额|材料|印发|组长|名单|投票|票|任期|考核|评选|奖|得分|分值|系统|平台|编写"
    r"|(?i:\b(?:form|appl\w+|deadline|register\w*|submit\w*|record\w*)\b)"
)
_EVERYBODY = re.compile(r"党员|教职工|教职员工|教师|人员|每个人|我们|人人|任何人|公民|(?i:\b(?:members?|teachers?|we|you|everyone|staff)\b)")
_BODY = re.compile(
    r"学校|学院|支部|书记|委员会?|部门?[应，]|组织部|[处室部馆会局院]应|中心|党委|党校|图书馆|系统|单位|机关|政府|国家|国务院|组长|召集人|企业|主管|督导"
    r"|(?i:\b(?:university|school|branch|secretary|committee|office|department|librar\w+)\b)"
)
# What a sentence speaks of that touches the work of a post; the post's own questions are asked of no other.
_WORK = {
    Post.TEACHER: r"学生|课|教学|教师|教书|老师|育人|(?i:student|class|teach|course)",
    Post.COUNSELLOR: r"学生|谈|心理|家长|班|宿舍|关心|帮助|(?i:student|talk|parent|care)",
    Post.ADMINISTRATOR: r"师生|办[事理]|服务|流程|审批|手续|规定|规范|制度|(?i:office|service|rule|request)",
    Post.RESEARCHER: r"研究|论文|实验|数据|署名|导师|项目|成果|学术|科研|作者|(?i:research|paper|data|author|mentor|experiment)",
}
# Who is meant where a duty names people of one post.
_POSTS = {
    Post.TEACHER: r"任课|主讲|授课|导师|(?i:\b(?:mentors?|supervisors?)\b)",
    Post.COUNSELLOR: r"辅导员|班主任",
    Post.RESEARCHER: r"导师|课题|实验|作者|项目|(?i:\b(?:mentors?|supervisors?|authors?|researchers?)\b)",
    Post.ADMINISTRATOR: r"管理人员|工作人员|窗口",
}
_POINT = re.compile(r"\d{1,2}[.．、)）]|[①-⑳]")
_FIGURE = re.compile(r"[\d０-９%％]")


def prompt_for(
    passages: Sequence[Passage],
    post: Post,
    *,
    day: dt.date,
    seed: int,
    language: str = "zh",
    recent: Collection[str] = (),
    turn: int | None = None,
    interests: Collection[str] = (),
) -> Prompt:
    """A prompt that quotes, verbatim, one of the sentences of ``passages`` (one or more) that best bear thinking about.

    It asks one question of one stage, which ``turn`` chooses, the number of the lesson; without it the number of the day. So
    the stages follow one another from lesson to lesson, and each is short enough for a few lines. The same arguments always
    give the same prompt; of good sentences one that has a word of ``interests`` is
    preferred; one whose id is in ``recent`` is not given again while the texts offer another. English for
    English texts or ``language`` "en".
    """
    first: Prompt | None = None
    for prompt in _prompts(passages, post, day, seed, language, day.toordinal() if turn is None else turn, interests):
        if prompt.id not in recent:
            return prompt
        first = first or prompt
    if first is None:
        raise ValueError("a prompt needs a passage")
    return first


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
        if any(_worth(sentence, post) > 0 for sentence in _quotable(item.passage.text)):
            return prompt_for((item.passage,), post, day=day, seed=seed, language=language, recent=recent)
    return None


def _prompts(
    passages: Sequence[Passage], post: Post, day: dt.date, seed: int, language: str, turn: int, interests: Collection[str]
) -> Iterator[Prompt]:
    """All prompts of the passages, the one to prefer first: each good sentence with one question, then with the next."""
    stage = STAGES[turn % len(STAGES)]
    ranked = _ranked(passages, post)
    best = ranked[0][0] if ranked else 0.0
    good = [one for one in ranked[:_CHOICE] if one[0] >= best - _NEARLY]
    good.sort(key=lambda one: (not any(word in one[2] for word in interests), digest(str(seed), day.isoformat(), one[2])))
    for chosen in (good, ranked[len(good) :]):
        asked = [_questions(quote, passage, post, day, seed, language, stage) for _, passage, quote in chosen]
        for nth in range(max(map(len, asked), default=0)):
            for (_, passage, quote), questions in zip(chosen, asked, strict=True):
                if nth < len(questions):
                    english = language == "en" or passage.language == "en"
                    yield _prompt(passage.cite(quote), questions[nth], stage, post, english=english)


def _questions(quote: str, passage: Passage, post: Post, day: dt.date, seed: int, language: str, stage: str) -> list[str]:
    """The questions of ``stage`` that fit the sentence, in an order of chance."""
    english = language == "en" or passage.language == "en"
    facts = False
    if _states(quote, post):
        banks = [ENGLISH, ENGLISH_DUTIES] if english else [CHINESE, CHINESE_DUTIES]
    elif _THOUGHT.search(quote) and _worth(quote, post) >= _BEARS:
        banks = [ENGLISH if english else CHINESE]
    else:
        facts, banks = True, [ENGLISH_FACTS if english else CHINESE_FACTS]
    touches = facts or post not in _WORK or re.search(_WORK[post], quote)
    whose = (None, post) if touches else (None,)
    fitting = [question for bank in banks for one in whose for question in bank[stage].get(one, ())]
    return sorted(fitting, key=lambda question: digest(str(seed), day.isoformat(), quote, question))


def _prompt(citation: Citation, question: str, stage: str, post: Post, *, english: bool) -> Prompt:
    id = digest("prompt", citation.document, citation.quote, question)
    lead = LEADS[post][english]
    return Prompt(id, _worded(citation, lead + question, english), citation, stage)


def _worded(citation: Citation, question: str, english: bool) -> str:
    title = citation.title.strip("《》")
    quote = " ".join(citation.quote.split())
    if english:
        return f"“{quote}” ({title})\n{question}"
    opening, closing = ("「", "」") if re.search("[“”]", quote) else ("“", "”")
    return f"《{title}》写道：{opening}{quote}{closing}\n{question}"


def _ranked(passages: Sequence[Passage], post: Post) -> list[tuple[float, Passage, str]]:
    """The sentences to quote with their worth, best first; of equals the earlier. A whole text where it holds none."""
    found = [(passage, quote) for passage in passages for quote in _quotable(passage.text) or [passage.text.strip()]]
    return sorted(((_worth(quote, post), passage, quote) for passage, quote in found), key=lambda one: -one[0])


def _quotable(body: str) -> list[str]:
    """Sentences without the labels in front of them; headings, and bare points of a list, only if there is nothing else."""
    whole: list[str] = []
    lesser: list[str] = []
    for line in body.split("\n"):
        numbered = _POINT.match(line.strip())
        for start, end in sentences(line):
            sentence = line[start:end]
            label = _LABEL.match(sentence)
            bare = sentence[label.end() :] if label else sentence
            if not bare.strip():
                continue
            heading = mark_of(sentence).whole or (sentence == line.strip() and len(sentence) < SHORTEST)
            point = numbered and not (_DUTY.search(bare) or _VALUE.search(bare))
            (lesser if heading or point else whole).append(bare)
    return whole or lesser


def _binds(sentence: str, post: Post) -> bool:
    """Whether it states a duty that the member may have: not one of a body, or of people of another post."""
    found = _DUTY.search(sentence)
    if not found:
        return False
    subject = sentence[: found.start()]
    others = "|".join(words for other, words in _POSTS.items() if other is not post)
    mine = _EVERYBODY.search(subject) or (post in _POSTS and re.search(_POSTS[post], subject))
    return bool(mine) or not (_BODY.search(subject) or re.search(others, subject))


def _states(sentence: str, post: Post) -> bool:
    """Whether it states a value, or a duty of the member's that is more than procedure."""
    if _VALUE.search(sentence):
        return True
    return _binds(sentence, post) and not _PROCEDURE.search(sentence) and len(_FIGURE.findall(sentence)) <= _FIGURES


def _worth(sentence: str, post: Post) -> float:
    """How well a sentence bears thinking about for a member of this post, above 0 where it does."""
    wide = _WIDER_IN_ENGLISH if language_of(sentence) == "en" else 1
    worth = -1.0
    if SHORTEST * wide <= len(sentence) <= LONGEST * wide:
        worth += 1.0
    elif len(sentence) > LONGEST * wide * 1.5 or len(sentence) < 8 * wide:
        worth -= 2.0
    if _DUTY.search(sentence):
        worth += 1.0 if _binds(sentence, post) else -0.5
    worth += 0.5 * min(3, len(set(_THOUGHT.findall(sentence)))) + (1.0 if _VALUE.search(sentence) else 0.0)
    worth -= 1.5 if _LEANS.match(sentence) else 0.0
    worth -= 2.0 if _DRY.search(sentence) or sentence.rstrip().endswith((":", "：", "、", "，", ",", "？", "?")) else 0.0
    worth -= 0.5 * min(3, len(set(_PROCEDURE.findall(sentence))))
    worth -= 0.5 * min(3, len(set(_TALE.findall(sentence))))
    worth -= 0.3 * min(6, len(_FIGURE.findall(sentence)))
    return worth - (1.0 if not sentence.rstrip("”’」』）)》\"'").endswith(("。", "！", ".", "!")) else 0.0)
