"""Facility against discrimination as a picture in SVG; colours and type are static/bank.css's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from companion.ui.components import esc, percent
from companion.ui.words import Say

WIDTH, HEIGHT = 680, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 664, 16, 344
STEP = 0.25  # between two lines, on both axes


@dataclass(frozen=True)
class Point:
    """An item at its facility (0 to 1) and discrimination (−1 to 1); ``number`` stands beside a dubious one."""

    facility: float
    discrimination: float
    words: str
    number: int | None = None


def scatter(points: Sequence[Point], say: Say) -> str:
    """The picture, with what it shows in words; dubious items are triangles with their numbers, on top of the others."""
    lowest = min(-STEP, math.floor(min(point.discrimination for point in points) / STEP) * STEP)
    doubted = [point for point in points if point.number is not None]
    drawn = "".join(_mark(point, lowest) for point in [*(one for one in points if one.number is None), *doubted])
    description = say("figures.plot.words", n=len(points), doubted=len(doubted))
    middle = (TOP + BOTTOM) // 2
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{esc(say("figures.plot"))}。{esc(description)}">'
        f"{_lines(lowest)}{drawn}"
        f'<text x="{(LEFT + RIGHT) // 2}" y="{HEIGHT - 8}" class="axis" text-anchor="middle">{esc(say("figures.axis.facility"))}</text>'
        f'<text x="16" y="{middle}" class="axis" text-anchor="middle" transform="rotate(-90 16 {middle})">{esc(say("figures.axis.discrimination"))}</text></svg>'
    )


def _x(facility: float) -> float:
    return LEFT + (RIGHT - LEFT) * facility


def _y(discrimination: float, lowest: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (discrimination - lowest) / (1 - lowest)


def _lines(lowest: float) -> str:
    parts = []
    for n in range(5):
        x = _x(n * STEP)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}"/>')
        at, anchor = (x, "middle") if n < 4 else (WIDTH - 2, "end")  # the last one would run off the picture
        parts.append(f'<text x="{at:.1f}" y="{BOTTOM + 20}" text-anchor="{anchor}">{percent(n * STEP)}</text>')
    for n in range(round((1 - lowest) / STEP) + 1):
        value = lowest + n * STEP
        y = _y(value, lowest)
        zero = " zero" if abs(value) < STEP / 2 else ""
        parts.append(f'<path class="grid{zero}" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
        words = f"{value:.2f}".replace("-", "\u2212")
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{words}</text>')
    return "".join(parts)


def _mark(point: Point, lowest: float) -> str:
    x, y = _x(point.facility), _y(point.discrimination, lowest)
    title = f"<title>{esc(point.words[:80])}</title>"
    if point.number is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5">{title}</circle>'
    before = x > RIGHT - 40  # there the number would run off the picture
    return (
        f'<g class="doubted"><path d="M{x:.1f} {y - 7:.1f}l7 12h-14z">{title}</path>'
        f'<text x="{x + (-10 if before else 10):.1f}" y="{y + 5:.1f}" text-anchor="{"end" if before else "start"}">{point.number}</text></g>'
    )
