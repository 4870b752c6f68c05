"""Clock: what time it is, and waiting. Tests bring their own."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from indexer.web.errors import Stopped

_ATTENTION = 0.2  # seconds until a wait notices that the process is to end


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """Return the present moment, with its zone."""

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`. Raises Stopped when the process is to end meanwhile."""


class SystemClock:
    """The machine's clock; once `stopped` says so, every wait is cut short."""

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self._stopped = stopped

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`. Raises Stopped when the process is to end meanwhile."""
        end = time.monotonic() + seconds
        while not self._stopped():
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _ATTENTION))
        raise Stopped
