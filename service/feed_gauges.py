"""Metrics of the watched feeds."""

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge

from indexer.record import FeedState
from indexer.watch.rhythm import alarm_of, silence


class FeedGauges:
    """What the record says of each feed, by feed."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._silent = Gauge(
            "dateline_feed_silent_seconds", "Time since a watched feed brought something new.",
            ("feed",), registry=registry,
        )  # fmt: skip
        self._failures = Gauge(
            "dateline_feed_failures", "Failures of a watched feed in a row.", ("feed",),
            registry=registry,
        )  # fmt: skip
        self._alarm = Gauge(
            "dateline_feed_alarm", "1 while a watched feed needs somebody to look into it.",
            ("feed",), registry=registry,
        )  # fmt: skip

    def show(self, feeds: Sequence[FeedState], now: datetime) -> None:
        """Set the gauges to what holds `now`; feeds that are no longer watched disappear."""
        for gauge in (self._silent, self._failures, self._alarm):
            gauge.clear()
        for feed in feeds:
            quiet = silence(feed, now)
            if quiet is not None:
                self._silent.labels(feed.name).set(quiet.total_seconds())
            self._failures.labels(feed.name).set(feed.failures)
            self._alarm.labels(feed.name).set(alarm_of(feed, now) is not None)
