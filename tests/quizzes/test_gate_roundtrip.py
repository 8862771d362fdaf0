import pytest

from companion.quizzes.items import Kind
from companion.quizzes.roundtrip import comes_back, holds, leads_to, read_back

TEXT = """第二条 每名党员每学期参加读书会不少于三次，每次不超过90分钟。
支部书记应当在心得提交后5个工作日内作出回应。
第三条 有下列情形之一的，可以申请免学：
（一）病假连续3天以上的；
（二）公派出国或者脱产进修的。
第四条 申请免学应当提交下列材料：
（一）书面申请；
（二）证明文件。
第五条 本细则所称补做期限，是指错过当天之后仍然可以计入完成情况的天数。"""
FOUR = ("两次", "三次", "四次", "五次")
BOTH = ("正确", "错误")


@pytest.mark.parametrize(
    ("kind", "stem", "options", "key"),
    [
        (Kind.SINGLE_CHOICE, "根据《细则》，每名党员每学期参加读书会不少于（　）。", FOUR, ("三次",)),
        (Kind.SINGLE_CHOICE, "根据《细则》，（　）应当在心得提交后5个工作日内作出回应。", ("组织委员", "支部书记", "组长"), ("支部书记",)),
        (Kind.SINGLE_CHOICE, "根据《细则》，（　），是指错过当天之后仍然可以计入完成情况的天数。", ("应学课数", "补做期限"), ("补做期限",)),
        (Kind.SINGLE_CHOICE, "有下列哪一项情形的，可以申请免学？", ("书面申请", "病假连续3天以上"), ("病假连续3天以上",)),
        (Kind.SINGLE_CHOICE, "某老师病假一周，按规定他可以怎样做？", ("可以申请免学", "可以由他人代答"), ("可以申请免学",)),
        (Kind.CLOZE, "根据《细则》，每次不超过____分钟。", (), ("90", "九十")),
        (Kind.CLOZE, "心得提交后____个工作日内作出回应的是支部书记。", (), ("5",)),
        (Kind.TRUE_FALSE, "根据《细则》，支部书记应当在心得提交后5个工作日内作出回应。", BOTH, ("正确",)),
        (Kind.TRUE_FALSE, "根据《细则》，支部书记应当在心得提交后7个工作日内作出回应。", BOTH, ("错误",)),
        (Kind.TRUE_FALSE, "根据《细则》，有“病假连续3天以上”情形的，可以申请免学。", BOTH, ("正确",)),
        (Kind.TRUE_FALSE, "根据《细则》，有“证明文件”情形的，可以申请免学。", BOTH, ("错误",)),
        (Kind.MULTIPLE_CHOICE, "申请免学应当提交下列哪些材料？", ("书面申请", "证明文件", "病假连续3天以上"), ("书面申请", "证明文件")),
        (Kind.ORDERING, "申请免学应当提交的材料，先后怎样？", ("证明文件", "书面申请"), ("书面申请", "证明文件")),
        (Kind.SHORT_ANSWER, "申请免学应当提交哪些材料？", (), ("书面申请", "证明文件")),
    ],
)  # fmt: skip
def test_the_reader_comes_to_the_key(kind: Kind, stem: str, options: tuple[str, ...], key: tuple[str, ...]) -> None:
    assert comes_back(kind, stem, options, key, TEXT)


@pytest.mark.parametrize(
    ("kind", "stem", "options", "key"),
    [
        (Kind.SINGLE_CHOICE, "根据《细则》，每名党员每学期参加读书会不少于（　）。", FOUR, ("四次",)),
        (Kind.SINGLE_CHOICE, "某老师病假一周，可以怎样做？", ("请人代答", "延期半年"), ("请人代答",)),
        (Kind.CLOZE, "根据《细则》，读书会每学期举行____场。", (), ("三",)),
        (Kind.TRUE_FALSE, "根据《细则》，支部书记应当在心得提交后7个工作日内作出回应。", BOTH, ("正确",)),
        (Kind.MULTIPLE_CHOICE, "申请免学应当提交下列哪些材料？", ("书面申请", "证明文件", "病假证明"), ("书面申请", "病假证明")),
        (Kind.SHORT_ANSWER, "申请免学应当提交哪些材料？", (), ("书面申请", "单位公章和学院意见")),
    ],
)  # fmt: skip
def test_the_reader_does_not_come_to_another_key(kind: Kind, stem: str, options: tuple[str, ...], key: tuple[str, ...]) -> None:
    assert not comes_back(kind, stem, options, key, TEXT)


def test_what_the_passage_answers_in_two_ways_has_no_reply() -> None:
    text = "甲类申请应当在三日内办结。乙类申请应当在五日内办结。"
    assert read_back(Kind.CLOZE, "申请应当在____日内办结。", (), text) == ()


def test_a_text_that_names_itself_says_what_is_said_of_its_title() -> None:
    assert holds("违反《学习考核细则》规定的，取消当年资格。", "违反本细则规定的，取消当年资格。")
    assert not holds("违反《学习考核细则》规定的，取消三年资格。", "违反本细则规定的，取消当年资格。")


def test_a_key_that_follows_leads_back_to_the_words_it_rests_on() -> None:
    stem = "小周是一名党员，每学期已经参加读书会两次。小周每学期至少还要参加读书会多少次？"
    assert leads_to(stem, ["三次"], TEXT)
    assert not leads_to(stem, ["5个工作日"], TEXT)
    assert not leads_to("图书馆几点开门？", ["三次"], "无关。")
