"""What a message leans on, and that a question which stands alone is left alone."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import companion.evaluation
from companion.answers.followups import Asked, understand
from companion.answers.messages import plain
from companion.answers.parallels import in_chinese
from companion.texts.documents import Citation
from companion.texts.structure import number_of

TALKS, CLUB, GUIDE = "谈心谈话办法.md", "读书会章程.md", "guide.md"


def asked(question: str, document: str = "", title: str = "", *headings: str) -> Asked:
    return Asked(question, tuple(Citation(document, title, heading, 1, 1, f"{heading}……") for heading in headings))


HOW_OFTEN = asked("教师每学期要和学生谈心谈话几次？", TALKS, "谈心谈话工作办法", "第二章 要求 第三条")
FIFTH = asked("《谈心谈话工作办法》第五条是怎么规定的？", TALKS, "谈心谈话工作办法", "第二章 要求 第五条")
LEAVE = asked("请假3天要向谁提出？", CLUB, "教师读书会章程", "第六条")
MEETINGS = asked("读书会每两周活动几次？", CLUB, "教师读书会章程", "第一条")
REFUSED = asked("火星上的天气怎么样？")
ENGLISH = asked("How many days do full-time counsellors get?", GUIDE, "A Short Guide", "")

CASES = [
    # a place without its text
    ([HOW_OFTEN], "那第二条呢", "《谈心谈话工作办法》第二条是怎么规定的？"),
    ([HOW_OFTEN], "第五条怎么说", "《谈心谈话工作办法》第五条怎么说"),
    ([HOW_OFTEN], "第二条和第三条呢", "《谈心谈话工作办法》第二条和第三条是怎么规定的？"),
    ([HOW_OFTEN], "那第三章讲什么", "《谈心谈话工作办法》第三章讲什么"),
    ([FIFTH], "第三款呢？", "《谈心谈话工作办法》第五条第三款是怎么规定的？"),
    ([HOW_OFTEN], "第（二）项呢", "《谈心谈话工作办法》第三条第（二）项是怎么规定的？"),
    ([FIFTH], "and article 2?", "《谈心谈话工作办法》 article 2?"),
    ([ENGLISH], "what about article 3?", "《A Short Guide》 article 3?"),
    # the neighbours
    ([FIFTH], "下一条", "《谈心谈话工作办法》第六条"),
    ([FIFTH], "上一条呢", "《谈心谈话工作办法》第四条"),
    ([HOW_OFTEN], "前一条", "《谈心谈话工作办法》第二条"),
    ([FIFTH], "好的，继续", "《谈心谈话工作办法》第六条"),
    ([FIFTH], "还有呢", "《谈心谈话工作办法》第六条"),
    # pronouns
    ([HOW_OFTEN], "它什么时候施行", "《谈心谈话工作办法》什么时候施行"),
    ([HOW_OFTEN], "这个办法谁负责解释", "《谈心谈话工作办法》谁负责解释"),
    ([HOW_OFTEN, REFUSED], "刚才那份文件第五条说什么", "《谈心谈话工作办法》第五条说什么"),
    ([HOW_OFTEN, LEAVE], "刚才那个办法什么时候施行", "《谈心谈话工作办法》什么时候施行"),
    ([FIFTH], "这条适用于谁", "《谈心谈话工作办法》第五条适用于谁"),
    ([MEETINGS], "它由谁负责", "读书会由谁负责"),
    ([HOW_OFTEN], "他们多久谈一次", "教师多久谈一次"),
    ([ENGLISH], "when does it take effect?", "when does 《A Short Guide》 take effect?"),
    # another word in the place of one
    ([HOW_OFTEN], "那辅导员呢", "辅导员每学期要和学生谈心谈话几次？"),
    ([LEAVE], "那超过7天呢", "请假超过7天要向谁提出？"),
    ([asked("病假最多几天？")], "那事假呢", "事假最多几天？"),
    ([HOW_OFTEN], "那如果学生不同意呢", "如果学生不同意，教师每学期要和学生谈心谈话几次？"),
    ([ENGLISH], "What about part-time counsellors?", "How many days do part-time counsellors get?"),
    # the question itself
    ([HOW_OFTEN], "为什么", "教师每学期要和学生谈心谈话几次，为什么？"),
    ([HOW_OFTEN], "具体怎么做", "教师每学期要和学生谈心谈话几次，具体怎么做？"),
    ([HOW_OFTEN], "还有吗？", "教师每学期要和学生谈心谈话几次，还有哪些？"),
    ([ENGLISH], "why?", "How many days do full-time counsellors get, why?"),
]
ALONE = (
    "第二条新闻是什么",
    "第三条生产线什么时候建成",
    "继续教育有什么要求",
    "那谁来检查呢",
    "他人的具体身份是？",
    "教师应当几点上班呢？",
    "为什么要和学生谈心谈话？",
    "《教师读书会章程》第二条呢",
    "下一条地铁什么时候开通",
    "这个学期有几次读书会",
    "其他学院的教师可以参加吗",
    "该校何时建立？",
    "What about the deadline for makeup lessons in spring, who sets it?",
)


@pytest.mark.parametrize(("before", "message", "question"), CASES, ids=[message for _, message, _ in CASES])
def test_a_follow_up_becomes_a_question_that_stands_alone(before: list[Asked], message: str, question: str) -> None:
    understood = understand(message, before)
    assert understood is not None
    assert understood.question == question
    about = before[-1] if before[-1].citations else before[0]
    assert understood.document in ("", about.citations[0].document if about.citations else "", TALKS)
    assert not question.startswith("《谈心") or understood.document == TALKS  # no other text may answer in its place


@pytest.mark.parametrize("message", dict.fromkeys(message for _, message, _ in CASES))
def test_with_nothing_before_it_a_follow_up_is_not_guessed_at(message: str) -> None:
    understood = understand(message, [])
    assert understood is None or understood.question == message


def test_what_a_follow_up_asks_for_is_told_apart_from_what_was_answered() -> None:
    for message, needed in (("那辅导员呢", "辅导员"), ("那超过7天呢", "7"), ("为什么", "因为")):
        understood = understand(message, [HOW_OFTEN])
        assert understood is not None and needed in understood.needs
    more = understand("还有呢", [HOW_OFTEN])
    assert more is not None and more.beyond == HOW_OFTEN.citations


def test_follow_ups_of_follow_ups_lean_on_the_question_under_them() -> None:
    turns = [HOW_OFTEN]
    for message in ("为什么", "为什么", "具体怎么做", "还有呢"):
        understood = understand(message, turns)
        assert understood is not None
        turns.append(Asked(understood.question, HOW_OFTEN.citations))
    assert turns[-1].question == "教师每学期要和学生谈心谈话几次，还有哪些？"


@pytest.mark.parametrize("message", ["为什么", "具体怎么做", "还有呢", "继续"])
def test_what_was_refused_is_not_had_by_asking_on(message: str) -> None:
    understood = understand(message, [HOW_OFTEN, REFUSED])
    assert message == "继续" or (understood is not None and understood.refused and understood.question == REFUSED.question)


@pytest.mark.parametrize("message", ["那图书馆的灯呢", "那2023年诺贝尔奖呢", "what about the weather?"])
def test_a_thing_without_a_parallel_is_not_guessed_at(message: str) -> None:
    assert understand(message, [MEETINGS]) is None


@pytest.mark.parametrize("message", ALONE)
@pytest.mark.parametrize("before", [[], [HOW_OFTEN], [FIFTH, REFUSED], [ENGLISH]], ids=["none", "one", "two", "english"])
def test_a_question_that_stands_alone_is_left_alone(message: str, before: list[Asked]) -> None:
    understood = understand(message, before)
    assert understood is not None and understood.question == message


def questions() -> Iterator[str]:
    """The questions that ship, and those of the folders below COMPANION_EVAL_DATA."""
    folders = [Path(companion.evaluation.__file__).parent / "sample"]
    folders += [folder for folder in Path(os.environ.get("COMPANION_EVAL_DATA", "/nowhere")).glob("*") if folder.is_dir()]
    for folder in folders:
        for file in sorted(folder.glob("*able.jsonl")) + sorted(folder.glob("questions.jsonl")):
            yield from (plain(json.loads(line)["question"]) for line in file.read_text("utf-8").splitlines())


def test_no_question_of_the_question_sets_is_changed() -> None:
    pronouns = ("它的",)  # leans on what is not there, also where it was written
    changed = [
        question
        for question in questions()
        for before in ([], [HOW_OFTEN], [FIFTH], [HOW_OFTEN, REFUSED])
        if not question.startswith(pronouns)
        and ((understood := understand(question, before)) is None or understood.question != question)
    ]
    assert changed == []


def test_numerals_come_back_as_they_went() -> None:
    assert all(number_of(in_chinese(number)) == number for number in range(1, 2000))


@pytest.mark.parametrize(
    ("typed", "seen"),
    [("谈\u200b心\ufeff谈\u202e话", "谈心谈话"), ("谈心\x00谈话\x07 几次", "谈心 谈话 几次"), ("几\ud800次", "几次"), (" 一\n二\t三 ", "一 二 三")],
)
def test_what_nobody_sees_is_taken_out_of_a_message(typed: str, seen: str) -> None:
    assert plain(typed) == seen
