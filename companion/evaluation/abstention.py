"""How often a question without an answer is refused, and how often one that has an answer: always both together.

Besides questions that come as unanswerable, answerable ones become so while the documents that answer them are left out of
the index. Near-duplicates that stay may still answer some of them; such an answer counts against us.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from companion.answers.answers import Abstention
from companion.errors import UsageError
from companion.evaluation.bench import Bench, Remembering
from companion.evaluation.figures import Share, share, some
from companion.evaluation.questions import Question

UNANSWERABLE, HELD_OUT, LEFT_OUT, OWN_PASSAGE = "unanswerable", "folds held out", "a fifth left out", "own passage only"
FIFTH = 5
SEED = 1


@dataclass(frozen=True)
class Refusals:
    """The shares refused in one trial. ``answerable`` was asked with every document at hand (or only its own: OWN_PASSAGE)."""

    trial: str
    unanswerable: Share
    answerable: Share


def measure_abstention(bench: Bench, most: int = 0) -> tuple[Refusals, ...]:
    """Every trial that the set allows, each with at most ``most`` questions of a kind, evenly taken (0: all).

    Raises UsageError where it allows none.
    """
    encoder = Remembering(bench.encoder)
    whole = bench.index()

    def refused(questions: Sequence[Question], without: Collection[str] = (), *, own: bool = False) -> list[bool]:
        answerer = bench.make_answerer(bench.index(without) if without else whole, encoder)
        return [
            isinstance(answerer.answer(one.text, sorted(one.documents) if own else one.context), Abstention)
            for one in questions
        ]

    asked = [one for one in bench.set.questions if one.documents and one.distinct]
    answerable = some(asked, most)
    with_all = share(refused(answerable))
    trials: list[Refusals] = []
    if bench.set.unanswerable:
        trials.append(Refusals(UNANSWERABLE, share(refused(some(bench.set.unanswerable, most))), with_all))
    if bench.set.folds:
        replies = [reply for fold, rows in _folds(answerable) for reply in refused(rows, _of_fold(bench, fold))]
        trials.append(Refusals(HELD_OUT, share(replies), with_all))
    elif asked:
        rows, without = _fifth(asked)
        trials.append(Refusals(LEFT_OUT, share(refused(some(rows, most), without)), with_all))
    alone = [one for one in bench.set.questions if not one.documents and one.context]
    if alone:
        within = share(refused(some([one for one in bench.set.questions if one.documents], most), own=True))
        trials.append(Refusals(OWN_PASSAGE, share(refused(some(alone, most))), within))
    if not trials:
        raise UsageError(f"{bench.set.name} 里没有问题。", f"There are no questions in {bench.set.name}.")
    return tuple(trials)


def _folds(questions: Sequence[Question]) -> Iterator[tuple[int, list[Question]]]:
    for fold in sorted({one.fold for one in questions if one.fold is not None}):
        yield fold, [one for one in questions if one.fold == fold]


def _of_fold(bench: Bench, fold: int) -> set[str]:
    return {path for path, mine in bench.set.folds.items() if mine == fold}


def _fifth(questions: Sequence[Question]) -> tuple[list[Question], set[str]]:
    """About a fifth of the documents that answer questions, at random, and all questions that nothing else answers."""
    most = len({path for one in questions for path in one.documents}) / FIFTH
    without: set[str] = set()
    for one in random.Random(SEED).sample(list(questions), len(questions)):
        if len(without) < most:
            without |= one.documents
    return [one for one in questions if one.documents <= without], without
