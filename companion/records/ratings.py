"""Ratings: whether answers of the chat helped, for the secretary, without anyone's name.

A rating's event names no member and no time of day, only the branch and the day. What is rated is told apart by an id
made for each answer on each screen: the last rating of an id counts, so that a person may think again, and nobody counts
twice for one answer shown. The same question asked again is another answer.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.records.events import Event, EventKind
from companion.texts.documents import Citation


@dataclass(frozen=True)
class Rating:
    """``answer`` is the id; ``question`` is empty unless who asked chose to show it."""

    answer: str
    helpful: bool
    citations: tuple[Citation, ...]
    question: str = ""


@dataclass(frozen=True)
class RatedSource:
    """A place that answers were quoted from: how often they helped, and what was asked where they did not, if it was shown."""

    citation: Citation
    helpful: int
    not_helpful: int
    questions: tuple[str, ...]


def rating_event(rating: Rating, branch: str, day: dt.date) -> Event:
    payload = {**dataclasses.asdict(rating), "citations": [dataclasses.asdict(one) for one in rating.citations]}
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    return Event(EventKind.ANSWER_RATED, branch, "", day, midnight, payload)


def rating_of(event: Event) -> Rating:
    kept = event.payload
    citations = tuple(Citation(**one) for one in kept["citations"])
    return Rating(kept["answer"], kept["helpful"], citations, kept["question"])


def rated_sources(events: Iterable[Event]) -> tuple[RatedSource, ...]:
    """By place (document, heading, pages), those that helped least first. An answer counts once at each place it quotes."""
    latest = {rating.answer: rating for rating in map(rating_of, sorted(events, key=lambda event: event.id))}
    places: dict[tuple[str, str, int, int], list[tuple[Citation, Rating]]] = {}
    for rating in latest.values():
        own = {(one.document, one.heading, one.first_page, one.last_page): one for one in reversed(rating.citations)}
        for place, citation in own.items():
            places.setdefault(place, []).append((citation, rating))
    found = [_source(rated) for rated in places.values()]
    return tuple(sorted(found, key=lambda one: (-one.not_helpful, -one.helpful, one.citation.title, one.citation.heading)))


def _source(rated: Sequence[tuple[Citation, Rating]]) -> RatedSource:
    helpful = sum(rating.helpful for _, rating in rated)
    questions = dict.fromkeys(rating.question for _, rating in rated if rating.question and not rating.helpful)
    return RatedSource(rated[-1][0], helpful, len(rated) - helpful, tuple(questions))
