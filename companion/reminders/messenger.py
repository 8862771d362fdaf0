"""What carries a message to a group chat, and what comes back; and a carrier that only keeps what it is given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """A JSON body to be posted to an address. The address tells who may write to the chat, and is not logged."""

    url: str = field(repr=False)
    body: bytes


@dataclass(frozen=True)
class Reply:
    """An HTTP status and body; status 0 where nothing answered, with the ``trouble``, which names no address."""

    status: int
    body: bytes = b""
    trouble: str = ""


class Messenger(Protocol):
    def post(self, message: Message) -> Reply:
        """Posts it once, follows nothing, and gives up after some seconds of silence. Raises nothing."""
        ...


class KeptMessenger:
    """Carries nothing anywhere: keeps what was sent, and answers with ``replies`` in turn, then as if all were well."""

    def __init__(self, replies: Iterable[Reply] = ()) -> None:
        self.sent: list[Message] = []
        self._replies = iter(tuple(replies))

    def post(self, message: Message) -> Reply:
        self.sent.append(message)
        return next(self._replies, Reply(200, b'{"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success"}'))
