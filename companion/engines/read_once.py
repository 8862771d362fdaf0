"""Readers that keep what they found, so that a file is not read (and scanned pages not recognised) twice in one go."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from companion.texts.reading import Draft, Limits, Reader

CHARACTERS = 20_000_000  # kept at most, of all drafts together


def reading_once(readers: Mapping[str, Reader]) -> dict[str, Reader]:
    """The same readers. What one found is given once more for a file of the same bytes, and then forgotten."""
    kept: OrderedDict[tuple[str, str], Draft] = OrderedDict()
    lock = threading.Lock()

    def once(suffix: str, reader: Reader) -> Reader:
        def read(file: Path, limits: Limits) -> Draft:
            with file.open("rb") as opened:
                key = suffix, hashlib.file_digest(opened, "sha256").hexdigest()
            with lock:
                draft = kept.pop(key, None)
            if draft is None:
                draft = reader(file, limits)
                with lock:
                    kept[key] = draft
                    while sum(map(_size, kept.values())) > CHARACTERS:
                        kept.popitem(last=False)
            return draft

        return read

    return {suffix: once(suffix, reader) for suffix, reader in readers.items()}


def _size(draft: Draft) -> int:
    return sum(len(page.text) for page in draft.pages)
