"""Item statistics: worked numbers, a second computation with numpy, bounds, and what makes an item dubious."""

import dataclasses
import datetime as dt
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.quizzes.items import Item, Kind
from companion.quizzes.statistics import Doubt, Figures, ItemStatistics, Reply, dubious, guess_score
from companion.texts.documents import Citation

NOWHERE = Citation("办法.md", "办法", "第一条", 1, 1, "原文。")
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def item(id: str, kind: Kind = Kind.SINGLE_CHOICE, options: str = "甲乙丙丁", key: str = "甲") -> Item:
    return Item(id, kind, f"题干{id}（　）", tuple(options), tuple(key), "", NOWHERE)


def reply(member: str, id: str, mark: float, *chosen: str, day: int = 0, seconds: float | None = None) -> Reply:
    return Reply(f"{member}/{day}", member, id, START + dt.timedelta(days=day), mark, chosen, ("甲",), seconds)


def one_quiz(marks: dict[str, tuple[float, ...]]) -> list[Reply]:
    """Everybody replies to the same items once: the case that Moodle's formulas are written for."""
    return [reply(member, str(n), mark) for member, row in marks.items() for n, mark in enumerate(row, 1)]


def figures(replies: list[Reply], ids: str = "123") -> dict[str, ItemStatistics]:
    found = Figures(replies, shown_from=1, compared_from=2)
    return {id: one for id in ids if (one := found.of(item(id))).replies}


def test_worked_by_hand() -> None:
    """Four members, three items; every step of these numbers was worked on paper.

    Item 3: marks 1 0 1 0, rests 2 2 1 0. Covariance 1/6, variances 1/3 and 11/12, hence r = 0.3015. The largest
    covariance (0 0 1 1 with 0 1 2 2) is 1/2, hence an efficiency of 1/3. Covariances with the totals 3 2 2 0 are 7/12,
    1/2 and 1/2; their roots' shares are the effective weights.
    """
    found = figures(one_quiz({"a": (1, 1, 1), "b": (1, 1, 0), "c": (1, 0, 1), "d": (0, 0, 0)}))
    assert found["3"].facility == 0.5
    assert found["3"].deviation == pytest.approx((1 / 3) ** 0.5)
    assert found["3"].discrimination == pytest.approx(0.301511, abs=1e-6)
    assert found["3"].efficiency == pytest.approx(1 / 3)
    assert found["1"].facility == 0.75
    weights = [found[id].effective_weight for id in "123"]
    assert weights == pytest.approx([0.350676, 0.324662, 0.324662], abs=1e-6)
    assert [found[id].intended_weight for id in "123"] == pytest.approx([1 / 3] * 3)


def by_numpy(marks: np.ndarray, column: int) -> tuple[float, float, float, float]:
    """Facility, deviation, discrimination, efficiency of a full table of marks, with the rest taken as total − mark."""
    mine = marks[:, column]
    rest = marks.sum(axis=1) - mine
    together = np.cov(mine, rest)[0, 1]
    most = np.cov(np.sort(mine), np.sort(rest))[0, 1]
    return mine.mean(), mine.std(ddof=1), np.corrcoef(mine, rest)[0, 1], together / most


def test_agrees_with_a_second_computation_where_all_answer_the_same() -> None:
    chance = np.random.default_rng(7)
    for _ in range(20):
        able = chance.normal(size=(25, 1))
        marks = (chance.random((25, 6)) < 1 / (1 + np.exp(-able))) * chance.choice([0.5, 1.0], size=(25, 6))
        found = figures(one_quiz({f"m{n}": tuple(row) for n, row in enumerate(marks)}), "123456")
        covariances = [max(np.cov(marks[:, n], marks.sum(axis=1))[0, 1], 0) for n in range(6)]
        for n in range(6):
            one = found[str(n + 1)]
            mine = (one.facility, one.deviation, one.discrimination, one.efficiency)
            assert mine == pytest.approx(by_numpy(marks, n))
            assert one.effective_weight == pytest.approx(covariances[n] ** 0.5 / np.sqrt(covariances).sum())


