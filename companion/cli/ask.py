"""``ask``: quotations that answer a question, with their sources; with a language model, an answer in its words after them."""

import argparse
import dataclasses
import logging
import time
from collections.abc import Iterator
from typing import Any

from companion.answers.answers import Abstention, Answer
from companion.answers.messages import plain
from companion.answers.writing import Writing
from companion.cli.batch import question_arguments, read_questions
from companion.cli.folders import folder_arguments, with_folders
from companion.cli.result import Result
from companion.cli.scope import kept_to, scope_arguments
from companion.errors import CompanionError
from companion.settings import Settings
from companion.texts.documents import Citation

logger = logging.getLogger(__name__)

_WORDS = {
    "zh": {
        "none": "材料中没有找到依据。",
        "nearest": "最接近的段落：",
        "title": "《{}》",
        "page": "第{}页",
        "pages": "第{}–{}页",
        "unconfirmed": "未经证实",
    },
    "en": {
        "none": "The texts do not say.",
        "nearest": "The nearest passages:",
        "title": "{}",
        "page": "p. {}",
        "pages": "pp. {}–{}",
        "unconfirmed": "not confirmed",
    },
}


def arguments(parser: argparse.ArgumentParser) -> None:
    question_arguments(parser)
    parser.add_argument(
        "--llm",
        metavar="off|local|URL",
        help="语言模型，缺省按设置 COMPANION_LLM · language model, as set if not given",
    )
    scope_arguments(parser)
    folder_arguments(parser)


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.assemble import open_answerer, open_writer

    settings = with_folders(settings, args)
    writer = open_writer(dataclasses.replace(settings, llm=args.llm or settings.llm))
    questions = read_questions(args, settings.question_length)
    answerer = open_answerer(settings)
    within = kept_to(args, answerer.index.entries())
    if writer is not None:
        try:
            writer.model.prepare()
        except CompanionError as error:  # the quotations stand without it
            logger.warning("%s", error.say(settings.language))
    results, text = [], []
    for question in questions:
        began = time.perf_counter()
        reply = answerer.answer(plain(question.text), within)
        writing = None
        if writer is not None and isinstance(reply, Answer):
            writing = _last(writer.write("", reply))
            if writing.notice:
                logger.warning("%s", writing.notice[settings.language == "en"])
        seconds = round(time.perf_counter() - began, 4)
        written = writing.text if writing else ""
        name = writer.model.name if writer is not None and written else ""
        results.append(reply_json(question.id, question.text, reply, seconds, written, name))
        text += [*([f"〔{question.text}〕"] if args.batch else []), reply_text(reply, settings.language)]
        if writing and writing.sentences:
            text.append(written_text(writing, settings.language))
    return Result({"results": results}, "\n\n".join(text))


def _last(writings: Iterator[Writing]) -> Writing:
    *_, last = writings
    return last


def written_text(writing: Writing, language: str) -> str:
    """The written answer for a person; what was not confirmed says so."""
    doubt = _WORDS.get(language, _WORDS["zh"])["unconfirmed"]
    return "\n".join(
        one.text + "".join(f"[{n}]" for n in one.citations) + ("" if one.confirmed else f"（{doubt}）")
        for one in writing.sentences
    )


def reply_json(
    name: str, question: str, reply: Answer | Abstention, seconds: float, written: str = "", model: str = ""
) -> dict[str, Any]:
    """One result. An abstention has an empty answer and no citations.

    The answer is what ``model`` has ``written`` and could be confirmed, the quotations where there is nothing of it.
    """
    answered = isinstance(reply, Answer)
    return {
        "id": name,
        "question": question,
        "abstained": not answered,
        "answer": (written or reply.text) if isinstance(reply, Answer) else "",
        "engine": model or reply.engine,
        "citations": [dataclasses.asdict(citation) for citation in reply.citations]
        if isinstance(reply, Answer)
        else [],
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
