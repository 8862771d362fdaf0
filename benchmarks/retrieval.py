"""How often the right passage is found: ``python -m benchmarks.retrieval --data DIR [--work DIR]``.

``DIR`` holds ``passages.jsonl`` ({"id","title","text"}) and ``questions.jsonl`` ({"question", "passage_id" or
"positive_ids"}). Passages are cut as texts are; a question counts as hit at k when a piece of a right passage is among
the first k different passages. Questions marked ``"answerable": false`` or ``"retrieval_ok": false`` are left out.
Where a question is given in simplified script, too, both are measured.
"""

import argparse
import contextlib
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from companion.assemble import open_encoder
from companion.engines.chroma import ChromaIndex
from companion.search.lexical import LexicalIndex
from companion.search.retrieval import Retriever
from companion.settings import read_settings
from companion.texts.documents import Document, Entry, Page, Passage
from companion.texts.splitting import split

DEPTH = 50  # pieces asked for, so that there are ten different passages among them
SLICE = 256


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with passages.jsonl and questions.jsonl")
    parser.add_argument("--work", type=Path, help="folder in which the index is kept for the next time")
    args = parser.parse_args()
    rows = list(_lines(args.data / "passages.jsonl"))
    questions = [
        row for row in _lines(args.data / "questions.jsonl") if row.get("answerable", True) and row.get("retrieval_ok", True)
    ]
    encoder = open_encoder(read_settings())
    with contextlib.ExitStack() as stack:
        work = args.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        index = stack.enter_context(ChromaIndex(work / encoder.name, write=True))
        pieces = {row["id"]: _pieces(row) for row in rows}
        rate = _fill(index, encoder, rows, pieces)
        passages = index.passages()
        lexical = LexicalIndex([passage.context for passage in passages])
        retriever = Retriever(index, encoder)
        say(f"{args.data.name}: {len(rows)} passages, {len(passages)} pieces, {rate}")

        def by_words(question: str) -> list[Passage]:
            scores = lexical.scores(question)
            return [passages[place] for place in np.argsort(-scores, kind="stable")[:DEPTH]]

        rankings: Mapping[str, Callable[[str], Sequence[Passage]]] = {
            "BM25": by_words,
            "encoder": lambda question: [one for one, _ in index.nearest(encoder.encode_question(question), DEPTH)],
            "fused": lambda question: [one.passage for one in retriever.retrieve(question, DEPTH)],
        }
        for key in ("question", "question_simplified"):
            asked = [row for row in questions if key in row]
            for name, rank in rankings.items():
                if asked:
                    say(f"  {key:20} {name:8} {_measure(asked, key, rank)}")


def _measure(questions: Sequence[Mapping[str, Any]], key: str, rank: Callable[[str], Sequence[Passage]]) -> str:
    """hit@1 / hit@5 / MRR@10, and the time of a question at the median and at the 95th percentile."""
    places: list[int] = []
    seconds: list[float] = []
    for row in questions:
        began = time.perf_counter()
        found = rank(row[key])
        seconds.append(time.perf_counter() - began)
        right = set(row.get("positive_ids") or row.get("positive_with_answer") or [row.get("passage_id")])
        different = list(dict.fromkeys(passage.document for passage in found))[:10]
        places.append(next((place for place, name in enumerate(different, 1) if name in right), 0))
    hits = [sum(0 < place <= k for place in places) / len(places) for k in (1, 5)]
    mrr = sum(1 / place for place in places if place) / len(places)
    p50, p95 = (statistics.quantiles(seconds, n=20)[at] * 1000 for at in (9, 18))
    return f"{hits[0]:.3f} / {hits[1]:.3f} / {mrr:.3f}   {len(places)} questions, {p50:.1f} ms, p95 {p95:.1f} ms"


def _pieces(row: Mapping[str, Any]) -> tuple[Document, tuple[Passage, ...]]:
    text = row["text"] + "\n"
    document = Document(
        Entry(row["id"], row.get("title") or "", language="zh"), hashlib.sha256(text.encode()).hexdigest(), (Page(1, text),)
    )
    return document, split(document)


def _fill(
    index: ChromaIndex, encoder: Any, rows: Sequence[Mapping[str, Any]], pieces: Mapping[str, tuple[Document, Any]]
) -> str:
    known = {line.entry.path for line in index.contents()}
    new = [row["id"] for row in rows if row["id"] not in known]
    contexts = [passage.context for name in new for passage in pieces[name][1]]
    encoder.warm()
    began = time.perf_counter()
    parts = [encoder.encode_passages(contexts[at : at + SLICE]) for at in range(0, len(contexts), SLICE)]
    seconds = time.perf_counter() - began
    if not parts:
        return "embedded before"
    vectors, at = np.concatenate(parts), 0
    for name in new:
        document, passages = pieces[name]
        index.replace(document, passages, vectors[at : at + len(passages)])
        at += len(passages)
    return f"embedded at {len(contexts) / seconds:.1f} a second"


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
