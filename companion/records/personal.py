"""All that is recorded of one member, as one document and as sheets to read.

Their own events and what others recorded of them; of an event about several people only their part. The words of what a
member keeps to themselves are there only for the member: private reflections and practices, feedback, and topics asked for in the
chat. Of items that were not replied to the key is left out, as everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from companion.people.members import Branch, Member
from companion.records.events import Event, EventKind
from companion.records.export import Cell, Sheet
from companion.records.leave import GIVEN as LEAVE
from companion.records.membership import told

ABOUT = LEAVE | {
    EventKind.LEAVE_WITHDRAWN,
    EventKind.FLAG_SETTLED,
    EventKind.MEMBER_CHANGED,
    EventKind.ESCALATION_NOTED,
    EventKind.SEMESTER_CLOSED,
    EventKind.SEMESTER_CORRECTED,
    EventKind.FEEDBACK_GIVEN,
}
"""Kinds in which somebody else's event tells of a member."""

KEPT_PRIVATE = frozenset({EventKind.REFLECTION_WRITTEN, EventKind.PRACTICE_LOGGED, EventKind.PRACTICE_CHANGED})
SHOWN_UNANSWERED = ("id", "kind", "stem", "options")


def personal(member: Member, branch: Branch, own: Sequence[Event], about: Iterable[Event], *, themselves: bool) -> dict[str, Any]:
    """``own`` are the member's events, ``about`` at least those of ``ABOUT`` that tell of the member; ``themselves``: whether they ask.

    Every event is ``{"id", "kind", "day", "at", "branch", "payload"}``, times in UTC.
    """
    replied = _replied(own)
    mine = [_event(event, _own_payload(event, replied, themselves)) for event in own]
    leave = {event.id for event in about if event.kind in LEAVE and event.payload["member"] == member.username}
    flags = {event.id for event in own if event.kind is EventKind.ITEM_FLAGGED}
    told_of = [
        (event, _part(event, member.username, leave, flags))
        for event in about
        if event.member != member.username and (themselves or event.kind is not EventKind.FEEDBACK_GIVEN)
    ]
    return {
        "member": {"username": member.username, **told(member), "branch_name": branch.name},
        "events": mine,
        "about": [_event(event, part) for event, part in told_of if part is not None],
    }


def _event(event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": event.id,
        "kind": event.kind.value,
        "day": event.day.isoformat(),
        "at": event.at.isoformat(),
        "branch": event.branch,
        "payload": dict(payload),
    }


def _replied(own: Iterable[Event]) -> set[tuple[object, str]]:
    """Which items were handed in: (lesson day or drill, item id)."""
    found: set[tuple[object, str]] = set()
    for event in own:
        if event.kind is EventKind.QUIZ_SUBMITTED:
            found |= {(event.day, given["item"]) for given in event.payload["responses"]}
        elif event.kind is EventKind.DRILL_SUBMITTED:
            found |= {(event.payload["drill"], given["item"]) for given in event.payload["responses"]}
    return found


def _own_payload(event: Event, replied: set[tuple[object, str]], themselves: bool) -> Mapping[str, Any]:
    payload = dict(event.payload)
    if event.kind in (EventKind.QUIZ_SET, EventKind.DRILL_SET):
        place: object = event.day if event.kind is EventKind.QUIZ_SET else event.id
        payload["items"] = [
            item if (place, item["id"]) in replied else {name: item[name] for name in SHOWN_UNANSWERED}
            for item in payload["items"]
        ]
    if themselves:
        return payload
    if event.kind in KEPT_PRIVATE and payload.get("visibility") == "private":
        payload = {name: value for name, value in payload.items() if name == "visibility"}
    if event.kind is EventKind.FEEDBACK_GIVEN:  # between two people
        payload.pop("text")
    if event.kind is EventKind.DRILL_SET and payload.get("mode", "topic") == "topic":
        payload.pop("topic", None)
    return payload


def _part(event: Event, username: str, leave: set[int], flags: set[int]) -> Mapping[str, Any] | None:
    """What an event of somebody else's tells of the member; None where that is nothing."""
    payload = event.payload
    if event.kind is EventKind.MEMBER_CHANGED:
        changes = [one for one in payload["changes"] if one["member"] == username]
        return {"act": payload["act"], "changes": changes} if changes else None
    if event.kind is EventKind.SEMESTER_CLOSED:
        rows = [
            {name: value for name, value in row.items() if name != "seal"}
            for row, person in zip(payload["table"]["rows"], payload["people"], strict=True)
            if person["username"] == username
        ]
        return {"semester": payload["table"]["semester"], "rows": rows, "digest": payload["digest"]} if rows else None
    if event.kind is EventKind.LEAVE_WITHDRAWN:
        return payload if payload["leave"] in leave else None
    if event.kind is EventKind.FLAG_SETTLED:
        return payload if payload["flag"] in flags else None
    return payload if username in (payload.get("member"), payload.get("to")) else None


SHEETS = {
    "zh": ("账号", "日课", "写的和记的", "全部记录"),
    "en": ("Account", "Lessons", "What was written", "All records"),
}
HEADINGS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "zh": (("项目", "内容"), ("日期", "交卷时间（UTC）", "题数", "答对"), ("日期", "时间（UTC）", "类别", "可见", "内容"), ("编号", "类别", "日期", "时间（UTC）", "支部", "由谁记")),
    "en": (("Field", "Value"), ("Day", "Handed in (UTC)", "Questions", "Right"), ("Day", "At (UTC)", "Kind", "Visible to", "Words"), ("Id", "Kind", "Day", "At (UTC)", "Branch", "Recorded by")),
}
WRITTEN = {"reflection_written": "text", "practice_logged": "text", "practice_changed": "text", "share_commented": "text", "item_flagged": "why"}


def personal_sheets(document: Mapping[str, Any], language: str = "zh") -> tuple[Sheet, ...]:
    """The document for a reader: the account, the lessons, what was written, and a list of all records; the whole is in the document."""
    language = "en" if language == "en" else "zh"
    events = document["events"]
    lessons = [
        (one["day"], one["at"], len(given), sum(bool(response["correct"]) for response in given))
        for one in events
        if one["kind"] == EventKind.QUIZ_SUBMITTED
        for given in [one["payload"]["responses"]]
    ]
    words = [
        (one["day"], one["at"], one["kind"], one["payload"].get("visibility", ""), one["payload"].get(WRITTEN[one["kind"]], ""))
        for one in events
        if one["kind"] in WRITTEN
    ]
    others = {"zh": ("本人", "他人"), "en": ("self", "others")}[language]
    listed = [
        (one["id"], one["kind"], one["day"], one["at"], one["branch"], others[part])
        for part, name in enumerate(("events", "about"))
        for one in document[name]
    ]
    tables: tuple[list[tuple[Cell, ...]], ...] = (list(document["member"].items()), lessons, words, listed)  # type: ignore[assignment]
    return tuple(
        Sheet(title, header, tuple(rows)) for title, header, rows in zip(SHEETS[language], HEADINGS[language], tables, strict=True)
    )
