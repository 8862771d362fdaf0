"""What the built-in encoder gains: ``python -m benchmarks.encoding [--passages 200] [--data DIR]``.

The same model twice in one run: plain sentence-transformers on torch, loaded from the folder the built-in encoder makes,
and the built-in encoder. Passages of ``corpus/`` are embedded by turns, so that both have the machine's load. With
``--data``, a folder in the form of companion/evaluation/reading.py, both also look for the passages of some of its questions.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from companion.assemble import open_encoder
from companion.engines import e5
from companion.engines.readers import READERS
from companion.search.evidence import Vectors
from companion.settings import Settings, read_settings
from companion.texts.catalog import read_catalog
from companion.texts.reading import Limits, read_document
from companion.texts.splitting import split

SLICE = 50  # passages before it is the other's turn
TIMES = 50  # questions
QUESTIONS = ("图书馆周末几点关门？", "教师每学年应当参加多少学时的师德学习？", "Who leads the reading group?")

Encode = Callable[[Sequence[str]], Vectors]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=200)
    parser.add_argument("--data", type=Path, help="folder with passages.jsonl and questions.jsonl")
    parser.add_argument("--questions", type=int, default=200, help="how many of its questions; as many passages again beside theirs")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    settings = read_settings({})
    chance = random.Random(args.seed)
    texts = _corpus(settings)
    texts = chance.sample(texts, min(args.passages, len(texts)))

    began = time.perf_counter()
    built_in = open_encoder(settings)
    built_in.warm()
    say(f"built-in encoder {built_in.name}: loaded in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    torch = _torch(settings.cache / "encoders" / built_in.name)
    say(f"sentence-transformers on torch: loaded in {time.perf_counter() - began:.1f} s")
    ways: dict[str, tuple[Encode, Encode]] = {
        "torch": (
            lambda texts: torch.encode(texts, prompt_name="document", batch_size=32, show_progress_bar=False),
            lambda texts: torch.encode(texts, prompt_name="query", show_progress_bar=False),
        ),
        "built-in": (
            built_in.encode_passages,
            lambda texts: np.array([built_in.encode_question(text) for text in texts]),
        ),
    }
    vectors = _speed(ways, texts)
    first, second = (_nearest(vectors[name], vectors[name], itself=False) for name in ways)
    cosines = np.sum(vectors["torch"] * vectors["built-in"], axis=1)
    say(f"cosine of the two vectors: least {cosines.min():.4f}, mean {cosines.mean():.4f}")
    say(f"the same nearest neighbour among {len(texts)} passages: {np.mean(first == second):.3f}")
    if args.data:
        _hits(ways, args.data, args.questions, chance)


def _speed(ways: dict[str, tuple[Encode, Encode]], texts: Sequence[str]) -> dict[str, Vectors]:
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    parts: dict[str, list[Vectors]] = {name: [] for name in ways}
    for encode, _ in ways.values():
        encode(texts[:8])
    for at in range(0, len(texts), SLICE):
        for name, (encode, _) in ways.items():
            began = time.perf_counter()
            parts[name].append(encode(texts[at : at + SLICE]))
            seconds[name].append(time.perf_counter() - began)
    say(f"{len(texts)} passages of {statistics.mean(map(len, texts)):.0f} characters, load {os.getloadavg()[0]:.1f}")
    for name, (_, ask) in ways.items():
        asked = []
        for place in range(TIMES):
            began = time.perf_counter()
            ask([QUESTIONS[place % len(QUESTIONS)]])
            asked.append(time.perf_counter() - began)
        rate = len(texts) / sum(seconds[name])
        say(f"  {name:10} {rate:6.1f} passages a second   {statistics.median(asked) * 1000:5.1f} ms a question")
    return {name: np.concatenate(rows) for name, rows in parts.items()}


def _hits(ways: dict[str, tuple[Encode, Encode]], data: Path, count: int, chance: random.Random) -> None:
    """How often the nearest passage is the question's own, among theirs and as many others."""
    rows = [row for row in _lines(data / "questions.jsonl") if row.get("answerable", True) and row.get("passage_id")]
    rows = chance.sample(rows, min(count, len(rows)))
    own = {row["passage_id"] for row in rows}
    passages = {row["id"]: row["text"] for row in _lines(data / "passages.jsonl")}
    names = sorted(own) + chance.sample(sorted(passages.keys() - own), min(count, len(passages) - len(own)))
    say(f"{data.name}: {len(rows)} questions, {len(names)} passages")
    found = {}
    for name, (encode, ask) in ways.items():
        nearest = _nearest(ask([row["question"] for row in rows]), encode([passages[name] for name in names]))
        found[name] = [names[place] for place in nearest]
        hits = [passage == row["passage_id"] for passage, row in zip(found[name], rows, strict=True)]
        say(f"  {name:10} hit@1 {statistics.mean(hits):.3f}")
    one, other = found.values()
    say(f"  the same first passage: {statistics.mean(a == b for a, b in zip(one, other, strict=True)):.3f}")


def _nearest(vectors: Vectors, among: Vectors, *, itself: bool = True) -> Any:
    cosines = vectors @ among.T
    if not itself:
        np.fill_diagonal(cosines, -1)
    return cosines.argmax(axis=1)


def _corpus(settings: Settings) -> list[str]:
    limits = Limits.of(settings)
    return [
        passage.context
        for entry in read_catalog(settings.corpus).entries
        for passage in split(read_document(settings.corpus, entry, READERS, limits)[0])
    ]


def _torch(folder: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    model.max_seq_length = e5.MAX_TOKENS
    return model


def _lines(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
