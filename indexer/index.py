"""Index: an index opened for reading, always as new as the last commit."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from indexer import generation
from indexer.errors import IndexerError, IndexMismatch
from indexer.generation import Generation
from indexer.kept import KeptArticles
from indexer.publish import fold_delta, publish_news
from indexer.record import FeedState, Record, StoredArticle, VersionFacts
from indexer.refresh import advanced, rebased
from indexer.sentences import Span
from indexer.snapshot import Rows, Scores, Selection, Snapshot

OPENED_AT_ONCE = 20_000_000
"""Bytes of a new generation up to which a search waits for its checksums: a few hundredths of a
second. A larger one is verified beside the searches, which see new articles meanwhile too."""

COPIES_LISTED = 50
_Print = tuple[int, int, int]
_ATTEMPTS = 3


class Index:
    """An index opened for reading. Safe to share between threads.

    `snapshot` is cheap when nothing was committed; snapshots taken before stay valid. `damage`
    says what is wrong with the newest generation, or is None.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()
        self._records: weakref.WeakSet[Record] = weakref.WeakSet()
        self._closed = False
        self.meta: dict[str, str] = {}
        self.meta = self._record.meta()
        self.dimension = int(self.meta["dimension"])
        self.damage: str | None = None
        self._mapped: dict[Path, _Print | None] = {}
        self._lock = threading.Lock()
        self._kept = KeptArticles()
        self._opening: threading.Thread | None = None
        self._opened: list[Generation | None] = []
        base = self._open_base(self._record)
        with self._record.reading() as record:
            self._snapshot = rebased(record, base)

    def close(self) -> None:
        """Release files and connections; no more can be asked. Snapshots taken stay valid."""
        with self._lock:
            self._closed = True
            opening = self._opening
        if opening:
            opening.join()
        self._opened.clear()
        for record in list(self._records):
            record.close()

    @property
    def _record(self) -> Record:
        if not hasattr(self._local, "record"):
            self._local.record = self._connect()
            self._records.add(self._local.record)
        record: Record = self._local.record
        return record

    def _connect(self) -> Record:
        """Open another connection. Raises IndexMismatch when the record is another by now."""
        record = Record.open(self.folder)
        if self.meta and record.meta().get("record") != self.meta.get("record"):
            record.close()
            raise IndexMismatch(f"{self.folder} holds another index by now; open it again")
        return record

    def snapshot(self) -> Snapshot:
        """Return the newest view, with everything that was acknowledged before the call."""
        with self._lock:
            if generation.newest(self.folder) > self._tried and self._opening is None:
                self._open_newest()
            base = self._opened.pop() if self._opened else None
            if base and base.manifest.number > self._snapshot.generation:
                with self._record.reading() as record:
                    self._snapshot = rebased(record, base, self._snapshot)
            elif self._record.changes.last() != self._snapshot.change:
                with self._record.reading() as record:
                    self._snapshot = advanced(record, self._snapshot, self.dimension)
            return self._snapshot

    def _open_newest(self) -> None:
        if generation.size(self.folder) <= OPENED_AT_ONCE:
            self._opened.append(self._open_base(self._record))
        elif not self._closed:
            self._opening = threading.Thread(target=self._open_beside, name="generation")
            self._opening.start()

    def _open_beside(self) -> None:
        try:
            with closing(Record.open(self.folder)) as record:
                self._opened.append(self._open_base(record))
        except (IndexerError, OSError, sqlite3.Error) as error:
            # Searches go on from the record, and the next generation is tried again.
            self.damage = f"the newest generation cannot be opened ({error})"
        finally:
            self._opening = None

    def _open_base(self, record: Record) -> Generation | None:
        for _ in range(_ATTEMPTS):  # more than one when others are published meanwhile
            self._tried = generation.newest(self.folder)  # a damaged one is read once only
            opened, self.damage = generation.open_best(self.folder, record)
            if generation.newest(self.folder) == self._tried:
                break
        if opened:
            kept = {path: known for path, known in self._mapped.items() if path.exists()}
            self._mapped = kept | {path: _print_of(path) for path in opened.folder.glob("*")}
        return opened

    def altered(self) -> Path | None:
        """Return a mapped file that was changed in its place since it was verified, if any.

        Nothing may be read from this index then: the system kills whoever reads a mapped file
        beyond the end that it has now. Files that were removed or replaced do no harm.
        """
        for path, known in self._mapped.items():
            found = _print_of(path)
            if found and known and found[0] == known[0] and found != known:
                return path
        return None

    def require_model(self, model: str) -> None:
        """Raise IndexMismatch unless the index was built with `model`."""
        self._record.require({"model": model})

    def feeds(self) -> list[FeedState]:
        """Return the watched sources, as their watcher left them."""
        return self._record.feeds.all()

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """Return the live version of an article, or the numbered one, or None."""
        return self._record.articles.get(article_id, version)

    def article_by_number(self, number: int) -> StoredArticle | None:
        """Return the live version of the article with this record row number."""
        return self.articles([number]).get(number)

    def articles(self, numbers: Sequence[int]) -> dict[int, StoredArticle]:
        """Return the live versions of articles (record row numbers), as committed by now.

        What was taken down or replaced the moment before is not returned as it was: what is kept
        in memory counts only while the record's last change is the one that it was read after.
        """
        record = self._record
        change = record.changes.last()
        found = self._kept.of(change, numbers)
        missing = [number for number in dict.fromkeys(numbers) if number not in found]
        if missing:
            read = record.articles.by_numbers(missing)
            self._kept.keep(change, read)
            found.update((article.number, article) for article in read)
        return found

    def copies_of(self, article: StoredArticle) -> list[StoredArticle]:
        """Return the other live articles of the story that `article` tells, first row first."""
        record = self._record
        numbers = record.stories.of(article.number)[:COPIES_LISTED]
        found = self.articles(numbers) if numbers else {}
        return [found[number] for number in numbers if number in found]

    def versions(self, article_id: str) -> list[VersionFacts]:
        """Return the versions of an article, oldest first."""
        return self._record.articles.versions(article_id)

    def expect(self, numbers: Sequence[int], passages: Sequence[int]) -> None:
        """Hear what will be asked for next: here, nothing lies far away."""

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Give a list of what was out of reach while the block ran: here, nothing."""
        yield []

    def spans(self, passages: Sequence[int]) -> dict[int, Span]:
        """Return where each of `passages` lies in its article; dropped ones are left out."""
        rows = self._record.passages.by_id(passages)
        return {row.id: Span(row.start, row.end) for row in rows}


def _print_of(path: Path) -> _Print | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


__all__ = [
    "Index",
    "Rows",
    "Scores",
    "Selection",
    "Snapshot",
    "fold_delta",
    "publish_news",
]
