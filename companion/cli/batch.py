"""Questions from the command line: one as an argument, or many in a file of JSON lines."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from companion.errors import UsageError


@dataclass(frozen=True)
class Question:
    id: str
    text: str


def question_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="问题 · the question")
    parser.add_argument(
        "--batch", type=Path, metavar="FILE", help='JSON Lines：每行有 {"id","question"} · JSON lines with id and question'
    )


def read_questions(args: argparse.Namespace, longest: int) -> tuple[Question, ...]:
    """The questions asked for. Raises UsageError, naming the line, where one is missing or not well formed."""
    if (args.question is None) == (args.batch is None):
        raise UsageError("请给出一个问题，或用 --batch 给出一个文件。", "Give either a question or a file with --batch.")
    if args.batch is None:
        _check(args.question, longest, "", "")
        return (Question("1", args.question),)
    try:
        lines = args.batch.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(
            f"文件 {args.batch} 打不开（{error.strerror}）。", f"The file {args.batch} cannot be opened ({error.strerror})."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"文件 {args.batch} 不是 UTF-8 文本。", f"The file {args.batch} is not UTF-8 text.") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where_zh, where_en = f"{args.batch} 第 {number} 行：", f"{args.batch}, line {number}: "
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{where_zh}不是有效的 JSON。", f"{where_en}Not valid JSON.") from error
        if not (isinstance(row, dict) and isinstance(row.get("question"), str) and isinstance(row.get("id"), str | int)):
            raise UsageError(f"{where_zh}应有 id 和 question。", f"{where_en}It should have id and question.")
        _check(row["question"], longest, where_zh, where_en)
        # Half a surrogate pair is possible in JSON, but cannot be written out again.
        questions.append(Question(str(row["id"]), row["question"].encode("utf-8", "replace").decode("utf-8")))
    if not questions:
        raise UsageError(f"文件 {args.batch} 里没有问题。", f"There are no questions in the file {args.batch}.")
    return tuple(questions)


def _check(question: str, longest: int, where_zh: str, where_en: str) -> None:
    if not any(character.isalnum() for character in question):
        raise UsageError(f"{where_zh}问题里没有文字。", f"{where_en}The question holds no words.")
    if len(question) > longest:
        raise UsageError(
            f"{where_zh}问题有 {len(question)} 个字，最多 {longest} 个（COMPANION_QUESTION_LENGTH）。",
            f"{where_en}The question has {len(question)} characters; the most is {longest} (COMPANION_QUESTION_LENGTH).",
        )
