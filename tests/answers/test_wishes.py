"""What a chat message is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.answers.wishes import MOST, AskWish, PromptWish, QuizWish, wish_of


@pytest.mark.parametrize(
    ("message", "wish"),
    [
        ("出三道关于师德的题", QuizWish("师德", 3, ())),
        ("给我出5道判断题，考考读书会", QuizWish("读书会", 5, ("true_false",))),
        ("来两道单选", QuizWish("", 2, ("single_choice",))),
        ("出题", QuizWish("", 3, ())),
        ("考考我读书会", QuizWish("读书会", 3, ())),
        ("围绕读书会出三道题", QuizWish("读书会", 3, ())),
        ("帮我围绕实验室安全出一道判断题", QuizWish("实验室安全", 1, ("true_false",))),
        ("以学术诚信为主题出两道判断题", QuizWish("学术诚信", 2, ("true_false",))),
        ("出三道读书会的单选题", QuizWish("读书会", 3, ("single_choice",))),
        ("师德方面的判断题来三道", QuizWish("师德", 3, ("true_false",))),
        ("请出十二道关于实验室安全的单选题和判断题", QuizWish("实验室安全", 10, ("single_choice", "true_false"))),
        ("能不能给我出几道关于考勤的题？", QuizWish("考勤", 3, ())),
        ("编三道关于“双百”制度的题", QuizWish("“双百”制度", 3, ())),
        ("来一组题", QuizWish("", 5, ())),
        ("quiz me on academic integrity", QuizWish("academic integrity", 3, ())),
        ("Quiz me!", QuizWish("", 3, ())),
        ("give me 3 questions about leave", QuizWish("leave", 3, ())),
        ("Give me three true/false questions on lab safety, please", QuizWish("lab safety", 3, ("true_false",))),
        ("make a quiz about the reading club", QuizWish("the reading club", 5, ())),
        ("围绕学术诚信给我一个思考题", PromptWish("学术诚信")),
        ("帮我围绕立德树人出一道值得思考的问题", PromptWish("立德树人")),
        ("来个思考题", PromptWish("")),
        ("give me a reflection prompt about honesty", PromptWish("honesty")),
    ],
)
def test_requests(message: str, wish: QuizWish | PromptWish) -> None:
    assert wish_of(message) == wish


@pytest.mark.parametrize(
    "message",
    [
        "读书会的题目是什么",
        "党课出勤要求是什么",
        "思考题什么时候交",
        "出题要求",
        "每天做几道题",
        "做五道题就算完成吗",
        "答题有几道",
        "给我三道题的答案",
        "出差补助标准",
        "考勤制度",
        "考试不合格怎么办",
        "考核不合格的教师能不能评优",
        "来访登记流程",
        "给学生出题有什么要求",
        "教师可以给学生出题吗",
        "试题由谁命制？",
        "How many questions are in the daily quiz?",
        "What is a reflection prompt?",
        "Give me the deadline of the quiz",
    ],
)
def test_questions_stay_questions(message: str) -> None:
    assert wish_of(message) == AskWish(message)


@given(st.text(max_size=400))
def test_any_message_has_a_wish(message: str) -> None:
    wish = wish_of(message)
    if isinstance(wish, AskWish):
        assert wish.question.split() == message.split()
    elif isinstance(wish, QuizWish):
        assert 1 <= wish.count <= MOST


@given(st.integers(0, 10**30))
def test_counts_are_clipped(count: int) -> None:
    wish = wish_of(f"出{count}道关于师德的题")
    assert isinstance(wish, QuizWish)
    assert wish.count == min(max(count, 1), MOST)


def test_long_messages_are_told_quickly() -> None:
    assert isinstance(wish_of("围绕" + "出一道关于的题" * 5000), AskWish)
