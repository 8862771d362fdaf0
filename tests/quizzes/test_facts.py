from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.quizzes.amounts import amounts
from companion.quizzes.facts import claim, definition, enumeration, formulas, modals, principle, subjects
from companion.quizzes.rules import aim, bodies, case, duty, holders, institution, occasion, opposites, other_bodies
from companion.quizzes.variants import variants
from companion.texts.numerals import canonical, read


@pytest.mark.parametrize(
    ("text", "found", "form", "bound"),
    [
        ("每学期参加读书会不少于三次。", "三次", "plain", "least"),
        ("每次活动不超过90分钟。", "90分钟", "plain", "most"),
        ("应当在15日以内答复。", "15日", "plain", "most"),
        ("读书会以8至15人为宜。", "8至15人", "range", "exact"),
        ("处五千元以上三万元以下罚款。", "五千元以上三万元以下", "double", "exact"),
        ("优秀比例不超过百分之二十。", "百分之二十", "percent", "most"),
        ("到会人数超过应到人数的三分之二。", "三分之二", "fraction", "exact"),
        ("自2025年3月1日起施行。", "2025年3月1日", "date", "exact"),
        ("于每周五查看完成情况。", "周五", "weekday", "exact"),
        ("Each member writes no more than fifteen pages.", "fifteen pages", "plain", "most"),
    ],
)
def test_amounts_are_found_with_their_form_and_bound(text: str, found: str, form: str, bound: str) -> None:
    [amount] = amounts(text)
    assert (amount.text, amount.form, amount.bound) == (found, form, bound)
    assert text[amount.start : amount.end] == found


@pytest.mark.parametrize(
    "text",
    ["组成一个小组。", "每天读两三页。", "坚持和平共处五项原则。", "第三次会议。", "两个以上单位。", "比例为零点三倍。", "在21时30分前结束。",
     "分为优秀、合格、不合格3个等次。", "笔试成绩占60%，面试成绩占40%。", "班长每天查看小组一周的考勤情况。", "次数不少于三次，其中听课三次。"],
)  # fmt: skip
def test_numbers_that_are_no_figure_to_be_known_are_left_alone(text: str) -> None:
    assert amounts(text) == []


@given(st.integers(2, 9999), st.sampled_from(["次", "日", "个月", "分钟", "元", "人", "%", "万元", "周岁"]), st.integers(0, 99))
def test_variants_are_other_values_in_the_same_form(value: int, unit: str, chance: int) -> None:
    found = amounts(f"数量不少于{value}{unit}。")
    for amount in found:
        others = [variant.text for variant in variants(amount, chance)]
        assert len(others) >= 3 or unit == "%"
        assert len({canonical(other) for other in [amount.text, *others]}) == len(others) + 1
        for other in others:
            assert other.endswith(unit)
            assert read(other.removesuffix(unit)) not in (None, Decimal(value))


@given(st.integers(0, 99))
def test_variants_of_a_range_stay_a_range(chance: int) -> None:
    [amount] = amounts("处五千元以上三万元以下罚款。")
    for other in variants(amount, chance):
        [again] = amounts(f"处{other.text}罚款。")
        assert again.values[0] < again.values[1]
        assert again.values == other.values != amount.values


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("安全工作坚持属地管理、分级负责、注重实效的原则。", ["属地管理", "分级负责", "注重实效"]),
        ("教师要做到自主学习、自觉学习、自悟学习。", ["自主学习", "自觉学习", "自悟学习"]),
        ("实现干部队伍的革命化、年轻化、知识化、专业化。", ["革命化", "年轻化", "知识化", "专业化"]),
    ],
)
def test_formulas_are_found_with_their_members(text: str, members: list[str]) -> None:
    [formula] = formulas(text)
    assert [member for _, member in formula.members] == members
    assert all(text[at : at + len(member)] == member for at, member in formula.members)


