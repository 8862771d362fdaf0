"""``eval``: how good retrieval, answers and abstention are on a set of questions, and quizzes on any texts, with baselines."""

import argparse
import dataclasses
import time
from pathlib import Path
from typing import Any

from companion.cli.eval_quiz import run_quiz
from companion.cli.figures import share_json, table
from companion.cli.result import Result
from companion.errors import UsageError
from companion.evaluation.abstention import Refusals, measure_abstention
from companion.evaluation.answers import AnswerReport, measure_answers
from companion.evaluation.bench import Bench
from companion.evaluation.retrieval import RetrievalReport, measure_retrieval
from companion.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", choices=("retrieval", "answers", "abstention", "quiz"), help="评测什么 · what to measure")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="评测数据的文件夹，缺省为自带的样例 · data; the sample if not given"
    )
    parser.add_argument(
        "--questions", type=int, default=0, metavar="N", help="最多问几题，均匀抽取 · at most N, evenly taken"
    )
    parser.add_argument(
        "--llm",
        default="off",
        metavar="off|local|URL",
        help="quiz：再量语言模型读回与提出的题 · quiz: measure what a language model reads back and proposes, too (off)",
    )


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from tqdm import tqdm

    from companion.assemble import open_bench

    if args.questions < 0:
        raise UsageError("--questions 应不小于 0。", "--questions should not be below 0.")
    if args.task == "quiz":
        return run_quiz(args.data, dataclasses.replace(settings, llm=args.llm), args.questions)
    began = time.perf_counter()
    with tqdm(desc="encoding" if settings.language == "en" else "编码", leave=False, disable=None) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        bench = open_bench(settings, args.data, progress)
    encoded = time.perf_counter()
    head: dict[str, Any] = {
        "task": args.task,
        "set": bench.set.name,
        "documents": len(bench.shelves),
        "passages": bench.passages,
        "encoder": bench.encoder.name,
        "seconds_to_encode": round(encoded - began, 1),
    }
    document, lines = _TASKS[args.task](bench, args.questions)
    seconds = time.perf_counter() - began
    head["seconds"] = round(seconds, 1)
    title = (
        f"{bench.set.name}: {head['documents']} documents, {head['passages']} passages, {bench.encoder.name}; "
        f"{seconds:.0f} s, of which {encoded - began:.0f} to encode the passages"
    )
    return Result({**head, **document}, "\n".join((title, *lines)))


def _retrieval(bench: Bench, most: int) -> tuple[dict[str, Any], list[str]]:
    report: RetrievalReport = measure_retrieval(bench, most)
    rows_shown = [("questions", "", "ranking", "hit@1", "hit@5", "MRR@10", "ms", "p95 ms")]
    rows = []
    for row in report.rows:
        asked = ", ".join(part for part in (row.kind or "all", "simplified script" if row.simplified else "") if part)
        figures = (
            f"{row.hit1:.3f}",
            f"{row.hit5:.3f}",
            f"{row.mrr:.3f}",
            f"{row.times.median:.1f}",
            f"{row.times.p95:.1f}",
        )
        rows_shown.append((asked, str(row.questions), row.ranking, *figures))
        rows.append(
            {
                "ranking": row.ranking,
                "kind": row.kind,
                "script": "simplified" if row.simplified else "as asked",
                "questions": row.questions,
                "hit@1": round(row.hit1, 4),
                "hit@5": round(row.hit5, 4),
                "mrr@10": round(row.mrr, 4),
                **_times(row.times.median, row.times.p95),
            }
        )
    lines = table(rows_shown)
    for name in report.left_out:
        lines.append(
            f"{name}: 没有测，需要先安装 pip install 'study-companion[eval]' · not measured, install the extra eval"
        )
    document: dict[str, Any] = {"rows": rows, "not_measured": list(report.left_out)}
    if report.clauses is not None:
        lines.append(f"the clause asked for is quoted first: {report.clauses}")
        document["clause_quoted_first"] = share_json(report.clauses)
    if report.outdated_first is not None:
        lines.append(f"a superseded version comes first, asked about the text in force: {report.outdated_first}")
        document["superseded_first"] = share_json(report.outdated_first)
    return document, lines


def _answers(bench: Bench, most: int) -> tuple[dict[str, Any], list[str]]:
    report: AnswerReport = measure_answers(bench, most)
    lines = [
        f"gold answer inside:       {report.inside}",
        f"  of those not refused:   {report.inside_answered}",
        f"refused:                  {report.refused}",
        f"characters, mean:         {report.mean_length:.0f}",
        f"  more than 160:          {report.over_limit}",
        f"milliseconds, median:     {report.times.median:.1f}, p95 {report.times.p95:.1f}",
    ]
    document = {
        "inside": share_json(report.inside),
        "inside_answered": share_json(report.inside_answered),
        "refused": share_json(report.refused),
        "mean_characters": round(report.mean_length, 1),
        "over_160": share_json(report.over_limit),
        **_times(report.times.median, report.times.p95),
    }
    return document, lines


def _abstention(bench: Bench, most: int) -> tuple[dict[str, Any], list[str]]:
    trials: tuple[Refusals, ...] = measure_abstention(bench, most)
    shown = [("trial", "refused: unanswerable", "refused: answerable")]
    shown += [(one.trial, str(one.unanswerable), str(one.answerable)) for one in trials]
    rows = [
        {
            "trial": one.trial,
            "refused_unanswerable": share_json(one.unanswerable),
            "refused_answerable": share_json(one.answerable),
        }
        for one in trials
    ]
    return {"trials": rows}, table(shown)


_TASKS = {"retrieval": _retrieval, "answers": _answers, "abstention": _abstention}


def _times(median: float, p95: float) -> dict[str, float]:
    return {"ms_median": round(median, 2), "ms_p95": round(p95, 2)}

