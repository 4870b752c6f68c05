"""Shard: one shard of an index, as each of its replicas serves it."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.build import Summary, store
from indexer.copies import Wording
from indexer.errors import IndexerError, IndexMismatch
from indexer.index import Index, Snapshot, fold_delta
from indexer.keywords import Statistics
from indexer.lock import writer_lock
from indexer.log import make_log
from indexer.prepare import Prepared
from indexer.record import (
    FILE_NAME,
    ArticleFacts,
    Record,
    State,
    StoredArticle,
    VersionFacts,
)
from indexer.sentences import Span
from indexer.shards.layout import Layout
from indexer.takedown import purge, take_down
from service.cluster.stamp import Stamp
from service.find import SnapshotFinder
from service.query import Query
from service.shortlist import Shortlist

Numbers = NDArray[np.int64]
Vector = NDArray[np.float32]

KEPT = 4
"""Snapshots that a shard remembers: a question is asked in several calls, and means one state."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The articles of a shard at `stamp`: all of them (`whole`), or those that differ from before.

    `size` has no terms: how many passages there are, and how long.
    """

    stamp: Stamp
    generation: int
    size: Statistics
    articles: tuple[ArticleFacts, ...]
    gone: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """Articles that are live, and where passages lie in theirs."""

    articles: tuple[StoredArticle, ...]
    spans: Mapping[int, Span]


@dataclass(frozen=True, slots=True)
class Health:
    """What a shard holds, and what is wrong with it, if anything."""

    stamp: Stamp
    articles: int
    damage: str | None


class Shard:
    """Answers for the articles of one shard. Safe to share between threads.

    Passages bear numbers of all shards: ours times the number of shards, plus that of the shard.
    """

    def __init__(self, folder: Path, layout: Layout, number: int) -> None:
        """Open and verify the shard below `folder`. Raises IndexMissing or IndexMismatch."""
        layout.open(folder, number).close()
        self._layout = layout
        self._number = number
        self._folder = folder / layout.folder_name(number)
        self._lock = threading.Lock()
        self._finder = SnapshotFinder()
        self._recent: OrderedDict[Stamp, Snapshot] = OrderedDict()
        self._trouble: str | None = None
        self._open()

    def _open(self) -> None:
        self._file = _identity(self._folder)
        self._index = Index(self._folder)
        self._record_name = self._index.meta["record"]

    def health(self) -> Health:
        """Return what the shard holds now."""
        stamp, snapshot = self._now()
        return Health(stamp, len(snapshot.articles), self._trouble or self._index.damage)

    def count(self, terms: Sequence[str], stamp: Stamp) -> tuple[Stamp, Statistics]:
        """Return the statistics of `terms` at `stamp`, if remembered, and the stamp they are of."""
        stamp, snapshot = self._at(stamp)
        return stamp, snapshot.statistics(terms)

    def find(self, query: Query, stamp: Stamp) -> Shortlist | None:
        """Return the candidates of this shard as it was at `stamp`, if that is remembered."""
        _, snapshot = self._at(stamp)
        found = self._finder.find(snapshot, query)
        return replace(found, passages=self._outer(found.passages)) if found else None

    def _outer(self, passages: Numbers) -> Numbers:
        return np.where(passages < 0, -1, passages * self._layout.shards + self._number)

    def read(self, numbers: Sequence[int], passages: Sequence[int]) -> Texts:
        """Return the articles in rows `numbers` that are live, and the spans of `passages`."""
        articles = (self._index.article_by_number(number) for number in numbers)
        shards = self._layout.shards
        spans = self._index.spans([passage // shards for passage in passages])
        return Texts(
            tuple(each for each in articles if each),
            {passage * shards + self._number: span for passage, span in spans.items()},
        )

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """Return the live version of an article, or the numbered one, or None."""
        return self._index.article(article_id, version)

    def versions(self, article_id: str) -> list[VersionFacts]:
        """Return the versions of an article, oldest first."""
        return self._index.versions(article_id)

    def facts(self, since: Stamp | None) -> Facts:
        """Return the facts of the articles that changed since `since`, or of all."""
        before = self._recent.get(since) if since else None
        stamp, snapshot = self._now()
        old = before.articles if before else {}
        fresh = tuple(f for number, f in snapshot.articles.items() if old.get(number) != f)
        gone = tuple(old.keys() - snapshot.articles.keys())
        return Facts(
            stamp, snapshot.generation, snapshot.statistics(()), fresh, gone, whole=before is None
        )

    def state(self, article_id: str) -> State | None:
        """Return the state of an article, live or not, or None."""
        with self._reading() as record:
            return record.states.of(article_id)

    def wording(self, number: int) -> Wording | None:
        """Return a live article as it is compared with others, or None."""
        with self._reading() as record:
            return record.states.wording(number)

    def put(
        self, prepared: Prepared, vectors: Mapping[bytes, Vector], after: int
    ) -> tuple[Summary, State]:
        """Store a version with its vectors; a new article gets the next number after `after`.

        Returns what became of it, and its state, both committed. Raises IndexLocked.
        """
        summary = Summary()
        with writer_lock(self._folder), self._reading() as record:
            last = max(after, record.states.largest())
            record.articles.number_of = lambda _: self._layout.next_number(self._number, last)
            store(record, [prepared], vectors, summary)
            state = record.states.of(prepared.version.article_id)
        assert state is not None
        return summary, state

    def remove(self, article_id: str, erase: bool) -> tuple[bool, State | None]:
        """Take an article down, for good if asked; False when there was none to take.

        Returns its state too, if it is known. Raises IndexLocked.
        """
        with writer_lock(self._folder), self._reading() as record:
            removed = bool(take_down(record, [article_id]))
            if erase and record.takedowns.holds(article_id):
                purge(self._folder, record, [article_id])
                removed = True
            return removed, record.states.of(article_id)

    def assign(self, stories: Sequence[tuple[int, int]]) -> None:
        """Set the stories of articles, as pairs of numbers."""
        with writer_lock(self._folder), self._reading() as record:
            record.stories.assign(stories)

    def fold(self) -> None:
        """Begin to fold what was changed into a generation, if it is much; it may take minutes."""
        threading.Thread(target=self._fold, name="fold", daemon=True).start()

    def _fold(self) -> None:
        try:
            with self._reading() as record:
                fold_delta(self._folder, record)
        except (IndexerError, OSError, sqlite3.Error) as error:
            make_log().warning("not folded", shard=self._number, reason=str(error))

    @contextmanager
    def _reading(self) -> Iterator[Record]:
        record = Record.open(self._folder)
        try:
            yield record
        finally:
            record.close()

    def _at(self, stamp: Stamp) -> tuple[Stamp, Snapshot]:
        """Return the state at `stamp`, or that of now, after looking that its files are whole."""
        now = self._now()
        remembered = self._recent.get(stamp)
        return (stamp, remembered) if remembered else now

    def _now(self) -> tuple[Stamp, Snapshot]:
        with self._lock:
            self._swap()
            snapshot = self._index.snapshot()
            size = snapshot.statistics(())
            stamp = Stamp(
                self._record_name,
                snapshot.change,
                snapshot.generation,
                size.documents,
                size.tokens,
            )
            self._recent[stamp] = snapshot
            self._recent.move_to_end(stamp)
            while len(self._recent) > KEPT:
                self._recent.popitem(last=False)
            return stamp, snapshot

    def _swap(self) -> None:
        """Open the shard anew when another was put into its folder, or a file of it was changed.

        One that cannot be opened, or is of another index, is left alone: the old one answers on.
        """
        file = _identity(self._folder)
        if file in (None, self._file) and self._index.altered() is None:
            self._trouble = None if file else f"{self._folder / FILE_NAME} is gone"
            return
        try:
            self._layout.open(self._folder.parent, self._number).close()
            self._open()
            self._recent.clear()
            self._trouble = None
        except (IndexMismatch, OSError) as error:
            self._trouble = str(error)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = (folder / FILE_NAME).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
