"""The texts that quizzes are made from in an evaluation, and items people wrote, to compare with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import ReadingError, UsageError
from companion.evaluation.reading import Read, documents_in
from companion.quizzes.candidates import FALSE, TRUE
from companion.quizzes.items import Item, Kind
from companion.texts.catalog import read_catalog
from companion.texts.documents import Citation, Document, digest

_KINDS = {"single": Kind.SINGLE_CHOICE, "multiple": Kind.MULTIPLE_CHOICE, "judge": Kind.TRUE_FALSE}
_YES = ("正确", "是", "对", "√")


@dataclass(frozen=True)
class QuizTexts:
    """``human`` are items that people wrote; their citations name only the file and quote nothing."""

    name: str
    documents: tuple[Document, ...]
    human: tuple[Item, ...] = ()


def read_quiz_texts(folder: Path, read: Read) -> QuizTexts:
    """The texts of ``folder``: in one of the forms of evaluation.reading, or any folder of texts, with or without a catalog.

    JSON lines with "question", "options" and "answer" are items that people wrote. Files that cannot be read are passed
    over. Raises UsageError where there is neither text nor item.
    """
    human = tuple(_human(folder))
    documents = documents_in(folder, read)
    if documents is None and not human:
        documents = read_folder(folder, read)
    if not documents and not human:
        raise UsageError(f"{folder} 里没有可以出题的材料。", f"There is nothing to make quizzes from in {folder}.")
    return QuizTexts(folder.name, documents or (), human)


def read_folder(folder: Path, read: Read) -> tuple[Document, ...]:
    """All texts of a folder that can be read. Raises ReadingError where there is no such folder."""

    def able() -> Iterator[Document]:
        for entry in read_catalog(folder).entries:
            try:
                yield read(folder, entry)
            except ReadingError:
                continue

    return tuple(able())


def _human(folder: Path) -> Iterator[Item]:
    for file in sorted(folder.glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                row = _row(line)
                if row is None:
                    break  # a file of something else
                if row["type"] in _KINDS and row["options"]:
                    yield _item(row, file.name)


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    asked = isinstance(row, dict) and {"question", "options", "answer", "type"} <= row.keys()
    return row if asked else None


def _item(row: dict[str, Any], file: str) -> Item:
    kind = _KINDS[row["type"]]
    options = {letter: str(text) for letter, text in row["options"].items()}
    key = tuple(options[letter] for letter in row["answer"] if letter in options)
    if kind is Kind.TRUE_FALSE:
        key, options = (TRUE if key[0] in _YES else FALSE,), {"A": TRUE, "B": FALSE}
    citation = Citation(file, row.get("subject") or file, "", 1, 1, "")
    id = digest(kind, row["question"], *key, file)
    return Item(id, kind, row["question"], tuple(options.values()), key, "", citation)
