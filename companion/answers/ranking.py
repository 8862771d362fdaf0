"""The sentences, points and lists of the first passages, and how likely each is to be the one that answers."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from companion.answers.lists import introduces, is_point, list_around
from companion.answers.terms import Demand, demanded, expected, wants_list
from companion.search.evidence import Encoder, Evidence
from companion.search.lexical import fold
from companion.search.terms import terms
from companion.texts.documents import Document, Passage, Status
from companion.texts.sentences import sentences
from companion.texts.structure import mark_of
from companion.texts.versions import named_by_year

LIST_LIMIT = 320  # characters of a list that is given whole
PASSAGES = 10  # whose sentences are compared
_ENCODED = 24  # the sentences that look best by words, which are compared by meaning, too
_NEAR = 60  # characters before and after a sentence that count as near it
_SHORT = 8
_TOGETHER = 100  # characters up to which the parts between semicolons are one sentence
_TITLE = 40  # characters of a line without a stop that may be a title, a byline or a date
_NUMBER = re.compile(r"[（(]?\w{1,3}[.．、)）]|[问答QA][：:]")
_HEAD = re.compile(r"(?:[（(]\w{1,3}[)）]|\w{1,3}[.．、])\s?[^，。；：\n]{1,12}。")  # “（三）读后征文。”, which names what follows
_ASKED = re.compile(r"(?:问|Q)[：:]")
_REPLY = re.compile(r"\s*\n\s*(?:答|A)[：:][^\n]*[^\s]")
_STOPS = re.compile(r"[。！？；：:;.!?|]")
_ISSUED = re.compile(r"[〔\[（(]\d{4}[〕\]）)]\s?第?\s?\d+\s?号")
_FRONT = 300  # characters at a document's beginning in which its number stands
_TELLS = re.compile(r"我(?![国校省市县区院党军方])|(?i:\b(?:i|my|me)\b)")
_BINDING = re.compile(r"至[少多]|最[少多低高迟]|不得|应当?|必须|要求|规定|可以|允许|能否|(?i:\b(?:must|may|at (?:least|most)|required?|allowed)\b)")
_LEAST = re.compile(r"至少|最[少低]|不得?[少低]于|以上|(?i:\bat least\b)")
_MOST = re.compile(r"[至最]多|最[高长迟]|不得?[超多高]|以[内下]|(?i:\bat most|up to\b)")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]{1,3}[\u4e00-\u9fff]")
_DENIES = re.compile(r"[不未没无非]|(?i:\b(?:not|no|never)\b)")
_DENIED = re.compile(r"(?<=[不未])(?!得|少|超|足|低|满|仅|断|同|含)[\u4e00-\u9fff]{1,2}")  # what a denial bears on
_ASKS = re.compile(r"[？?][”’」』）)]*$")


@dataclass(frozen=True)
class Features:
    """What speaks for a sentence. Shares are between 0 and 1."""

    share: float  # of the question's terms, weighted by rarity among the sentences, that it holds
    near: float  # that stand only near it, or in the title or headings above it
    fit: float  # of the kinds of thing asked for that it holds; one half where the question does not tell
    lacks: float  # 1 where it has no number, date, or bound of the kind that the question demands, or speaks of another one's
    rank: float  # the passage's score, against the best passage's
    meaning: float  # its cosine with the question, title and headings before it, less the highest, in spreads; 0 or below
    rule: float  # 1 in a numbered article or an issued document, if it holds a term of the question
    tale: float  # 1 where somebody tells of himself, 2 where the question asks what binds
    listed: float  # 1 for a list where several things are asked for
    scrap: float  # 1 for a heading, a question, or a scrap


# Fitted by maximum likelihood, as a choice among the sentences of one question, on public questions with marked answers;
# ``rank`` is held down, and what those hold too little of, from ``rule`` on, is set by hand.
_WEIGHTS = Features(share=7.9, near=4.0, fit=0.7, lacks=-5.0, rank=3.0, meaning=4.7, rule=3.0, tale=-2.5, listed=2.0, scrap=-4.0)
_SPREAD = 0.03  # a standard deviation of cosines below which they are all but equal
_OUTDATED = 3.0  # taken off a text that another has replaced


@dataclass(frozen=True)
class Candidate:
    """A span of a document that may be quoted. ``chance`` adds up to 1 over the candidates of one question."""

    document: Document
    evidence: Evidence
    start: int
    end: int
    held: frozenset[str]  # the question's terms that it holds
    features: Features
    cosine: float  # of the question and the span, title and headings before it
    chance: float = 0.0
    outdated: bool = False  # another text has replaced it, and the question does not name its year

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def context(self) -> str:
        """What an encoder reads: title and headings in front of the text."""
        return _context(self.evidence.passage, self.text)


@dataclass(frozen=True)
class _Span:
    document: Document
    evidence: Evidence
    start: int
    end: int
    whole: bool = False  # a list
    outdated: bool = False

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def context(self) -> str:
        return _context(self.evidence.passage, self.text)


def candidates(
    question: str, evidence: Sequence[Evidence], document: Callable[[str], Document], encoder: Encoder
) -> list[Candidate]:
    """The spans of the first passages that may answer, best first. ``document`` gives the document of a path."""
    spans = list(_spans(question, evidence[:PASSAGES], document))
    if not spans:
        return []
    ordinals = _ORDINAL.findall(fold(question))
    asked = dict.fromkeys((*terms(question), *ordinals))
    texts = [fold(span.text) for span in spans]
    asking = _Asking(
        weights={term: _rarity(term, texts) for term in asked},
        wanted=expected(question),
        demand=demanded(question),
        top=max(item.score for item in evidence) or 1.0,
        listed=wants_list(question),
        affirms=not _DENIES.search(question),
        ordinals=ordinals,
        binding=bool(_BINDING.search(question)),
        bound=next((bound for bound in (_LEAST, _MOST) if bound.search(question)), None),
    )
    found = [_features(span, text, asking) for span, text in zip(spans, texts, strict=True)]
    order = sorted(range(len(spans)), key=lambda place: -_score(found[place], spans[place]))[:_ENCODED]
    vector = encoder.encode_question(question)
    cosines = encoder.encode_passages([spans[place].context for place in order]) @ vector
    spread = max(float(cosines.std()), _SPREAD)
    meant = [
        replace(found[place], meaning=float(cosine - cosines.max()) / spread)
        for place, cosine in zip(order, cosines, strict=True)
    ]
    scores = np.array([_score(one, spans[place]) for place, one in zip(order, meant, strict=True)])
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    ranked = [
        Candidate(
            span.document,
            span.evidence,
            span.start,
            span.end,
            frozenset(term for term in asked if term in texts[place]),
            one,
            float(cosine),
            float(chance),
            span.outdated,
        )
        for place, one, cosine, chance, span in (
            (p, m, s, c, spans[p]) for p, m, s, c in zip(order, meant, cosines, chances, strict=True)
        )
    ]
    return sorted(ranked, key=lambda candidate: -candidate.chance)


def _context(passage: Passage, text: str) -> str:
    return "\n".join((passage.title, *passage.heading, text))


def is_scrap(text: str) -> bool:
    """Whether it is a heading, a line of a title page, or too short to say anything."""
    return (
        len(text) < _SHORT
        or mark_of(text).whole
        or (len(text) < _TITLE and not _STOPS.search(text) and not is_point(text))
    )


def _spans(question: str, evidence: Sequence[Evidence], document: Callable[[str], Document]) -> Iterator[_Span]:
    seen: set[str] = set()
    for item in evidence:
        source = document(item.passage.document)
        outdated = source.entry.status is Status.SUPERSEDED and not named_by_year(source.entry, question)
        for start, end in _sentences(source.text, item.passage.start, item.passage.end):
            text = source.text[start:end]
            if text in seen:
                continue
            seen.add(text)
            if introduces(text):
                last = list_around(source.text, start, end, LIST_LIMIT)[1]
                if last > end:
                    yield _Span(source, item, start, last, whole=True, outdated=outdated)
                    continue
            yield _Span(source, item, start, _with_reply(source.text, start, end), outdated=outdated)


def _with_reply(text: str, start: int, end: int) -> int:
    """Where the answer ends that the next line gives to a question that stands as one (“问：……？答：……”)."""
    reply = _REPLY.match(text, end) if _ASKED.match(text, start) else None
    return reply.end() if reply and reply.end() - start <= LIST_LIMIT else end


@dataclass(frozen=True)
class _Asking:
    weights: Mapping[str, float]  # of the question's terms
    wanted: Sequence[re.Pattern[str]]
    demand: Demand | None
    top: float  # the best passage's score
    listed: bool  # several things are asked for
    affirms: bool  # nothing is denied in the question
    ordinals: Sequence[str]  # “第二组”
    binding: bool  # a rule is asked for, not what somebody does
    bound: re.Pattern[str] | None  # a lower or an upper bound is asked for


def _features(span: _Span, text: str, asking: _Asking) -> Features:
    passage, body, weights = span.evidence.passage, span.document.text, asking.weights
    around = fold(" ".join((passage.title, *passage.heading, body[max(0, span.start - _NEAR) : span.end + _NEAR])))
    said = _DENIED.sub("", text) if asking.affirms else text
    total = sum(weights.values()) or 1.0
    share = sum(weight for term, weight in weights.items() if term in said) / total
    scrap = is_scrap(span.text) or bool(_ASKS.search(span.text)) or span.text.endswith(("：", ":"))
    return Features(
        share=share,
        near=sum(weight for term, weight in weights.items() if term not in said and term in around) / total,
        fit=sum(bool(pattern.search(text)) for pattern in asking.wanted) / len(asking.wanted) if asking.wanted else 0.5,
        lacks=float(
            (asking.demand is not None and not asking.demand.met(text))
            or _is_another(text, asking.ordinals)
            or _is_bound_otherwise(text, asking.bound)
        ),
        rank=span.evidence.score / asking.top,
        meaning=0.0,
        rule=float(share > 0 and _is_rule(span)),
        tale=float(bool(_TELLS.search(text))) * (1 + asking.binding),
        listed=float(asking.listed and span.whole),
        scrap=float(scrap and not span.whole),
    )


def _is_another(text: str, ordinals: Sequence[str]) -> bool:
    """Whether it speaks of the first or the third of what the question asks the second of."""
    held = _ORDINAL.findall(text)
    return any(one[-1] == other[-1] for one in ordinals for other in held) and not set(ordinals) & set(held)


def _is_bound_otherwise(text: str, bound: re.Pattern[str] | None) -> bool:
    """Whether it says how many at most where the question asks how many at least, or the other way round."""
    other = _MOST if bound is _LEAST else _LEAST
    return bound is not None and not bound.search(text) and bool(other.search(text))


def _is_rule(span: _Span) -> bool:
    """Whether it stands in a numbered article or in a document issued under a number."""
    heading, document = span.evidence.passage.heading, span.document
    if heading and mark_of(heading[-1]).kind == "条":
        return True
    return bool(document.entry.number or _ISSUED.search(document.text, 0, _FRONT))


def _score(features: Features, span: _Span) -> float:
    score: float = sum(weight * value for weight, value in zip(astuple(_WEIGHTS), astuple(features), strict=True))
    return score - (_OUTDATED if span.outdated else 0.0)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences, a number in front of one not parted from it, and short ones that a semicolon joins taken together."""
    held: tuple[int, int] | None = None
    for span in sentences(text, start, end):
        if held is not None:
            before = text[held[0] : held[1]]
            together = span[1] - held[0] <= _TOGETHER and before.endswith(("；", ";"))
            if "\n" not in text[held[1] : span[0]] and (together or _NUMBER.fullmatch(before) or _HEAD.fullmatch(before)):
                held = held[0], span[1]
                continue
            yield held
        held = span
    if held is not None:
        yield held


def _rarity(term: str, texts: Sequence[str]) -> float:
    count = sum(term in text for text in texts)
    return math.log1p((len(texts) - count + 0.5) / (count + 0.5))
