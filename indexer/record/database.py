"""The database file under the record: its tables, its durability, its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexMismatch

FORMAT = 2

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    live INTEGER NOT NULL DEFAULT 1, story INTEGER);
CREATE TABLE versions (
    article INTEGER NOT NULL REFERENCES articles, version INTEGER NOT NULL, hash BLOB NOT NULL,
    added TEXT NOT NULL, source TEXT NOT NULL, url TEXT, title TEXT, publisher TEXT,
    authors TEXT NOT NULL, published TEXT, modified TEXT, section TEXT, language TEXT,
    text TEXT NOT NULL, sentences BLOB NOT NULL, removed TEXT NOT NULL,
    claims TEXT NOT NULL DEFAULT '[]',
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
    first_passage INTEGER NOT NULL, last_passage INTEGER NOT NULL, token TEXT NOT NULL DEFAULT '');
"""

_ARRIVALS = """
CREATE TABLE pages (
    url TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, etag TEXT, modified TEXT, article TEXT,
    failures INTEGER NOT NULL, retry_at TEXT, checked TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE feeds (
    name TEXT PRIMARY KEY, title TEXT, tried TEXT, succeeded TEXT, new_item TEXT,
    failures INTEGER NOT NULL, failing_since TEXT, error TEXT, moments TEXT NOT NULL, due TEXT,
    every REAL NOT NULL, floor REAL NOT NULL, etag TEXT, modified TEXT,
    since TEXT) WITHOUT ROWID;
"""

STORIES = """
CREATE TABLE fingerprints (
    article INTEGER PRIMARY KEY REFERENCES articles, minhash BLOB NOT NULL,
    shingles INTEGER NOT NULL);
CREATE TABLE bands (
    band INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (band, article)) WITHOUT ROWID;
CREATE TABLE copies (
    one INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX articles_by_story ON articles (story);
CREATE INDEX articles_without_story ON articles (number) WHERE live AND story IS NULL;
"""

_ERASED = """
CREATE TABLE IF NOT EXISTS erased_urls (hash BLOB PRIMARY KEY) WITHOUT ROWID;
"""
"""The SHA-256 of urls whose articles were purged: they are held when they arrive again."""

_FROM_1_TO_2 = """
ALTER TABLE articles ADD COLUMN story INTEGER;
ALTER TABLE versions ADD COLUMN claims TEXT NOT NULL DEFAULT '[]';
ALTER TABLE changes ADD COLUMN token TEXT NOT NULL DEFAULT '';
UPDATE changes SET token = lower(hex(randomblob(8)));
UPDATE meta SET value = '2' WHERE key = 'format';
"""


def is_empty(connection: sqlite3.Connection) -> bool:
    """Tell whether the database has no tables yet."""
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def create_tables(connection: sqlite3.Connection, meta: dict[str, str]) -> None:
    """Create the tables and store `meta` beside the number of the format."""
    _run(connection, _SCHEMA + _ARRIVALS + STORIES + _ERASED)
    rows = {"format": str(FORMAT), **meta}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring a record of an older format to this one, in one transaction; vectors stay valid."""
    if _format(connection) == "1":
        with transaction(connection):
            if _format(connection) == "1":  # nobody else did meanwhile
                _run(connection, _ARRIVALS + _FROM_1_TO_2 + STORIES + _ERASED)
    elif _format(connection) == str(FORMAT) and not _has(connection, "erased_urls"):
        with transaction(connection):  # the table came after the format
            _run(connection, _ERASED)


def _format(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    return str(row[0]) if row else None


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = ?"
    return connection.execute(query, (table,)).fetchone() is not None


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        connection.execute(statement)


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
