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


def choices_of(events: Iterable[Event]) -> Choices:
    """Folded from the branch's CHOICES_CHANGED events; names that are not known any more are passed over."""
    known = {field.name for field in dataclasses.fields(Choices)}
    chosen: dict[str, object] = {}
    for event in sorted(events, key=lambda event: event.id):
        chosen |= {name: value for name, value in event.payload["choices"].items() if name in known}
    return dataclasses.replace(Choices(), **chosen)  # type: ignore[arg-type]
