"""The Directory: who has an account, in which branch, with which password hash."""

import datetime as dt
import threading
import unicodedata
import zoneinfo
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from companion.errors import Conflict, NotFound, UsageError
from companion.people.members import Branch, Member

LONGEST_NAME = 64


class Directory(Protocol):
    """Accounts and branches. A username is found however it is typed: upper or lower case, full or half width."""

    def branches(self) -> tuple[Branch, ...]:
        """All branches, in the order of their ids."""
        ...

    def branch(self, id: str) -> Branch:
        """Raises NotFound."""
        ...

    def put_branch(self, branch: Branch) -> None:
        """Create it, or put it in the place of the one with its id. Raises UsageError where it is not well formed."""
        ...

    def members(self, branch: str | None = None) -> tuple[Member, ...]:
        """Members of one branch or of all, active or not, in the order of branch, group, username."""
        ...

    def member(self, username: str) -> Member:
        """Raises NotFound."""
        ...

    def add(self, member: Member, password_hash: str) -> Member:
        """A new account, as stored. Raises UsageError (not well formed), Conflict (name taken), NotFound (branch)."""
        ...

    def update(self, member: Member) -> Member:
        """Change everything but username and password. Raises UsageError, NotFound."""
        ...

    def apply(self, added: Iterable[tuple[Member, str]], changed: Iterable[Member]) -> None:
        """Many ``add`` and ``update`` in one step: all of them, or, where an error is raised, none."""
        ...

    def password_hash(self, username: str) -> str:
        """Raises NotFound."""
        ...

    def set_password_hash(self, username: str, password_hash: str, must_change: bool) -> None:
        """Raises NotFound."""
        ...


