import pytest

from companion.quizzes.bank import Bank, MemoryBank
from tests.quizzes.bank_contract import BankContract


class TestMemoryBank(BankContract):
    @pytest.fixture
    def bank(self) -> Bank:
        return MemoryBank()
