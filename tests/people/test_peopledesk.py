"""The desk of people, over the core's own parts and over a real database."""

import datetime as dt
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from companion.attachments import MemoryAttachments
from companion.engines.spreadsheets import parse_rows, write_xlsx
from companion.engines.sql import Database, open_database
from companion.errors import CompanionError, Conflict, LoginRefused, NotAllowed, NotFound, UsageError
from companion.exportdesk import ExportDesk
from companion.people.callers import Callers
from companion.people.members import Branch, Member, Post, Role
from companion.people.passwords import ScryptHasher
from companion.people.roster import Choices
from companion.people.sessions import Doorkeeper
from companion.peopledesk.accounts import PeopleDesk
from companion.peopledesk.entering import mark_of
from companion.records.deeds import Attached, Deed, Whom, deed_payload
from companion.records.events import Event, EventKind
from companion.records.membership import Act

NOW = dt.datetime(2026, 9, 7, 2, tzinfo=dt.UTC)
TODAY = dt.date(2026, 9, 7)
HASHER = ScryptHasher(cost=2)
PASSWORD = "correct-horse-9"
HEADER = ["账号", "姓名", "党小组"]


class House:
    def __init__(self, file: Path) -> None:
        self.database: Database = open_database(file)
        directory = self.database.directory
        for id in ("甲", "乙"):
            directory.put_branch(Branch(id, f"{id}支部", starts=dt.date(2026, 9, 1)))
        for username, name, branch, role, group in (
            ("linmo", "林默", "甲", Role.SECRETARY, "一组"),
            ("zhoulan", "周岚", "甲", Role.MEMBER, "一组"),
            ("hanxue", "韩雪", "甲", Role.MEMBER, "二组"),
            ("gubei", "顾北", "乙", Role.MEMBER, ""),
            ("other", "乙书记", "乙", Role.SECRETARY, ""),
            ("guanli", "管理员", "乙", Role.ADMIN, ""),
        ):
            directory.add(Member(username, name, branch, role, group, joined=dt.date(2026, 9, 1)), HASHER.hash(PASSWORD))
        self.door = Doorkeeper(directory, self.database.sessions, HASHER, lambda: NOW, attempts=5, hours=12)
        self.attachments = MemoryAttachments()
        self.desk = self.another_desk()

    @property
    def exports(self) -> ExportDesk:
        database = self.database
        return ExportDesk(Callers(database.directory), database.directory, database.ledger, self.attachments, write_xlsx, lambda: b"k" * 32)

    def another_desk(self) -> PeopleDesk:
        database = self.database
        return PeopleDesk(
            database.directory,
            database.registry,
            self.door,
            Callers(database.directory),
            database.ledger,
            self.attachments,
            parse_rows,
            lambda: NOW,
        )

    def member(self, username: str) -> Member:
        return self.database.directory.member(username)

    def edit(self, actor: str, username: str, **fields: object) -> Member:
        before = self.member(username)
        return self.desk.edit(actor, mark_of(before), replace(before, **fields))

    def steps(self) -> list[Act]:
        return [step.act for step in self.desk.trail("guanli", "甲")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "c.sqlite")
    yield made
    made.database.close()


def test_a_new_account_opens_the_door_once_and_leaves_a_trail(house: House) -> None:
    password = house.desk.add("linmo", Member("TangYi", "唐弈", "甲", group="二组", post=Post.RESEARCHER, joined=dt.date(2026, 9, 7)))
    assert house.door.username_of(house.door.login("tangyi", password, "")) == "tangyi"
    assert house.member("tangyi").must_change_password
    (step,) = house.desk.trail("linmo", "甲")
    assert (step.by, step.act, step.changes[0].member, step.changes[0].before) == ("linmo", Act.ADDED, "tangyi", {})
    assert step.changes[0].after["group"] == "二组"
    assert password not in str(house.database.ledger.events())


def test_an_edit_tells_before_and_after_and_logs_out_who_leaves(house: House) -> None:
    token = house.door.login("zhoulan", PASSWORD, "")
    house.edit("linmo", "zhoulan", group="二组", name="周兰")
    assert house.door.username_of(token) == "zhoulan"
    house.edit("linmo", "zhoulan", active=False)
    assert house.door.username_of(token) is None
    left, moved = house.desk.trail("linmo", "甲")
    assert (left.changes[0].before, left.changes[0].after) == ({"active": "True", "left": ""}, {"active": "False", "left": str(TODAY)})
    assert moved.changes[0].before == {"name": "周岚", "group": "一组"}
    house.edit("linmo", "zhoulan", active=False)  # nothing differs
    assert len(house.desk.trail("linmo", "甲")) == 2
    assert house.exports.document("guanli", "zhoulan")["member"]["left"] == str(TODAY)
    house.edit("linmo", "zhoulan", active=True, left=TODAY)  # nobody active has left
    assert house.member("zhoulan").left is None
    assert house.desk.trail("linmo", "甲")[0].changes[0].before == {"active": "False", "left": str(TODAY)}


