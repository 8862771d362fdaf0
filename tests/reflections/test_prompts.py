"""What a prompt promises: a verbatim sentence worth thinking about, and one question that fits the post."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Post
from companion.reflections.prompts import prompt_about, prompt_for
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
from companion.texts.documents import Document, Entry, Page, Passage
from companion.texts.splitting import split

DAY = dt.date(2026, 9, 14)
TEXT = """第三章 指导学生
第十四条 谈心记录由教师本人保管至学生毕业后1年。联系电话：6230。
第十五条 教师应当尊重每一名学生，不得因学习成绩而区别对待。
"""


def asked(prompt: Prompt) -> str:
    """The question, without the words that name the post."""
    question = prompt.text.split("\n")[1]
    return next(question[len(lead) :] for of in LEADS.values() for lead in of if question.startswith(lead))


def passages(text: str, title: str = "《教师职业行为规范》", language: str = "zh") -> tuple[Passage, ...]:
    return split(Document(Entry("a.md", title, language=language), "a", (Page(1, text),)))


(PASSAGE,) = [passage for passage in passages(TEXT) if "第十五条" in passage.text]
ENGLISH_PASSAGE = passages(
    "A mentor must never promise a secret that puts a student at risk. See page 3.", "On Mentoring", "en"
)[0]


@pytest.mark.parametrize("post", Post)
def test_the_prompt_quotes_the_duty_without_its_number_and_asks_one_question(post: Post) -> None:
    prompt = prompt_for([PASSAGE], post, day=DAY, seed=1)
    assert prompt.citation.quote == "教师应当尊重每一名学生，不得因学习成绩而区别对待。"
    quoted, _ = prompt.text.split("\n")
    assert quoted == f"《教师职业行为规范》写道：“{prompt.citation.quote}”"
    assert prompt.text.split("\n")[1].startswith(LEADS[post][0])
    assert asked(prompt) in {text for bank in (CHINESE, CHINESE_DUTIES) for by in bank.values() for of in (None, post) for text in by.get(of, ())}


def test_the_stages_follow_one_another_from_lesson_to_lesson_over_a_weekend_too() -> None:
    friday = dt.date(2026, 9, 18)
    prompts = [
        prompt_for([PASSAGE], Post.TEACHER, day=day, seed=1, turn=turn)
        for turn, day in ((4, friday), (5, friday + dt.timedelta(days=3)), (6, friday + dt.timedelta(days=4)))
    ]
    assert [prompt.stage for prompt in prompts] == [STAGES[1], STAGES[2], STAGES[0]]
    for prompt in prompts:
        assert any(asked(prompt) in of for bank in (CHINESE, CHINESE_DUTIES) for of in bank[prompt.stage].values())


def test_a_prompt_does_not_come_back_while_it_is_recent() -> None:
    seen: list[str] = []
    for _ in range(8):
        seen.append(prompt_for([PASSAGE], Post.COUNSELLOR, day=DAY, seed=3, recent=seen).id)
    assert len(set(seen)) == len(seen)


def test_the_same_arguments_give_the_same_prompt_and_other_seeds_others() -> None:
    assert prompt_for([PASSAGE], Post.OTHER, day=DAY, seed=5) == prompt_for([PASSAGE], Post.OTHER, day=DAY, seed=5)
    assert len({prompt_for([PASSAGE], Post.OTHER, day=DAY, seed=seed).id for seed in range(30)}) > 3


def test_an_english_text_or_screen_is_asked_about_in_english() -> None:
    questions = {text for bank in (ENGLISH, ENGLISH_DUTIES) for by in bank.values() for texts in by.values() for text in texts}
    for prompt in (
        prompt_for([ENGLISH_PASSAGE], Post.TEACHER, day=DAY, seed=1),
        prompt_for([PASSAGE], Post.TEACHER, day=DAY, seed=1, language="en"),
    ):
        assert asked(prompt) in questions
    assert "must never promise a secret" in prompt_for([ENGLISH_PASSAGE], Post.TEACHER, day=DAY, seed=1).text


@pytest.mark.parametrize(
    "banks", [(CHINESE, CHINESE_DUTIES, CHINESE_FACTS), (ENGLISH, ENGLISH_DUTIES, ENGLISH_FACTS)], ids=["zh", "en"]
)
def test_every_stage_has_enough_questions_for_every_post_and_none_twice(banks: tuple) -> None:
    every = [question for bank in banks for by in bank.values() for texts in by.values() for question in texts]
    assert len(set(every)) == len(every)
    general, duties, facts = banks
    for stage in STAGES:
        for post in Post:
            assert len(general[stage][None]) >= 4
            assert len(facts[stage][None]) + len(facts[stage][post]) >= 5
            assert sum(len(bank[stage].get(of, ())) for bank in (general, duties) for of in (None, post)) >= 8


READING = """本学期共有86个支部参加，名单见附件。
第三条 学院党委应当在每月5日前报送名单。
教师应当尊重每一名学生，不得因学习成绩而区别对待。
教育不是灌输，而是点燃学生心里的火。
"""


def test_of_a_days_reading_the_sentences_worth_thinking_about_are_chosen_and_members_get_different_ones() -> None:
    found = passages(READING, "学习材料") + passages("联系电话：6230。\n", "通知")
    quotes = {prompt_for(found, Post.TEACHER, day=DAY, seed=seed).citation.quote for seed in range(20)}
    assert quotes == {"教师应当尊重每一名学生，不得因学习成绩而区别对待。", "教育不是灌输，而是点燃学生心里的火。"}


@pytest.mark.parametrize(
    "sentence", ["本学期共有86个支部参加了这项学习活动。", "学院党委应当按月向学校报告支部的学习情况。", "阅览室在图书馆三层的东南角，靠近楼梯。"]
)
def test_no_question_presupposes_a_duty_where_the_member_has_none(sentence: str) -> None:
    duties = {text for by in CHINESE_DUTIES.values() for texts in by.values() for text in texts}
    for post in Post:
        for n in range(6):
            prompt = prompt_for(passages(sentence), post, day=DAY + dt.timedelta(days=n), seed=n)
            assert asked(prompt) not in duties


def test_a_bare_point_of_a_list_is_not_quoted_while_there_is_a_sentence() -> None:
    text = "下列日期不安排日课，由党支部提前一天告诉大家：\n1. 全部周末，包括因调休而上班的周末。\n2. 国庆节放假的七天，以通知为准。\n"
    for seed in range(20):
        assert "周末" not in prompt_for(passages(text), Post.TEACHER, day=DAY, seed=seed).citation.quote
    points = passages("1. 全部周末，包括因调休而上班的周末。\n2. 国庆节放假的七天，以通知为准。\n")
    assert prompt_for(points, Post.TEACHER, day=DAY, seed=0).citation.quote


def test_a_topic_takes_the_first_passage_that_has_something_to_think_about() -> None:
    found = [Evidence(passage, 1.0, 0.9, 1.0) for passage in (*passages("办公电话：6230\n"), PASSAGE)]
    prompt = prompt_about(found, Post.TEACHER, day=DAY, seed=1)
    assert prompt is not None
    assert prompt.citation.quote in PASSAGE.text
    assert prompt_about((), Post.TEACHER, day=DAY, seed=1) is None


@given(st.text(min_size=1, max_size=300), st.sampled_from(list(Post)), st.integers(0, 99))
def test_the_quotation_stands_in_any_text(text: str, post: Post, seed: int) -> None:
    document = Document(Entry("a.md", "材料"), "a", (Page(1, text),))
    if found := split(document):
        assert prompt_for(found, post, day=DAY, seed=seed).citation.stands_in(document)
