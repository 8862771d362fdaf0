"""Cloze: a number, a defined term or a member of a list left blank, to be typed."""

from collections.abc import Iterator

from companion.quizzes.amounts import Amount, amounts
from companion.quizzes.candidates import CLOZE_BLANK, Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.facts import claim, definition, formulas
from companion.quizzes.generators.common import blanked, source, target
from companion.quizzes.items import Kind
from companion.quizzes.statements import Statement
from companion.quizzes.worth import worth
from companion.texts.documents import Passage
from companion.texts.numerals import chinese


def generate(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    for statement in corpus.statements(passage):
        text, focus = statement.text, statement.focus
        for amount in amounts(text, focus):
            if amount.form not in ("double", "weekday"):
                key = text[amount.start : amount.number_end]
                accepted = tuple(dict.fromkeys((key, *_other_ways(amount, key))))
                yield _candidate(statement, amount.start, accepted, worth(statement, amount))
        term = definition(text)
        if term and 2 <= len(term.term) <= 8:
            yield _candidate(statement, term.start, (term.term,), worth(statement, term))
        for formula in formulas(text, focus):
            if len(formula.members) >= 3:
                at, member = corpus.choose(formula.members, statement.quote)
                yield _candidate(statement, at, (member,), worth(statement, formula))
        said = claim(text)
        if said and said.turned and len(said.asked) <= 10:
            yield _candidate(statement, said.start, (said.asked,), worth(statement, said))


def _candidate(statement: Statement, start: int, key: tuple[str, ...], value: float) -> Candidate:
    stem = blanked(statement, start, start + len(key[0]), CLOZE_BLANK)
    return Candidate(
        Kind.CLOZE, stem, (), key, source(statement), statement.passage, statement.quote, target(statement, start), value
    )


def _other_ways(amount: Amount, key: str) -> Iterator[str]:
    """Other replies that say the same: the number in the other numerals, and with its unit."""
    if amount.form == "plain" and amount.values[0] == amount.values[0].to_integral_value():
        value = int(amount.values[0])
        if value < 100_000_000:
            yield str(value) if not key.isdigit() else chinese(value) if amount.unit[0] >= "一" else str(value)
    if amount.text != key:
        yield amount.text
