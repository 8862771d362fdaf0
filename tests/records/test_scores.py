"""From events to the table of scores, and what is kept of it when a semester is closed."""

import datetime as dt
import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Branch, Member
from companion.plan.calendar import days
from companion.records.acts import reflection_payload
from companion.records.assessment import USUAL, assess
from companion.records.closing import Closings, closing_payload, closings_after, differences
from companion.records.deeds import Deed, Whom, deed_payload
from companion.records.events import Event, EventKind
from companion.records.scores import ScoreRow, ScoreTable, Semester, canonical, facts_of, score_row
from companion.records.tally import Tally, tally_after
from companion.records.terms import Terms, changes_after, terms_json
from companion.reflections.reflections import Prompt, Visibility
from companion.texts.documents import Citation

BRANCH = Branch("b", "一支部", "Asia/Shanghai", dt.date(2026, 8, 1), (0, 1, 2, 3, 4))
SEMESTER = Semester("秋季学期", dt.date(2026, 9, 1), dt.date(2026, 9, 14))
LIN = Member("linmo", "林默", "b", group="一组", joined=dt.date(2026, 8, 1))
HAN = Member("hanxue", "韩雪", "b", joined=dt.date(2026, 9, 7))
PROMPT = Prompt("p", "想一想", Citation("a.md", "甲", "", 1, 1, "一句。"))
NOW = dt.datetime(2026, 9, 20, 4, tzinfo=dt.UTC)


def september(n: int) -> dt.date:
    return dt.date(2026, 9, n)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4), dt.UTC)


@st.composite
def acts(draw: st.DrawFn, *, withdrawing: bool = True) -> list[Event]:
    """What one member may do in three weeks: quizzes once a day, the rest as often as they like."""
    events = []
    for id in range(1, draw(st.integers(0, 25)) + 1):
        day = september(draw(st.integers(1, 20)))
        seen = draw(st.sampled_from(Visibility) if withdrawing else st.just(Visibility.BRANCH))
        deed = deed_payload(Deed("做", Whom.STUDENTS, visibility=seen))
        kind, payload = draw(
            st.sampled_from(
                [
                    (EventKind.REFLECTION_WRITTEN, reflection_payload(PROMPT, "写", seen)),
                    (EventKind.PRACTICE_LOGGED, deed),
                    *([(EventKind.PRACTICE_WITHDRAWN, {"practice": draw(st.integers(1, 20))})] if withdrawing else []),
                ]
            )
        )
        events.append(Event(kind, "b", "linmo", day, noon(day), payload, id=id))
    for n in draw(st.sets(st.integers(1, 18))):
        marks = draw(st.lists(st.sampled_from([0.0, 1 / 3, 1.0]), min_size=1, max_size=5))
        responses = [{"item": str(at), "reply": [], "correct": mark == 1, "mark": mark} for at, mark in enumerate(marks)]
        pace = {"seconds": draw(st.integers(0, 90)), "least": 60}
        at = noon(september(n)) + dt.timedelta(days=draw(st.integers(0, 9)))
        payload = {"responses": responses, "pace": pace}
        events.append(Event(EventKind.QUIZ_SUBMITTED, "b", "linmo", september(n), at, payload, id=100 + n))
    return events


def row(events: list[Event], member: Member = LIN) -> ScoreRow:
    return scored(tally_after(Tally(), events), member)


def scored(tally: Tally, member: Member = LIN) -> ScoreRow:
    counted = frozenset(days(BRANCH, SEMESTER.first, SEMESTER.last))
    facts = facts_of(member, BRANCH, SEMESTER, counted, tally, frozenset({september(2)}), NOW)
    return score_row(member, assess(facts, USUAL))


@given(acts(), st.randoms(use_true_random=False), st.integers(0, 30))
def test_neither_order_nor_repetition_of_events_matters(events: list[Event], order: random.Random, cut: int) -> None:
    shuffled = events + order.sample(events, order.randint(0, len(events)))
    order.shuffle(shuffled)
    assert row(shuffled) == row(events)
    assert scored(tally_after(tally_after(Tally(), shuffled[:cut]), shuffled[cut:])) == row(events)


@given(acts(withdrawing=False), acts(withdrawing=False))
def test_doing_more_never_scores_less(events: list[Event], more: list[Event]) -> None:
    known = {(event.kind, event.day) for event in events}
    fresh = [
        replace(event, id=event.id + 1000)
        for event in more
        if event.kind is not EventKind.QUIZ_SUBMITTED or (event.kind, event.day) not in known
    ]
    assert (row(events + fresh).total or 0) >= (row(events).total or 0)


def test_how_much_somebody_writes_is_worth_nothing() -> None:
    def written(text: str) -> list[Event]:
        payload = reflection_payload(PROMPT, text, Visibility.SECRETARY)
        return [Event(EventKind.REFLECTION_WRITTEN, "b", "linmo", september(3), NOW, payload, id=1)]

    assert row(written("短")) == row(written("长" * 2000))


