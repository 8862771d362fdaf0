import datetime as dt
import random
import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.people.members import Branch, Member
from companion.plan.calendar import day_of, days
from companion.records.completion import Completion, Row, Table, fold_table, table_of, unfinished
from companion.records.events import Event, EventKind
from companion.records.tally import KINDS, Tally, tally_after

BRANCH = Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 9, 1), (0, 1, 2, 3, 4))
LIN, HAN = Member("linmo", "林默", "b", joined=dt.date(2026, 9, 1)), Member("hanxue", "韩雪", "b", joined=dt.date(2026, 9, 3))
FIRST, LAST = dt.date(2026, 8, 20), dt.date(2026, 9, 30)
NOON = dt.time(4, tzinfo=dt.UTC)  # in Shanghai
NOW = dt.datetime.combine(dt.date(2026, 9, 8), NOON)  # a Tuesday; before it 1 2 3 4 7 count


def september(day: int) -> dt.date:
    return dt.date(2026, 9, day)


def done(day: int, at: dt.datetime | None = None, member: Member = LIN, right: int = 5, id: int = 0) -> Event:
    responses = [{"item": str(number), "reply": ["x"], "correct": number < right} for number in range(5)]
    at = at or dt.datetime.combine(september(day), NOON)
    return Event(EventKind.QUIZ_SUBMITTED, "b", member.username, september(day), at, {"responses": responses}, "", id)


def table(*events: Event, now: dt.datetime = NOW, members: tuple[Member, ...] = (LIN,), first=FIRST, last=LAST) -> Table:
    return fold_table(members, BRANCH, events, first, last, now)


def row(*events: Event, **others) -> Row:
    return table(*events, **others).rows[0]


def signs(row: Row) -> str:
    names = {"on_time": "+", "made_up": "m", "missed": "x", "pending": "?", None: "."}
    return "".join(names[cell] for cell in row.cells)


def test_the_days_are_those_that_count_up_to_today() -> None:
    assert [day.day for day in table().days] == [1, 2, 3, 4, 7, 8]
    assert table().today == september(8)


def test_on_time_made_up_missed_pending() -> None:
    late = dt.datetime.combine(september(7), NOON)
    found = row(done(1), done(3, late), done(7))
    assert signs(found) == "+xmx+?"
    assert (found.due, found.on_time, found.made_up, found.missed, found.rate) == (5, 2, 1, 2, 3 / 5)


def test_the_day_ends_at_the_branchs_midnight() -> None:
    midnight = dt.datetime(2026, 9, 1, 16, tzinfo=dt.UTC)
    assert signs(row(done(1, midnight - dt.timedelta(microseconds=1))))[0] == "+"
    assert signs(row(done(1, midnight)))[0] == "m"


def test_today_is_due_once_it_is_done() -> None:
    assert row().due == 5
    assert (row(done(8)).due, signs(row(done(8)))[-1]) == (6, "+")


def test_days_before_joining_do_not_count() -> None:
    found = row(done(2, member=HAN), members=(HAN,))
    assert signs(found) == "..xxx?"
    assert (found.due, found.on_time) == (3, 0)


def test_where_nothing_is_due_there_is_no_rate() -> None:
    found = row(first=september(8), last=september(8))
    assert (found.due, found.rate, found.first_try, found.streak) == (0, None, None, 0)
    assert table(last=dt.date(2026, 8, 31)).days == ()


def test_other_events_other_members_and_the_future_do_not_count() -> None:
    strangers = [replace(done(1), kind=kind) for kind in EventKind if kind not in KINDS]
    later = done(2, NOW + dt.timedelta(seconds=1))
    assert row(*strangers, done(1, member=HAN), later) == row()


def test_the_earliest_of_several_counts() -> None:
    late = dt.datetime.combine(september(4), NOON)
    assert signs(row(done(1, late, id=1), done(1, id=2), done(1, late, id=3)))[0] == "+"


def test_first_try_is_the_share_of_right_replies() -> None:
    assert row(done(1, right=5), done(2, right=2)).first_try == 0.7
    assert row().first_try is None


