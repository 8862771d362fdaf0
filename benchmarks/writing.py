"""How written answers fare: ``python -m benchmarks.writing [--data DIR] [--model off|local|URL] [--questions N]``.

First the check alone, without a model: true sentences of the texts, as they stand and reworded by rule, and the same with
one thing made false by rule (a number, a duty or negation, a name, an addition), each against a quotation of two sentences.
With a model: what becomes of the sentences it writes in answers to the questions of the sample that ships, or of a folder in the form of companion/evaluation/reading.py.
"""

import argparse
import itertools
import random
import re
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from companion.answers.answers import Answer
from companion.answers.confirm import Verdict, check
from companion.answers.writer import Writer, grounded
from companion.answers.writing import is_silence, pieces, prompt, source_of
from companion.assemble import open_bench, open_writer
from companion.evaluation.bench import Bench
from companion.evaluation.figures import some
from companion.settings import read_settings
from companion.texts.documents import Document
from companion.texts.numerals import chinese, read
from companion.texts.sentences import sentences

Change = Callable[[str, random.Random, list[str]], str | None]
_FLIPS = (
    ("不得", "可以"), ("可以", "不得"), ("应当", "可以"), ("必须", "可以"), ("严禁", "允许"), ("禁止", "允许"),
    ("不予", "予以"), ("没有", "有"), ("并非", "是"), ("不能", "能"), ("不是", "是"), ("应当", "不得"), ("不少于", "不超过"),
    ("不超过", "不少于"), ("以上", "以下"), ("以内", "以上"), ("至少", "至多"), ("以前", "以后"), ("之前", "之后"),
)  # fmt: skip
_NUMERAL = re.compile(
    r"(?<![\d.])\d{1,4}(?![\d.])|[一二三四五六七八九十百]+(?=个|名|人|次|年|天|日|学时|小时|元|条|章|篇|门|项)"
)
_NAME = re.compile(
    r"《[^》]{2,20}》|(?:(?![和与及的在对向由经个应当各一是为有])[\u4e00-\u9fff]){2,6}(?:委员会|办公室|大学|学院|公司|总局)|(?<=[，。、])[\u4e00-\u9fff]{2,4}(?=(?:同志|教授|老师|先生))"
)