def test_the_days_that_count_are_set_by_hand_with_a_reason(house: House) -> None:
    gone = house.edit("linmo", "zhoulan", active=False)
    set_days = house.desk.date
    first, last = dt.date(2026, 9, 2), dt.date(2026, 9, 4)
    after = set_days("linmo", mark_of(gone), "zhoulan", first, last, " 九月四日已调离 ")
    assert (after.joined, after.left, after.active) == (first, last, False) and house.member("zhoulan") == after
    (change,) = house.desk.trail("linmo", "甲")[0].changes
    assert house.desk.trail("linmo", "甲")[0].act is Act.DATED and change.of_days and change.reason == "九月四日已调离"
    assert (change.before, change.after) == ({"joined": "2026-09-01", "left": str(TODAY)}, {"joined": str(first), "left": str(last)})
    there = house.member("hanxue")
    assert set_days("guanli", mark_of(there), "hanxue", last, None, "补登").joined == last
    tomorrow = TODAY + dt.timedelta(days=1)
    seen, active = mark_of(after), house.member("hanxue")
    for unfit in (
        lambda: set_days("linmo", seen, "zhoulan", first, tomorrow, "x"),
        lambda: set_days("linmo", seen, "zhoulan", first, dt.date(2026, 9, 1), "x"),
        lambda: set_days("linmo", seen, "zhoulan", first, None, "x"),
        lambda: set_days("linmo", seen, "zhoulan", first, last, "  "),
        lambda: set_days("linmo", seen, "zhoulan", first, last, "长" * 201),
        lambda: set_days("linmo", mark_of(active), "hanxue", first, TODAY, "x"),
    ):
        with pytest.raises(UsageError):
            unfit()
    with pytest.raises(Conflict):
        set_days("linmo", mark_of(gone), "zhoulan", first, last, "x")
    for actor, username in (("other", "zhoulan"), ("zhoulan", "zhoulan"), ("hanxue", "zhoulan"), ("linmo", "linmo"), ("linmo", "gubei")):
        with pytest.raises(CompanionError):
            set_days(actor, mark_of(house.member(username)), username, first, last, "x")
    assert house.member("zhoulan") == after
    house.desk.erase("guanli", "zhoulan", "周岚")
    assert "九月四日已调离" not in str(house.database.ledger.events())
    assert house.desk.trail("linmo", "甲")[2].changes[0].after["left"] == str(last)


def test_who_leaves_by_a_roster_leaves_that_day(house: House) -> None:
    rows = (("账号", "姓名", "状态"), ("zhoulan", "周岚", "停用"), ("linmo", "林默", "在岗"))
    seen = house.desk.rosters.preview_rows("linmo", "甲", rows)
    assert [change.after.left for change in seen.plan.changed] == [TODAY]  # seen before it is done
    house.desk.rosters.apply("linmo", "甲", rows, seen.digest, Choices(gone=frozenset({"hanxue"})))
    assert [house.member(name).left for name in ("zhoulan", "hanxue", "linmo")] == [TODAY, TODAY, None]
    back = (("账号", "姓名", "状态"), ("zhoulan", "周岚", "在岗"))
    house.desk.rosters.apply("linmo", "甲", back, house.desk.rosters.preview_rows("linmo", "甲", back).digest, Choices())
    assert house.member("zhoulan").left is None and house.member("hanxue").left == TODAY


def test_who_has_looked_at_an_older_state_is_refused(house: House) -> None:
    before = house.member("zhoulan")
    house.edit("linmo", "zhoulan", group="三组")
    with pytest.raises(Conflict):
        house.desk.edit("guanli", mark_of(before), replace(before, name="周兰"))
    assert house.member("zhoulan").name == "周岚"


def test_a_move_to_another_branch_is_an_admins_and_shows_in_both(house: House) -> None:
    with pytest.raises(NotAllowed):
        house.edit("linmo", "zhoulan", branch="乙")
    house.edit("guanli", "zhoulan", branch="乙", group="")
    assert [len(house.desk.trail("guanli", branch)) for branch in ("甲", "乙")] == [1, 1]
    with pytest.raises(NotFound):
        house.edit("linmo", "zhoulan", group="一组")


