import json
from pathlib import Path

import pytest

from companion.cli.main import main
from companion.errors import UsageError
from companion.evaluation.guessing import measure_guesses
from companion.evaluation.quiz import GATED, HUMAN, PLAIN, balance, chi_squared_p, measure_quiz
from companion.evaluation.rereading import answers
from companion.evaluation.texts import read_quiz_texts
from companion.quizzes.items import Item, Kind
from companion.texts.documents import Citation, Document, Entry, Status
from companion.texts.reading import Limits, read_document, read_plain
from tests.quizzes.texts import RULES, cut, entry

TEXT = "第二条 每名党员每学期参加读书会不少于三次，每次不超过90分钟。第三条 支部书记应当在心得提交后5个工作日内作出回应。"


def read(folder: Path, entry: Entry) -> Document:
    return read_document(folder, entry, {".md": read_plain, ".txt": read_plain}, Limits())[0]


def item(kind: Kind, stem: str, options: tuple[str, ...], *key: str, document: str = "rules.md") -> Item:
    return Item(stem + "".join(key), kind, stem, options, key, "", Citation(document, "", "", 1, 1, ""))


FOUR = ("两次", "三次", "四次", "五次")
BOTH = ("正确", "错误")


@pytest.mark.parametrize(
    "asked",
    [
        item(Kind.SINGLE_CHOICE, "根据《细则》，每名党员每学期参加读书会不少于（　）。", FOUR, "三次"),
        item(Kind.SINGLE_CHOICE, "（　）应当在心得提交后5个工作日内作出回应。", ("组织委员", "支部书记", "党小组长", "学院党委"), "支部书记"),
        item(Kind.CLOZE, "根据《细则》，每次读书会不超过____分钟。", (), "90", "九十"),
        item(Kind.TRUE_FALSE, "根据《细则》，每名党员每学期参加读书会不少于三次。", BOTH, "正确"),
        item(Kind.TRUE_FALSE, "根据《细则》，每名党员每学期参加读书会不少于五次。", BOTH, "错误"),
        item(Kind.MULTIPLE_CHOICE, "下列哪些写在《细则》里？", ("不少于三次", "不超过90分钟", "不少于五次"), "不少于三次", "不超过90分钟"),
        item(Kind.ORDERING, "按原文的先后排列。", ("作出回应", "参加读书会"), "参加读书会", "作出回应"),
        item(Kind.SHORT_ANSWER, "党员参加读书会有哪些要求？", (), "每学期不少于三次", "每次不超过90分钟"),
    ],
)  # fmt: skip
def test_the_reader_comes_to_the_key_with_the_text_and_not_without(asked: Item) -> None:
    assert answers(asked, TEXT)
    if asked.key != ("错误",):
        assert not answers(asked, "图书馆周一至周五开放到晚上十点。")


def test_a_guesser_learns_what_gives_keys_away_in_other_documents() -> None:
    def bank(tell: str) -> list[Item]:
        return [
            item(Kind.SINGLE_CHOICE, f"第{n}项工作由（　）负责办理。", ("支部甲", "小组乙", f"委员{tell}丙", "书记丁"), f"委员{tell}丙", document=f"{n}.md")
            for n in range(80)
        ]  # fmt: skip

    (told,) = measure_guesses(bank("会的全体"))
    assert (told.rate, told.chance) == (1.0, 0.25)
    even = [
        item(Kind.SINGLE_CHOICE, f"第{n}项工作由（　）负责办理。", FOUR, FOUR[n % 4], document=f"{n}.md") for n in range(80)
    ]
    (found,) = measure_guesses(even)
    assert abs(found.rate - 0.25) < 4 * found.error


def test_too_few_items_to_learn_from_are_guessed_blindly() -> None:
    guesses = measure_guesses([item(Kind.TRUE_FALSE, f"第{n}个说法。", BOTH, "正确", document=f"{n}") for n in range(12)])
    assert [(one.kind, one.of, one.chance) for one in guesses] == [(Kind.TRUE_FALSE, 12, 0.5)]


@pytest.mark.parametrize(("value", "freedom", "p"), [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (13.277, 4, 0.01), (15.086, 5, 0.01)])
def test_chi_squared_is_the_one_in_the_tables(value: float, freedom: int, p: float) -> None:
    assert chi_squared_p(value, freedom) == pytest.approx(p, rel=0.005)


def test_balance_counts_places_against_even_ones() -> None:
    assert balance([(n % 4, 4) for n in range(40)]).p == 1.0
    assert balance([(0, 4)] * 40).chi_squared == pytest.approx(120)
    assert balance([]).places == ()


def test_the_bank_is_measured_beside_the_same_without_the_gate() -> None:
    report = measure_quiz(cut(RULES), [entry()])
    gated, plain = report.banks
    assert (gated.name, plain.name) == (GATED, PLAIN)
    assert 0 < gated.items < plain.items
    assert gated.duplicates.count == 0 < plain.duplicates.count
    assert report.normative_items <= gated.items
    assert report.per_thousand[0] == 1000 * gated.items / sum(len(line) for line in RULES.splitlines())
    assert gated.answered_all is not None
    assert gated.answered_all.of == gated.items


def test_a_superseded_text_is_no_normative_text_to_be_asked_about() -> None:
    old = cut(RULES, "old.md", "旧细则")
    report = measure_quiz([*cut(RULES), *old], [entry(), entry("old.md", "旧细则", status=Status.SUPERSEDED)])
    assert report.normative == measure_quiz(cut(RULES), [entry()]).normative
    assert report.characters == 2 * sum(len(line) for line in RULES.splitlines())


def test_a_folder_of_texts_and_one_of_questions_by_people(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(RULES, "utf-8")
    texts = read_quiz_texts(tmp_path, read)
    assert [document.path for document in texts.documents] == ["a.md"]
    rows = [
        {"question": "读书会每学期（ ）次。", "options": {"A": "三", "B": "五"}, "answer": "A", "type": "single"},
        {"question": "以上说法都对。", "options": {"A": "是", "B": "否"}, "answer": "B", "type": "judge"},
        {"question": "哪些是？", "options": {"A": "甲", "B": "乙", "C": "丙"}, "answer": "AC", "type": "multiple"},
        {"question": "____是什么？", "options": {}, "answer": ["丁"], "type": "fill"},
    ]
    (tmp_path / "people.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    human = read_quiz_texts(tmp_path, read).human
    assert [(one.kind, one.key) for one in human] == [
        (Kind.SINGLE_CHOICE, ("三",)), (Kind.TRUE_FALSE, ("错误",)), (Kind.MULTIPLE_CHOICE, ("甲", "丙")),
    ]  # fmt: skip
    report = measure_quiz([], [], human)
    assert [(bank.name, bank.items, bank.answered) for bank in report.banks] == [(HUMAN, 3, None)]
    assert report.per_thousand == (None, None)


def test_a_folder_with_nothing_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_quiz_texts(tmp_path, read)


def test_the_command_prints_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "细则.md").write_text(RULES, "utf-8")
    assert main(["eval", "quiz", "--data", str(tmp_path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["items_per_1000_characters"] > 3
    assert {"round_trip", "guessed", "chi_squared", "longest_is_key", "duplicates", "items_per_second"} <= document["banks"][0].keys()
    assert main(["eval", "quiz", "--data", str(tmp_path)]) == 0
    assert "no gate" in capsys.readouterr().out
