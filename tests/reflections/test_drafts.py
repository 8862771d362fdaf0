import pytest

from companion.reflections.drafts import Drafts, MemoryDrafts
from tests.reflections.drafts_contract import DraftsContract


class TestMemoryDrafts(DraftsContract):
    @pytest.fixture
    def drafts(self) -> Drafts:
        return MemoryDrafts()
