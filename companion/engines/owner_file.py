"""Small JSON files beside the records that only their owner can read, changed under a lock."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from companion.engines.locking import locked
from companion.errors import StorageError


class OwnerFile:
    """Safe to share between threads and processes. ``zh`` and ``en`` say what is kept, for the sentence of a StorageError."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        self._path = path
        self._zh, self._en = zh, en

    def read(self) -> dict[str, Any]:
        """What is kept; empty where nothing is yet. Raises StorageError."""
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._trouble(error) from error
        return kept

    def change(self, new: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """Keeps, and gives back, what ``new`` makes of what is kept; whole or not at all. Raises StorageError."""
        try:
            with locked(self._path.with_suffix(".lock"), wait=True):
                kept = new(self.read())
                beside = self._path.with_suffix(".new")
                beside.unlink(missing_ok=True)
                with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                    json.dump(kept, file, ensure_ascii=False)
                beside.replace(self._path)
        except OSError as error:
            raise self._trouble(error) from error
        return kept

    def _trouble(self, error: Exception) -> StorageError:
        name, kind = self._path.name, type(error).__name__
        return StorageError(
            f"{self._zh}存取不了（{name}：{kind}）。请检查数据文件夹的权限和空间。",
            f"{self._en} cannot be kept ({name}: {kind}). Check the data folder's permissions and space.",
        )