def test_a_streak_is_of_days_on_time_up_to_now() -> None:
    late = dt.datetime.combine(september(7), NOON)
    assert row(done(1), done(2), done(3)).streak == 0
    assert row(done(3), done(4), done(7)).streak == 3
    assert row(done(3), done(4), done(7), done(8)).streak == 4
    assert row(done(3), done(4, late), done(7)).streak == 1
    assert row(*(done(day) for day in (1, 2, 3, 4, 7, 8))).streak == 6


def test_who_left_owes_nothing_after_the_last_day() -> None:
    gone = replace(LIN, active=False, left=september(3))
    found = row(done(1), done(2), done(3), done(4), members=(gone,))
    assert signs(found) == "+++..." and (found.due, found.missed, found.rate, found.streak) == (3, 0, 1.0, 3)
    assert signs(row(done(1), members=(gone,))) == "+xx..."
    assert signs(row(members=(replace(gone, left=dt.date(2026, 8, 31)),))) == "......"


def test_who_is_unfinished() -> None:
    gone = Member("gone", "走", "b", active=False)
    found = table(done(8), done(7, member=HAN), members=(LIN, HAN, gone))
    assert unfinished(found, september(8)) == (HAN,)
    assert unfinished(found, september(7)) == (LIN,)
    assert unfinished(found, september(2)) == (LIN,)
    assert unfinished(found, september(5)) == ()
    assert unfinished(found, september(9)) == ()


MOMENTS = st.datetimes(dt.datetime(2026, 9, 1), dt.datetime(2026, 9, 12), timezones=st.just(dt.UTC))
EVENTS = st.lists(
    st.builds(done, st.integers(1, 12), MOMENTS, st.sampled_from([LIN, HAN]), st.integers(0, 5), st.integers(1, 10**9)),
    max_size=15,
    unique_by=lambda event: event.id,
)


@given(EVENTS, st.randoms(use_true_random=False), MOMENTS)
def test_neither_order_nor_repetition_matters(events: list[Event], order: random.Random, now: dt.datetime) -> None:
    shuffled = events + order.sample(events, order.randint(0, len(events)))
    order.shuffle(shuffled)
    assert table(*shuffled, members=(LIN, HAN), now=now) == table(*events, members=(LIN, HAN), now=now)


@given(EVENTS, EVENTS, MOMENTS)
def test_doing_more_never_lowers(events: list[Event], more: list[Event], now: dt.datetime) -> None:
    before, after = row(*events, now=now), row(*events, *more, now=now)
    assert after.on_time >= before.on_time
    assert after.on_time + after.made_up >= before.on_time + before.made_up
    assert after.missed <= before.missed
    assert (after.rate or 0) >= (before.rate or 0)
    assert after.streak >= before.streak


@given(EVENTS, MOMENTS)
def test_the_sums_are_those_of_the_cells(events: list[Event], now: dt.datetime) -> None:
    found = table(*events, members=(LIN, HAN), now=now)
    assert found.days == days(BRANCH, FIRST, min(LAST, day_of(now, BRANCH)))
    for line in found.rows:
        assert len(line.cells) == len(found.days)
        assert [line.cells.count(kind) for kind in (Completion.ON_TIME, Completion.MADE_UP, Completion.MISSED)] == [
            line.on_time,
            line.made_up,
            line.missed,
        ]
        assert line.due == line.on_time + line.made_up + line.missed
        assert line.streak <= line.on_time
        assert all((cell is None) == (day < line.member.joined) for day, cell in zip(found.days, line.cells, strict=True))
        assert all(cell is not Completion.PENDING for day, cell in zip(found.days, line.cells, strict=True) if day < found.today)


