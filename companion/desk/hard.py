"""What is hard and what is missing: items most often wrong, hard passages, and what was asked in vain. Nobody's name is in any of it.

A part of Study: every method that is given an ``actor`` (a username) first asks whether they may.
"""

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from companion.errors import Conflict, StorageError
from companion.itembank import ItemBank, Listed
from companion.people.callers import Callers
from companion.people.directory import Directory
from companion.people.members import Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of, midnight
from companion.records.deciding import append_next
from companion.records.events import Event, EventKind, Ledger
from companion.records.hard import HardPassage, WrongItem, hard_passages, taken, wrong_items
from companion.records.kept import KeptFold
from companion.records.vain import (
    KINDS,
    LEAST,
    AskerKeys,
    Group,
    InVain,
    Vain,
    asked_in_vain,
    asker_of,
    group_of,
    sameness,
    vain_after,
)

LOOKED_BACK = dt.timedelta(weeks=8)
MONTHS = 3

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hard:
    """Of the last eight weeks until last midnight, as item statistics are; ``asked`` of this month and the two before."""

    items: tuple[WrongItem, ...]
    passages: tuple[HardPassage, ...]
    asked: tuple[InVain, ...]


class HardDesk:
    """Safe to share between threads and processes."""

    def __init__(
        self, callers: Callers, directory: Directory, ledger: Ledger, itembank: ItemBank, keys: AskerKeys, clock: Clock
    ) -> None:
        self._callers = callers
        self._directory = directory
        self._ledger = ledger
        self._itembank = itembank
        self._keys = keys
        self._clock = clock
        self._lists: dict[str, tuple[object, Mapping[str, Listed], tuple[WrongItem, ...], tuple[HardPassage, ...]]] = {}
        self._vain = KeptFold(ledger, KINDS, Vain(), vain_after)

    def lists(self, actor: str, branch: str) -> Hard:
        """Secretary of the branch or admin only."""
        found = self._callers.manager(actor, branch)[1]
        now = self._clock()
        members = [member.username for member in self._directory.members(found.id) if member.active]
        until = midnight(day_of(now, found), found)
        listed = self._itembank.listed(found.id)
        replies, corrections = self._itembank.replies(until - LOOKED_BACK, until)
        known = self._lists.get(found.id)
        state = (until, len(replies), corrections, members)
        if known is None or known[0] != state or known[1] is not listed:
            by_item, items = taken(replies, members), {id: one.item for id, one in listed.items()}
            passages = hard_passages(by_item, items, self._itembank.passage_of)
            known = self._lists[found.id] = (state, listed, wrong_items(by_item, items), passages)
        return Hard(known[2], known[3], asked_in_vain(self._vain.of(found.id)[0], _months(now)))

    def note(self, member: Member, question: str) -> None:
        """For Study, of a question the texts did not answer: counts who asked, once, so that nobody can be told from it.

        See records.vain for what is kept. What cannot be kept is logged, without the question: the answer must not wait for it.
        """
        if not sameness(question):
            return
        now = self._clock()
        month = now.astimezone(dt.UTC).date().replace(day=1)
        try:
            key = self._keys.key(f"{month:%Y-%m}")
            group = group_of(key, member.branch, question)
            self._count(member.branch, month, group, asker_of(key, group, member.username), question)
        except (Conflict, StorageError) as error:
            logger.error("%s · %s", error.zh, error.en)

    def _count(self, branch: str, month: dt.date, group: str, asker: str, question: str) -> None:
        def make() -> Event | None:
            vain, last = self._vain.of(branch)
            known = vain.groups.get(group, Group(""))
            if asker in known.askers:
                return None
            words = question if len(known.askers) + 1 >= LEAST else ""
            payload = {"group": group, "asker": asker, "words": words}
            at = dt.datetime.combine(month, dt.time(), dt.UTC)
            return Event(EventKind.ASKED_IN_VAIN, branch, "", month, at, payload, f"vain/{branch}/{last}")

        # only as the next one of the branch, so that of three at once one is the third
        append_next(self._ledger, make, Conflict("没有记下这一问。", "This question was not counted."))


def _months(now: dt.datetime) -> list[str]:
    """This month and those before, of which something is told."""
    first = now.astimezone(dt.UTC).date().replace(day=1)
    months = [f"{first:%Y-%m}"]
    for _ in range(MONTHS - 1):
        first = (first - dt.timedelta(days=1)).replace(day=1)
        months.append(f"{first:%Y-%m}")
    return months
