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

    def counts_since(self, first: dt.date) -> bool:
        """Whether the member belongs in a table that begins on ``first``: active, or left no earlier and after joining."""
        return self.active or (self.left is not None and self.left >= max(first, self.joined))


def dated(before: Member, after: Member, today: dt.date) -> Member:
    """``after`` with its last day: ``today`` where the account is no longer active, and as it was where it was not before.

    An active account has none: who comes back owes all days again since joining, those away included, unless they are excused.
    """
    if after.active:
        return replace(after, left=None)
    return replace(after, left=today if before.active else before.left)
