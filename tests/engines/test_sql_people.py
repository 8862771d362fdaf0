from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.engines.sql import Database, open_database
from companion.people.directory import Directory
from companion.people.sessions import SessionStore
from tests.people.directory_contract import DirectoryContract
from tests.people.sessions_contract import SessionStoreContract


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "home" / "companion.sqlite")
    yield database
    database.close()


class TestSqlDirectory(DirectoryContract):
    @pytest.fixture
    def directory(self, database: Database) -> Directory:
        return database.directory


class TestSqlSessions(SessionStoreContract):
    @pytest.fixture
    def store(self, database: Database) -> SessionStore:
        return database.sessions
