"""The record of truth: one SQLite database of articles, versions, passages and vectors.

A commit here is the acknowledgement. The journal is a write-ahead log with full synchronisation,
so what was acknowledged survives a killed process and, as far as the disk is honest, power loss.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.clean import Removed
from indexer.database import SCHEMA, connect, transaction
from indexer.errors import IndexMismatch, IndexMissing
from indexer.passages import headline
from indexer.sentences import Span
from indexer.stored import VERSION_COLUMNS, spans_of, stored_article
from indexer.stored import StoredArticle as StoredArticle

FORMAT = 1
FILE_NAME = "record.sqlite"


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to store; the headline is one with an empty span."""

    span: Span
    vector_hash: bytes


@dataclass(frozen=True, slots=True)
class NewVersion:
    """An article version ready to be stored, with all its passages."""

    article_id: str
    hash: bytes
    source: str
    url: str | None
    title: str | None
    publisher: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    section: str | None
    language: str | None
    text: str
    sentences: Sequence[Span]
    removed: Sequence[Removed]
    passages: Sequence[NewPassage]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A live passage: where it lies, and when its article was published (ISO, or None)."""

    id: int
    article: int
    start: int
    end: int
    published: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """Passages `first` to `last` were added or dropped."""

    number: int
    kind: str
    first: int
    last: int


class Record:
    """A connection to the record. Not shared between threads: open one for each."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    @classmethod
    def create(cls, folder: Path, meta: dict[str, str]) -> "Record":
        """Create the record in `folder` with `meta`, or open it when it exists already."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE_NAME
        connection = connect(path)
        with transaction(connection):
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                for statement in SCHEMA.split(";"):
                    connection.execute(statement)
                # The random name keeps a generation of another record from being believed.
                rows = {"format": str(FORMAT), "record": secrets.token_hex(8), **meta}
                connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
        return cls._checked(connection, path)

    @classmethod
    def open(cls, folder: Path) -> "Record":
        """Open an existing record. Raises IndexMissing or IndexMismatch, each with its remedy."""
        path = folder / FILE_NAME
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

    def put_vectors(self, vectors: Iterable[tuple[bytes, NDArray[np.float32]]]) -> None:
        """Store vectors by content hash, as half floats; known hashes are left alone."""
        rows = ((key, vector.astype(np.float16).tobytes()) for key, vector in vectors)
        self._db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)

    def known_vectors(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Return those of `hashes` whose vectors are stored."""
        return {key for key in set(hashes) if self._has_vector(key)}

    def _has_vector(self, key: bytes) -> bool:
        query = "SELECT 1 FROM vectors WHERE hash = ?"
        return self._db.execute(query, (key,)).fetchone() is not None

    def current_hash(self, article_id: str) -> bytes | None:
        """Return the content hash of the live version of an article, if there is one."""
        row = self._db.execute(
            "SELECT v.hash FROM articles a JOIN versions v "
            "ON v.article = a.number AND v.version = a.version WHERE a.id = ? AND a.live",
            (article_id,),
        ).fetchone()
        return row[0] if row else None

    def put(self, new: NewVersion) -> int:
        """Store a version as the live one of its article and return its version number.

        The passages of the version before are dropped in the same transaction.
        """
        with self.transaction():
            number, version = self._next_version(new.article_id)
            self._insert_version(number, version, new)
            self._insert_passages(number, new.passages)
        return version

    def _next_version(self, article_id: str) -> tuple[int, int]:
        row = self._db.execute(
            "SELECT number, version FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        if row is None:
            query = "INSERT INTO articles (id, version) VALUES (?, 1)"
            return self._db.execute(query, (article_id,)).lastrowid or 0, 1
        number, version = row[0], row[1] + 1
        self._drop_passages(number)
        self._db.execute(
            "UPDATE articles SET version = ?, live = 1 WHERE number = ?", (version, number)
        )
        return number, version

    def _insert_version(self, number: int, version: int, new: NewVersion) -> None:
        self._db.execute(
            "INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                number, version, new.hash, datetime.now(UTC).isoformat(timespec="seconds"),
                new.source, new.url, new.title, new.publisher,
                json.dumps(new.authors, ensure_ascii=False), new.published, new.modified,
                new.section, new.language, new.text,
                np.asarray(new.sentences, dtype="<u4").tobytes(),
                json.dumps([[r.reason, r.text] for r in new.removed], ensure_ascii=False),
            ),
        )  # fmt: skip

    def _insert_passages(self, number: int, passages: Sequence[NewPassage]) -> None:
        ids = [
            self._db.execute(
                "INSERT INTO passages (article, start, end, vector) VALUES (?, ?, ?, ?)",
                (number, *passage.span, passage.vector_hash),
            ).lastrowid
            for passage in passages
        ]
        if ids:
            self._log_change("add", ids[0] or 0, ids[-1] or 0)

    def _drop_passages(self, number: int) -> None:
        first, last = self._db.execute(
            "SELECT min(id), max(id) FROM passages WHERE article = ?", (number,)
        ).fetchone()
        if first is not None:
            self._db.execute("DELETE FROM passages WHERE article = ?", (number,))
            self._log_change("drop", first, last)

    def _log_change(self, kind: str, first: int, last: int) -> None:
        self._db.execute(
            "INSERT INTO changes (kind, first_passage, last_passage) VALUES (?, ?, ?)",
            (kind, first, last),
        )

    def remove(self, article_id: str) -> bool:
        """Take an article down; its versions stay in the record. False when it was not live."""
        row = self._db.execute(
            "SELECT number FROM articles WHERE id = ? AND live", (article_id,)
        ).fetchone()
        if row is None:
            return False
        with self.transaction():
            self._drop_passages(row[0])
            self._db.execute("UPDATE articles SET live = 0 WHERE number = ?", (row[0],))
        return True

    def last_change(self) -> int:
        """Return the number of the newest change, 0 when there is none."""
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0])

    def changes_after(self, number: int) -> list[Change]:
        """Return the changes after change `number`, in order."""
        rows = self._db.execute(
            "SELECT number, kind, first_passage, last_passage FROM changes "
            "WHERE number > ? ORDER BY number",
            (number,),
        )
        return [Change(*row) for row in rows]

    def passages(self, first: int = 0, last: int = 2**62) -> list[PassageRow]:
        """Return live passages with ids from `first` to `last`, by id."""
        rows = self._db.execute(
            "SELECT p.id, p.article, p.start, p.end, v.published FROM passages p "
            "JOIN articles a ON a.number = p.article "
            "JOIN versions v ON v.article = a.number AND v.version = a.version "
            "WHERE p.id BETWEEN ? AND ? ORDER BY p.id",
            (first, last),
        )
        return [PassageRow(*row) for row in rows]

    def passages_by_id(self, ids: Sequence[int]) -> list[PassageRow]:
        """Return the live ones among passages `ids`, in the order asked."""
        found = {row.id: row for passage in ids for row in self.passages(passage, passage)}
        return [found[passage] for passage in ids if passage in found]

    def passage_texts(self, rows: Iterable[PassageRow]) -> Iterator[str]:
        """Yield the text of each passage of `rows`; for a headline, what stands for the article."""
        last_number, text, whole = -1, "", ""
        for row in rows:
            if row.article != last_number:
                text, title, url, sentences = self._db.execute(
                    "SELECT v.text, v.title, v.url, v.sentences FROM articles a JOIN versions v "
                    "ON v.article = a.number AND v.version = a.version WHERE a.number = ?",
                    (row.article,),
                ).fetchone()
                whole = headline(title, url, text, spans_of(sentences[:8]))
                last_number = row.article
            yield text[row.start : row.end] if row.end else whole

    def passage_vectors(self, ids: Sequence[int], dimension: int) -> NDArray[np.float32]:
        """Return the vectors of passages `ids`, float32 of shape (len(ids), dimension)."""
        matrix = np.empty((len(ids), dimension), dtype=np.float32)
        query = "SELECT x.vector FROM passages p JOIN vectors x ON x.hash = p.vector WHERE p.id = ?"
        for row, passage in enumerate(ids):
            blob = self._db.execute(query, (passage,)).fetchone()[0]
            matrix[row] = np.frombuffer(blob, dtype=np.float16)
        return matrix

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """Return the live version of an article, or the numbered one, or None."""
        which = "v.version = a.version AND a.live" if version is None else "v.version = ?"
        parameters: tuple[object, ...] = (article_id,) if version is None else (article_id, version)
        row = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a JOIN versions v ON v.article = a.number "
            f"WHERE a.id = ? AND {which}",
            parameters,
        ).fetchone()
        return stored_article(row) if row else None

    def article_by_number(self, number: int) -> StoredArticle | None:
        """Return the live version of the article with this row number, or None."""
        row = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a "
            "JOIN versions v ON v.article = a.number AND v.version = a.version "
            "WHERE a.number = ? AND a.live",
            (number,),
        ).fetchone()
        return stored_article(row) if row else None

    def articles(self) -> Iterator[StoredArticle]:
        """Yield the live version of every article, oldest row first."""
        rows = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a "
            "JOIN versions v ON v.article = a.number AND v.version = a.version "
            "WHERE a.live ORDER BY a.number"
        )
        return (stored_article(row) for row in rows)

    def resolve(self, reference: str) -> list[str]:
        """Return the ids of live articles with this id, url or source."""
        rows = self._db.execute(
            "SELECT a.id FROM articles a JOIN versions v "
            "ON v.article = a.number AND v.version = a.version "
            "WHERE a.live AND (a.id = :r OR v.url = :r OR v.source = :r)",
            {"r": reference},
        )
        return [row[0] for row in rows]

    def facts(self) -> list[tuple[int, str, str | None, str | None, str | None, str]]:
        """Return (number, id, publisher, published, title, source) of every live article."""
        rows = self._db.execute(
            "SELECT a.number, a.id, v.publisher, v.published, v.title, v.source FROM articles a "
            "JOIN versions v ON v.article = a.number AND v.version = a.version WHERE a.live"
        )
        return list(rows)

    def counts(self) -> dict[str, int]:
        """Return how many articles, versions, passages and vectors the record holds."""
        queries = {
            "articles": "SELECT count(*) FROM articles WHERE live",
            "removed": "SELECT count(*) FROM articles WHERE NOT live",
            "versions": "SELECT count(*) FROM versions",
            "passages": "SELECT count(*) FROM passages",
            "vectors": "SELECT count(*) FROM vectors",
        }
        return {name: int(self._db.execute(query).fetchone()[0]) for name, query in queries.items()}

    def verify(self) -> str:
        """Return 'ok', or what SQLite's own integrity check found."""
        return str(self._db.execute("PRAGMA integrity_check").fetchone()[0])
