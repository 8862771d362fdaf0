"""The sentences that answer a question, verbatim, without a language model."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.answers.lists import is_point, list_around
from companion.answers.terms import expected, terms, wants_list
from companion.search.evidence import Evidence
from companion.search.lexical import fold
from companion.texts.documents import Citation, Document, Passage, Status
from companion.texts.sentences import sentences
from companion.texts.structure import mark_of

LIMIT = 160
_PASSAGES = 6  # whose sentences are compared
# Measured on public questions with marked answers: see benchmarks/answers.py.
_BY_RANK = 0.8  # what the best passage's rank counts, against 1 for all of the question's terms
_AROUND = 0.6  # what a term counts that stands only near the sentence, or in the title or headings above it
_NEAR = 60  # characters before and after
_FIT = 0.12  # what it counts to hold the kind of thing that is asked for
_ENOUGH = 0.7  # of the best sentence's score, for another to be quoted beside it
_SHORT = 8
_LESSER = 0.3  # taken off for a heading, a scrap, and a text that another has replaced
_SAME = 0.75  # share of common character pairs from which two sentences say the same
_ENDS = re.compile(r"[。！？；：:;.!?\d]")
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
    return tuple(_cite(chosen) for chosen in _choose(candidates, question, limit))


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
        if source.entry.status is Status.SUPERSEDED:
            score -= _LESSER
        found.append(_Candidate(source, item, start, end, score))
    return found


def _score(text: str, around: str, weights: Mapping[str, float], wanted: Sequence[re.Pattern[str]]) -> float:
    """How much of the question stands in the sentence, and of what it asks for. A term near by counts in part."""
    total = sum(weights.values()) or 1.0
    covered = sum(weight for term, weight in weights.items() if term in text) / total
    nearby = sum(weight for term, weight in weights.items() if term not in text and term in around) / total
    fits = sum(bool(pattern.search(text)) for pattern in wanted) / len(wanted) if wanted else 0.5
    return covered + _AROUND * nearby + _FIT * fits - (_LESSER if _is_scrap(text) else 0.0)


def _is_scrap(text: str) -> bool:
    return len(text) < _SHORT or mark_of(text).whole or not _ENDS.search(text)


def _rarity(term: str, texts: Sequence[str]) -> float:
    count = sum(term in text for text in texts)
    return math.log1p((len(texts) - count + 0.5) / (count + 0.5))


def quote_whole(
    passages: Sequence[Passage], document: Callable[[str], Document], *, limit: int = 3 * LIMIT
) -> tuple[Citation, ...]:
    """These passages' text, neighbours of one heading in one citation, each ended after a sentence beyond ``limit``."""
    citations: list[Citation] = []
    at = 0
    while at < len(passages):
        first = last = passages[at]
        while at + 1 < len(passages) and passages[at + 1].heading == first.heading and passages[at + 1].start >= last.end:
            at += 1
            last = passages[at]
        at += 1
        source = document(first.document)
        end = first.start
        for _, stop in sentences(source.text, first.start, last.end):
            if stop - first.start > limit and end > first.start:
                break
            end = stop
        if end > first.start:
            citations.append(first.cite(source.text[first.start : end], pages=source.pages_of(first.start, end)))
    return tuple(citations)


def _choose(candidates: Sequence[_Candidate], question: str, limit: int) -> list[_Candidate]:
    """The best sentence, whole, and with it others nearly as good that say something else, up to the limit."""
    best = _whole(candidates[0], wants_list(question), limit)
    chosen = [best]
    length = len(best.text)
    for candidate in candidates[1:]:
        if candidate.score < _ENOUGH * candidates[0].score:
            break
        fits = length + len(candidate.text) <= limit
        if fits and not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
            length += len(candidate.text)
    return _in_reading_order(chosen)


def _whole(best: _Candidate, listed: bool, limit: int) -> _Candidate:
    """The best sentence with its list, if it introduces one, or if a list was asked for and it is a point of one."""
    text = best.document.text
    if not listed and is_point(text[text.rfind("\n", 0, best.start) + 1 : best.end].strip()):
        return best
    start, end = list_around(text, best.start, best.end, 2 * limit)
    return replace(best, start=start, end=end)


def _repeats(candidate: _Candidate, other: _Candidate) -> bool:
    """Whether the one lies within the other, or says the same in nearly the same words."""
    if candidate.document.path == other.document.path and other.start <= candidate.start < other.end:
        return True
    mine, theirs = _pairs(candidate.text), _pairs(other.text)
    return len(mine & theirs) >= _SAME * min(len(mine), len(theirs))


def _pairs(text: str) -> set[str]:
    plain = "".join(character for character in fold(text) if character.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or {plain}


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
