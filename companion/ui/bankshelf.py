"""What 题库 shows of a branch's items: which are looked at, and all that is known of them."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from companion.itembank import Listed
from companion.people.members import Branch
from companion.quizzes.statistics import Doubt
from companion.records.changes import Changed
from companion.records.choices import Choices
from companion.records.decisions import State, Step
from companion.ui.components import esc

SHOWN = 30  # items listed at once
PLACES = (State.DRAFT.value, State.APPROVED.value, State.RETIRED.value, "review", "flagged", "doubted", "")


@dataclass(frozen=True)
class Choice:
    """Which items are looked at; ``state`` is one of PLACES."""

    branch: str
    state: str = State.DRAFT.value
    kind: str = ""
    unit: str = ""
    document: str = ""
    words: str = ""
    page: int = 1

    def kept(self) -> str:
        """The same choice, for a form that comes back to it."""
        return "".join(
            f'<input type="hidden" name="{name}" value="{esc(value)}">' for name, value in dataclasses.asdict(self).items()
        )


@dataclass(frozen=True)
class Looked:
    """What the place shows of a branch. ``units``: document → its unit; ``rejected``: rule of the gate → candidates;
    ``trails``: item → what was done about it; ``names``: username → what the person is called; ``doubts``: item → why its
    statistics make it dubious; ``changes``: of ``choices``, with the names of who made them.
    """

    branches: Sequence[Branch]
    branch: Branch
    items: Sequence[Listed]
    units: Mapping[str, str]
    choices: Choices
    rejected: Mapping[str, int]
    trails: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    changes: Sequence[tuple[Changed, str]] = ()

    def alike(self, choice: Choice) -> list[Listed]:
        """The items that ``choice`` wants in any state."""
        words = choice.words.casefold()
        return [
            one
            for one in self.items
            if choice.kind in ("", one.item.kind)
            and choice.unit in ("", self.units.get(one.item.citation.document, ""))
            and choice.document in ("", one.item.citation.document)
            and words in f"{one.item.stem} {' '.join(one.item.options)}".casefold()
        ]

    def found(self, choice: Choice) -> list[Listed]:
        return [one for one in self.alike(choice) if self.stands_under(one, choice.state)]

    def stands_under(self, one: Listed, name: str) -> bool:
        """An item up for review stands there and not under its state; a flagged or a dubious one under both."""
        if name == "flagged":
            return bool(one.flags)
        if name == "doubted":
            return one.item.id in self.doubts
        return name in ("", "review" if one.trouble else one.state.value)

    def within(self, choice: Choice) -> Choice:
        """The same choice, on a page that there is: the last one may have emptied."""
        last = max(1, -(-len(self.found(choice)) // SHOWN))
        return dataclasses.replace(choice, page=min(max(choice.page, 1), last))

    def page(self, choice: Choice) -> list[Listed]:
        return self.found(choice)[(choice.page - 1) * SHOWN : choice.page * SHOWN]
