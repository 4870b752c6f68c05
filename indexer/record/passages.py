"""Passages: where each live one lies, its words and its vector."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.passages import headline
from indexer.record.changes import ChangeLog
from indexer.record.stored import LIVE, NewPassage, spans_of

_ROWS = (
    "SELECT p.id, p.article, p.start, p.end, v.published FROM passages p "
    f"JOIN articles a ON a.number = p.article {LIVE}"
)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A live passage: where it lies, and when its article was published (ISO, or None)."""

    id: int
    article: int
    start: int
    end: int
    published: str | None


class PassageTable:
    """The passages of the live versions."""

    def __init__(self, connection: sqlite3.Connection, changes: ChangeLog) -> None:
        self._db = connection
        self._changes = changes

    def insert(self, article: int, passages: Sequence[NewPassage]) -> None:
        """Add the passages of an article (its row number) and log the change."""
        ids = [
            self._db.execute(
                "INSERT INTO passages (article, start, end, vector) VALUES (?, ?, ?, ?)",
                (article, *passage.span, passage.vector_hash),
            ).lastrowid
            for passage in passages
        ]
        if ids:
            self._changes.log("add", ids[0] or 0, ids[-1] or 0)

    def drop(self, article: int) -> None:
        """Take away the passages of an article (its row number) and log the change."""
        first, last = self._db.execute(
            "SELECT min(id), max(id) FROM passages WHERE article = ?", (article,)
        ).fetchone()
        if first is not None:
            self._db.execute("DELETE FROM passages WHERE article = ?", (article,))
            self._changes.log("drop", first, last)

    def log_all(self) -> None:
        """Log all passages as added: they were copied from another record."""
        first, last = self._db.execute("SELECT min(id), max(id) FROM passages").fetchone()
        if first is not None:
            self._changes.log("add", first, last)

    def between(self, first: int = 0, last: int = 2**62) -> list[PassageRow]:
        """Return live passages with ids from `first` to `last`, by id."""
        rows = self._db.execute(f"{_ROWS} WHERE p.id BETWEEN ? AND ? ORDER BY p.id", (first, last))
        return [PassageRow(*row) for row in rows]

    def by_id(self, ids: Sequence[int]) -> list[PassageRow]:
        """Return the live ones among passages `ids`, in the order asked."""
        found: dict[int, PassageRow] = {}
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            rows = self._db.execute(
                f"{_ROWS} WHERE p.id IN ({','.join('?' * len(some))})", tuple(some)
            )
            found.update((row[0], PassageRow(*row)) for row in rows)
        return [found[passage] for passage in ids if passage in found]

    def texts(self, rows: Iterable[PassageRow]) -> Iterator[str]:
        """Yield the text of each passage of `rows`; for a headline, what stands for the article."""
        last_number, text, whole = -1, "", ""
        for row in rows:
            if row.article != last_number:
                text, title, url, sentences = self._db.execute(
                    "SELECT v.text, v.title, v.url, v.sentences FROM articles a "
                    f"{LIVE} WHERE a.number = ?",
                    (row.article,),
                ).fetchone()
                whole = headline(title, url, text, spans_of(sentences[:8]))
                last_number = row.article
            yield text[row.start : row.end] if row.end else whole

    def without_vector(self) -> int:
        """Return how many passages have no vector; in a sound record none."""
        query = (
            "SELECT count(*) FROM passages p LEFT JOIN vectors x ON x.hash = p.vector "
            "WHERE x.hash IS NULL"
        )
        return int(self._db.execute(query).fetchone()[0])

    def vectors(self, ids: Sequence[int], dimension: int) -> NDArray[np.float32]:
        """Return the vectors of passages `ids`, float32 of shape (len(ids), dimension)."""
        matrix = np.empty((len(ids), dimension), dtype=np.float32)
        query = "SELECT x.vector FROM passages p JOIN vectors x ON x.hash = p.vector WHERE p.id = ?"
        for row, passage in enumerate(ids):
            blob = self._db.execute(query, (passage,)).fetchone()[0]
            matrix[row] = np.frombuffer(blob, dtype=np.float16)
        return matrix
