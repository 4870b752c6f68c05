"""Archive: the answerer that the service works with, opened when its index appears."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from anyio import to_thread

from indexer.errors import IndexerError, IndexMissing
from indexer.log import make_log
from indexer.record import FILE_NAME
from service import writing
from service.answer import Answerer
from service.batching import BatchingEmbedder
from service.errors import ServiceError
from service.pool import Pool
from service.settings import Settings
from service.writing import Addition

Result = TypeVar("Result")

RETRY_SECONDS = 5.0
_LOOKS = 4
_LOOKS_WAITING = 256
_WRITES_WAITING = 64

_Identity = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Opened:
    """An answerer, and which file its index was opened from."""

    answerer: Answerer
    file: _Identity


class Archive:
    """The index behind the service: many threads read, one at a time writes.

    An index that is missing is looked for at each call. One that was built anew in the same folder
    replaces the one that is open as soon as it is loaded; until then, and while the folder is gone
    or cannot be opened, the open one answers, and `trouble` says so.
    """

    def __init__(self, settings: Settings, answerer: Answerer | None = None) -> None:
        """Without `answerer`, the index in the settings is opened when it is first needed."""
        self.folder = answerer.index.folder if answerer else settings.index
        self._settings = settings
        self._current = _Opened(answerer, _identity(self.folder)) if answerer else None
        self._failure: tuple[float, Exception] | None = None
        self._opening = threading.Lock()
        self._renewing: threading.Thread | None = None
        self._folding: threading.Thread | None = None
        threads = settings.answering or max(1, 2 * (os.cpu_count() or 1) // settings.workers)
        self.answers = Pool(threads, settings.waiting, "answer")
        self._looks = Pool(_LOOKS, _LOOKS_WAITING, "look")
        self._writes = Pool(1, _WRITES_WAITING, "write")

    async def run(self, work: Callable[[Answerer], Result]) -> Result:
        """Do `work` that computes, in turn with others. Raises Busy when too many wait."""
        return await self.answers.run(lambda: work(self.answerer()))

    async def look(self, work: Callable[[Answerer], Result]) -> Result:
        """Do `work` that only looks something up, without waiting behind answers."""
        return await self._looks.run(lambda: work(self.answerer()))

    async def open(self) -> None:
        """Open the index and let every thread connect to it. Raises what keeps it from that."""

        def work() -> None:
            wait(self._connect_all(self.answerer()))

        await to_thread.run_sync(work)

    def close(self) -> None:
        """End the threads; whatever has begun is done first."""
        for pool in (self.answers, self._looks, self._writes):
            pool.close()

    @property
    def trouble(self) -> str | None:
        """Say what is wrong with the index on the disk while the open one answers, if anything."""
        current, file = self._current, _identity(self.folder)
        if current is None or file == current.file:
            return None
        if file is None:
            return f"the index in {self.folder} is gone; answers come from what was open"
        failure = self._failed_lately()
        what = f"cannot be opened ({failure})" if failure else "is being opened"
        return f"the new index {what}; the one before it answers"

    def answerer(self) -> Answerer:
        """Return the answerer, opened and warm. Raises what keeps it from being opened."""
        current = self._current
        if current and (path := current.answerer.index.altered()):
            self._drop(current, path)
            current = None
        if current is None:
            return self._first()
        if _identity(self.folder) not in (current.file, None):
            self._renew_soon()
        return current.answerer

    def _drop(self, current: _Opened, altered: Path) -> None:
        """Open the index anew, from what is sound of it: a mapped file was changed in its place."""
        with self._opening:
            if self._current is current:
                make_log().error("index damaged", file=str(altered))
                self._current = None

    def _first(self) -> Answerer:
        with self._opening:
            if self._current is None:
                file = _identity(self.folder)
                self._current = _Opened(self._open(), file)
                self._connect_all(self._current.answerer)
            return self._current.answerer

    def _connect_all(self, answerer: Answerer) -> list[Future[None]]:
        """Let each thread read by a connection of its own, which outlives the file's removal."""
        pools = (self.answers, self._looks)
        return [f for pool in pools for f in pool.in_each_thread(answerer.index.snapshot)]

    def _renew_soon(self) -> None:
        with self._opening:
            if self._failed_lately() is None and not (self._renewing and self._renewing.is_alive()):
                self._renewing = threading.Thread(target=self._renew, name="renew", daemon=True)
                self._renewing.start()

    def _renew(self) -> None:
        file = _identity(self.folder)
        try:
            answerer = self._open()
            wait(self._connect_all(answerer))
            self._current = _Opened(answerer, file)
        except (IndexerError, ServiceError, OSError, sqlite3.Error) as error:
            make_log().warning("new index not opened", reason=str(error))

    def _open(self) -> Answerer:
        if failure := self._failed_lately():
            raise failure.with_traceback(None)
        try:
            settings = self._settings
            answerer = Answerer.open(
                self.folder,
                settings.generator,
                settings.options(),
                settings.reranker,
                BatchingEmbedder,
            )
            answerer.search("warm up", k=1)
            answerer.embedder.encode(
                ["Warm up.", "A sentence of the usual length to warm up with."]
            )
        except IndexMissing:
            raise
        except (IndexerError, ServiceError, OSError, sqlite3.Error) as error:
            # Loading a model is dear: not again for each request while it fails.
            self._failure = time.monotonic(), error
            raise
        self._failure = None
        return answerer

    def _failed_lately(self) -> Exception | None:
        """Return why the index could not be opened, unless that is long enough ago to try again."""
        if self._failure is None or time.monotonic() - self._failure[0] >= RETRY_SECONDS:
            return None
        return self._failure[1]

    async def add(self, items: Iterable[object]) -> list[Addition]:
        """Store articles; see service.writing.add."""
        arrived = list(items)

        def work() -> list[Addition]:
            additions = writing.add(self.folder, self.answerer().embedder, arrived)
            self._fold_soon()
            return additions

        return await self._writes.run(work)

    async def remove(self, article_id: str, *, erase: bool = False) -> bool:
        """Take an article down; see service.writing.remove."""

        def work() -> bool:
            self.answerer()
            removed = writing.remove(self.folder, article_id, erase=erase)
            self._fold_soon()
            return removed

        return await self._writes.run(work)

    def _fold_soon(self) -> None:
        if self._folding is None or not self._folding.is_alive():
            self._folding = threading.Thread(
                target=writing.fold, args=(self.folder,), name="fold", daemon=True
            )
            self._folding.start()


def _identity(folder: Path) -> _Identity:
    try:
        found = (folder / FILE_NAME).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
