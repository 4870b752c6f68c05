"""Vectors by content hash: what was embedded once is never embedded again."""

import sqlite3
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


class VectorTable:
    """Vectors as half floats, keyed by the hash of model and words."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, vectors: Iterable[tuple[bytes, NDArray[np.float32]]]) -> None:
        """Store vectors by content hash; known hashes are left alone."""
        rows = ((key, vector.astype(np.float16).tobytes()) for key, vector in vectors)
        self._db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)

    def known(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Return those of `hashes` whose vectors are stored."""
        return {key for key in set(hashes) if self._has(key)}

    def drop_unused(self) -> int:
        """Delete the vectors that no live passage uses; return how many there were."""
        query = "DELETE FROM vectors WHERE hash NOT IN (SELECT vector FROM passages)"
        return self._db.execute(query).rowcount

    def _has(self, key: bytes) -> bool:
        query = "SELECT 1 FROM vectors WHERE hash = ?"
        return self._db.execute(query, (key,)).fetchone() is not None
