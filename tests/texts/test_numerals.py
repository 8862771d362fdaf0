from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.texts.numerals import canonical, chinese, figures, read, write_like


@given(st.integers(0, 99_999_999))
def test_a_chinese_numeral_reads_back_as_the_number_it_was_written_from(value: int) -> None:
    assert read(chinese(value)) == value


@given(st.integers(0, 10**9))
def test_figures_read_the_same_with_and_without_commas_and_in_full_width(value: int) -> None:
    wide = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert read(str(value)) == read(f"{value:,}") == read(wide) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2),
        ("二十", 20),
        ("十五", 15),
        ("一百零五", 105),
        ("二〇二五", 2025),
        ("1.5万", 15000),
        ("3.5", "3.5"),
        ("twelve", 12),
    ],
)
def test_numerals_are_read(text: str, value: int | str) -> None:
    assert read(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "次", "三次", "a3", "第三"])
def test_what_is_no_numeral_is_not_read(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三次", "3次"), ("两周", "2周"), ("二", "两"), ("二十", "20"), ("百分之八十", "80%"), ("８０％", "80%"),
        ("三分之二", "2/3"), ("8至15", "8-15"), ("八至十五人", "8～15人"), ("1,500元", "1500元"), ("二〇二五年", "2025年"),
        ("2025-03-01", "2025年3月1日"), ("2025年3月1日", "二〇二五年三月一日"), (" “分级负责”。", "分级负责"), ("ABC", "abc"),
        ("fifteen minutes", "15 minutes"), ("3万元", "30000元"),
    ],
)  # fmt: skip
def test_ways_of_writing_the_same_have_one_form(one: str, other: str) -> None:
    assert canonical(one) == canonical(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("三次", "四次"), ("3.5", "35"), ("8至15", "815"), ("1/2", "12"), ("80%", "80")]
)
def test_different_replies_keep_different_forms(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(st.integers(0, 9_999_999))
def test_every_number_has_one_form_in_either_script(value: int) -> None:
    assert canonical(f"{chinese(value)}次") == canonical(f"{value}次") == canonical(f"{value:,} 次")


@given(st.integers(1, 9999), st.sampled_from(["三", "3", "1,000"]))
def test_a_value_is_written_in_the_style_of_the_sample(value: int, sample: str) -> None:
    written = write_like(Decimal(value), sample)
    assert read(written) == value
    assert written.replace(",", "").isdigit() == sample.replace(",", "").isdigit() or sample == "三"


def test_figures_leave_everything_but_the_numerals() -> None:
    assert figures("至少召开三次，百分之八十 以上参加") == "至少召开3次,80%以上参加"
    assert figures("２０２５-03-01 起，三分之二") == "2025年3月1日起,2/3"
    assert figures("In 2020 five people") == "in 2020 5 people"
