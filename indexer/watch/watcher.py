"""Watcher: looks at each source when it is due, and outlives whatever goes wrong with one."""

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from indexer.build import Summary
from indexer.errors import IndexerError
from indexer.record import FeedState, Record
from indexer.watch.rhythm import DEFAULT_FLOOR, alarm_of, dormant, merged, next_poll
from indexer.watch.source import Look, Source
from indexer.watch.writer import Writer, count_in
from indexer.web.clock import Clock
from indexer.web.errors import FetchError, Stopped

_MESSAGE = 300
_TOLD_A_ROUND = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source is asked, at the least and at the most, and how long it may be silent."""

    every: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=1)
    floor: timedelta = DEFAULT_FLOOR


class Watcher:
    """Keeps an index up with its sources."""

    def __init__(
        self,
        sources: Sequence[Source],
        writer: Writer,
        clock: Clock,
        log: Any,
        pace: Pace | None = None,
        *,
        stopped: Callable[[], bool] = lambda: False,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._sources = list({source.name: source for source in sources}.values())
        self._writer = writer
        self._clock = clock
        self._log = log
        self._pace = pace or Pace()
        self._stopped = stopped
        self._jitter = jitter
        self._due: dict[str, datetime] = {}
        self._alarmed: set[str] = set()
        self._failures = 0

    def run(self, *, once: bool = False) -> bool:
        """Look at the sources until the process is to end, or once; return whether all went well.

        Raises what keeps the index itself from being opened.
        """
        with closing(self._writer.open()) as record:
            self._remember_back_offs(record)
        try:
            while True:
                for source in self._due_now():
                    self._round(source)
                    if self._stopped():
                        raise Stopped
                if once:
                    break
                self._clock.sleep((min(self._due.values()) - self._clock.now()).total_seconds())
        except Stopped:
            self._log.info("stopped", reason="asked to end; what was committed is kept")
        return self._failures == 0

    def _remember_back_offs(self, record: Record) -> None:
        now = self._clock.now()
        for source in self._sources:
            state = record.feeds.get(source.name)
            due = datetime.fromisoformat(state.due) if state and state.due else now
            self._due[source.name] = due if state and state.failures else now
            if self._due[source.name] > now:
                self._log.info("waits", source=source.name, until=due.isoformat(),
                               reason=state.error if state else None)  # fmt: skip

    def _due_now(self) -> list[Source]:
        now = self._clock.now()
        return [source for source in self._sources if self._due[source.name] <= now]

    def _round(self, source: Source) -> None:
        self._due[source.name] = self._clock.now() + self._pace.every
        try:
            with closing(self._writer.open()) as record:
                state = self._look(source, record)
                self._writer.note(record, state)
                if gathered := self._writer.gather(record, self._stopped):
                    self._log.info("gathered", articles=gathered,
                                   reason="stored by an older version")  # fmt: skip
                self._writer.publish(record)
        except Stopped:
            raise
        except (IndexerError, OSError, sqlite3.Error) as error:
            self._failed(source.name, f"the index cannot be written: {error}")
            return
        except Exception as error:  # a fault of ours; the other sources are still looked at
            self._failed(source.name, _unforeseen(error))
            return
        self._due[source.name] = datetime.fromisoformat(state.due or "")
        self._watch_rhythm(state)

    def _look(self, source: Source, record: Record) -> FeedState:
        now = self._clock.now()
        before = record.feeds.get(source.name) or FeedState(name=source.name)
        state = replace(before, tried=_text(now), every=self._pace.every.total_seconds(),
                        floor=self._pace.floor.total_seconds(),
                        since=before.since if before.tried else _text(now))  # fmt: skip
        asked = 0.0
        try:
            look = source.look(record, state)
            asked = look.asked
            summary = self._take(source.name, record, look)
        except (Stopped, sqlite3.Error):
            raise
        except Exception as error:  # whatever one source brings about is that source's failure
            asked = getattr(error, "retry_after", None) or 0.0
            state = self._fault(state, error, now)
        else:
            state = _went_well(state, look, summary, now)
            if before.succeeded is None and (old := dormant(state, now)):
                self._log.info("note", source=source.name, reason=old)
        wait = next_poll(state, self._pace.every, self._pace.longest, asked, self._jitter())
        return replace(state, due=_text(self._clock.now() + wait))

    def _take(self, name: str, record: Record, look: Look) -> Summary:
        """Store what a look found; raises Stopped between two commits."""
        total = Summary()
        for fault in look.faults[:_TOLD_A_ROUND]:
            self._failed(name, fault)
        for unit in look.units:
            part = self._writer.write(record, unit, self._stopped)
            count_in(total, part)
            for failure in part.failures[:_TOLD_A_ROUND]:
                self._failed(name, failure)
            if self._stopped():
                raise Stopped
        self._log.info("looked", source=name, added=total.added, updated=total.updated,
                       unchanged=total.unchanged, held=total.held,
                       failed=len(total.failures))  # fmt: skip
        return total

    def _fault(self, state: FeedState, error: Exception, now: datetime) -> FeedState:
        foreseen = isinstance(error, (IndexerError, OSError))
        message = str(error) if foreseen else _unforeseen(error)
        self._failed(state.name, message)
        gone = isinstance(error, FetchError) and error.status == 410
        return replace(
            state,
            failures=state.failures + 1,
            failing_since=state.failing_since or _text(now),
            error=("is gone for good: " if gone else "") + message[:_MESSAGE],
            etag=None,
            modified=None,
        )

    def _failed(self, name: str, message: str) -> None:
        self._failures += 1
        self._log.warning("failed", source=name, reason=message)

    def _watch_rhythm(self, state: FeedState) -> None:
        alarm = alarm_of(state, self._clock.now())
        if alarm and state.name not in self._alarmed:
            self._alarmed.add(state.name)
            self._log.error("alarm", source=state.name, kind=alarm.kind,
                            seconds=round(alarm.seconds), reason=alarm.message)  # fmt: skip
        elif alarm is None and state.name in self._alarmed:
            self._alarmed.discard(state.name)
            self._log.info("recovered", source=state.name)


def _went_well(state: FeedState, look: Look, summary: Summary, now: datetime) -> FeedState:
    something = summary.added + summary.updated > 0
    moments = look.moments or ((now,) if something else ())
    complete = look.complete()
    return replace(
        state,
        title=look.title or state.title,
        succeeded=_text(now),
        new_item=_text(now) if something and state.succeeded else state.new_item,
        failures=0,
        failing_since=None,
        error=None,
        moments=merged(state.moments, moments, now),
        etag=look.etag if complete else None,
        modified=look.modified if complete else None,
    )


def _unforeseen(error: Exception) -> str:
    return f"it cannot be looked at ({type(error).__name__}: {error}); please report this fault"


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
