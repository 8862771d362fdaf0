"""Exchange with other programs: round trips of all kinds, read by other readers than ours, and files full of faults."""

import dataclasses
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pygiftparser.parser import parseFile

from companion.engines.spreadsheets import read_rows, write_xlsx
from companion.errors import ReadingError, UsageError
from companion.quizzes.exchange.aiken import read_aiken, write_aiken
from companion.quizzes.exchange.drafts import Parsed, decoded, draft_of, one_line
from companion.quizzes.exchange.gift import read_gift, write_gift
from companion.quizzes.exchange.moodle_xml import read_moodle_xml, write_moodle_xml
from companion.quizzes.exchange.sheet import read_table, write_rows
from companion.quizzes.items import Item, Kind
from companion.records.export import Sheet
from companion.texts.documents import Citation
from tests.quizzes.exchanged import carried, items, settled, sound, texts

WHERE = Citation("办法.md", "谈心谈话办法", "第三条", 2, 2, "每学期谈心谈话不少于2次。")
SINGLE = Item("s1", Kind.SINGLE_CHOICE, "教师每学期谈心谈话不少于（　）。", ("1次", "2次", "3次"), ("2次",), "见第三条。", WHERE)
MULTIPLE = dataclasses.replace(SINGLE, id="m1", kind=Kind.MULTIPLE_CHOICE, options=("学习", "生活", "天气"), key=("学习", "生活"))
TRUTH = dataclasses.replace(SINGLE, id="t1", kind=Kind.TRUE_FALSE, options=("正确", "错误"), key=("错误",))
CLOZE = dataclasses.replace(SINGLE, id="c1", kind=Kind.CLOZE, stem="不少于____次。", options=(), key=("2", "两"))
ORDER = dataclasses.replace(SINGLE, id="o1", kind=Kind.ORDERING, options=("审核", "申请", "批准"), key=("申请", "审核", "批准"))
SHORT = dataclasses.replace(SINGLE, id="q1", kind=Kind.SHORT_ANSWER, options=(), key=("学习状况", "生活困难"))
ALL = (SINGLE, MULTIPLE, TRUTH, CLOZE, ORDER, SHORT)

some = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


def lists(*kinds: Kind) -> st.SearchStrategy[list[Item]]:
    one = items(kinds or tuple(Kind)).filter(sound)
    return st.lists(one, max_size=4, unique_by=lambda item: (item.kind, carried(item).stem, carried(item).key))


def back(parsed: Parsed) -> list[object]:
    assert parsed.remarks == ()
    return [settled(draft) for draft in parsed.drafts]


# round trips ---------------------------------------------------------------------------------------------------------
@given(lists())
@some
def test_gift_carries_everything(all_kinds: list[Item]) -> None:
    written = write_gift(all_kinds)
    assert written.left_out == ()
    assert back(read_gift(written.text)) == [carried(item) for item in all_kinds]


@given(lists())
@some
def test_moodle_xml_carries_everything(all_kinds: list[Item]) -> None:
    assume(all_kinds)
    written = write_moodle_xml(all_kinds)
    assert written.left_out == ()
    assert back(read_moodle_xml(written.text)) == [carried(item) for item in all_kinds]


@given(lists())
@some
def test_a_sheet_carries_everything_the_order_of_steps_too(tmp_path: Path, all_kinds: list[Item]) -> None:
    assume(all_kinds)
    header, rows, left_out = write_rows(all_kinds)
    assert left_out == ()
    file = tmp_path / "items.xlsx"
    file.write_bytes(write_xlsx([Sheet("试题", header, rows)]))
    found = read_table(read_rows(file))
    assert found.remarks == ()
    assert [dataclasses.replace(draft, line=0) for draft in found.drafts] == [draft_of(item) for item in all_kinds]


@given(lists())
@some
def test_aiken_carries_stem_options_and_key_of_single_choices_and_names_the_rest(all_kinds: list[Item]) -> None:
    written = write_aiken(all_kinds)
    assert written.count + len(written.left_out) == len(all_kinds)
    named = {remark.line for remark in written.left_out}
    kept = [item for number, item in enumerate(all_kinds, 1) if number not in named]
    assert all(item.kind is Kind.SINGLE_CHOICE for item in kept)
    found = read_aiken(written.text)
    assume(not found.remarks)  # options or questions may be alike once their line breaks are gone
    assert [(draft.stem, draft.options, draft.key) for draft in found.drafts] == [
        (one_line(item.stem), tuple(map(one_line, item.options)), tuple(map(one_line, item.key))) for item in kept
    ]