@pytest.mark.parametrize("text", ["提交名单、书目、活动时间和地点。", "询问走失参观人、被询问人、随行家人、带队教师时应当记录。", "坚持属地管理、分级负责、注重实效等原则。", "不打断、不录音、不录像的规矩。"])
def test_other_lists_are_no_formulas(text: str) -> None:
    assert list(formulas(text)) == []


def test_terms_claims_subjects_and_modals() -> None:
    found = definition("应学课数，是指一学期日课总数减去准予免学之后的数量。")
    assert found is not None
    assert found.term == "应学课数"
    assert definition("支部的意见是指导性的，仅供各学院参考，不作为依据。") is None
    said = claim("党的根本组织原则是民主集中制。")
    assert said is not None
    assert (said.asked, said.head) == ("民主集中制", "原则")
    assert [one.name for one in subjects("党小组长负责召集党小组会。")] == ["党小组长"]
    assert [one.name for one in subjects("考核结果由支部委员会审定。")] == ["支部委员会"]
    assert list(subjects("有关部门应当予以配合。")) == []
    assert modals("党员应当参加，不得无故缺席。") == [(2, "应当"), (7, "不得")]


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("教师因病需要调课的，应当提前一天向教务处申请。", "教师因病需要调课的，应当怎样做？", "提前一天向教务处申请"),
        ("学员对成绩有异议的，可以在五日内申请复核。", "学员对成绩有异议的，可以怎样做？", "在五日内申请复核"),
        ("党员因病长期住院的，党小组长应当每月看望一次。", "党员因病长期住院的，党小组长应当怎样做？", "每月看望一次"),
        ("损坏图书馆藏书的，由图书馆责令赔偿。", "损坏图书馆藏书的，应当怎样处理？", "由图书馆责令赔偿"),
        ("申请担任班级导师的，应当具有两年以上教学经历。", "申请担任班级导师的，应当符合什么要求？", "具有两年以上教学经历"),
    ],
)
def test_what_follows_in_a_case_is_asked_for(text: str, question: str, answer: str) -> None:
    found = case(text)
    assert found is not None
    assert (found.question, found.answer) == (question, answer)
    assert text[found.start :].startswith(answer)


@pytest.mark.parametrize(
    "text",
    [
        "造成他人重大损失的，依法追究法律责任。", "以培养人才为目的的，应当给予支持。", "学校应当公布食堂的菜价。",
        "图书馆认为有必要的，应当延长自习室的开放时间。", "借阅人不指定或者无能力指定的，由书库的保管员选任。",  # of what?
        "值班员认为需要向保卫处报告的，应当立即向保卫处报告，并告知当天的值班领导。",  # answers itself
    ],
)  # fmt: skip
def test_what_is_so_in_any_text_or_answers_itself_is_no_case(text: str) -> None:
    assert case(text) is None


def test_opposites_bodies_and_institutions() -> None:
    assert list(opposites("教师应当提交书面申请。")) == [(6, "书面", "书面或者口头")]
    assert list(opposites("教师应当阅读书面。")) == []
    assert list(opposites("申请人可以书面申请复核。")) == []  # and say it, for all the sentence tells
    assert list(opposites("学院应当以书面或者口头形式告知本人。")) == [(5, "书面或者口头", "书面")]
    assert list(opposites("学院应当将结果报送教务处，并向同级工会通报。")) == [(15, "同级", "上一级")]
    assert list(opposites("申诉应当采用书信、传真等书面形式。")) == []
    [body] = bodies("教材目录由国务院教育行政部门审定。")
    assert (body.name, body.levels) == ("国务院教育行政部门", "N")
    assert other_bodies(body)[0] == "省、自治区、直辖市人民政府教育行政部门" and "县级人民政府教育行政部门" in other_bodies(body)
    [wide] = bodies("奖励由县级以上人民政府给予。")
    assert not {"县级人民政府", "设区的市级人民政府", "省、自治区、直辖市人民政府"} & set(other_bodies(wide))
    assert list(bodies("预算由财政部门和教育部门批准。")) == []
    assert institution("各学院在研究生培养中实行导师负责制。") == (12, "导师负责制")
    assert institution("国家建立图书呈缴制度。") is None
    assert institution("实行考试考核制度，考试办法由学校规定。") is None


