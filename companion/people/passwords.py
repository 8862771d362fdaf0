"""Passwords: how they are hashed, what makes one acceptable, and passwords that serve once."""

import base64
import hashlib
import hmac
import itertools
import secrets
import unicodedata
from collections.abc import Callable
from typing import Protocol

from companion.errors import UsageError
from companion.people.directory import fold_username

SHORTEST, LONGEST = 8, 256
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read or typed for something else: no i l o 0 1
"""What one-time passwords are made of: 12 characters of it hold 59 bits."""

Draw = Callable[[int], bytes]
"""Gives so many random bytes; ``secrets.token_bytes`` outside tests."""


class Hasher(Protocol):
    def hash(self, password: str) -> str:
        """A salted hash that says how it was made."""
        ...

    def verify(self, password_hash: str, password: str) -> bool:
        """False also for a hash of another make."""
        ...

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        ...


class ScryptHasher:
    """scrypt of the standard library (RFC 7914), r = 8, p = 1; ``cost`` is N, a power of two: memory is N KiB."""

    def __init__(self, cost: int = 2**15, draw: Draw = secrets.token_bytes) -> None:
        self._cost = cost
        self._draw = draw

    def hash(self, password: str) -> str:
        salt = self._draw(16)
        return f"scrypt${self._cost}${_text(salt)}${_text(self._digest(password, salt, self._cost))}"

    def verify(self, password_hash: str, password: str) -> bool:
        match password_hash.split("$"):
            case ["scrypt", cost, salt, digest]:
                found = self._digest(password, base64.b64decode(salt), int(cost))
                return hmac.compare_digest(found, base64.b64decode(digest))
        return False

    def needs_rehash(self, password_hash: str) -> bool:
        return not password_hash.startswith(f"scrypt${self._cost}$")

    def _digest(self, password: str, salt: bytes, cost: int) -> bytes:
        memory = 128 * 8 * cost + 2**20  # OpenSSL wants a little more than the 128·r·N of the algorithm
        marked = password.encode() + b"."  # scrypt's HMAC fills up with zero bytes: without an end, "a" would be "a\0"
        return hashlib.scrypt(marked, salt=salt, n=cost, r=8, p=1, maxmem=memory, dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def same_password(typed: str) -> str:
    """The form that is hashed: NFKC, so that the same keys give the same password under every input method.

    Half a surrogate pair, which no keyboard types and UTF-8 cannot hold, becomes a question mark.
    """
    return unicodedata.normalize("NFKC", typed.encode(errors="replace").decode())


def check_new_password(password: str, username: str, old: str = "") -> None:
    """Raises UsageError unless it is long enough, not the username, and not ``old``."""
    password = same_password(password)
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            f"新密码应为 {SHORTEST} 到 {LONGEST} 个字符。",
            f"The new password should be {SHORTEST} to {LONGEST} characters.",
        )
    if fold_username(password) == fold_username(username):
        raise UsageError("新密码不能与账号相同。", "The new password must not be the username.")
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(password)}
    if len(set(password)) < 4 or steps in ({1}, {-1}):  # 11112222, 12345678
        raise UsageError("新密码太简单，请用更多不同的字符。", "The new password is too simple; use more different characters.")
    if password == same_password(old):
        raise UsageError("新密码不能与旧密码相同。", "The new password must differ from the old one.")


def one_time_password(draw: Draw = secrets.token_bytes) -> str:
    """Three groups of four, to be told to a person who then chooses a password."""
    number = int.from_bytes(draw(16))  # 128 bits over 59: the remainder's bias is below 2**-68
    characters = []
    for _ in range(12):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return "-".join("".join(characters[at : at + 4]) for at in (0, 4, 8))