# other readers than ours ---------------------------------------------------------------------------------------------
def test_gift_as_pygiftparser_reads_it() -> None:
    questions = parseFile(io.StringIO(write_gift(ALL).text))
    assert all(question.valid for question in questions)
    assert [type(question.answers).__name__ for question in questions] == [
        "SelectSet", "MultipleChoicesSet", "TrueFalseSet", "ShortSet", "MatchingSet", "Essay",
    ]  # fmt: skip
    single, multiple, truth, cloze, order, short = questions
    assert single.title == "s1" and single.text == SINGLE.stem
    assert [(one.answer, one.fraction) for one in single.answers.answers] == [("1次", 0), ("2次", 100), ("3次", 0)]
    assert [one.fraction for one in multiple.answers.answers] == [50, 50, -100]
    assert truth.answers.answer is False
    assert [one.answer for one in cloze.answers.answers] == ["2", "两"]
    assert [(one.question.strip(), one.answer.strip()) for one in order.answers.answers] == [("1", "申请"), ("2", "审核"), ("3", "批准")]
    notes = single.generalFeedback.replace("\\:", ":")
    assert notes == "见第三条。\n出处：《谈心谈话办法》第三条，第2页\n原文：每学期谈心谈话不少于2次。"
    assert short.generalFeedback.startswith("要点：\n1. 学习状况\n2. 生活困难\n") or "生活困难" in short.generalFeedback


@given(items((Kind.SINGLE_CHOICE,)).filter(sound))
@some
def test_gift_options_as_pygiftparser_reads_them(item: Item) -> None:
    draft = carried(item)
    assume(not set("\\{}") & set("".join((draft.stem, *draft.options))))  # it takes an escaped one for the end
    assume(not any("->" in option for option in draft.options))  # written as HTML
    (question,) = parseFile(io.StringIO(write_gift([item]).text))
    plain = [re.sub(r"\\n", "\n", re.sub(r"\\([#=~:{}])", r"\1", one.answer)).removeprefix("[plain]") for one in question.answers.answers]
    assert plain == list(draft.options)
    assert [one.fraction == 100 for one in question.answers.answers] == [option in draft.key for option in draft.options]


def test_moodle_xml_as_its_schema_says() -> None:
    root = ET.fromstring(write_moodle_xml(ALL).text)
    questions = root.findall("question")
    assert [question.get("type") for question in questions] == [
        "multichoice", "multichoice", "truefalse", "shortanswer", "ordering", "essay",
    ]  # fmt: skip
    for question, item in zip(questions, ALL, strict=True):
        assert question.findtext("name/text") == question.findtext("idnumber") == item.id
        assert question.findtext("questiontext/text") == item.stem
        assert "每学期谈心谈话不少于2次。" in (question.findtext("generalfeedback/text") or "")
    fractions = [[answer.get("fraction") for answer in question.findall("answer")] for question in questions]
    assert fractions == [["0", "100", "0"], ["50", "50", "-100"], ["0", "100"], ["100", "100"], ["1", "2", "3"], []]
    assert [questions[n].findtext("single") for n in (0, 1)] == ["true", "false"]
    assert [answer.findtext("text") for answer in questions[4].findall("answer")] == ["申请", "审核", "批准"]
    assert questions[5].findtext("graderinfo/text") == "1. 学习状况\n2. 生活困难"


def by_regex(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Aiken as Moodle's page describes it, read without a look at our reader."""
    found = []
    for match in re.finditer(r"(?m)^(?P<stem>.+)\n(?P<options>(?:[A-Z][.)] .*\n)+)ANSWER: (?P<key>[A-Z])$", text):
        found.append((match["stem"], dict(re.findall(r"(?m)^([A-Z])[.)] (.*)$", match["options"])), match["key"]))
    return found


def test_aiken_as_another_reader_reads_it() -> None:
    written = write_aiken(ALL)
    assert by_regex(written.text) == [(SINGLE.stem, {"A": "1次", "B": "2次", "C": "3次"}, "B")]
    assert [remark.line for remark in written.left_out] == [2, 3, 4, 5, 6]
    assert "判断" in written.left_out[1].zh or "不是单选题" in written.left_out[1].zh


def test_a_sheet_as_openpyxl_reads_it(tmp_path: Path) -> None:
    import openpyxl

    hostile = dataclasses.replace(SINGLE, id="h", stem="=1+1", options=("+A1", "-2", "@SUM(A1)"), key=("-2",))
    header, rows, _ = write_rows([*ALL, hostile])
    file = tmp_path / "items.xlsx"
    file.write_bytes(write_xlsx([Sheet("试题", header, rows)]))
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet[1]][:7] == ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案"]
    assert [cell.value for cell in sheet["G"]] == ["答案", "B", "AB", "错误", "2\n两", "BAC", "学习状况\n生活困难", "B"]
    last = sheet[8]
    assert [(cell.value, cell.data_type) for cell in last[1:5]] == [("=1+1", "s"), ("+A1", "s"), ("-2", "s"), ("@SUM(A1)", "s")]


