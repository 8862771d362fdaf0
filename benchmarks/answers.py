"""How good answers and abstentions are: ``python -m benchmarks.answers --data DIR [--questions N]``.

``DIR`` holds ``passages.jsonl`` ({"id","title","text"}, with "fold" where parts are to be left out in turn),
``questions.jsonl`` ({"question","passage_id","answers"}) and, where there are any, ``unanswerable.jsonl`` (with
"context_ids" where only these passages are at hand). An answer counts as right when it holds a gold answer, white space
aside; it is taken with every passage in the index, and once more behind the gate. A question is unanswerable while its
own fold is left out. Both shares refused are printed together.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from companion.answers.abstain import DEPTH, gate_for
from companion.answers.answers import Abstention, Answer
from companion.answers.compose import Answerer
from companion.answers.extract import quote
from companion.assemble import open_encoder
from companion.search.evidence import Encoder, Vectors
from companion.search.memory import MemoryIndex
from companion.search.retrieval import Retriever
from companion.settings import read_settings
from companion.texts.documents import Document, Entry, Page, Passage
from companion.texts.splitting import split

Row = dict[str, Any]
Shelf = tuple[Row, Document, tuple[Passage, ...], Vectors]


class Remembering:
    """An encoder that encodes every question once."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.name = encoder.name
        self._known: dict[str, Vectors] = {}

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self.encoder.encode_passages(texts)

    def encode_question(self, question: str) -> Vectors:
        if question not in self._known:
            self._known[question] = self.encoder.encode_question(question)
        return self._known[question]


class MatrixIndex(MemoryIndex):
    """A MemoryIndex that compares a question with all passages at once; nothing is put in after the first question."""

    def __init__(self) -> None:
        super().__init__()
        self._matrix: tuple[tuple[Passage, ...], Vectors] | None = None

    def nearest(self, vector: Vectors, k: int, within: Collection[str] | None = None) -> tuple[tuple[Passage, float], ...]:
        if self._matrix is None:
            passages = self.passages()
            self._matrix = passages, self.vectors(passages)
        passages, rows = self._matrix
        cosines = rows @ vector
        order = np.argsort(-cosines, kind="stable")
        inside = (int(place) for place in order if within is None or passages[place].document in within)
        return tuple((passages[place], float(cosines[place])) for place, _ in zip(inside, range(k), strict=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder in the form described above")
    parser.add_argument("--questions", type=int, default=0, metavar="N", help="ask at most so many, evenly taken")
    args = parser.parse_args()
    rows = _lines(args.data / "passages.jsonl") or _lines(args.data / "news_passages.jsonl")
    encoder = Remembering(open_encoder(read_settings()))
    shelves = _shelves(rows, encoder)
    questions = _some(_lines(args.data / "questions.jsonl"), args.questions)
    questions = [row for row in questions if row.get("answers") and row.get("answerable", True)]
    lone = _some(_lines(args.data / "unanswerable.jsonl"), args.questions)
    whole = _retriever(encoder, shelves)
    _say(f"{args.data.name}: {len(rows)} passages, {len(questions)} answerable questions")
    if questions:
        _say(_answers(whole, questions))
    refused = _refused(whole, lone)
    folds = {row["id"]: row["fold"] for row in rows if "fold" in row}
    for fold in sorted(set(folds.values())):
        without = _retriever(encoder, [shelf for shelf in shelves if shelf[0].get("fold") != fold])
        refused += _refused(without, [row for row in questions if folds[row["passage_id"]] == fold])
    _say(f"refused: unanswerable {_share(refused)}, answerable {_share(_refused(whole, questions))}")


def _answers(retriever: Retriever, questions: Sequence[Row]) -> str:
    answerer = _answerer(retriever)
    right, behind, lengths, seconds = [], [], [], []
    for row in questions:
        retriever.encoder.encode_question(row["question"])
        began = time.perf_counter()
        evidence = retriever.retrieve(row["question"], DEPTH)
        quoted = quote(row["question"], evidence, retriever.index.document, retriever.encoder)
        seconds.append(time.perf_counter() - began)
        text = _plain("".join(citation.quote for citation in quoted))
        right.append(any(_plain(answer) in text for answer in row["answers"]))
        behind.append(right[-1] and isinstance(answerer.answer(row["question"]), Answer))
        lengths.append(len(text))
    slow = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    return (
        f"gold answer inside: {_share(right)}, behind the gate {_share(behind)}; characters: mean "
        f"{statistics.mean(lengths):.0f}, over 160 {_share([length > 160 for length in lengths])}; "
        f"milliseconds, the question encoded: median {statistics.median(seconds) * 1000:.1f}, p95 {slow * 1000:.1f}"
    )


def _refused(retriever: Retriever, questions: Iterable[Row]) -> list[bool]:
    answerer = _answerer(retriever)
    return [isinstance(answerer.answer(row["question"], row.get("context_ids")), Abstention) for row in questions]


def _answerer(retriever: Retriever) -> Answerer:
    return Answerer(retriever, retriever.index, gate_for(retriever.encoder.name))


def _retriever(encoder: Encoder, shelves: Iterable[Shelf]) -> Retriever:
    index = MatrixIndex()
    for _, document, passages, vectors in shelves:
        index.replace(document, passages, vectors)
    return Retriever(index, encoder)


def _read(row: Row) -> tuple[Document, tuple[Passage, ...]]:
    document = Document(Entry(row["id"], row.get("title") or ""), row["id"], (Page(1, row["text"]),))
    return document, split(document)


def _shelves(rows: Sequence[Row], encoder: Encoder) -> list[Shelf]:
    read = [_read(row) for row in rows]
    vectors = encoder.encode_passages([passage.context for _, passages in read for passage in passages])
    ends = np.cumsum([len(passages) for _, passages in read])
    return [
        (row, document, passages, vectors[end - len(passages) : end])
        for row, (document, passages), end in zip(rows, read, ends, strict=True)
    ]


def _lines(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


def _some(rows: list[Row], most: int) -> list[Row]:
    return rows[:: -(-len(rows) // most)] if most and rows else rows


def _plain(text: str) -> str:
    return "".join(text.split())


def _share(replies: Sequence[bool]) -> str:
    return f"{sum(replies) / len(replies):.3f} of {len(replies)}" if replies else "none asked"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
