"""What an answer promises: quotations that stand on their pages, or an abstention with the nearest passages."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.answers.abstain import BY_WORDS
from companion.answers.answers import Abstention, Answer
from companion.answers.compose import Answerer, verify
from companion.answers.extract import LIMIT, quote
from companion.answers.smalltalk import remark_on
from companion.answers.terms import demanded
from companion.errors import UsageError
from companion.search.evidence import Evidence
from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.search.retrieval import Retriever
from companion.texts.documents import Citation, Document, Entry, Page, Status
from companion.texts.splitting import split

RULES = """第一章 总则
第一条 为加强师德师风建设，明确教师职业行为的要求，制定本规范。
第二条 本规范所称教师，是指在学校从事教学、科研和指导学生工作的在职人员。
第二章 指导学生
第三条 研究生导师应当与所指导的每名研究生每学期单独谈心不少于2次，每次不少于30分钟。
第四条 谈心应当在办公室、教室等公共场所进行，不得安排在22时以后。
第五条 学生有下列情形之一的，导师应当立即报告：
（一）有自伤倾向的；
（二）有伤人倾向的；
（三）正在遭受侵害的。
第六条 本规范自2026年4月1日起施行。
"""
OLD = RULES.replace("不少于2次", "不少于1次").replace("2026年4月1日", "2019年9月5日")
CLUB = """教师读书会指南
读书会由5至12人组成，设召集人一名。
读书会每月活动一次，每次活动不少于90分钟。
图书馆为登记的读书会每学期提供购书经费2000元。
"""
GUIDE = """A Short Guide to the Daily Lesson
The daily lesson is a short course of study on every working day. It takes about fifteen minutes.
A lesson that was missed can be made up within seven days. Dr. Lin looks after the records.
"""


def document(path: str, title: str, *pages: str, **known: object) -> Document:
    return Document(Entry(path, title, **known), path, tuple(Page(n, text) for n, text in enumerate(pages, 1)))  # type: ignore[arg-type]


def answerer(*documents: Document, **chosen: int) -> Answerer:
    index, encoder = MemoryIndex(), CharacterEncoder()
    for one in documents:
        passages = split(one)
        index.replace(one, passages, encoder.encode_passages([passage.context for passage in passages]))
    return Answerer(Retriever(index, encoder), index, BY_WORDS, **chosen)


@pytest.fixture(scope="module")
def school() -> Answerer:
    half = RULES.index("不得安排")
    return answerer(
        document("rules.md", "教师职业行为规范", RULES[:half], RULES[half:]),
        document("old.md", "教师职业行为规范（试行）", OLD, status=Status.SUPERSEDED, superseded_by="rules.md"),
        document("club.md", "教师读书会指南", CLUB),
        document("guide.md", "A Short Guide to the Daily Lesson", GUIDE, language="en"),
    )


@pytest.mark.parametrize(
    ("question", "inside", "path"),
    [
        ("研究生导师每学期和学生谈心几次？", "不少于2次", "rules.md"),
        ("本规范所称教师是指哪些人？", "从事教学、科研和指导学生工作的在职人员", "rules.md"),
        ("读书会由几人组成？", "5至12人", "club.md"),
        ("图书馆给读书会多少购书经费？", "2000元", "club.md"),
        ("《教师职业行为规范》第四条的内容是什么？", "第四条 谈心应当在办公室", "rules.md"),
        ("教师职业行为规范第六条规定了什么", "2026年4月1日起施行", "rules.md"),
        ("Within how many days can a missed lesson be made up?", "within seven days", "guide.md"),
    ],
)
def test_the_answer_holds_what_was_asked(school: Answerer, question: str, inside: str, path: str) -> None:
    answer = school.answer(question)
    assert isinstance(answer, Answer)
    assert any(inside in citation.quote and citation.document == path for citation in answer.citations)
    assert answer.engine == "quotations"


def test_a_quotation_over_a_page_break_names_both_pages(school: Answerer) -> None:
    answer = school.answer("谈心不得安排在几时以后？")
    assert isinstance(answer, Answer)
    (citation,) = [one for one in answer.citations if "22时以后" in one.quote and one.document == "rules.md"]
    assert (citation.first_page, citation.last_page) == (1, 2)


def test_a_list_comes_with_its_introduction_and_all_its_points(school: Answerer) -> None:
    answer = school.answer("学生有哪些情形的，导师应当立即报告？")
    assert isinstance(answer, Answer)
    whole = "第五条 学生有下列情形之一的，导师应当立即报告：\n（一）有自伤倾向的；\n（二）有伤人倾向的；\n（三）正在遭受侵害的。"
    assert any(whole in citation.quote for citation in answer.citations)


def test_a_replaced_text_is_not_quoted_beside_the_one_in_force(school: Answerer) -> None:
    answer = school.answer("研究生导师每学期和学生谈心几次？")
    assert isinstance(answer, Answer)
    assert "old.md" not in {citation.document for citation in answer.citations}


@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样",
        "如何做红烧肉",
        "2023年诺贝尔物理学奖获得者是谁",
        "食堂几点开门",
        "《公司法》第六条的内容是什么？",
        "《教师职业行为规范》第九十九条的内容是什么？",
        "What is the capital of France?",
        "Какая сегодня погода?",
        "𠮷𠮷𠮷",
        "😀a",
        "？？？吗",
        "12345",
    ],
)
def test_what_the_texts_do_not_say_is_an_abstention_with_the_nearest_passages(school: Answerer, question: str) -> None:
    reply = school.answer(question)
    assert isinstance(reply, Abstention)
    assert 1 <= len(reply.nearest) <= 3
    assert all(verify(citation, school.index) for citation in reply.nearest)


@pytest.mark.parametrize("question", ["", "  \n", "？！……", "。" * 20, "问" * 501])
def test_a_question_that_is_none_is_refused_with_a_sentence(school: Answerer, question: str) -> None:
    with pytest.raises(UsageError) as refusal:
        school.answer(question)
    assert refusal.value.zh.endswith("。")
    assert refusal.value.en.endswith(".")


@pytest.mark.parametrize(
    "message", ["你好", "您好！请问你是谁？", "谢谢！", "Hello!", "what can you do?", "好的，再见"]
)
def test_small_talk_is_met_with_a_sentence_in_both_languages(school: Answerer, message: str) -> None:
    reply = school.answer(message)
    assert isinstance(reply, Abstention)
    assert reply.remark is not None
    assert reply.nearest == ()


@pytest.mark.parametrize("message", ["谢谢的标准是什么", "你好课的评选条件", "谁来谈心？", "早上几点谈心"])
def test_a_question_is_not_small_talk(message: str) -> None:
    assert remark_on(message) is None


@given(st.text(max_size=60))
def test_any_message_can_be_asked_for_a_remark(message: str) -> None:
    remark = remark_on(message)
    assert remark is None or (remark[0] and remark[1])


PLAIN = """教师读书会活动办法
读书会面向全校教师，以自愿为原则，由图书馆提供场地和书目。
没有登记的读书会可以自行活动，但不能申请购书经费。
读书会每两周活动一次，每次活动90分钟。
读书会活动由召集人主持，记录人作记录。
第一组，组长：林一舟，负责文科楼。
第二组，组长：陈溪，负责理科楼。
第三组，组长：高远，负责图书馆。
"""
TALE = """谈心这件事
从那以后，我和每名研究生每学期谈心三次，每次都在操场上走一走。
"""


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("读书会每次活动多长时间？", "读书会每两周活动一次，每次活动90分钟。"),
        ("读书会第二组的组长是谁？", "第二组，组长：陈溪，负责理科楼。"),
    ],
)
def test_one_sentence_is_quoted_where_one_answers(question: str, quote: str) -> None:
    answer = answerer(document("club.md", "教师读书会活动办法", PLAIN)).answer(question)
    assert isinstance(answer, Answer)
    assert [citation.quote for citation in answer.citations] == [quote]


def test_a_short_article_is_quoted_whole_and_before_what_somebody_tells() -> None:
    both = answerer(document("rules.md", "教师职业行为规范", RULES), document("tale.md", "谈心这件事", TALE))
    answer = both.answer("每名研究生每学期谈心几次？")
    assert isinstance(answer, Answer)
    assert answer.citations[0].quote.startswith("第三条 研究生导师应当")
    assert answer.citations[0].quote.endswith("每次不少于30分钟。")


VIDEO = """线上谈心须知
通过视频与每名研究生谈心的，每学期不得超过1次。
"""


@pytest.mark.parametrize("asked", ["至少谈心几次？", "最少要谈心几次？"])
def test_what_is_asked_for_at_least_is_not_answered_by_what_is_allowed_at_most(asked: str) -> None:
    texts = (document("rules.md", "教师职业行为规范", RULES), document("video.md", "线上谈心须知", VIDEO))
    answer = answerer(*texts, document("tale.md", "谈心这件事", TALE)).answer(f"每名研究生每学期{asked}")
    assert isinstance(answer, Answer)
    assert "不少于2次" in answer.citations[0].quote
    assert not any("不得超过" in citation.quote or "操场" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["读书会购书经费占百分之几？", "读书会召集人每月津贴多少元？", "读书会几岁可以参加？"]
)
def test_a_question_for_a_number_is_not_answered_without_one(question: str) -> None:
    assert isinstance(answerer(document("club.md", "教师读书会活动办法", PLAIN)).answer(question), Abstention)


@pytest.mark.parametrize(
    ("question", "met", "not_met"),
    [
        ("党费按工资的百分之几交纳？", "按百分之一交纳", "第三十六条 每月20日前交纳"),
        ("产假有多少天？", "产假为98天", "第九条 依法享受产假"),
        ("学校有多少名教师？", "有专任教师1420人", "每名教师党员应当联系1至2名非党员教师"),
        ("什么时候截止？", "10月30日17时截止", "不得以旅游代替"),
        ("有哪四步？", "学、做、悟、晒四步", "写明日期和岗位"),
        ("提问之后要等多久？", "我必须等满7秒", "第三周开始，变化来了"),
        ("任期多久？", "任期二十四个月", "第二十四周改选"),
        ("校车多少分钟一班？", "每半个小时一班", "11月9日至11日安排检查"),
    ],
)
def test_a_demand_tells_what_an_answer_cannot_be_without(question: str, met: str, not_met: str) -> None:
    demand = demanded(question)
    assert demand is not None
    assert demand.met(met)
    assert not demand.met(not_met)


def test_an_answer_can_be_kept_to_chosen_documents(school: Answerer) -> None:
    answer = school.answer("研究生导师每学期和学生谈心几次？", within=["old.md"])
    assert isinstance(answer, Answer)
    assert {citation.document for citation in answer.citations} == {"old.md"}
    assert isinstance(school.answer("第三条规定了什么", within=["club.md"]), Abstention)


def test_an_empty_index_abstains() -> None:
    assert answerer().answer("研究生导师每学期谈心几次？") == Abstention("研究生导师每学期谈心几次？", ())


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=120),
        st.sampled_from(
            [
                "第一条 教师应当备课。",
                "一、要求如下：\n",
                "（一）谈心；\n",
                "（二）家访；\n",
                "1. 备课\n",
                "师德",
                "”",
                "A. b ",
            ]
        ),
    ),
    min_size=1,
    max_size=12,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS.map(lambda text: "师德谈心" + text[:60]))
def test_every_quotation_stands_in_its_document_for_any_text(pages: list[str], question: str) -> None:
    one = document("any.md", "师德", *pages)
    passages = split(one)
    evidence = tuple(Evidence(passage, 1.0 / (place + 1), 0.9, 1.0) for place, passage in enumerate(passages))
    citations = quote(question, evidence, lambda _: one, CharacterEncoder())
    assert bool(citations) == bool(passages)
    assert all(citation.stands_in(one) for citation in citations)
    assert len(citations) == 1 or sum(len(citation.quote) for citation in citations) <= 3 * LIMIT
    reply = answerer(one).answer(question)
    found = reply.citations if isinstance(reply, Answer) else reply.nearest
    assert all(citation.stands_in(one) for citation in found)


def test_a_citation_that_no_longer_stands_is_told(school: Answerer) -> None:
    assert not verify(Citation("rules.md", "教师职业行为规范", "", 1, 1, "谈心不少于9次"), school.index)
    assert not verify(Citation("gone.md", "教师职业行为规范", "", 1, 1, "谈心"), school.index)


LAW = """第一条 教师应当遵守下列规定：
（一）按时上课；
（二）不得体罚学生。
违反前款规定的，由学校批评教育。
第二条 本法自公布之日起施行。
"""


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("《教师守则》第一条第二款怎么规定？", ["违反前款规定的，由学校批评教育。"]),
        ("教师守则第一条第一款第（二）项", ["第一条 教师应当遵守下列规定：", "（二）不得体罚学生。"]),
        ("教师守则第一条第二项", ["第一条 教师应当遵守下列规定：", "（二）不得体罚学生。"]),
        ("《教师守则》第二条", ["第二条 本法自公布之日起施行。"]),
    ],
)
def test_a_paragraph_or_a_point_of_an_article_is_quoted_by_itself(question: str, quotes: list[str]) -> None:
    found = answerer(document("law.md", "教师守则", LAW)).answer(question)
    assert isinstance(found, Answer)
    assert [citation.quote for citation in found.citations] == quotes


@pytest.mark.parametrize(
    "question", ["《教师守则》第一条第五款", "《教师守则》第一条第九项", "《教师守则》第二条第二款"]
)
def test_a_paragraph_that_is_not_there_is_not_answered_with_another(question: str) -> None:
    assert isinstance(answerer(document("law.md", "教师守则", LAW)).answer(question), Abstention)


def test_a_sentence_that_leans_on_the_one_before_is_whole_over_a_passages_border() -> None:
    filler = "各支部按照学校的安排开展集中学习并做好记录工作，" * 11 + "按期归档。"
    text = f"{filler}心理咨询室设在图书馆二层东侧，面向全校师生开放。它每周一至周五晚上七点至九点接待预约咨询，由值班教师负责登记。\n"
    assert len(split(document("room.md", "心理咨询室", text))) == 2
    found = answerer(document("room.md", "心理咨询室", text)).answer("心理咨询室每周几点接待预约咨询？")
    assert isinstance(found, Answer)
    assert any("设在图书馆二层" in citation.quote and "接待预约" in citation.quote for citation in found.citations)


def test_a_question_that_names_an_older_versions_year_is_answered_from_it() -> None:
    old = document("old.md", "答疑办法", "第一条 教师每周安排不少于1小时的答疑时间。\n", date=dt.date(2019, 9, 1), status=Status.SUPERSEDED, superseded_by="new.md")
    new = document("new.md", "答疑办法", "第一条 教师每周安排不少于2小时的答疑时间。\n", date=dt.date(2026, 3, 1))
    both = answerer(old, new)
    for question, hours in (("教师每周答疑不少于几小时？", "2小时"), ("2019年的答疑办法要求教师每周答疑不少于几小时？", "1小时")):
        found = both.answer(question)
        assert isinstance(found, Answer)
        assert hours in found.citations[0].quote


def test_a_heading_that_runs_into_its_paragraph_is_not_quoted_alone() -> None:
    text = "读书月活动安排如下。\n（三）读后征文。征文投稿截止时间为10月30日17时，逾期不收。\n（四）共读。\n"
    found = answerer(document("month.md", "读书月通知", text)).answer("读后征文什么时候截稿？")
    assert isinstance(found, Answer)
    assert "10月30日17时" in found.citations[0].quote
