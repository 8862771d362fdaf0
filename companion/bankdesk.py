"""The desk at the item bank: what a secretary decides about items, and what members say of them.

The part of Study that has to do with the bank: every method first asks whether ``actor`` (a username) may do this.
"""

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from companion.errors import Conflict, NotFound, UsageError
from companion.itembank import ItemBank, Listed
from companion.people.callers import Callers
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of, midnight
from companion.quizzes.editing import Edit, broken_rules, edited
from companion.quizzes.items import Item
from companion.quizzes.statistics import Doubt
from companion.records.changes import Changed
from companion.records.choices import Choices, choices_changed
from companion.records.corrections import SET, SUBMITTED
from companion.records.deciding import append_next
from companion.records.decisions import KINDS, Origin, State, Step, trails
from companion.records.events import Event, EventKind, Ledger
from companion.records.flags import KINDS as FLAG_KINDS
from companion.records.flags import Flag
from companion.typed import bounded

WORDS = 500  # characters at most of a flag's why, a reply, a reason


@dataclass(frozen=True)
class Saved:
    """What became of an edit: ``item`` was saved, unless ``warnings`` were to be looked at first and it is None."""

    item: Item | None
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """How many items were judged, and which were not, because somebody else had judged them meanwhile."""

    count: int
    overtaken: tuple[Listed, ...]


@dataclass(frozen=True)
class Corrected:
    """How many replies were marked anew, and of how many the mark is another one now."""

    replies: int
    changed: int


