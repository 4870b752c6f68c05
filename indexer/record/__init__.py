"""The record of truth: one SQLite database of articles, versions, passages and vectors.

A commit here is the acknowledgement. The journal is a write-ahead log with full synchronisation,
so what was acknowledged survives a killed process and, as far as the disk is honest, power loss.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

from indexer.errors import IndexerError, IndexMismatch, IndexMissing
from indexer.record.articles import ArticleTable
from indexer.record.changes import Change, ChangeLog
from indexer.record.database import FORMAT, connect, create_tables, is_empty, transaction, upgrade
from indexer.record.facts import ArticleFacts, VersionFacts
from indexer.record.feeds import FeedState, FeedTable
from indexer.record.pages import Page, PageTable
from indexer.record.passages import PassageRow, PassageTable
from indexer.record.states import State, StateTable
from indexer.record.stored import NewPassage, NewVersion, StoredArticle
from indexer.record.stories import StoryTable
from indexer.record.takedowns import TakedownTable
from indexer.record.vectors import VectorTable

FILE_NAME = "record.sqlite"
SHARDS_FILE = "shards.json"
"""The file that tells a folder of shards from an index."""

SHARD = "shard"
"""The key of the manifest that says which shard of how many a record is: `2/4`."""


class Record:
    """A connection to the record. Not shared between threads: open one for each."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path
        self.changes = ChangeLog(connection)
        self.vectors = VectorTable(connection)
        self.passages = PassageTable(connection, self.changes)
        self.states = StateTable(connection)
        self.stories = StoryTable(connection, self.changes, self.states.wording)
        self.takedowns = TakedownTable(connection, self.passages, self.stories)
        self.articles = ArticleTable(connection, self.passages, self.stories, self.takedowns)
        self.pages = PageTable(connection)
        self.feeds = FeedTable(connection)

    @classmethod
    def create(cls, folder: Path, meta: dict[str, str]) -> "Record":
        """Create the record in `folder` with `meta`, or open it when it exists already."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE_NAME
        connection = connect(path)
        with transaction(connection):
            if is_empty(connection):
                # The random name keeps a generation of another record from being believed.
                create_tables(connection, {"record": secrets.token_hex(8), **meta})
        return cls._checked(connection, path)

    @classmethod
    def open(cls, folder: Path) -> "Record":
        """Open an existing record. Raises IndexMissing or IndexMismatch, each with its remedy."""
        path = folder / FILE_NAME
        if folder.exists() and not folder.is_dir():
            raise IndexMissing(
                f"{folder} is a file, and an index is a folder; name one with --index"
            )
        if (folder / SHARDS_FILE).is_file():
            raise IndexMissing(
                f"{folder} holds an index in shards, and this works on one folder: name that of a "
                "shard, or let `dateline serve --cluster` do it over HTTP"
            )
        if not path.is_file():
            raise IndexMissing(
                f"there is no index in {folder}; make one with "
                f"`dateline index PATH --index {folder}`"
            )
        return cls._checked(connect(path), path)

    @classmethod
    def _checked(cls, connection: sqlite3.Connection, path: Path) -> "Record":
        record = cls(connection, path)
        try:
            upgrade(connection)
            found = record.meta().get("format")
        except sqlite3.DatabaseError as error:
            record.close()
            raise IndexMismatch(
                f"{path} is damaged or not a Dateline record ({error}); "
                "restore it from a copy, or index into another folder with --index"
            ) from error
        if found != str(FORMAT):
            record.close()
            raise IndexMismatch(
                f"{path} has format {found}, this version reads {FORMAT}; "
                "index the articles again into a new folder with --index"
            )
        if shard := record.meta().get(SHARD):
            record.stories.elsewhere = True
            record.articles.number_of = partial(_refuse, path.parent, shard)
        return record

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def meta(self) -> dict[str, str]:
        """Return the manifest of the index: format, model, dimension, chunking."""
        return dict(self._db.execute("SELECT key, value FROM meta"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group writes; they are acknowledged together when the outermost block ends."""
        with transaction(self._db):
            yield

    @contextmanager
    def reading(self) -> Iterator["Record"]:
        """Read from one consistent state, whatever is committed meanwhile."""
        if self._db.in_transaction:  # that is one already
            yield self
            return
        self._db.execute("BEGIN")
        try:
            yield self
        finally:
            self._db.execute("COMMIT")

    def require(self, meta: dict[str, str]) -> None:
        """Raise IndexMismatch unless the manifest agrees with `meta`."""
        found = self.meta()
        for name, wanted in meta.items():
            if found.get(name) != wanted:
                raise IndexMismatch(
                    f"{self.path.parent} was indexed with {name} {found.get(name)}, not {wanted}; "
                    "use that, or index the articles into another folder with --index"
                )

    def counts(self) -> dict[str, int]:
        """Return how many articles, versions, passages and vectors the record holds."""
        queries = {
            "articles": "SELECT count(*) FROM articles WHERE live",
            "removed": "SELECT count(*) FROM articles WHERE NOT live",
            "versions": "SELECT count(*) FROM versions",
            "passages": "SELECT count(*) FROM passages",
            "vectors": "SELECT count(*) FROM vectors",
        }
        counts = {name: int(self._db.execute(q).fetchone()[0]) for name, q in queries.items()}
        return {**counts, **self.stories.counts()}

    def compact(self) -> None:
        """Write the file anew, without a trace of what was deleted. Needs as much free space again.

        Raises IndexerError when a reader or the disk keeps it from being done.
        """
        try:
            self._db.execute("VACUUM")
            busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise IndexerError(
                f"cannot write {self.path} anew ({error}), so that deleted words may still be in "
                "it: free space on that disk and run the same command again"
            ) from error
        if busy:
            raise IndexerError(
                f"{self.path} is being read all the time, so that deleted words may still be in "
                "its log: stop what reads it and run the same command again"
            )

    def verify(self) -> str:
        """Return 'ok', or what SQLite's own integrity check found."""
        return str(self._db.execute("PRAGMA integrity_check").fetchone()[0])


def _refuse(folder: Path, shard: str, article_id: str) -> NoReturn:
    raise IndexerError(
        f"{folder} is shard {shard} of a larger index, and {article_id!r} must be added to that; "
        "name the folder above it with --index, and --shards as it was made with"
    )


__all__ = [
    "FILE_NAME",
    "SHARD",
    "SHARDS_FILE",
    "ArticleFacts",
    "Change",
    "FeedState",
    "NewPassage",
    "NewVersion",
    "Page",
    "PassageRow",
    "Record",
    "State",
    "StoredArticle",
    "VersionFacts",
]
