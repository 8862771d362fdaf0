"""What the secretary's desk keeps in files: the robots of the branches, and the key of the month's askers.

The key belongs outside the data folder: in a backup it would outlive its month. Where it is lost, the month counts from one again.
"""

import secrets
from pathlib import Path
from typing import Any

from companion.engines.owner_file import OwnerFile
from companion.reminders.robots import Robot, Service


class RobotFile:
    """A RobotStore. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._file = OwnerFile(path, "群机器人的设置", "The robots' settings")

    def get(self, branch: str) -> Robot | None:
        kept = self._file.read().get(branch)
        return Robot(Service(kept["service"]), kept["url"], kept["secret"]) if kept else None

    def put(self, branch: str, robot: Robot | None) -> None:
        def new(kept: dict[str, Any]) -> dict[str, Any]:
            rest = {name: one for name, one in kept.items() if name != branch}
            if robot is None:
                return rest
            return {**rest, branch: {"service": robot.service.value, "url": robot.url, "secret": robot.secret}}

        self._file.change(new)


class AskerKeyFile:
    """AskerKeys in a file that holds the current month's alone. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._file = OwnerFile(path, "当月的匿名密钥", "The month's key for anonymous counts")

    def key(self, month: str) -> bytes:
        kept = self._file.read()
        if month not in kept:
            kept = self._file.change(lambda now: {month: now.get(month) or secrets.token_hex(32)})
        return bytes.fromhex(kept[month])
