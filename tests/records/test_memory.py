import pytest

from companion.records.events import Ledger
from companion.records.memory import MemoryLedger
from tests.records.ledger_contract import LedgerContract


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def ledger(self) -> Ledger:
        return MemoryLedger()
