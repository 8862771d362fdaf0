"""Kept folds over any number of starts: what they go on from is what a fold from nothing gives."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.quizzes.items import Item, Kind, Quiz
from companion.records.acts import quiz_payload
from companion.records.answered import FORM as ANSWERED
from companion.records.answered import kept_answered
from companion.records.corrections import CorrectedLedger
from companion.records.events import Event, EventKind, Ledger
from companion.records.figures import ItemFigures
from companion.records.kept import KeptFold, KeptMarks
from companion.records.memory import MemoryLedger
from companion.records.replies import FORM as REPLIES
from companion.records.replies import KINDS as REPLIED
from companion.records.replies import Replies, replies_after
from companion.records.snapshots import Form
from companion.records.tally import FORM as TALLY
from companion.records.tally import KeptTally
from companion.texts.documents import Citation
from tests.parts import MONDAY

WHERE = Citation("办法.md", "办法", "第一条", 1, 1, "原文。")
ITEMS = tuple(Item(id, Kind.SINGLE_CHOICE, f"题{id}", ("甲", "乙"), ("甲",), "", WHERE) for id in "12")
NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)


def set_quiz(who: str, day: dt.date, number: int) -> tuple[EventKind, dict[str, Any]]:  # noqa: ARG001
    return EventKind.QUIZ_SET, quiz_payload(Quiz(who, day, ITEMS))


def saved(_: str, __: dt.date, number: int) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.REPLY_SAVED, {"item": "12"[number % 2], "reply": ["甲"]}


def handed_in(_: str, day: dt.date, number: int) -> tuple[EventKind, dict[str, Any]]:
    responses = [{"item": id, "reply": ["乙"], "correct": False, "mark": number / 7} for id in "12"]
    extra = {"pace": {"seconds": number, "least": 3}, "on": day.isoformat()} if number % 2 else {}
    return EventKind.QUIZ_SUBMITTED, {"responses": responses, **extra}


def written(_: str, __: dt.date, number: int) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.REFLECTION_WRITTEN, {"visibility": ("private", "secretary", "branch")[number % 3]}


def opened(_: str, __: dt.date, number: int) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.SOURCE_OPENED, {"document": str(number)}


def practised(_: str, __: dt.date, number: int) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.PRACTICE_LOGGED, {"visibility": ("private", "secretary", "branch")[number % 3]}


def key_corrected(_: str, __: dt.date, number: int) -> tuple[EventKind, dict[str, Any]]:
    changed = replace(ITEMS[number % 2], key=("甲乙"[number // 2 % 2],)).to_json()
    return EventKind.KEY_CORRECTED, {"item": changed, "before": ["甲"], "flags": []}


def erased(_: str, __: dt.date, ___: int) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.MEMBER_ERASED, {"member": "former-1"}


ACTS = (set_quiz, set_quiz, saved, saved, handed_in, handed_in, written, opened, practised, key_corrected, key_corrected, erased)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ACTS), st.sampled_from("ab"), st.integers(0, 2), st.integers(0, 7)),
        st.sampled_from(["ask", "keep", "start"]),
    ),
    max_size=30,
)


def kept_replies(ledger: Ledger) -> KeptFold[Replies]:
    return KeptFold(ledger, REPLIED, Replies(), replies_after, REPLIES)


FOLDS: tuple[Callable[[Ledger], KeptMarks[Any] | KeptFold[Any]], ...] = (KeptTally, kept_answered, kept_replies)


def state_of(fold: KeptMarks[Any] | KeptFold[Any]) -> Any:
    return fold.now() if isinstance(fold, KeptMarks) else fold.of()[0]


@given(STEPS)
@settings(deadline=None)
def test_the_same_as_from_nothing_however_often_it_was_put_down_and_begun_again(steps: list[Any]) -> None:
    inner = MemoryLedger()
    ledger = CorrectedLedger(inner)
    folds = [made(ledger) for made in FOLDS]
    for at, step in enumerate(steps):
        if step == "start":  # whatever was not put down is lost
            ledger = CorrectedLedger(inner)
            folds = [made(ledger) for made in FOLDS]
        elif step == "ask":
            for fold in folds:
                state_of(fold)
        elif step == "keep":
            for fold in folds:
                fold.keep(least=1)
        else:
            act, who, day, number = step
            kind, payload = act(who, MONDAY + dt.timedelta(days=day), number)
            ledger.append(Event(kind, "甲", who, MONDAY + dt.timedelta(days=day), NOON + dt.timedelta(seconds=at), payload))
    states = [state_of(fold) for fold in folds]
    for fold in folds:
        fold.keep(least=0)
    again = CorrectedLedger(inner)
    assert [state_of(made(again)) for made in FOLDS] == states
    inner.snapshots.clear()
    assert [state_of(made(again)) for made in FOLDS] == states


def events(ledger: Ledger, *acts: Callable[[str, dt.date, int], tuple[EventKind, dict[str, Any]]]) -> None:
    for act in acts:
        kind, payload = act("a", MONDAY, 1)
        ledger.append(Event(kind, "甲", "a", MONDAY, NOON, payload))


def kept_count(ledger: Ledger, make: str = "1") -> tuple[KeptFold[int], list[Event]]:
    """A fold that counts, and the events that it was given."""
    given: list[Event] = []

    def step(known: int, new: tuple[Event, ...]) -> int:
        given.extend(new)
        return known + len(new)

    return KeptFold(ledger, {EventKind.REPLY_SAVED}, 0, step, Form("count", make, int, int)), given


def test_only_what_came_since_is_read() -> None:
    ledger = MemoryLedger()
    events(ledger, saved, saved, written)
    fold, _ = kept_count(ledger)
    fold.of()
    fold.keep(least=3)  # two are new
    assert ledger.snapshots.get("count") is None
    fold.keep(least=2)
    events(ledger, saved)
    fold, given = kept_count(ledger)
    assert (fold.of()[0], len(given)) == (3, 1)
    fold.keep()
    fold, given = kept_count(ledger)  # one was too few to put down
    assert (fold.of()[0], len(given)) == (3, 1)


def test_one_of_another_make_is_not_gone_on_from() -> None:
    ledger = MemoryLedger()
    events(ledger, saved, saved)
    fold, _ = kept_count(ledger)
    fold.of()
    fold.keep(least=1)
    fold, given = kept_count(ledger, make="2")
    assert (fold.of()[0], len(given)) == (2, 2)
    fold.keep(least=1)
    fold, given = kept_count(ledger, make="2")
    assert (fold.of()[0], len(given)) == (2, 0)


def test_a_branchs_own_fold_is_not_the_one_of_all() -> None:
    ledger = MemoryLedger()
    events(ledger, saved, saved)
    fold, _ = kept_count(ledger)
    fold.of()
    fold.keep(least=1)
    fold, given = kept_count(ledger)
    assert (fold.of("乙")[0], fold.of("甲")[0], len(given)) == (0, 2, 2)


@pytest.mark.parametrize("form", [TALLY, ANSWERED, REPLIES], ids=lambda form: form.name)
def test_after_a_person_was_erased_nothing_from_before_is_put_down(form: Form[Any]) -> None:
    ledger = MemoryLedger()
    events(ledger, set_quiz, saved, handed_in, written)
    folds = [made(ledger) for made in FOLDS]
    for fold in folds:
        state_of(fold)
    events(ledger, erased)  # while they were on their way
    for fold in folds:
        fold.keep(least=1)
    assert ledger.snapshots.get(form.name) is None


def test_the_statistics_go_on_from_a_snapshot() -> None:
    ledger = MemoryLedger()
    events(ledger, set_quiz, saved, handed_in)
    before = ItemFigures(ledger)
    given = before.given(NOON, NOON + dt.timedelta(days=1))
    before._replies.keep(least=1)
    assert ItemFigures(ledger).given(NOON, NOON + dt.timedelta(days=1)) == given
    assert len(given[0]) == 2
