"""What was done as xAPI statements (Experience API 1.0.3): completed, answered, shared.

An attempt is one ``completed`` of the day's lesson and one ``answered`` for each item; what is shown to the branch, the first time, is one
``shared``. No words that anybody wrote are in them but replies typed into an item. Ids are UUIDs (version 5) of event ids, so that the
same events give the same statements.
"""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from companion.quizzes.items import Kind
from companion.records.acts import mark_of
from companion.records.events import Event, EventKind
from companion.records.pace import pace_of

KINDS = frozenset(
    {EventKind.QUIZ_SET, EventKind.QUIZ_SUBMITTED, EventKind.REFLECTION_WRITTEN, EventKind.PRACTICE_LOGGED, EventKind.PRACTICE_CHANGED}
)
VERSION = "1.0.0"
"""What a statement of the 1.0.x line says of itself, as the specification asks."""

NOWHERE = "https://companion.invalid"
"""Of an installation that has no address of its own: a name that can never be anybody's (RFC 2606)."""

VERBS = "http://adlnet.gov/expapi/verbs/"
LESSON = "http://adlnet.gov/expapi/activities/lesson"
INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
NOTE = "http://activitystrea.ms/schema/1.0/note"
SAID = {"completed": ("完成", "completed"), "answered": ("回答", "answered"), "shared": ("分享", "shared")}
INTERACTIONS = {
    Kind.SINGLE_CHOICE: "choice",
    Kind.MULTIPLE_CHOICE: "choice",
    Kind.TRUE_FALSE: "choice",  # the options are words, not the true and false of the specification
    Kind.CLOZE: "fill-in",
    Kind.ORDERING: "sequencing",
    Kind.SHORT_ANSWER: "long-fill-in",
}


@dataclass(frozen=True)
class Teller:
    """Who tells: ``home`` is the address that accounts and activities are named under, ``key`` an installation's secret of 32 bytes.

    With ``names`` actors bear their usernames; without, a code that only the key gives, the same in every export.
    """

    home: str
    key: bytes
    names: bool = False

    def actor(self, username: str) -> dict[str, Any]:
        return {"objectType": "Agent", "account": {"homePage": self.home, "name": self.known_as(username)}}

    def known_as(self, username: str) -> str:
        return username if self.names else hmac.digest(self.key, username.encode(), "sha256").hex()[:32]

    def id(self, *parts: object) -> str:
        space = uuid.UUID(bytes=hashlib.sha256(b"statements" + self.key).digest()[:16])
        return str(uuid.uuid5(space, "/".join(map(str, parts))))

    def activity(self, *parts: object) -> str:
        return "/".join((self.home.rstrip("/"), *(quote(str(part), safe="") for part in parts)))


def statements(events: Iterable[Event], teller: Teller) -> Iterator[dict[str, Any]]:
    """The statements of events of ``KINDS``, which come in the order of their ids; each QUIZ_SUBMITTED after its QUIZ_SET."""
    items: dict[tuple[str, dt.date], Mapping[str, Any]] = {}
    shared: set[str] = set()
    for event in events:
        if not event.member:  # what was set for a whole branch is set again for each who comes
            continue
        if event.kind is EventKind.QUIZ_SET:
            items[event.member, event.day] = {item["id"]: item for item in event.payload["items"]}
        elif event.kind is EventKind.QUIZ_SUBMITTED:
            yield _completed(event, teller)
            known = items.pop((event.member, event.day), {})
            for number, given in enumerate(event.payload["responses"], 1):
                yield _answered(event, number, given, known.get(given["item"]), teller)
        elif event.payload.get("visibility") == "branch":
            note = _note(event, teller)
            if note["id"] not in shared:
                shared.add(note["id"])
                yield _statement(event, "shared", 0, note, teller)


def as_array(told: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The statements as a JSON array, a piece for each of them and one for the end."""
    first = True
    for statement in told:
        yield (b"[\n" if first else b",\n") + json.dumps(statement, ensure_ascii=False).encode()
        first = False
    yield b"[]\n" if first else b"\n]\n"


def _statement(event: Event, verb: str, number: int, of: Mapping[str, Any], teller: Teller, **more: Any) -> dict[str, Any]:
    zh, en = SAID[verb]
    return {
        "id": teller.id(event.id, verb, number),
        "actor": teller.actor(event.member),
        "verb": {"id": VERBS + verb, "display": {"zh-CN": zh, "en": en}},
        "object": {"objectType": "Activity", **of},
        **more,
        "timestamp": event.at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": VERSION,
    }


def _lesson(event: Event, teller: Teller) -> dict[str, Any]:
    name = {"zh-CN": f"{event.day} 日课", "en": f"Lesson of {event.day}"}
    return {"id": teller.activity("lesson", event.branch, event.day), "definition": {"type": LESSON, "name": name}}


def _completed(event: Event, teller: Teller) -> dict[str, Any]:
    responses = event.payload["responses"]
    result: dict[str, Any] = {"completion": True}
    if responses:
        result["score"] = _score(sum(map(mark_of, responses)), len(responses))
    if pace := pace_of(event.payload):
        result["duration"] = f"PT{max(pace.seconds, 0)}S"
    return _statement(event, "completed", 0, _lesson(event, teller), teller, result=result)


def _answered(event: Event, number: int, given: Mapping[str, Any], item: Mapping[str, Any] | None, teller: Teller) -> dict[str, Any]:
    definition: dict[str, Any] = {"type": INTERACTION}
    reply = list(given["reply"])
    if item is None:  # set before items were kept with the quiz
        definition |= {"interactionType": "other"}
    else:
        kind, options = Kind(item["kind"]), list(item["options"])
        definition |= {"name": {"zh-CN": item["stem"]}, "interactionType": INTERACTIONS[kind]}
        if options:
            ids = {option: f"o{at}" for at, option in enumerate(options, 1)}
            definition["choices"] = [{"id": id, "description": {"zh-CN": option}} for option, id in ids.items()]
            definition["correctResponsesPattern"] = ["[,]".join(ids[key] for key in item["key"] if key in ids)]
            reply = [ids.get(part, part) for part in reply]
        else:
            definition["correctResponsesPattern"] = list(item["key"])
    result = {"success": bool(given["correct"]), "completion": True, "score": _score(mark_of(given), 1)}
    if response := "[,]".join(reply):  # no value of a statement is empty
        result["response"] = response
    of = {"id": teller.activity("item", given["item"]), "definition": definition}
    lesson = _lesson(event, teller)
    context = {"contextActivities": {"parent": [{"objectType": "Activity", **lesson}]}}
    return _statement(event, "answered", number, of, teller, result=result, context=context)


def _score(raw: float, most: int) -> dict[str, float | int]:
    """``raw`` of ``most`` points; ``scaled`` from 0 to 1."""
    return {"scaled": round(raw / most, 4), "raw": round(raw, 4), "min": 0, "max": most}


def _note(event: Event, teller: Teller) -> dict[str, Any]:
    who = teller.known_as(event.member)
    if event.kind is EventKind.REFLECTION_WRITTEN:
        names, place = {"zh-CN": "心得", "en": "Reflection"}, ("reflection", who, event.day)
    else:
        names, place = {"zh-CN": "践行", "en": "Practice"}, ("practice", who, event.payload.get("practice", event.id))
    return {"id": teller.activity(*place), "definition": {"type": NOTE, "name": names}}
