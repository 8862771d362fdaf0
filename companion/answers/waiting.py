"""Waiting for a turn: few can be served at once, each person has one place, and nobody waits without an end."""

import threading
from collections.abc import Hashable

from companion.errors import Conflict


class Ticket:
    """A place in a WaitingRoom. Whoever holds it gives it back with ``leave``, come what may."""

    def __init__(self, room: "WaitingRoom", person: Hashable) -> None:
        self._room = room
        self.person = person
        self.replaced = False  # the same person has come again, or anybody to one that yields: this place is to be given up
        self.yields = False

    def place(self, seconds: float = 0) -> int:
        """0 when it is one's turn, else how many turns away, from 1. Waits up to ``seconds`` for the turn."""
        return self._room._place(self, seconds)

    def leave(self) -> None:
        """Give the place back. May be called again."""
        self._room._leave(self)


class WaitingRoom:
    """At most ``at_once`` people have their turn and ``most`` wait. Safe to share between threads."""

    def __init__(self, at_once: int, most: int) -> None:
        self._at_once = at_once
        self._most = most
        self._tickets: list[Ticket] = []
        self._changed = threading.Condition()

    def enter(self, person: Hashable, *, yields: bool = False) -> Ticket:
        """A place at the end of the queue; an earlier one of the same person is marked as replaced.

        A place that ``yields`` is replaced by whoever comes next.

        Raises Conflict if too many are waiting.
        """
        ticket = Ticket(self, person)
        ticket.yields = yields
        with self._changed:
            for other in self._tickets:
                other.replaced = other.replaced or other.yields or other.person == person
            if sum(not one.replaced for one in self._tickets) >= self._at_once + self._most:
                raise Conflict(
                    f"等着写的已有 {self._most} 人，这次只给出原文；过一会儿可再问。",
                    f"{self._most} people are waiting already; this time there are quotations only. Ask again a little later.",
                )
            self._tickets.append(ticket)
            self._changed.notify_all()
        return ticket

    def _place(self, ticket: Ticket, seconds: float) -> int:
        with self._changed:
            self._changed.wait_for(lambda: ticket.replaced or self._ahead(ticket) == 0, seconds)
            return self._ahead(ticket)

    def _ahead(self, ticket: Ticket) -> int:
        at = self._tickets.index(ticket) if ticket in self._tickets else 0
        return max(0, at - self._at_once + 1)

    def _leave(self, ticket: Ticket) -> None:
        with self._changed:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
                self._changed.notify_all()
