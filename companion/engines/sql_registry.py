"""The Registry on SQL: accounts and events in one transaction."""

from collections.abc import Iterable

from companion.engines.sql_connections import Connections
from companion.engines.sql_people import store_branch, store_members
from companion.engines.sql_records import store_event
from companion.people.members import Branch, Member
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
