"""Multiple choice: which points stand in a list, among points of other lists of the same text that do not belong to it."""

from collections.abc import Iterator

from companion.quizzes.candidates import Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.generators.common import listed, named_in, place, strangers
from companion.quizzes.items import Kind
from companion.quizzes.lists import PointList
from companion.quizzes.worth import worth_of_list
from companion.texts.documents import Passage


def generate(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    for one in corpus.lists(passage):
        if one.question and len(one.usable) >= 2:
            yield from _candidate(one, corpus)


def _candidate(one: PointList, corpus: Corpus) -> Iterator[Candidate]:
    """Two or three of the points and one or two that do not belong; nothing where none surely does not."""
    quote = one.quote()
    order = sorted(one.usable, key=lambda point: corpus.number(quote, point.text))
    wrong = strangers(one, corpus)[:2]
    right = order[: 2 if len(wrong) == 2 and corpus.number(quote, "keys") % 2 else 3]
    if not wrong or len(right) + len(wrong) < 4:
        return
    wrong = wrong[: 4 - len(right)] if len(right) < 3 or corpus.number(quote, "wrong") % 2 else wrong
    short = all(option.endswith("的") for option in [*(point.text for point in right), *wrong])
    keys = tuple(point.text.removesuffix("的") if short else point.text for point in right)
    foils = [option.removesuffix("的") if short else option for option in wrong]
    stem = named_in(one.passage, one.question)
    yield Candidate(
        Kind.MULTIPLE_CHOICE,
        stem,
        tuple(sorted([*keys, *foils], key=lambda option: corpus.number(stem, option))),
        tuple(key for _, key in sorted((one.points.index(point), key) for point, key in zip(right, keys, strict=True))),
        listed(one),
        one.passage,
        quote,
        place(one),
        worth_of_list(one),
    )
