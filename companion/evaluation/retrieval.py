"""How often the right passage is found, and how often without one of retrieval's parts."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from companion.answers.answers import Answer
from companion.errors import UsageError
from companion.evaluation.bench import Bench, Remembering, Words
from companion.evaluation.figures import Share, Times, share, some, times
from companion.evaluation.questions import Question
from companion.search.lexical import LexicalIndex
from companion.texts.documents import Passage, Status

DEPTH = 50  # pieces ranked, so that there are ten different passages among them
RANKS = 10
FUSED, ENCODER, CHARACTERS, WORDS = "fused", "encoder", "BM25 characters", "BM25 words"
CLAUSES = "article_lookup"  # the kind of question that asks for a place by its number

Rank = Callable[[str], Sequence[Passage]]


@dataclass(frozen=True)
class Row:
    """One ranking on one kind of question: ``hit1`` and ``hit5`` are shares, ``mrr`` the mean reciprocal rank to 10.

    ``kind`` is "" for all questions together. With ``simplified`` the questions were asked in that script.
    """

    ranking: str
    kind: str
    simplified: bool
    questions: int
    hit1: float
    hit5: float
    mrr: float
    times: Times  # the question's encoding counted where it is needed


@dataclass(frozen=True)
class RetrievalReport:
    """``clauses``: how often the first quotation of an answer is from the article asked for by its number.

    ``outdated_first``: of the questions about a text that replaced another one, those for which the old one came first.
    """

    rows: tuple[Row, ...]
    left_out: tuple[str, ...]  # rankings whose machinery is not installed
    clauses: Share | None
    outdated_first: Share | None


def measure_retrieval(bench: Bench, most: int = 0) -> RetrievalReport:
    """Rank the passages for at most ``most`` questions, evenly taken (0: all). Raises UsageError where there are none."""
    asked = [question for question in bench.set.questions if question.documents and question.distinct]
    questions = some(asked, most)
    if not questions:
        raise UsageError(
            f"{bench.set.name} 里没有可以用来检索的问题。",
            f"{bench.set.name} has no questions with a passage to be found.",
        )
    index, encoder = bench.index(), Remembering(bench.encoder)
    answerer = bench.make_answerer(index, encoder)
    passages = index.passages()
    texts = [passage.context for passage in passages]
    rankings: dict[str, Rank] = {
        FUSED: lambda question: [one.passage for one in answerer.retriever.retrieve(question, DEPTH)],
        ENCODER: lambda question: [one for one, _ in index.nearest(encoder.encode_question(question), DEPTH)],
        CHARACTERS: _by(LexicalIndex(texts), passages),
    }
    if bench.words is not None:
        rankings[WORDS] = _by_words(bench.words, texts, passages)
    answerer.retriever.retrieve(questions[0].text)  # what is loaded once
    rows: list[Row] = []
    first: dict[str, Passage] = {}
    for simplified in (False, True):
        some_asked = [question for question in questions if question.simplified or not simplified]
        if some_asked:
            encoding = _encode(encoder, some_asked, simplified)
            for name, rank in rankings.items():
                ranks, seconds, heads = _measure(
                    some_asked, rank, simplified, encoding if name in (FUSED, ENCODER) else {}
                )
                rows += _rows(name, some_asked, ranks, seconds, simplified)
                if name == FUSED and not simplified:
                    first = heads
    clauses = [question for question in questions if question.kind == CLAUSES]
    quoted = [_quotes(answerer.answer(question.text), question) for question in clauses]
    left_out = () if bench.words is not None else (WORDS,)
    return RetrievalReport(
        tuple(rows), left_out, share(quoted) if clauses else None, _outdated_first(bench, questions, first)
    )


def _by(lexical: LexicalIndex, passages: Sequence[Passage]) -> Rank:
    return lambda question: [passages[at] for at in np.argsort(-lexical.scores(question), kind="stable")[:DEPTH]]


def _by_words(words: Words, texts: Sequence[str], passages: Sequence[Passage]) -> Rank:
    """The same BM25 with words in place of characters: every word is spelled as a number of its own."""
    numbers: dict[str, int] = {}

    def spelled(text: str) -> str:
        return " ".join(f"w{numbers.setdefault(word, len(numbers))}" for word in words(text) if word.strip())

    rank = _by(LexicalIndex([spelled(text) for text in texts]), passages)
    return lambda question: rank(spelled(question))


def _encode(encoder: Remembering, questions: Sequence[Question], simplified: bool) -> Mapping[str, float]:
    """The seconds that each question's encoding took; after this it is remembered."""
    seconds = {}
    for question in questions:
        began = time.perf_counter()
        encoder.encode_question(_text(question, simplified))
        seconds[question.id] = time.perf_counter() - began
    return seconds


def _measure(
    questions: Sequence[Question], rank: Rank, simplified: bool, before: Mapping[str, float]
) -> tuple[list[int], list[float], dict[str, Passage]]:
    """For each question the rank of the first right passage (0: none in ten) and the seconds; and what came first."""
    ranks: list[int] = []
    seconds: list[float] = []
    first: dict[str, Passage] = {}
    for question in questions:
        began = time.perf_counter()
        found = rank(_text(question, simplified))
        seconds.append(time.perf_counter() - began + before.get(question.id, 0.0))
        units: dict[str, bool] = {}
        for passage in found:
            unit = question.unit(passage)
            units[unit] = units.get(unit, False) or question.is_right(passage)
        right = list(units.values())[:RANKS]
        ranks.append(right.index(True) + 1 if True in right else 0)
        if found:
            first[question.id] = found[0]
    return ranks, seconds, first


def _rows(
    name: str, questions: Sequence[Question], ranks: Sequence[int], seconds: Sequence[float], simplified: bool
) -> Iterator[Row]:
    kinds = sorted({question.kind for question in questions})
    for kind in ["", *kinds] if len(kinds) > 1 else [""]:
        mine = [at for at, question in enumerate(questions) if kind in ("", question.kind)]
        count = len(mine)
        hits = [sum(0 < ranks[at] <= k for at in mine) / count for k in (1, 5)]
        mrr = sum(1 / ranks[at] for at in mine if ranks[at]) / count
        yield Row(name, kind, simplified, count, hits[0], hits[1], mrr, times([seconds[at] for at in mine]))


def _quotes(reply: object, question: Question) -> bool:
    """Whether the first quotation is from the article asked for."""
    if not isinstance(reply, Answer):
        return False
    first = reply.citations[0]
    return first.document in question.documents and question.article in first.heading.split()


def _outdated_first(bench: Bench, questions: Sequence[Question], first: Mapping[str, Passage]) -> Share | None:
    entries = [document.entry for document in bench.set.documents]
    outdated = {entry.path for entry in entries if entry.status is Status.SUPERSEDED and entry.superseded_by}
    newer = {entry.superseded_by for entry in entries if entry.path in outdated}
    about = [question for question in questions if question.documents & newer and question.id in first]
    return share([first[question.id].document in outdated for question in about]) if about else None


def _text(question: Question, simplified: bool) -> str:
    return question.simplified if simplified else question.text
