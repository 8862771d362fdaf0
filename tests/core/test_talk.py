"""What the chat promises over many turns: a follow-up is understood from one's own turns, and a refusal stays one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from companion.answers.answers import Abstention, Answer
from companion.answers.smalltalk import NO_MORE, UNCLEAR
from companion.errors import NotFound
from companion.reflections.reflections import Prompt
from companion.talk import Outcome
from companion.views import Drill
from tests.parts import make_parts

TALKS, CLUB = "谈心谈话办法.md", "读书会章程.md"
Say = Callable[..., Outcome]


@pytest.fixture
def say(tmp_path: Path) -> Say:
    """Says one thing after another to one screen; what came back is kept as the screen keeps it."""
    study, turns = make_parts(tmp_path).study, list[Outcome]()

    def one(message: str, *within: str) -> Outcome:
        turns.append(study.chat("member", message, tuple(turns), within))
        return turns[-1]

    return one


def quoted(outcome: Outcome) -> str:
    assert isinstance(outcome, Answer), outcome
    return outcome.text


def test_ten_turns_lean_on_one_another_and_refuse_to_the_last(say: Say) -> None:
    assert "不少于2次" in quoted(say("教师每学期要和学生谈心谈话几次？"))
    for message in ("那辅导员呢", "为什么", "还有呢"):  # the texts do not speak of them
        refused = say(message)
        assert isinstance(refused, Abstention) and refused.question == "辅导员每学期要和学生谈心谈话几次？"
    second = say("那第二条呢")
    assert "一对一的交流" in quoted(second)
    assert isinstance(second, Answer) and second.question == "《谈心谈话工作办法》第二条是怎么规定的？"
    assert "不少于30分钟" in quoted(say("下一条"))
    assert "2026年3月1日" in quoted(say("它什么时候施行"))
    assert isinstance(say("火星上的天气怎么样？"), Abstention)
    assert "学生本人同意的除外" in quoted(say("刚才那个办法第五条说什么"))
    assert isinstance(say("那第九十九条呢"), Abstention)
    last = say("2023年诺贝尔物理学奖授予了谁？")
    assert isinstance(last, Abstention) and last.question == "2023年诺贝尔物理学奖授予了谁？"


def test_a_why_is_answered_where_the_text_gives_a_reason_and_nowhere_else(say: Say) -> None:
    assert "为规范" in quoted(say("《谈心谈话工作办法》第一条是怎么规定的？"))
    say("图书馆要提前几个工作日准备好书目和场地？")
    assert isinstance(say("为什么"), Abstention)


def test_more_brings_what_was_not_quoted_or_says_that_there_is_no_more(say: Say) -> None:
    first = say("读书会的主要形式包括哪些？")
    for _ in range(4):
        more = say("还有呢")
        if isinstance(more, Abstention):
            assert more.remark == NO_MORE and more.nearest
            assert not any(one.quote in near.quote for one in first.citations for near in more.nearest)  # type: ignore[union-attr]
            return
        assert isinstance(first, Answer) and isinstance(more, Answer)
        assert not set(more.citations) & set(first.citations)
    pytest.fail("there was more and more")


def test_a_follow_up_with_nothing_before_it_is_asked_to_be_put_in_full(say: Say) -> None:
    for message in ("那第二条呢", "为什么", "下一条", "它什么时候施行"):
        outcome = say(message)
        assert isinstance(outcome, Abstention) and outcome.remark == UNCLEAR and not outcome.nearest


def test_small_talk_between_does_not_lose_the_thread(say: Say) -> None:
    say("教师每学期要和学生谈心谈话几次？")
    say("谢谢")
    assert "一对一的交流" in quoted(say("那第二条呢"))


def test_a_chat_kept_to_chosen_texts_knows_no_other(say: Say) -> None:
    assert "不少于800字" in quoted(say("读书笔记每篇不少于多少字？", CLUB))
    assert isinstance(say("读书笔记每篇不少于多少字？", TALKS), Abstention)
    assert isinstance(say("那《教师读书会章程》第三条呢", TALKS), Abstention)
    assert "不少于800字" in quoted(say("读书笔记每篇不少于多少字？", TALKS, CLUB))
    assert isinstance(say("它有几条", TALKS), Abstention)  # "it" is a text that was not chosen
    with pytest.raises(NotFound):
        say("读书笔记每篇不少于多少字？", "../../etc/passwd")


def test_questions_and_prompts_are_made_from_the_chosen_texts(say: Say) -> None:
    assert isinstance(say("出三道关于读书会的题", TALKS), Abstention)
    drill = say("出三道关于读书会的题", CLUB)
    assert isinstance(drill, Drill) and {one.document for one in drill.sources} == {CLUB}
    prompt = say("围绕谈心谈话给我一个思考题", TALKS)
    assert isinstance(prompt, Prompt) and prompt.citation.document == TALKS


def test_once_more_is_about_what_the_drill_was_about(say: Say) -> None:
    say("出一道关于读书会的题")
    again = say("再来两道")
    assert isinstance(again, Drill) and again.topic == "读书会"


def test_a_word_with_unseen_marks_in_it_is_the_word(say: Say) -> None:
    assert "不少于800字" in quoted(say("读书\u200b笔记每\ufeff篇不少\u202e于多少字？\x00"))


def test_nobody_leans_on_what_another_person_asked(tmp_path: Path) -> None:
    study = make_parts(tmp_path).study
    study.chat("colleague", "教师每学期要和学生谈心谈话几次？")
    outcome = study.chat("member", "那第二条呢")
    assert isinstance(outcome, Abstention) and outcome.remark == UNCLEAR
