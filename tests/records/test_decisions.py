import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.records.choices import Choices, choices_after
from companion.records.corrections import CorrectedLedger, corrected
from companion.records.decisions import KINDS, Decisions, Origin, State, decisions_after, trails
from companion.records.events import Event, EventKind
from companion.records.flags import flags_after
from companion.records.kept import KeptFold
from companion.records.memory import MemoryLedger
from tests.quizzes.bank_contract import item

DAY = dt.date(2026, 9, 1)
AT = dt.datetime(2026, 9, 1, 4, tzinfo=dt.UTC)
IDS = st.sampled_from("一二三四")


def event(kind: EventKind, payload: dict, id: int = 0, branch: str = "甲", member: str = "linmo") -> Event:
    return Event(kind, branch, member, DAY, AT, payload, "", id)


def judged(ids: list[str], state: State, id: int = 0, **more: object) -> Event:
    return event(EventKind.ITEMS_JUDGED, {"items": ids, "state": state, "reason": "", **more}, id)


def added(name: str, origin: Origin, replaces: str = "", id: int = 0, **more: object) -> Event:
    return event(EventKind.ITEMS_ADDED, {"items": [item(name).to_json()], "origin": origin, "replaces": replaces, **more}, id)


def key_corrected(name: str, key: list[str], id: int = 0) -> Event:
    changed = {**item(name).to_json(), "key": key}
    return event(EventKind.KEY_CORRECTED, {"item": changed, "before": list(item(name).key), "flags": []}, id)


DECISIONS = st.lists(
    st.one_of(
        st.builds(judged, st.lists(IDS, min_size=1, unique=True), st.sampled_from(State)),
        st.builds(added, IDS, st.sampled_from([Origin.EDITED, Origin.IMPORTED]), st.one_of(st.just(""), IDS)),
        st.builds(key_corrected, IDS, st.lists(st.sampled_from("甲乙"), min_size=1, unique=True)),
    ),
    max_size=12,
)


def test_the_last_judgement_of_an_item_stands() -> None:
    known = decisions_after(Decisions(), [judged(["一", "二"], State.APPROVED, 1), judged(["二"], State.RETIRED, 2)])
    assert {id: (one.state, one.event) for id, one in known.judged.items()} == {
        "一": (State.APPROVED, 1),
        "二": (State.RETIRED, 2),
    }


def test_an_edited_item_stands_in_the_place_of_another() -> None:
    known = decisions_after(Decisions(), [added("新", Origin.EDITED, replaces="旧", id=1)])
    assert known.judged["新"].state is State.APPROVED
    assert (known.judged["旧"].state, known.judged["旧"].replaced_by) == (State.RETIRED, "新")


def test_a_retired_item_stays_retired_when_its_key_is_corrected() -> None:
    known = decisions_after(Decisions(), [judged(["一"], State.RETIRED, 1), key_corrected("一", ["四"], 2)])
    assert (known.judged["一"].state, known.judged["一"].event) == (State.RETIRED, 2)
    assert known.own["一"].item.key == ("四",)


def test_an_imported_item_is_a_draft_and_keeps_its_state_when_it_comes_again() -> None:
    once = [added("新", Origin.IMPORTED, id=1, warnings={"新": ["stem_length"]})]
    known = decisions_after(Decisions(), once)
    assert known.judged["新"].state is State.DRAFT
    assert known.own["新"].warnings == ("stem_length",)
    again = [judged(["新"], State.APPROVED, 2), added("新", Origin.IMPORTED, id=3)]
    assert decisions_after(known, again).judged["新"].state is State.APPROVED


@given(DECISIONS, st.integers(0, 12))
def test_a_fold_carried_on_is_the_fold_of_all(events: list[Event], cut: int) -> None:
    whole = decisions_after(Decisions(), events)
    assert decisions_after(decisions_after(Decisions(), events[:cut]), events[cut:]) == whole


@given(DECISIONS, DECISIONS)
def test_a_kept_fold_is_that_of_the_branch_whenever_it_is_asked(mine: list[Event], others: list[Event]) -> None:
    ledger = MemoryLedger()
    fold = KeptFold(ledger, KINDS, Decisions(), decisions_after)
    for one in mine:
        ledger.append(one)
        for other in others[:1]:
            ledger.append(event(other.kind, dict(other.payload), branch="乙"))
        now = ledger.events(branch="甲", kinds=KINDS)
        assert fold.of("甲") == (decisions_after(Decisions(), now), now[-1].id)


