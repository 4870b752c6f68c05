"""Finders: how the candidates of a view are looked for, in one index or in many shards."""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from indexer.index import Snapshot
from indexer.keywords import Statistics
from service.candidates import shortlist
from service.query import Query
from service.shortlist import Shortlist
from service.sources import Sources
from service.view import View


class Finder(Protocol):
    """Looks for candidates where they lie."""

    def sources(self, view: View) -> Sources:
        """Return the names that a view holds, gathered once for each."""

    def count(self, view: View, terms: Sequence[str]) -> Callable[[], Statistics]:
        """Begin to count `terms` in all passages; return what waits for the statistics."""

    def find(self, view: View, query: Query) -> Shortlist | None:
        """Return the candidates; None when there are none."""


class SourcesOnce:
    """Keeps the names of the view that was asked for last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[View, Sources] | None = None

    def sources(self, view: View) -> Sources:
        """Return the names that a view holds, gathered once for each."""
        known = self._known
        if known is None or known[0] is not view:
            with self._lock:
                known = self._known
                if known is None or known[0] is not view:
                    known = self._known = view, Sources(view)
        return known[1]


class SnapshotFinder(SourcesOnce):
    """Finds in snapshots of one index."""

    def count(self, view: View, terms: Sequence[str]) -> Callable[[], Statistics]:
        """Return what counts `terms`."""
        return lambda: _snapshot(view).statistics(terms)

    def find(self, view: View, query: Query) -> Shortlist | None:
        """Return the candidates of a snapshot; None when there are none."""
        return shortlist(_snapshot(view), query, self.sources(view))


def _snapshot(view: View) -> Snapshot:
    assert isinstance(view, Snapshot)
    return view
