"""Corrected keys: what was marked by a wrong key is read as if it had been marked by the right one.

A KEY_CORRECTED event is ``{"item": Item as corrected, "before": [the key until then], "reason": what the secretary said of it, "flags": [event ids of the flags that led to it]}``. It holds
for the whole branch, for what was set and handed in before it and after it. No event is ever changed: the correction
is applied whenever events are read, and each response tells how it was marked first.
"""

import datetime as dt
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from companion.quizzes.items import Item, Kind, Response
from companion.quizzes.marking import mark
from companion.records.acts import response_payload
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold

SET = (EventKind.QUIZ_SET, EventKind.DRILL_SET)
SUBMITTED = (EventKind.QUIZ_SUBMITTED, EventKind.DRILL_SUBMITTED)
CONCERNED = frozenset((*SET, *SUBMITTED))


Corrections = Mapping[str, Mapping[str, Item]]
"""The items with corrected keys by id, of each branch."""


def corrections_after(known: Corrections, events: Iterable[Event]) -> Corrections:
    """``known`` carried on by KEY_CORRECTED events in their order; the last correction of an item in a branch stands."""
    found = dict(known)
    for event in events:
        item = Item.from_json(event.payload["item"])
        found[event.branch] = {**found.get(event.branch, {}), item.id: item}
    return found


def corrected(event: Event, corrections: Mapping[str, Item]) -> Event:
    """The event with the corrected keys in its items, and its responses marked by them; the same where none is concerned."""
    name = "items" if event.kind in SET else "responses" if event.kind in SUBMITTED else ""
    id = "id" if name == "items" else "item"
    parts = event.payload.get(name, ()) if name and corrections else ()
    if not any(part[id] in corrections for part in parts):
        return event
    change = _corrected_item if name == "items" else _corrected_response
    now = [change(part, corrections[part[id]]) if part[id] in corrections else part for part in parts]
    return replace(event, payload={**event.payload, name: now})


def _corrected_item(data: Mapping[str, Any], correction: Item) -> dict[str, Any]:
    """As the member saw it, with the right key, which is among the options even where this member was not offered it."""
    options = list(data["options"])
    missing = [key for key in correction.key if options and key not in options]
    return {**data, "key": list(correction.key), "options": options + missing}


def _corrected_response(given: Mapping[str, Any], correction: Item) -> dict[str, Any]:
    anew = marked_anew(given["reply"], correction)
    return {**given, **response_payload(anew), "before": given["correct"]} if anew else dict(given)


def marked_anew(reply: Sequence[str], correction: Item) -> Response | None:
    """None where the mark stands: a short answer has the member's own, by the points as they were."""
    if correction.kind is Kind.SHORT_ANSWER:
        return None
    if correction.options:  # the member may have seen others, which are wrong like any that is not the key
        correction = replace(correction, options=tuple(dict.fromkeys((*correction.options, *reply))))
    return mark(correction, reply)


class CorrectedLedger:
    """A ledger, read through the corrections of keys that its branches have made. What is appended goes in as it is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.snapshots = ledger.snapshots
        self._corrections = KeptFold[Corrections](ledger, {EventKind.KEY_CORRECTED}, {}, corrections_after)

    def append(self, event: Event) -> Event:
        return self._ledger.append(event)

    def events(
        self,
        *,
        branch: str | None = None,
        member: str | Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        first: dt.date | None = None,
        last: dt.date | None = None,
        after: int = 0,
    ) -> tuple[Event, ...]:
        found = self._ledger.events(branch=branch, member=member, kinds=kinds, first=first, last=last, after=after)
        if not any(event.kind in CONCERNED for event in found):
            return found
        corrections = self._corrections.of()[0]
        return tuple(corrected(event, corrections.get(event.branch, {})) for event in found) if corrections else found

    def stream(
        self, *, kinds: Collection[EventKind], branch: str | None = None, after: int = 0
    ) -> Generator[Event, None, None]:
        corrections = self._corrections.of()[0]  # before the ledger is opened, not to hold it twice
        coming = self._ledger.stream(kinds=kinds, branch=branch, after=after)
        return (corrected(event, corrections.get(event.branch, {})) for event in coming) if corrections else coming
