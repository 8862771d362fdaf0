"""Ledger, Bank and Drafts on SQL."""

import contextlib
import datetime as dt
import functools
import zlib
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from companion.engines.sql_connections import Connections
from companion.engines.sql_tables import drafts, events, items, snapshots
from companion.quizzes.bank import no_item
from companion.quizzes.items import Item
from companion.records.events import Event, EventKind
from companion.records.memory import checked, done_already
from companion.records.snapshots import Snapshot, Snapshots


class SqlLedger:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.snapshots: Snapshots = SqlSnapshots(connections)

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
        wanted = []
        if branch is not None:
            wanted.append(events.c.branch == branch)
        if isinstance(member, str):
            wanted.append(events.c.member == member)
        elif member is not None:
            wanted.append(events.c.member.in_(member))
        if kinds is not None:
            wanted.append(events.c.kind.in_(kinds))
        if first is not None:
            wanted.append(events.c.day >= first)
        if last is not None:
            wanted.append(events.c.day <= last)
        if after:
            wanted.append(events.c.id > after)
        return tuple(self._read(wanted))

    def stream(
        self, *, kinds: Collection[EventKind], branch: str | None = None, after: int = 0
    ) -> Generator[Event, None, None]:
        wanted = [events.c.kind.in_(kinds), events.c.id > after]
        return self._read(wanted if branch is None else [*wanted, events.c.branch == branch])

    def _read(self, wanted: Sequence[sa.ColumnElement[bool]]) -> Generator[Event, None, None]:
        with self._connections.read() as connection:
            yield from read_events(connection, wanted)


def read_events(connection: sa.Connection, wanted: Sequence[sa.ColumnElement[bool]]) -> Iterator[Event]:
    """Row after row, in the order of their ids, which are sorted by themselves first: the rows are large."""
    ids = sa.select(events.c.id).where(*wanted)
    query = sa.select(*_AS_STORED).order_by(events.c.id)
    if wanted:
        query = query.where(events.c.id.in_(ids))
    with contextlib.closing(connection.execute(query)) as result:
        moment = dt.datetime.fromisoformat
        for id, kind, branch, member, day, at, key, payload in result.cursor:  # the driver's own rows, as they are stored
            yield Event(_KINDS[kind], branch, member, _day(day), moment(at + "+00:00"), Kept(payload), key or "", id)


_KINDS = {kind.value: kind for kind in EventKind}
_AS_STORED = [
    *(sa.type_coerce(column, sa.types.NullType) for column in events.c if column is not events.c.payload),
    sa.cast(sa.type_coerce(events.c.payload, sa.types.NullType), sa.LargeBinary),  # as bytes: text that is not looked into need not be made
]


@functools.lru_cache(maxsize=4096)
def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@functools.lru_cache(maxsize=64)
def _decoded(stored: bytes) -> Mapping[str, Any]:
    found: Mapping[str, Any] = orjson.loads(stored)
    return found


class Kept(Mapping[str, Any]):
    """A payload that is decoded when somebody looks into it, and not held: a fold of many events looks into each once."""

    __slots__ = ("_stored",)

    def __init__(self, stored: bytes) -> None:
        self._stored = stored

    def __getitem__(self, name: str) -> Any:
        return _decoded(self._stored)[name]

    def get(self, name: str, default: Any = None) -> Any:
        return _decoded(self._stored).get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(_decoded(self._stored))

    def __len__(self) -> int:
        return len(_decoded(self._stored))

    def __repr__(self) -> str:
        return repr(_decoded(self._stored))


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


class SqlSnapshots:
    """What cannot be read is as good as not there."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, name: str) -> Snapshot | None:
        with self._connections.read() as connection:
            row = connection.execute(sa.select(snapshots).where(snapshots.c.name == name)).one_or_none()
        try:
            return Snapshot(row.make, row.last, orjson.loads(zlib.decompress(row.state))) if row else None
        except (zlib.error, orjson.JSONDecodeError):
            return None

    def put(self, name: str, snapshot: Snapshot) -> None:
        state = zlib.compress(orjson.dumps(snapshot.state), 1)  # the fastest level; it is mostly repetition
        values = {"make": snapshot.make, "last": snapshot.last, "state": state}
        erased = sa.select(events.c.id).where(events.c.kind == EventKind.MEMBER_ERASED, events.c.id > snapshot.last).limit(1)
        change = insert(snapshots).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values)
        with self._connections.write() as connection:
            if connection.scalar(erased) is None:
                connection.execute(change)

    def clear(self) -> None:
        with self._connections.write() as connection:
            connection.execute(sa.delete(snapshots))


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


class SqlDrafts:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, member: str, day: dt.date) -> str:
        query = sa.select(drafts.c.text).where(drafts.c.member == member, drafts.c.day == day)
        with self._connections.read() as connection:
            return connection.scalar(query) or ""

    def put(self, member: str, day: dt.date, text: str) -> None:
        add = insert(drafts).values(member=member, day=day, text=text)
        change = add.on_conflict_do_update(index_elements=["member", "day"], set_={"text": add.excluded.text})
        drop = sa.delete(drafts).where(drafts.c.member == member, drafts.c.day == day)
        with self._connections.write() as connection:
            connection.execute(change if text else drop)

    def forget(self, member: str) -> None:
        with self._connections.write() as connection:
            connection.execute(sa.delete(drafts).where(drafts.c.member == member))
