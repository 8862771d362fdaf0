"""The table of a semester's scores, as values: what is shown, previewed, and frozen when the semester is closed."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from typing import Any

from companion.people.members import Branch, Member
from companion.plan.calendar import day_of
from companion.records.assessment import Assessment, Done, Facts, Origin, Part, Rules
from companion.records.tally import Tally


@dataclass(frozen=True)
class Semester:
    """From ``first`` to ``last``, both included."""

    name: str
    first: dt.date
    last: dt.date

    def overlaps(self, other: "Semester") -> bool:
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class ScoreRow:
    """One member: days by how they stand, days with a practice, a reflection, a share; points in hundredths.

    ``total`` is None, and all points are 0, where the member owes no day. ``reach``: what the total could be by now.
    """

    username: str
    name: str
    group: str
    due: int
    on_time: int
    made_up: int
    late: int
    missed: int
    excused: int
    hurried: int
    practices: int
    reflections: int
    shares: int
    study: int
    mastery: int
    practice: int
    reflection: int
    sharing: int
    total: int | None
    reach: int

    def points(self, part: Part) -> int:
        found: int = getattr(self, part.value)
        return found


@dataclass(frozen=True)
class ScoreTable:
    """``days``: those of the whole semester that count; ``rows`` are in the order of the members."""

    branch: str
    name: str
    semester: Semester
    rules: Rules
    days: int
    rows: tuple[ScoreRow, ...]


def facts_of(
    member: Member,
    branch: Branch,
    semester: Semester,
    days: Collection[dt.date],
    tally: Tally,
    excused: Set[dt.date],
    now: dt.datetime,
) -> Facts:
    """What the member did in the semester until ``now``; ``days`` are those of it that count. Nothing from before joining or after
    leaving is in it."""
    today = day_of(now, branch)
    first, last = max(semester.first, member.joined), min(semester.last, today, member.left or today)
    own = frozenset(day for day in days if member.counts_on(day))
    quizzes = tally.quizzes.get(member.username, {})
    written = tally.reflections.get(member.username, {})
    practised = tally.practices.get(member.username, {}).values()
    shown = [(day, one) for day, one in written.items() if first <= day <= last and one.shown and member.counts_on(day)]
    deeds = [(one.day, one.what) for one in practised if first <= one.day <= last and one.what.shown and member.counts_on(one.day)]
    return Facts(
        member=member.username,
        today=today,
        days=own,
        of=len(days),
        excused=own & excused,
        done=frozenset(
            Done(day, max(((one.on or day_of(one.at, branch)) - day).days, 0), one.mark, one.hurried)
            for day, one in quizzes.items()
            if day in own
        ),
        practices=frozenset(day for day, _ in deeds),
        reflections=frozenset(day for day, _ in shown),
        shares=frozenset(day for day, one in (*shown, *deeds) if one.shared),
    )


def score_row(member: Member, found: Assessment) -> ScoreRow:
    count = [origin for part in found.parts for _, origin, _, _ in part.days].count
    points = {part.part.value: part.points for part in found.parts}
    return ScoreRow(
        username=member.username,
        name=member.name,
        group=member.group,
        due=found.due,
        on_time=count(Origin.ON_TIME),
        made_up=count(Origin.MADE_UP),
        late=count(Origin.LATE),
        missed=count(Origin.MISSED),
        excused=count(Origin.EXCUSED),
        hurried=found.hurried,
        practices=count(Origin.PRACTICE),
        reflections=count(Origin.REFLECTION),
        shares=count(Origin.SHARE),
        **{part.value: points.get(part.value, 0) for part in Part},
        total=found.points,
        reach=found.reach,
    )


# as values of a record -------------------------------------------------------------------------------------------


def semester_json(semester: Semester) -> dict[str, Any]:
    return {"name": semester.name, "days": [semester.first.isoformat(), semester.last.isoformat()]}


def semester_of(kept: Mapping[str, Any]) -> Semester:
    first, last = map(dt.date.fromisoformat, kept["days"])
    return Semester(kept["name"], first, last)


def rules_json(rules: Rules) -> dict[str, int]:
    return dataclasses.asdict(rules)


def rules_of(kept: Mapping[str, int]) -> Rules:
    """A rule that an older record does not know has its usual value."""
    return Rules(**kept)


def table_values(table: ScoreTable) -> dict[str, Any]:
    """All of it, names included."""
    return {
        **{"branch": [table.branch, table.name], "days": table.days},
        **{"semester": semester_json(table.semester), "rules": rules_json(table.rules)},
        "rows": [dataclasses.asdict(row) for row in table.rows],
    }


def canonical(value: object) -> bytes:
    """The one way in which ``value`` is written as JSON: keys sorted, no spaces, UTF-8. ValueError for a float, which is not always."""
    if _has_float(value):
        raise ValueError("a float is not written alike everywhere")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(value: object) -> str:
    """SHA-256 over its canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _has_float(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has_float(part) for part in value.values())
    if isinstance(value, list | tuple):
        return any(_has_float(part) for part in value)
    return isinstance(value, float)
