"""The words of the interface: the same in both languages, all of them used."""

import ast
import string
from pathlib import Path

import companion.ui
from companion.ui.words import PARTS, WORDS, language_of

SOURCES = sorted(Path(companion.ui.__file__).parent.glob("*.py"))


def used() -> tuple[set[str], set[str]]:
    """The texts written in the interface's sources outside the words themselves, and the beginnings of composed ones."""
    whole, beginnings = set(), set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return whole, {beginning for beginning in beginnings if beginning.endswith(".") and " " not in beginning}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    for key, (zh, en) in WORDS.items():
        assert zh.strip() and en.strip(), key
        assert fields(zh) <= fields(en) | {"month", "weekday"}, key
    assert fields(WORDS["date"][1]) <= {"weekday", "day", "name"}


def test_a_key_stands_in_one_part_only() -> None:
    assert sum(len(part.WORDS) for part in PARTS) == len(WORDS)


def test_no_word_is_unused() -> None:
    whole, beginnings = used()
    unused = {key for key in WORDS if key not in whole and not any(key.startswith(start) for start in beginnings)}
    assert not unused


def test_nothing_shouts() -> None:
    assert not [key for key, pair in WORDS.items() if "！" in pair[0] or "!" in pair[1]]


def test_the_switch_comes_before_the_browser_and_chinese_is_the_rest() -> None:
    assert language_of({"language": "en"}, "zh-CN") == "en"
    assert language_of({"language": "fr"}, "en-US,zh;q=0.8") == "en"
    assert language_of({}, "fr,zh-TW;q=0.5,en;q=0.9") == "en"
    assert language_of({}, "de;q=x, ,") == "zh"
    assert language_of({}) == "zh"