def test_members_are_named_without_their_number_and_holders_are_asked_for() -> None:
    found = enumeration("考勤结果分为合格、基本合格、不合格三种。")
    assert found is not None
    assert found.members == ("合格", "基本合格", "不合格")
    assert enumeration("学习材料包括文件、讲义和录像等。") is None
    assert enumeration("装修合同包括室内设计、采购、施工合同。") is None
    held = holders("校史馆、美术馆和标本馆应当每周六向校外开放。")
    assert held is not None
    assert (held.members, held.question) == (("校史馆", "美术馆", "标本馆"), "应当每周六向校外开放的有哪些？")
    assert holders("校史馆、美术馆等场馆应当每周六向校外开放。") is None


def test_a_duty_is_asked_of_whom_it_is_said_and_not_of_a_thing() -> None:
    found = duty("图书馆古籍修复人员应当每天记录库房的温度和湿度。")
    assert found is not None
    assert (found.question, found.answer) == ("图书馆古籍修复人员应当怎样做？", "每天记录库房的温度和湿度")
    assert duty("图书馆古籍修复人员连续工作的时间不得超过三个小时。") is None
    assert duty("学年工作总结报告应当包括经费使用的详细情况。") is None
    assert duty("承担值班任务的工作人员应当优先安排值班任务。") is None
    assert duty("宿舍区公共场地的使用，可以由学生社团提出申请安排。") is None
    assert duty("高等学校附属医院应当加强医德医风和廉洁教育。") is None


def test_a_sum_of_what_else_is_given_is_no_figure_to_be_known() -> None:
    found = [one.text for one in amounts("全校共60间教室，其中东区10间、西区20间、南区30间。")]
    assert "60间" not in found


def test_what_is_put_first_and_what_principles_are_kept_to() -> None:
    assert aim("学院坚持以学生成长为中心，改进教学。") == (5, "学生成长", "中心")
    text = "安全工作应当坚持属地管理、分级负责、注重实效的原则。"
    [formula] = formulas(text)
    assert principle(text, formula) == "安全工作应当坚持怎样的原则？"


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("标本入库登记完成后，保管员应当贴好写明编号和日期的标签。", "标本入库登记完成后，保管员应当怎样做？", "贴好写明编号和日期的标签"),
        ("对借出满一年的古籍，书库应当通知借阅人带书核对。", "对借出满一年的古籍，书库应当怎样做？", "通知借阅人带书核对"),
        ("学生社团申请使用大礼堂，应当提前把节目单交给教务员。", "学生社团申请使用大礼堂，应当怎样做？", "提前把节目单交给教务员"),
        ("学生认为成绩有误，需要复核时，可以到教务处查看自己的试卷。", "学生认为成绩有误，需要复核时，可以怎样做？", "到教务处查看自己的试卷"),
        ("学生进入配电间实习期间，不得单独合上总闸和分闸。", "学生进入配电间实习期间，不得做什么？", "单独合上总闸和分闸"),
    ],
)
def test_what_is_asked_for_on_an_occasion_is_found(text: str, question: str, answer: str) -> None:
    found = occasion(text)
    assert found and (found.question, found.answer) == (question, answer)
    assert text[found.start : -1] == answer


@pytest.mark.parametrize(
    "text",
    [
        "对在工作中成绩显著的职工，学校应当给予表彰、奖励。",  # so in any text
        "各社团使用的场地和器材，任何人不得占用或者损坏外借。",  # what anyone would say
        "校办工厂实施技术改造的车间，应当每周向安全员报告。",  # a thing, of which one cannot ask what it does
        "保管员可以进库清点，离库时应当把门窗全部锁好再走。",  # two rules
        "标本入库登记完成后，应当由保管员在柜门上贴标签。",
    ],
)
def test_no_occasion_is_made_of_what_is_plain_or_of_a_thing(text: str) -> None:
    assert occasion(text) is None
