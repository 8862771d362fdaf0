"""Reminders: the branch's robot, the hour at which it speaks, and what is sent by hand.

A part of Study: every method that is given an ``actor`` (a username) first asks whether they may. ``run`` is for the server's own clock.
"""

import contextlib
import datetime as dt
import threading
import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from companion.desk.overview import Standing
from companion.errors import Conflict, UsageError
from companion.people.callers import Callers
from companion.people.directory import Directory
from companion.people.members import Branch
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.records.changes import Changed, newest_first
from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.records.overview import overview_of
from companion.records.reminding import (
    KINDS,
    NOBODY,
    Line,
    Reminders,
    Reminding,
    Try,
    reminders_after,
    reminding_payload,
)
from companion.reminders.messenger import Messenger
from companion.reminders.robots import LONGEST, Fate, Robot, Service, Verdict, checked, message_to, verdict_on
from companion.reminders.store import RobotStore
from companion.reminders.text import reminder_text

PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (10, 60, 300, 900))
"""How long to wait before each further try; after the last one it is given up for the day."""

SILENCE = dt.timedelta(seconds=120)
"""So long after a try whose answer is not known here another one is made at the earliest: no post takes as long."""

LATEST = 180
"""Minutes after the hour until which a reminder is still begun, for a server that was down at the hour."""


@dataclass(frozen=True)
class Setup:
    """What a secretary may see of the robot and its hour; ``signed``: whether it has a secret. Never the address, never the secret."""

    service: Service | None
    hint: str
    signed: bool
    reminding: Reminding
    lines: tuple[tuple[Line, str], ...]
    """The latest first, each with the name of who sent it, empty for the server itself."""
    changes: tuple[tuple[Changed, str], ...]
    """Of what is set, newest first, each with the name of who did."""
    today: dt.date


