import datetime as dt
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from companion.quizzes.items import Item, Kind
from companion.quizzes.selection import set_quiz
from tests.quizzes.bank_contract import item

DAY = dt.date(2026, 9, 1)
KINDS = (Kind.CLOZE, Kind.TRUE_FALSE, Kind.SINGLE_CHOICE)
BANK = [item(f"题{n}", KINDS[n % 3], f"{'abc'[n % 3 if n < 20 else 2]}.md") for n in range(40)]


@given(st.text(max_size=5), st.integers(0, 99), st.permutations(BANK))
def test_the_quiz_depends_on_member_day_and_bank_and_not_on_the_bank_s_order(member: str, seed: int, items: list[Item]) -> None:
    assert set_quiz(member, DAY, items, seed=seed) == set_quiz(member, DAY, BANK, seed=seed)


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


@given(st.text(max_size=5))
def test_kinds_are_mixed(member: str) -> None:
    kinds = Counter(one.kind for one in set_quiz(member, DAY, BANK).items)
    assert len(kinds) == 3
    assert max(kinds.values()) <= 2


@given(st.text(max_size=5))
def test_preferred_documents_come_first(member: str) -> None:
    chosen = set_quiz(member, DAY, [one for one in BANK if one.kind is Kind.CLOZE or one.citation.document == "c.md"],
                      prefer={"c.md"}).items  # fmt: skip
    assert {one.citation.document for one in chosen} == {"c.md"}


def test_recent_items_come_again_only_when_nothing_else_is_left_and_the_oldest_first() -> None:
    old = [one.id for one in BANK[:37]]
    chosen = [one.id for one in set_quiz("张", DAY, BANK, recent=old).items]
    assert set(chosen[:3]) == {one.id for one in BANK[37:]}
    few = [item(f"同{n}", Kind.CLOZE) for n in range(6)]
    again = set_quiz("张", DAY, few, size=3, recent=[one.id for one in few]).items
    assert [one.id for one in again] == [one.id for one in few[:3]]


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
