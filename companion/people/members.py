"""Members, branches and roles."""

import datetime as dt
import enum
from dataclasses import dataclass


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
    """A person with an account. ``username`` is unique in the whole installation; ``joined`` is the first day that counts."""

    username: str
    name: str
    branch: str  # a Branch's id
    role: Role = Role.MEMBER
    group: str = ""
    post: Post = Post.TEACHER
    joined: dt.date = dt.date(2026, 1, 1)
    active: bool = True
    must_change_password: bool = False
