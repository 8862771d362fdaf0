"""Desk: the parts of Study by which a secretary looks after the branch from day to day."""

from companion.desk.escalation import EscalationDesk
from companion.desk.overview import OverviewDesk, TableOf
from companion.itembank import ItemBank
from companion.people.callers import Callers
from companion.people.sessions import Clock
from companion.records.events import Ledger


class Desk:
    """Every method of each part first asks whether the person named may do this."""

    def __init__(self, callers: Callers, ledger: Ledger, itembank: ItemBank, table: TableOf, clock: Clock) -> None:
        self.overview = OverviewDesk(callers, itembank, table, clock)
        self.escalation = EscalationDesk(callers, ledger, table, clock)
