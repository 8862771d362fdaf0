"""What is promised of what was handed in: nothing private, read once, and feedback for its receiver alone."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.desk.handed import LENGTH, HandedDesk
from companion.engines.sql import open_database
from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.records.deeds import Deed, Whom
from companion.records.feedback import KINDS, Handed, Of, handed_after
from companion.reflections.reflections import Visibility
from tests.parts import MONDAY, Parts, make_parts

DAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    database = open_database(tmp_path / "companion.sqlite")
    made = make_parts(tmp_path, database=database)
    made.at(DAY, 10)
    yield made
    database.close()


def desk_of(parts: Parts) -> HandedDesk:
    return parts.study.desk.handed


def write(parts: Parts, text: str = "记下一件小事", visibility: Visibility = Visibility.SECRETARY) -> int:
    parts.study.day("member", DAY)
    return parts.study.write_reflection("member", DAY, text, visibility).id


def texts(parts: Parts, member: str = "member") -> list[str]:
    return [word.feedback.text for words in desk_of(parts).mine(member).values() for word in words]


def test_it_is_for_the_branch_s_secretary_and_admins_alone(parts: Parts) -> None:
    id, desk = write(parts), desk_of(parts)
    acts = (
        lambda actor: desk.entries(actor, "甲", DAY, DAY),
        lambda actor: desk.unread(actor, "甲"),
        lambda actor: desk.mark_read(actor, "甲", DAY, DAY, ()),
        lambda actor: desk.give(actor, "甲", Of.REFLECTION, id, DAY, "好"),
        lambda actor: desk.withdraw(actor, "甲", 1),
    )
    for act in acts:
        for actor, error in (("member", NotAllowed), ("other", NotAllowed), ("nobody", NotFound)):
            with pytest.raises(error):
                act(actor)
    for actor in ("secretary", "admin"):
        for act in acts[:4]:
            act(actor)


def test_what_is_private_is_neither_counted_nor_given_feedback(parts: Parts) -> None:
    id = write(parts, visibility=Visibility.PRIVATE)
    parts.study.sharing.log_practice("member", DAY, Deed("自己的事", Whom.OTHERS))
    assert desk_of(parts).unread("secretary", "甲") == 0 and desk_of(parts).entries("secretary", "甲", DAY, DAY) == ()
    with pytest.raises(NotFound):
        desk_of(parts).give("secretary", "甲", Of.REFLECTION, id, DAY, "好")


def test_what_was_read_is_read_for_all_who_look_after_the_branch_until_it_is_written_anew(parts: Parts) -> None:
    desk, id = desk_of(parts), write(parts)
    practice = parts.study.sharing.log_practice("colleague", DAY, Deed("帮了忙", Whom.COLLEAGUES, visibility=Visibility.BRANCH)).id
    assert desk.unread("secretary", "甲") == 2
    desk.mark_read("secretary", "甲", DAY, DAY, [(Of.REFLECTION, id), (Of.REFLECTION, 999), (Of.PRACTICE, id)])
    desk.mark_read("secretary", "甲", DAY, DAY, [(Of.REFLECTION, id)])
    assert desk.unread("admin", "甲") == 1
    assert len(parts.ledger.events(kinds=KINDS)) == 1  # once read is read
    desk.give("admin", "甲", Of.PRACTICE, practice, DAY, "谢谢")
    assert desk.unread("secretary", "甲") == 0
    write(parts, "改写过的一篇")
    assert desk.unread("secretary", "甲") == 1
    parts.at(DAY + dt.timedelta(days=90), 10)
    assert desk.unread("secretary", "甲") == 0


def test_one_s_own_waits_only_for_the_others(parts: Parts) -> None:
    parts.study.day("secretary", DAY)
    parts.study.write_reflection("secretary", DAY, "自己记的一件事", Visibility.SECRETARY)
    desk = desk_of(parts)
    assert desk.unread("secretary", "甲") == 0 and [entry.read for entry in desk.entries("secretary", "甲", DAY, DAY)] == [True]
    assert desk.unread("admin", "甲") == 1 and [entry.read for entry in desk.entries("admin", "甲", DAY, DAY)] == [False]


def test_feedback_is_seen_by_its_receiver_stays_with_the_day_and_can_be_taken_back(parts: Parts) -> None:
    desk, id = desk_of(parts), write(parts)
    desk.give("secretary", "甲", Of.REFLECTION, id, DAY, "  写得实在  ")
    assert texts(parts) == ["写得实在"] and texts(parts, "colleague") == []
    with pytest.raises(Conflict):
        desk.give("secretary", "甲", Of.REFLECTION, id, DAY, "写得实在")
    later = write(parts, "改写过的一篇")
    with pytest.raises(NotFound):
        desk.give("secretary", "甲", Of.REFLECTION, id, DAY, "看了旧的")
    (entry,) = desk.entries("admin", "甲", DAY, DAY)
    (word,) = entry.words
    assert (entry.what.id, word.by, word.own) == (later, "Secretary", False)
    with pytest.raises(NotAllowed):
        desk.withdraw("admin", "甲", word.feedback.id)
    with pytest.raises(NotFound):
        desk.withdraw("other", "乙", word.feedback.id)
    desk.withdraw("secretary", "甲", word.feedback.id)
    assert texts(parts) == []
    with pytest.raises(NotFound):
        desk.withdraw("secretary", "甲", word.feedback.id)


@pytest.mark.parametrize("text", ["", " \n", "字" * (LENGTH + 1)])
def test_feedback_has_bounds(parts: Parts, text: str) -> None:
    with pytest.raises(UsageError):
        desk_of(parts).give("secretary", "甲", Of.REFLECTION, write(parts), DAY, text)


def test_repeats_of_events_change_nothing(parts: Parts) -> None:
    desk = desk_of(parts)
    desk.give("secretary", "甲", Of.REFLECTION, write(parts), DAY, "好")
    events = parts.ledger.events(kinds=KINDS)
    assert handed_after(handed_after(Handed(), events), events) == handed_after(Handed(), events)
