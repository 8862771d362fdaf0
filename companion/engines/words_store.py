"""An index's words in a folder beside it: numpy arrays that are read where they lie, and the marks of the documents they are of."""

import json
import shutil
import uuid
from pathlib import Path

import numpy as np

from companion.search.evidence import KeptWords
from companion.search.postings import Postings

FORM = 1  # of the files; words of another form count as none
_NAME = "words-"


def write_words(folder: Path, words: KeptWords) -> str:
    """The name of a new folder below ``folder`` that holds ``words``, whole. Raises OSError."""
    name = f"{_NAME}{uuid.uuid4().hex[:12]}"
    place = folder / name
    place.mkdir()
    try:
        words.postings.save(place)
        np.save(place / "ids.npy", words.ids)
        np.save(place / "documents.npy", words.documents)
        (place / "marks.json").write_text(json.dumps({"form": FORM, "marks": words.marks}, ensure_ascii=False), "utf-8")
    except OSError:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return name


def read_words(place: Path) -> KeptWords | None:
    """The words in the folder ``place``; None where they are not, or not whole."""
    try:
        told = json.loads((place / "marks.json").read_text("utf-8"))
        if told["form"] != FORM:
            return None
        ids, documents = np.load(place / "ids.npy"), np.load(place / "documents.npy")
        words = KeptWords(Postings.load(place), ids, documents, told["marks"])
    except (OSError, EOFError, ValueError, KeyError):
        return None
    return words if len(ids) == len(documents) == words.postings.size else None


def drop_words(folder: Path, keep: str) -> None:
    """Delete all words but those named ``keep``; those that another process has open stay where the system demands it."""
    for place in folder.glob(f"{_NAME}*"):
        if place.name != keep:
            shutil.rmtree(place, ignore_errors=True)
