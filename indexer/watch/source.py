"""Source: one thing that is watched, and what one look at it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from indexer.load import Arrival
from indexer.record import FeedState, Page, Record


@dataclass(frozen=True, slots=True)
class Unit:
    """What one commit is to hold: the articles of a page or file, and what to remember of it."""

    arrivals: Iterator[Arrival] | tuple[Arrival, ...]
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a source found.

    `units` are read while they are taken. `moments` tell when its items appeared, `asked` is the
    seconds it wants us to wait, `etag` and `modified` go with what it said; they may be kept when
    `complete`, asked after the last unit, says that nothing is left for a later look.
    """

    units: Iterator[Unit]
    title: str | None = None
    moments: tuple[datetime, ...] = ()
    asked: float = 0.0
    etag: str | None = None
    modified: str | None = None
    faults: tuple[str, ...] = ()
    complete: Callable[[], bool] = lambda: True


class Source(Protocol):
    """One thing that is watched."""

    @property
    def name(self) -> str:
        """Return what the record and messages call it."""

    def look(self, record: Record, state: FeedState) -> Look:
        """Return what is new since `state`. Raises IndexerError when it cannot be read."""
