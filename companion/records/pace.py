"""Pace: how long a lesson took, beside the least that reading it takes; and which sources of the day were opened.

A QUIZ_SUBMITTED event may have ``"pace": {"seconds": int, "least": int}``: the whole seconds, measured on the server, from the
first opening of the day's lesson (its QUIZ_SET event, which there is once) to handing in, and ``least_seconds`` of it. A
SOURCE_OPENED event is ``{"document", "heading", "first_page"}``, once a source, member and day. Both are evidence, no proof: who
leaves the page open has the time, and who knows the text has no need to open it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FASTEST = 800
"""Characters of Chinese a minute; who is faster has not read them all. Aloud, Chinese is read at about 255 characters a
minute (Trauzettel-Klosinski and Dietz, IReST, IOVS 53, 2012); in silence adults are about a third faster, and the fast ones
not twice as fast as that (Brysbaert, J. Mem. Lang. 109, 2019: 183 words of English aloud, 238 in silence, most adults below
300). So this is lenient by half even with a fast reader."""

EACH = 4
"""Seconds to read one question and choose."""

_WIDER_IN_ENGLISH = 3
"""Characters of an English text that take as long as one of a Chinese text, as in plan.lessons."""


def weight(text: str, language: str = "zh") -> float:
    """How many characters of Chinese ``text`` is worth."""
    return len(text) / (_WIDER_IN_ENGLISH if language == "en" else 1)


def least_seconds(characters: float, questions: int) -> int:
    """The least time that reading so many characters of Chinese once, and replying to so many questions, takes."""
    return math.floor(characters * 60 / FASTEST + questions * EACH)


@dataclass(frozen=True)
class Pace:
    """Whole seconds: those that passed, and the least that the lesson takes."""

    seconds: int
    least: int

    @property
    def hurried(self) -> bool:
        return self.seconds < self.least


def pace_of(payload: Mapping[str, Any]) -> Pace | None:
    """The pace in the payload of a QUIZ_SUBMITTED event; None where it was not measured."""
    known = payload.get("pace")
    return Pace(int(known["seconds"]), int(known["least"])) if known else None


def hurried(payload: Mapping[str, Any]) -> bool:
    """Whether it was handed in sooner than the lesson can be read; False where the pace was not measured."""
    known = payload.get("pace")
    return int(known["seconds"]) < int(known["least"]) if known else False  # as Pace.hurried, without making one of each
