"""What a member's replies tell of what has been learnt: folded from quizzes and drills alike."""

from collections.abc import Iterable, Sequence

from companion.people.members import Branch
from companion.plan.calendar import day_of
from companion.quizzes.items import Item, Response
from companion.quizzes.schedule import Review
from companion.records.acts import mark_of, response_of
from companion.records.events import Event, EventKind


def reviews_of(events: Iterable[Event], branch: Branch) -> tuple[Review, ...]:
    """The member's replies, in the order in which they were handed in; ``branch`` says on which day each was.

    ``events`` of one member; only QUIZ_SUBMITTED and DRILL_SUBMITTED count.
    """
    reviews = []
    for event in sorted(events, key=lambda event: event.id):
        if event.kind in (EventKind.QUIZ_SUBMITTED, EventKind.DRILL_SUBMITTED):
            day = day_of(event.at, branch)
            reviews += [Review(given["item"], event.at, day, mark_of(given)) for given in event.payload["responses"]]
    return tuple(reviews)


def open_items(events: Iterable[Event]) -> set[str]:
    """The ids of the items of those quizzes among ``events`` of one member that were set and not handed in."""
    waiting: dict[object, set[str]] = {}
    handed_in = set()
    for event in events:
        if event.kind is EventKind.QUIZ_SET:
            waiting[event.day] = {item["id"] for item in event.payload["items"]}
        elif event.kind is EventKind.QUIZ_SUBMITTED:
            handed_in.add(event.day)
    return set().union(*(ids for day, ids in waiting.items() if day not in handed_in))


def run_responses(items: Sequence[Item], events: Iterable[Event]) -> tuple[Response, ...]:
    """The responses to a drill of these items, in the order in which they were given; ``events`` are its DRILL_SUBMITTED."""
    known = {item.id: item for item in items}
    return tuple(
        response_of(given, known) for event in events for given in event.payload["responses"] if given["item"] in known
    )
