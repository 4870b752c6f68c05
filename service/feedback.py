"""Feedback: what readers thought of answers, kept beside the index until somebody exports it."""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from service.errors import FeedbackError
from service.weight import weight_of

FILE_NAME = "feedback.sqlite"
MOST = 100_000
MOST_BYTES = 256 * 2**20
"""What is kept at most; readers of a public page could fill the disk otherwise."""

Thumb = Literal["up", "down"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id TEXT PRIMARY KEY, received TEXT NOT NULL, question TEXT NOT NULL, as_of TEXT,
    thumb TEXT NOT NULL, comment TEXT, answer_text TEXT, article_ids TEXT NOT NULL)"""
_COLUMNS = "id, received, question, as_of, thumb, comment, answer_text, article_ids"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader sends: the question, the answer that it judges, and the thumb."""

    question: str
    thumb: Thumb
    as_of: date | None = None
    comment: str | None = None
    answer_text: str | None = None
    article_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A judgement as it is kept; `received` is the moment, in UTC."""

    id: str
    received: str
    judgement: Judgement


class FeedbackStore:
    """The feedback on one archive. Each call has its own connection, so any thread may call."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def add(self, judgement: Judgement) -> str:
        """Keep a judgement durably and return its id. Raises FeedbackError."""
        row = (
            secrets.token_hex(8),
            datetime.now(UTC).isoformat(timespec="seconds"),
            judgement.question,
            judgement.as_of.isoformat() if judgement.as_of else None,
            judgement.thumb,
            judgement.comment,
            judgement.answer_text,
            json.dumps(judgement.article_ids),
        )
        with self._connected() as db:
            (held,) = db.execute("SELECT count(*) FROM feedback").fetchone()
            if held >= MOST or weight_of(db) >= MOST_BYTES:
                raise FeedbackError(
                    f"{held:,} judgements are kept and nobody has taken them; "
                    "run `dateline feedback export --remove`"
                )
            db.execute(f"INSERT INTO feedback ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return row[0]

    def all(self) -> list[Entry]:
        """Return everything, oldest first. Raises FeedbackError."""
        if not self.path.exists():
            return []
        with self._connected() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM feedback ORDER BY received, rowid")
            return [_entry(*row) for row in rows]

    def remove(self, ids: Sequence[str]) -> None:
        """Delete these entries."""
        with self._connected() as db:
            db.executemany("DELETE FROM feedback WHERE id = ?", [(each,) for each in ids])

    def forget(self, article_id: str) -> None:
        """Drop what quotes an article that was erased: the texts of answers that cited it."""
        if not self.path.exists():
            return
        with self._connected() as db:
            db.execute(
                "UPDATE feedback SET answer_text = NULL WHERE EXISTS "
                "(SELECT 1 FROM json_each(article_ids) WHERE value = ?)",
                (article_id,),
            )

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        try:
            # A journal that is deleted, not a log: what is dropped leaves no trace in a file.
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA secure_delete = ON")
            db.execute("BEGIN IMMEDIATE")
            db.execute(_SCHEMA)
            yield db
            db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        finally:
            db.close()

    def _unusable(self, error: sqlite3.Error) -> FeedbackError:
        return FeedbackError(
            f"the feedback in {self.path} cannot be used ({error}); check the folder and its disk"
        )


def _entry(
    id: str,
    received: str,
    question: str,
    as_of: str | None,
    thumb: Thumb,
    comment: str | None,
    answer_text: str | None,
    article_ids: str,
) -> Entry:
    day = date.fromisoformat(as_of) if as_of else None
    ids = tuple(json.loads(article_ids))
    return Entry(id, received, Judgement(question, thumb, day, comment, answer_text, ids))
