"""A language model whose replies are written in the test."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from companion.language import Message


@dataclass
class Scripted:
    """Says what ``reply`` gives for the messages; ``seen`` are those of the user, in their order."""

    reply: Callable[[Sequence[Message]], str]
    name: str = "scripted"
    at_once: int = 1
    seen: list[str] = field(default_factory=list)

    def here(self) -> float:
        return 1.0

    def check(self) -> None:
        pass

    def prepare(self) -> None:
        pass

    def write(self, messages: Sequence[Message], take: Callable[[str], None], stop: threading.Event) -> None:  # noqa: ARG002
        self.seen.append(messages[1].text)
        take(self.reply(messages))
