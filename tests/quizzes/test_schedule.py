import datetime as dt
import random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.quizzes.schedule import LONGEST_DAYS, Mistake, Review, due_items, mistakes

START = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
DAY = START.date()
REVIEWS = st.lists(
    st.builds(
        lambda item, day, mark: review(item, day, mark),
        st.sampled_from("甲乙丙"),
        st.integers(0, 60),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=30,
)


def review(item: str, day: int, mark: float) -> Review:
    return Review(item, START + dt.timedelta(days=day), DAY + dt.timedelta(days=day), mark)


def after(days: int) -> dt.datetime:
    return START + dt.timedelta(days=days)


def test_what_was_wrong_is_due_the_next_day_and_what_was_right_later() -> None:
    reviews = [review("对", 0, 1), review("错", 0, 0), review("半", 0, 0.5)]
    assert due_items(reviews, after(0)) == ()
    assert set(due_items(reviews, after(1))) == {"错", "半"}
    assert due_items(reviews, after(1))[0] == "错"  # likeliest to be forgotten
    assert "对" not in due_items(reviews, after(6))
    assert "对" in due_items(reviews, after(20))


def test_each_time_it_is_right_it_is_due_later() -> None:
    day, waits = 0, []
    reviews = [review("甲", 0, 0)]
    for _ in range(5):
        wait = next(n for n in range(1, 400) if due_items(reviews, after(day + n)))
        waits.append(wait)
        day += wait
        reviews.append(review("甲", day, 1))
    assert waits == sorted(waits) and waits[0] == 1 and waits[-1] > 20


def test_repeating_an_item_at_once_changes_nothing() -> None:
    once = [review("甲", 0, 0)]
    crammed = once + [Review("甲", START + dt.timedelta(minutes=n), DAY, 1) for n in range(1, 2000)]
    assert due_items(crammed, after(1)) == due_items(once, after(1)) == ("甲",)


def test_nothing_waits_longer_than_a_semester() -> None:
    reviews = [review("甲", n * LONGEST_DAYS, 1) for n in range(6)]
    assert due_items(reviews, after(6 * LONGEST_DAYS)) == ("甲",)


@settings(deadline=None)
@given(REVIEWS, st.integers(0, 90))
def test_the_same_reviews_give_the_same_days_in_any_time_zone(reviews: list[Review], days: int) -> None:
    first = due_items(reviews, after(days))
    assert due_items(reviews, after(days)) == first
    assert due_items(reviews, after(days).astimezone(ZoneInfo("Asia/Shanghai"))) == first
    assert set(first) <= {one.item for one in reviews}


@settings(deadline=None)
@given(REVIEWS, st.integers(0, 60))
def test_a_clock_put_back_breaks_nothing(reviews: list[Review], days: int) -> None:
    random.Random(days).shuffle(reviews)
    assert len(due_items(reviews, after(days))) == len(set(due_items(reviews, after(days))))


def test_a_mistake_stays_until_it_is_right_on_two_different_days() -> None:
    wrong = [review("甲", 0, 1), review("甲", 3, 0.5)]
    assert mistakes(wrong) == (Mistake("甲", 1, DAY + dt.timedelta(3), 0),)
    twice_on_a_day = [*wrong, review("甲", 4, 1), review("甲", 4, 1)]
    assert mistakes(twice_on_a_day) == (Mistake("甲", 1, DAY + dt.timedelta(3), 1),)
    assert mistakes([*twice_on_a_day, review("甲", 5, 1)]) == ()
    assert mistakes([*twice_on_a_day, review("甲", 5, 0)]) == (Mistake("甲", 2, DAY + dt.timedelta(5), 0),)


@given(REVIEWS)
def test_only_what_was_wrong_is_in_the_book_the_last_mistake_first(reviews: list[Review]) -> None:
    found = mistakes(reviews)
    assert {one.item for one in found} <= {one.item for one in reviews if one.mark < 1}
    for one in found:
        assert one.times == sum(other.item == one.item and other.mark < 1 for other in reviews)
    last = [max(n for n, other in enumerate(reviews) if other.item == one.item and other.mark < 1) for one in found]
    assert last == sorted(last, reverse=True)
