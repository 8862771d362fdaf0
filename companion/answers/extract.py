"""The sentences that answer a question, verbatim, without a language model."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from companion.answers.terms import Rarity, coverage, expected, terms
from companion.search.evidence import Evidence
from companion.search.lexical import fold
from companion.texts.documents import Citation, Document
from companion.texts.sentences import sentences

LIMIT = 160
_PASSAGES = 6  # whose sentences are compared
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
    found: list[_Candidate] = []
    seen: set[str] = set()
    for item in evidence:
        source = document(item.passage.document)
        for start, end in sentences(source.text, item.passage.start, item.passage.end):
            text = source.text[start:end]
            if text not in seen:
                seen.add(text)
                found.append(_Candidate(source, item, start, end, 0.0))
    rarity = _rarity_among([fold(candidate.text) for candidate in found])
    top = evidence[0].score if evidence else 1.0
    return [
        _Candidate(c.document, c.evidence, c.start, c.end, _score(c, asked, wanted, rarity, top)) for c in found
    ]


def _score(candidate: _Candidate, asked: Sequence[str], wanted: Sequence[re.Pattern[str]], rarity: Rarity, top: float) -> float:
    text = fold(candidate.text)
    covered = coverage(asked, text, rarity)
    fits = sum(bool(pattern.search(candidate.text)) for pattern in wanted) / len(wanted) if wanted else 0.5
    rank = candidate.evidence.score / top if top else 1.0
    return covered + 0.15 * fits + 0.3 * rank - (0.3 if len(text) < 8 else 0.0)


def _rarity_among(texts: Sequence[str]) -> Rarity:
    def rarity(term: str) -> float:
        count = sum(term in text for text in texts)
        return math.log1p((len(texts) - count + 0.5) / (count + 0.5))

    known: dict[str, float] = {}

    def remembered(term: str) -> float:
        if term not in known:
            known[term] = rarity(term)
        return known[term]

    return remembered


def _choose(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    best = candidates[0]
    chosen = [best]
    length = len(best.text)
    for candidate in candidates[1:]:
        if candidate.score < 0.5 * best.score:
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
