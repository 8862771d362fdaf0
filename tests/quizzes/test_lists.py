import pytest

from companion.quizzes.generate import make_items
from companion.quizzes.items import Item, Kind
from companion.quizzes.lists import Point, PointList, leaves_room, lists, stated
from companion.quizzes.sequences import sequence
from companion.texts.documents import Passage
from tests.quizzes.texts import entry

COMMITTEE = """第五条 学术委员会履行下列职责：
（一）审议学科建设规划；
（二）评定教师的科研成果；
（三）裁决学术纠纷和争议；
（四）章程规定的其他职责。"""
OFFICE = """第六条 学术委员会办公室履行下列职责：
（一）起草学术委员会工作报告；
（二）保管学术委员会会议记录；
（三）联系学院的学术分委员会。"""
LEAVE = """第七条 有下列情形之一的，可以申请延期答辩：
（一）因病连续住院的；
（二）出国交流未满一学期的。"""


def whole(*articles: str) -> list[Passage]:
    passages, at = [], 0
    for article in articles:
        passages.append(Passage("rules.md", "学术工作规则", (), 1, 1, at, at + len(article), article))
        at += len(article) + 1
    return passages


def made(kind: Kind, *articles: str) -> list[Item]:
    passages = whole(*articles)
    return [
        one for seed in range(10) for one in make_items(passages, [entry(title="学术工作规则")], kinds=[kind], seed=seed).items
    ]


def found(*articles: str) -> list[PointList]:
    return list(lists(whole(*articles)))


def test_a_list_has_its_lead_its_points_and_a_question() -> None:
    [duties] = found(COMMITTEE)
    assert duties.question == "学术委员会履行下列哪些职责？"
    assert [point.text for point in duties.usable] == ["审议学科建设规划", "评定教师的科研成果", "裁决学术纠纷和争议"]
    assert (duties.article, duties.noun, duties.open, duties.whole) == ("第五条", "职责", True, True)
    assert duties.quote() == COMMITTEE.removeprefix("第五条 ")
    [leave] = found(LEAVE)
    assert leave.question == "有下列哪些情形的，可以申请延期答辩？"


def test_a_list_that_goes_on_in_another_passage_is_not_whole() -> None:
    lines = COMMITTEE.splitlines()
    [first] = found("\n".join(lines[:3]), "\n".join(lines[3:]))
    assert (len(first.points), first.whole) == (2, False)
    assert "裁决学术纠纷和争议；" in first.beyond


def test_points_on_the_line_of_their_lead_are_found() -> None:
    [one] = found("参评教师应当符合下列条件：（一）师德考核合格；（二）教学评价良好；（三）三年内没有教学事故。")
    assert [point.text for point in one.points] == ["师德考核合格", "教学评价良好", "三年内没有教学事故"]


@pytest.mark.parametrize(
    "text",
    [
        "该委员会履行下列职责：\n（一）审议规划；\n（二）评定成果。",
        "我们今年做了以下工作：\n（一）新建实验室；\n（二）修缮图书馆。",
        "学院应当：\n（一）成立小组：\n1. 教学组；\n2. 科研组。",
        "依照前款申请的，应当提交下列材料：\n（一）申请书；\n（二）成绩单。",
    ],
)
def test_leads_that_point_elsewhere_and_lists_within_lists_are_left_out(text: str) -> None:
    assert not [one for one in found(text) if one.question]


def test_a_point_is_stated_with_its_lead() -> None:
    [one] = found("第三条 参评教师应当符合下列条件：\n（一）每学年授课不少于64学时；\n（二）师德考核合格。")
    said = list(stated(one))
    assert said[0].text == "参评教师应当符合的条件包括：每学年授课不少于64学时。"
    assert said[0].text[said[0].focus :] == "每学年授课不少于64学时。"
    assert said[0].quote in one.passage.text


def test_multiple_choice_has_points_of_the_list_and_distractors_of_another_list_of_the_text() -> None:
    items = made(Kind.MULTIPLE_CHOICE, COMMITTEE, OFFICE)
    assert items
    for one in items:
        own, other = (COMMITTEE, OFFICE) if "学术委员会履行" in one.stem else (OFFICE, COMMITTEE)
        assert 2 <= len(one.key) < len(one.options) <= 5
        assert all(key in own for key in one.key)
        assert all(option in other and option not in own for option in one.options if option not in one.key)
        assert "章程规定的其他职责" not in one.options


def test_a_list_alone_and_one_of_what_is_forbidden_make_no_multiple_choice() -> None:
    assert made(Kind.MULTIPLE_CHOICE, COMMITTEE) == []
    forbidden = "第八条 教师不得有下列行为：\n（一）抄袭他人学术成果；\n（二）买卖学术论文；\n（三）伪造学术数据。"
    assert all("不得" not in one.stem for one in made(Kind.MULTIPLE_CHOICE, COMMITTEE, forbidden))


