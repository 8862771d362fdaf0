"""The branch's calendar: what a day is, and which days count."""

import datetime as dt
import zoneinfo

from companion.people.members import Branch


def day_of(instant: dt.datetime, branch: Branch) -> dt.date:
    """The date on the branch's wall at ``instant``, which must know its own time zone (ValueError otherwise)."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone belongs to no day")
    return instant.astimezone(zoneinfo.ZoneInfo(branch.timezone)).date()


def midnight(day: dt.date, branch: Branch) -> dt.datetime:
    """The instant at which ``day`` begins on the branch's wall, in UTC."""
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(branch.timezone)).astimezone(dt.UTC)


def counts(day: dt.date, branch: Branch) -> bool:
    """Whether the branch has a lesson on ``day``."""
    return day >= branch.starts and day.weekday() in branch.weekdays


def days(branch: Branch, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The days from ``first`` to ``last``, both included, that count; none where ``last`` comes before ``first``."""
    first = max(first, branch.starts)
    span = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in span if day.weekday() in branch.weekdays)
