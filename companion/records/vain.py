"""What was asked in vain: questions of the chat that the texts do not answer, without their authors, once three have asked.

An ASKED_IN_VAIN event is ``{"group", "asker", "words"}``; it has no member, and its day is the first of the month. ``group`` and ``asker``
are keyed digests (HMAC-SHA256) under a key that is kept apart from the records, and from their backups, and deleted when its month is over: ``group`` of the
branch and the question's characters, ``asker`` of the group and the username, so that one person's questions cannot be told to be one
person's. ``words``, what was asked, is empty until the third different member asks.

Who has all the records, then, and not the key, learns: that in a month so many different people of a branch asked one thing in
vain, where three did in the words of one of them, and, as events are numbered in their order, about when. While the month's
key is there, whoever has it too can try names and questions; afterwards nobody can. Asked in two months counts twice from one.
"""

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from companion.records.events import Event, EventKind
from companion.search.lexical import fold

KINDS = frozenset({EventKind.ASKED_IN_VAIN})
LEAST = 3
_POLITE = re.compile("请问|请教|麻烦|想问问?|我?想知道|问一下|一下|谢谢|您好|你好|[吗呢啊呀吧嘛哦的了]")
_TERM = re.compile(r"[a-z0-9]+|[^\W_]")


class AskerKeys(Protocol):
    def key(self, month: str) -> bytes:
        """The key of a month (such as 2026-03), made where there is none; all others are deleted. Raises StorageError."""
        ...


class MemoryAskerKeys:
    """A key that lasts as long as the process, or its month."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept = ("", b"")

    def key(self, month: str) -> bytes:
        with self._lock:
            if self._kept[0] != month:
                self._kept = (month, secrets.token_bytes(32))
            return self._kept[1]


@dataclass(frozen=True)
class Group:
    """Questions that come to the same: the digests of those who asked, and the words last kept, if any."""

    month: str
    askers: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True)
class Vain:
    groups: Mapping[str, Group] = field(default_factory=dict)


@dataclass(frozen=True)
class InVain:
    """What at least three members have asked in vain in one month (such as 2026-03)."""

    words: str
    askers: int
    month: str


def sameness(question: str) -> str:
    """What wordings that come to the same have in common: their characters and Latin words, whatever their order.

    Script, width, case, punctuation and polite words do not matter; a synonym does. Empty where nothing is left.
    """
    return " ".join(sorted(set(_TERM.findall(_POLITE.sub("", fold(question))))))


def group_of(key: bytes, branch: str, question: str) -> str:
    return _digest(key, "group", branch, sameness(question))


def asker_of(key: bytes, group: str, username: str) -> str:
    return _digest(key, "asker", group, username)


def _digest(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def vain_after(known: Vain, events: Iterable[Event]) -> Vain:
    """``known`` carried on by further events of ``KINDS`` in their order; repeats change nothing."""
    groups = dict(known.groups)
    for event in events:
        told, month = event.payload, f"{event.day:%Y-%m}"
        group = groups.get(told["group"], Group(month))
        groups[told["group"]] = Group(month, group.askers | {told["asker"]}, told["words"] or group.words)
    return Vain(groups)


def asked_in_vain(vain: Vain, months: Iterable[str]) -> tuple[InVain, ...]:
    """What may be told of these months, what most have asked first."""
    wanted = frozenset(months)
    found = (
        InVain(group.words, len(group.askers), group.month)
        for group in vain.groups.values()
        if group.month in wanted and group.words and len(group.askers) >= LEAST
    )
    return tuple(sorted(found, key=lambda one: (one.month, one.askers, one.words), reverse=True))
