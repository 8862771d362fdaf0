import time

import pytest

from companion.quizzes.duplicates import Duplicates
from companion.quizzes.items import Kind

STEM = "根据《学习考核细则》，每名党员每学期参加读书会不少于____次。"


def test_the_same_again_is_a_duplicate_however_its_key_and_source_are_written() -> None:
    seen = Duplicates()
    assert seen.add(Kind.CLOZE, STEM, ("三", "3"))
    assert not seen.add(Kind.CLOZE, STEM, ("3",))
    assert not seen.add(Kind.SINGLE_CHOICE, STEM.replace("学习考核细则", "读书会章程").replace("____", "（　）"), ("三",))


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        (STEM, ("五",)),
        (STEM.replace("每名党员每学期参加读书会", "党支部书记每年讲党课"), ("三",)),
    ],
)
def test_another_key_or_another_stem_is_new(stem: str, key: tuple[str, ...]) -> None:
    seen = Duplicates()
    seen.add(Kind.CLOZE, STEM, ("三",))
    assert seen.add(Kind.CLOZE, stem, key)


def test_a_statement_changed_in_one_place_is_no_new_true_false() -> None:
    seen = Duplicates()
    statement = "根据《学习考核细则》，每名党员每学期应当参加读书会不少于三次，缺席的应当在七日内补学。"
    assert seen.add(Kind.TRUE_FALSE, statement, ("正确",))
    assert not seen.add(Kind.TRUE_FALSE, statement.replace("七日", "九日"), ("错误",))


def test_looking_up_takes_no_longer_among_many() -> None:
    """Near-identical items, the worst case, since all of them share their bands."""

    def seconds(count: int) -> float:
        seen = Duplicates()
        began = time.process_time()
        for n in range(count):
            seen.add(Kind.CLOZE, STEM, (f"第{n}",))
        return (time.process_time() - began) / count

    few = seconds(200)
    assert seconds(1000) < 4 * few
