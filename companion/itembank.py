"""The item bank as the branches see it: what the texts give, and what each branch has decided about it.

Who is asking has been settled before; see companion.study.
"""

import threading

from companion.people.sessions import Clock
from companion.quizzes.bank import Bank, refresh
from companion.quizzes.generate import make_items
from companion.quizzes.items import Item
from companion.records.choices import Choices, choices_of
from companion.records.events import EventKind, Ledger
from companion.search.evidence import PassageIndex


class ItemBank:
    """Safe to share between threads."""

    def __init__(self, bank: Bank, ledger: Ledger, index: PassageIndex, clock: Clock) -> None:
        self._bank = bank
        self._ledger = ledger
        self._index = index
        self._clock = clock
        self._refreshing = threading.Lock()
        self._generation: int | None = None

    def choices(self, branch: str) -> Choices:
        return choices_of(self._ledger.events(branch=branch, kinds={EventKind.CHOICES_CHANGED}))

    def settable(self, branch: str) -> tuple[Item, ...]:
        """The items that may be set for this branch's members."""
        self.refresh()
        return () if self.choices(branch).approved_only else self._bank.items()

    def refresh(self) -> None:
        """Makes the bank hold exactly the items that the indexed texts give. Costs nothing where nothing changed."""
        with self._refreshing:
            generation = self._index.generation
            if generation != self._generation:
                refresh(self._bank, make_items(self._index.passages(), self._index.entries()).items)
                self._generation = generation
