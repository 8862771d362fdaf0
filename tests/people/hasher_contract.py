"""What every Hasher promises. A subclass gives the fixtures ``hasher`` and ``stronger``, of other parameters."""

import pytest

from companion.people.passwords import Hasher


class HasherContract:
    def test_knows_the_password_again_and_no_other(self, hasher: Hasher) -> None:
        for password in ("correct horse", "学而时习之", "", "a\0b"):
            kept = hasher.hash(password)
            assert hasher.verify(kept, password)
            assert not hasher.verify(kept, password + "x")
            assert not hasher.verify(kept, password + "\0")

    def test_salts(self, hasher: Hasher) -> None:
        assert hasher.hash("same") != hasher.hash("same")

    def test_the_password_does_not_stand_in_the_hash(self, hasher: Hasher) -> None:
        assert "correct" not in hasher.hash("correct horse")

    @pytest.mark.parametrize("strange", ["", "nonsense", "$argon2id$v=19$broken", "scrypt$x", "md5$abc$def$ghi"])
    def test_a_hash_of_another_make_fits_nothing_and_wants_renewal(self, hasher: Hasher, strange: str) -> None:
        assert not hasher.verify(strange, "x")
        assert hasher.needs_rehash(strange)

    def test_knows_hashes_of_other_parameters_and_wants_them_renewed(self, hasher: Hasher, stronger: Hasher) -> None:
        kept = hasher.hash("correct horse")
        assert stronger.verify(kept, "correct horse")
        assert stronger.needs_rehash(kept)
        assert not hasher.needs_rehash(kept)
