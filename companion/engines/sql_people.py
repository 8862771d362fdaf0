"""Directory and SessionStore on SQL."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from companion.engines.sql_connections import Connections
from companion.engines.sql_tables import branches, members, sessions, tries
from companion.people.directory import (
    fold_username,
    name_taken,
    no_branch,
    no_member,
    well_formed_branch,
    well_formed_member,
)
from companion.people.members import Branch, Member, Post, Role
from companion.people.sessions import Session, Tries

PERSON = [column for column in members.c if column.name != "password_hash"]


class SqlDirectory:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def branches(self) -> tuple[Branch, ...]:
        with self._connections.read() as connection:
            return tuple(_branch(row) for row in connection.execute(sa.select(branches).order_by(branches.c.id)))

    def branch(self, id: str) -> Branch:
        with self._connections.read() as connection:
            row = connection.execute(sa.select(branches).where(branches.c.id == id)).one_or_none()
        if row is None:
            raise no_branch(id)
        return _branch(row)

    def put_branch(self, branch: Branch) -> None:
        with self._connections.write() as connection:
            store_branch(connection, branch)

    def members(self, branch: str | None = None) -> tuple[Member, ...]:
        query = sa.select(*PERSON).order_by(members.c.branch, members.c.group, members.c.username)
        if branch is not None:
            query = query.where(members.c.branch == branch)
        with self._connections.read() as connection:
            return tuple(_member(row) for row in connection.execute(query))

    def member(self, username: str) -> Member:
        query = sa.select(*PERSON).where(members.c.username == fold_username(username))
        with self._connections.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise no_member(username)
        return _member(row)

    def add(self, member: Member, password_hash: str) -> Member:
        member = well_formed_member(member)
        self.apply([(member, password_hash)], [])
        return member

    def update(self, member: Member) -> Member:
        member = well_formed_member(member)
        self.apply([], [member])
        return member

    def apply(self, added: Iterable[tuple[Member, str]], changed: Iterable[Member]) -> None:
        with self._connections.write() as connection:
            store_members(connection, added, changed)

    def password_hash(self, username: str) -> str:
        query = sa.select(members.c.password_hash).where(members.c.username == fold_username(username))
        with self._connections.read() as connection:
            found: str | None = connection.scalar(query)
        if found is None:
            raise no_member(username)
        return found

    def set_password_hash(self, username: str, password_hash: str, must_change: bool) -> None:
        change = (
            sa.update(members)
            .where(members.c.username == fold_username(username))
            .values(password_hash=password_hash, must_change_password=must_change)
        )
        with self._connections.write() as connection:
            if not connection.execute(change).rowcount:
                raise no_member(username)


class SqlSessions:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def open(self, session: Session) -> None:
        with self._connections.write() as connection:
            connection.execute(sa.insert(sessions).values(asdict(session)))

    def session(self, token_hash: str) -> Session | None:
        with self._connections.read() as connection:
            row = connection.execute(sa.select(sessions).where(sessions.c.token_hash == token_hash)).one_or_none()
        return None if row is None else Session(**row._mapping)

    def close(self, token_hash: str) -> None:
        with self._connections.write() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.token_hash == token_hash))

    def close_all(self, username: str) -> None:
        with self._connections.write() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.username == username))

    def tries(self, subject: str) -> Tries | None:
        with self._connections.read() as connection:
            return _tries(connection, subject)

    def count_try(self, subject: str, at: dt.datetime, wait: Callable[[Tries], float]) -> float:
        with self._connections.write() as connection:
            known = _tries(connection, subject)
            seconds = wait(known or Tries(0, at))
            if seconds > 0:
                return seconds
            if known is None:
                connection.execute(sa.insert(tries).values(subject=subject, count=1, last=at))
            else:
                counted = sa.update(tries).values(count=known.count + 1, last=at)
                connection.execute(counted.where(tries.c.subject == subject))
            return 0.0

    def forget_tries(self, subject: str) -> None:
        with self._connections.write() as connection:
            connection.execute(sa.delete(tries).where(tries.c.subject == subject))

    def clear(self, *, sessions_ended_by: dt.datetime, tries_before: dt.datetime) -> None:
        with self._connections.write() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.ends <= sessions_ended_by))
            connection.execute(sa.delete(tries).where(tries.c.last < tries_before))


def store_branch(connection: sa.Connection, branch: Branch) -> None:
    """See Directory.put_branch."""
    values = asdict(well_formed_branch(branch))
    id = values.pop("id")
    if not connection.execute(sa.update(branches).where(branches.c.id == id).values(values)).rowcount:
        connection.execute(sa.insert(branches).values(id=id, **values))


def store_members(connection: sa.Connection, added: Iterable[tuple[Member, str]], changed: Iterable[Member]) -> None:
    """See Directory.apply; the caller's transaction makes one step of it."""
    added = [(well_formed_member(member), password_hash) for member, password_hash in added]
    changed = [well_formed_member(member) for member in changed]
    known = set(connection.scalars(sa.select(branches.c.id)))
    for member in [*changed, *(member for member, _ in added)]:
        if member.branch not in known:
            raise no_branch(member.branch)
    for member in changed:
        values = asdict(member)
        username = values.pop("username")
        if not connection.execute(sa.update(members).where(members.c.username == username).values(values)).rowcount:
            raise no_member(username)
    for member, password_hash in added:
        try:
            connection.execute(sa.insert(members).values(password_hash=password_hash, **asdict(member)))
        except sa.exc.IntegrityError as error:
            raise name_taken(member.username) from error


def _branch(row: sa.Row[Any]) -> Branch:
    return Branch(**{**row._mapping, "weekdays": tuple(row.weekdays)})


def _member(row: sa.Row[Any]) -> Member:
    return Member(**{**row._mapping, "role": Role(row.role), "post": Post(row.post)})


def _tries(connection: sa.Connection, subject: str) -> Tries | None:
    row = connection.execute(sa.select(tries.c.count, tries.c.last).where(tries.c.subject == subject)).one_or_none()
    return None if row is None else Tries(row[0], row[1])
