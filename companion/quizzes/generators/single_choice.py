"""Single choice: an amount, a term, a subject, a claim or a member of a list, among three of its kind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from companion.quizzes.amounts import amounts
from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK, Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.facts import claim, definition, formulas, subjects
from companion.quizzes.generators.common import (
    alternatives,
    blanked,
    listed,
    named_in,
    other_aims,
    other_claims,
    other_institutions,
    other_members,
    other_subjects,
    other_terms,
    place,
    source,
    strangers,
    target,
)
from companion.quizzes.items import Kind
from companion.quizzes.lists import PointList
from companion.quizzes.rules import aim, bodies, institution, other_bodies
from companion.quizzes.statements import Statement
from companion.quizzes.worth import worth, worth_of_list
from companion.texts.documents import Passage
from companion.texts.numerals import CHINESE


def generate(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    for statement in corpus.statements(passage):
        for start, key, others, value, usual in _questions(statement, corpus):
            yield from (replace(one, usual=usual) for one in _candidate(statement, start, key, others, value, corpus))
    for one in corpus.lists(passage):
        if one.question and one.usable:
            yield from _of_list(one, corpus)


def _of_list(one: PointList, corpus: Corpus) -> Iterator[Candidate]:
    """Which of four points stands in a list; the others stand in other lists of the text."""
    point = corpus.choose(one.usable, one.lead)
    options = [point.text, *strangers(one, corpus)[:3]]
    if len(options) < 4 or len({option.endswith("的") for option in options}) > 1:
        return
    stem = named_in(one.passage, re.sub("下列哪(?:些|几项)", "下列哪一项", one.question))
    yield Candidate(
        Kind.SINGLE_CHOICE,
        stem,
        tuple(sorted((option.removesuffix("的") for option in options), key=lambda option: corpus.number(stem, option))),
        (point.text.removesuffix("的"),),
        listed(one),
        one.passage,
        one.quote(),
        place(one, point.text),
        worth_of_list(one),
    )


def _questions(statement: Statement, corpus: Corpus) -> Iterator[tuple[int, str, Sequence[str], float, float]]:
    """Where the blank begins, what stood there, what else could have, how much it is worth asking, and how usual it is."""
    text, focus = statement.text, statement.focus
    for amount in amounts(text, focus):
        others = [variant.text for variant in alternatives(amount, statement, corpus.number(statement.quote, amount.text), corpus)]
        key = amount.text
        if amount.unit == "个" or amount.unit.isascii():  # the blank stands before 个, or it would part it from its noun
            key, others = (key.removesuffix(amount.unit).strip(), [other.removesuffix(amount.unit).strip() for other in others])
        yield amount.start, key, others, worth(statement, amount), corpus.usual(amount)
    term = definition(text)
    if term:
        yield term.start, term.term, other_terms(term.term, statement, corpus), worth(statement, term), 0
    for formula in formulas(text, focus):
        at, member = corpus.choose(formula.members, statement.quote)
        others = other_members(member, statement, corpus)
        yield at, member, others, worth(statement, formula), 0
    for subject in subjects(text, focus):
        others = other_subjects(subject, statement, corpus)
        yield subject.start, subject.name, others, worth(statement, subject), 0
    for body in bodies(text, focus):
        yield body.start, body.name, other_bodies(body), worth(statement) + 1, 0
    found = institution(text, focus)
    if found:
        yield *found, other_institutions(found[1], statement, corpus), worth(statement) + 1, 0
    put_first = aim(text, focus)
    if put_first:
        at, name, head = put_first
        yield at, name, other_aims(name, head, statement, corpus), worth(statement) + 1, 0
    said = claim(text)
    if said:
        yield said.start, said.asked, other_claims(said, statement, corpus), worth(statement, said), 0


def _candidate(
    statement: Statement, start: int, key: str, others: Sequence[str], value: float, corpus: Corpus
) -> Iterator[Candidate]:
    """One candidate with the first three of ``others`` that the texts do not bear out; none if there are not three."""
    front, back = statement.text[:start], statement.text[start + len(key) :]
    blank = CLOZE_BLANK if statement.passage.language == "en" else CHOICE_BLANK
    stem = blanked(statement, start, start + len(key), blank)
    wrong: list[str] = []
    for other in others:
        apart = all(other not in taken and taken not in other for taken in wrong) or other[:1].isdigit() or other[:1] in CHINESE
        if apart and other not in wrong and not corpus.states(front + other + back, other):
            wrong.append(other)
        if len(wrong) == 3:
            break
    else:
        return
    yield Candidate(
        Kind.SINGLE_CHOICE,
        stem,
        tuple(sorted([key, *wrong], key=lambda option: corpus.number(stem, option))),
        (key,),
        source(statement),
        statement.passage,
        statement.quote,
        target(statement, start),
        value,
        tuple((front + other + back, other) for other in wrong),
    )
