"""What was done, as an event's payload, and back: quizzes, attempts, reflections."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from companion.quizzes.items import Attempt, Item, Quiz, Response
from companion.records.events import Event
from companion.reflections.reflections import Prompt, Reflection, Visibility
from companion.texts.documents import Citation


def quiz_payload(quiz: Quiz) -> dict[str, Any]:
    """The items as values, so that the record stays readable when the bank or the texts have changed."""
    return {"items": [item.to_json() for item in quiz.items]}


def quiz_of(event: Event) -> Quiz:
    """The quiz of a QUIZ_SET or DRILL_SET event."""
    return Quiz(event.member, event.day, tuple(Item.from_json(item) for item in event.payload["items"]))


def attempt_payload(attempt: Attempt) -> dict[str, Any]:
    return {
        "responses": [response_payload(response) for response in attempt.responses],
    }


def response_payload(response: Response) -> dict[str, Any]:
    return {"item": response.item.id, "reply": list(response.reply), "correct": response.correct}


def attempt_of(event: Event, quiz: Quiz) -> Attempt:
    """The attempt of a QUIZ_SUBMITTED event at ``quiz``, marked as the event says."""
    items = {item.id: item for item in quiz.items}
    return Attempt(
        event.member,
        event.day,
        tuple(
            Response(items[given["item"]], tuple(given["reply"]), given["correct"], given.get("before"))
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
        prompt=Prompt(prompt["id"], prompt["text"], Citation(**prompt["citation"])),
        text=event.payload["text"],
        visibility=Visibility(event.payload["visibility"]),
    )


def latest_reflections(events: Iterable[Event]) -> dict[tuple[str, dt.date], Reflection]:
    """The last reflection of each member and day; its events may come in any order."""
    ordered = sorted(events, key=lambda event: event.id)
    return {(event.member, event.day): reflection_of(event) for event in ordered}
