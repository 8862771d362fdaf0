"""A thread that calls something every so often until it is stopped."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Ticking:
    """Calls ``act`` at once and then every ``seconds``; what fails is logged, and called again the next time."""

    def __init__(self, act: Callable[[], None], seconds: float) -> None:
        self._act = act
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticking", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns once an act that was going on is done."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                self._act()
            except Exception as error:  # one failure must not end what comes every day
                logger.error("%s", error, exc_info=error)
            if self._stopped.wait(self._seconds):
                return
