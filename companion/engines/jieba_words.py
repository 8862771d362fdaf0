"""Chinese words by jieba, for the baseline that an evaluation measures beside characters."""

import logging
from collections.abc import Callable, Sequence


def word_cutter() -> Callable[[str], Sequence[str]] | None:
    """What cuts a text into words; None where the extra ``eval`` is not installed."""
    try:
        import jieba
    except ImportError:
        return None
    jieba.setLogLevel(logging.WARNING)
    cut: Callable[[str], Sequence[str]] = jieba.lcut
    return cut
