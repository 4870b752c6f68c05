"""Archive: the answerer that the service works with, opened when its index appears."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any, Literal, TypeVar

from anyio import CapacityLimiter, to_thread

from indexer.article import Article, make_article
from indexer.build import add_articles
from indexer.errors import ArticleError, IndexerError, IndexMissing
from indexer.index import fold_delta
from indexer.lock import writer_lock
from indexer.log import make_log
from indexer.record import FILE_NAME, Record
from indexer.takedown import purge, take_down
from service.answer import Answerer
from service.errors import ServiceError
from service.generate import Options

Result = TypeVar("Result")

RETRY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of one article that was sent in; a failed one has an error and perhaps no id."""

    position: int
    status: Literal["added", "updated", "unchanged", "failed"]
    article_id: str | None = None
    error: str | None = None


class Archive:
    """The index behind the service: many threads read, one at a time writes.

    An index that is missing is looked for at each call, and one that was built anew in the same
    folder replaces the one that was open.
    """

    def __init__(
        self,
        folder: Path,
        generator: str,
        answerer: Answerer | None = None,
        options: Options | None = None,
        reranker: str | None = None,
    ) -> None:
        self.folder = answerer.index.folder if answerer else folder
        self._generator = generator
        self._options = options
        self._reranker = reranker
        self._answerer = answerer
        self._file = _identity(self.folder)
        self._failure: tuple[float, Exception] | None = None
        self._opening = threading.Lock()
        self._readers = CapacityLimiter(2 * (os.cpu_count() or 1))
        self._writers = CapacityLimiter(1)
        self._folding: threading.Thread | None = None

    async def run(self, work: Callable[[Answerer], Result]) -> Result:
        """Do `work` with the answerer in a thread, a few at a time."""
        return await to_thread.run_sync(lambda: work(self.answerer()), limiter=self._readers)

    def answerer(self) -> Answerer:
        """Return the answerer, opened and warm. Raises what keeps it from being opened."""
        file = _identity(self.folder)
        answerer = self._answerer
        if answerer is not None and file == self._file:
            return answerer
        with self._opening:
            if self._answerer is None or file != self._file:
                self._answerer = None
                self._answerer, self._file = self._open(), file
            return self._answerer

    def _open(self) -> Answerer:
        if self._failure and time.monotonic() - self._failure[0] < RETRY_SECONDS:
            raise self._failure[1].with_traceback(None)
        try:
            answerer = Answerer.open(self.folder, self._generator, self._options, self._reranker)
            answerer.search("warm up", k=1)
            answerer.embedder.encode(
                ["Warm up.", "A sentence of the usual length to warm up with."]
            )
        except IndexMissing:
            raise
        except (IndexerError, ServiceError) as error:
            # Loading a model is dear: not again for each request while it fails.
            self._failure = time.monotonic(), error
            raise
        self._failure = None
        return answerer

    async def add(self, items: Iterable[object]) -> list[Addition]:
        """Store articles in the fields of the JSONL contract; what is returned is committed.

        An item that fails does not keep the others back; one that was taken down is live again,
        as whoever sends it means it. Raises IndexLocked, or why there is no index.
        """
        return await to_thread.run_sync(self._add, list(items), limiter=self._writers)

    def _add(self, items: list[object]) -> list[Addition]:
        answerer = self.answerer()
        with writer_lock(self.folder):
            record = Record.open(self.folder)
            try:
                store = partial(_store, record, answerer)
                additions = [store(position, item) for position, item in enumerate(items)]
            finally:
                record.close()
        self._fold_soon()
        return additions

    async def remove(self, article_id: str, *, erase: bool = False) -> bool:
        """Take an article down; False when there is no live one with this id.

        With `erase`, its text goes from the index for good, also when it was taken down before.
        """
        return await to_thread.run_sync(self._remove, article_id, erase, limiter=self._writers)

    def _remove(self, article_id: str, erase: bool) -> bool:
        self.answerer()
        with writer_lock(self.folder):
            record = Record.open(self.folder)
            try:
                removed = bool(take_down(record, [article_id]))
                if erase and record.articles.is_taken_down(article_id):
                    purge(self.folder, record, [article_id])
                    return True
            finally:
                record.close()
        self._fold_soon()
        return removed

    def _fold_soon(self) -> None:
        """Fold what was changed into a generation, beside whatever is asked and sent meanwhile."""
        if self._folding is None or not self._folding.is_alive():
            self._folding = threading.Thread(target=self._fold, name="fold", daemon=True)
            self._folding.start()

    def _fold(self) -> None:
        try:
            record = Record.open(self.folder)
            try:
                fold_delta(self.folder, record)
            finally:
                record.close()
        except (IndexerError, OSError, sqlite3.Error) as error:
            # Nothing is lost: readers keep up from the record, and the next change tries again.
            make_log().warning("not folded", reason=str(error))


def _store(record: Record, answerer: Answerer, position: int, item: object) -> Addition:
    try:
        article = _article_of(item)
    except ArticleError as error:
        return Addition(position, "failed", error=str(error))
    summary = add_articles(record, answerer.embedder, [article], restore=True)
    if summary.failures:
        return Addition(position, "failed", article.id, summary.failures[0])
    if summary.unchanged:
        return Addition(position, "unchanged", article.id)
    return Addition(position, "added" if summary.added else "updated", article.id)


def _article_of(item: object) -> Article:
    if not isinstance(item, Mapping):
        raise ArticleError(f"is {type(item).__name__}, not an object; send one object an article")
    fields: Mapping[str, Any] = item
    try:
        key = sha256(dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise ArticleError("holds half of a surrogate pair; send whole characters") from error
    return make_article(fields, source="http", fallback_key=key)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = (folder / FILE_NAME).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
