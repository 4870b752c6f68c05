"""The database file under the record: its tables, its durability, its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexMismatch

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    live INTEGER NOT NULL DEFAULT 1);
CREATE TABLE versions (
    article INTEGER NOT NULL REFERENCES articles, version INTEGER NOT NULL, hash BLOB NOT NULL,
    added TEXT NOT NULL, source TEXT NOT NULL, url TEXT, title TEXT, publisher TEXT,
    authors TEXT NOT NULL, published TEXT, modified TEXT, section TEXT, language TEXT,
    text TEXT NOT NULL, sentences BLOB NOT NULL, removed TEXT NOT NULL,
    PRIMARY KEY (article, version)) WITHOUT ROWID;
CREATE INDEX versions_by_url ON versions (url);
CREATE INDEX versions_by_source ON versions (source);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE vectors (hash BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
    first_passage INTEGER NOT NULL, last_passage INTEGER NOT NULL);
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database at `path` for durable commits. Raises IndexMismatch when it is none."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.OperationalError as error:
        connection.close()
        raise IndexMismatch(
            f"{path} cannot be opened ({error}); check its permissions, that its folder can be "
            "written, and that no other process holds it"
        ) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise IndexMismatch(
            f"{path} cannot be read as a Dateline record ({error}); "
            "restore it, or index into another folder with --index"
        ) from error
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit the block as a whole or not at all; inside another transaction, join that."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself rolls back when the disk is full
            connection.execute("ROLLBACK")
        raise