def test_what_is_private_or_taken_back_counts_for_nothing_and_tells_nothing() -> None:
    def practised(kind: EventKind, id: int, **told: object) -> Event:
        return Event(kind, "b", "linmo", september(3), NOW, told, id=id)

    deed = deed_payload(Deed("做", Whom.STUDENTS, visibility=Visibility.BRANCH))
    logged = practised(EventKind.PRACTICE_LOGGED, 1, **deed)
    assert (row([logged]).practices, row([logged]).shares) == (1, 1)
    for later in (
        practised(EventKind.PRACTICE_WITHDRAWN, 2, practice=1),
        practised(EventKind.PRACTICE_CHANGED, 2, practice=1, **{**deed, "visibility": "private"}),
    ):
        assert row([logged, later]) == row([])


def test_who_joins_half_way_owes_the_days_since() -> None:
    assert (row([], LIN).due, row([], HAN).due) == (9, 6)  # without the excused second of September
    assert row([], HAN).missed == 6


def test_who_leaves_half_way_owes_the_days_until_then() -> None:
    gone = replace(LIN, active=False, left=september(7))
    late = [Event(EventKind.REFLECTION_WRITTEN, "b", "linmo", september(day), NOW, reflection_payload(PROMPT, "写", Visibility.SECRETARY), id=day) for day in (7, 8)]
    found = row(late, gone)
    assert (found.due, found.missed, found.reflections) == (4, 4, 1)  # of 1 3 4 7; the second is excused
    facts = facts_of(gone, BRANCH, SEMESTER, days(BRANCH, SEMESTER.first, SEMESTER.last), Tally(), frozenset(), NOW)
    assert (max(facts.days), facts.of) == (september(7), 10)


def table(*rows: ScoreRow) -> ScoreTable:
    return ScoreTable("b", "一支部", SEMESTER, USUAL, 10, rows)


def closed(found: ScoreTable, id: int = 7) -> Event:
    salts = iter(range(1000))
    payload = closing_payload(found, "学期结束", lambda: f"salt{next(salts)}")
    kept = json.loads(json.dumps(payload))  # as a database gives it back
    return Event(EventKind.SEMESTER_CLOSED, "b", "shuji", september(20), NOW, kept, id=id)


def correction(id: int, after: int, semester: int = 7) -> Event:
    told = {"semester": semester, "member": "linmo", "before": 1, "after": after, "reason": "漏记", "digest": ""}
    return Event(EventKind.SEMESTER_CORRECTED, "b", "shuji", september(21), NOW, told, id=id)


@given(st.lists(acts(), max_size=3))
def test_a_closed_table_comes_back_as_it_was(many: list[list[Event]]) -> None:
    found = table(*(replace(row(events), username=f"m{n}") for n, events in enumerate(many)))
    (known,) = closings_after(Closings(), [closed(found)]).all()
    assert known.table == found and known.holds and known.changed == ()
    assert differences(known, {one.username: one for one in found.rows}) == ()


def test_a_closed_table_that_was_tampered_with_no_longer_holds() -> None:
    event = closed(table(row([])))
    event.payload["table"]["rows"][0]["total"] = 99_00
    (known,) = closings_after(Closings(), [event]).all()
    assert not known.holds


def test_who_is_forgotten_leaves_a_table_that_still_holds() -> None:
    event = closed(table(row([])))
    event.payload["people"][0].update(username="former-1", name="已注销", group="", salt="")
    (known,) = closings_after(Closings(), [event]).all()
    assert known.holds and known.changed == ("former-1",)
    assert "linmo" not in json.dumps(event.payload)


def test_corrections_stand_beside_the_table_the_last_one_counts() -> None:
    events = [correction(9, 70_00), closed(table(row([]))), correction(8, 60_00), correction(10, 5, semester=3)]
    (known,) = closings_after(Closings(), [*events, events[0]]).all()
    assert [one.after for one in known.corrections] == [60_00, 70_00]
    assert known.total(known.table.rows[0]) == 70_00 and known.table.rows[0].total == 0


def test_canonical_json_is_written_one_way_and_has_no_floats() -> None:
    assert canonical({"b": [1, None], "a": "学"}) == '{"a":"学","b":[1,null]}'.encode()
    with pytest.raises(ValueError, match="float"):
        canonical({"a": [{"b": 0.1}]})


def test_changes_of_terms_keep_their_order_and_are_each_known_once() -> None:
    def changed(id: int, terms: Terms) -> Event:
        told = {"terms": terms_json(terms), "before": terms_json(Terms()), "reason": "试行"}
        return Event(EventKind.RULES_CHANGED, "b", "shuji", september(1), NOW, told, id=id)

    one, two = changed(1, Terms(semester=SEMESTER)), changed(2, Terms(replace(USUAL, made_up=50)))
    found = changes_after(changes_after((), [two]), [one, two])
    assert [change.after for change in found] == [Terms(semester=SEMESTER), Terms(replace(USUAL, made_up=50))]
