"""What a branch has chosen for itself: each change is an event with who and when; the last one of each name stands."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from companion.records.changes import Changed, changed, newest_first
from companion.records.events import Event


@dataclass(frozen=True)
class Choices:
    """``approved_only``: drafts that passed the gate are not set before the secretary approves them.
    ``same_for_all``: all members of the branch get the same items on a day, in an order of their own.
    """

    approved_only: bool = False
    same_for_all: bool = False


def choices_after(known: Choices, events: Iterable[Event]) -> Choices:
    """``known`` carried on by further CHOICES_CHANGED events in their order; names not known any more are passed over."""
    for event in events:
        known = dataclasses.replace(known, **_known(event.payload["choices"]))
    return known


def choices_changed(events: Iterable[Event]) -> tuple[Changed, ...]:
    """The same events as a trail, newest first."""
    return newest_first(changed(event, _known(event.payload["before"]), _known(event.payload["choices"])) for event in events)


def _known(told: Mapping[str, object]) -> dict[str, bool]:
    names = {field.name for field in dataclasses.fields(Choices)}
    return {name: bool(value) for name, value in told.items() if name in names}
