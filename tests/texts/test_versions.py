"""Which of several versions of a rule holds."""

import datetime as dt

from companion.texts.documents import Entry, Status
from companion.texts.versions import with_versions

DAY = dt.date


def statuses(*entries: Entry) -> dict[str, str]:
    return {entry.path: entry.superseded_by for entry in with_versions(entries) if entry.status is Status.SUPERSEDED}


def test_older_versions_of_a_rule_are_superseded_by_the_newest() -> None:
    old = Entry("a.md", "考勤办法", date=DAY(2019, 1, 1))
    older = Entry("b.md", "考勤办法（2015年修订）", date=DAY(2015, 1, 1))
    new = Entry("c.md", "《考勤办法》", date=DAY(2024, 1, 1))
    assert statuses(old, older, new) == {"a.md": "c.md", "b.md": "c.md"}


def test_the_date_may_stand_in_the_files_name() -> None:
    assert statuses(Entry("立法法(2015-03-15).md", "立法法"), Entry("立法法(2023-03-13).md", "立法法")) == {
        "立法法(2015-03-15).md": "立法法(2023-03-13).md"
    }


def test_what_is_no_rule_or_has_no_date_or_another_title_or_language_stays() -> None:
    reports = [Entry(f"{year}.md", "政府工作报告", date=DAY(year, 3, 5)) for year in (2020, 2021)]
    undated = [Entry("x.md", "考勤办法"), Entry("y.md", "考勤办法", date=DAY(2020, 1, 1))]
    english = [Entry("e.md", "请假办法", language="en", date=DAY(2000, 1, 1)), Entry("z.md", "请假办法", date=DAY(2020, 1, 1))]
    other = [Entry("s.md", "某市考勤办法", date=DAY(1999, 1, 1))]
    assert statuses(*reports, *undated, *english, *other) == {}


def test_what_the_catalog_says_stays() -> None:
    old = Entry("a.md", "考勤办法", date=DAY(2019, 1, 1), status=Status.SUPERSEDED, superseded_by="另一份.md")
    new = Entry("b.md", "考勤办法", date=DAY(2024, 1, 1), status=Status.SUPERSEDED)
    assert with_versions([old, new]) == (old, new)
