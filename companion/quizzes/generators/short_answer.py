"""Short answer: the points of a list, the members of an enumeration, or what a term means; marked against key points."""

import re
from collections.abc import Iterator

from companion.quizzes.candidates import Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.facts import definition, enumeration, formulas, principle
from companion.quizzes.generators.common import listed, named_in, place, source, target
from companion.quizzes.items import Kind
from companion.quizzes.lists import PointList, clumsy, leaves_room
from companion.quizzes.rules import case, duty, holders, occasion
from companion.quizzes.statements import Statement, title_of
from companion.quizzes.worth import worth, worth_of_list
from companion.texts.documents import Passage

_MOST = 8  # more key points than this are more than anyone would write down


def generate(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    if passage.language == "en":
        return
    for one in corpus.lists(passage):
        if one.whole and one.question:
            yield from _of_list(one)
    for statement in corpus.statements(passage):
        yield from _of_statement(statement, corpus)


def _of_list(one: PointList) -> Iterator[Candidate]:
    wanted = [point for point in one.points if not leaves_room(point) or point.text.endswith("等")]
    short = [point for point in wanted if len(point.text) <= 30]
    if not 2 <= len(wanted) <= _MOST or any(clumsy(point.text) for point in wanted) or len(short) < len(wanted) - 1:
        return
    quote = one.quote()
    stem = one.question.replace("下列哪几项", "哪几项").replace("下列哪些", "哪些")
    yield Candidate(
        Kind.SHORT_ANSWER,
        named_in(one.passage, stem),
        (),
        tuple(point.text for point in wanted),
        listed(one),
        one.passage,
        quote,
        place(one),
        worth_of_list(one) - 0.5,
    )


def _of_statement(statement: Statement, corpus: Corpus) -> Iterator[Candidate]:
    found = enumeration(statement.text, statement.focus)
    if found:
        text = statement.text[: found.start]
        yield _candidate(statement, f"{text}哪些内容？" if found.verb not in ("分为", "分成") else f"{text}哪几种？", found.members, found.start, 1)
    front, said = statement.text[: statement.focus], statement.text[statement.focus :]
    own = duty(said) if not front else None
    at_times = occasion(said) if not front else None
    found_case = case(said) or at_times or (own if own and corpus.names(statement, own.case) == 1 else None)
    if found_case and found_case.answer not in front and "：" not in front:
        key = tuple(re.split(r"，(?:并(?!且|处)|(?=同时|并处))", found_case.answer))
        yield _candidate(statement, front + found_case.question, key, len(front) + found_case.start, 1)
    held = holders(said) if not front else None
    if held:
        yield _candidate(statement, held.question, held.members, 0, 1)
    for formula in formulas(statement.text, statement.focus):
        asked = principle(statement.text, formula)
        if asked:
            key = tuple(member for _, member in formula.members)
            yield _candidate(statement, asked, key, formula.members[0][0], 1)
    term = definition(statement.text)
    if term:
        called = "所称" in statement.quote
        question = f"{title_of(statement.passage)}所称的“{term.term}”是指什么？" if called else f"“{term.term}”是指什么？"
        yield _candidate(statement, question, (term.meaning,), term.start, 3)


def _candidate(statement: Statement, question: str, key: tuple[str, ...], start: int, more: float) -> Candidate:
    return Candidate(
        Kind.SHORT_ANSWER,
        named_in(statement.passage, question),
        (),
        key,
        source(statement),
        statement.passage,
        statement.quote,
        target(statement, start),
        worth(statement) + more,
    )