# files from elsewhere ------------------------------------------------------------------------------------------------
FOREIGN_GIFT = """\ufeff// 导出自别处
$CATEGORY: $course$/第一章

::Q1:: 谈心谈话每学期不少于几次？ {
  =2次#对，见第三条。
  ~1次#少了
  ~%50%3次
}
::Q2:: 记录须存档。{TRUE#错了#对，见第四条。}

Grant is {~buried =entombed ~living} in Grant's tomb.

中国共产党成立于哪一年？{=1921 =一九二一年}

圆周率是多少？{#3.14:0.01}

连线：{=甲->1 =乙->2 =丙->3}

只是一段说明。

没有写完的题 {=对 ~错

<p>带<b>格式</b>的题&nbsp;<img src="x.png"></p>{=甲 ~乙}

没有对错的题 {~甲 ~乙}

两个一样的选项 {=甲 ~甲}

选出所有的：{~%50%甲 ~%50%乙 ~%-100%丙}
"""


def test_gift_from_elsewhere_with_a_sentence_for_each_fault() -> None:
    found = read_gift(decoded(FOREIGN_GIFT.replace("\n", "\r\n").encode(), "x.gift"))
    assert [(draft.line, draft.kind, draft.stem, draft.key) for draft in found.drafts] == [
        (4, Kind.SINGLE_CHOICE, "谈心谈话每学期不少于几次？", ("2次",)),
        (9, Kind.TRUE_FALSE, "记录须存档。", ("正确",)),
        (11, Kind.SINGLE_CHOICE, "Grant is （　） in Grant's tomb.", ("entombed",)),
        (13, Kind.CLOZE, "中国共产党成立于哪一年？", ("1921", "一九二一年")),
        (23, Kind.SINGLE_CHOICE, "带格式的题", ("甲",)),
        (29, Kind.MULTIPLE_CHOICE, "选出所有的：", ("甲", "乙")),
    ]
    assert found.drafts[0].rationale == "对，见第三条。" and found.drafts[1].rationale == "对，见第四条。"
    assert [remark.line for remark in found.remarks] == [4, 15, 17, 19, 21, 23, 25, 27]
    for remark in found.remarks:
        assert remark.zh.startswith(f"第 {remark.line} 行") and f"line {remark.line}" in remark.en


def test_aiken_from_elsewhere() -> None:
    text = "1. 谈心谈话\n每学期几次？\nA) 1次\nB) 2次\nANSWER: B\n\n没有答案的题\nA、甲\nB、乙\n题干\nA、甲\nB、乙\n答案：Ａ\n题\nA. 甲\nB. 乙\nANSWER: AB\n孤零零"
    found = read_aiken(text)
    assert [(draft.line, draft.stem, draft.key) for draft in found.drafts] == [(1, "1. 谈心谈话 每学期几次？", ("2次",))]
    assert [remark.line for remark in found.remarks] == [7, 10, 14, 18]


def test_encodings() -> None:
    text = "谈心谈话每学期几次？{=2次 ~1次}\r\n"
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("gb18030"), text.encode("utf-16")):
        assert [draft.key for draft in read_gift(decoded(data, "x")).drafts] == [("2次",)]
    for data in (b"\x00\x01\x02\xff", b"PK\x03\x04\x00\x00", b"\xff"):
        with pytest.raises(ReadingError):
            decoded(data, "x")


