"""Ledger and Bank on SQL."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from companion.engines.sql_connections import Connections
from companion.engines.sql_tables import events, items
from companion.quizzes.bank import no_item
from companion.quizzes.items import Item
from companion.records.events import Event, EventKind
from companion.records.memory import checked, done_already


class SqlLedger:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def append(self, event: Event) -> Event:
        with self._connections.write() as connection:
            return store_event(connection, event)

    def events(
        self,
        *,
        branch: str | None = None,
        member: str | Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        first: dt.date | None = None,
        last: dt.date | None = None,
        after: int = 0,
    ) -> tuple[Event, ...]:
        query = sa.select(events).order_by(events.c.id)
        if branch is not None:
            query = query.where(events.c.branch == branch)
        if isinstance(member, str):
            query = query.where(events.c.member == member)
        elif member is not None:
            query = query.where(events.c.member.in_(member))
        if kinds is not None:
            query = query.where(events.c.kind.in_(kinds))
        if first is not None:
            query = query.where(events.c.day >= first)
        if last is not None:
            query = query.where(events.c.day <= last)
        if after:
            query = query.where(events.c.id > after)
        with self._connections.read() as connection:
            return tuple(
                Event(EventKind(kind), branch, member, day, at, payload, key or "", id)
                for id, kind, branch, member, day, at, payload, key in connection.execute(query)
            )


def store_event(connection: sa.Connection, event: Event) -> Event:
    """See Ledger.append."""
    checked(event)
    values = {
        "kind": event.kind,
        "branch": event.branch,
        "member": event.member,
        "day": event.day,
        "at": event.at,
        "payload": dict(event.payload),
        "key": event.key or None,
    }
    try:
        id = connection.execute(sa.insert(events).values(values).returning(events.c.id)).scalar_one()
    except sa.exc.IntegrityError as error:
        raise done_already(event) from error
    return replace(event, at=event.at.astimezone(dt.UTC), id=id)


class SqlBank:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def put(self, new: Iterable[Item]) -> None:
        rows = [{"id": item.id, "content": item.to_json(), "active": True} for item in new]
        if not rows:
            return
        add = insert(items)
        now = {"active": True, "content": add.excluded.content}
        with self._connections.write() as connection:
            connection.execute(add.on_conflict_do_update(index_elements=["id"], set_=now), rows)

    def items(self, *, active: bool = True) -> tuple[Item, ...]:
        query = sa.select(items.c.content).where(items.c.active == active).order_by(items.c.place)
        with self._connections.read() as connection:
            return tuple(Item.from_json(content) for content in connection.scalars(query))

    def get(self, id: str) -> Item:
        with self._connections.read() as connection:
            content = connection.scalar(sa.select(items.c.content).where(items.c.id == id))
        if content is None:
            raise no_item(id)
        return Item.from_json(content)

    def retire(self, ids: Iterable[str]) -> None:
        rows = [{"gone": id} for id in ids]
        if not rows:
            return
        change = sa.update(items).where(items.c.id == sa.bindparam("gone")).values(active=False)
        with self._connections.write() as connection:
            connection.execute(change, rows)
