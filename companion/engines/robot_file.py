"""The robots of the branches in a file beside the records that only its owner can read."""

import json
import os
from pathlib import Path

from companion.engines.locking import locked
from companion.errors import StorageError
from companion.reminders.robots import Robot, Service


class RobotFile:
    """Safe to share between threads and processes. It is no part of a copy of the records: who restores one sets the robots anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, branch: str) -> Robot | None:
        kept = self._read().get(branch)
        return Robot(Service(kept["service"]), kept["url"], kept["secret"]) if kept else None

    def put(self, branch: str, robot: Robot | None) -> None:
        try:
            with locked(self._path.with_suffix(".lock"), wait=True):
                kept = self._read()
                kept.pop(branch, None)
                if robot is not None:
                    kept[branch] = {"service": robot.service.value, "url": robot.url, "secret": robot.secret}
                new = self._path.with_suffix(".new")
                new.unlink(missing_ok=True)
                with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                    json.dump(kept, file, ensure_ascii=False)
                new.replace(self._path)
        except OSError as error:
            raise self._trouble(error) from error

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            kept: dict[str, dict[str, str]] = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._trouble(error) from error
        return kept

    def _trouble(self, error: Exception) -> StorageError:
        return StorageError(
            f"群机器人的设置存取不了（{self._path.name}：{type(error).__name__}）。请检查数据文件夹的权限和空间。",
            f"The robots' settings cannot be kept ({self._path.name}: {type(error).__name__}). Check the data folder's permissions and space.",
        )
