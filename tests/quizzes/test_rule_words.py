"""Every reason for which the gate refuses a candidate can be told to a secretary: ``rule.NAME`` in companion/ui/words/."""

from companion.quizzes.editing import NO_SOURCE
from companion.quizzes.gate import GATE
from companion.quizzes.generate import make_items
from companion.ui.words import WORDS
from tests.quizzes.texts import GUIDE, RULES, cut, entry


def test_every_rule_has_its_words() -> None:
    passages = [*cut(RULES), *cut(GUIDE, "guide.md", "读书会指南")]
    rejected = make_items(passages, [entry(), entry("guide.md", "读书会指南")]).rejected
    names = {rule.__name__ for rule in GATE} | rejected.keys() | {NO_SOURCE}
    assert not {name for name in names if f"rule.{name}" not in WORDS}
