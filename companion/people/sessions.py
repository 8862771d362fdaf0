"""The Doorkeeper: who comes in with a password, for how long, and how often one may try."""

import datetime as dt
import hashlib
import math
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from companion.errors import Conflict, LoginRefused, NotFound
from companion.people.directory import Directory, fold_username, new_branch
from companion.people.members import Member, Post, Role
from companion.people.passwords import LONGEST, Draw, Hasher, check_new_password, one_time_password, same_password

Clock = Callable[[], dt.datetime]
"""Now, in UTC."""

FIRST_WAIT, LONGEST_WAIT = 30.0, 900.0
FROM_SOURCE = 10
"""As many times more wrong tries are let pass from one source as for one name: it may be a whole school's address."""

KEPT_TRIES = dt.timedelta(days=1)
"""A row of wrong tries is forgotten so long after its last one."""

FIRST_ADMIN = "admin"


@dataclass(frozen=True)
class Session:
    """A login. Only the SHA-256 of its token is kept, so what is stored opens nothing."""

    token_hash: str
    username: str
    started: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True)
class Tries:
    """Wrong tries in a row, and when the last one was."""

    count: int
    last: dt.datetime


class SessionStore(Protocol):
    """Sessions by token hash; wrong tries by subject, which is any text."""

    def open(self, session: Session) -> None: ...

    def session(self, token_hash: str) -> Session | None: ...

    def close(self, token_hash: str) -> None:
        """Nothing happens where there is none."""
        ...

    def close_all(self, username: str) -> None: ...

    def tries(self, subject: str) -> Tries | None: ...

    def count_try(self, subject: str, at: dt.datetime, wait: Callable[[Tries], float]) -> float:
        """In one step that no other can interleave: the seconds that ``wait`` asks for, or, where it asks for none,
        0.0 with one more try counted."""
        ...

    def forget_tries(self, subject: str) -> None: ...

    def clear(self, *, sessions_ended_by: dt.datetime, tries_before: dt.datetime) -> None:
        """Drop what has run out."""
        ...


