import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.quizzes.statements import Statement, statements, title_of
from companion.texts.documents import Passage
from tests.quizzes.texts import GUIDE, RULES, cut


def said(text: str, **more: str) -> list[Statement]:
    return list(statements(cut(text, **more)))


def test_an_article_is_stated_without_its_label_which_is_kept() -> None:
    [one] = said("第十二条　党员每学期参加读书会不少于三次。")
    assert (one.text, one.article) == ("党员每学期参加读书会不少于三次。", "第十二条")


def test_every_rule_of_a_plain_text_is_a_statement() -> None:
    assert len(said(RULES)) == len(RULES.splitlines())


def test_headings_lists_tables_contents_and_speech_are_left_out() -> None:
    assert [one.text for one in said(GUIDE)] == ["读书会每次活动不超过120分钟，每学期至少活动6次。"]


@pytest.mark.parametrize(
    "sentence",
    [
        "该委员会每学期至少召开两次全体会议。", "其成员由学院党委在每年九月任命。", "但是党员每月至少学习一次并记录。",
        "同时支部应当公布上月完成情况的名单。", "依照前款规定作出的决定应当书面通知本人。", "学院按照第十条的规定每年考核一次。",
        "我们每周三下午开展一次集体学习活动。", "应当在每月五日之前公布上月的完成情况。", "今年支部共组织了十二次主题党日活动。",
        "王老师说这个班的学生每天要读二十页书。", "教师应当阅读下列材料并写出两篇心得。", "决定受理的，应当成立由三人组成的调查组。", "当事人不服的，可以在十日内申请再次评议。",
        "成立于1956年，是全省最早的师范学院之一。", "位于东湖北岸，占地面积为一千二百多亩。", "有至少两名本专业教授署名的书面推荐。",
        "和完善相关制度，每年至少公布两次执行情况。", "两年后，该所与另外三所学校合并为一所大学。", "34年前的夏天，学校组织了第一次社会实践。", "三年内参加读书会的比例均提高到九成以上。",
    ],
)  # fmt: skip
def test_sentences_that_need_what_stands_before_them_are_left_out(sentence: str) -> None:
    assert said(sentence) == []


def test_a_text_s_name_for_itself_is_resolved_while_the_quote_stays_verbatim() -> None:
    [one] = said("本细则由学院党委组织部负责解释和修订。")
    assert one.text == "《学习考核细则》由学院党委组织部负责解释和修订。"
    assert one.quote == "本细则由学院党委组织部负责解释和修订。"
    [basic] = said("学院应当在每年九月修订教师职业行为的基本规范。")
    assert basic.text.endswith("的基本规范。")
    [own] = said("学院应当在每年九月依照本法制定章程并公布。", title="捐赠法")
    assert own.text == "学院应当在每年九月依照《捐赠法》制定章程并公布。"
    [law] = said("本法所称捐赠，是指自愿、无偿赠与财产的活动。", title="捐赠法")
    assert law.text == "捐赠，是指自愿、无偿赠与财产的活动。"


def test_a_leaning_sentence_is_taken_with_the_one_it_leans_on_and_asked_about_alone() -> None:
    first, second = said("党员可以在公示期内提出异议。支部应当在3日内答复。")
    assert second.text == "党员可以在公示期内提出异议。支部应当在3日内答复。"
    assert second.text[second.focus :] == "支部应当在3日内答复。"
    assert first.focus == 0


def test_what_stands_before_a_semicolon_is_a_statement_too() -> None:
    first, second = said("迟交读书札记的学员，每次扣2分；三次迟交的学员，应当重新提交当月的札记。")
    assert first.text == "迟交读书札记的学员，每次扣2分。"
    assert first.quote.endswith("；")
    assert second.text.endswith("应当重新提交当月的札记。")


def test_a_scrap_of_a_sentence_is_nothing_to_lean_on() -> None:
    assert [one.text for one in said("德语课。在等待开学之际，他主编的讲义于1992年与读者见面。")] == []


def test_a_sentence_whose_beginning_stands_in_another_passage_is_left_out() -> None:
    text = "党员可以在公示期内提出异议。支部应当在3日内答复。"
    parts = [Passage("a.md", "细则", (), 1, 1, 0, 14, text[:14]), Passage("a.md", "细则", (), 1, 1, 14, len(text), text[14:])]
    assert [one.text for one in statements(parts)] == ["党员可以在公示期内提出异议。"]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("学习考核细则", "《学习考核细则》"),
        ("《学习考核细则》", "《学习考核细则》"),
        ("关于印发《学习考核细则》的通知", "《关于印发〈学习考核细则〉的通知》"),
        ("为了更好的明天——在全校大会上的讲话", "《为了更好的明天》"),
    ],
)
def test_titles_are_put_in_title_marks(title: str, named: str) -> None:
    assert title_of(Passage("a.md", title, (), 1, 1, 0, 1, "。")) == named


@given(st.lists(st.sampled_from([*RULES.splitlines(), *GUIDE.splitlines(), "本细则自2025年3月1日起施行。其他从其规定。", "：", "；", "“", "第条"])))
def test_whatever_the_text_quotes_are_verbatim(lines: list[str]) -> None:
    for one in said("\n".join(lines)):
        assert one.quote in one.passage.text
        assert one.text.endswith("。")
        assert 0 <= one.focus < len(one.text)
