"""Item, Quiz, Attempt: what is asked, what was replied, and how it was marked."""

import datetime as dt
import enum
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from companion.texts.documents import Citation, digest


class Kind(enum.StrEnum):
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    CLOZE = "cloze"
    ORDERING = "ordering"
    SHORT_ANSWER = "short_answer"


@dataclass(frozen=True)
class Question:
    """The side of an item that a member sees before it is marked: no key, no rationale, no citation."""

    id: str
    kind: Kind
    stem: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One question of the bank.

    ``options``: what is chosen from; 正确/错误 (True/False) for true_false; the steps, shuffled, for ordering; a word list
    for a cloze that has one, else empty; empty for short_answer.
    ``key``: the right options; for a cloze the accepted replies with the text's own words first; for ordering all options
    in the right order; for short_answer the key points that a reply is marked against.
    ``post`` is the Post whose daily work the stem is set in, empty for everyone's. ``id`` is a digest of kind, stem, key
    and citation.
    """

    id: str
    kind: Kind
    stem: str
    options: tuple[str, ...]
    key: tuple[str, ...]
    rationale: str
    citation: Citation
    language: str = "zh"
    post: str = ""

    @property
    def question(self) -> Question:
        return Question(self.id, self.kind, self.stem, self.options)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Item":
        return cls(
            id=data["id"],
            kind=Kind(data["kind"]),
            stem=data["stem"],
            options=tuple(data["options"]),
            key=tuple(data["key"]),
            rationale=data["rationale"],
            citation=Citation(**data["citation"]),
            language=data.get("language", "zh"),
            post=data.get("post", ""),
        )


def item_id(kind: Kind, stem: str, key: Iterable[str], citation: Citation) -> str:
    """See Item."""
    return digest(kind, stem, *key, citation.document, citation.quote)


@dataclass(frozen=True)
class Quiz:
    """The items set for one member on one day, their options in the order this member sees."""

    member: str
    day: dt.date
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Response:
    """What was replied to one item, marked. An empty ``reply`` is an item left out.

    ``before`` is how it was marked first, where the item's key has been corrected since; else None.
    """

    item: Item
    reply: tuple[str, ...]
    correct: bool
    mark: float  # from 0 to 1; 1 where correct, and nowhere else
    before: bool | None = None


@dataclass(frozen=True)
class Score:
    """``correct`` of ``total`` items were wholly right; ``points`` is the sum of their marks, one item being one point."""

    correct: int
    total: int
    points: float


@dataclass(frozen=True)
class Attempt:
    """A quiz, replied to and marked, once."""

    member: str
    day: dt.date
    responses: tuple[Response, ...]

    @property
    def score(self) -> Score:
        marks = (response.mark for response in self.responses)
        return Score(sum(response.correct for response in self.responses), len(self.responses), math.fsum(marks))
