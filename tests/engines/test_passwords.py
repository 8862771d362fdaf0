import pytest

from companion.engines.passwords import Argon2Hasher
from companion.people.passwords import Hasher
from tests.people.hasher_contract import HasherContract


class TestArgon2Hasher(HasherContract):
    @pytest.fixture
    def hasher(self) -> Hasher:
        return Argon2Hasher(memory_kib=64, passes=1, lanes=1)

    @pytest.fixture
    def stronger(self) -> Hasher:
        return Argon2Hasher(memory_kib=128, passes=2, lanes=1)


def test_the_parameters_are_those_of_the_rfc() -> None:
    assert Argon2Hasher().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
