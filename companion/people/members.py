"""Members, branches and roles."""

import datetime as dt
import enum
from dataclasses import dataclass, replace


class Role(enum.StrEnum):
    MEMBER = "member"
    SECRETARY = "secretary"
    ADMIN = "admin"


class Post(enum.StrEnum):
    TEACHER = "teacher"
    COUNSELLOR = "counsellor"
    ADMINISTRATOR = "administrator"
    RESEARCHER = "researcher"
    OTHER = "other"


class Gone(enum.StrEnum):
    """Why somebody belongs to a branch no longer."""

    LEFT = "left"  # no longer active
    MOVED = "moved"  # in another branch by now


@dataclass(frozen=True)
class Branch:
    """A branch: its name, its time zone (IANA), the day its plan starts and the weekdays that count (Monday is 0)."""

    id: str
    name: str
    timezone: str = "Asia/Shanghai"
    starts: dt.date = dt.date(2026, 1, 1)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Member:
    """A person with an account. ``username`` is unique in the whole installation; ``joined`` is the first day that counts.

    ``left`` is the last one, of somebody no longer active; None also where nobody knows when they left.
    """

    username: str
    name: str
    branch: str  # a Branch's id
    role: Role = Role.MEMBER
    group: str = ""
    post: Post = Post.TEACHER
    joined: dt.date = dt.date(2026, 1, 1)
    active: bool = True
    must_change_password: bool = False
    left: dt.date | None = None

    def counts_on(self, day: dt.date) -> bool:
        """Whether the day lies between the first and the last that count for the member."""
        return self.joined <= day and (self.left is None or day <= self.left)

    def counts_within(self, first: dt.date, last: dt.date) -> bool:
        """Whether a day that counts lies between these, both included; of somebody who has left one knows not when, none does."""
        return max(first, self.joined) <= (last if self.active else min(last, self.left or dt.date.min))

    @property
    def since(self) -> dt.date:
        """The first day of those that count until now."""
        return self.joined

    @property
    def gone(self) -> Gone | None:
        return None if self.active else Gone.LEFT


Stay = tuple[dt.date, dt.date | None]
"""The days from the first to the last, both included, on which somebody belonged to a branch; None: to this day."""


@dataclass(frozen=True)
class Belonging(Member):
    """A member as a branch has them to which they have not belonged all the time: only the days of their ``stays`` in it count.

    Of somebody who is in another branch by now it is what they were on their last day here, no longer active, with that day as the last.
    No directory holds it.
    """

    stays: tuple[Stay, ...] = ()
    moved: bool = False

    def counts_on(self, day: dt.date) -> bool:
        return super().counts_on(day) and any(first <= day and (last is None or day <= last) for first, last in self.stays)

    def counts_within(self, first: dt.date, last: dt.date) -> bool:
        return any(super(Belonging, self).counts_within(max(first, start), min(last, end or last)) for start, end in self.stays)

    @property
    def since(self) -> dt.date:
        return max(self.joined, self.stays[-1][0]) if self.stays else dt.date.max

    @property
    def gone(self) -> Gone | None:
        return Gone.MOVED if self.moved else super().gone


def dated(before: Member, after: Member, today: dt.date) -> Member:
    """``after`` with its last day: ``today`` where the account is no longer active, and as it was where it was not before.

    An active account has none: who comes back owes all days again since joining, those away included, unless they are excused.
    """
    if after.active:
        return replace(after, left=None)
    return replace(after, left=today if before.active else before.left)
