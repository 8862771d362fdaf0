"""What a language model is to the rest: something that continues a conversation, and texts that are data to it."""

import secrets
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True)
class Message:
    """A turn of the conversation with a model."""

    role: Literal["system", "user"]
    text: str


class LanguageModel(Protocol):
    """Continues a conversation. Safe to share between threads."""

    @property
    def name(self) -> str: ...

    @property
    def at_once(self) -> int:
        """How many conversations it can continue at the same time."""
        ...

    def here(self) -> float:
        """The share, 0 to 1, of what it needs that is on this machine."""
        ...

    def check(self) -> None:
        """Raises ModelUnavailable where it cannot work on this machine, or cannot be reached."""
        ...

    def prepare(self) -> None:
        """Get what is missing, which may take minutes. Raises WeightsError, StorageError or ModelUnavailable."""
        ...

    def write(self, messages: Sequence[Message], take: Callable[[str], None], stop: threading.Event) -> None:
        """Hands each piece of the reply to ``take`` as it comes; returns at its end, or soon after ``stop`` is set.

        Raises ModelUnavailable.
        """
        ...


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_BRACKETS = str.maketrans("<>[]［］【】｜", "‹›〔〕〔〕〔〕¦")


def plain(text: str) -> str:
    """``text`` on one line, without unseen characters and without the brackets of templates (<|…|>, [INST]) and marks."""
    seen = "".join(" " if unicodedata.category(one) in _UNSEEN else one for one in text)
    return " ".join(seen.translate(_BRACKETS).split())


def between_marks(lines: Iterable[str], after: str) -> str:
    """``lines`` between two marker lines that no text can know beforehand, then ``after``; each should be ``plain``."""
    marker = f"----{secrets.token_hex(8)}----"
    return "\n".join((marker, *lines, marker, after))
