import datetime as dt
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.quizzes.items import Item, Kind
from companion.quizzes.selection import EASY, HARD, MEDIUM, Brief, arranged, difficulty, set_quiz
from tests.quizzes.bank_contract import item

DAY = dt.date(2026, 9, 1)
KINDS = (Kind.CLOZE, Kind.TRUE_FALSE, Kind.SINGLE_CHOICE)
BANK = [item(f"题{n}", KINDS[n % 3], f"{'abc'[n % 3 if n < 20 else 2]}.md") for n in range(40)]


@settings(deadline=None)
@given(st.text(max_size=5), st.integers(0, 99), st.permutations(BANK))
def test_the_quiz_depends_on_member_day_and_bank_and_not_on_the_bank_s_order(member: str, seed: int, items: list[Item]) -> None:
    assert set_quiz(member, DAY, items, seed=seed) == set_quiz(member, DAY, BANK, seed=seed)


@settings(deadline=None)
@given(st.integers(0, 10), st.integers(0, 40))
def test_as_many_as_wanted_or_as_there_are_none_twice(size: int, held: int) -> None:
    chosen = set_quiz("张", DAY, BANK[:held], size=size).items
    assert len(chosen) == len({one.id for one in chosen}) == min(size, held)


def test_members_days_and_seeds_get_different_quizzes() -> None:
    quizzes = [
        tuple(one.id for one in set_quiz(member, DAY + dt.timedelta(day), BANK, seed=seed).items)
        for member in ("张", "李", "王") for day in range(3) for seed in range(2)
    ]  # fmt: skip
    assert len(set(quizzes)) == len(quizzes)


@settings(deadline=None)
@given(st.text(max_size=5))
def test_kinds_are_mixed(member: str) -> None:
    kinds = Counter(one.kind for one in set_quiz(member, DAY, BANK).items)
    assert len(kinds) == 3
    assert max(kinds.values()) <= 2


@settings(deadline=None)
@given(st.text(max_size=5))
def test_today_s_unit_comes_first_and_its_reading_before_the_rest_of_it(member: str) -> None:
    near = {one.id: (0 if n < 3 else 1) for n, one in enumerate(BANK[:12])}
    chosen = {one.id for one in set_quiz(member, DAY, BANK, brief=Brief(near=near)).items}
    assert {one.id for one in BANK[:3]} <= chosen <= near.keys()


@settings(deadline=None)
@given(st.text(max_size=5), st.permutations([one.id for one in BANK[12:16]]))
def test_what_is_due_comes_after_the_unit_and_before_what_is_new_even_if_set_lately(member: str, due: list[str]) -> None:
    near = {one.id: 0 for one in BANK[:12]}
    brief = Brief(near=near, due=due, recent=[one.id for one in BANK[12:30]])
    chosen = {one.id for one in set_quiz(member, DAY, BANK, brief=brief).items}
    assert len(chosen & near.keys()) == 3
    assert len(chosen & set(due)) == 2
    without = {one.id for one in set_quiz(member, DAY, BANK[12:], brief=replace(brief, near={})).items}
    assert len(without & set(due)) >= 2


def test_many_kinds_leave_what_is_due_its_share() -> None:
    rare = [replace(item(f"少{n}"), kind=kind) for n, kind in enumerate((Kind.MULTIPLE_CHOICE, Kind.ORDERING, Kind.SHORT_ANSWER))]
    near = {one.id: 0 for one in BANK[:12]}
    due = [one.id for one in BANK[12:24]]
    for n in range(20):
        chosen = {one.id for one in set_quiz(f"成员{n}", DAY, BANK + rare, brief=Brief(near=near, due=due)).items}
        assert (len(chosen & near.keys()), len(chosen & set(due))) == (3, 2)


def test_the_most_urgent_is_due_first() -> None:
    due = [one.id for one in BANK[:9:3]]  # of one kind, so that nothing else decides
    few = [one for one in BANK if one.id in due] + BANK[30:]
    chosen = {one.id for one in set_quiz("张", DAY, few, size=2, brief=Brief(due=due)).items}
    assert due[0] in chosen


def test_new_items_come_before_those_met_before() -> None:
    seen = [one.id for one in BANK[:35]]
    chosen = {one.id for one in set_quiz("张", DAY, BANK, brief=Brief(seen=seen)).items}
    assert chosen == {one.id for one in BANK[35:]}


