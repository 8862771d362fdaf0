"""Question sets from folders of JSON lines.

A folder holds ``passages.jsonl`` ({"id", "title", "text"}, perhaps "fold") and ``questions.jsonl`` ({"id", "question",
"passage_id" or "positive_ids", "answers"}, perhaps "kind", "answerable", "question_simplified"), or in place of the
passages a folder ``docs`` of texts with a ``manifest.jsonl`` ({"file", "title", "law", "date", "is_latest"}); its
questions name "files" and "article". ``unanswerable.jsonl`` holds questions that the passages do not answer, with
"context_ids" where only those passages are at hand.
"""

import datetime as dt
import hashlib
import importlib.resources
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from companion.errors import UsageError
from companion.evaluation.questions import Question, QuestionSet
from companion.texts.documents import Document, Entry, Page, Status

Row = Mapping[str, Any]
Read = Callable[[Path, Entry], Document]

_ASKED_OTHERWISE = ("conversation", "faithful")  # kinds that need an earlier turn, or a text made false


def read_set(folder: Path, read: Read) -> QuestionSet:
    """The set in ``folder``; ``read`` reads a text. Raises UsageError where there is none, or a line is not well formed."""
    questions = _rows(folder / "questions.jsonl")
    unanswerable = tuple(_question(row) for row in _rows(folder / "unanswerable.jsonl"))
    passages = _passages(folder)
    if passages:
        documents = tuple(_document(row) for row in passages)
        folds = {row["id"]: int(row["fold"]) for row in passages if "fold" in row}
        asked = tuple(_question(row, folds) for row in questions if row.get("kind") not in _ASKED_OTHERWISE)
        return QuestionSet(folder.name, documents, asked, unanswerable, folds)
    texts = _texts(folder)
    if texts and questions:
        entries = _entries(_manifest(texts))
        documents = tuple(read(texts, entry) for entry in entries)
        newest = {entry.path: entry.superseded_by for entry in entries if entry.superseded_by}
        return QuestionSet(folder.name, documents, tuple(_about(row, newest) for row in questions), unanswerable)
    raise UsageError(
        f"{folder} 里没有评测数据（passages.jsonl，或 questions.jsonl 与 docs 文件夹）。",
        f"There is nothing to evaluate with in {folder} (passages.jsonl, or questions.jsonl with a folder docs).",
    )


def documents_in(folder: Path, read: Read) -> tuple[Document, ...] | None:
    """The documents of the set in ``folder``, with or without questions; None where it has no such form."""
    if passages := _passages(folder):
        return tuple(_document(row) for row in passages)
    texts = _texts(folder)
    manifest = _manifest(texts) if texts else []
    return tuple(read(texts, entry) for entry in _entries(manifest)) if texts and manifest else None


def sample_set(documents: Iterable[Document]) -> QuestionSet:
    """The questions that ship, about the sample texts. Raises UsageError where these are not among ``documents``."""
    folder = importlib.resources.files("companion.evaluation") / "sample"
    lines = {name: (folder / f"{name}.jsonl").read_text("utf-8") for name in ("questions", "unanswerable")}
    questions = tuple(_located(json.loads(line)) for line in lines["questions"].splitlines())
    unanswerable = tuple(_question(json.loads(line)) for line in lines["unanswerable"].splitlines())
    documents = tuple(documents)
    missing = {path for question in questions for path in question.documents} - {one.path for one in documents}
    if missing:
        raise UsageError(
            f"样例问题问的是自带的材料，这里没有“{min(missing)}”；请用 --data 指明评测数据。",
            f"The sample questions are about the texts that ship; “{min(missing)}” is not here. Give data with --data.",
        )
    return QuestionSet("sample", documents, questions, unanswerable)


def _passages(folder: Path) -> list[dict[str, Any]]:
    return _rows(folder / "passages.jsonl") or _rows(folder / "news_passages.jsonl")


def _texts(folder: Path) -> Path | None:
    """Where the texts lie, in the form that has a manifest."""
    places = (folder / "docs", folder.parent.parent / folder.name / "docs")
    return next((place for place in places if place.is_dir()), None)


def _manifest(texts: Path) -> list[dict[str, Any]]:
    return _rows(texts / "manifest.jsonl") or _rows(texts.parent / "manifest.jsonl")


def _rows(file: Path) -> list[dict[str, Any]]:
    if not file.is_file():
        return []
    try:
        return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    except ValueError as error:
        raise UsageError(
            f"{file} 不是 UTF-8 的 JSON Lines（{error}）。", f"{file} is not UTF-8 JSON lines ({error})."
        ) from error


def _document(row: Row) -> Document:
    text = row["text"] + "\n"
    entry = Entry(row["id"], row.get("title") or "")
    return Document(entry, hashlib.sha256(text.encode()).hexdigest(), (Page(1, text),))


def _question(row: Row, folds: Mapping[str, int] | None = None) -> Question:
    own = row.get("passage_id")
    right = row.get("positive_with_answer") or row.get("positive_ids") or ([own] if own else [])
    groups: Sequence[Sequence[str]] = row.get("answer_groups") or [row.get("answers") or []]
    stands = row.get("answer_type", "span") == "span"  # else it is a verdict, such as yes, that no text need hold
    context = row.get("context_ids") or ([own] if own and not row.get("answerable", True) else None)
    return Question(
        str(row["id"]),
        row["question"],
        kind=row.get("kind") or "",
        documents=frozenset(right) if row.get("answerable", True) else frozenset(),
        answers=tuple(tuple(group) for group in groups if group) if stands else (),
        context=None if context is None else tuple(context),
        fold=(folds or {}).get(own or ""),
        simplified=row.get("question_simplified") or "",
        distinct=row.get("retrieval_ok", True),
    )


def _located(row: Row) -> Question:
    answers = (tuple(row["answers"]),)
    return Question(row["id"], row["question"], documents=frozenset(row["documents"]), located=True, answers=answers)


def _about(row: Row, newest: Mapping[str, str]) -> Question:
    """A question about an article. The text in force is meant where its gold is a replaced one's."""
    files, article, kind = row["files"], row["article"], row.get("kind") or ""
    answers: tuple[tuple[str, ...], ...] = (tuple(row.get("answers") or ()),)
    if any(file in newest for file in files):
        files, answers = [newest.get(file, file) for file in files], ()
        if kind != "article_lookup":  # its articles may have other numbers today: only the text can be told
            kind, article = f"{kind}, text replaced", ""
    return Question(row["id"], row["question"], kind=kind, documents=frozenset(files), article=article, answers=answers)


def _entries(manifest: Iterable[Row]) -> list[Entry]:
    rows = list(manifest)
    latest = {row["law"]: row["file"] for row in rows if row.get("law") and row.get("is_latest", True)}
    entries = []
    for row in rows:
        successor = "" if row.get("is_latest", True) else latest.get(row["law"], "")
        entries.append(
            Entry(
                row["file"],
                row["title"],
                date=_day(row.get("date") or ""),
                status=Status.SUPERSEDED if not row.get("is_latest", True) else Status.IN_FORCE,
                superseded_by=successor,
            )
        )
    return entries


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
