"""Escalation: steps that the weeks suggest, and what the secretary notes of them. Nothing is sent, and nobody is told, by itself.

A part of Study: every method first asks whether ``actor`` (a username) may. Its notes are for those who look after the branch.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from companion.desk.overview import Standing
from companion.errors import Conflict, UsageError
from companion.people.callers import Callers
from companion.people.directory import one_line
from companion.people.members import Branch, Member
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.records.changes import Changed, newest_first
from companion.records.escalation import (
    KINDS,
    Escalation,
    Note,
    Rules,
    Step,
    Week,
    escalation_after,
    open_step,
    rules_payload,
    weeks_of,
)
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.overview import WEEK, monday_of
from companion.typed import bounded

WORDS = 300  # characters at most
REASON = 200  # likewise
LOOKED_BACK = 16 * WEEK
MOST_WEEKS = 15
"""A step can be made to need so many low weeks at most, as the weeks looked at are not many more."""


@dataclass(frozen=True)
class Proposal:
    """A step that the low weeks in a row suggest for a member."""

    member: Member
    step: Step
    weeks: tuple[Week, ...]


@dataclass(frozen=True)
class Noted:
    """A note, and what the people in it are called."""

    note: Note
    name: str
    by: str


class EscalationDesk:
    def __init__(self, callers: Callers, ledger: Ledger, standing: Standing, clock: Clock) -> None:
        self._callers = callers
        self._ledger = ledger
        self._standing = standing
        self._clock = clock
        self._kept = KeptFold(ledger, KINDS, Escalation(), escalation_after)

    def rules(self, actor: str, branch: str) -> Rules:
        """Secretary of the branch or admin only, as all here."""
        return self._kept.of(self._callers.manager(actor, branch)[1].id)[0].rules

    def rules_trail(self, actor: str, branch: str) -> tuple[tuple[Changed, str], ...]:
        """What was changed of the rules, newest first, each with the name of who did."""
        changes = self._kept.of(self._callers.manager(actor, branch)[1].id)[0].changes
        return tuple((one, self._callers.name(one.by)) for one in newest_first(changes))

    def proposals(self, actor: str, branch: str) -> tuple[Proposal, ...]:
        """The highest step for each member who has one open, the highest first; weeks of the last four months are looked at."""
        found = self._callers.manager(actor, branch)[1]
        known = self._kept.of(found.id)[0]
        last = monday_of(day_of(self._clock(), found)) - dt.timedelta(days=1)
        table = self._standing(found, last + dt.timedelta(days=1) - LOOKED_BACK, last)
        proposed = []
        for row in table.rows:
            opened = open_step(row.member.username, weeks_of(table, row), known.rules, known.notes.values())
            if opened is not None and row.member.active:
                proposed.append(Proposal(row.member, *opened))
        return tuple(sorted(proposed, key=lambda one: -one.step))

    def trail(self, actor: str, branch: str) -> tuple[Noted, ...]:
        """What was noted, newest first."""
        found = self._callers.manager(actor, branch)[1]
        notes = self._kept.of(found.id)[0].notes
        return tuple(Noted(notes[id], self._callers.name(notes[id].member), self._callers.name(notes[id].by)) for id in sorted(notes, reverse=True))

    def note(self, actor: str, branch: str, member: str, step: Step, words: str, *, done: bool) -> None:
        """Notes that a proposed step was taken, or with ``done`` false that it is not needed; the proposal is gone then.

        Raises Conflict where it is not, or no longer, proposed; UsageError for no words on a step taken, or too many.
        """
        decider, found = self._callers.manager(actor, branch)
        words = one_line(words)
        if not words:
            raise UsageError("请写一句怎么做的，或为什么不用。", "Please write a line on what was done, or why it is not needed.")
        if len(words) > WORDS:
            raise UsageError(
                f"有 {len(words)} 个字，最多 {WORDS} 个，请缩短。", f"There are {len(words)} characters; the most is {WORDS}. Please shorten it."
            )
        gone = Conflict("这一条已经记过，或不再建议了。", "This was noted already, or is not proposed any more.")
        proposal = next((one for one in self.proposals(actor, found.id) if (one.member.username, one.step) == (member, step)), None)
        if proposal is None:
            raise gone
        weeks = [week.monday.isoformat() for week in proposal.weeks]
        payload = {"member": member, "step": int(step), "weeks": weeks, "done": done, "words": words}
        try:
            self._append(EventKind.ESCALATION_NOTED, decider, found, payload, f"escalation/{found.id}/{member}/{weeks[-1]}/{int(step)}")
        except Conflict as error:
            raise gone from error

    def set_rules(self, actor: str, branch: str, rules: Rules, reason: str) -> None:
        """Changes what is proposed from now on; notes stay. Raises UsageError for rules that contradict themselves, or no reason."""
        decider, found = self._callers.manager(actor, branch)
        reason = bounded(one_line(reason), "理由", "reason", REASON)
        if not rules.sound() or max(rules.weeks) > MOST_WEEKS:
            raise UsageError(
                f"完成率应在 1% 与 100% 之间，周数应为 1 到 {MOST_WEEKS}，后一步不少于前一步。",
                f"The rate should lie between 1% and 100%, the weeks between 1 and {MOST_WEEKS}, none fewer than those before.",
            )
        before = self._kept.of(found.id)[0].rules
        if rules != before:
            payload = {"rules": rules_payload(rules), "before": rules_payload(before), "reason": reason}
            self._append(EventKind.ESCALATION_RULES_CHANGED, decider, found, payload)

    def _append(self, kind: EventKind, member: Member, branch: Branch, payload: Mapping[str, object], key: str = "") -> None:
        now = self._clock()
        self._ledger.append(Event(kind, branch.id, member.username, day_of(now, branch), now, payload, key))