def test_choices_are_the_last_ones_and_unknown_names_do_no_harm() -> None:
    changes = [{"approved_only": True}, {"same_for_all": True, "gone": 1}, {"approved_only": False}]
    events = [event(EventKind.CHOICES_CHANGED, {"choices": one, "before": {}}) for one in changes]
    assert choices_after(Choices(), events) == Choices(approved_only=False, same_for_all=True)


def test_a_flag_is_settled_once() -> None:
    flagged = event(EventKind.ITEM_FLAGGED, {"item": item("一").to_json(), "why": "答案错了"}, 7)
    settled = [event(EventKind.FLAG_SETTLED, {"flag": 7, "upheld": upheld, "reply": ""}, 8 + upheld) for upheld in (True, False)]
    assert flags_after({}, [flagged])[7].settled is None
    now = flags_after({}, [flagged, *settled])[7].settled
    assert now is not None and now.upheld
    assert flags_after({}, settled) == {}


def test_the_trail_tells_what_was_done_about_an_item() -> None:
    events = [
        judged(["一", "二"], State.APPROVED),
        event(EventKind.ITEM_FLAGGED, {"item": item("一").to_json(), "why": "答案错了"}, 7),
        key_corrected("一", ["四"]),
        event(EventKind.FLAG_SETTLED, {"flag": 7, "upheld": True, "reply": "已改"}),
        added("三", Origin.EDITED, replaces="一"),
    ]
    found = trails(events, ["一", "二"])
    assert [step.kind for step in found["一"]] == [one.kind for one in events]
    assert [step.words for step in found["一"]] == ["", "答案错了", "", "已改", ""]
    assert [step.kind for step in found["二"]] == [EventKind.ITEMS_JUDGED]


# corrected keys ---------------------------------------------------------------------------------------------------
def handed_in(name: str, reply: list[str], correct: bool) -> Event:
    return event(EventKind.QUIZ_SUBMITTED, {"responses": [{"item": name, "reply": reply, "correct": correct}]})


def test_a_corrected_key_marks_what_was_handed_in_before_and_after() -> None:
    ledger = MemoryLedger()
    read = CorrectedLedger(ledger)
    read.append(event(EventKind.QUIZ_SET, {"items": [item("一").to_json()]}))
    read.append(handed_in("一", ["三"], True))
    assert read.events() == ledger.events()
    read.append(key_corrected("一", ["四", "4"]))
    read.append(handed_in("一", ["4"], False))
    read.append(handed_in("二", ["三"], True))
    quiz, first, _, second, other = read.events()
    assert quiz.payload["items"][0]["key"] == ["四", "4"]
    assert first.payload["responses"] == [{"item": "一", "reply": ["三"], "correct": False, "mark": 0, "before": True}]
    assert second.payload["responses"] == [{"item": "一", "reply": ["4"], "correct": True, "mark": 1, "before": False}]
    assert other == ledger.events()[-1]


def test_another_branch_keeps_its_key() -> None:
    ledger = CorrectedLedger(MemoryLedger())
    ledger.append(key_corrected("一", ["四"]))
    kept = ledger.append(event(EventKind.QUIZ_SUBMITTED, dict(handed_in("一", ["三"], True).payload), branch="乙"))
    assert ledger.events(branch="乙") == (kept,)


@given(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=1), st.sampled_from("甲乙丙丁"))
def test_a_reply_is_right_by_the_new_key_whatever_options_the_member_saw(reply: list[str], key: str) -> None:
    single = {**item("一").to_json(), "kind": "single_choice", "options": list("甲乙丙丁"), "key": [key]}
    correction = event(EventKind.KEY_CORRECTED, {"item": single, "before": ["甲"], "flags": []})
    ledger = CorrectedLedger(MemoryLedger())
    ledger.append(correction)
    ledger.append(handed_in("一", reply, reply == ["甲"]))
    (response,) = ledger.events(kinds={EventKind.QUIZ_SUBMITTED})[0].payload["responses"]
    assert response["correct"] == (reply == [key])
    assert response["before"] == (reply == ["甲"])


@pytest.mark.parametrize("kind", EventKind)
def test_other_events_are_left_as_they_are(kind: EventKind) -> None:
    kept = event(kind, {"items": ["一"], "choices": {}})
    if kind not in (EventKind.QUIZ_SET, EventKind.DRILL_SET):
        assert corrected(kept, {"一": item("一")}) is kept