def test_xml_from_elsewhere() -> None:
    text = """<?xml version="1.0" encoding="GB2312"?>
<quiz>
<question type="category"><category><text>$course$/第一章</text></category></question>
<question type="multichoice">
 <name><text>一</text></name>
 <questiontext format="html"><text><![CDATA[<p>谈心谈话<br>几次？</p><script>x()</script>]]></text></questiontext>
 <answer fraction="100"><text>2次</text><feedback><text>见第三条</text></feedback></answer>
 <answer fraction="0"><text>1次</text></answer><single>true</single>
</question>
<question type="matching"><questiontext><text>连线</text></questiontext></question>
<question type="essay"><questiontext><text>谈谈。</text></questiontext></question>
<question type="shortanswer"><questiontext><text>几次？</text></questiontext>
 <answer fraction="100"><text>2\\*</text></answer><answer fraction="50"><text>3</text></answer></question>
<question/>
</quiz>"""
    found = read_moodle_xml(decoded(text.encode("gb18030"), "x"))
    assert [(draft.line, draft.kind, draft.stem, draft.key, draft.rationale) for draft in found.drafts] == [
        (4, Kind.SINGLE_CHOICE, "谈心谈话\n几次？", ("2次",), "见第三条"),
        (12, Kind.CLOZE, "几次？", ("2*",), ""),
    ]
    assert [remark.line for remark in found.remarks] == [10, 11, 12, 14]


BOMB = """<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><quiz><question type="essay">&d;</question></quiz>"""
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>'


@pytest.mark.parametrize(
    "text",
    [BOMB, OUTSIDE, '<!DOCTYPE quiz SYSTEM "http://127.0.0.1/x.dtd"><quiz/>', "<quiz><question></quiz>", "<quiz/>", "", "只是文字",
     "<quiz>" + "<a>" * 100_000, "<quiz><question>&unknown;</question></quiz>"],
)  # fmt: skip
def test_hostile_and_broken_xml_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_moodle_xml(text, "题.xml")
    assert "题.xml" in caught.value.zh and "题.xml" in caught.value.en


def test_a_table_as_people_type_it() -> None:
    rows = [
        ["单位内部题库"],
        [],
    ]
    with pytest.raises(UsageError):
        read_table(rows)
    rows = [
        ["序号", "题型", "题目", "A", "B", "C", "D", "正确答案", "解析"],
        ["1", "单选题", "几次？", "1次", "2次", "", "", "B", "第三条"],
        ["2", "多项选择题", "内容包括？", "学习", "生活", "天气", "", "A、B"],
        ["3", "判断题", "应当存档。", "", "", "", "", "√"],
        ["4", "", "____年施行。", "", "", "", "", "2026\n二〇二六"],
        ["5", "", "几次？", "1次", "2次", "", "", "2次"],
        ["6", "连线题", "连一连", "", "", "", "", "A"],
        ["7", "单选", "选哪个？", "甲", "乙", "", "", "E"],
        ["8", "判断", "？", "", "", "", "", "也许"],
        [],
        ["9", "排序题", "先后？", "审核", "申请", "", "", "BA"],
    ]
    found = read_table(rows)
    assert [(draft.line, draft.kind, draft.key) for draft in found.drafts] == [
        (2, Kind.SINGLE_CHOICE, ("2次",)),
        (3, Kind.MULTIPLE_CHOICE, ("学习", "生活")),
        (4, Kind.TRUE_FALSE, ("正确",)),
        (5, Kind.CLOZE, ("2026", "二〇二六")),
        (11, Kind.ORDERING, ("申请", "审核")),
    ]
    assert [remark.line for remark in found.remarks] == [6, 7, 8, 9]


@pytest.mark.parametrize("read", [read_gift, read_aiken])
@given(text=st.lists(texts() | st.sampled_from(["\n\n", "{", "}", "{=甲 ~乙}\n", "ANSWER: B\n", "A. 甲\n"]), max_size=12).map("".join))
@settings(deadline=None, max_examples=150)
def test_no_text_breaks_a_reader(read: "type[Parsed]", text: str) -> None:
    found = read(text)  # type: ignore[call-arg]
    assert isinstance(found, Parsed)


def test_one_huge_line_is_named_and_fast() -> None:
    huge = "长" * 3_000_000
    found = read_gift(f"{huge}{{=甲 ~乙}}\n\n好题？{{=甲 ~乙}}\n\n" + "{" * 500_000 + "\n\n" + "\\" * 500_000 + "\n\n" + "~" * 200_000 + "{=}")
    assert [draft.stem for draft in found.drafts] == ["好题？"]
    assert "太长" in found.remarks[0].zh
    assert read_aiken(f"{huge}\nA. 甲\nB. 乙\nANSWER: A").drafts == ()
