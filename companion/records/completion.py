"""Completion: what each member did of each day, folded from the events."""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from companion.people.members import Branch, Member
from companion.plan.calendar import Calendar, calendar_of, counts, day_of, days
from companion.records.events import Event, EventKind


class Completion(enum.StrEnum):
    ON_TIME = "on_time"  # handed in before the day was over
    MADE_UP = "made_up"  # handed in later
    MISSED = "missed"  # the day is over and nothing was handed in, or not yet
    EXCUSED = "excused"  # released from this day, and nothing was handed in
    PENDING = "pending"  # today, not handed in yet


@dataclass(frozen=True)
class Row:
    """One member's line. ``cells`` has one entry a day of the table; None where the day came before the member joined.

    ``due`` = on_time + made_up + missed: today counts once it is done, excused days never. ``rate`` = (on_time +
    made_up) / due, None where nothing was due. ``first_try`` is the share of items replied to correctly in the day's
    quizzes, which are marked once; None without any. ``streak`` counts the days on time in a row up to the table's last
    day, passing over those of which the member is released, unless they are on time, and over a today that is still pending;
    it does not look beyond the table's first day.
    """

    member: Member
    cells: tuple[Completion | None, ...]
    due: int
    on_time: int
    made_up: int
    missed: int
    rate: float | None
    first_try: float | None
    streak: int


@dataclass(frozen=True)
class Table:
    """Members × days. ``days`` are those that count, none later than ``today``, which is the branch's own and may not count."""

    branch: Branch
    today: dt.date
    days: tuple[dt.date, ...]
    rows: tuple[Row, ...]
    today_counts: bool = True


def fold_table(
    members: Sequence[Member],
    branch: Branch | Calendar,
    events: Iterable[Event],
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    excused: Mapping[str, Set[dt.date]] = MappingProxyType({}),
) -> Table:
    """The table of ``members`` (in their order) from ``first`` to ``last``, as it stood at ``now``; a branch alone has no holidays.

    Only QUIZ_SUBMITTED events count; those of other members, of other days and of after ``now`` are passed over. Where
    several stand for one member and day, the earliest one counts. Neither order nor repetition of events matters.
    ``excused``: the days that members are released from, by username; what is handed in on one of them counts as on any other.
    """
    calendar = calendar_of(branch)
    branch = calendar.branch
    today = day_of(now, branch)
    columns = days(calendar, first, min(last, today))
    wanted = {member.username for member in members}
    span = set(columns)
    handed_in: dict[tuple[str, dt.date], Event] = {}
    for event in events:
        if event.kind is not EventKind.QUIZ_SUBMITTED or event.day not in span or event.member not in wanted:
            continue
        place = (event.member, event.day)
        known = handed_in.get(place)
        if event.at <= now and (known is None or (event.at, event.id) < (known.at, known.id)):
            handed_in[place] = event
    rows = tuple(_row(member, branch, columns, handed_in, today, excused.get(member.username, frozenset())) for member in members)
    return Table(branch, today, columns, rows, counts(today, calendar))


def handed_in_on(event: Event, branch: Branch) -> dt.date:
    """The date on the branch's wall when a QUIZ_SUBMITTED event was, which a later change of the branch's time zone leaves alone."""
    noted = event.payload.get("on")
    return dt.date.fromisoformat(noted) if noted else day_of(event.at, branch)


def _row(
    member: Member,
    branch: Branch,
    columns: tuple[dt.date, ...],
    handed_in: dict[tuple[str, dt.date], Event],
    today: dt.date,
    excused: Set[dt.date],
) -> Row:
    cells: list[Completion | None] = []
    correct = replies = 0
    for day in columns:
        if day < member.joined:
            cells.append(None)
            continue
        event = handed_in.get((member.username, day))
        if event is None:
            left = Completion.PENDING if day == today else Completion.MISSED
            cells.append(Completion.EXCUSED if day in excused else left)
            continue
        cells.append(Completion.ON_TIME if handed_in_on(event, branch) <= day else Completion.MADE_UP)
        responses = event.payload.get("responses", ())
        replies += len(responses)
        correct += sum(bool(response["correct"]) for response in responses)
    on_time, made_up, missed = (
        cells.count(kind) for kind in (Completion.ON_TIME, Completion.MADE_UP, Completion.MISSED)
    )
    due = on_time + made_up + missed
    return Row(
        member=member,
        cells=tuple(cells),
        due=due,
        on_time=on_time,
        made_up=made_up,
        missed=missed,
        rate=(on_time + made_up) / due if due else None,
        first_try=correct / replies if replies else None,
        streak=_streak(cells, [day in excused for day in columns]),
    )


def _streak(cells: Sequence[Completion | None], excused: Sequence[bool]) -> int:
    length = 0
    for cell, released in zip(reversed(cells), reversed(excused), strict=True):
        if cell is Completion.ON_TIME:
            length += 1
        elif cell is not Completion.PENDING and not released:  # nobody loses by making up what was not owed
            break
    return length


def unfinished(table: Table, day: dt.date) -> tuple[Member, ...]:
    """Active members who still owe ``day``, in the table's order; empty where the day is not one of the table's."""
    if day not in table.days:
        return ()
    at = table.days.index(day)
    owing = (Completion.PENDING, Completion.MISSED)
    return tuple(row.member for row in table.rows if row.member.active and row.cells[at] in owing)
