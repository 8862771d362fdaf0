"""Desk: the parts of Study by which a secretary looks after the branch from day to day."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from companion.desk.escalation import EscalationDesk
from companion.desk.handed import Done, HandedDesk, Written
from companion.desk.hard import HardDesk
from companion.desk.overview import OverviewDesk, Standing
from companion.desk.reminders import ReminderDesk
from companion.itembank import ItemBank
from companion.people.callers import Callers
from companion.people.directory import Directory
from companion.people.sessions import Clock
from companion.records.events import Ledger
from companion.records.tally import Tally
from companion.records.vain import AskerKeys, MemoryAskerKeys
from companion.reminders.messenger import KeptMessenger, Messenger
from companion.reminders.store import MemoryRobots, RobotStore


def passing_key() -> Callable[[], bytes]:
    """Gives the same key as long as the process lasts."""
    key = secrets.token_bytes(32)
    return lambda: key


@dataclass(frozen=True)
class Outside:
    """What the desks need from outside: by itself it keeps everything in memory and sends nothing anywhere.

    ``origins``: where reminders may be sent besides the three services. ``statement_key``: see exportdesk.
    """

    robots: RobotStore = field(default_factory=MemoryRobots)
    messenger: Messenger = field(default_factory=KeptMessenger)
    origins: Collection[str] = ()
    asker_keys: AskerKeys = field(default_factory=MemoryAskerKeys)
    statement_key: Callable[[], bytes] = field(default_factory=passing_key)


class Desk:
    """Every method of each part that names an actor first asks whether they may do this."""

    def __init__(
        self,
        callers: Callers,
        directory: Directory,
        ledger: Ledger,
        itembank: ItemBank,
        standing: Standing,
        handed: tuple[Written, Done, Callable[[], Tally]],
        outside: Outside,
        clock: Clock,
    ) -> None:
        self.overview = OverviewDesk(callers, itembank, standing, clock)
        self.escalation = EscalationDesk(callers, ledger, standing, clock)
        self.hard = HardDesk(callers, directory, ledger, itembank, outside.asker_keys, clock)
        self.handed = HandedDesk(callers, ledger, *handed, clock)
        self.reminders = ReminderDesk(
            callers, directory, ledger, standing, outside.robots, outside.messenger, outside.origins, clock
        )