class BankDesk:
    """Safe to share between threads and processes: a decision that knows less than the ledger is taken anew."""

    def __init__(self, callers: Callers, ledger: Ledger, itembank: ItemBank, clock: Clock) -> None:
        self._callers = callers
        self._ledger = ledger
        self._itembank = itembank
        self._clock = clock

    # looking ----------------------------------------------------------------------------------------------------
    def items(self, actor: str, branch: str) -> tuple[Listed, ...]:
        """All items of the branch. Secretary of it or admin only, as everything here but the members' own flags."""
        return tuple(self._itembank.listed(self._managed(actor, branch)[1].id).values())

    def item(self, actor: str, branch: str, id: str) -> Listed:
        return self._itembank.one(self._managed(actor, branch)[1].id, id)

    def trails(self, actor: str, branch: str, ids: Collection[str]) -> Mapping[str, tuple[Step, ...]]:
        """What was done about each of these items, oldest first."""
        found = self._managed(actor, branch)[1]
        return trails(self._ledger.events(branch=found.id, kinds=KINDS | FLAG_KINDS), ids)

    def names(self, actor: str, branch: str, usernames: Collection[str]) -> Mapping[str, str]:
        """What those are called who did something about the branch's items."""
        self._managed(actor, branch)
        return {username: self._callers.name(username) for username in usernames}

    def rejected(self, actor: str, branch: str) -> Mapping[str, int]:
        """How many candidates each rule of the gate refused."""
        self._managed(actor, branch)
        return self._itembank.rejected()

    def choices(self, actor: str, branch: str) -> Choices:
        return self._itembank.choices(self._managed(actor, branch)[1].id)

    def choices_trail(self, actor: str, branch: str) -> tuple[tuple[Changed, str], ...]:
        """Who changed which of them, newest first, each with the name of who did."""
        found = self._managed(actor, branch)[1]
        changes = choices_changed(self._ledger.events(branch=found.id, kinds={EventKind.CHOICES_CHANGED}))
        return tuple((one, self._callers.name(one.by)) for one in changes)

    def doubts(self, actor: str, branch: str) -> Mapping[str, Doubt]:
        """The items that their statistics make dubious, until somebody has looked at them, and why."""
        return self._doubts(self._managed(actor, branch)[1])

    # deciding ---------------------------------------------------------------------------------------------------
    def choose(self, actor: str, branch: str, name: str, value: bool) -> None:
        """Changes one of the branch's Choices. Raises UsageError for a name that is none."""
        member, found = self._managed(actor, branch)
        before = getattr(self._itembank.choices(found.id), name, None) if name in Choices.__dataclass_fields__ else None
        if before is None:
            raise UsageError("没有这个选项。", "There is no such choice.")
        if before != value:
            self._append(EventKind.CHOICES_CHANGED, member, found, {"choices": {name: value}, "before": {name: before}})

    def judge(self, actor: str, branch: str, seen: Mapping[str, int], state: State, reason: str = "") -> Judged:
        """Gives the items this state. ``seen``: item id → the number of the last decision the actor knows of (Listed.seen).

        An item that has been judged otherwise since is left as it is. A reason is needed to retire one.
        Raises NotFound for an item that the branch does not have, Conflict where all have been judged otherwise.
        """
        member, found = self._managed(actor, branch)
        reason = bounded(reason, "理由", "reason", WORDS, needed=state is State.RETIRED)
        judged = Judged(0, ())

        def payload() -> Mapping[str, Any] | None:
            nonlocal judged
            listed = {id: self._itembank.one(found.id, id) for id in seen}
            doubts = self._doubts(found)
            wanted = {id: one for id, one in listed.items() if one.state is not state or one.trouble or id in doubts}
            overtaken = tuple(one for id, one in wanted.items() if one.seen != seen[id])
            if overtaken and len(overtaken) == len(listed):
                raise self._overtaken(overtaken[0])
            now = {id: one for id, one in wanted.items() if one.seen == seen[id]}
            judged = Judged(len(listed) - len(overtaken), overtaken)
            return now and {
                "items": list(now),
                "state": state.value,
                "reason": reason,
                "before": {id: one.state.value for id, one in now.items()},
                "seen": {id: one.mark for id, one in now.items() if one.trouble},
            }

        self._decide(EventKind.ITEMS_JUDGED, member, found, payload)
        return judged

    def edit(self, actor: str, branch: str, id: str, seen: int, edit: Edit, *, anyway: bool = False) -> Saved:
        """Puts an edited item of the branch's own in the place of this one, approved.

        Where it breaks rules of the gate, it is saved only with ``anyway``, and the warnings are kept with it.
        Raises UsageError where it would be no item, NotFound, Conflict where somebody else has judged it meanwhile.
        """
        member, found = self._managed(actor, branch)
        saved = Saved(None, ())

        def payload() -> Mapping[str, Any] | None:
            nonlocal saved
            listed = self._known(found, id, seen)
            item = edited(listed.item, edit)
            if item == listed.item:
                raise UsageError("没有改动。", "Nothing was changed.")
            warnings = self._warnings(item)
            saved = Saved(item if anyway or not warnings else None, warnings)
            if saved.item is None:
                return None
            return {
                "items": [item.to_json()],
                "origin": Origin.EDITED.value,
                "replaces": id,
                "before": listed.item.to_json(),
                "warnings": {item.id: list(warnings)} if warnings else {},
                "seen": {item.id: listed.mark} if listed.trouble else {},
            }

        self._decide(EventKind.ITEMS_ADDED, member, found, payload)
        return saved

    def add(self, actor: str, branch: str, items: Sequence[Item]) -> Mapping[str, tuple[str, ...]]:
        """Takes in items from outside as drafts of the branch's own, however many rules of the gate they break.

        Those that the branch has already are passed over. Returns the rules broken, by the id of each item taken in.
        """
        member, found = self._managed(actor, branch)
        warnings: dict[str, tuple[str, ...]] = {}

        def payload() -> Mapping[str, Any] | None:
            known = self._itembank.listed(found.id)
            new = {item.id: item for item in items if item.id not in known}
            warnings.clear()
            warnings.update({id: self._warnings(item) for id, item in new.items()})
            return new and {
                "items": [item.to_json() for item in new.values()],
                "origin": Origin.IMPORTED.value,
                "warnings": {id: list(broken) for id, broken in warnings.items() if broken},
            }

        self._decide(EventKind.ITEMS_ADDED, member, found, payload)
        return warnings

    def correct_key(
        self, actor: str, branch: str, id: str, seen: int, key: Sequence[str], reply: str = ""
    ) -> Corrected:
        """Corrects a wrong key: the item keeps its id, and all replies to it in the branch count as marked by the new key.

        Its open flags are upheld, with ``reply``, which is needed where there are any.
        Raises UsageError, NotFound, Conflict.
        """
        member, found = self._managed(actor, branch)
        open_flags = [flag.id for flag in self._itembank.one(found.id, id).flags]
        reply = bounded(reply, "答复", "reply", WORDS, needed=bool(open_flags))

        def payload() -> Mapping[str, Any] | None:
            listed = self._known(found, id, seen)
            before = listed.item
            item = edited(before, Edit(before.stem, before.options, tuple(key), before.rationale))
            if item.key == before.key:
                raise UsageError("答案没有改动。", "The key was not changed.")
            changed = {**item.to_json(), "id": id}
            return {"item": changed, "before": list(before.key), "flags": open_flags, "reason": reply}

        self._decide(EventKind.KEY_CORRECTED, member, found, payload)
        for flag in open_flags:
            with contextlib.suppress(Conflict):  # settled meanwhile
                self.settle(actor, branch, flag, reply, upheld=True)
        events = self._ledger.events(branch=found.id, kinds=set(SUBMITTED))
        given = [response for event in events for response in event.payload["responses"] if response["item"] == id]
        return Corrected(len(given), sum(one["correct"] != one.get("before", one["correct"]) for one in given))

    # flags ------------------------------------------------------------------------------------------------------
    def flag(self, actor: str, id: str, why: str) -> Flag:
        """A member says what is wrong with an item that was set for them and has been marked; once for each item.

        Raises NotFound where it was not, Conflict where it was flagged already, UsageError for no word or too many.
        """
        member = self._callers.actor(actor)
        why = bounded(why, "说明", "explanation", WORDS)
        item, branch = self._met(member, id)
        payload = {"item": item.to_json(), "why": why}
        key = f"flag/{member.username}/{id}"
        try:
            event = self._append(EventKind.ITEM_FLAGGED, member, self._callers.branch(branch), payload, key)
        except Conflict as error:
            raise Conflict("你已经对这道题提过疑问了。", "You have flagged this item already.") from error
        return Flag(event.id, item, member.username, event.at, why)

    def my_flags(self, actor: str) -> Mapping[str, Flag]:
        """The actor's own flags by item id, with what became of them."""
        member = self._callers.actor(actor)
        mine = self._ledger.events(member=member.username, kinds={EventKind.ITEM_FLAGGED})
        flags = {event.id: self._itembank.flags(event.branch)[event.id] for event in mine}
        return {flag.item.id: flag for flag in flags.values()}

    def flags(self, actor: str, branch: str, id: str) -> tuple[Flag, ...]:
        """All flags of an item, settled ones too, oldest first."""
        found = self._managed(actor, branch)[1]
        return tuple(flag for flag in self._itembank.flags(found.id).values() if flag.item.id == id)

    def waiting(self, actor: str, branch: str) -> int:
        """How many flags wait for a reply."""
        found = self._managed(actor, branch)[1]
        return sum(flag.settled is None for flag in self._itembank.flags(found.id).values())

    def settle(self, actor: str, branch: str, flag: int, reply: str, *, upheld: bool) -> None:
        """Settles a flag, once, with a reply that its member can read. Raises NotFound, Conflict, UsageError."""
        member, found = self._managed(actor, branch)
        reply = bounded(reply, "答复", "reply", WORDS)
        if flag not in self._itembank.flags(found.id):
            raise NotFound("没有这条疑问。", "There is no such flag.")
        try:
            payload = {"flag": flag, "upheld": upheld, "reply": reply}
            self._append(EventKind.FLAG_SETTLED, member, found, payload, f"settled/{flag}")
        except Conflict as error:
            raise Conflict("这条疑问已经处理过了。", "This flag has been settled already.") from error

    # parts ------------------------------------------------------------------------------------------------------
    def _managed(self, actor: str, branch: str) -> tuple[Member, Branch]:
        return self._callers.manager(actor, branch)

    def _met(self, member: Member, id: str) -> tuple[Item, str]:
        """An item that was set for the member and marked, as they saw it, and the branch they were in."""
        events = self._ledger.events(member=member.username, kinds={*SET, *SUBMITTED})
        marked = {
            response["item"] for event in events if event.kind in SUBMITTED for response in event.payload["responses"]
        }
        if id in marked:
            for event in reversed(events):
                for data in event.payload["items"] if event.kind in SET else ():
                    if data["id"] == id:
                        return Item.from_json(data), event.branch
        raise NotFound(
            "你还没有答过这道题，交卷之后才能提疑问。", "You have not answered this item; flag it once it is marked."
        )

    def _doubts(self, branch: Branch) -> Mapping[str, Doubt]:
        return self._itembank.doubts(branch.id, midnight(day_of(self._clock(), branch), branch))

    def _known(self, branch: Branch, id: str, seen: int) -> Listed:
        listed = self._itembank.one(branch.id, id)
        if listed.seen != seen:
            raise self._overtaken(listed)
        return listed

    def _overtaken(self, listed: Listed) -> Conflict:
        who = self._callers.name(listed.judgement.member) if listed.judgement else ""
        return Conflict(
            f"{who}刚刚改动过这道题，没有保存。请看过现在的样子再决定。",
            f"{who} has just changed this item, so nothing was saved. Please look at it as it is now.",
        )

    def _warnings(self, item: Item) -> tuple[str, ...]:
        return broken_rules(item, self._itembank.passage_of(item), self._itembank.corpus())

    def _decide(
        self, kind: EventKind, member: Member, branch: Branch, payload: Callable[[], Mapping[str, Any] | None]
    ) -> None:
        """Appends what ``payload`` gives, if anything, as the very next decision: it is asked anew where another came first."""

        def make() -> Event | None:
            last, content = self._itembank.decided(branch.id), payload()
            return self._event(kind, member, branch, content, f"decision/{branch.id}/{last}") if content else None

        append_next(self._ledger, make, Conflict("题库正在被别人改动，请再试一次。", "Others are changing the bank; please try again."))

    def _append(
        self, kind: EventKind, member: Member, branch: Branch, payload: Mapping[str, Any], key: str = ""
    ) -> Event:
        return self._ledger.append(self._event(kind, member, branch, payload, key))

    def _event(self, kind: EventKind, member: Member, branch: Branch, payload: Mapping[str, Any], key: str) -> Event:
        now = self._clock()
        return Event(kind, branch.id, member.username, day_of(now, branch), now, payload, key)
