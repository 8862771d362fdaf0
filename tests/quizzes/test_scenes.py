import re

import pytest

from companion.quizzes.corpus import Corpus
from companion.quizzes.generate import make_items
from companion.quizzes.generators import situation
from companion.quizzes.items import Item, Kind
from companion.quizzes.scenes import is_person, limit, post_of, quota
from tests.quizzes.texts import cut, entry


@pytest.mark.parametrize(
    ("text", "told", "count", "most"),
    [
        ("班主任应当在家访结束后4日内填写家访记录。", "一名班主任在家访结束后的第{}日填写家访记录", 4, True),
        ("学员对评分有异议的，可以在评分公布之日起6个工作日内申请复核。", "一名学员对评分有异议，在评分公布后的第{}个工作日申请复核", 6, True),
        ("学院应当自收到报名材料之日起十日内通知本人。", "某学院在收到报名材料后的第{}日通知本人", 10, True),
        ("党小组长应当在每月8日前报送学习小结。", "一名党小组长在这个月的{}日报送学习小结", 8, True),
        ("每名学员每月写1篇读书札记，每篇不少于300字。", "一篇读书札记有{}字", 300, False),
        ("学院讲座每次讲座时间不超过90分钟。", "一次讲座用了{}分钟", 90, True),
    ],
)
def test_a_limit_is_told_as_one_case_of_it(text: str, told: str, count: int, most: bool) -> None:
    found = limit(text)
    assert found is not None
    assert (found.told, found.count, found.most) == (told, count, most)
    assert found.words in text


@pytest.mark.parametrize(
    "text",
    [
        "有关部门应当在收到材料后5日内审查并决定是否受理或者退回。",
        "各教师党支部应当在每月5日前报送小结。",
        "应当在会议结束后3日内公布。",
        "教师应当按时上课。",
    ],
)
def test_what_names_nobody_or_leaves_a_choice_is_no_scene(text: str) -> None:
    assert limit(text) is None


def test_a_quota_knows_who_what_and_how_many() -> None:
    found = quota("每名党员每月应当提交不少于4条践行记录。")
    assert found is not None
    assert (found.who, found.period, found.act, found.count, found.unit, found.object) == ("党员", "这个月", "提交", 4, "条", "践行记录")
    assert found.least
    assert quota("教师每学期的工作时间不少于200学时。") is None
    assert quota("支部每月召开一次会议。") is None


def test_a_person_is_one_and_not_a_body_or_two() -> None:
    assert is_person("教师因公需要调课")
    assert not any(is_person(words) for words in ("教师党支部", "当事人或者见证人", "各教师", "对教师", "学校"))
    assert post_of("一名辅导员与学生谈心") == "counsellor"
    assert post_of("天气晴好") == ""


RULE = """班主任应当在家访结束后4日内填写家访记录。
每名学员每月应当提交不少于5篇读书札记。
每名党员每周应当写1篇心得，每篇心得不少于300字。
学院应当自收到报名材料之日起十日内通知本人。"""


def scenes() -> list[Item]:
    items = []
    for seed in range(20):
        corpus = Corpus(cut(RULE), [entry()], seed)
        items += [one.item() for passage in cut(RULE) for one in situation.generate(passage, corpus)]
    return items


def test_the_key_of_a_scene_follows_from_its_rule_and_the_others_do_not() -> None:
    items = scenes()
    assert len({one.stem for one in items}) > 8
    for one in items:
        assert len(set(one.options)) == 4
        assert one.key[0] in one.options
        if "符合" not in one.stem:
            continue
        taken = int(re.search(r"第?(\d+)(?:日|字)", one.stem)[1])  # type: ignore[index]
        most = "字" not in one.key[0]
        for option in one.options:
            count = int(re.search(r"\d+", option)[0])  # type: ignore[index]
            keeps = taken <= count if most else taken >= count
            assert option.startswith("符合") == keeps  # so only the rule's own number decides between two
        assert re.search(r"\d+", one.key[0])[0] in {"4", "10", "300"}  # type: ignore[index]


def test_scenes_pass_the_gate_as_single_choice() -> None:
    made = make_items(cut(RULE), [entry()], kinds=[Kind.SINGLE_CHOICE]).items
    assert any("一名班主任" in one.stem for one in made)
    assert {one.kind for one in made} == {Kind.SINGLE_CHOICE}