def test_below_the_standard_are_finished_weeks_and_months_in_a_row() -> None:
    march = [dt.date(2026, 3, n) for n in range(1, 32) if dt.date(2026, 3, n).weekday() < 5]
    branch, member = replace(BRANCH, starts=march[0]), replace(LIN, joined=march[0])
    kept = [day for day in march if day < dt.date(2026, 3, 16)]  # the weeks of the 2nd and the 9th are full, the others empty
    events = [replace(done(1), day=day, at=dt.datetime.combine(day, NOON)) for day in kept]

    def found(last: dt.date, excused: tuple[dt.date, ...] = (), since: dt.date | None = None) -> tuple[int, int]:
        now = dt.datetime.combine(last + dt.timedelta(days=1), NOON)
        tally = tally_after(Tally(), events)
        released = {member.username: frozenset(excused)}
        line = table_of([member], branch, tally, last, last, now, released, since=since).rows[0]
        return line.weeks_below, line.months_below

    assert found(dt.date(2026, 3, 15)) == (0, 0)
    assert found(dt.date(2026, 3, 21)) == (0, 0)  # the week ends on Sunday
    assert found(dt.date(2026, 3, 22)) == (1, 0)
    assert found(dt.date(2026, 3, 29)) == (2, 0)
    assert found(dt.date(2026, 4, 1)) == (2, 1)
    assert found(dt.date(2026, 4, 1), since=dt.date(2026, 3, 23)) == (1, 1)
    third_week = tuple(day for day in march if dt.date(2026, 3, 15) < day < dt.date(2026, 3, 22))
    assert found(dt.date(2026, 3, 29), third_week) == (1, 0)  # a week of leave is passed over
    assert found(dt.date(2026, 3, 29), tuple(march)) == (0, 0)


def test_a_reflection_counts_once_a_day_while_it_is_shown() -> None:
    def wrote(day: int, shown: str, id: int) -> Event:
        at = dt.datetime.combine(september(day), NOON)
        return Event(EventKind.REFLECTION_WRITTEN, "b", "linmo", september(day), at, {"visibility": shown}, "", id)

    assert row(wrote(1, "secretary", 1), wrote(1, "branch", 2), wrote(2, "private", 3)).reflections == 1
    assert row(wrote(1, "secretary", 1), wrote(1, "private", 2)).reflections == 0
    assert row(wrote(1, "private", 2), wrote(1, "secretary", 1)).reflections == 0
    assert row(wrote(5, "branch", 1)).reflections == 0  # a Saturday


def test_what_is_faster_than_reading_is_marked() -> None:
    quick = replace(done(1), payload={"responses": [], "pace": {"seconds": 9, "least": 40}})
    slow = replace(done(2), payload={"responses": [], "pace": {"seconds": 90, "least": 40}})
    assert row(quick, slow, done(3)).hurried == 1


@given(EVENTS, EVENTS, MOMENTS)
@settings(deadline=None)
def test_what_is_kept_is_carried_on_as_if_it_were_read_at_once(events: list[Event], more: list[Event], now: dt.datetime) -> None:
    before = tally_after(Tally(), events)
    at_first = table_of((LIN, HAN), BRANCH, before, FIRST, LAST, now)
    together = table_of((LIN, HAN), BRANCH, tally_after(before, more), FIRST, LAST, now)
    assert together == table_of((LIN, HAN), BRANCH, tally_after(Tally(), [*more, *events]), FIRST, LAST, now)
    assert at_first == table_of((LIN, HAN), BRANCH, before, FIRST, LAST, now)  # carrying on changes nothing that was given


@given(EVENTS, MOMENTS, st.sampled_from([september(day) for day in range(1, 9)]))
def test_who_left_stands_as_on_the_last_day(events: list[Event], now: dt.datetime, left: dt.date) -> None:
    gone = replace(LIN, active=False, left=left)
    whole, until = row(*events, now=now, members=(gone,)), row(*events, now=now, last=left)
    assert whole.cells[: len(until.cells)] == until.cells and not any(whole.cells[len(until.cells) :])
    assert replace(whole, member=LIN, cells=(), weeks_below=0, months_below=0) == replace(until, cells=(), weeks_below=0, months_below=0)


def test_500_members_and_180_days_fold_in_two_seconds() -> None:
    branch = replace(BRANCH, starts=dt.date(2026, 1, 1), weekdays=tuple(range(7)))
    members = [Member(f"m{number}", "名", "b") for number in range(500)]
    span = days(branch, dt.date(2026, 1, 1), dt.date(2026, 6, 29))
    template = done(1)
    events = [
        replace(template, member=member.username, day=day, at=dt.datetime.combine(day, NOON))
        for member in members
        for day in span
    ]
    started = time.process_time()
    found = fold_table(members, branch, events, span[0], span[-1], NOW)
    assert time.process_time() - started < 2
    assert {line.on_time for line in found.rows} == {180}