@pytest.mark.parametrize(
    ("actor", "username", "fields"),
    [
        ("zhoulan", "hanxue", {"group": "x"}),
        ("zhoulan", "zhoulan", {"group": "x"}),
        ("other", "zhoulan", {"group": "x"}),
        ("linmo", "gubei", {"group": "x"}),
        ("linmo", "zhoulan", {"role": Role.SECRETARY}),
        ("linmo", "linmo", {"active": False}),
        ("guanli", "guanli", {"active": False}),
        ("guanli", "guanli", {"role": Role.MEMBER}),
        ("guanli", "zhoulan", {"branch": "没有"}),
        ("guanli", "zhoulan", {"name": " "}),
    ],
)
def test_what_may_not_be_changed_stays(house: House, actor: str, username: str, fields: dict[str, object]) -> None:
    everyone = house.database.directory.members()
    with pytest.raises(CompanionError):
        house.edit(actor, username, **fields)
    assert house.database.directory.members() == everyone
    assert house.database.ledger.events() == ()


def test_a_reset_ends_the_sessions_and_is_told(house: House) -> None:
    token = house.door.login("zhoulan", PASSWORD, "")
    password = house.desk.reset("linmo", "zhoulan")
    assert house.door.username_of(token) is None
    with pytest.raises(LoginRefused):
        house.door.login("zhoulan", PASSWORD, "")
    assert house.door.login("zhoulan", password, "")
    assert house.steps() == [Act.RESET]
    for actor, username in (("linmo", "guanli"), ("zhoulan", "hanxue"), ("other", "zhoulan")):
        with pytest.raises((NotAllowed, NotFound)):
            house.desk.reset(actor, username)


def test_a_group_is_renamed_joined_and_dissolved(house: House) -> None:
    assert house.desk.rename_group("linmo", "甲", "一组", "二组") == 2
    assert {member.group for member in house.database.directory.members("甲")} == {"二组"}
    assert house.desk.rename_group("linmo", "甲", "二组", "") == 3
    assert {member.group for member in house.database.directory.members("甲")} == {""}
    with pytest.raises(NotFound):
        house.desk.rename_group("linmo", "甲", "", "x")
    with pytest.raises(UsageError):
        house.edit("linmo", "zhoulan", group="一组")
        house.desk.rename_group("linmo", "甲", "一组", "长" * 80)
    with pytest.raises(NotAllowed):
        house.desk.rename_group("other", "甲", "一组", "x")


def test_a_roster_does_what_was_previewed_and_asks_about_slips(house: House) -> None:
    rows = [HEADER, ["linmo", "林默", ""], ["zhouran", "周岚", "二组"], ["newone", "新人", ""], ["hanxue", "韩雪", "三组"]]
    shown = house.desk.rosters.preview_rows("linmo", "甲", rows)
    assert house.database.ledger.events() == ()
    plan = shown.plan
    assert [member.username for member in plan.added] == ["zhouran", "newone"]
    assert [(doubt.new.username, doubt.known.username) for doubt in plan.doubtful] == [("zhouran", "zhoulan")]
    assert [member.username for member in plan.missing] == ["zhoulan"]
    with pytest.raises(UsageError):
        house.desk.rosters.apply("linmo", "甲", shown.rows, shown.digest, Choices())
    for unfit in (Choices(same={"zhouran": "hanxue"}), Choices(same={"zhouran": "zhoulan"}, gone=frozenset({"linmo"}))):
        with pytest.raises(UsageError):
            house.desk.rosters.apply("linmo", "甲", shown.rows, shown.digest, unfit)
    done = house.desk.rosters.apply("linmo", "甲", shown.rows, shown.digest, Choices(same={"zhouran": "zhoulan"}))
    assert set(done.passwords) == {"newone"}
    assert (house.member("zhoulan").group, house.member("hanxue").group) == ("二组", "三组")
    assert house.door.login("newone", done.passwords["newone"], "")
    (step,) = house.desk.trail("linmo", "甲")
    assert {one.member for one in step.changes} == {"newone", "zhoulan", "hanxue"}
    again = house.desk.rosters.preview_rows("linmo", "甲", [HEADER, ["zhoulan", "周岚", "二组"], ["hanxue", "韩雪", "三组"]]).plan
    assert (again.added, again.changed) == ((), ())


