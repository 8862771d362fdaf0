"""Reading pages from their pictures, where that is installed (the extra ``ocr``): the pages of a PDF that have no text of
their own, or whose text is garbled."""

import enum
import importlib.util
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from companion.engines import ocr_lines
from companion.engines.bounded import run_module
from companion.texts.reading_order import Printed, Sheet

INSTALL = "pip install 'study-companion[ocr]'"
_LEAST_SECONDS = 3.0  # what starting takes; no page is read in less


class Unseen(enum.Enum):
    """Why a page was not read from its picture."""

    NOT_INSTALLED = "not installed"
    NO_TIME = "no time"
    BROKEN = "broken"


@dataclass(frozen=True)
class Seen:
    """The pages read, by number, and why any others were not."""

    sheets: dict[int, Sheet]
    why: Unseen


def is_installed() -> bool:
    return importlib.util.find_spec("rapidocr") is not None


def see(file: Path, numbers: Sequence[int], seconds: float) -> Seen:
    """Read these pages of a PDF file from their pictures, in this order, for at most ``seconds``."""
    if not numbers:
        return Seen({}, Unseen.BROKEN)
    if not is_installed():
        return Seen({}, Unseen.NOT_INSTALLED)
    if seconds < _LEAST_SECONDS:
        return Seen({}, Unseen.NO_TIME)
    done = run_module(ocr_lines.__name__, str(file.absolute()), *map(str, numbers), seconds=seconds)
    sheets = {}
    # What had been written when the time was over may end within a line.
    for line in done.written.decode("utf-8", "ignore").split("\n")[:-1]:
        page = json.loads(line)
        pieces = tuple(Printed(text, x, y, size, right) for text, x, y, right, size, _ in page["pieces"])
        sheets[page["number"]] = Sheet(
            pieces, confidence=_mean([(len(piece[0]), piece[5]) for piece in page["pieces"]])
        )
    return Seen(sheets, Unseen.NO_TIME if done.ended is None else Unseen.BROKEN)


def _mean(scores: Sequence[tuple[int, float]]) -> float:
    """The mean score of all characters, rounded down to hundredths; 0 where there are none."""
    characters = sum(count for count, _ in scores)
    return math.floor(sum(count * score for count, score in scores) / characters * 100) / 100 if characters else 0.0