def test_a_hard_quiz_does_not_make_a_member_weak() -> None:
    """Half the members get two hard items beside the one looked at, half two easy ones; all are equally able."""
    replies = []
    for n in range(20):
        hard, mark = n % 2, float(n % 4 < 2)
        replies.append(reply(f"m{n}", "1", mark))
        for other in ("2", "3"):
            replies.append(reply(f"m{n}", ("h" if hard else "e") + other, 0.0 if hard else 1.0))
    found = figures(replies, "1")["1"]
    assert found.discrimination is None  # nobody is ahead of anybody; plain totals would call the hard half weak


def test_only_the_first_reply_of_a_member_counts() -> None:
    first = one_quiz({"a": (1, 0), "b": (0, 1), "c": (1, 1)})
    again = [reply("b", "1", 1, day=20), reply("a", "2", 1, day=20)]
    found = figures(first + again, "12")
    assert (found["1"].replies, found["1"].facility) == (3, pytest.approx(2 / 3))


def test_few_replies_show_nothing_but_their_number() -> None:
    found = Figures([reply(f"m{n}", "1", 1, "甲") for n in range(4)])
    assert found.of(item("1")) == ItemStatistics("1", 4, guess=0.25)
    assert found.of(item("2")) == ItemStatistics("2", 0, guess=0.25)
    nine = [reply(f"m{n}", id, n % 2, "甲") for n in range(9) for id in "12"]
    assert Figures(nine).of(item("1")).facility == pytest.approx(4 / 9)
    assert Figures(nine).of(item("1")).discrimination is None


def test_facilities_of_those_with_enough_replies() -> None:
    replies = [reply(f"m{n}", "1", n % 2) for n in range(6)] + [reply(f"m{n}", "2", 1) for n in range(4)]
    assert Figures(replies).facilities([item("1"), item("2"), item("3")]) == {"1": 0.5}


def test_only_replies_since_the_item_was_looked_at_and_marked_by_its_key() -> None:
    replies = [reply(f"m{n}", id, n % 2, "甲", day=n) for n in range(12) for id in "12"]
    assert Figures(replies).of(item("1"), START + dt.timedelta(days=4)).replies == 7
    assert Figures(replies).of(item("1", key="乙")).replies == 0


def test_options_are_counted_for_all_for_the_strong_and_for_the_weak() -> None:
    replies = [reply(f"m{n}", "2", float(n >= 5)) for n in range(10)]
    replies += [reply(f"m{n}", "1", float(n >= 5), "甲" if n >= 5 else "乙", seconds=10 + n) for n in range(10)]
    found = Figures(replies).of(item("1"))
    assert [(count.option, count.right, count.all, count.strong, count.weak) for count in found.options] == [
        ("甲", True, 5, 3, 0),
        ("乙", False, 5, 0, 3),
        ("丙", False, 0, 0, 0),
        ("丁", False, 0, 0, 0),
    ]
    assert found.seconds == 14.5


def test_typed_replies_are_counted_by_what_they_mean() -> None:
    cloze = Item("1", Kind.CLOZE, "每学期____次", (), ("2次", "两次"), "", NOWHERE)
    typed = ["2次", "２次", "两次", "3次", "二次", ""]
    replies = [reply(f"m{n}", "1", 1, *([words] if words else [])) for n, words in enumerate(typed)]
    found = Figures([dataclasses.replace(one, key=cloze.key) for one in replies]).of(cloze)
    assert [(count.option, count.right, count.all) for count in found.options] == [("2次", True, 4), ("3次", False, 1)]


def test_guessing() -> None:
    assert guess_score(item("1")) == 0.25
    assert guess_score(item("1", Kind.TRUE_FALSE, "对错", "对")) == 0.5
    assert guess_score(item("1", Kind.MULTIPLE_CHOICE, "甲乙丙丁", "甲乙")) is None
    assert guess_score(item("1", Kind.ORDERING, "甲乙丙", "甲乙丙")) == pytest.approx(1 / 6)
    assert guess_score(item("1", Kind.CLOZE, "", "甲")) == 0
    assert guess_score(item("1", Kind.CLOZE, "甲乙丙丁戊", "甲")) == 0.2


