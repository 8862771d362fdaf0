"""Work in a process of its own: one that never ends can be stopped, one that eats all memory takes nothing else with it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import companion

_ROOT = Path(companion.__file__).parents[1]


@dataclass(frozen=True)
class Done:
    """What a module wrote to stdout, and whether it came to its end: True, False where it broke off, None for no time."""

    written: bytes
    ended: bool | None


def run_module(module: str, *arguments: str, seconds: float) -> Done:
    """Run ``python -m module`` for at most ``seconds``. Starting it costs about a tenth of a second."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=_ROOT,
            env=os.environ | {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return Done(error.stdout or b"", None)
    return Done(done.stdout, done.returncode == 0)


def limit_memory(size: int) -> None:
    """Let this process use at most ``size`` bytes of addresses, where the system can hold it to that."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ImportError, ValueError, OSError):
        pass  # not on this system, or a lower limit is in force already; the time limit still holds
