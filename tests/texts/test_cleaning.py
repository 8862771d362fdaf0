"""Characters and lines: what is cleaned away, joined, mended, and what is left alone."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from companion.texts.cleaning import clean, language_of, paragraphs
from companion.texts.garbling import Fault, fault_of, is_garbled, mended, reread, unspaced, without_garbage
from companion.texts.lines import unwrap
from companion.texts.reading_order import Printed, Sheet


@given(st.text())
def test_cleaned_text_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(character) in ("Cc", "Cs") and character != "\n" for character in cleaned)


def test_lookalikes_become_the_characters_meant() -> None:
    assert clean("⼈⺠教师⻅⾯，⻓期学习，樂") == "人民教师见面，长期学习，樂"
    assert clean("学\0习\u200b\ufeff\r\n制\xad度\xa0好") == "学习\n制度 好"


def test_language() -> None:
    assert language_of("Read 学习 every day and write.") == "en"
    assert language_of("学习 Markdown 与 Python") == "zh"
    assert language_of("2026") == "zh"


def test_paragraphs_are_lines() -> None:
    assert paragraphs("  甲。\n\n\n乙。  ") == "甲。\n乙。\n"


def test_hard_wrapped_text_is_joined() -> None:
    wrapped = "\n".join(
        [
            "Reading together a little every day is what keeps a group of teachers",
            "learning through the term. The lessons are short, the questions are",
            "few, and the record of what has been done is kept by the programme, so",
            "that nobody has to fill in forms.",
            "",
            "A second paragraph follows here.",
        ]
    )
    assert unwrap(wrapped).count("\n") == 2
    assert "the questions are few, and" in unwrap(wrapped)


def test_hard_wrapped_chinese_is_joined_without_spaces() -> None:
    text = "学校坚持把立德树人作为根本任务，坚持师范为本、质量为先、服务基层、开放协同，走内涵发展的道路，不断提高" * 3
    wrapped = "\n".join(text[at : at + 36] for at in range(0, len(text), 36))
    assert unwrap(wrapped + "\n\n第二段。") == text + "\n第二段。\n"


def test_lines_that_stand_for_themselves_stay() -> None:
    poem = "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。\n"
    assert unwrap(poem) == poem
    articles = "".join(
        f"第{n}条 教师应当遵守学校的各项规章制度，认真履行岗位职责，不断提高教学质量和水平。\n" for n in "一二三四五"
    )
    assert unwrap(articles) == articles


def test_spaced_characters_are_closed_up_and_ordinary_spaces_stay() -> None:
    assert unspaced(["全 世 界 无 产 者 ，", "联 合 起 来"]) == ["全世界无产者，", "联合起来"]
    assert unspaced(["第一章 总则", "学习 Python 编程"]) == ["第一章 总则", "学习 Python 编程"]


def test_codes_taken_for_letters_are_read_again() -> None:
    latin = "关于做好学习工作的通知".encode("gb2312").decode("latin-1")
    assert reread([latin]) == ["关于做好学习工作的通知"]
    codes = "".join(chr(int.from_bytes(character.encode("gb2312"), "big")) for character in "我们都是学生")
    assert reread([codes]) == ["我们都是学生"]


def test_other_languages_are_not_mended_nor_garbled() -> None:
    for text in (
        "L’été, nous étudions à l’école.",
        "한국어 문장을 읽습니다.",
        "Größere Übungen",
        "学习 ÀÉÎ 字母",
        "x²+y²=1",
    ):
        assert reread([text]) == [text]
        assert not is_garbled(text)


def test_garbled_text_is_known() -> None:
    assert is_garbled("\ue001\ue002\ue003学习")
    assert is_garbled("\ufffd\ufffd\ufffd abc")
    assert is_garbled("ŒŒŒ˘˘˘ﬂﬂﬂKKK ˚˚˚ˇˇˇ Ì–: +¡")


CHINESE = (
    "学校坚持把立德树人作为根本任务，各支部要结合实际认真组织学习，做到有计划、有记录、有成效，并把学习情况报学校党委。"
)


def test_characters_that_no_running_text_has_so_many_of() -> None:
    rare = "".join(chr(0x4E00 + 37 * n % 20_000) for n in range(60))
    shifted = "".join(chr(ord(character) + 1) for character in CHINESE * 3)
    hangul = "".join(chr(0xAC00 + 71 * n % 11_000) for n in range(60))
    assert is_garbled(rare) and is_garbled(shifted) and is_garbled(hangul)


def test_texts_of_other_kinds_are_none_of_these() -> None:
    traditional = (
        "學校堅持把立德樹人作為根本任務，各支部要結合實際認真組織學習，做到有計劃、有記錄、有成效，並把學習情況報學校黨委。"
        * 2
    )
    classical = "子曰学而时习之不亦说乎有朋自远方来不亦乐乎人不知而不愠不亦君子乎" * 2
    names = "、".join(
        "王伟 李芳 张敏 刘静 陈杰 杨丽 赵磊 黄勇 周艳 吴强 徐娟 孙涛 胡明 朱霞 高超 林平 何刚 郭兰 马丽 罗飞 梁英 宋玉 郑华 谢军 韩梅".split()
    )
    korean = "학교는 모든 교사가 매일 조금씩 함께 배우고 기록하도록 돕는다. 배움은 짧고 물음은 적다."
    for text in (CHINESE * 3, traditional, classical, names * 2, korean, "3.14 2.72 1.41 100% 2026-03-01"):
        assert not is_garbled(text), text


def test_single_garbled_lines_are_replaced_by_what_is_seen_there() -> None:
    lost = Printed("\ufffd\ufffd\ufffd\ufffd\ufffd", 200, 780, 22, 310)
    own = Printed(CHINESE, 72, 700, 12, 500)
    sheet = Sheet((lost, own))
    assert fault_of(sheet) is Fault.IN_PART
    assert without_garbage(sheet, Fault.IN_PART) == Sheet((own,))
    seen = Sheet((Printed("学习通知", 202, 781, 19, 308), Printed(CHINESE[:9], 72, 701, 11, 200)), confidence=0.98)
    mended_sheet = mended(sheet, Fault.IN_PART, seen)
    assert mended_sheet is not None and mended_sheet.confidence == 0.98
    assert [(piece.text, piece.size) for piece in mended_sheet.pieces] == [(CHINESE, 12), ("学习通知", 22)]
    assert mended(sheet, Fault.IN_PART, Sheet(seen.pieces, confidence=0.4)) is None


def test_which_pages_are_looked_at() -> None:
    words = Printed("由某某扫描制作", 72, 40, 8, 130)
    assert fault_of(Sheet((words,), picture=1.0)) is Fault.PICTURE
    assert fault_of(Sheet((words,))) is None and fault_of(Sheet(())) is None
    assert fault_of(Sheet((Printed(CHINESE, 72, 700, 12, 500),), picture=1.0)) is None
    assert fault_of(None) is Fault.DAMAGED
