"""What a branch has chosen for itself: each change is an event with who and when; the last one of each name stands."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

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
    names = {field.name for field in dataclasses.fields(Choices)}
    for event in events:
        changes = {name: bool(value) for name, value in event.payload["choices"].items() if name in names}
        known = dataclasses.replace(known, **changes)
    return known
