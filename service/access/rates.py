"""Rates: how often a caller may ask, counted in this process over a sliding window."""

import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from service.problems import Refused


class Rates:
    """Counts what callers ask."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, caller: str, rate: RateLimitItem) -> None:
        """Count one request of `caller`. Raises Refused (429) when it is over the rate."""
        if self._limiter.hit(rate, caller):
            return
        reset, _ = self._limiter.get_window_stats(rate, caller)
        wait = max(1, math.ceil(reset - time.time()))
        raise Refused(
            429, "rate-exceeded", f"More than {rate}; ask again in {wait} s.",
            {"Retry-After": str(wait)},
        )  # fmt: skip
