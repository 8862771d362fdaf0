import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from companion.records.acts import reflection_payload
from companion.records.deeds import Deed, Whom, deed_payload, hours_of, practices_of
from companion.records.events import Event, EventKind
from companion.records.shares import shares_after, shares_of
from companion.reflections.reflections import Prompt, Visibility
from companion.texts.documents import Citation
from tests.parts import MONDAY

AT = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)
PROMPT = Prompt("p", "想一想", Citation("a.md", "甲", "", 1, 1, "一句。"))
MEMBERS = st.sampled_from("abc")
IDS = st.integers(1, 12)
VISIBILITIES = st.sampled_from(Visibility)


@st.composite
def acts(draw: st.DrawFn) -> tuple[Event, ...]:
    """Whatever a few members could do on two days, also about things that are not there."""
    events = []
    for id in range(1, draw(st.integers(1, 12)) + 1):
        kind = draw(st.sampled_from([kind for kind in EventKind if kind.startswith(("practice", "share", "comment", "reflection"))]))
        deed = deed_payload(Deed(f"做{id}", draw(st.sampled_from(Whom)), "目标", 0.5 * id, draw(VISIBILITIES)))
        payload = {
            EventKind.REFLECTION_WRITTEN: reflection_payload(PROMPT, f"写{id}", draw(VISIBILITIES)),
            EventKind.PRACTICE_LOGGED: deed,
            EventKind.PRACTICE_CHANGED: {"practice": draw(IDS), **deed},
            EventKind.PRACTICE_WITHDRAWN: {"practice": draw(IDS)},
        }.get(kind, {"share": draw(IDS), "comment": draw(IDS), "text": f"说{id}", "reason": "不妥"})
        day = MONDAY + dt.timedelta(days=draw(st.integers(0, 1)))
        events.append(Event(kind, draw(st.sampled_from("甲乙")), draw(MEMBERS), day, AT, payload, id=id))
    return tuple(events)


@given(acts(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_events_do_not_matter(events: tuple[Event, ...], chance: object) -> None:
    mixed = [*events, *events[::2]]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert shares_of(mixed) == shares_of(events)
    assert practices_of(mixed) == practices_of(events)


@given(acts(), st.integers(0, 12))
def test_carried_on_in_parts_it_is_the_same(events: tuple[Event, ...], cut: int) -> None:
    assert shares_after(shares_after({}, events[:cut]), events[cut:]) == shares_of(events)


@given(acts())
def test_what_stands_is_for_the_branch_and_nobody_has_encouraged_himself(events: tuple[Event, ...]) -> None:
    for share in shares_of(events).values():
        assert share.what.visibility is Visibility.BRANCH
        assert share.member not in share.marks
    ids = [comment.id for share in shares_of(events).values() for comment in share.comments]
    assert len(set(ids)) == len(ids)


def event(kind: EventKind, member: str, **payload: object) -> Event:
    return Event(kind, "甲", member, MONDAY, AT, payload)


def numbered(*events: Event) -> list[Event]:
    counter = itertools.count(1)
    return [Event(one.kind, one.branch, one.member, one.day, one.at, one.payload, id=next(counter)) for one in events]


def test_a_rewritten_share_keeps_what_was_said_and_one_taken_back_begins_anew() -> None:
    shared, private = (reflection_payload(PROMPT, "写", one) for one in (Visibility.BRANCH, Visibility.PRIVATE))
    events = numbered(
        event(EventKind.REFLECTION_WRITTEN, "a", **shared),
        event(EventKind.SHARE_MARKED, "b", share=1),
        event(EventKind.SHARE_MARKED, "b", share=1),
        event(EventKind.SHARE_COMMENTED, "b", share=1, text="好"),
        event(EventKind.REFLECTION_WRITTEN, "a", **shared),
        event(EventKind.REFLECTION_WRITTEN, "a", **private),
        event(EventKind.SHARE_MARKED, "c", share=1),
        event(EventKind.REFLECTION_WRITTEN, "a", **shared),
        event(EventKind.SHARE_MARKED, "c", share=1),
    )
    (kept,) = shares_of(events[:5]).values()
    assert (kept.id, kept.what.id, kept.marks, len(kept.comments)) == (1, 5, {"b"}, 1)
    assert shares_of(events[:7]) == {}
    (anew,) = shares_of(events).values()
    assert (anew.id, anew.marks, anew.comments) == (8, frozenset(), ())


def test_hours_are_summed_by_member() -> None:
    told = [deed_payload(Deed("做", Whom.OTHERS, hours=hours)) for hours in (0.5, 2, None)]
    events = numbered(*(event(EventKind.PRACTICE_LOGGED, member, **one) for member, one in zip("aab", told, strict=True)))
    assert hours_of(practices_of(events).values()) == {"a": 2.5, "b": 0.0}
