import datetime as dt
from dataclasses import replace

import pytest

from companion.errors import LoginRefused, NotFound, UsageError
from companion.people.directory import MemoryDirectory
from companion.people.members import Branch, Member, Role
from companion.people.passwords import ScryptHasher
from companion.people.sessions import FROM_SOURCE, Doorkeeper, MemorySessions, SessionStore, first_admin
from tests.people.sessions_contract import SessionStoreContract

PASSWORD = "correct horse"
BRANCH = Branch("b", "第一支部")


class TestMemorySessions(SessionStoreContract):
    @pytest.fixture
    def store(self) -> SessionStore:
        return MemorySessions()


class CountingHasher(ScryptHasher):
    """A real hasher that knows how often it worked: the time a login takes is the time of its hashing."""

    def __init__(self, cost: int = 16) -> None:
        super().__init__(cost)
        self.worked = 0

    def verify(self, password_hash: str, password: str) -> bool:
        self.worked += 1
        return super().verify(password_hash, password)


class House:
    """A door, with a clock that is moved by hand."""

    def __init__(self, *, attempts: int = 3, hours: float = 12) -> None:
        self.now = dt.datetime(2026, 9, 1, 0, 0, tzinfo=dt.UTC)
        self.directory, self.store, self.hasher = MemoryDirectory(), MemorySessions(), CountingHasher()
        self.directory.put_branch(BRANCH)
        for username in ("linmo", "hanxue"):
            self.directory.add(Member(username, username, BRANCH.id), self.hasher.hash(PASSWORD))
        self.door = Doorkeeper(
            self.directory, self.store, self.hasher, lambda: self.now, attempts=attempts, hours=hours
        )

    def pass_seconds(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)

    def refused(self, username: str = "linmo", password: str = "wrong", source: str = "10.0.0.1") -> LoginRefused:
        with pytest.raises(LoginRefused) as refusal:
            self.door.login(username, password, source)
        return refusal.value


@pytest.fixture
def house() -> House:
    return House()


def test_a_right_password_opens_a_session_however_the_name_is_typed(house: House) -> None:
    tokens = {house.door.login(typed, PASSWORD, "10.0.0.1") for typed in ("linmo", " LINMO", "ｌｉｎｍｏ")}
    assert len(tokens) == 3
    assert {house.door.username_of(token) for token in tokens} == {"linmo"}
    assert all(len(token) == 64 for token in tokens)


def test_only_the_digest_of_a_token_is_kept(house: House) -> None:
    token = house.door.login("linmo", PASSWORD, "10.0.0.1")
    assert house.store.session(token) is None
    assert house.door.username_of("") is None
    assert house.door.username_of("x" * 64) is None
    assert house.door.username_of("\ud800") is None


def test_a_session_ends_after_its_hours(house: House) -> None:
    token = house.door.login("linmo", PASSWORD, "10.0.0.1")
    house.pass_seconds(12 * 3600 - 1)
    assert house.door.username_of(token) == "linmo"
    house.pass_seconds(1)
    assert house.door.username_of(token) is None


def test_logout_ends_one_session(house: House) -> None:
    here, there = (house.door.login("linmo", PASSWORD, "10.0.0.1") for _ in range(2))
    house.door.logout(here)
    house.door.logout(here)
    assert (house.door.username_of(here), house.door.username_of(there)) == (None, "linmo")


def test_changing_the_password_ends_all_sessions_of_that_member_alone(house: House) -> None:
    mine, others = house.door.login("linmo", PASSWORD, "10.0.0.1"), house.door.login("hanxue", PASSWORD, "10.0.0.1")
    house.door.change_password("linmo", PASSWORD, "a new password")
    assert (house.door.username_of(mine), house.door.username_of(others)) == (None, "hanxue")
    house.refused(password=PASSWORD)
    assert house.door.username_of(house.door.login("linmo", "a new password", "10.0.0.1")) == "linmo"


def test_changing_needs_the_old_password_and_a_fit_new_one(house: House) -> None:
    token = house.door.login("linmo", PASSWORD, "10.0.0.1")
    with pytest.raises(LoginRefused):
        house.door.change_password("linmo", "wrong", "a new password")
    with pytest.raises(UsageError):
        house.door.change_password("linmo", PASSWORD, "short")
    with pytest.raises(UsageError):
        house.door.change_password("linmo", PASSWORD, PASSWORD)
    assert house.door.username_of(token) == "linmo"


def test_the_old_password_cannot_be_guessed_at_without_end(house: House) -> None:
    for _ in range(3):
        with pytest.raises(LoginRefused):
            house.door.change_password("linmo", "wrong", "a new password")
    with pytest.raises(LoginRefused) as refusal:
        house.door.change_password("linmo", PASSWORD, "a new password")
    assert refusal.value.wait == 30


def test_a_reset_gives_a_password_for_once_and_ends_sessions_and_waiting(house: House) -> None:
    token = house.door.login("linmo", PASSWORD, "10.0.0.1")
    for _ in range(4):
        house.refused(source="10.0.0.2")
    password = house.door.reset_password("LinMo")
    assert house.door.username_of(token) is None
    house.door.login("linmo", password, "10.0.0.1")
    assert house.directory.member("linmo").must_change_password
    house.door.change_password("linmo", password, "a new password")
    assert not house.directory.member("linmo").must_change_password
    with pytest.raises(NotFound):
        house.door.reset_password("nobody")


