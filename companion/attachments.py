"""Attachments: photos and files of practices, kept as bytes under their digest, beside the events that name them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

MOST_BYTES = 10 * 2**20
"""Of one file as it is sent."""


@dataclass(frozen=True)
class Prepared:
    """A file as it is kept: a ``photo`` is one that we wrote ourselves, which alone is ever shown in a page."""

    name: str
    photo: bool
    data: bytes


Prepare = Callable[[str, bytes], Prepared]
"""Makes what somebody sent under a name into what is kept. Raises UsageError for what cannot be."""


class AttachmentStore(Protocol):
    def put(self, data: bytes) -> str:
        """Keeps the bytes, for good; their digest, under which they are found. Raises StorageError."""
        ...

    def get(self, key: str) -> bytes | None:
        """The bytes of a digest that ``put`` gave; None for any other word."""
        ...

    def drop(self, key: str) -> None:
        """Removes the bytes, if they are there. Raises StorageError."""
        ...


class MemoryAttachments:
    """Keeps them as long as it lives."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        self._kept[key] = data
        return key

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def drop(self, key: str) -> None:
        self._kept.pop(key, None)


def as_sent(name: str, data: bytes) -> Prepared:
    """Keeps anything as a file to be fetched, never to be shown."""
    return Prepared(name, False, data)
