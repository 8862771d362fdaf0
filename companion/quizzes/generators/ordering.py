"""Ordering: steps that the text puts in order, shuffled."""

import re
from collections.abc import Iterator, Sequence

from companion.quizzes.candidates import Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.generators.common import listed, named_in, place, source, target
from companion.quizzes.items import Kind
from companion.quizzes.sequences import sequence, steps_of
from companion.quizzes.worth import worth, worth_of_list
from companion.texts.documents import Passage


def generate(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    for statement in corpus.statements(passage):
        found = sequence(statement.text, statement.focus)
        if found:
            front, back = statement.text[: found.start], statement.text[found.end :]
            called = "各步" if re.search(r"程序|步骤|流程", statement.text) else "各项"
            stem = named_in(passage, f"“{front}……{back}”其中省略的{called}，正确的先后顺序是怎样的？")
            yield _candidate(
                passage, corpus, stem, found.steps, source(statement), statement.quote, target(statement, found.start),
                worth(statement) + 1,
            )  # fmt: skip
    for one in corpus.lists(passage):
        steps = steps_of(one)
        if steps:
            quote = one.quote()
            stem = named_in(passage, f"“{one.lead.rstrip('：')}”，正确的先后顺序是怎样的？")
            yield _candidate(passage, corpus, stem, steps, listed(one), quote, place(one), worth_of_list(one))


def _candidate(
    passage: Passage, corpus: Corpus, stem: str, steps: Sequence[str], rationale: str, quote: str, where: str, value: float
) -> Candidate:
    """The steps as options, in an order that is not the right one."""
    shuffled = sorted(steps, key=lambda step: corpus.number(stem, step))
    if shuffled == list(steps):
        shuffled = shuffled[1:] + shuffled[:1]
    return Candidate(
        Kind.ORDERING, stem, tuple(shuffled), tuple(steps), rationale, passage, quote, where, value
    )
