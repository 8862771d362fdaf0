"""Each rule of the gate that looks at words alone, on items of our own making: what it lets pass and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest

from companion.quizzes.candidates import Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.gate import GATE
from companion.quizzes.items import Kind
from companion.quizzes.legible import unsure
from companion.search.memory import MemoryIndex
from companion.texts.documents import Document, Entry, Page
from tests.quizzes.texts import cut

RULES = {rule.__name__: rule for rule in GATE}
CORPUS = Corpus(cut("支部每月开会。"))


def ask(
    stem: str, options: str = "", key: str = "", kind: Kind = Kind.SINGLE_CHOICE, quote: str = "支部每月开会。", language: str = "zh"
) -> Candidate:
    passage = cut(quote.replace("\n", " "), language=language)[0]
    split = tuple(part for part in options.split("|") if part)
    return Candidate(kind, stem, split, tuple(key.split("|")), "", replace(passage, text=quote), quote, "", 6.0)


CASES = {
    "grammar_cues": (
        [
            ask("（　）负责召集会议。", "党小组长|组织委员|支部书记|宣传委员", "支部书记"),
            ask("读书会每学期（　）次。", "三|五|两|四", "三"),
            ask("下列哪些属于职责？", "制定计划|组织学习|代写材料|收取费用", "制定计划|组织学习", Kind.MULTIPLE_CHOICE),
            ask("Each member keeps a ____.", "record|diary|ledger|bill", "record", language="en"),
            ask("每次不超过____分钟。", "", "90", Kind.CLOZE),
        ],
        [
            ask("读书会每学期（　）次。", "3|五|两|四", "3"),
            ask("（　）负责召集会议。", "书记和委员|组织委员|支部书记|宣传委员", "书记和委员"),
            ask("（　）负责召集会议。", "学习办公室|组织委员会|纪律委员会|评审委员会", "学习办公室"),
            ask("下列哪些属于职责？", "未经批准的|不按期办理的|收取费用|代写材料", "未经批准的|不按期办理的", Kind.MULTIPLE_CHOICE),
            ask("Each member keeps an ____.", "entry|diary|ledger|bill", "entry", language="en"),
        ],
    ),
    "longest_option": (
        [
            ask("（　）负责召集会议。", "党小组长|组织委员|支部书记|宣传委员", "支部书记"),
            ask("期限为（　）。", "十五日|三日|七日|十日", "十五日"),
        ],
        [
            ask("（　）负责召集会议。", "党小组长或者由其指定的党员|组织委员|支部书记|宣传委员", "党小组长或者由其指定的党员"),
            ask("（　）负责召集会议。", "组长|支部组织委员会|支部宣传委员会|支部纪检委员会", "组长"),
            ask("下列哪些属于职责？", "制定并公布全年学习计划|组织每月的集中学习活动|收费|代写", "制定并公布全年学习计划|组织每月的集中学习活动", Kind.MULTIPLE_CHOICE),
        ],
    ),
    "absolute_words": (
        [
            ask("学习的要求是（　）。", "按时完成|提前完成|分组完成|自行完成", "按时完成"),
            ask("党员应当按时完成当天的日课。", "正确|错误", "正确", Kind.TRUE_FALSE),
        ],
        [
            ask("学习的要求是（　）。", "按时完成|绝对服从|分组完成|自行完成", "按时完成"),
            ask("Members (____) attend.", "should|always|may|can", "should", language="en"),
            ask("党员永远不得缺席任何活动。", "正确|错误", "错误", Kind.TRUE_FALSE),
        ],
    ),
    "stands_alone": (
        [
            ask("根据《学习考核细则》，补做期限是（　）。"),
            ask("党员对结果有异议的，可以向该支部申请复核，期限为（　）。"),
            ask("其他党支部可以参照执行的是（　）。"),
            ask("接到火灾报告的人民政府应当（　）。"),
            ask("规划确需修改的，应当报（　）批准。"),
        ],
        [
            ask("本文提出的要求是（　）。"),
            ask("根据《学习考核细则》，其任期为（　）年。"),
            ask("该办法自（　）起施行。"),
            ask("有上述情形的，期限为（　）。"),
            ask("They meet every ____ weeks.", language="en"),
            ask("材料中提到的期限是（　）。"),
            ask("接到报告的人民政府应当怎样做？"),
            ask("根据《学习考核细则》，决定书应当载明（　）。"),
            ask("因公共利益确需变更的，原组织编制机关应当怎样做？"),
            ask("送达应当采取（　）方式。"),
        ],
    ),
    "readable": (
        [
            ask("根据《学习考核细则》，补做期限（从当天起算）是（　）。"),
            ask("According to “A Guide”: Members meet every ____ weeks.", language="en"),
        ],
        [
            ask("甲，乙，丙，丁，戊，己，庚，辛，壬，（　）。"),
            ask("补做期限（从当天（含）起算）是（　）。"),
            ask("补做期限（从当天起算是（　）。"),
            ask("补做期限，，是（　）。"),
            ask("自愿开展的的活动包括（　）。"),
            ask("补做期限是（　）。", "三日|五\ue5e5日|七日|九日", "三日"),
            ask("Members meet meet every ____ weeks.", language="en"),
        ],
    ),
    "clean_source": (
        [
            ask("", quote="每名党员每学期参加读书会不少于3次，A类成果另计。"),
            ask("", quote="Each member's first talk takes place within 30 days.", language="en"),
        ],
        [
            ask("", quote="每 名 党 员 每 学 期 参加读书会不少于3次。"),
            ask("", quote="支部书记应当在l5日内作出回应。"),
            ask("", quote="支部书记应当在2O25年3月前作出回应。"),
            ask("", quote="支部书记应当\n— 12 —\n在五日内作出回应。"),
            ask("", quote="支部书记应|当在五日内作出回应。"),
            ask("", quote="支部书记应当在\ufffd日内作出回应。"),
            ask("", quote="Each mem-\nber meets weekly.", language="en"),
        ],
    ),
}


@pytest.mark.parametrize(("rule", "candidate"), [(rule, one) for rule, (good, _) in CASES.items() for one in good])
def test_a_rule_lets_pass_what_is_sound_by_it(rule: str, candidate: Candidate) -> None:
    assert RULES[rule](candidate, CORPUS)


@pytest.mark.parametrize(("rule", "candidate"), [(rule, one) for rule, (_, bad) in CASES.items() for one in bad])
def test_a_rule_refuses_what_it_is_there_for(rule: str, candidate: Candidate) -> None:
    assert not RULES[rule](candidate, CORPUS)


def test_a_stem_names_what_it_speaks_of() -> None:
    rule = RULES["stands_alone"]
    for stem in (
        "根据《细则》，因公共利益需要等原因确需变更的，原组织编制机关应当怎样做？",
        "根据《细则》，审批机关应当自收到申请文件之日起____日内决定是否批准。",
        "根据《细则》，学院发现批准不当的，应当通知原审批机关重新审查。",
    ):
        assert not rule(ask(stem), CORPUS)
    for stem in (
        "根据《细则》，因工作需要确需变更学习计划的，支部应当怎样做？",
        "根据《细则》，审批机关应当自受理筹设学校的申请之日起____日内决定是否批准。",
        "根据《细则》，有哪些情形的，由原发证部门注销许可证？",
    ):
        assert rule(ask(stem), CORPUS)


def test_a_page_read_unsurely_from_its_picture_makes_no_items() -> None:
    candidate = ask("补做期限是（　）。")
    candidate = replace(candidate, passage=replace(candidate.passage, first_page=3, last_page=4))

    def with_doubts(*pages: int) -> Corpus:
        return Corpus(cut("支部每月开会。"), unsure={("rules.md", page) for page in pages})

    assert RULES["sure_source"](candidate, CORPUS)
    assert RULES["sure_source"](candidate, with_doubts(2, 5))
    assert not RULES["sure_source"](candidate, with_doubts(4))


def test_the_unsure_pages_of_an_index_are_found_by_their_numbers() -> None:
    index = MemoryIndex()
    for path, confidences in {"a.pdf": (0.95, 0.6, None), "b.pdf": (0.97, None, None)}.items():
        pages = tuple(Page(n, f"第{n}页。", confidence=one) for n, one in enumerate(confidences, 1))
        index.replace(Document(Entry(path, path), path, pages), (), np.zeros((0, 1), np.float32))
    assert unsure(index) == {("a.pdf", 2)}