def test_lists_whose_leads_say_the_same_lend_each_other_no_distractors() -> None:
    again = OFFICE.replace("学术委员会办公室履行", "学术委员会同时履行")
    assert made(Kind.MULTIPLE_CHOICE, COMMITTEE, again) == []


def test_short_answer_asks_for_all_points_but_the_rest() -> None:
    [one] = {item.stem: item for item in made(Kind.SHORT_ANSWER, COMMITTEE)}.values()
    assert one.stem == "根据《学术工作规则》，学术委员会履行哪些职责？"
    assert one.key == ("审议学科建设规划", "评定教师的科研成果", "裁决学术纠纷和争议")
    assert one.options == ()


def test_short_answer_asks_for_members_and_meanings() -> None:
    stems = {item.stem: item.key for item in made(Kind.SHORT_ANSWER, "学院重要事项包括发展规划、年度预算和人员聘任。", "本规则所称成果，是指教师在任职期间完成的论文和著作。")}
    assert stems == {
        "根据《学术工作规则》，学院重要事项包括哪些内容？": ("发展规划", "年度预算", "人员聘任"),
        "《学术工作规则》所称的“成果”是指什么？": ("教师在任职期间完成的论文和著作",),
    }


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("课题立项按照个人申报、学院推荐、专家评审、学校批准的程序进行。", ("个人申报", "学院推荐", "专家评审", "学校批准")),
        ("新生报到依次经过核验身份、领取校园卡和办理入住。", ("核验身份", "领取校园卡", "办理入住")),
        ("处理事故的流程为：立即断电→撤离人员→报告主管。", ("立即断电", "撤离人员", "报告主管")),
        ("谈话时首先说明来意，其次听取意见，最后形成记录。", ("说明来意", "听取意见", "形成记录")),
        ("评审坚持公开、公平、公正的程序。", None),
        ("学校开设语文、数学、英语等课程。", None),
    ],
)  # fmt: skip
def test_steps_are_found_where_the_words_say_that_their_order_counts(text: str, steps: tuple[str, ...] | None) -> None:
    got = sequence(text)
    assert (got.steps if got else None) == steps


def test_ordering_shuffles_the_steps() -> None:
    items = made(Kind.ORDERING, "课题立项按照个人申报、学院推荐、专家评审、学校批准的程序进行。")
    assert items
    for one in items:
        assert one.key == ("个人申报", "学院推荐", "专家评审", "学校批准")
        assert sorted(one.options) == sorted(one.key)
        assert one.options != one.key
        assert not any(step in one.stem for step in one.key)


@pytest.mark.parametrize(
    ("lead", "orderly"),
    [("借用会议室按照下列程序办理：", True), ("处置步骤如下：", True), ("学院应当按照规定的权限和程序，采取下列措施：", False)],
)
def test_only_points_that_the_lead_calls_steps_are_put_in_order(lead: str, orderly: bool) -> None:
    items = made(Kind.ORDERING, f"第九条 {lead}\n（一）填写借用单；\n（二）领取钥匙；\n（三）打扫归还。")
    assert bool(items) == orderly


def test_what_is_punished_has_no_fair_distractors() -> None:
    wrong = "第十条 学员有下列情形之一的，给予通报批评：\n（一）无故缺席学术讲座的；\n（二）抄袭学术札记的；\n（三）代替他人参加学术讨论的。"
    merit = "第十一条 学员有下列情形之一的，评为优秀学员：\n（一）学术札记获奖的；\n（二）主持学术讨论三次以上的；\n（三）学术讲座全勤的。"
    assert made(Kind.MULTIPLE_CHOICE, wrong, merit) == []


def test_lists_with_much_the_same_consequence_lend_each_other_no_distractors() -> None:
    one = "第十条 有下列情形之一的，研究生可以申请延期答辩：\n（一）学位论文需要保密审查的；\n（二）学位论文正在校外评审的；\n（三）学位论文数据需要补充的。"
    other = "第十一条 有下列情形之一的，研究生应当先说明理由，再申请延期答辩：\n（一）学位论文更换题目的；\n（二）学位论文更换导师的；\n（三）学位论文更换文种的。"
    assert made(Kind.MULTIPLE_CHOICE, one, other) == []


@pytest.mark.parametrize("text", ["其他职责", "有其他违法实施强制情形的", "章程规定的其他职责", "水、电等"])
def test_a_point_that_stands_for_whatever_else_there_is_leaves_room(text: str) -> None:
    assert leaves_room(Point(0, len(text), text))


@pytest.mark.parametrize("text", ["冲击国家机关或者其他重要单位、场所的", "评定教师的科研成果"])
def test_a_point_that_names_its_own_case_does_not(text: str) -> None:
    assert not leaves_room(Point(0, len(text), text))
