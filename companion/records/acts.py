"""What was done, as an event's payload, and back: quizzes, attempts, reflections."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from companion.quizzes.items import Attempt, Item, Quiz, Response
from companion.records.events import Event, EventKind
from companion.records.pace import Pace, pace_of
from companion.reflections.reflections import Prompt, Reflection, Visibility
from companion.texts.documents import Citation


def quiz_payload(quiz: Quiz) -> dict[str, Any]:
    """The items as values, so that the record stays readable when the bank or the texts have changed."""
    return {"items": [item.to_json() for item in quiz.items]}


def quiz_of(event: Event) -> Quiz:
    """The quiz of a QUIZ_SET or DRILL_SET event."""
    return Quiz(event.member, event.day, tuple(Item.from_json(item) for item in event.payload["items"]))


def attempt_payload(attempt: Attempt, pace: Pace | None = None) -> dict[str, Any]:
    """``pace`` is left out where it could not be measured."""
    payload: dict[str, Any] = {"responses": [response_payload(response) for response in attempt.responses]}
    return payload | ({"pace": dataclasses.asdict(pace)} if pace else {})


def response_payload(response: Response) -> dict[str, Any]:
    return {
        "item": response.item.id,
        "reply": list(response.reply),
        "correct": response.correct,
        "mark": response.mark,
    }


def mark_of(response: Mapping[str, Any]) -> float:
    """The mark of a response as it was recorded; before there were parts of a point it was right or wrong."""
    return float(response.get("mark", response["correct"]))


def response_of(given: Mapping[str, Any], items: Mapping[str, Item]) -> Response:
    """A response as it was recorded; ``items`` by id."""
    return Response(items[given["item"]], tuple(given["reply"]), given["correct"], mark_of(given), given.get("before"))


@dataclass(frozen=True)
class Sitting:
    """A member's quiz of one day as far as it has come. ``branch`` is the one it was set in, wherever the member is now.

    ``opened`` is when it was set, which is when the lesson was first opened.
    """

    quiz: Quiz | None = None
    branch: str = ""
    opened: dt.datetime | None = None
    saved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attempt: Attempt | None = None
    pace: Pace | None = None


def sitting_of(events: Iterable[Event]) -> Sitting:
    """Folded from the events of one member and day, in the order of their ids; kinds that are no part of it are passed over.

    Of several replies to an item the one saved last stands, whatever the clock said.
    """
    found = Sitting()
    saved: dict[str, tuple[str, ...]] = {}
    for event in sorted(events, key=lambda event: event.id):
        if event.kind is EventKind.QUIZ_SET:
            found = replace(found, quiz=quiz_of(event), branch=event.branch, opened=event.at)
        elif event.kind is EventKind.REPLY_SAVED:
            saved[event.payload["item"]] = tuple(event.payload["reply"])
        elif event.kind is EventKind.QUIZ_SUBMITTED and found.quiz is not None:
            found = replace(found, attempt=attempt_of(event, found.quiz), pace=pace_of(event.payload))
    return replace(found, saved={} if found.attempt else saved)


def attempt_of(event: Event, quiz: Quiz) -> Attempt:
    """The attempt of a QUIZ_SUBMITTED event at ``quiz``, marked as the event says."""
    items = {item.id: item for item in quiz.items}
    return Attempt(
        event.member,
        event.day,
        tuple(
            response_of(given, items)
            for given in event.payload["responses"]
        ),
    )


def reflection_payload(prompt: Prompt, text: str, visibility: Visibility) -> dict[str, Any]:
    return {"prompt": dataclasses.asdict(prompt), "text": text, "visibility": visibility.value}


def reflection_of(event: Event) -> Reflection:
    """The reflection of a REFLECTION_WRITTEN event."""
    prompt = event.payload["prompt"]
    return Reflection(
        id=event.id,
        member=event.member,
        day=event.day,
        at=event.at,
        prompt=Prompt(prompt["id"], prompt["text"], Citation(**prompt["citation"]), prompt.get("stage", "")),
        text=event.payload["text"],
        visibility=Visibility(event.payload["visibility"]),
    )


def latest_reflections(events: Iterable[Event]) -> dict[tuple[str, dt.date], Reflection]:
    """The last reflection of each member and day; its events may come in any order."""
    ordered = sorted(events, key=lambda event: event.id)
    return {(event.member, event.day): reflection_of(event) for event in ordered}
