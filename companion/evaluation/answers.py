"""How often an answer holds what it should, how long it is, and how soon it is there."""

import statistics
import time
from dataclasses import dataclass

from companion.answers.answers import Answer
from companion.answers.extract import LIMIT
from companion.errors import UsageError
from companion.evaluation.bench import Bench
from companion.evaluation.figures import Share, Times, share, some, times


@dataclass(frozen=True)
class AnswerReport:
    """``inside``: of all questions asked, those whose answer holds the gold answer, white space aside.

    ``inside_answered`` counts only questions that were not refused. Lengths are characters of an answer's quotations.
    """

    inside: Share
    inside_answered: Share
    refused: Share
    mean_length: float
    over_limit: Share  # longer than LIMIT
    times: Times  # everything counted, the question's encoding, too


def measure_answers(bench: Bench, most: int = 0) -> AnswerReport:
    """Answer at most ``most`` questions whose gold answer is known, evenly taken (0: all). Raises UsageError if there are none."""
    questions = some([one for one in bench.set.questions if one.documents and one.answers], most)
    if not questions:
        raise UsageError(
            f"{bench.set.name} 里没有给出答案的问题。", f"{bench.set.name} has no questions with a known answer."
        )
    answerer = bench.make_answerer(bench.index(), bench.encoder)
    answerer.answer(questions[0].text)  # what is loaded once
    right: list[bool] = []
    lengths: list[int] = []
    seconds: list[float] = []
    for question in questions:
        began = time.perf_counter()
        reply = answerer.answer(question.text)
        seconds.append(time.perf_counter() - began)
        if isinstance(reply, Answer):
            quoted = "\n".join(citation.quote for citation in reply.citations)
            right.append(question.answered_by(quoted))
            lengths.append(sum(len("".join(citation.quote.split())) for citation in reply.citations))
    return AnswerReport(
        inside=Share(sum(right), len(questions)),
        inside_answered=share(right),
        refused=Share(len(questions) - len(right), len(questions)),
        mean_length=statistics.mean(lengths) if lengths else 0.0,
        over_limit=share([length > LIMIT for length in lengths]),
        times=times(seconds),
    )
