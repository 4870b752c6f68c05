"""A watched folder: new and changed files. Deleted ones stay in the archive."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from indexer.errors import IndexerError, LoadError
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.record import FeedState, Page, Record
from indexer.watch.source import Look, Unit
from indexer.web.clock import Clock
from indexer.web.pages import Say

SETTLED = timedelta(seconds=2)
"""A file that changed more recently may still be being written."""


class FolderSource:
    """A folder, a file or a pattern."""

    def __init__(self, path: str, clock: Clock, say: Say = lambda message: None) -> None:
        self.name = path
        self._say = say
        self._path = Path(path)
        self._clock = clock

    def look(self, record: Record, state: FeedState) -> Look:
        """Return the files that are new or changed. Raises LoadError when there is no such path."""
        found = list(find_documents([self.name]))
        documents = [each for each in found if isinstance(each, Document)]
        errors = [each for each in found if isinstance(each, IndexerError)]
        if not documents and errors and not self._is_empty_folder():
            raise type(errors[0])(str(errors[0]))
        stamps = [stamp for each in documents if (stamp := _stamp(each))]
        return Look(
            units=self._units(record, documents),
            moments=tuple(changed for _, changed in stamps),
            faults=tuple(str(each) for each in errors if documents),
        )

    def _is_empty_folder(self) -> bool:
        try:
            return self._path.is_dir() and next(self._path.iterdir(), self._path) is not None
        except OSError:
            return False

    def _units(self, record: Record, documents: list[Document]) -> Iterator[Unit]:
        for document in documents:
            stamp = _stamp(document)
            if stamp is None:
                yield Unit((LoadError(f"{document.label}: has gone before it could be read"),))
                continue
            if self._clock.now() - stamp[1] < SETTLED:
                continue
            known = record.pages.get(document.source)
            if known is None or known.etag != stamp[0]:
                if error := _unreadable(document):  # not remembered: the next look tries again
                    yield Unit((error,))
                    continue
                document = replace(document, note=self._say)
                checked = self._clock.now().isoformat(timespec="seconds")
                yield Unit(load(document), (Page(document.source, etag=stamp[0], checked=checked),))


def _unreadable(document: Document) -> LoadError | None:
    """Return why a file cannot be read now, which need not show in its time or size."""
    try:
        with document.open() as file:
            file.read(1)
    except OSError as error:
        return LoadError(
            f"{document.label}: cannot be read ({error}); check the file and its permissions"
        )
    return None


def _stamp(document: Document) -> tuple[str, datetime] | None:
    """Return what changes when the file does, and when it did last."""
    try:
        found = Path(url2pathname(urlsplit(document.source).path)).stat()
    except OSError:
        return None
    changed = datetime.fromtimestamp(found.st_mtime, UTC)
    return f"{found.st_mtime_ns}-{found.st_size}", changed