def test_recent_items_come_again_only_when_nothing_else_is_left_and_the_oldest_first() -> None:
    old = [one.id for one in BANK[:37]]
    chosen = {one.id for one in set_quiz("张", DAY, BANK, brief=Brief(recent=old)).items}
    assert {one.id for one in BANK[37:]} < chosen
    few = [item(f"同{n}", Kind.CLOZE) for n in range(6)]
    again = set_quiz("张", DAY, few, size=3, brief=Brief(recent=[one.id for one in few])).items
    assert {one.id for one in again} == {one.id for one in few[:3]}


@settings(deadline=None)
@given(st.text(max_size=5))
def test_items_of_a_post_come_first_to_its_members_and_last_to_others(member: str) -> None:
    posted = [replace(one, post="counsellor") for one in BANK[:4]] + BANK[4:]
    ids = {one.id for one in posted[:4]}
    theirs = {one.id for one in set_quiz(member, DAY, posted, brief=Brief(post="counsellor")).items}
    assert theirs & ids
    for brief in (Brief(post="teacher"), Brief()):
        assert not {one.id for one in set_quiz(member, DAY, posted, brief=brief).items} & ids
    alone = {one.id for one in set_quiz(member, DAY, posted[:5], brief=Brief(post="teacher")).items}
    assert alone == {one.id for one in posted[:5]}


@settings(deadline=None)
@given(st.text(max_size=5), st.sets(st.sampled_from([one.id for one in BANK])))
def test_what_is_left_out_is_never_set(member: str, left_out: set[str]) -> None:
    brief = Brief(left_out=left_out, due=[BANK[0].id], near={BANK[1].id: 0}, recent=[BANK[2].id])
    chosen = {one.id for one in set_quiz(member, DAY, BANK, brief=brief).items}
    assert not chosen & left_out and len(chosen) == min(5, len(BANK) - len(left_out))


@settings(deadline=None)
@given(st.text(max_size=5))
def test_difficulties_are_mixed_and_rise(member: str) -> None:
    bands = [difficulty(one, {}) for one in set_quiz(member, DAY, BANK).items]
    assert bands == [EASY, EASY, MEDIUM, MEDIUM, HARD]
    facility = {one.id: 0.9 if one.kind is Kind.CLOZE else 0.3 for one in BANK}
    measured = [difficulty(one, facility) for one in set_quiz(member, DAY, BANK, brief=Brief(facility=facility)).items]
    assert measured == sorted(measured) and measured.count(EASY) == 2


def test_a_sentence_is_asked_about_once_while_others_are_left() -> None:
    same = [replace(item(f"同{n}", kind), citation=BANK[0].citation) for n, kind in enumerate(KINDS * 3)]
    chosen = set_quiz("张", DAY, [*same, *BANK[1:9]]).items
    assert len({(one.citation.document, one.citation.quote) for one in chosen}) == 5
    assert len(set_quiz("张", DAY, same).items) == 5


def test_a_sentence_within_another_is_the_same_sentence() -> None:
    longer = replace(BANK[0].citation, quote=f"先说一句。{BANK[0].citation.quote}再说一句。")
    within = [BANK[0], replace(item("长", Kind.TRUE_FALSE), citation=longer)]
    for member in ("张", "李", "王"):
        ids = {one.id for one in set_quiz(member, DAY, [*within, *BANK[1:6]]).items}
        assert not {one.id for one in within} <= ids


def test_options_are_shuffled_for_each_member_but_true_and_false_keep_their_order() -> None:
    orders = {
        one.options
        for n in range(30)
        for one in set_quiz(f"成员{n}", DAY, BANK).items
        if one.kind is Kind.SINGLE_CHOICE
    }
    assert len(orders) > 10
    assert all(sorted(order) == sorted(BANK[2].options) for order in orders)
    true_false = {
        one.options for n in range(30) for one in set_quiz(f"成员{n}", DAY, BANK).items if one.kind is Kind.TRUE_FALSE
    }
    assert true_false == {("正确", "错误")}


def test_an_ordering_never_shows_its_key() -> None:
    steps = replace(item("排序"), kind=Kind.ORDERING, options=("甲", "乙"), key=("甲", "乙"))
    for n in range(20):
        (shown,) = set_quiz(f"成员{n}", DAY, [steps]).items
        assert shown.options == ("乙", "甲")


def test_the_same_items_can_be_set_to_all_each_seeing_their_own_order() -> None:
    shared = set_quiz("", DAY, BANK)
    seen = [arranged(replace(shared, member=f"成员{n}")) for n in range(10)]
    assert {tuple(one.id for one in quiz.items) for quiz in seen} == {tuple(one.id for one in shared.items)}
    assert len({tuple(one.options for one in quiz.items) for quiz in seen}) > 5
