"""A branch's items as files, through Study: out and in again, by those who may, and what is set of what came in."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from companion.errors import NotAllowed, ReadingError, UsageError
from companion.exchange import AT_ONCE
from companion.itembank import ItemBank
from companion.quizzes.bank import MemoryBank
from companion.quizzes.exchange.formats import Format
from companion.quizzes.items import Attempt, Kind, Quiz, Response
from companion.quizzes.marking import full_reply
from companion.quizzes.statistics import Doubt
from companion.records.acts import attempt_payload, quiz_of, quiz_payload
from companion.records.corrections import CorrectedLedger
from companion.records.decisions import Origin, State
from companion.records.events import Event, EventKind
from tests.parts import MONDAY, Parts, make_parts

FOREIGN = """谈心谈话记录的保存期限为几年？{=3年 ~1年 ~5年#记错了}

// 只有这道在材料里找得到
谈心谈话记录由学院办公室保存，保存期限为____年。{=3}

坏题{
"""


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


@pytest.mark.parametrize("form", [Format.GIFT, Format.MOODLE_XML])
def test_what_goes_out_is_known_when_it_comes_in(parts: Parts, form: Format) -> None:
    exported = parts.study.exchange.export("secretary", "甲", form)
    assert exported.count == len(parts.study.bank.items("secretary", "甲")) and exported.left_out == ()
    back = parts.study.exchange.add("secretary", "甲", "x", exported.data)
    assert (back.known + back.added, back.remarks) == (exported.count, ())
    assert back.known >= 0.9 * exported.count


def test_items_from_elsewhere_come_in_as_drafts_with_warnings(parts: Parts) -> None:
    found = parts.study.exchange.add("secretary", "甲", "x.gift", FOREIGN.encode("gb18030"))
    assert (found.added, found.known, found.uncited, [remark.line for remark in found.remarks]) == (2, 0, 1, [6])
    assert found.warnings["no_source"] == 1
    mine = [one for one in parts.study.bank.items("secretary", "甲") if one.origin is Origin.IMPORTED]
    assert [one.state for one in mine] == [State.DRAFT] * 2
    assert not any(one.trouble for one in mine)  # without a source there is nothing that could have changed
    again = parts.study.exchange.add("secretary", "甲", "x.gift", FOREIGN.encode())
    assert (again.added, again.known) == (0, 2)


def test_what_a_preview_tells_is_not_kept(parts: Parts) -> None:
    found = parts.study.exchange.preview("secretary", "甲", "x.gift", FOREIGN.encode())
    assert (found.added, found.uncited) == (2, 1)
    assert not parts.ledger.events(kinds={EventKind.ITEMS_ADDED})


def test_only_those_who_look_after_the_branch(parts: Parts) -> None:
    exchange = parts.study.exchange
    for who in ("member", "other"):
        for act in (exchange.preview, exchange.add):
            with pytest.raises(NotAllowed):
                act(who, "甲", "x", FOREIGN.encode())
        with pytest.raises(NotAllowed):
            exchange.export(who, "甲", Format.GIFT)
        with pytest.raises(NotAllowed):
            parts.study.item_figures(who, "甲")
    assert exchange.add("admin", "甲", "x", FOREIGN.encode()).added == 2


def test_a_file_that_is_none_is_refused_in_a_sentence(parts: Parts) -> None:
    for data in (b"", b"\x00\xff\x00", b"<quiz>", b"<!DOCTYPE quiz><quiz/>"):
        if data:
            with pytest.raises(ReadingError):
                parts.study.exchange.add("secretary", "甲", "题.xml", data)
    assert parts.study.exchange.add("secretary", "甲", "空.txt", b"").added == 0


def test_many_come_in_in_several_events(parts: Parts) -> None:
    many = "\n\n".join(f"第{n}种谈话每学期几次？{{={n}次 ~{n + 1}次}}" for n in range(AT_ONCE + 5))
    assert parts.study.exchange.add("secretary", "甲", "x", many.encode()).added == AT_ONCE + 5
    assert [len(event.payload["items"]) for event in parts.ledger.events(kinds={EventKind.ITEMS_ADDED})] == [AT_ONCE, 5]


# dubious items -------------------------------------------------------------------------------------------------------
def practised(parts: Parts) -> None:
    """All do Monday's quiz."""
    parts.at(MONDAY, 9)
    for who in ("member", "colleague", "secretary", "other", "admin"):
        parts.study.day(who)
        (event,) = parts.ledger.events(member=who, kinds={EventKind.QUIZ_SET})
        parts.study.submit_quiz(who, MONDAY, {item.id: full_reply(item) for item in quiz_of(event).items})


def test_figures_are_those_of_last_midnight_and_over_all_branches(parts: Parts) -> None:
    practised(parts)
    assert parts.study.item_figures("secretary", "甲") == ()
    parts.at(MONDAY + dt.timedelta(days=1), 0, 1)
    found = parts.study.item_figures("secretary", "甲")
    replies = sum(len(event.payload["responses"]) for event in parts.ledger.events(kinds={EventKind.QUIZ_SUBMITTED}))
    assert sum(one.statistics.replies for one in found) == replies
    assert {one.statistics.item for one in parts.study.item_figures("other", "乙")} == {one.listed.item.id for one in found}


def test_a_dubious_item_is_not_set_until_somebody_has_looked_at_it(parts: Parts) -> None:
    item = next(one.item for one in parts.study.bank.items("secretary", "甲") if one.item.kind is Kind.SINGLE_CHOICE)
    wrong = next(option for option in item.options if option not in item.key)
    others = tuple(dataclasses.replace(item, id=f"other{k}") for k in range(3))
    for n in range(30):  # the strong half chooses what the key calls wrong
        strong = n % 2 == 0
        quiz = Quiz(f"m{n}", MONDAY, (item, *others))
        mine = Response(item, (wrong,) if strong else item.key, not strong, float(not strong))
        attempt = Attempt(quiz.member, MONDAY, (mine, *(Response(one, (), strong, float(strong)) for one in others)))
        for kind, payload in ((EventKind.QUIZ_SET, quiz_payload(quiz)), (EventKind.QUIZ_SUBMITTED, attempt_payload(attempt))):
            parts.ledger.append(Event(kind, "甲", quiz.member, MONDAY, parts.now, payload))
    parts.at(MONDAY + dt.timedelta(days=3), 9)
    (figured,) = (one for one in parts.study.item_figures("secretary", "甲") if one.listed.item.id == item.id)
    assert figured.doubt is Doubt.NEGATIVE
    assert figured.statistics.discrimination is not None and figured.statistics.discrimination < 0
    bank = ItemBank(MemoryBank(), CorrectedLedger(parts.ledger), parts.index)

    def settable(branch: str, before: dt.datetime | None = parts.now) -> bool:
        return item.id in {one.id for one in bank.settable(branch, before)}

    assert not settable("甲") and not settable("乙") and settable("甲", None)
    parts.study.bank.judge("secretary", "甲", {item.id: 0}, State.APPROVED)
    assert settable("甲") and not settable("乙")  # another branch looks for itself
    parts.study.bank.correct_key("other", "乙", item.id, 0, (wrong,))
    assert settable("乙")


def test_a_file_of_too_many_questions_is_refused_with_the_limit_that_holds(parts: Parts) -> None:
    with pytest.raises(UsageError, match="最多 1 道"):
        parts.study.exchange.add("secretary", "甲", "x.gift", FOREIGN.encode(), 1)
    assert not parts.ledger.events(kinds={EventKind.ITEMS_ADDED})
