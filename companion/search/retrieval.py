"""From a question to evidence: what meaning and words find, fused, behind what is asked for by its number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from companion.errors import NotFound
from companion.search.clauses import Found, find_clauses
from companion.search.evidence import Encoder, Evidence, PassageIndex, Vectors
from companion.search.fusion import SENTENCE, fuse
from companion.search.lexical import fold
from companion.search.loaded import Loaded, Loader
from companion.search.terms import Rarity, coverage, terms
from companion.texts.documents import Entry, Passage, Status
from companion.texts.sentences import sentences
from companion.texts.versions import named_by_year

DEPTH = 50  # passages taken by meaning and by words before they are fused
RERANKED = 20  # of them whose single sentences are looked at


class Retriever:
    """Finds the passages that speak of a question. Safe to share between threads; follows changes of the index."""

    def __init__(self, index: PassageIndex, encoder: Encoder) -> None:
        self.index = index
        self.encoder = encoder
        self._load = Loader(index)

    def retrieve(self, question: str, k: int = 10, within: Collection[str] | None = None) -> tuple[Evidence, ...]:
        """The ``k`` best passages, best first; only of the documents ``within`` if given.

        What the question asks for by number (“《……办法》第八条”) stands first, with scores above 1.

        A superseded document's passages never stand before those of the document that replaced it, unless the question
        names its year.
        """
        loaded = self._load()
        vector = self.encoder.encode_question(question)
        nearest = self.index.nearest(vector, DEPTH, within)
        scores = loaded.lexical.scores(question)
        if within is not None:
            scores[~loaded.within(within)] = 0.0
        by_meaning = [loaded.places[passage.id] for passage, _ in nearest if passage.id in loaded.places]
        passages = loaded.passages(list(dict.fromkeys((*_best(scores, max(DEPTH, k)), *by_meaning))))
        places = list(passages)
        try:
            known = {passage.id: cosine for passage, cosine in nearest}
            cosines = self._cosines(list(passages.values()), known, vector)
            fused = fuse(scores[places], cosines)
            order = [int(at) for at in np.argsort(-fused, kind="stable")[: max(RERANKED, k)]]
            sentence = _by_sentence(question, [passages[places[at]] for at in order[:RERANKED]], loaded.lexical.idf)
            fused[order[:RERANKED]] += SENTENCE * sentence
            evidence = [
                Evidence(passages[places[at]], float(fused[at]), float(cosines[at]), float(scores[places[at]]))
                for at in sorted(order, key=lambda at: -fused[at])[:k]
            ]
            evidence = _newest_first(evidence, loaded.entries, question)
            return self._asked_for(question, evidence, loaded, vector, scores, within)[:k]
        except NotFound:
            if self.index.generation == loaded.generation:
                raise
            return self.retrieve(question, k, within)  # the index changed while we were reading it

    def clauses(
        self, question: str, evidence: Sequence[Evidence], within: Collection[str] | None = None
    ) -> tuple[Found, ...] | None:
        """The places that the question asks for by number: see search.clauses.find_clauses.

        ``evidence`` is what was retrieved; where the question names no text, its texts are the likely ones.
        """
        entries = [entry for entry in self._load().entries.values() if within is None or entry.path in within]
        likely = tuple(dict.fromkeys(item.passage.document for item in evidence))
        return find_clauses(question, entries, self.index.passages, likely)

    def _asked_for(
        self,
        question: str,
        evidence: Sequence[Evidence],
        loaded: Loaded,
        vector: Vectors,
        scores: NDArray[np.float32],
        within: Collection[str] | None,
    ) -> tuple[Evidence, ...]:
        """``evidence``, behind the places that the question asks for by number."""
        found = self.clauses(question, evidence, within)
        there = (passage for one in found or () for passage in one.passages if passage.id in loaded.places)
        first = list(dict.fromkeys(there))[:DEPTH]
        if not first:
            return tuple(evidence)
        cosines = self._cosines(first, {}, vector)
        ahead = [
            Evidence(passage, 2.0 - at / DEPTH, float(cosine), float(scores[loaded.places[passage.id]]))
            for at, (passage, cosine) in enumerate(zip(first, cosines, strict=True))
        ]
        held = {item.passage.id for item in ahead}
        return (*ahead, *(item for item in evidence if item.passage.id not in held))

    def _cosines(self, passages: Sequence[Passage], known: Mapping[str, float], vector: Vectors) -> Vectors:
        missing = [passage for passage in passages if passage.id not in known]
        cosines = dict(known)
        if missing:
            rows = (self.index.vectors(missing) @ vector).tolist()
            cosines.update(zip((passage.id for passage in missing), rows, strict=True))
        return np.array([cosines[passage.id] for passage in passages], np.float32)

    def rarity(self, term: str) -> float:
        """How rare a term is in the index: see LexicalIndex.idf."""
        return self._load().lexical.idf(term)


def _best(scores: "np.ndarray", depth: int) -> list[int]:
    """The places of the ``depth`` highest scores above 0, best first; equal scores in order of place."""
    places = np.flatnonzero(scores > 0)
    if len(places) > depth:
        places = places[scores[places] >= np.partition(scores[places], -depth)[-depth]]
    order = np.argsort(-scores[places], kind="stable")[:depth]
    return [int(place) for place in places[order]]


def _by_sentence(question: str, passages: Sequence[Passage], rarity: Rarity) -> NDArray[np.float64]:
    """For each passage, the highest share of the question's terms that one of its sentences holds, weighted by rarity."""
    asked = terms(question)
    if not asked:
        return np.zeros(len(passages))
    weights = {term: rarity(term) for term in asked}
    return np.array([
        max((coverage(asked, text[start:end], weights.__getitem__) for start, end in sentences(text)), default=0.0)
        for text in (fold(passage.text) for passage in passages)
    ])


def _newest_first(evidence: Sequence[Evidence], entries: Mapping[str, Entry], question: str) -> list[Evidence]:
    """Within the places (and scores) that a text and its successors hold together, the newest text's passages first.

    A version whose year the question names comes before all.
    """

    def line(path: str) -> tuple[str, int]:
        """The path of the text that holds today, and how many times removed from it this one is."""
        seen = {path}
        while (entry := entries.get(path)) and entry.status is Status.SUPERSEDED and entry.superseded_by in entries:
            if entry.superseded_by in seen:
                break
            path = entry.superseded_by
            seen.add(path)
        return path, len(seen) - 1

    families: dict[str, list[tuple[int, int]]] = {}
    for place, item in enumerate(evidence):
        path = item.passage.document
        newest, age = line(path)
        if age and named_by_year(entries[path], question):
            age = -1
        families.setdefault(newest, []).append((age, place))
    ordered = list(evidence)
    for members in families.values():
        for place, (_, source) in zip(sorted(place for _, place in members), sorted(members), strict=True):
            ordered[place] = replace(evidence[source], score=evidence[place].score)
    return ordered
