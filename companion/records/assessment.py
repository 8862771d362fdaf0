"""Assessment: what a semester's acts of one member come to, out of a hundred points, and where every point comes from.

Five named parts, each with a weight of the branch's own, which is also the most it can give. Every part only adds up:

- study: a day that is done gives its value over the days the member owes in the whole semester;
- mastery: its mark over those same days, so that a hard quiz done badly is worth more than none;
- practice, reflection, sharing: so many days with one of them fill the part, fewer for who owes only some of the days.

Points are whole hundredths, worked out in whole numbers and rounded down once, so that they are the same everywhere.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from companion.errors import UsageError

WHOLE = 10_000
"""A whole mark, and the whole value of a day."""

POINT = 100
"""Hundredths in a point."""

MOST = 366


class Part(enum.StrEnum):
    STUDY = "study"
    MASTERY = "mastery"
    PRACTICE = "practice"
    REFLECTION = "reflection"
    SHARING = "sharing"


@dataclass(frozen=True)
class Rules:
    """What counts for how much in a branch. The first five are weights: points, 100 in all.

    ``practices``, ``reflections`` and ``shares`` are the days with one that fill their parts in a whole semester. The others
    are percentages of a day done on time: one made up within ``window`` days, one made up later still, and one done faster
    than its text can be read (of whatever else it is worth; 100 does not punish it).
    """

    study: int = 40
    mastery: int = 30
    practice: int = 10
    reflection: int = 10
    sharing: int = 10
    practices: int = 8
    reflections: int = 8
    shares: int = 4
    made_up: int = 80
    window: int = 7
    late: int = 60
    hurried: int = 100

    def weight(self, part: Part) -> int:
        """The points that ``part`` gives at most."""
        weights: dict[Part, int] = {
            Part.STUDY: self.study,
            Part.MASTERY: self.mastery,
            Part.PRACTICE: self.practice,
            Part.REFLECTION: self.reflection,
            Part.SHARING: self.sharing,
        }
        return weights[part]

    def value(self, done: "Done") -> int:
        """What the day is worth, of WHOLE."""
        timely = 100 if done.late <= 0 else self.made_up if done.late <= self.window else self.late
        return timely * (self.hurried if done.hurried else 100)


USUAL = Rules()
"""The rules of a branch that has not set its own."""


def well_formed(rules: Rules) -> Rules:
    """``rules`` if they can stand. Raises UsageError."""
    weights = [rules.weight(part) for part in Part]
    if min(weights) < 0 or sum(weights) != 100:
        raise UsageError(
            f"五项的分值应为 0 或以上，合计 100 分；现在合计 {sum(weights)} 分。",
            f"The five weights should be 0 or more and 100 in all; they are {sum(weights)}.",
        )
    if not all(1 <= number <= MOST for number in (rules.practices, rules.reflections, rules.shares)):
        raise UsageError(f"记满一项的天数应为 1 到 {MOST}。", f"The days that fill a part should be 1 to {MOST}.")
    if not 0 <= rules.window <= MOST:
        raise UsageError(f"补做的期限应为 0 到 {MOST} 天。", f"The days for make-up should be 0 to {MOST}.")
    if not 0 <= rules.late <= rules.made_up <= 100 or not 0 <= rules.hurried <= 100:
        raise UsageError(
            "折算的百分比应为 0 到 100，逾期补做的不高于期限内补做的。",
            "Percentages should be 0 to 100, and a later make-up worth no more than one in time.",
        )
    return rules


@dataclass(frozen=True, slots=True)
class Done:
    """A day's quiz as it was handed in: ``late`` whole days after its own, with ``mark`` of WHOLE."""

    day: dt.date
    late: int
    mark: int
    hurried: bool = False


@dataclass(frozen=True)
class Facts:
    """What one member did in a semester. Sets, so that neither order nor repetition of what happened can matter.

    ``days`` are the semester's days that count since the member joined and until the member left, ``of`` their number for who
    was there all along, and ``excused`` those the member is released from. ``practices``, ``reflections`` and ``shares`` are
    days with one.
    Days after ``today`` are to come.
    """

    member: str
    today: dt.date
    days: frozenset[dt.date]
    of: int
    excused: frozenset[dt.date] = frozenset()
    done: frozenset[Done] = frozenset()
    practices: frozenset[dt.date] = frozenset()
    reflections: frozenset[dt.date] = frozenset()
    shares: frozenset[dt.date] = frozenset()


class Origin(enum.StrEnum):
    """Where points come from, or why there are none."""

    ON_TIME = "on_time"
    MADE_UP = "made_up"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"
    MARK = "mark"
    PRACTICE = "practice"
    REFLECTION = "reflection"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Line:
    """What one day gave a part, in hundredths of a point. ``value`` is what it is worth of WHOLE: a day, or a mark."""

    day: dt.date
    origin: Origin
    points: int
    value: int = WHOLE
    hurried: bool = False


