"""The branch's calendar: what a day is, and which days count."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from companion.people.members import Branch


@dataclass(frozen=True)
class Calendar:
    """A branch's days: its weekdays, without the days ``off`` (and why), with the ``extra`` days that count all the same.

    A day in both is off. Nothing before the branch's first day counts.
    """

    branch: Branch
    off: Mapping[dt.date, str] = field(default_factory=dict)
    extra: Set[dt.date] = frozenset()


def calendar_of(where: Branch | Calendar) -> Calendar:
    """A branch by itself is a calendar without holidays."""
    return where if isinstance(where, Calendar) else Calendar(where)


def day_of(instant: dt.datetime, branch: Branch) -> dt.date:
    """The date on the branch's wall at ``instant``, which must know its own time zone (ValueError otherwise)."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone belongs to no day")
    return instant.astimezone(zoneinfo.ZoneInfo(branch.timezone)).date()


def midnight(day: dt.date, branch: Branch) -> dt.datetime:
    """The instant at which ``day`` begins on the branch's wall, in UTC."""
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(branch.timezone)).astimezone(dt.UTC)


def counts(day: dt.date, where: Branch | Calendar) -> bool:
    """Whether there is a lesson on ``day``."""
    calendar = calendar_of(where)
    if day < calendar.branch.starts or day in calendar.off:
        return False
    return day.weekday() in calendar.branch.weekdays or day in calendar.extra


def pieced(parts: Sequence[tuple[Calendar, dt.date, dt.date | None]]) -> Calendar:
    """The calendar of somebody who has been in several branches: of each part from its first to its last day, both included, and
    beyond them all the last part's, whose branch it names. ``parts`` are in the order of their days, and follow on one another.
    """
    here, since, _ = parts[-1]
    starts = min(part.branch.starts for part, _, _ in parts)
    whole = replace(here, branch=replace(here.branch, starts=starts))
    off, extra = dict(here.off), set(here.extra)
    for part, first, last in (*parts[:-1], (here, since, here.branch.starts)):
        first = max(first, starts)
        for day in (first + dt.timedelta(days=n) for n in range(((last or first) - first).days + 1)):
            if counts(day, part) and not counts(day, whole):
                off.pop(day, None)
                extra.add(day)
            elif counts(day, whole) and not counts(day, part):
                off[day] = part.off.get(day, "")
    return replace(whole, off=off, extra=frozenset(extra))


def days(where: Branch | Calendar, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The days from ``first`` to ``last``, both included, that count; none where ``last`` comes before ``first``."""
    calendar = calendar_of(where)
    first = max(first, calendar.branch.starts)
    span = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in span if counts(day, calendar))
