import datetime as dt
from dataclasses import replace

import pytest

from companion.people.members import Belonging, Branch, Member
from companion.records.completion import fold_table
from companion.records.events import Event, EventKind
from companion.records.export import GLYPHS, HEADINGS, WHO, sheets

BRANCH = Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 9, 1))
MEMBER = Member("linmo", "林默", "b", group="一组", joined=dt.date(2026, 9, 2))


def done(day: int, on: int) -> Event:
    at = dt.datetime(2026, 9, on, 4, tzinfo=dt.UTC)
    responses = [{"correct": True}, {"correct": False}]
    return Event(EventKind.QUIZ_SUBMITTED, "b", "linmo", dt.date(2026, 9, day), at, {"responses": responses})


TABLE = fold_table(
    [MEMBER],
    BRANCH,
    [done(2, 2), done(3, 7)],
    dt.date(2026, 9, 1),
    dt.date(2026, 9, 30),
    dt.datetime(2026, 9, 7, 4, tzinfo=dt.UTC),
)


def test_a_line_says_what_the_table_says() -> None:
    sheet, _ = sheets(TABLE)
    assert sheet.title == "一支部"
    assert dict(zip(sheet.header, sheet.rows[0], strict=True)) == {
        "姓名": "林默",
        "账号": "linmo",
        "党小组": "一组",
        "应完成": 3,
        "按时": 1,
        "补做": 1,
        "逾期": 1,
        "完成率": 2 / 3,
        "首答正确率": 0.5,
        "连续天数": 0,
        "连续未达标周": 0,
        "连续未达标月": 0,
        "心得提交": 0,
        "过快": 0,
        "看原文": 0,
        "09-01": "",
        "09-02": "✓",
        "09-03": "◐",
        "09-04": "×",
        "09-07": "",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_hold_the_same_and_explain_every_glyph(language: str) -> None:
    sheet, key = sheets(TABLE, language)
    assert sheet.header[:15] == (*WHO[language], *HEADINGS[language][:-1])
    assert sheet.rows == sheets(TABLE)[0].rows
    explained = "".join(str(line) for (line,) in key.rows)
    assert all(glyph in explained for glyph in GLYPHS.values())
    assert all(len(line) == len(one.header) for one in (sheet, key) for line in one.rows)


def test_who_has_left_or_moved_is_marked() -> None:
    gone = replace(MEMBER, active=False, left=MEMBER.joined)
    table = fold_table([gone], BRANCH, [], MEMBER.joined, MEMBER.joined, dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    assert [sheets(table, language)[0].rows[0][0] for language in ("zh", "en")] == ["林默（已离开）", "林默 (left)"]
    away = Belonging("linmo", "林默", "甲", joined=MEMBER.joined, active=False, stays=((MEMBER.joined, MEMBER.joined),), moved=True)
    table = fold_table([away], BRANCH, [], MEMBER.joined, MEMBER.joined, dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    assert [sheets(table, language)[0].rows[0][0] for language in ("zh", "en")] == ["林默（已调出）", "林默 (moved away)"]


def test_days_of_two_years_carry_the_year() -> None:
    members = [Member("a1", "甲", "b")]
    table = fold_table(
        members, BRANCH, [], dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    )
    assert sheets(table)[0].header[15:] == ("2026-12-31", "2027-01-01")
