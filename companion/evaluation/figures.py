"""The figures of an evaluation, as they are printed and as they stand in its JSON."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Share:
    """So many of so many. ``share`` is None where nothing was asked."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.count / self.of:.3f} ({self.count}/{self.of})" if self.of else "–"


@dataclass(frozen=True)
class Times:
    """Milliseconds a question."""

    median: float
    p95: float


def share(replies: Sequence[bool]) -> Share:
    return Share(sum(replies), len(replies))


def times(seconds: Sequence[float]) -> Times:
    if len(seconds) < 2:
        only = 1000 * (seconds[0] if seconds else 0.0)
        return Times(only, only)
    return Times(statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20, method="inclusive")[-1] * 1000)


def some(rows: Sequence[_T], most: int) -> Sequence[_T]:
    """At most ``most`` of ``rows``, taken evenly; all where it is 0."""
    return rows[:: -(-len(rows) // most)] if most and rows else rows
