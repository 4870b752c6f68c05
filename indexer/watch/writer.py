"""Writer: puts what was found into the index, holding its lock only while it writes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from indexer.article import Article
from indexer.build import ARTICLES_A_COMMIT, Summary, add_articles, manifest_of
from indexer.embed import DEFAULT_MODEL, Embedder, create_embedder, name_of
from indexer.errors import IndexLocked, IndexMissing
from indexer.load import Arrival
from indexer.lock import writer_lock
from indexer.publish import fold_delta
from indexer.record import FeedState, Record
from indexer.watch.source import Unit
from indexer.web.clock import Clock

_PATIENCE = 600
"""Tries, a second apart, for a lock that somebody else holds."""


class Writer:
    """Writes to the index in `folder`; loads the model only when there is something to embed."""

    def __init__(self, folder: Path, model: str | None, clock: Clock) -> None:
        self.folder = folder
        self._model = model
        self._clock = clock
        self._embedder: Embedder | None = None

    def open(self) -> Record:
        """Return a connection to the record, which is made when there is none yet."""
        try:
            return Record.open(self.folder)
        except IndexMissing:
            with self.locked():
                return Record.create(self.folder, manifest_of(self._embed(None)))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer's lock, waited for while another holds it.

        Raises IndexLocked after _PATIENCE seconds, and Stopped.
        """
        with ExitStack() as held:
            for left in range(_PATIENCE, -1, -1):
                try:
                    held.enter_context(writer_lock(self.folder))
                    break
                except IndexLocked:
                    if not left:
                        raise
                self._clock.sleep(1.0)
            yield

    def write(self, record: Record, unit: Unit, stopped: Callable[[], bool]) -> Summary:
        """Store the articles of a unit, a commit at a time, then what to remember of its pages.

        An article that was taken down stays down. Once `stopped` says so, no further
        commit is begun, and the pages are not remembered: they are read again.
        """
        total = Summary()
        arrivals = iter(unit.arrivals)
        while batch := list(islice(arrivals, ARTICLES_A_COMMIT)):
            with self.locked():
                part = self._add(record, batch)
            count_in(total, part)
            if stopped():
                return total
        if unit.pages:
            with self.locked(), record.transaction():
                record.pages.put(unit.pages)
        return total

    def note(self, record: Record, state: FeedState) -> None:
        """Store the state of a source."""
        with self.locked(), record.transaction():
            record.feeds.put(state)

    def gather(self, record: Record, stopped: Callable[[], bool]) -> int:
        """Gather the stories of what an older version stored; return of how many articles.

        The lock is free between two slices. Once `stopped` says so, no further one is begun.
        """
        total = 0
        while not stopped() and record.stories.pending():
            with self.locked():
                total += record.stories.gather_pending()
        return total

    def publish(self, record: Record) -> None:
        """Fold what was added into a generation, when it has become much."""
        with self.locked():
            fold_delta(self.folder, record)

    def _add(self, record: Record, batch: list[Arrival]) -> Summary:
        if not any(isinstance(each, Article) for each in batch):
            return Summary(failures=[str(each) for each in batch])
        return add_articles(record, self._embed(record), batch)

    def _embed(self, record: Record | None) -> Embedder:
        if self._embedder is None:
            kept = name_of(record.meta()["model"]) if record else DEFAULT_MODEL
            self._embedder = create_embedder(self._model or kept)
        if record is not None:
            record.require(manifest_of(self._embedder))
        return self._embedder


def count_in(total: Summary, part: Summary) -> None:
    """Add the counts of `part` to those of `total`."""
    total.added += part.added
    total.updated += part.updated
    total.unchanged += part.unchanged
    total.held += part.held
    total.passages += part.passages
    total.embedded += part.embedded
    total.failures += part.failures
