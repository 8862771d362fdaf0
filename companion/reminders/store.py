"""Where the robots of the branches are kept: apart from the events, of which none is ever deleted."""

import threading
from typing import Protocol

from companion.reminders.robots import Robot


class RobotStore(Protocol):
    def get(self, branch: str) -> Robot | None:
        """The branch's robot, None where it has none."""
        ...

    def put(self, branch: str, robot: Robot | None) -> None:
        """Keeps it in place of the one before; None forgets it. Raises StorageError."""
        ...


class MemoryRobots:
    """Robots that last as long as the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._robots: dict[str, Robot] = {}

    def get(self, branch: str) -> Robot | None:
        with self._lock:
            return self._robots.get(branch)

    def put(self, branch: str, robot: Robot | None) -> None:
        with self._lock:
            if robot is None:
                self._robots.pop(branch, None)
            else:
                self._robots[branch] = robot
