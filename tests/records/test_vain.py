"""What is promised of questions asked in vain: nothing below three, nobody to be told, and the same for every order of wordings."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.records.events import Event, EventKind
from companion.records.vain import LEAST, MemoryAskerKeys, Vain, asked_in_vain, asker_of, group_of, sameness, vain_after

MARCH = dt.date(2026, 3, 1)
AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "wording", ["食堂几点开门", "请问食堂几点开门呢", "食堂几點開門？？", "  食堂，几点开门。", "開門几点啊，食堂", "麻烦问一下食堂的几点开门吗"]
)  # fmt: skip
def test_wordings_that_come_to_the_same(wording: str) -> None:
    assert sameness(wording) == sameness("食堂几点开门？")


@pytest.mark.parametrize("other", ["食堂几点关门？", "图书馆几点开门？", "WiFi 怎么连", "食堂开门"])
def test_wordings_that_do_not(other: str) -> None:
    assert sameness(other) != sameness("食堂几点开门？")


@given(st.text())
def test_sameness_is_settled(text: str) -> None:
    assert sameness(sameness(text)) == sameness(text) or not sameness(text)
    assert sameness(f"{text}？！ ") == sameness(text)


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(["a", "b"])), max_size=12))
def test_nothing_is_told_of_fewer_than_three(asked: list[tuple[str, str]]) -> None:
    key = MemoryAskerKeys().key("2026-03")
    events, known = [], Vain()
    for n, (who, what) in enumerate(asked, 1):
        group = group_of(key, "支部", what)
        askers = known.groups[group].askers if group in known.groups else frozenset()
        words = what if len(askers | {asker_of(key, group, who)}) >= LEAST else ""
        payload = {"group": group, "asker": asker_of(key, group, who), "words": words}
        events.append(Event(EventKind.ASKED_IN_VAIN, "支部", "", MARCH, AT, payload, id=n))
        known = vain_after(known, events[-1:])
    told = {one.words: one.askers for one in asked_in_vain(known, ["2026-03"])}
    counts = {what: len({who for who, other in asked if other == what}) for _, what in asked}
    assert told == {what: n for what, n in counts.items() if n >= LEAST}
    assert vain_after(Vain(), [*events, *events]) == known  # repeats change nothing
    assert asked_in_vain(known, ["2026-02"]) == ()
    kept = json.dumps([event.payload for event in events], ensure_ascii=False)
    assert not set("甲乙丙丁") & set(kept)
    below = [event.payload["words"] for event in events if counts[next(w for w in ("a", "b") if group_of(key, "支部", w) == event.payload["group"])] < LEAST]
    assert not any(below)


def test_one_person_s_questions_cannot_be_told_to_be_one_person_s() -> None:
    keys = MemoryAskerKeys()
    key = keys.key("2026-03")
    first, second = group_of(key, "甲", "食堂几点开门"), group_of(key, "甲", "校车几点开")
    assert asker_of(key, first, "member") != asker_of(key, second, "member")
    assert group_of(key, "甲", "食堂几点开门") != group_of(key, "乙", "食堂几点开门")
    later = keys.key("2026-04")
    assert keys.key("2026-04") == later != key
    assert group_of(later, "甲", "食堂几点开门") != first