Standing = tuple[dt.date, Origin, int, bool]
"""A day, how it stands, what it is worth of WHOLE, and whether it was hurried."""


@dataclass(frozen=True)
class PartScore:
    """``points`` are at most ``cap``; ``reach`` is what they could be by now. All in hundredths of a point.

    ``days`` in their order are all that points come from. ``full`` of what fills it: days owed, or days with a practice, a
    reflection or a share, (numerator, denominator).
    """

    part: Part
    cap: int
    reach: int
    full: tuple[int, int]
    days: tuple[Standing, ...]

    @property
    def points(self) -> int:
        return self._after(sum([value for _, _, value, _ in self.days]))

    @property
    def lines(self) -> tuple[Line, ...]:
        """What each day gave, which is what the points grow by with it: so they add up to the hundredth."""
        told, total, before = [], 0, 0
        for day, origin, value, hurried in self.days:
            total += value
            now = self._after(total)
            told.append(Line(day, origin, now - before, value, hurried))
            before = now
        return tuple(told)

    def count(self, origin: Origin) -> int:
        return [standing for _, standing, _, _ in self.days].count(origin)

    def _after(self, total: int) -> int:
        """The points when the days are worth ``total`` together."""
        target, of = self.full
        return min(self.cap, self.cap * total * of // (WHOLE * target))


@dataclass(frozen=True)
class Assessment:
    """``due`` are the days owed in the whole semester. Where there are none there is nothing to assess, and no part."""

    member: str
    due: int
    parts: tuple[PartScore, ...] = field(default=())

    @property
    def points(self) -> int | None:
        """Hundredths of a point, of a hundred points; None where there is nothing to assess."""
        return sum(part.points for part in self.parts) if self.parts else None

    @property
    def reach(self) -> int:
        """What they could be by now."""
        return sum(part.reach for part in self.parts)

    @property
    def hurried(self) -> int:
        """How many days were done faster than their text can be read."""
        return sum(hurried for part in self.parts if part.part is Part.STUDY for _, _, _, hurried in part.days)

    def part(self, wanted: Part) -> PartScore | None:
        return next((part for part in self.parts if part.part is wanted), None)


def assess(facts: Facts, rules: Rules) -> Assessment:
    """Doing more never gives less, whatever it is, and being excused neither. ``rules`` have to be well formed.

    Excused days are not owed; one done all the same counts as on any other day, up to the part's cap. Days that do not count
    give nothing. Of several attempts at a day the one worth most counts, in each part.
    """
    owed = facts.days - facts.excused
    if not owed:
        return Assessment(facts.member, 0)
    span, gone = len(owed), sum(day <= facts.today for day in owed)
    done = [one for one in facts.done if one.day in facts.days]
    best = {one.day: one for one in sorted(done, key=lambda one: (rules.value(one), -one.late, not one.hurried))}
    marks = _most((one.day, one.mark) for one in done)
    study = [standing for day in sorted(facts.days) if (standing := _standing(day, best, facts, rules)) is not None]
    mastery = [(day, Origin.MARK, mark, False) for day, mark in sorted(marks.items())]
    summed = ((Part.STUDY, study), (Part.MASTERY, mastery))
    counted = (
        (Part.PRACTICE, Origin.PRACTICE, facts.practices, rules.practices),
        (Part.REFLECTION, Origin.REFLECTION, facts.reflections, rules.reflections),
        (Part.SHARING, Origin.SHARE, facts.shares, rules.shares),
    )
    caps = {part: rules.weight(part) * POINT for part in Part}
    parts = [PartScore(part, caps[part], caps[part] * gone // span, (span, 1), tuple(days)) for part, days in summed]
    for part, origin, days, fill in counted:
        told = tuple([(day, origin, WHOLE, False) for day in sorted(days)])
        parts.append(PartScore(part, caps[part], caps[part], (fill * span, facts.of), told))
    return Assessment(facts.member, span, tuple(parts))


def _standing(day: dt.date, best: Mapping[dt.date, Done], facts: Facts, rules: Rules) -> Standing | None:
    done = best.get(day)
    if done is not None:
        late = Origin.MADE_UP if done.late <= rules.window else Origin.LATE
        return day, late if done.late > 0 else Origin.ON_TIME, rules.value(done), done.hurried
    if day in facts.excused:
        return day, Origin.EXCUSED, 0, False
    return (day, Origin.MISSED, 0, False) if day < facts.today else None


def _most(pairs: Iterable[tuple[dt.date, int]]) -> dict[dt.date, int]:
    most: dict[dt.date, int] = {}
    for day, mark in pairs:
        most[day] = max(mark, most.get(day, 0))
    return most
