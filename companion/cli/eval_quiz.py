"""``eval quiz``: what the bank is like that the texts give, beside the same without the gate and items by people."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.cli.figures import share_json, table
from companion.cli.result import Result
from companion.settings import Settings

if TYPE_CHECKING:
    from companion.evaluation.figures import Share
    from companion.evaluation.quiz import BankFigures
    from companion.language import LanguageModel
    from companion.quizzes.items import Item
    from companion.texts.documents import Passage


ASKED = 20  # sentences that a language model is asked about, and items that it reads, unless told


def run_quiz(data: Path | None, settings: Settings, most: int = 0) -> Result:
    """Nothing is encoded. Without ``data`` the texts are those of the settings.

    Where the settings name a language model, it reads ``most`` items back, kinds in turn, and is
    asked for items from as many sentences besides (0: ASKED).
    """
    from companion.assemble import open_model, read_for_quiz
    from companion.evaluation.figures import Share
    from companion.evaluation.quiz import measure_quiz
    from companion.quizzes.corpus import Corpus
    from companion.quizzes.legible import unsure_pages
    from companion.quizzes.proposals import propose, worthiest
    from companion.texts.splitting import split
    from companion.texts.versions import with_versions

    began = time.perf_counter()
    texts = read_for_quiz(settings, data)
    passages = [passage for document in texts.documents for passage in split(document)]
    entries = with_versions(document.entry for document in texts.documents)  # as an index has them
    unsure = unsure_pages(texts.documents)
    report = measure_quiz(passages, entries, texts.human, unsure=unsure)
    seconds = time.perf_counter() - began
    per_all, per_normative = report.per_thousand
    document: dict[str, Any] = {
        "task": "quiz",
        "set": texts.name,
        "documents": len(texts.documents),
        "passages": len(passages),
        "characters": report.characters,
        "normative_characters": report.normative,
        "items_per_1000_characters": _rounded(per_all),
        "items_per_1000_normative_characters": _rounded(per_normative),
        "rejected": dict(report.rejected),
        "banks": [_bank(bank) for bank in report.banks],
        "seconds": round(seconds, 1),
    }
    lines = [f"{texts.name}: {len(texts.documents)} documents, {len(passages)} passages, {report.characters} characters; {seconds:.0f} s"]
    if per_all is not None:
        normative = "–" if per_normative is None else f"{per_normative:.2f}"
        lines.append(f"items per 1,000 characters: {per_all:.2f}; of normative text ({report.normative} characters): {normative}")
        lines.append("rejected: " + ", ".join(f"{rule} {count}" for rule, count in report.rejected.items()))
    lines += _tables(report.banks)
    if (model := open_model(settings)) is not None:
        model.prepare()
        read = model_reading(model, report.items, passages, most or ASKED)
        document["read_by_model"] = {kind: share_json(found) for kind, found in read.items()}
        told = ", ".join(f"{kind} {found}" for kind, found in read.items())
        lines += ["", f"read back by {model.name}: {told}"]
        began = time.perf_counter()
        corpus = Corpus(passages, entries, unsure=unsure)
        proposals = propose(model, worthiest(passages, corpus, most or ASKED), corpus)
        seconds = time.perf_counter() - began
        refused = ", ".join(f"{rule} {count}" for rule, count in proposals.rejected.items())
        each = f"{seconds / len(proposals.items):.0f} s a sound item" if proposals.items else f"{seconds:.0f} s"
        lines += ["", f"proposed by {model.name}: sound {Share(len(proposals.items), proposals.asked)}, {each}; refused: {refused}"]
        document["proposals"] = {
            "model": model.name,
            "asked": proposals.asked,
            "items": [asdict(item) for item in proposals.items],
            "rejected": dict(proposals.rejected),
            "seconds": round(seconds, 1),
        }
    return Result(document, "\n".join(lines))


def model_reading(
    model: LanguageModel, items: Sequence[Item], passages: Sequence[Passage], most: int
) -> dict[str, Share]:
    """How many of some items the model comes back to from their passage, by kind; kinds in turn, sentences of all texts."""
    from companion.evaluation.figures import share
    from companion.quizzes.modelreader import comes_back, direct

    by_kind: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda one: one.id):  # ids are digests: no text and no place comes first
        by_kind.setdefault(item.kind.value, []).append(item)
    chosen = [item for row in zip_longest(*by_kind.values()) for item in row if item is not None][:most]
    say = direct(model)
    found: dict[str, list[bool]] = {}
    for item in chosen:
        text = next(one.text for one in passages if one.document == item.citation.document and item.citation.quote in one.text)
        found.setdefault(item.kind.value, []).append(comes_back(item, text, say))
    return {kind: share(replies) for kind, replies in sorted(found.items())}


def _tables(banks: Sequence[BankFigures]) -> list[str]:
    rows = [("bank", "items", "key places", "χ² (df) p", "true", "longest is key (chance)", "duplicates", "round trip", "items/s", "stem", "option")]
    guesses = [("bank", "kind", "items", "round trip", "guessed", "chance", "one standard error")]
    for bank in banks:
        even = bank.balance
        rows.append((
            bank.name, str(bank.items), " ".join(map(str, even.places)), f"{even.chi_squared:.1f} ({even.freedom}) {even.p:.3f}",
            str(bank.true), "–" if bank.longest is None else f"{bank.longest:.3f} ({bank.longest_chance:.3f})", str(bank.duplicates),
            str(bank.answered_all or "–"), f"{bank.items / bank.seconds:.0f}" if bank.seconds else "–",
            f"{bank.lengths[0]:.0f}", f"{bank.lengths[1]:.0f}",
        ))  # fmt: skip
        for one in bank.guesses:
            back = str(bank.answered[one.kind]) if bank.answered else "–"
            guesses.append((bank.name, one.kind.value, str(one.of), back, f"{one.rate:.3f}", f"{one.chance:.3f}", f"{one.error:.3f}"))
    return [*table(rows), "", *table(guesses)]


def _bank(bank: BankFigures) -> dict[str, Any]:
    even = bank.balance
    return {
        "bank": bank.name,
        "items": bank.items,
        "kinds": dict(bank.kinds),
        "key_places": list(even.places),
        "chi_squared": round(even.chi_squared, 3),
        "degrees_of_freedom": even.freedom,
        "p": round(even.p, 4),
        "true": share_json(bank.true),
        "longest_is_key": _rounded(bank.longest),
        "longest_chance": _rounded(bank.longest_chance),
        "duplicates": share_json(bank.duplicates),
        "round_trip": share_json(bank.answered_all) if bank.answered_all else None,
        "round_trip_by_kind": {kind: share_json(found) for kind, found in (bank.answered or {}).items()},
        "guessed": [
            {"kind": one.kind, "items": one.of, "rate": round(one.rate, 4), "chance": round(one.chance, 4)} for one in bank.guesses
        ],
        "mean_stem": round(bank.lengths[0], 1),
        "mean_option": round(bank.lengths[1], 1),
        "seconds_per_item": round(bank.seconds / bank.items, 5) if bank.seconds and bank.items else None,
        "items_per_second": round(bank.items / bank.seconds, 1) if bank.seconds else None,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
