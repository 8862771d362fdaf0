"""``ask``: quotations that answer a question, with their sources."""

import argparse
import dataclasses
import time
from typing import Any

from companion.answers.answers import Abstention, Answer
from companion.answers.messages import plain
from companion.cli.batch import question_arguments, read_questions
from companion.cli.folders import folder_arguments, with_folders
from companion.cli.result import Result
from companion.cli.scope import kept_to, scope_arguments
from companion.errors import UsageError
from companion.settings import Settings
from companion.texts.documents import Citation

_WORDS = {
    "zh": {"none": "材料中没有找到依据。", "nearest": "最接近的段落：", "title": "《{}》", "page": "第{}页", "pages": "第{}–{}页"},
    "en": {"none": "The texts do not say.", "nearest": "The nearest passages:", "title": "{}", "page": "p. {}", "pages": "pp. {}–{}"},
}


def arguments(parser: argparse.ArgumentParser) -> None:
    question_arguments(parser)
    parser.add_argument("--llm", default="off", metavar="off|local|URL", help="目前只能为 off，只作引文 · only off: quotations alone")
    scope_arguments(parser)
    folder_arguments(parser)


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.assemble import open_answerer

    if args.llm != "off":
        raise UsageError(
            f"这个版本只用原文作答，不用语言模型；请去掉 --llm {args.llm}。",
            f"This version answers with quotations only and uses no language model; leave out --llm {args.llm}.",
        )
    settings = with_folders(settings, args)
    questions = read_questions(args, settings.question_length)
    answerer = open_answerer(settings)
    within = kept_to(args, answerer.index.entries())
    results, text = [], []
    for question in questions:
        began = time.perf_counter()
        reply = answerer.answer(plain(question.text), within)
        seconds = round(time.perf_counter() - began, 4)
        results.append(reply_json(question.id, question.text, reply, seconds))
        text += [*([f"〔{question.text}〕"] if args.batch else []), reply_text(reply, settings.language)]
    return Result({"results": results}, "\n\n".join(text))


def reply_json(name: str, question: str, reply: Answer | Abstention, seconds: float) -> dict[str, Any]:
    """One result. An abstention has an empty answer and no citations."""
    answered = isinstance(reply, Answer)
    return {
        "id": name,
        "question": question,
        "abstained": not answered,
        "answer": reply.text if isinstance(reply, Answer) else "",
        "engine": reply.engine,
        "citations": [dataclasses.asdict(citation) for citation in reply.citations] if isinstance(reply, Answer) else [],
        "seconds": seconds,
    }


def reply_text(reply: Answer | Abstention, language: str) -> str:
    """The same for a person: the quotations with their numbers, then the sources."""
    words = _WORDS.get(language, _WORDS["zh"])
    if isinstance(reply, Abstention):
        if reply.remark:
            return reply.remark[language == "en"]
        nearest = [f"· {' '.join(citation.quote.split())}\n  {_source(citation, words)}" for citation in reply.nearest]
        return "\n".join((words["none"], *((words["nearest"], *nearest) if nearest else ())))
    sources = [f"[{number}] {_source(citation, words)}" for number, citation in enumerate(reply.citations, 1)]
    return "\n".join((reply.text, "", *sources))


def _source(citation: Citation, words: dict[str, str]) -> str:
    first, last = citation.first_page, citation.last_page
    page = words["page"].format(first) if first == last else words["pages"].format(first, last)
    title = words["title"].format(citation.title.strip("《》"))
    return " · ".join(part for part in (f"{title} {citation.heading}".strip(), page) if part)
