import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from companion.engines.sql import Database, open_database
from companion.engines.sql_tables import snapshots
from companion.quizzes.bank import Bank
from companion.records.events import Ledger
from companion.records.snapshots import Snapshot
from companion.reflections.drafts import Drafts
from tests.quizzes.bank_contract import BankContract
from tests.records.ledger_contract import LedgerContract, event
from tests.reflections.drafts_contract import DraftsContract


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "home" / "companion.sqlite")
    yield database
    database.close()


class TestSqlLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, database: Database) -> Ledger:
        return database.ledger


class TestSqlBank(BankContract):
    @pytest.fixture
    def bank(self, database: Database) -> Bank:
        return database.bank


class TestSqlDrafts(DraftsContract):
    @pytest.fixture
    def drafts(self, database: Database) -> Drafts:
        return database.drafts


def test_half_a_surrogate_pair_is_kept_as_a_question_mark(database: Database) -> None:
    database.ledger.append(event(payload={"text": "坏\ud800字"}))
    assert database.ledger.events()[0].payload == {"text": "坏?字"}


def test_a_snapshot_that_cannot_be_read_is_as_good_as_not_there(database: Database) -> None:
    for broken in (b"", b"{", zlib.compress(b"{")):
        database.ledger.snapshots.put("a", Snapshot("1", 0, [1]))
        with database._connections.write() as connection:
            connection.execute(sa.update(snapshots).values(state=broken))
        assert database.ledger.snapshots.get("a") is None