MARKS = st.lists(
    st.tuples(
        st.integers(0, 8), st.integers(0, 5), st.integers(0, 3), st.sampled_from([0.0, 1.0, 0.5, 1 / 3]), st.floats(0, 600)
    ),
    max_size=120,
)


@settings(deadline=None)
@given(MARKS, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_bounds_hold(rows: list[tuple[int, int, int, float, float]], chance: random.Random) -> None:
    seen = {(member, id, day): (mark, seconds) for member, id, day, mark, seconds in rows}
    replies = [
        reply(f"m{member}", str(id), mark, "甲", day=day, seconds=seconds)
        for (member, id, day), (mark, seconds) in seen.items()
    ]
    found = figures(replies, "012345")
    shuffled = list(replies)
    chance.shuffle(shuffled)
    assert figures(shuffled, "012345") == found
    for one in found.values():
        assert one.facility is not None and 0 <= one.facility <= 1
        assert one.discrimination is None or -1 <= one.discrimination <= 1
        assert one.efficiency is None or one.efficiency <= 1
        if one.discrimination is not None and one.efficiency is not None:
            assert one.discrimination * one.efficiency >= 0
        assert one.intended_weight is not None and 0 < one.intended_weight <= 1
        assert one.effective_weight is None or one.effective_weight >= 0
        assert one.replies == len({member for member, id, _ in seen if str(id) == one.item})
    dubious(found, least=1)


# dubious items -------------------------------------------------------------------------------------------------------
def a_branch(chance: random.Random, kinds: dict[str, str], members: int = 40) -> list[Reply]:
    """Members of different strength reply to ten sound items and to those named."""
    replies = []
    for n in range(members):
        strength = n / members
        for id in map(str, range(10, 20)):
            replies.append(reply(f"m{n}", id, float(chance.random() < 0.3 + 0.6 * strength)))
        for id, kind in kinds.items():
            right, chosen = {
                "sound": (chance.random() < 0.2 + 0.7 * strength, "乙"),
                "wrong key": (chance.random() > 0.2 + 0.7 * strength, "乙"),
                "guessed": (n % 4 == 0, "乙"),
                "trap": (strength < 0.3 and n % 2 == 0, "乙"),
                "easy": (n != members - 1, "乙"),
            }[kind]
            replies.append(reply(f"m{n}", id, float(right), "甲" if right else chosen))
    return replies


def doubts(kinds: dict[str, str], members: int = 40) -> dict[str, Doubt]:
    replies = a_branch(random.Random(3), kinds, members)
    found = Figures(replies)
    return dubious({id: found.of(item(id)) for id in kinds})


def test_dubious_items_and_why() -> None:
    found = doubts({"1": "sound", "2": "wrong key", "3": "guessed", "4": "trap", "5": "easy"})
    assert found["2"] is found["4"] is Doubt.NEGATIVE
    assert found["3"] in (Doubt.INEFFICIENT, Doubt.DISTRACTOR)
    assert found.keys() == {"2", "3", "4"}


def test_no_item_is_dubious_on_few_replies() -> None:
    assert doubts({"2": "wrong key"}, members=19) == {}


def test_each_reason_by_itself() -> None:
    sound = ItemStatistics("1", 30, facility=0.6, guess=0.25, efficiency=0.5, strong=8, weak=8, spread=12)
    few_right = dataclasses.replace(sound, facility=0.05, efficiency=0.6, spread=1.5)
    flat = dataclasses.replace(sound, efficiency=0.149)
    assert dubious({"1": sound, "2": few_right, "3": flat}) == {"2": Doubt.BELOW_GUESS, "3": Doubt.INEFFICIENT}
    assert dubious({"1": dataclasses.replace(flat, spread=2.9)}) == {}
    typed = dataclasses.replace(sound, guess=0.0, facility=0.0, efficiency=None, spread=0)
    assert dubious({"1": typed}) == {}
