"""The Registry on SQL: accounts and events in one transaction."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from companion.engines.sql_connections import Connections
from companion.engines.sql_people import store_branch, store_members
from companion.engines.sql_records import read_events, store_event
from companion.engines.sql_tables import drafts, events, members, sessions, snapshots, tries
from companion.people.directory import fold_username, no_member
from companion.people.members import Branch, Member
from companion.records.erasure import UNNAMED, Erasure, erased_events, former
from companion.records.events import Event


class SqlRegistry:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def enter(
        self, branches: Iterable[Branch], added: Iterable[tuple[Member, str]], changed: Iterable[Member], event: Event
    ) -> Event:
        with self._connections.write() as connection:
            for branch in branches:
                store_branch(connection, branch)
            store_members(connection, added, changed)
            return store_event(connection, event)

    def erase(self, username: str, by: str, day: dt.date, at: dt.datetime) -> Member:
        """The bytes go, too: SQLite writes over what is given up, and its journal is emptied as soon as no reader needs it."""
        username = fold_username(username)
        with self._connections.write() as connection:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            row = connection.execute(sa.select(members).where(members.c.username == username)).one_or_none()
            if row is None:
                raise no_member(username)
            known = connection.scalars(sa.select(members.c.username))
            after = former(Member(username, row.name, row.branch, group=row.group, joined=row.joined, left=row.left), known)
            named = f'"{username}"'
            spoken_of = sa.or_(
                events.c.member == username,
                events.c.kind.in_(UNNAMED),
                sa.func.instr(sa.cast(events.c.payload, sa.Text), named) > 0,
            )
            concerned = tuple(read_events(connection, [spoken_of]))
            erasure = Erasure(username, after.username, after.name, concerned)
            with _rewritable(connection):
                for event in concerned:
                    now = erasure.of(event)
                    if now is not event:
                        values = {"member": now.member, "payload": dict(now.payload), "key": now.key or None}
                        connection.execute(sa.update(events).where(events.c.id == event.id).values(values))
            own = {event.branch for event in concerned if event.member == username}
            for event in erased_events(username, after, own, by, day, at):
                store_event(connection, event)
            values = {"username": after.username, "name": after.name, "role": after.role, "post": after.post}
            values |= {"active": False, "must_change_password": False, "password_hash": ""}
            connection.execute(sa.update(members).where(members.c.username == username).values(values))
            connection.execute(sa.delete(sessions).where(sessions.c.username == username))
            connection.execute(sa.delete(tries).where(tries.c.subject == f"name:{username}"))
            connection.execute(sa.delete(drafts).where(drafts.c.member == username))
            connection.execute(sa.delete(snapshots))
        self._connections.empty_journal()
        return after


@contextlib.contextmanager
def _rewritable(connection: sa.Connection) -> Iterator[None]:
    """Events may be changed in the block; the triggers that refuse it stand again at its end, in the same transaction."""
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
    triggers = connection.exec_driver_sql(listed).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)