def test_a_deactivated_account_is_out_at_once_and_stays_out_when_it_returns(house: House) -> None:
    token = house.door.login("linmo", PASSWORD, "10.0.0.1")
    house.door.deactivate("linmo")
    assert house.door.username_of(token) is None
    assert "停用" in house.refused(password=PASSWORD).zh
    assert "停用" not in house.refused(password="wrong").zh
    house.directory.update(replace(house.directory.member("linmo"), active=True))
    assert house.door.username_of(token) is None


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(house: House) -> None:
    waits = []
    for _ in range(10):
        waits.append(house.refused().wait)
        house.pass_seconds(waits[-1])
    assert waits == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_while_waiting_even_the_right_password_waits_and_says_how_long(house: House) -> None:
    for _ in range(3):
        house.refused()
    house.pass_seconds(10)
    refusal = house.refused(password=PASSWORD)
    assert refusal.wait == 20
    assert "20 秒" in refusal.zh
    assert "20 seconds" in refusal.en
    house.pass_seconds(20)
    assert house.door.login("linmo", PASSWORD, "10.0.0.1")


def test_trying_during_the_wait_does_not_lengthen_it(house: House) -> None:
    for _ in range(3):
        house.refused()
    for _ in range(29):
        house.pass_seconds(1)
        house.refused()
    house.pass_seconds(1)
    assert house.door.login("linmo", PASSWORD, "10.0.0.1")


def test_success_ends_the_row(house: House) -> None:
    for _ in range(5):
        house.refused()
        house.refused()
        house.door.login("linmo", PASSWORD, "10.0.0.1")


def test_one_name_tried_from_many_places_waits(house: House) -> None:
    for number in range(3):
        house.refused(source=f"10.0.0.{number}")
    assert house.refused(source="10.0.0.99", password=PASSWORD).wait == 30


def test_many_names_tried_from_one_place_wait(house: House) -> None:
    """Many more than for one name, since a whole school may come from one address."""
    for number in range(3 * FROM_SOURCE - 1):
        house.refused(username=f"guess{number}")
    house.door.login("linmo", PASSWORD, "10.0.0.1")
    for number in range(3 * FROM_SOURCE):
        house.refused(username=f"guess{number % 20}x{number}")
    assert house.refused(password=PASSWORD).wait == 30
    assert house.door.login("linmo", PASSWORD, "10.0.0.2")


def test_an_unknown_name_cannot_be_told_from_a_wrong_password(house: House) -> None:
    """The same sentences, the same waits, the same work."""
    told, worked = [], []
    for username, source in (("linmo", "10.0.0.1"), ("nobody", "10.0.0.2"), ("no@body", "10.0.0.3"), ("", "10.0.0.4")):
        before = house.hasher.worked
        refusals = [house.refused(username=username, source=source) for _ in range(5)]
        told.append([(refusal.zh, refusal.en, refusal.wait) for refusal in refusals])
        worked.append(house.hasher.worked - before)
    assert told == told[:1] * 4
    assert worked == [3] * 4


@pytest.mark.parametrize("password", ["", "x" * 100_000, "correct horse\0", PASSWORD + "x" * 300, "\ud800"])
def test_strange_passwords_are_just_wrong(house: House, password: str) -> None:
    assert house.refused(password=password).zh == "账号或密码不对。"


def test_an_old_hash_is_renewed_at_the_next_login(house: House) -> None:
    old = house.directory.password_hash("linmo")
    stronger = Doorkeeper(
        house.directory, house.store, ScryptHasher(cost=64), lambda: house.now, attempts=3, hours=1
    )
    stronger.login("linmo", PASSWORD, "10.0.0.1")
    assert house.directory.password_hash("linmo") != old
    assert ScryptHasher(cost=64).verify(house.directory.password_hash("linmo"), PASSWORD)


def test_the_first_admin_is_made_once() -> None:
    directory, hasher = MemoryDirectory(), ScryptHasher(cost=16)
    now = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    password = first_admin(directory, hasher, now=now, timezone="Asia/Shanghai")
    assert password is not None
    (admin,) = directory.members()
    assert (admin.username, admin.role, admin.must_change_password) == ("admin", Role.ADMIN, True)
    assert hasher.verify(directory.password_hash("admin"), password)
    assert first_admin(directory, hasher, now=now, timezone="Asia/Shanghai") is None
    assert directory.members() == (admin,)


def test_the_first_admin_comes_beside_members_that_were_there_before(house: House) -> None:
    assert first_admin(house.directory, house.hasher, now=house.now, timezone="Asia/Shanghai") is not None
    assert sorted(member.username for member in house.directory.members()) == ["admin", "hanxue", "linmo"]


@pytest.mark.parametrize(("username", "role"), [("guanli", Role.ADMIN), ("admin", Role.MEMBER)])
def test_no_admin_is_made_where_there_is_one_or_the_name_is_taken(house: House, username: str, role: Role) -> None:
    house.directory.add(Member(username, "管理员", BRANCH.id, role), "hash")
    assert first_admin(house.directory, house.hasher, now=house.now, timezone="Asia/Shanghai") is None
    assert len(house.directory.members()) == 3
