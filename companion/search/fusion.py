"""Reciprocal rank fusion: one ranking out of several."""

from collections.abc import Sequence

RANK_CONSTANT = 10  # the source uses 60; short lists of passages are told apart better by a smaller one


def fuse(rankings: Sequence[Sequence[str]], constant: int = RANK_CONSTANT) -> list[tuple[str, float]]:
    """All names of the rankings (each best first, no name twice) with their fused scores, best first.

    A name's score is the sum over the rankings that hold it of 1 / (constant + rank), with ranks from 1: Cormack,
    Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods", SIGIR 2009.
    Names with equal scores stand in the order in which the rankings first name them.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, 1):
            scores[name] = scores.get(name, 0.0) + 1.0 / (constant + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
