"""``quiz make``: items from the indexed texts; ``quiz export|import`` are in quiz_files."""

import argparse
import dataclasses
import logging
import time
from typing import Any

from companion.answers.answers import Abstention
from companion.cli import quiz_files
from companion.cli.folders import folder_arguments, with_folders
from companion.cli.result import Result
from companion.errors import NotFound, UsageError
from companion.quizzes.corpus import Corpus
from companion.quizzes.generate import GENERATORS, Generated, items_about
from companion.quizzes.items import Item, Kind
from companion.quizzes.legible import unsure
from companion.quizzes.modelreader import read_by
from companion.quizzes.proposals import propose, with_proposals, worthiest
from companion.quizzes.topic import make_topic_items
from companion.settings import Settings

HELP = "由材料出题 · make quiz items"
logger = logging.getLogger(__name__)

_FOUND = 20  # passages searched for a topic
_COUNT = 10
_SPARE = 2  # times as many are made where a language model reads them, too


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="make|export|import", required=True)
    quiz_files.arguments(actions)
    make = actions.add_parser("make", help=HELP, description=HELP)
    make.add_argument("--count", type=int, default=_COUNT, metavar="N", help="最多几道 · at most so many items (10)")
    make.add_argument(
        "--kind",
        nargs="+",
        action="extend",
        choices=[kind.value for kind in GENERATORS],
        metavar="KIND",
        help="题型，可给多个 · kinds: " + " ".join(GENERATORS),
    )
    make.add_argument("--document", metavar="D", help="只用这份材料（路径）· only this text (its path)")
    make.add_argument("--topic", metavar="TEXT", help="围绕这个主题 · on this topic")
    make.add_argument("--seed", type=int, default=0, help="随机种子 · seed of what is left to chance (0)")
    make.add_argument(
        "--llm",
        default="off",
        metavar="off|local|URL",
        help="让语言模型也从原文作答，答不出答案的不要；再提一些题 · let a language model read each item back, and propose some too (off)",
    )
    folder_arguments(make)
    make.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="stdout 上只有一份 JSON · one JSON document")


def run(args: argparse.Namespace, settings: Settings) -> Result:
    if args.action != "make":
        return {"export": quiz_files.run_export, "import": quiz_files.run_import}[args.action](args, settings)
    if args.count < 1:
        raise UsageError("--count 应不小于 1。", "--count should be at least 1.")
    if args.topic is not None and not args.topic.strip():
        raise UsageError("--topic 不能为空。", "--topic must not be empty.")
    settings = with_folders(settings, args)
    started = time.perf_counter()
    made = _make(args, settings)
    document = {
        "items": [item_json(item) for item in made.items],
        "rejected": dict(made.rejected),
        "seconds": round(time.perf_counter() - started, 3),
    }
    return Result(document, as_text(made))


def _make(args: argparse.Namespace, settings: Settings) -> Generated:
    """The items; with a language model only those that it reads back, too, and first its sound proposals from the likeliest
    sentences, one for every two asked for."""
    from companion.assemble import open_answerer, open_index, open_model

    with open_index(settings) as index:
        entries, passages = index.entries(), index.passages()
        if args.document and args.document not in {entry.path for entry in entries}:
            raise NotFound(
                f"索引里没有材料“{args.document}”；应写它在材料文件夹中的路径。",
                f"The index holds no text {args.document!r}; give its path below the corpus folder.",
            )
        kinds = [Kind(kind) for kind in args.kind] if args.kind else None
        corpus = Corpus(passages, entries, args.seed, unsure(index))
        model = open_model(dataclasses.replace(settings, llm=args.llm))
        count = args.count if model is None else args.count * _SPARE  # of which it may refuse some
        if args.topic:
            answerer = open_answerer(settings)
            found = answerer.on_topic(args.topic)
            if isinstance(found, Abstention):
                zh, en = f"材料里没有找到关于“{args.topic}”的内容。", f"The texts hold nothing on {args.topic!r}."
                logger.warning(en if settings.language == "en" else zh)
                return Generated((), {})
            if args.document:
                found = answerer.retriever.retrieve(args.topic, _FOUND, [args.document])
            about = [one.passage for one in found[:_FOUND]]
            made = make_topic_items(about, corpus, count=count, topic=args.topic, kinds=kinds)
        else:
            about = [passage for passage in passages if args.document in (None, passage.document)]
            made = items_about(about, corpus, kinds=kinds, count=count)
        if model is None:
            return made
        made = read_by(model, made, passages, args.count)
        if kinds and Kind.SINGLE_CHOICE not in kinds:
            return made
        return with_proposals(made, propose(model, worthiest(about, corpus, -(-args.count // 2)), corpus), args.count)


def item_json(item: Item) -> dict[str, Any]:
    """The item as the command line gives it: one key as a string, several as a list."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "stem": item.stem,
        "options": list(item.options),
        "key": item.key[0] if len(item.key) == 1 else list(item.key),
        "rationale": item.rationale,
        "citation": dataclasses.asdict(item.citation),
    }


def as_text(made: Generated) -> str:
    """The items for a person: numbered, options lettered, with key and source."""
    if not made.items:
        return "没有合格的试题。 · No sound items."
    return "\n\n".join(_item_text(number, item) for number, item in enumerate(made.items, 1))


def _item_text(number: int, item: Item) -> str:
    lines = [f"{number}. {item.stem}"]
    letters = dict(zip(item.options, "ABCDEFGH", strict=False))
    if item.kind is not Kind.TRUE_FALSE:
        lines += [f"   {letter}. {option}" for option, letter in letters.items()]
    lettered = item.options and item.kind is not Kind.TRUE_FALSE
    key = "".join(letters[key] for key in item.key) if lettered else " / ".join(item.key)
    citation = item.citation
    pages = f"{citation.first_page}–{citation.last_page}" if citation.last_page > citation.first_page else citation.first_page
    english = item.language == "en"
    lines.append(f"   Key: {key}" if english else f"   答案：{key}")
    lines.append(f"   {item.rationale}")
    lines.append(f"   [{citation.document}, p. {pages}]" if english else f"   〔{citation.document}，第 {pages} 页〕")
    return "\n".join(lines)