def test_what_changed_after_the_preview_is_not_overwritten(house: House) -> None:
    shown = house.desk.rosters.preview_rows("linmo", "甲", [HEADER, ["hanxue", "韩雪", "三组"]])
    house.edit("linmo", "hanxue", name="韩雪儿")
    with pytest.raises(Conflict):
        house.desk.rosters.apply("linmo", "甲", shown.rows, shown.digest, Choices())
    assert house.member("hanxue").group == "二组"
    with pytest.raises(Conflict):
        house.desk.rosters.apply("linmo", "甲", [HEADER, ["hanxue", "韩雪", "九组"]], shown.digest, Choices())


def test_a_secretarys_roster_reaches_no_other_branch(house: House) -> None:
    rows = [
        ["账号", "姓名", "支部", "角色"],
        ["gubei", "顾南", "", ""],
        ["gubei2", "顾北", "", ""],
        ["x1", "甲", "乙", ""],
        ["x2", "乙", "新支部", ""],
        ["x3", "丙", "", "书记"],
        ["x4", "丁", "", ""],
    ]
    plan = house.desk.rosters.preview_rows("linmo", "甲", rows).plan
    assert [member.username for member in plan.added] == ["gubei2", "x4"]
    assert [failure.row for failure in plan.failed] == [2, 4, 5, 6]
    assert (plan.branches, plan.doubtful) == ((), ())  # of 顾北 in the other branch nothing is told
    assert "gubei" not in {member.username for member in plan.missing}


def test_an_admins_roster_moves_people_and_makes_branches(house: House) -> None:
    rows = [["账号", "姓名", "支部"], ["zhoulan", "", "乙"], ["x1", "甲某", "丙"]]
    shown = house.desk.rosters.preview_rows("guanli", "甲", rows)
    house.desk.rosters.apply("guanli", "甲", shown.rows, shown.digest, Choices())
    assert (house.member("zhoulan").branch, house.member("x1").branch) == ("乙", "丙")