class MemoryDirectory:
    """A Directory that lasts as long as the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._branches: dict[str, Branch] = {}
        self._members: dict[str, Member] = {}
        self._hashes: dict[str, str] = {}

    def branches(self) -> tuple[Branch, ...]:
        with self._lock:
            return tuple(self._branches[id] for id in sorted(self._branches))

    def branch(self, id: str) -> Branch:
        with self._lock:
            if id not in self._branches:
                raise no_branch(id)
            return self._branches[id]

    def put_branch(self, branch: Branch) -> None:
        branch = well_formed_branch(branch)
        with self._lock:
            self._branches[branch.id] = branch

    def members(self, branch: str | None = None) -> tuple[Member, ...]:
        with self._lock:
            found = [member for member in self._members.values() if branch is None or member.branch == branch]
        return tuple(sorted(found, key=lambda member: (member.branch, member.group, member.username)))

    def member(self, username: str) -> Member:
        with self._lock:
            return self._member(username)

    def add(self, member: Member, password_hash: str) -> Member:
        member = well_formed_member(member)
        self.apply([(member, password_hash)], [])
        return member

    def update(self, member: Member) -> Member:
        member = well_formed_member(member)
        self.apply([], [member])
        return member

    def apply(self, added: Iterable[tuple[Member, str]], changed: Iterable[Member]) -> None:
        added = [(well_formed_member(member), password_hash) for member, password_hash in added]
        changed = [well_formed_member(member) for member in changed]
        with self._lock:
            members, hashes = dict(self._members), dict(self._hashes)
            for member in changed:
                self._member(member.username)
                members[member.username] = member
            for member, password_hash in added:
                if member.username in members:
                    raise name_taken(member.username)
                members[member.username] = member
                hashes[member.username] = password_hash
            for member in members.values():
                if member.branch not in self._branches:
                    raise no_branch(member.branch)
            self._members, self._hashes = members, hashes

    def replace(self, username: str, member: Member) -> None:
        """Puts ``member``, who has another username and no password, in the place of an account. Raises NotFound."""
        with self._lock:
            gone = self._member(username).username
            self._members = {name: one for name, one in self._members.items() if name != gone} | {member.username: member}
            self._hashes = {name: kept for name, kept in self._hashes.items() if name != gone} | {member.username: ""}

    def password_hash(self, username: str) -> str:
        with self._lock:
            return self._hashes[self._member(username).username]

    def set_password_hash(self, username: str, password_hash: str, must_change: bool) -> None:
        with self._lock:
            member = self._member(username)
            self._members[member.username] = replace(member, must_change_password=must_change)
            self._hashes[member.username] = password_hash

    def _member(self, username: str) -> Member:
        found = self._members.get(fold_username(username))
        if found is None:
            raise no_member(username)
        return found


def fold_username(typed: str) -> str:
    """The form in which usernames are kept and compared: NFKC, case folded, without surrounding space."""
    typed = typed.encode(errors="replace").decode()  # half a surrogate pair is no letter; a database cannot hold it
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold()).strip()


def well_formed_username(typed: str) -> str:
    """``typed`` in the form that is kept. Raises UsageError unless it is 2 to 32 letters, digits, ``.``, ``_``, ``-``."""
    username = fold_username(typed)
    if not 2 <= len(username) <= 32 or not all(char.isalnum() or char in "._-" for char in username):
        raise UsageError(
            f"账号“{shown(typed)}”不可用：应为 2 到 32 个字，只含字母、汉字、数字和 . _ -。",
            f"The username {shown(typed)!r} cannot be used: it should be 2 to 32 letters, digits, or . _ -.",
        )
    return username


def well_formed_member(member: Member) -> Member:
    """``member`` with its username, name and group in the form that is kept. Raises UsageError."""
    username = well_formed_username(member.username)
    name = one_line(member.name)
    group = one_line(member.group)
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(
            f"账号“{username}”的姓名应为 1 到 {LONGEST_NAME} 个字。",
            f"The name of {username!r} should be 1 to {LONGEST_NAME} characters.",
        )
    if len(group) > LONGEST_NAME:
        raise UsageError(
            f"账号“{username}”的党小组最多 {LONGEST_NAME} 个字。",
            f"The group of {username!r} should be at most {LONGEST_NAME} characters.",
        )
    return replace(member, username=username, name=name, group=group)


def well_formed_branch(branch: Branch) -> Branch:
    """``branch`` with its id and name in the form that is kept. Raises UsageError."""
    id, name = one_line(branch.id), one_line(branch.name)
    if not id or not name or max(len(id), len(name)) > LONGEST_NAME:
        raise UsageError(
            f"支部的名称“{shown(branch.name)}”应为 1 到 {LONGEST_NAME} 个字。",
            f"A branch's name should be 1 to {LONGEST_NAME} characters, but is {shown(branch.name)!r}.",
        )
    try:
        zoneinfo.ZoneInfo(branch.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"支部“{name}”的时区“{shown(branch.timezone)}”不是时区名，例如 Asia/Shanghai。",
            f"The time zone {shown(branch.timezone)!r} of {name!r} is none; an example is Asia/Shanghai.",
        ) from error
    if not set(branch.weekdays) <= set(range(7)):
        raise UsageError(
            f"支部“{name}”计入的星期应在 0（周一）到 6（周日）之间。",
            f"The weekdays of {name!r} should lie between 0 (Monday) and 6 (Sunday).",
        )
    return replace(branch, id=id, name=name, weekdays=tuple(sorted(set(branch.weekdays))))


def new_branch(name: str, timezone: str, starts: dt.date) -> Branch:
    """A branch known by its name, with Monday to Friday counting. Raises UsageError."""
    return well_formed_branch(Branch(id=name, name=name, timezone=timezone, starts=starts))


def one_line(text: str) -> str:
    """NFC, control and format characters taken out, every run of white space one space, none at the ends."""
    text = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in spaced if not unicodedata.category(char).startswith("C")).split())


def shown(text: str) -> str:
    """``text`` as it may stand in a sentence: one line, not long."""
    line = one_line(text)
    return line if len(line) <= 40 else line[:40] + "…"


def no_member(username: str) -> NotFound:
    return NotFound(f"没有账号“{shown(username)}”。", f"There is no account {shown(username)!r}.")


def no_branch(id: str) -> NotFound:
    return NotFound(f"没有支部“{shown(id)}”。", f"There is no branch {shown(id)!r}.")


def name_taken(username: str) -> Conflict:
    return Conflict(f"账号“{username}”已经有了，请换一个。", f"The username {username!r} is taken; please choose another.")
