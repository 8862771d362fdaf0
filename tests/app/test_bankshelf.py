import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.itembank import Listed
from companion.people.members import Branch
from companion.quizzes.items import Kind
from companion.quizzes.standing import Trouble
from companion.records.choices import Choices
from companion.records.decisions import State
from companion.records.flags import Flag
from companion.ui.bankshelf import SHOWN, Choice, Looked
from tests.quizzes.bank_contract import item

HOME = Branch("甲", "甲支部")
FLAG = Flag(1, item("一"), "member", dt.datetime(2026, 3, 4, tzinfo=dt.UTC), "不对")


def looked(*items: Listed) -> Looked:
    return Looked((HOME,), HOME, items, {"a.md": "一单元"}, Choices(), {})


def names(shelf: Looked, **wanted: str) -> list[str]:
    return [one.item.id for one in shelf.found(Choice("甲", **wanted))]


def test_an_item_stands_under_its_state_unless_it_is_up_for_review() -> None:
    shelf = looked(
        Listed(item("一"), State.APPROVED),
        Listed(item("二"), State.APPROVED, trouble=Trouble.CHANGED),
        Listed(item("三"), State.DRAFT, flags=(FLAG,)),
    )
    assert [names(shelf, state=state) for state in ("approved", "review", "flagged", "draft", "")] == [
        ["一"],
        ["二"],
        ["三"],
        ["三"],
        ["一", "二", "三"],
    ]


def test_items_are_found_by_kind_unit_text_and_words() -> None:
    shelf = looked(Listed(item("一")), Listed(item("二", Kind.SINGLE_CHOICE)), Listed(item("三", document="b.md")))
    assert names(shelf, kind="single_choice") == ["二"]
    assert names(shelf, unit="一单元") == ["一", "二"]
    assert names(shelf, document="b.md") == ["三"]
    assert names(shelf, words="丁") == ["二"]
    assert names(shelf, words="三共") == ["三"]


@given(st.integers(0, 3 * SHOWN), st.integers(-5, 99999))
def test_a_page_is_one_that_there_is(count: int, page: int) -> None:
    shelf = looked(*(Listed(item(str(n))) for n in range(count)))
    choice = shelf.within(Choice("甲", page=page))
    assert bool(shelf.page(choice)) == bool(count)
    assert len(shelf.page(choice)) <= SHOWN
