import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from companion.cli import quiz
from companion.cli.main import main, parser
from companion.quizzes.generate import make_items
from companion.quizzes.items import Kind
from tests.engines.test_index_commands import companion
from tests.parts import RULES as TALKS
from tests.quizzes.texts import RULES, cut, entry

ITEMS = make_items(cut(RULES), [entry()]).items


def parsed(*words: str) -> argparse.Namespace:
    return parser(["quiz"]).parse_args(["quiz", "make", *words])


def test_kinds_are_given_together_or_one_by_one() -> None:
    assert parsed("--kind", "cloze", "true_false").kind == parsed("--kind", "cloze", "--kind", "true_false").kind


@pytest.mark.parametrize("words", [["--count", "0"], ["--topic", " "]])
def test_what_cannot_be_done_is_said_in_a_sentence(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quiz", "make", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip().endswith("。")


@pytest.mark.parametrize("words", [["--kind", "essay"], ["--count", "many"]])
def test_malformed_arguments_end_with_status_2(words: Sequence[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(*words)
    assert ended.value.code == 2


def test_an_item_as_json_has_the_fields_of_the_contract() -> None:
    for item in ITEMS:
        data = quiz.item_json(item)
        assert list(data) == ["id", "kind", "stem", "options", "key", "rationale", "citation"]
        assert data["key"] == (item.key[0] if len(item.key) == 1 else list(item.key))
        assert list(data["citation"]) == ["document", "title", "heading", "first_page", "last_page", "quote"]


def test_the_text_shows_lettered_options_key_and_source() -> None:
    choice = next(item for item in ITEMS if item.kind is Kind.SINGLE_CHOICE)
    from companion.quizzes.generate import Generated

    text = quiz.as_text(Generated((choice,), {}))
    assert text.startswith(f"1. {choice.stem}")
    assert all(f"{letter}. {option}" in text for letter, option in zip("ABCD", choice.options, strict=True))
    assert f"答案：{'ABCD'[choice.options.index(choice.key[0])]}" in text
    assert "rules.md，第 1 页" in text
    assert quiz.as_text(Generated((), {})).startswith("没有合格的试题")


@pytest.mark.model
def test_a_topic_that_the_texts_do_not_touch_gives_no_items(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "办法.md").write_text(f"# 谈心办法\n\n{TALKS}", "utf-8")
    assert companion("index", folder=tmp_path).returncode == 0
    for topic, some in (("谈心谈话", True), ("量子色动力学", False)):
        done = companion("quiz", "make", "--topic", topic, "--json", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert bool(json.loads(done.stdout)["items"]) is some
        assert (topic in done.stderr) is not some
