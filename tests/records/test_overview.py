"""What the overview promises: everybody who owes today is told once, and the weeks add up."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Branch, Member
from companion.records.completion import Completion, Row, Table
from companion.records.overview import DONE, WEEK, Share, monday_of, overview_of
from companion.reminders.text import ROOM, reminder_text

MONDAY = dt.date(2026, 3, 2)
cells = st.one_of(st.none(), st.sampled_from([one for one in Completion if one is not Completion.PENDING]))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Two weeks and some days; the last one may be no day that counts."""
    today = MONDAY + dt.timedelta(days=14 + draw(st.integers(0, 6)))
    days = [MONDAY + dt.timedelta(days=n) for n in range((today - MONDAY).days + 1)]
    days = [day for day in days if day.weekday() < 5]
    rows = []
    for n in range(draw(st.integers(0, 6))):
        own = [draw(cells) for _ in days]
        if days[-1] == today and draw(st.booleans()):
            own[-1] = Completion.PENDING
        member = Member(str(n), str(n), "甲", group=draw(st.sampled_from(["", "一组", "二组"])), active=draw(st.booleans()))
        rows.append(Row(member, tuple(own), 0, 0, 0, 0, None, None, 0))
    return Table(Branch("甲", "甲"), today, tuple(days), tuple(rows))


@given(tables())
def test_who_owes_today_is_told_once_and_nobody_else(table: Table) -> None:
    look = overview_of(table)
    told = [member for people in look.late.values() for member in people]
    assert look.counts == (table.today in table.days)
    owing = [row.member for row in table.rows if look.counts and row.member.active and row.cells[-1] in (Completion.PENDING, Completion.MISSED)]
    assert sorted(one.username for one in told) == sorted(one.username for one in owing)
    assert all(member.group == group for group, people in look.late.items() for member in people)
    assert "" not in list(look.late)[:-1]  # those in no group come last
    assert look.now.owed - look.now.done == len(told)
    assert look.now.done == sum(row.cells[-1] in DONE for row in table.rows if look.counts)


@given(tables())
def test_the_weeks_are_the_sums_of_their_days(table: Table) -> None:
    look = overview_of(table)
    this = monday_of(look.today)
    assert all(this - WEEK <= day <= look.today for day in look.days)
    assert look.week() == sum((share for day, share in look.days.items() if day >= this), Share())
    assert look.week(before=True) == sum((share for day, share in look.days.items() if day < this), Share())
    same = look.week(before=True, same_days=True)
    assert same.owed <= look.week(before=True).owed
    assert same == sum((share for day, share in look.days.items() if day < this and day.weekday() <= look.today.weekday()), Share())


names = st.dictionaries(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=300), max_size=5)


@given(st.text(max_size=80), names, st.sampled_from(["zh", "en"]), st.integers(600, 3000))
def test_a_reminder_keeps_to_its_bound_and_names_everybody_where_there_is_room(
    branch: str, late: dict[str, list[str]], language: str, most: int
) -> None:
    whole = reminder_text(branch, MONDAY, late, language=language)
    assert all(name in whole for people in late.values() for name in people)
    assert all(group in whole for group in late)
    bounded = reminder_text(branch, MONDAY, late, language=language, most=most)
    assert bounded and len(bounded.encode()) <= most
    assert bounded == whole or len(whole.encode()) > most - ROOM


def test_a_reminder_reads_well() -> None:
    text = reminder_text("甲支部", dt.date(2026, 3, 11), {"一组": ["沈静", "林默"], "": ["顾北"]})
    assert text == "【甲支部】3月11日（周三）日课提醒\n一组：沈静、林默\n未分组：顾北\n今天的日课还没有完成，几分钟就好，请在今晚 24:00 前读一段、答几题。谢谢。"
    assert reminder_text("甲支部", MONDAY, {"": ["顾北"]}).split("\n")[1] == "顾北"
