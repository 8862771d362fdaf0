import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.people.passwords import (
    ALPHABET,
    Hasher,
    ScryptHasher,
    check_new_password,
    one_time_password,
    same_password,
)
from tests.people.hasher_contract import HasherContract


class TestScryptHasher(HasherContract):
    @pytest.fixture
    def hasher(self) -> Hasher:
        return ScryptHasher(cost=16)

    @pytest.fixture
    def stronger(self) -> Hasher:
        return ScryptHasher(cost=32)


@given(st.binary(min_size=16, max_size=16))
def test_one_time_passwords_are_acceptable_passwords_of_plain_letters(random: bytes) -> None:
    password = one_time_password(lambda count: random[:count])
    groups = password.split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


def test_one_time_passwords_differ() -> None:
    assert len({one_time_password() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "password",
    ["", "short7!", "x" * 300, "aaaaaaaaaa", "12345678", "87654321", "linmo2026", "LinMo2026", "ｌｉｎｍｏ２０２６", "the-old-one"],
)
def test_refuses_unfit_passwords(password: str) -> None:
    with pytest.raises(UsageError):
        check_new_password(password, "linmo2026", "the-old-one")


@pytest.mark.parametrize("password", ["correct horse", "学而时习之，不亦说乎", "k7mp-3xvq-9wta"])
def test_accepts_others(password: str) -> None:
    check_new_password(password, "linmo2026", "the-old-one")


def test_full_width_letters_are_the_same_password() -> None:
    assert same_password("ｐａｓｓ２０２６") == "pass2026"
