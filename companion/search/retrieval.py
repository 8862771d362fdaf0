"""From a question to evidence: the encoder's ranking and the lexical one, fused."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from companion.errors import NotFound
from companion.search.evidence import Encoder, Evidence, PassageIndex
from companion.search.fusion import fuse
from companion.search.lexical import LexicalIndex
from companion.texts.documents import Entry, Passage, Status

DEPTH = 50  # passages taken from each ranking before they are fused


@dataclass(frozen=True)
class _Loaded:
    """What is kept in memory of one generation of the index."""

    generation: int
    passages: tuple[Passage, ...]
    places: dict[str, int]  # passage id -> place in passages
    lexical: LexicalIndex
    documents: np.ndarray  # the path of each passage's document
    entries: dict[str, Entry]


class Retriever:
    """Finds the passages that speak of a question. Safe to share between threads; follows changes of the index."""

    def __init__(self, index: PassageIndex, encoder: Encoder) -> None:
        self.index = index
        self.encoder = encoder
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def retrieve(self, question: str, k: int = 10, within: Collection[str] | None = None) -> tuple[Evidence, ...]:
        """The ``k`` best passages, best first; only of the documents ``within`` if given.

        A superseded document's passages never stand before those of the document that replaced it.
        """
        loaded = self._load()
        vector = self.encoder.encode_question(question)
        depth = max(DEPTH, 2 * k)
        by_meaning = [
            (passage.id, cosine)
            for passage, cosine in self.index.nearest(vector, depth, within)
            if passage.id in loaded.places
        ]
        scores = loaded.lexical.scores(question)
        if within is not None:
            scores[~np.isin(loaded.documents, list(within))] = 0.0
        by_words = _best(scores, depth)
        fused = fuse(([name for name, _ in by_meaning], [loaded.passages[place].id for place in by_words]))[:k]
        cosines = dict(by_meaning)
        found = [(loaded.passages[loaded.places[name]], score) for name, score in fused]
        missing = [passage for passage, _ in found if passage.id not in cosines]
        if missing:
            try:
                rows = self.index.vectors(missing)
            except NotFound:
                if self.index.generation == loaded.generation:
                    raise
                return self.retrieve(question, k, within)  # the index changed while we were reading it
            cosines.update(zip((passage.id for passage in missing), (rows @ vector).tolist(), strict=True))
        evidence = [
            Evidence(passage, score, cosines[passage.id], float(scores[loaded.places[passage.id]]))
            for passage, score in found
        ]
        return tuple(_newest_first(evidence, loaded.entries))

    def rarity(self, term: str) -> float:
        """How rare a term is in the index: see LexicalIndex.idf."""
        return self._load().lexical.idf(term)

    def _load(self) -> _Loaded:
        generation = self.index.generation
        loaded = self._loaded
        if loaded is not None and loaded.generation == generation:
            return loaded
        with self._lock:
            if self._loaded is None or self._loaded.generation != generation:
                passages = self.index.passages()
                self._loaded = _Loaded(
                    generation,
                    passages,
                    {passage.id: place for place, passage in enumerate(passages)},
                    LexicalIndex([passage.context for passage in passages]),
                    np.array([passage.document for passage in passages], dtype=np.str_),
                    {entry.path: entry for entry in self.index.entries()},
                )
            return self._loaded


def _best(scores: "np.ndarray", depth: int) -> list[int]:
    """The places of the ``depth`` highest scores above 0, best first; equal scores in order of place."""
    depth = min(depth, len(scores))
    if not depth:
        return []
    floor = np.partition(scores, -depth)[-depth]
    places = np.flatnonzero((scores >= floor) & (scores > 0))
    order = np.argsort(-scores[places], kind="stable")[:depth]
    return [int(place) for place in places[order]]


def _newest_first(evidence: Sequence[Evidence], entries: dict[str, Entry]) -> list[Evidence]:
    """Within the places (and scores) that a text and its successors hold together, the newest text's passages first."""

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
        newest, age = line(item.passage.document)
        families.setdefault(newest, []).append((age, place))
    ordered = list(evidence)
    for members in families.values():
        for place, (_, source) in zip(sorted(place for _, place in members), sorted(members), strict=True):
            ordered[place] = replace(evidence[source], score=evidence[place].score)
    return ordered
