"""The sentences that answer a question, verbatim, without a language model."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from companion.answers.terms import expected, terms
from companion.search.evidence import Evidence
from companion.search.lexical import fold
from companion.texts.documents import Citation, Document
from companion.texts.sentences import sentences

LIMIT = 160
_PASSAGES = 6  # whose sentences are compared
# Measured on public questions with marked answers: see benchmarks/answers.py.
_BY_RANK = 0.8  # what the best passage's rank counts, against 1 for all of the question's terms
_AROUND = 0.6  # what a term counts that stands only near the sentence, or in the title or headings above it
_NEAR = 60  # characters before and after
_FIT = 0.12  # what it counts to hold the kind of thing that is asked for
_ENOUGH = 0.7  # of the best sentence's score, for another to be quoted beside it
_SHORT = 8
_ITEM = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、)）]\s*(?!\d)|[①-⑳]|[-•·*]\s"
)


@dataclass(frozen=True)
class _Candidate:
    document: Document
    evidence: Evidence
    start: int  # offsets in the document's text
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


def quote(
    question: str,
    evidence: Sequence[Evidence],
    document: Callable[[str], Document],
    *,
    limit: int = LIMIT,
) -> tuple[Citation, ...]:
    """The sentences of the first passages that answer best, as citations in reading order, a document at a time.

    They hold at most about ``limit`` characters; the best sentence is given whole however long it is.
    ``document`` gives the document of a path. No evidence, no quotation.
    """
    candidates = _candidates(question, evidence[:_PASSAGES], document)
    if not candidates:
        return ()
    candidates.sort(key=lambda candidate: -candidate.score)
    return tuple(_cite(chosen) for chosen in _choose(candidates, limit))


def _candidates(question: str, evidence: Sequence[Evidence], document: Callable[[str], Document]) -> list[_Candidate]:
    asked, wanted = terms(question), expected(question)
    spans: list[tuple[Document, Evidence, int, int]] = []
    seen: set[str] = set()
    for item in evidence:
        source = document(item.passage.document)
        for start, end in sentences(source.text, item.passage.start, item.passage.end):
            text = source.text[start:end]
            if text not in seen:
                seen.add(text)
                spans.append((source, item, start, end))
    texts = [fold(source.text[start:end]) for source, _, start, end in spans]
    weights = {term: _rarity(term, texts) for term in asked}
    top = max((item.score for item in evidence), default=1.0) or 1.0
    found = []
    for text, (source, item, start, end) in zip(texts, spans, strict=True):
        around = fold(" ".join((item.passage.title, *item.passage.heading, source.text[max(0, start - _NEAR) : end + _NEAR])))
        score = _score(text, around, weights, wanted) + _BY_RANK * item.score / top
        found.append(_Candidate(source, item, start, end, score))
    return found


def _score(text: str, around: str, weights: Mapping[str, float], wanted: Sequence[re.Pattern[str]]) -> float:
    """How much of the question stands in the sentence, and of what it asks for. A term near by counts in part."""
    total = sum(weights.values()) or 1.0
    covered = sum(weight for term, weight in weights.items() if term in text) / total
    nearby = sum(weight for term, weight in weights.items() if term not in text and term in around) / total
    fits = sum(bool(pattern.search(text)) for pattern in wanted) / len(wanted) if wanted else 0.5
    return covered + _AROUND * nearby + _FIT * fits - (0.3 if len(text) < _SHORT else 0.0)


def _rarity(term: str, texts: Sequence[str]) -> float:
    count = sum(term in text for text in texts)
    return math.log1p((len(texts) - count + 0.5) / (count + 0.5))


def _choose(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    best = candidates[0]
    chosen = [best]
    length = len(best.text)
    for candidate in candidates[1:]:
        if candidate.score < _ENOUGH * best.score:
            break
        if length + len(candidate.text) <= limit:
            chosen.append(candidate)
            length += len(candidate.text)
    return _in_reading_order(chosen)


def _in_reading_order(chosen: Sequence[_Candidate]) -> list[_Candidate]:
    order = {path: place for place, path in enumerate(dict.fromkeys(c.document.path for c in chosen))}
    ordered = sorted(chosen, key=lambda c: (order[c.document.path], c.start))
    joined: list[_Candidate] = []
    for candidate in ordered:
        last = joined[-1] if joined else None
        if last and last.document.path == candidate.document.path and not last.document.text[last.end : candidate.start].strip():
            joined[-1] = _Candidate(last.document, last.evidence, last.start, candidate.end, max(last.score, candidate.score))
        else:
            joined.append(candidate)
    return joined


def _cite(candidate: _Candidate) -> Citation:
    pages = candidate.document.pages_of(candidate.start, candidate.end)
    return candidate.evidence.passage.cite(candidate.text, pages=pages)
