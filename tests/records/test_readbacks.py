"""What a language model made of items: its word counts where it has shown that it can read the kind."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.quizzes.items import Kind
from companion.records.events import Event, EventKind
from companion.records.readbacks import ABLE, ENOUGH, ReadBacks, readbacks_after

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def read(n: int, agrees: bool, kind: Kind = Kind.CLOZE, model: str = "m") -> Event:
    payload = {"item": f"{kind}{n}", "kind": kind.value, "model": model, "agrees": agrees, "reply": "" if agrees else "无"}
    return Event(EventKind.ITEM_READ, "", "", NOW.date(), NOW, payload, f"read/{kind}{n}/{model}", n + 1)


def test_one_who_mostly_comes_to_the_key_is_heard_where_it_does_not() -> None:
    events = [read(n, n > 0) for n in range(ENOUGH)]
    assert readbacks_after(ReadBacks(), events).contradicted("m") == {"cloze0": "无"}
    assert not readbacks_after(ReadBacks(), events[:-1]).contradicted("m"), "too few to tell"
    assert not readbacks_after(ReadBacks(), events).contradicted("another")


def test_one_who_often_does_not_is_not_heard_and_kinds_are_apart() -> None:
    poor = [read(n, n % 2 == 0, Kind.ORDERING) for n in range(40)]
    good = [read(n, n > 0) for n in range(40)]
    readbacks = readbacks_after(ReadBacks(), poor + good)
    assert readbacks.able("m") == {Kind.CLOZE}
    assert readbacks.contradicted("m") == {"cloze0": "无"}


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.sampled_from(list(Kind))), max_size=60, unique_by=lambda one: (one[0], one[2])), st.randoms())
def test_order_repetition_and_portions_do_not_matter(given_: list[tuple[int, bool, Kind]], chance: object) -> None:
    events = [read(*one) for one in given_]
    whole = readbacks_after(ReadBacks(), events)
    mixed = events + events[::2]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert readbacks_after(readbacks_after(ReadBacks(), mixed[:9]), mixed[9:]) == whole
    for kind in whole.able("m"):
        agreed = [agrees for one, agrees, _ in whole.by("m").values() if one is kind]
        assert len(agreed) >= ENOUGH and sum(agreed) >= ABLE * len(agreed)
