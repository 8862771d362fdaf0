"""A proposal for a plan: the texts grouped into themes, and the themes laid out over the days.

Themes are the catalog's units where most of the reading has one; else texts whose vectors are near one another (spherical
k-means, begun with the piece nearest to the middle of all and then always the one farthest from those taken: no chance in it).
The same texts, days and number of themes always give the same proposal.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from companion.plan.lessons import IDEAL, MOST, most_portions
from companion.plan.plans import Stretch, Unit
from companion.search.evidence import Vectors
from companion.texts.documents import Passage, digest

ROUNDS = 50  # of k-means; it has come to rest long before
WEEKS = 3  # a unit lasts about so many, unless told
FEWEST, MANIEST = 2, 12  # units of a proposal
SPARE = 400  # characters a day where the texts are short: as few as a day still has without being cut to pieces
SHARE = 0.5  # of the reading has a unit in the catalog: then units are themes
TOLD = 3  # titles that a theme is told by


@dataclass(frozen=True)
class Piece:
    """A text, or a part of one that is long: ``vector`` is the middle of its passages', ``unit`` the catalog's."""

    stretch: Stretch
    title: str
    unit: str
    passages: tuple[Passage, ...]
    length: float  # in characters of Chinese
    vector: Vectors

    @property
    def name(self) -> str:
        return self.stretch.heading[-1] if self.stretch.heading else self.title


def units_wanted(days: int) -> int:
    """How many units so many days are good for."""
    return min(max(round(days / (5 * WEEKS)), FEWEST), MANIEST)


def proposed(pieces: Sequence[Piece], days: Sequence[dt.date], count: int) -> tuple[Unit, ...]:
    """At most ``count`` units over ``days``, which are those that count; each piece in one of them, in the order given.

    Every unit has its share of the days by the length of its texts. Where these are too short for the days, the last days
    stay free; where too long, each unit's last portions find none.
    """
    count = min(count, len(days))
    if not pieces or count < 1:
        return ()
    themes = _themes(pieces, count)
    shares = _shares([theme for _, theme in themes], len(days))
    units, at = [], 0
    for (name, theme), share in zip(themes, shares, strict=True):
        own = days[at : at + share]
        at += share
        texts = tuple(piece.stretch for piece in theme)
        id = digest("unit", name, *(part for text in texts for part in (text.document, *text.heading)))
        units.append(Unit(id, name, _told(theme), "", own[0], own[-1], texts))
    return tuple(units)


def _themes(pieces: Sequence[Piece], count: int) -> list[tuple[str, list[Piece]]]:
    """Themes with their names, in the order in which the pieces first come to them."""
    within = sum(piece.length for piece in pieces if piece.unit)
    if within >= SHARE * sum(piece.length for piece in pieces):
        labels = _by_unit(pieces, count)
    else:
        labels = clusters(np.stack([piece.vector for piece in pieces]), count)
    themes: dict[int, list[Piece]] = {}
    for piece, label in zip(pieces, labels, strict=True):
        themes.setdefault(label, []).append(piece)
    named, taken = [], set[str]()
    for theme in themes.values():
        units = tuple(dict.fromkeys(piece.unit for piece in theme if piece.unit))
        name = "、".join(units) if units and within else _central(theme)[0].name
        number = next(n for n in range(1, len(themes) + 2) if (name if n == 1 else f"{name}（{n}）") not in taken)
        name = name if number == 1 else f"{name}（{number}）"
        taken.add(name)
        named.append((name, theme))
    return named


def _by_unit(pieces: Sequence[Piece], count: int) -> list[int]:
    """The catalog's units as labels, at most ``count``: the shortest goes to the one most like it; so do pieces without a unit."""
    names = list(dict.fromkeys(piece.unit for piece in pieces if piece.unit))
    labels = [names.index(piece.unit) if piece.unit else -1 for piece in pieces]
    vectors = np.stack([piece.vector for piece in pieces])

    def middle(label: int) -> Vectors:
        return _unit_length(vectors[[n for n, one in enumerate(labels) if one == label]].mean(axis=0))

    known = sorted(set(labels) - {-1})
    middles = np.stack([middle(label) for label in known])
    labels = [known[int((middles @ vectors[n]).argmax())] if label == -1 else label for n, label in enumerate(labels)]
    while len(set(labels)) > count:
        lengths = {label: sum(pieces[n].length for n, one in enumerate(labels) if one == label) for label in set(labels)}
        small = min(sorted(lengths), key=lambda label: lengths[label])
        likest = max(sorted(set(labels) - {small}), key=lambda label: float(middle(label) @ middle(small)))
        labels = [likest if label == small else label for label in labels]
    return labels


def clusters(vectors: Vectors, count: int) -> list[int]:
    """A label for each row, of at most ``count``: rows of one label are nearer to its middle than to any other."""
    middles = [int((vectors @ vectors.mean(axis=0)).argmax())]
    while len(middles) < min(count, len(vectors)):
        middles.append(int((vectors @ vectors[middles].T).max(axis=1).argmin()))
    centres = vectors[middles]
    labels = (vectors @ centres.T).argmax(axis=1)
    for _ in range(ROUNDS):
        centres = np.stack(
            [_unit_length(vectors[labels == n].mean(axis=0)) if (labels == n).any() else centre for n, centre in enumerate(centres)]
        )
        before, labels = labels, (vectors @ centres.T).argmax(axis=1)
        if (before == labels).all():
            break
    return [int(label) for label in labels]


def _unit_length(vector: Vectors) -> Vectors:
    norm = float(np.linalg.norm(vector))
    return vector / np.float32(norm) if norm else vector


def middle_of(vectors: Vectors) -> Vectors:
    """The direction of the middle of some rows."""
    return _unit_length(vectors.mean(axis=0))


def _central(theme: Sequence[Piece]) -> list[Piece]:
    """The pieces of a theme, those nearest to its middle first."""
    middle = middle_of(np.stack([piece.vector for piece in theme]))
    return sorted(theme, key=lambda piece: -float(piece.vector @ middle))


def _told(theme: Sequence[Piece]) -> str:
    """What the theme is about, in the words of its texts: the titles of the most central ones."""
    names = dict.fromkeys(piece.name.strip() for piece in _central(theme))
    return "；".join(list(names)[:TOLD])[:120]


def _shares(themes: Sequence[Sequence[Piece]], days: int) -> list[int]:
    """Days for each theme, one or more, in proportion to its length; no more of them in all than there is reading for."""
    lengths = [sum(piece.length for piece in theme) for theme in themes]
    total = sum(lengths)
    if total < days * SPARE:
        wanted = [most_portions(piece.passages for piece in theme) for theme in themes]
        if sum(wanted) <= days:
            return wanted
    exact = [1 + length / total * (days - len(lengths)) if total else 1.0 for length in lengths]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    spare = days - sum(shares) if total else 0
    for n in by_rest[:spare]:
        shares[n] += 1
    return shares


def is_long(length: float, days: int, count: int) -> bool:
    """Whether a text is more than a unit's worth, and so may be spread over several by its parts."""
    return length > max(IDEAL * days / max(count, 1), MOST)