def test_of_two_changes_at_once_on_the_same_account_one_stands(house: House) -> None:
    desks = [house.another_desk() for _ in range(6)]
    before = house.member("zhoulan")
    together, refused = threading.Barrier(len(desks)), []

    def run(number: int) -> None:
        together.wait()
        try:
            desks[number].edit("linmo", mark_of(before), replace(before, group=f"组{number}"))
        except Conflict:
            refused.append(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(desks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = house.database.ledger.events(kinds={EventKind.MEMBER_CHANGED})
    assert len(events) == len(desks) - len(refused) == 1
    assert events[0].payload["changes"][0]["after"] == {"group": house.member("zhoulan").group}


def written(house: House, text: str, visibility: str, member: str = "zhoulan") -> Event:
    citation = {"document": "d", "title": "t", "heading": "", "first_page": 1, "last_page": 1, "quote": "q"}
    payload = {"prompt": {"id": "p", "text": "想", "citation": citation}, "text": text, "visibility": visibility}
    return house.database.ledger.append(Event(EventKind.REFLECTION_WRITTEN, "甲", member, NOW.date(), NOW, payload))


def test_a_member_gets_everything_and_an_admin_nothing_private(house: House) -> None:
    item = {"id": "i", "kind": "single_choice", "stem": "题干", "options": ["甲", "乙"], "key": ["甲"], "rationale": "因为"}
    quiz = Event(EventKind.QUIZ_SET, "甲", "zhoulan", NOW.date(), NOW, {"items": [item]})
    house.database.ledger.append(quiz)
    written(house, "只给自己", "private")
    written(house, "交给书记", "secretary")
    written(house, "别人写的", "branch", "hanxue")
    house.edit("linmo", "zhoulan", group="三组")
    house.edit("linmo", "hanxue", group="四组")
    own, admins = (json.dumps(house.exports.document(actor, "zhoulan"), ensure_ascii=False) for actor in ("zhoulan", "guanli"))
    assert "只给自己" in own and "只给自己" not in admins
    for text in (own, admins):
        assert "交给书记" in text and "三组" in text and "别人写的" not in text and "四组" not in text
        assert "题干" in text and "因为" not in text  # not replied to yet
    for actor in ("hanxue", "linmo", "other"):
        with pytest.raises(NotAllowed):
            house.exports.document(actor, "zhoulan")
    with zipfile.ZipFile(io.BytesIO(house.exports.personal("zhoulan", "ZhouLan"))) as archive:
        assert json.loads(archive.read("data.json")) == json.loads(own)
        rows = parse_rows(archive.read("data.xlsx"), "data.xlsx")
        assert {one["actor"]["account"]["name"] for one in json.loads(archive.read("xapi.json"))} <= {"zhoulan"}
    assert ["username", "zhoulan"] in rows


def test_statements_of_a_branch_are_an_admins_under_codes_unless_names_are_asked_for(house: House) -> None:
    written(house, "交给支部", "branch")
    written(house, "别的支部", "branch", "gubei")
    codes, names = (list(house.exports.statements("guanli", "甲", TODAY, TODAY, names=named)) for named in (False, True))
    assert [one["actor"]["account"]["name"] for one in names] == ["zhoulan", "gubei"]
    assert "zhoulan" not in json.dumps(codes) and [one["id"] for one in codes] == [one["id"] for one in names]
    for actor in ("zhoulan", "linmo", "other"):
        with pytest.raises(NotAllowed):
            house.exports.statements(actor, "甲", TODAY, TODAY)
    for first in (TODAY + dt.timedelta(1), TODAY - dt.timedelta(401)):
        with pytest.raises(UsageError):
            house.exports.statements("guanli", "甲", first, TODAY)
    with pytest.raises(NotFound):
        house.exports.statements("guanli", "丙", TODAY, TODAY)


def test_a_person_is_erased_by_an_admin_who_types_the_name(house: House) -> None:
    token = house.door.login("zhoulan", PASSWORD, "")
    written(house, "只给自己", "private")
    house.edit("linmo", "zhoulan", name="周兰")
    for actor, confirm in (("linmo", "周兰"), ("zhoulan", "周兰"), ("other", "周兰"), ("guanli", "周岚"), ("guanli", "")):
        with pytest.raises((NotAllowed, UsageError)):
            house.desk.erase(actor, "zhoulan", confirm)
    with pytest.raises(Conflict):
        house.desk.erase("guanli", "guanli", "管理员")
    gone = house.desk.erase("guanli", "zhoulan", " 周兰 ")
    assert (gone.username, gone.name, house.door.username_of(token)) == ("former-1", "前成员1", None)
    with pytest.raises(LoginRefused):
        house.door.login("former-1", "", "")
    everything = str(house.database.ledger.events()) + str(house.database.directory.members())
    assert not [word for word in ("zhoulan", "周岚", "周兰", "只给自己") if word in everything]
    erasing, edited = house.desk.trail("linmo", "甲")
    assert (erasing.act, erasing.changes[0].member, edited.changes[0].member) == (Act.ERASED, "former-1", "former-1")
    assert house.desk.erase("guanli", "hanxue", "韩雪").username == "former-2"
    for act in (
        lambda: house.desk.reset("guanli", "former-1"),
        lambda: house.edit("guanli", "former-1", active=True),
        lambda: house.desk.erase("guanli", "former-1", "前成员1"),
        lambda: house.desk.add("guanli", Member("Former-9", "某人", "甲")),
    ):
        with pytest.raises(Conflict):
            act()
    rows = [HEADER, ["former-1", "回来的人", ""]]
    assert [failure.row for failure in house.desk.rosters.preview_rows("guanli", "甲", rows).plan.failed] == [2]


def test_what_somebody_attached_is_in_their_export_and_goes_with_them(house: House) -> None:
    def logged(member: str, *data: bytes) -> None:
        files = tuple(Attached(house.attachments.put(one), "合影.jpg", True, len(one)) for one in data)
        deed = deed_payload(Deed("带学生读书", Whom.STUDENTS, files=files))
        house.database.ledger.append(Event(EventKind.PRACTICE_LOGGED, "甲", member, NOW.date(), NOW, deed))

    logged("zhoulan", b"own", b"both")
    logged("linmo", b"both")
    with zipfile.ZipFile(io.BytesIO(house.exports.personal("zhoulan", "zhoulan"))) as own:
        assert {own.read(name) for name in own.namelist() if name.startswith("files/")} == {b"own", b"both"}
    with zipfile.ZipFile(io.BytesIO(house.exports.personal("guanli", "zhoulan"))) as others:
        assert not [name for name in others.namelist() if name.startswith("files/")], "what is private is the member's own"
    own_key, both_key = (house.attachments.put(one) for one in (b"own", b"both"))
    house.desk.erase("guanli", "zhoulan", house.database.directory.member("zhoulan").name)
    assert house.attachments.get(own_key) is None
    assert house.attachments.get(both_key) == b"both"
