"""What a branch has decided about items: which are approved, which retired, which are its own; with who and when.

An ITEMS_JUDGED event is ``{"items": [id…], "state", "reason", "before": {id: state}, "seen": {id: mark}}``: ``seen`` holds,
for items that were up for review, the mark of their text as it was looked at. An ITEMS_ADDED event is ``{"items": [Item…],
"origin": "edited"|"imported", "replaces": id or "", "before": Item replaced, "warnings": {id: [rule…]}, "seen": …}``. A KEY_CORRECTED event gives the branch
the item with its right key; see records.corrections.
"""

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from companion.quizzes.items import Item
from companion.records.events import Event, EventKind


class State(enum.StrEnum):
    DRAFT = "draft"  # passed the gate, or came in from outside; nobody has looked at it
    APPROVED = "approved"
    RETIRED = "retired"  # not set in this branch


class Origin(enum.StrEnum):
    GENERATED = "generated"
    EDITED = "edited"
    IMPORTED = "imported"
    CORRECTED = "corrected"  # generated, with a key that the branch has corrected


@dataclass(frozen=True)
class Judgement:
    """The last decision about an item. ``event`` is its id in the ledger; ``seen`` the mark of a text looked at in review.

    ``replaced_by`` is the id of the edited item that stands in this one's place.
    """

    state: State
    member: str
    at: dt.datetime
    reason: str
    event: int
    seen: str = ""
    replaced_by: str = ""


@dataclass(frozen=True)
class Own:
    """An item that only this branch has; ``warnings`` are the rules of the gate that it breaks all the same."""

    item: Item
    origin: Origin
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decisions:
    """Both by item id. An own item stands in the place of a shared one with the same id."""

    judged: Mapping[str, Judgement] = field(default_factory=dict)
    own: Mapping[str, Own] = field(default_factory=dict)


KINDS = frozenset({EventKind.ITEMS_JUDGED, EventKind.ITEMS_ADDED, EventKind.KEY_CORRECTED})


def decisions_after(known: Decisions, events: Iterable[Event]) -> Decisions:
    """``known`` carried on by further events of ``KINDS``, in their order. An item imported again keeps its state."""
    judged, own = dict(known.judged), dict(known.own)
    for event in events:
        if event.kind is EventKind.ITEMS_JUDGED:
            seen = event.payload.get("seen", {})
            for id in event.payload["items"]:
                reason = event.payload["reason"]
                judged[id] = _judgement(event, State(event.payload["state"]), reason, seen=seen.get(id, ""))
        elif event.kind is EventKind.KEY_CORRECTED:
            item = Item.from_json(event.payload["item"])
            before = own.get(item.id, Own(item, Origin.CORRECTED))
            own[item.id] = Own(item, before.origin, before.warnings)
            known_as = judged.get(item.id)
            if known_as is not None and known_as.state is State.RETIRED:  # it only marks what was handed in
                judged[item.id] = replace(known_as, event=event.id)
            else:
                judged[item.id] = _judgement(event, State.APPROVED)
        elif event.kind is EventKind.ITEMS_ADDED:
            _add(event, judged, own)
    return Decisions(judged, own)


def _add(event: Event, judged: dict[str, Judgement], own: dict[str, Own]) -> None:
    origin, replaces = Origin(event.payload["origin"]), event.payload.get("replaces", "")
    warnings = event.payload.get("warnings", {})
    for data in event.payload["items"]:
        item = Item.from_json(data)
        known = item.id in own and origin is Origin.IMPORTED
        own[item.id] = Own(item, origin, tuple(warnings.get(item.id, ())))
        if not known:  # who edits an item has looked at it
            state = State.APPROVED if origin is Origin.EDITED else State.DRAFT
            judged[item.id] = _judgement(event, state, seen=event.payload.get("seen", {}).get(item.id, ""))
        if replaces and replaces != item.id:
            judged[replaces] = _judgement(event, State.RETIRED, replaced_by=item.id)


def _judgement(event: Event, state: State, reason: str = "", *, seen: str = "", replaced_by: str = "") -> Judgement:
    return Judgement(state, event.member, event.at, reason, event.id, seen, replaced_by)


@dataclass(frozen=True)
class Step:
    """Something that was done about an item: by whom, when, what; ``words`` is the reason, the why or the reply."""

    kind: EventKind
    member: str
    at: dt.datetime
    state: State | None = None
    origin: Origin | None = None
    words: str = ""
    upheld: bool | None = None
    before: tuple[str, ...] = ()  # the key until then, where it was corrected
    after: tuple[str, ...] = ()


def trails(events: Iterable[Event], ids: Collection[str]) -> Mapping[str, tuple[Step, ...]]:
    """What the branch's events about its bank and its flags tell of each of these items, in their order."""
    flags: dict[int, str] = {}
    steps: dict[str, list[Step]] = {id: [] for id in ids}
    for event in events:
        payload = event.payload
        step = Step(event.kind, event.member, event.at)
        concerned: Iterable[str] = ()
        if event.kind is EventKind.ITEMS_JUDGED:
            concerned = payload["items"]
            step = replace(step, state=State(payload["state"]), words=payload["reason"])
        elif event.kind is EventKind.ITEMS_ADDED:
            concerned = {payload.get("replaces", ""), *(one["id"] for one in payload["items"])}
            step = replace(step, origin=Origin(payload["origin"]))
        elif event.kind is EventKind.KEY_CORRECTED:
            concerned = [payload["item"]["id"]]
            step = replace(step, before=tuple(payload["before"]), after=tuple(payload["item"]["key"]))
        elif event.kind is EventKind.ITEM_FLAGGED:
            flags[event.id] = payload["item"]["id"]
            concerned = [flags[event.id]]
            step = replace(step, words=payload["why"])
        elif event.kind is EventKind.FLAG_SETTLED and payload["flag"] in flags:
            concerned = [flags[payload["flag"]]]
            step = replace(step, words=payload["reply"], upheld=payload["upheld"])
        for id in concerned:
            if id in steps:
                steps[id].append(step)
    return {id: tuple(found) for id, found in steps.items()}
