"""The bank: every item made so far, active or retired."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from companion.errors import NotFound
from companion.quizzes.items import Item


class Bank(Protocol):
    """Keeps items by id. A retired item is never set again but stays readable, for the records that name it."""

    def put(self, items: Iterable[Item]) -> None:
        """Add the items as active; one that is there already keeps its place, with what it says now."""
        ...

    def items(self, *, active: bool = True) -> tuple[Item, ...]:
        """The active items, or else the retired ones, in the order they were first put in."""
        ...

    def get(self, id: str) -> Item:
        """The item, active or retired. Raises NotFound."""
        ...

    def retire(self, ids: Iterable[str]) -> None:
        """Retire these items; an id already retired, or unknown, changes nothing."""
        ...


class MemoryBank:
    """A bank that lasts as long as the process."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._retired: set[str] = set()

    def put(self, items: Iterable[Item]) -> None:
        for item in items:
            self._items[item.id] = item
            self._retired.discard(item.id)

    def items(self, *, active: bool = True) -> tuple[Item, ...]:
        return tuple(item for item in self._items.values() if (item.id in self._retired) != active)

    def get(self, id: str) -> Item:
        try:
            return self._items[id]
        except KeyError:
            raise no_item(id) from None

    def retire(self, ids: Iterable[str]) -> None:
        self._retired.update(id for id in ids if id in self._items)


def no_item(id: str) -> NotFound:
    return NotFound(f"题库里没有编号为 {id} 的试题。", f"The bank holds no item with the id {id}.")


@dataclass(frozen=True)
class Refreshed:
    """How many items a refresh added, retired, and made active again."""

    added: int
    retired: int
    returned: int


def refresh(bank: Bank, items: Iterable[Item]) -> Refreshed:
    """Make ``items`` the active ones: new ones added, those no longer generated retired, returning ones active again."""
    wanted = {item.id: item for item in items}
    active = {item.id: item for item in bank.items()}
    retired = {item.id for item in bank.items(active=False)}
    missing = [item for id, item in wanted.items() if id not in active]
    moved = [item for id, item in wanted.items() if id in active and item != active[id]]  # to another page, say
    gone = active.keys() - wanted.keys()
    bank.put([*missing, *moved])
    bank.retire(sorted(gone))
    returned = sum(item.id in retired for item in missing)
    return Refreshed(added=len(missing) - returned, retired=len(gone), returned=returned)
