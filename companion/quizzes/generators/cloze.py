"""Cloze: a number, a defined term or a member of a list left blank, to be typed; or a name, to be found in a word list."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from companion.quizzes.amounts import Amount, amounts
from companion.quizzes.candidates import CLOZE_BLANK, Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.facts import claim, definition, formulas, subjects
from companion.quizzes.generators.common import (
    blanked,
    other_institutions,
    other_subjects,
    source,
    target,
)
from companion.quizzes.items import Kind
from companion.quizzes.rules import bodies, institution, other_bodies
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
                one = _candidate(statement, amount.start, accepted, worth(statement, amount))
                yield replace(one, usual=corpus.usual(amount, text[amount.number_end :]))
        term = definition(text)
        if term and 2 <= len(term.term) <= 8:
            yield _candidate(statement, term.start, (term.term,), worth(statement, term))
        for formula in formulas(text, focus):
            if len(formula.members) >= 3:
                at, member = corpus.choose(formula.members, statement.quote)
                yield _candidate(statement, at, (member,), worth(statement, formula))
        for start, word, others, value in _names(statement, corpus):
            yield from _with_words(statement, start, word, others, value, corpus)
        said = claim(text)
        if said and said.turned and len(said.asked) <= 10:
            yield _candidate(statement, said.start, (said.asked,), worth(statement, said))


def _names(statement: Statement, corpus: Corpus) -> Iterator[tuple[int, str, Sequence[str], float]]:
    """Names that nobody could be asked to type word for word: where each begins, what else could stand there, its worth."""
    text, focus = statement.text, statement.focus
    for subject in subjects(text, focus):
        yield subject.start, subject.name, other_subjects(subject, statement, corpus), worth(statement, subject)
    for body in bodies(text, focus):
        yield body.start, body.name, other_bodies(body), worth(statement) + 1
    found = institution(text, focus)
    if found:
        yield *found, other_institutions(found[1], statement, corpus), worth(statement) + 1


def _with_words(
    statement: Statement, start: int, word: str, others: Sequence[str], value: float, corpus: Corpus
) -> Iterator[Candidate]:
    """With a list of five words, if there are so many that the texts do not bear out."""
    front, back = statement.text[:start], statement.text[start + len(word) :]
    wrong: list[str] = []
    for other in dict.fromkeys(others):
        apart = all(other not in taken and taken not in other for taken in wrong)
        if apart and len(wrong) < 4 and not corpus.states(front + other + back, other):
            wrong.append(other)
    if len(wrong) == 4:
        one = _candidate(statement, start, (word,), value)
        words = tuple(sorted([word, *wrong], key=lambda option: corpus.number(one.stem, option)))
        yield replace(one, options=words, claims=tuple((front + other + back, other) for other in wrong))


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
