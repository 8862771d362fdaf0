"""Prompt and Reflection: a question to think about, and what a member wrote."""

import datetime as dt
import enum
from dataclasses import dataclass

from companion.texts.documents import Citation


class Visibility(enum.StrEnum):
    PRIVATE = "private"  # the member alone
    SECRETARY = "secretary"  # handed in
    BRANCH = "branch"  # shared with everybody in the branch, the secretary included


@dataclass(frozen=True)
class Prompt:
    """A thinking question that quotes the day's text and fits the member's post.

    ``stage`` is one of reflections.questions.STAGES, "" in records of before it was kept.
    """

    id: str
    text: str
    citation: Citation
    stage: str = ""


@dataclass(frozen=True)
class Reflection:
    """What was written to a prompt. Every save is a new event; ``id`` is that event's, the last one of a day stands."""

    id: int
    member: str
    day: dt.date
    at: dt.datetime
    prompt: Prompt
    text: str
    visibility: Visibility