class ReminderDesk:
    """Safe to share between threads and processes: of one branch and day a single reminder is begun, and each of its tries made once.

    It is delivered at least once, if the service takes it within the day and the tries: each try is marked before it is made, and one
    that was cut short, as by a server that stopped, is followed by the next, whichever process is there to make it. Twice only where
    the service took it and nobody could note that: its answer was lost, or the server stopped before it came.
    """

    def __init__(
        self,
        callers: Callers,
        directory: Directory,
        ledger: Ledger,
        standing: Standing,
        robots: RobotStore,
        messenger: Messenger,
        origins: Collection[str],
        clock: Clock,
    ) -> None:
        self._callers = callers
        self._directory = directory
        self._ledger = ledger
        self._standing = standing
        self._robots = robots
        self._messenger = messenger
        self._origins = frozenset(origins)
        self._clock = clock
        self._kept = KeptFold(ledger, KINDS, Reminders(), reminders_after)
        self._running = threading.Lock()
        self._answered: set[tuple[int, int]] = set()  # reminders and their tries, of which the answer came here: trouble

    # the secretary's ----------------------------------------------------------------------------------------------
    def setup(self, actor: str, branch: str) -> Setup:
        """Secretary of the branch or admin only, as all that names an actor."""
        found = self._callers.manager(actor, branch)[1]
        robot, known = self._robots.get(found.id), self._kept.of(found.id)[0]
        lines = tuple((line, self._callers.name(line.by) if line.by else "") for _, line in sorted(known.lines.items(), reverse=True))
        hint, signed, today = robot.hint if robot else "", bool(robot and robot.secret), day_of(self._clock(), found)
        changes = tuple((one, self._callers.name(one.by)) for one in newest_first(known.changes))
        return Setup(robot.service if robot else None, hint, signed, known.reminding, lines, changes, today)

    def set(self, actor: str, branch: str, service: Service, url: str, secret: str, at: int | None, *, names: bool) -> None:
        """Sets the robot and its hour (minutes after midnight; None: only by hand). Without ``url`` the robot stays as it is.

        A new address needs its secret anew. Raises UsageError for an address that may not be written to, or no address at all.
        """
        decider, found = self._callers.manager(actor, branch)
        known = self._robots.get(found.id)
        if at is not None and not 0 <= at < 24 * 60:
            raise UsageError("时间应在 00:00 与 23:59 之间。", "The time should lie between 00:00 and 23:59.")
        if url.strip():
            robot = checked(Robot(service, url, secret), self._origins)
        elif known is not None and known.service is service:
            robot = checked(Robot(service, known.url, secret), self._origins) if secret.strip() else known
        else:
            raise UsageError("请填群机器人的地址。", "Please enter the robot's address.")
        self._robots.put(found.id, robot)
        self._note(found, decider.username, Reminding(at, names, robot.hint))

    def forget(self, actor: str, branch: str) -> None:
        """Forgets the robot; nothing is sent any more."""
        decider, found = self._callers.manager(actor, branch)
        self._robots.put(found.id, None)
        self._note(found, decider.username, Reminding(None, self._kept.of(found.id)[0].reminding.names))

    def send(self, actor: str, branch: str, text: str) -> Verdict:
        """Sends what the secretary has written, now and once. Raises UsageError for no robot, no text or too long a one."""
        decider, found = self._callers.manager(actor, branch)
        robot = self._robots.get(found.id)
        text = text.strip()
        if robot is None:
            raise UsageError("还没有设群机器人。", "There is no robot for the chat yet.")
        if not text:
            raise UsageError("请写上要发的话。", "Please write what to send.")
        if len(text.encode()) > LONGEST[robot.service]:
            raise UsageError(
                f"太长了，这个群最多收 {LONGEST[robot.service]} 字节（约 {LONGEST[robot.service] // 3} 字）。",
                f"That is too long: the chat takes {LONGEST[robot.service]} bytes at most.",
            )
        verdict = self._post(robot, text)
        now = self._clock()
        payload = {"begun": 0, "fate": verdict.fate.value, "said": verdict.said, "tries": 1, "late": 0}
        self._append(EventKind.REMINDER_ENDED, found, day_of(now, found), payload, member=decider.username)
        return verdict

    # the server's -------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Begins what is due and tries again what has failed; to be called every so often. One call at a time does it."""
        if not self._running.acquire(blocking=False):
            return
        try:
            for branch in self._directory.branches():
                self._begin(branch)
                for last in self._kept.of(branch.id)[0].open.values():
                    self._again(branch, last)
        finally:
            self._running.release()

    def _begin(self, branch: Branch) -> None:
        known = self._kept.of(branch.id)[0]
        at, now = known.reminding.at, self._clock()
        local = now.astimezone(zoneinfo.ZoneInfo(branch.timezone))
        minute, today = local.hour * 60 + local.minute, day_of(now, branch)
        if at is None or not at <= minute <= at + LATEST or today in known.begun or self._robots.get(branch.id) is None:
            return
        look = overview_of(self._standing(branch, today, today))
        if not look.counts:
            return
        try:
            begun = self._append(EventKind.REMINDER_BEGUN, branch, today, {"late": _number(look.late)}, f"reminder/{branch.id}/{today}")
        except Conflict:  # another process was first
            return
        self._deliver(branch, Try(begun.id, today, 1, begun.at))

    def _again(self, branch: Branch, last: Try) -> None:
        answered = (last.begun, last.tries) in self._answered
        if last.day != day_of(self._clock(), branch):
            if answered:  # else nobody knows what became of it
                self._deliver(branch, last)
            return
        if last.tries > len(PAUSES):
            return
        pause = PAUSES[last.tries - 1]
        if self._clock() < last.at + (pause if answered else max(pause, SILENCE)):
            return
        payload = {"begun": last.begun, "tries": last.tries + 1}
        try:
            tried = self._append(EventKind.REMINDER_TRIED, branch, last.day, payload, _after(branch, last))
        except Conflict:  # another process was first, or it has ended
            return
        self._deliver(branch, Try(last.begun, last.day, last.tries + 1, tried.at))

    def _deliver(self, branch: Branch, one: Try) -> None:
        robot, reminding = self._robots.get(branch.id), self._kept.of(branch.id)[0].reminding
        look = overview_of(self._standing(branch, one.day, one.day))
        if look.today != one.day or robot is None or reminding.at is None:  # too late, or not wanted any more
            self._end(branch, one, Fate.LATER.value, "", _number(look.late))
            return
        if not look.late:
            self._end(branch, one, NOBODY, "", 0)
            return
        late = {group: [member.name for member in people] for group, people in look.late.items()}
        verdict = self._post(robot, reminder_text(branch.name, look.today, late, names=reminding.names, most=LONGEST[robot.service]))
        if verdict.fate is Fate.LATER and one.tries <= len(PAUSES):
            self._answered.add((one.begun, one.tries))
            return
        self._end(branch, one, verdict.fate.value, verdict.said, _number(look.late))

    # parts --------------------------------------------------------------------------------------------------------
    def _post(self, robot: Robot, text: str) -> Verdict:
        try:
            allowed = checked(robot, self._origins)  # what was allowed when it was set need not be any more
        except UsageError as error:
            return Verdict(Fate.REFUSED, error.zh)
        return verdict_on(robot.service, self._messenger.post(message_to(allowed, text, self._clock())))

    def _end(self, branch: Branch, one: Try, fate: str, said: str, late: int) -> None:
        payload = {"begun": one.begun, "fate": fate, "said": said, "tries": one.tries, "late": late}
        with contextlib.suppress(Conflict):  # this took so long that another process has made the next try: it will end it
            self._append(EventKind.REMINDER_ENDED, branch, one.day, payload, _after(branch, one))

    def _note(self, branch: Branch, member: str, reminding: Reminding) -> None:
        before = self._kept.of(branch.id)[0].reminding
        if reminding != before:
            payload = {**reminding_payload(reminding), "before": reminding_payload(before)}
            self._append(EventKind.REMINDERS_SET, branch, day_of(self._clock(), branch), payload, member=member)

    def _append(
        self, kind: EventKind, branch: Branch, day: dt.date, payload: Mapping[str, Any], key: str = "", *, member: str = ""
    ) -> Event:
        return self._ledger.append(Event(kind, branch.id, member, day, self._clock(), payload, key))


def _after(branch: Branch, one: Try) -> str:
    """The key of what comes after a try, of which there is one: its end, or the next."""
    return f"reminder/{branch.id}/{one.day}/{one.tries}"


def _number(late: Mapping[str, Collection[object]]) -> int:
    return sum(map(len, late.values()))
