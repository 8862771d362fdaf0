"""Fusion: one ranking out of what words, meaning and single sentences say of a question's candidates."""

import numpy as np
from numpy.typing import NDArray

# Weights that hold over public sets of encyclopaedia, court, web, university and legal texts: `companion eval retrieval`.
WORDS, MEANING, SENTENCE, RANK = 0.15, 0.25, 0.5, 0.1
RANK_CONSTANT = 10

Scores = NDArray[np.floating]


def fuse(lexical: Scores, cosines: Scores) -> NDArray[np.float64]:
    """How well each candidate fits, from its lexical score and its cosine; both and the result of shape (candidates,).

    A convex combination of the two, the lexical one stretched to its highest and the cosine to 0 to 1 over the
    candidates (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023), and of
    the reciprocal ranks in both (Cormack, Clarke and Büttcher, SIGIR 2009), which holds down a score far from all others.
    What ``SENTENCE`` is the weight of comes on top: see search.retrieval.
    """
    most = float(lexical.max(initial=0.0))
    by_words = lexical / most if most > 0 else np.zeros(len(lexical))
    least = float(cosines.min(initial=1.0))
    height = float(cosines.max(initial=least)) - least
    by_meaning = (cosines - least) / height if height > 0 else np.ones(len(cosines))
    ranks = _reciprocal(lexical) * (lexical > 0) + _reciprocal(cosines)
    return np.asarray(WORDS * by_words + MEANING * by_meaning + RANK * ranks, np.float64)


def _reciprocal(scores: Scores) -> NDArray[np.float64]:
    """1 for the highest score, (k + 1) / (k + rank) for the others."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return (RANK_CONSTANT + 1) / (RANK_CONSTANT + ranks)
