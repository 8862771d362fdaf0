"""What every Bank promises. Subclass BankContract, name the class Test…, and give it a ``bank`` fixture."""

from dataclasses import replace

import pytest

from companion.errors import NotFound
from companion.quizzes.bank import Bank, Refreshed, refresh
from companion.quizzes.items import Item, Kind
from companion.texts.documents import Citation


def item(name: str, kind: Kind = Kind.CLOZE, document: str = "a.md") -> Item:
    """A well-formed item of its own; two names make two items."""
    options = {Kind.TRUE_FALSE: ("正确", "错误"), Kind.SINGLE_CHOICE: ("甲", "乙", "丙", "丁")}.get(kind, ())
    return Item(
        id=name,
        kind=kind,
        stem=f"根据《规则》，{name}共____次。",
        options=options,
        key=(options[0],) if options else ("三", "3"),
        rationale=f"《规则》：“{name}共三次。”",
        citation=Citation(document, "规则", "第一章", 1, 2, f"{name}共三次。"),
    )


class BankContract:
    def test_gives_back_what_was_put_in(self, bank: Bank) -> None:
        items = (item("一"), item("二", Kind.TRUE_FALSE), item("三", Kind.SINGLE_CHOICE))
        bank.put(items)
        assert bank.items() == items
        assert bank.items(active=False) == ()
        assert [bank.get(one.id) for one in items] == list(items)

    def test_putting_twice_changes_nothing(self, bank: Bank) -> None:
        bank.put([item("一"), item("二")])
        bank.put([item("二"), item("一")])
        assert bank.items() == (item("一"), item("二"))

    def test_a_retired_item_is_not_active_but_stays_readable(self, bank: Bank) -> None:
        bank.put([item("一"), item("二")])
        bank.retire(["一"])
        bank.retire(["一", "无此题"])
        assert bank.items() == (item("二"),)
        assert bank.items(active=False) == (item("一"),)
        assert bank.get("一") == item("一")

    def test_putting_a_retired_item_makes_it_active_again(self, bank: Bank) -> None:
        bank.put([item("一")])
        bank.retire(["一"])
        bank.put([item("一")])
        assert bank.items() == (item("一"),)
        assert bank.items(active=False) == ()

    def test_an_item_that_moved_says_so_and_keeps_its_place(self, bank: Bank) -> None:
        moved = replace(item("一"), citation=replace(item("一").citation, first_page=7, last_page=7))
        refresh(bank, [item("一"), item("二")])
        assert refresh(bank, [item("二"), moved]) == Refreshed(added=0, retired=0, returned=0)
        assert bank.items() == (moved, item("二"))

    def test_an_unknown_id_is_not_found(self, bank: Bank) -> None:
        with pytest.raises(NotFound):
            bank.get("无此题")

    def test_refresh_leaves_exactly_the_given_items_active(self, bank: Bank) -> None:
        assert refresh(bank, [item("一"), item("二"), item("三")]) == Refreshed(added=3, retired=0, returned=0)
        assert refresh(bank, [item("二"), item("四")]) == Refreshed(added=1, retired=2, returned=0)
        assert {one.id for one in bank.items()} == {"二", "四"}
        assert refresh(bank, [item("二"), item("一")]) == Refreshed(added=0, retired=1, returned=1)
        assert {one.id for one in bank.items()} == {"二", "一"}
        assert {one.id for one in bank.items(active=False)} == {"三", "四"}
        assert refresh(bank, [item("二"), item("一")]) == Refreshed(added=0, retired=0, returned=0)
