"""The sentences that answer a question, verbatim, without a language model."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from companion.answers.lists import is_point, list_around
from companion.answers.ranking import LIST_LIMIT, Candidate, candidates
from companion.answers.terms import wants_list
from companion.search.evidence import Encoder, Evidence
from companion.search.lexical import fold
from companion.texts.documents import Citation, Document, Passage
from companion.texts.sentences import sentences
from companion.texts.structure import mark_of

LIMIT = 160  # characters of all quotations together, unless the best one alone is longer
_CLAUSE = 150  # characters of an article that is quoted whole
# Measured on public questions with marked answers: see benchmarks/answers.py.
_SURE = 0.8  # the chance, of the sentences chosen so far, from which no other is quoted beside them
_CLOSE = 0.25  # of the best sentence's chance, for another to be quoted beside it
_MOST = 3  # sentences
_SAME = 0.75  # share of common character pairs from which two sentences say the same
_FRAGMENT = re.compile(r"的[；;，,]?$")  # a point that only its introduction makes a sentence of
_LEANS = re.compile(
    r"(?:他|她|它|这|那|其|此|该|但|而|所以|因此|于是|同时|前款|上述|(?i:(?:he|she|it|they|this|that|these|those|but|so)\b))"
)


def quote(
    question: str,
    evidence: Sequence[Evidence],
    document: Callable[[str], Document],
    encoder: Encoder,
) -> tuple[Citation, ...]:
    """The sentences of the first passages that answer best, as citations, the best one first.

    One is enough where it stands out. Together they hold at most about LIMIT characters; the best one is given with its
    list, or with its article if that is short, however long. ``document`` gives the document of a path. No evidence, no
    quotation.
    """
    return quote_from(question, candidates(question, evidence, document, encoder))


def quote_from(question: str, found: Sequence[Candidate]) -> tuple[Citation, ...]:
    """The same from sentences that are ranked already."""
    return tuple(_cite(chosen) for chosen in _choose(found, wants_list(question))) if found else ()


def quote_whole(
    passages: Sequence[Passage], document: Callable[[str], Document], *, limit: int = 3 * LIMIT
) -> tuple[Citation, ...]:
    """These passages' text, neighbours of one heading in one citation, each ended after a sentence beyond ``limit``.

    Headings above an article are left out.
    """
    citations: list[Citation] = []
    at = 0
    while at < len(passages):
        first = last = passages[at]
        while (
            at + 1 < len(passages) and passages[at + 1].heading == first.heading and passages[at + 1].start >= last.end
        ):
            at += 1
            last = passages[at]
        at += 1
        source = document(first.document)
        start = below_headings(source.text, first.start, last.end)
        end = start
        for _, stop in sentences(source.text, start, last.end):
            if stop - start > limit and end > start:
                break
            end = stop
        if end > start:
            citations.append(first.cite(source.text[start:end], pages=source.pages_of(start, end)))
    return tuple(citations)


def _choose(found: Sequence[Candidate], listed: bool) -> list[Candidate]:
    """The best candidate as a whole, and others while it is not sure that the best one answers."""
    best = _rounded(found[0], listed)
    chosen = [best]
    sure, length, held = best.chance, len(best.text), best.held
    for candidate in found[1:]:
        if len(chosen) == _MOST or sure >= _SURE or candidate.chance < _CLOSE * best.chance:
            break
        if candidate.features.scrap or (candidate.outdated and not best.outdated):
            continue
        whole = _rounded(candidate, listed)
        if any(_repeats(whole, other) for other in chosen):
            sure += candidate.chance
            continue
        elsewhere = candidate.document.path != best.document.path
        if length + len(whole.text) > LIMIT or (elsewhere and not candidate.held - held):
            continue
        held |= candidate.held
        chosen.append(whole)
        sure += candidate.chance
        length += len(whole.text)
    return _in_order(chosen)


def _rounded(candidate: Candidate, listed: bool) -> Candidate:
    """The candidate grown to what can be read alone: a list, a short article, or the sentence that it leans on."""
    text = candidate.document.text
    start, end = candidate.start, candidate.end
    if is_point(text[text.rfind("\n", 0, start) + 1 : end].strip()) and (listed or _FRAGMENT.search(candidate.text)):
        start, end = list_around(text, start, end, LIST_LIMIT)
    article = _article(candidate)
    if article and article[0] <= start and end <= article[1]:
        start, end = article
    elif _LEANS.match(text[start:end]):
        line = text.rfind("\n", 0, start) + 1
        before = list(sentences(text, line, start))  # also beyond the passage's border
        if before and end - before[-1][0] <= LIMIT:
            start = before[-1][0]
    return replace(candidate, start=start, end=end)


def _article(candidate: Candidate) -> tuple[int, int] | None:
    """The span of the numbered article that is the candidate's whole passage, if it is short."""
    passage, text = candidate.evidence.passage, candidate.document.text
    if not passage.heading or mark_of(passage.heading[-1]).kind != "条":
        return None
    start = below_headings(text, passage.start, passage.end)
    opens = mark_of(text[start : passage.end]).kind == "条"
    rest = text[passage.end :].lstrip()
    ends = not rest or bool(mark_of(rest[: rest.find("\n")]).label)
    return (start, passage.end) if opens and ends and passage.end - start <= _CLAUSE else None


def below_headings(text: str, start: int, end: int) -> int:
    """Where the first line begins that is more than a heading; ``start`` where none is."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        line = text[at : end if stop < 0 else stop]
        if line.strip() and not mark_of(line.strip()).whole:
            return at + line.index(line.strip())
        if stop < 0:
            break
        at = stop + 1
    return start


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    """Whether the two overlap, or say the same in nearly the same words."""
    if candidate.document.path == other.document.path and other.start < candidate.end and candidate.start < other.end:
        return True
    mine, theirs = _pairs(candidate.text), _pairs(other.text)
    return len(mine & theirs) >= _SAME * min(len(mine), len(theirs))


def _pairs(text: str) -> set[str]:
    plain = "".join(character for character in fold(text) if character.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or {plain}


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The first of ``chosen`` with what it runs on with, then the others in reading order, a document at a time."""
    order = {path: place for place, path in enumerate(dict.fromkeys(c.document.path for c in chosen))}
    ordered = sorted(chosen, key=lambda c: (order[c.document.path], c.start))
    joined: list[Candidate] = []
    best = chosen[0]
    for candidate in ordered:
        last = joined[-1] if joined else None
        if last and _follows(last, candidate):
            joined[-1] = replace(last, end=candidate.end)
        else:
            joined.append(candidate)
    return sorted(joined, key=lambda one: not (one.document is best.document and one.start <= best.start < one.end))


def _follows(last: Candidate, candidate: Candidate) -> bool:
    """Whether the one begins where the other ends, under the same headings: a citation names one place."""
    return (
        last.document.path == candidate.document.path
        and last.evidence.passage.heading == candidate.evidence.passage.heading
        and not last.document.text[last.end : candidate.start].strip()
    )


def _cite(candidate: Candidate) -> Citation:
    pages = candidate.document.pages_of(candidate.start, candidate.end)
    return candidate.evidence.passage.cite(candidate.text, pages=pages)
