"""What is promised of the hard lists: nothing of fewer than three people, no name, and sums that agree."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.quizzes.items import Item, Kind
from companion.quizzes.statistics import Reply
from companion.records.hard import LEAST, WRONG, Tally, hard_passages, taken, wrong_items
from companion.texts.documents import Citation

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
ITEMS = {
    id: Item(id, Kind.TRUE_FALSE, f"题{id}", ("正确", "错误"), ("正确",), "", Citation(place, place, "", 1, 1, place))
    for id, place in (("1", "文甲"), ("2", "文甲"), ("3", "文乙"))
}
some = st.lists(
    st.builds(
        lambda member, item, hour, mark: Reply("a", member, item, START + dt.timedelta(hours=hour), mark, (), ()),
        st.sampled_from(["m1", "m2", "m3", "m4", "away"]), st.sampled_from([*ITEMS, "gone"]), st.integers(-5, 5), st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=40,
)  # fmt: skip
HERE = ("m1", "m2", "m3", "m4")


@given(some)
def test_the_lists_hold_what_three_replied_to_and_agree_with_the_replies(replies: list[Reply]) -> None:
    by_item = taken(replies, HERE)
    counted = [one for one in replies if one.member in HERE]
    assert sum(map(len, by_item.values())) == len(counted)
    listed = wrong_items(by_item, ITEMS)
    for one in listed:
        own = [reply for reply in counted if reply.item == one.item.id]
        assert len({reply.member for reply in own}) >= LEAST
        assert (one.tally.replies, one.tally.wrong) == (len(own), sum(reply.mark < 1 for reply in own)) and one.tally.wrong >= WRONG
        assert "m1" not in repr(one)
    assert [one.tally.rank for one in listed] == sorted((one.tally.rank for one in listed), reverse=True)
    assert all(0 <= one.tally.rank <= one.tally.wrong / one.tally.replies for one in listed)
    passages = hard_passages(by_item, ITEMS, lambda _: None)
    for place in passages:
        own = [reply for reply in counted if reply.item in ITEMS and ITEMS[reply.item].citation.document == place.citation.document]
        assert (place.tally.replies, place.tally.wrong) == (len(own), sum(reply.mark < 1 for reply in own))
    assert {one.item.citation.document for one in listed} <= {place.citation.document for place in passages}
    assert wrong_items(taken(replies[::-1], HERE), ITEMS) == listed


def test_few_replies_need_to_be_clearer_than_many() -> None:
    ranks = [Tally(n, wrong, 3).rank for n, wrong in ((3, 3), (13, 6), (3, 1))]
    assert ranks == sorted(ranks, reverse=True)
