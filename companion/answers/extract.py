"""The sentences that answer a question, verbatim, without a language model."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
_OWN = 0.4  # of the best sentence's share of the question, likewise, if it stands in another passage
_SHORT = 8
_LESSER = 0.3  # taken off for a heading, a scrap, and a text that another has replaced
_SAME = 0.75  # share of common character pairs from which two sentences say the same
_TOGETHER = 100  # characters up to which the parts between semicolons are one sentence
_NUMBER = re.compile(r"[（(]?\w{1,3}[.．、)）]")
_STOPS = re.compile(r"[。！？；：:;.!?|]")
_TITLE = 40  # characters of a line without a stop that may be a title, a byline or a date
@dataclass(frozen=True)
class _Candidate:
    document: Document
    evidence: Evidence
    start: int  # offsets in the document's text
    end: int
    share: float  # of the question that stands in the sentence itself
    score: float

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def outdated(self) -> bool:
        return self.document.entry.status is Status.SUPERSEDED


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
        for start, end in _sentences(source.text, item.passage.start, item.passage.end):
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
        share = _share(text, weights)
        nearby = _share(around, {term: weight for term, weight in weights.items() if term not in text}, sum(weights.values()))
        fits = sum(bool(pattern.search(text)) for pattern in wanted) / len(wanted) if wanted else 0.5
        score = share + _AROUND * nearby + _FIT * fits + _BY_RANK * item.score / top
        if source.entry.status is Status.SUPERSEDED:
            score -= _LESSER
        found.append(_Candidate(source, item, start, end, share, score - (_LESSER if _is_scrap(text) else 0.0)))
    return found


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences, a number in front of one not parted from it, and short ones that a semicolon joins taken together."""
    held: tuple[int, int] | None = None
    for span in sentences(text, start, end):
        if held is not None:
            before = text[held[0] : held[1]]
            together = span[1] - held[0] <= _TOGETHER and before.endswith(("；", ";"))
            if "\n" not in text[held[1] : span[0]] and (together or _NUMBER.fullmatch(before)):
                held = held[0], span[1]
                continue
            yield held
        held = span
    if held is not None:
        yield held


def _share(text: str, weights: Mapping[str, float], total: float | None = None) -> float:
    """The weights of the terms in ``text`` as a share of ``total``, by default of all."""
    total = sum(weights.values()) if total is None else total
    return sum(weight for term, weight in weights.items() if term in text) / total if total else 0.0


def _is_scrap(text: str) -> bool:
    return len(text) < _SHORT or mark_of(text).whole or (len(text) < _TITLE and not _STOPS.search(text) and not is_point(text))


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
        if candidate.evidence is not best.evidence and candidate.share < _OWN * candidates[0].share:
            continue
        fits = length + len(candidate.text) <= limit and not candidate.text.endswith(("：", ":"))
        outdated = candidate.outdated and not best.outdated
        if fits and not outdated and not _is_scrap(candidate.text) and not any(_repeats(candidate, other) for other in chosen):
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
        if last and _follows(last, candidate):
            joined[-1] = replace(last, end=candidate.end)
        else:
            joined.append(candidate)
    return joined


def _follows(last: _Candidate, candidate: _Candidate) -> bool:
    """Whether the one begins where the other ends, under the same headings: a citation names one place."""
    return (
        last.document.path == candidate.document.path
        and last.evidence.passage.heading == candidate.evidence.passage.heading
        and not last.document.text[last.end : candidate.start].strip()
    )


def _cite(candidate: _Candidate) -> Citation:
    pages = candidate.document.pages_of(candidate.start, candidate.end)
    return candidate.evidence.passage.cite(candidate.text, pages=pages)