def number_changed(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    found = list(_NUMERAL.finditer(text))
    if not found:
        return None
    one = chance.choice(found)
    value = int(read(one[0]) or 0)
    other = value + chance.choice((1, 2, 3, 10))
    return text[: one.start()] + (str(other) if one[0].isdigit() else chinese(other)) + text[one.end() :]


def flipped(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    fit = [(old, new) for old, new in _FLIPS if old in text]
    if fit:
        old, new = chance.choice(fit)
        return text.replace(old, new, 1)
    found = re.search(r"(?<=[\u4e00-\u9fff])(?=是|参加|召开|属于|包括|负责|实行|列入|提交|纳入|采用|担任|成为)", text)
    return text[: found.start()] + "不" + text[found.start() :] if found else None


def name_swapped(text: str, chance: random.Random, others: list[str]) -> str | None:
    found = _NAME.search(text)
    if not found:
        return None
    kind = found[0][-2:]
    names = [
        name[0] for other in others if (name := _NAME.search(other)) and name[0][-2:] == kind and name[0] not in text
    ]
    names = (
        names
        if kind[-1] != "》"
        else [name[0] for other in others if (name := re.search("《[^》]{2,20}》", other)) and name[0] not in text]
    )
    return text.replace(found[0], chance.choice(names)) if names else None


def added(text: str, chance: random.Random, others: list[str]) -> str | None:
    clauses = [part for part in re.split("[，；。]", chance.choice(others)) if 6 <= len(part) <= 20]
    return f"{text.rstrip('。')}，{chance.choice(clauses)}。" if clauses else None


def linked(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    return f"{text.rstrip('。')}，详见www.example{chance.randrange(99)}.com。"


def verbatim(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    return text


def renumbered(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    found = next((one for one in _NUMERAL.finditer(text) if not one[0].isdigit()), None)
    return text[: found.start()] + str(read(found[0])) + text[found.end() :] if found else None


def shortened(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    parts = [part for part in re.split("[，；]", text.rstrip("。")) if len(part) >= 8]
    return max(parts, key=len) + "。" if len(parts) > 1 else None


def introduced(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    return f"根据规定，{text}"


def turned(text: str, chance: random.Random, others: list[str]) -> str | None:  # noqa: ARG001
    parts = text.rstrip("。").split("，")
    return "，".join((*parts[1:], parts[0])) + "。" if len(parts) > 1 else None


TRUE: tuple[Change, ...] = (verbatim, renumbered, shortened, introduced, turned)
FALSE: tuple[Change, ...] = (number_changed, flipped, name_swapped, added, linked)


def quoted(documents: tuple[Document, ...]) -> list[tuple[str, str]]:
    """Sentences of the texts, each with the quotation it stands in: itself and the next one."""
    found = []
    for document in documents:
        spans = [span for span in sentences(document.text) if 15 <= span[1] - span[0] <= 120]
        for (start, end), (_, after) in itertools.pairwise(spans):
            text = document.text[start:end]
            if re.search(r"[\u4e00-\u9fff]", text) and text.endswith("。") and after - start < 300:
                found.append((text, f"《{document.title}》：{document.text[start:after]}"))
    return found


def made(pairs: list[tuple[str, str]], count: int) -> Iterator[tuple[str, str, Verdict, str]]:
    """(true or false, how made, verdict, sentence) for up to ``count`` sentences of each kind."""
    chance = random.Random(7)
    others = [text for text, _ in pairs]
    for kind, changes in (("true", TRUE), ("false", FALSE)):
        for change in changes:
            done = 0
            for text, source in chance.sample(pairs, len(pairs)):
                sentence = change(text, chance, others)
                if sentence is None or (kind == "false" and sentence in source):
                    continue
                yield kind, change.__name__, check(sentence, [source]), f"{sentence}  ←  {source}"
                done += 1
                if done == count:
                    break


def with_model(bench: Bench, writer: Writer, count: int, show: int) -> None:
    """What becomes of the sentences that a model writes, and how long it takes."""
    answerer = bench.make_answerer(bench.index(), bench.encoder)
    questions = some([one for one in bench.set.questions if one.answers], count)
    verdicts: Counter[str] = Counter()
    first: list[float] = []
    total: list[float] = []
    held: list[bool] = []
    writer.model.prepare()
    for question in questions:
        answer = answerer.answer(question.text)
        if not isinstance(answer, Answer):
            continue
        came: list[tuple[float, str]] = []
        began = time.perf_counter()
        take = lambda piece: came.append((time.perf_counter() - began, piece))  # noqa: B023, E731
        writer.model.write(prompt(question.text, answer.citations), take, threading.Event())
        total.append(time.perf_counter() - began)
        first.append(came[0][0] if came else total[-1])
        confirmed = ""
        for piece in pieces("".join(piece for _, piece in came), len(answer.citations)):
            cites, verdict = grounded(piece, [source_of(citation) for citation in answer.citations])
            name = (
                "says the quotations are silent"
                if is_silence(piece.text)
                else verdict.value
                if cites
                else "without a citation"
            )
            verdicts[name] += 1
            confirmed += piece.text if name == Verdict.CONFIRMED.value else ""
            if verdicts[name] <= show and name != Verdict.CONFIRMED.value:
                sys.stdout.write(f"    {name}: {question.text} → {piece.text}  ←  {answer.text}\n")
        held.append(question.answered_by(confirmed))
    asked = len(total)
    sys.stdout.write(f"{writer.model.name}, {bench.set.name}: {asked} answers, {verdicts.total()} sentences\n")
    for name, number in verdicts.most_common():
        sys.stdout.write(f"  {name:32} {number:4}  {number / verdicts.total():6.1%}\n")
    sys.stdout.write(
        f"  the gold answer in confirmed sentences {sum(held)}/{asked}; first piece after {statistics.median(first):.1f} s,"
        f" the whole {statistics.median(total):.1f} s (medians)\n"
    )


def check_alone(bench: Bench, count: int, show: int) -> None:
    seen: dict[tuple[str, str], Counter[Verdict]] = {}
    shown: Counter[str] = Counter()
    for kind, name, verdict, sentence in made(quoted(bench.set.documents), count):
        seen.setdefault((kind, name), Counter())[verdict] += 1
        wrong = (verdict is Verdict.CONFIRMED) == (kind == "false")
        if wrong and shown[name] < show:
            shown[name] += 1
            sys.stdout.write(f"    {name} {verdict.value}: {sentence}\n")
    sys.stdout.write(f"check alone, {bench.set.name}: share confirmed / marked / taken out\n")
    for (kind, name), verdicts in seen.items():
        total = verdicts.total()
        shares = " / ".join(f"{verdicts[verdict] / total:6.1%}" for verdict in Verdict)
        sys.stdout.write(f"  {kind:5} {name:15} {total:4}  {shares}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--model", default="off")
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--show", type=int, default=0, help="wrong verdicts to print of each kind")
    args = parser.parse_args()
    settings = replace(read_settings(), llm=args.model)
    writer = open_writer(settings)
    bench = open_bench(settings, args.data, lambda _done, _of: None)
    check_alone(bench, 300, args.show)
    if writer is not None:
        with_model(bench, writer, args.questions, args.show)


if __name__ == "__main__":
    main()
