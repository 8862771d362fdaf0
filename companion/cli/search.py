"""``search``: the passages that speak of a question."""

import argparse
import time
from typing import Any

from companion.answers.messages import plain
from companion.cli.batch import question_arguments, read_questions
from companion.cli.folders import folder_arguments, with_folders
from companion.cli.result import Result
from companion.cli.scope import kept_to, scope_arguments
from companion.errors import UsageError
from companion.search.evidence import Evidence
from companion.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    question_arguments(parser)
    parser.add_argument("--k", type=int, default=10, metavar="10", help="每个问题最多几段 · at most so many passages")
    scope_arguments(parser)
    folder_arguments(parser)


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.assemble import open_encoder, open_index
    from companion.search.retrieval import Retriever

    if args.k < 1:
        raise UsageError("--k 应不小于 1。", "--k should be at least 1.")
    settings = with_folders(settings, args)
    questions = read_questions(args, settings.question_length)
    retriever = Retriever(open_index(settings), open_encoder(settings))
    within = kept_to(args, retriever.index.entries())
    results, text = [], []
    for question in questions:
        began = time.perf_counter()
        found = retriever.retrieve(plain(question.text), args.k, within)
        seconds = round(time.perf_counter() - began, 4)
        hits = [_hit(one) for one in found]
        results.append({"id": question.id, "question": question.text, "hits": hits, "seconds": seconds})
        text += [f"〔{question.text}〕", *(_line(place, one) for place, one in enumerate(found, 1))]
    return Result({"results": results}, "\n".join(text))


def _hit(evidence: Evidence) -> dict[str, Any]:
    passage = evidence.passage
    return {
        "document": passage.document,
        "first_page": passage.first_page,
        "last_page": passage.last_page,
        "heading": " ".join(passage.heading),
        "text": passage.text,
        "score": round(evidence.score, 6),
    }


def _line(place: int, evidence: Evidence) -> str:
    passage = evidence.passage
    pages = "–".join(map(str, dict.fromkeys((passage.first_page, passage.last_page))))
    where = " › ".join((passage.document, *passage.heading))
    return f"{place}. [{where}, p. {pages}] {' '.join(passage.text.split())}"