class MemorySessions:
    """A SessionStore that lasts as long as the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._tries: dict[str, Tries] = {}

    def open(self, session: Session) -> None:
        with self._lock:
            self._sessions[session.token_hash] = session

    def session(self, token_hash: str) -> Session | None:
        with self._lock:
            return self._sessions.get(token_hash)

    def close(self, token_hash: str) -> None:
        with self._lock:
            self._sessions.pop(token_hash, None)

    def close_all(self, username: str) -> None:
        with self._lock:
            self._sessions = {hash: kept for hash, kept in self._sessions.items() if kept.username != username}

    def tries(self, subject: str) -> Tries | None:
        with self._lock:
            return self._tries.get(subject)

    def count_try(self, subject: str, at: dt.datetime, wait: Callable[[Tries], float]) -> float:
        with self._lock:
            known = self._tries.get(subject, Tries(0, at))
            seconds = wait(known)
            if seconds <= 0:
                self._tries[subject] = Tries(known.count + 1, at)
            return max(seconds, 0.0)

    def forget_tries(self, subject: str) -> None:
        with self._lock:
            self._tries.pop(subject, None)

    def clear(self, *, sessions_ended_by: dt.datetime, tries_before: dt.datetime) -> None:
        with self._lock:
            self._sessions = {hash: kept for hash, kept in self._sessions.items() if kept.ends > sessions_ended_by}
            self._tries = {subject: kept for subject, kept in self._tries.items() if kept.last >= tries_before}


class Doorkeeper:
    """Login and logout, changing and resetting passwords.

    After ``attempts`` wrong tries in a row for one name, or FROM_SOURCE times as many from one source, the next counts only 30 s after the last,
    then 60 s, 120 s, up to 15 minutes; a right password ends both rows. A try for a name is counted before its password
    is looked at, so trying many at once gains nothing; one from a source is counted once it was wrong, so that a whole
    office behind one address can log in at once. An unknown name costs the same time and gets the same sentence as a
    wrong password.
    """

    def __init__(
        self,
        directory: Directory,
        store: SessionStore,
        hasher: Hasher,
        clock: Clock,
        *,
        attempts: int,
        hours: float,
        draw: Draw = secrets.token_bytes,
    ) -> None:
        self._directory = directory
        self._store = store
        self._hasher = hasher
        self._clock = clock
        self._attempts = attempts
        self._lasting = dt.timedelta(hours=hours)
        self._draw = draw
        self._nobody = hasher.hash(draw(16).hex())  # what an unknown name's password is compared with

    def login(self, username: str, password: str, source: str) -> str:
        """The token of a new session. ``source`` is the address asking. Raises LoginRefused."""
        now = self._clock()
        self._store.clear(sessions_ended_by=now, tries_before=now - KEPT_TRIES)
        member = self._verified(username, password, source, now)
        if not member.active:
            raise LoginRefused(
                "这个账号已停用，请联系支部书记。", "This account is no longer active; please ask the branch secretary."
            )
        token = self._draw(32).hex()
        self._store.open(Session(_digest(token), member.username, now, now + self._lasting))
        return token

    def username_of(self, token: str) -> str | None:
        """Whose session this is; None when it has ended or never was, or the account is no longer active."""
        session = self._store.session(_digest(token))
        if session is None or session.ends <= self._clock():
            return None
        try:
            member = self._directory.member(session.username)
        except NotFound:
            return None
        return member.username if member.active else None

    def logout(self, token: str) -> None:
        self._store.close(_digest(token))

    def change_password(self, username: str, old: str, new: str) -> None:
        """Ends all sessions of the member. Raises LoginRefused for a wrong ``old``, UsageError for an unfit ``new``."""
        now = self._clock()
        check_new_password(new, username, old)
        member = self._verified(username, old, "", now)
        self._directory.set_password_hash(member.username, self._hasher.hash(same_password(new)), must_change=False)
        self._store.close_all(member.username)

    def reset_password(self, username: str) -> str:
        """A one-time password in the old one's place; ends all sessions and any waiting. Raises NotFound."""
        member = self._directory.member(username)
        password = one_time_password(self._draw)
        self._directory.set_password_hash(member.username, self._hasher.hash(password), must_change=True)
        self._store.close_all(member.username)
        self._store.forget_tries(_name(member.username))
        return password

    def hashed(self, password: str) -> str:
        """What is kept of a password; nothing is looked at or changed."""
        return self._hasher.hash(same_password(password))

    def log_out(self, username: str) -> None:
        """Ends all sessions of the member."""
        self._store.close_all(username)

    def forget(self, username: str) -> None:
        """Nothing is kept of sessions and wrong tries of this name."""
        self._store.close_all(username)
        self._store.forget_tries(_name(username))

    def deactivate(self, username: str) -> Member:
        """The account stays, with all that was recorded; its sessions end. Raises NotFound."""
        member = self._directory.update(replace(self._directory.member(username), active=False))
        self._store.close_all(member.username)
        return member

    def _verified(self, username: str, password: str, source: str, now: dt.datetime) -> Member:
        """The member, active or not, whose password this is; counts the try. Raises LoginRefused."""
        name = fold_username(username)[:64]
        subject = _name(name)
        from_source = f"source:{source[:64]}" if source else ""
        wait = self._wait(self._store.tries(from_source), now, FROM_SOURCE) if from_source else 0.0
        wait = wait or self._store.count_try(subject, now, lambda tries: self._wait(tries, now))
        if wait:
            raise _too_many(wait)
        member = self._matching(name, same_password(password))
        if member is None:
            if from_source:
                self._store.count_try(from_source, now, _at_once)
            wait = self._wait(self._store.tries(subject), now)
            raise _wrong(wait)
        self._store.forget_tries(subject)
        self._store.forget_tries(from_source)
        return member

    def _matching(self, name: str, password: str) -> Member | None:
        try:
            member, password_hash = self._directory.member(name), self._directory.password_hash(name)
        except NotFound:
            member, password_hash = None, self._nobody
        right = self._hasher.verify(password_hash, password[:LONGEST]) and len(password) <= LONGEST
        if member is None or not right:
            return None
        if self._hasher.needs_rehash(password_hash):
            self._directory.set_password_hash(name, self._hasher.hash(password), member.must_change_password)
        return member

    def _wait(self, tries: Tries | None, now: dt.datetime, times: int = 1) -> float:
        """Seconds until the next try counts; ``times`` as many as for a name are let pass."""
        if tries is None or tries.count < self._attempts * times:
            return 0.0
        asked = min(FIRST_WAIT * (1 << min(tries.count - self._attempts * times, 10)), LONGEST_WAIT)
        return max(0.0, asked - (now - tries.last).total_seconds())


def first_admin(
    directory: Directory, hasher: Hasher, *, now: dt.datetime, timezone: str, draw: Draw = secrets.token_bytes
) -> str | None:
    """Where there is no administrator yet: make ``admin`` in a branch of its own and give its one-time password.

    None, and nothing is changed, where there is one, or where another has taken the name.
    """
    if any(member.role is Role.ADMIN or member.username == FIRST_ADMIN for member in directory.members()):
        return None
    branch = new_branch("管理", timezone, now.date())
    password = one_time_password(draw)
    member = Member(FIRST_ADMIN, "管理员", branch.id, Role.ADMIN, "", Post.OTHER, now.date(), must_change_password=True)
    directory.put_branch(branch)
    try:
        directory.add(member, hasher.hash(password))
    except Conflict:  # another process was first, and has told its password
        return None
    return password


def _at_once(_: Tries) -> float:
    return 0.0


def _name(username: str) -> str:
    return f"name:{username}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _wrong(wait: float) -> LoginRefused:
    if not wait:
        return LoginRefused("账号或密码不对。", "Wrong username or password.")
    seconds = _seconds(wait)
    return LoginRefused(
        f"账号或密码不对。请过 {seconds} 秒再试。",
        f"Wrong username or password. Please try again in {seconds} seconds.",
        wait=wait,
    )


def _too_many(wait: float) -> LoginRefused:
    seconds = _seconds(wait)
    return LoginRefused(
        f"连续多次没有登录成功，请过 {seconds} 秒再试。",
        f"Too many failed logins in a row; please try again in {seconds} seconds.",
        wait=wait,
    )


def _seconds(wait: float) -> int:
    return max(1, math.ceil(wait))
