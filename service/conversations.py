"""Conversations: what was asked and answered in a row, kept in SQLite beside the index.

An id cannot be guessed, and is the only key to a conversation that nobody owns; one with an owner
is there for that owner only. What nobody goes on with expires.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.answer import Answer
from service.errors import ConversationMissing
from service.weight import weight_of

FILE_NAME = "conversations.sqlite"
HOURS = 24.0
NEW = "new"
MOST_TURNS = 100
MOST_BYTES = 512 * 2**20
"""Beyond it the conversations that would expire first are forgotten: a disk is not to be filled."""
_FORGOTTEN_AT_A_TIME = 10

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, created TEXT NOT NULL, expires TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL, completed TEXT, answer TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS turns_of ON turns (conversation, number);
"""


class ConversationTurn(BaseModel):
    """A question, what it was completed to if it was a follow-up, and its answer."""

    model_config = ConfigDict(frozen=True)

    question: str
    completed_question: str | None
    answer: Answer


class Conversation(BaseModel):
    """The turns of a conversation, the earliest first."""

    model_config = ConfigDict(frozen=True)

    id: str
    created: datetime
    expires: datetime = Field(description="When it is forgotten, unless it goes on before.")
    turns: list[ConversationTurn]


class Conversations:
    """The conversations about one index. Safe to share between threads and processes."""

    def __init__(self, folder: Path, hours: float = HOURS, owner: str = "") -> None:
        """`folder` is that of the index; each conversation is kept `hours` after its last turn.

        What is begun belongs to `owner`; "" is nobody.
        """
        self._path = folder / FILE_NAME
        self._kept = timedelta(hours=hours)
        self._owner = owner

    def create(self) -> str:
        """Return the id of a new conversation; those that have expired are forgotten."""
        now = datetime.now(UTC)
        with self._open() as db:
            self._forget_expired(db)
            key = secrets.token_urlsafe(24)
            values = (key, _text(now), _text(now + self._kept), self._owner)
            db.execute(
                "INSERT INTO conversations (id, created, expires, owner) VALUES (?, ?, ?, ?)",
                values,
            )
        return key

    def get(self, key: str) -> Conversation:
        """Return a conversation. Raises ConversationMissing for one unknown or expired."""
        with self._open() as db:
            created, expires = self._living(db, key)
            turns = _turns(db, key, MOST_TURNS)
        return Conversation(id=key, created=created, expires=expires, turns=turns)

    def recent(self, key: str, count: int) -> list[ConversationTurn]:
        """Return the last `count` turns of a conversation. Raises ConversationMissing."""
        with self._open() as db:
            self._living(db, key)
            return _turns(db, key, count)

    def append(self, key: str, turn: ConversationTurn) -> None:
        """Add a turn and put off the expiry; of very many turns the first are forgotten.

        Raises ConversationMissing for a conversation that was deleted or has expired meanwhile.
        """
        answer = turn.answer.model_dump_json(by_alias=True)
        with self._open() as db:
            self._forget_expired(db)
            self._living(db, key)
            db.execute(
                "INSERT INTO turns (conversation, question, completed, answer) VALUES (?, ?, ?, ?)",
                (key, turn.question, turn.completed_question, answer),
            )
            db.execute(
                "DELETE FROM turns WHERE conversation = ?1 AND number NOT IN (SELECT number FROM"
                " turns WHERE conversation = ?1 ORDER BY number DESC LIMIT ?2)",
                (key, MOST_TURNS),
            )
            expires = _text(datetime.now(UTC) + self._kept)
            db.execute("UPDATE conversations SET expires = ? WHERE id = ?", (expires, key))
            if weight_of(db) >= MOST_BYTES:
                db.execute(
                    "DELETE FROM conversations WHERE id IN (SELECT id FROM conversations"
                    " WHERE id != ? ORDER BY expires LIMIT ?)",
                    (key, _FORGOTTEN_AT_A_TIME),
                )

    def delete(self, key: str) -> None:
        """Forget a conversation. Raises ConversationMissing for one unknown or expired."""
        with self._open() as db:
            self._living(db, key)
            db.execute("DELETE FROM conversations WHERE id = ?", (key,))

    def forget(self, article_id: str) -> None:
        """Drop the turns whose answers quote an article that was erased."""
        if not self._path.exists():
            return
        with self._open() as db:
            db.execute(
                "DELETE FROM turns WHERE EXISTS (SELECT 1 FROM"
                " json_each(turns.answer, '$.citations') WHERE value ->> 'article_id' = ?)",
                (article_id,),
            )

    def latest(self) -> str | None:
        """Return the id of the owner's conversation that was added to last, or None."""
        with self._open() as db:
            self._forget_expired(db)
            row = db.execute(
                "SELECT id FROM conversations WHERE owner = ? ORDER BY expires DESC LIMIT 1",
                (self._owner,),
            ).fetchone()
        return str(row[0]) if row else None

    def _living(self, db: sqlite3.Connection, key: str) -> tuple[str, str]:
        row = db.execute(
            "SELECT created, expires FROM conversations"
            " WHERE id = ? AND expires > ? AND owner IN ('', ?)",
            (key, _text(datetime.now(UTC)), self._owner),
        ).fetchone()
        if row is None:
            raise ConversationMissing(
                "there is no such conversation: it has expired or was deleted, or never was; "
                f"begin another with {NEW!r}"
            )
        return str(row[0]), str(row[1])

    def _forget_expired(self, db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM conversations WHERE expires <= ?", (_text(datetime.now(UTC)),))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection with a transaction that is committed at the end."""
        db = sqlite3.connect(self._path, timeout=10)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            db.executescript(_SCHEMA)
            _add_owner(db)
            with db:
                yield db
        finally:
            db.close()


def _add_owner(db: sqlite3.Connection) -> None:
    """Bring a file up to date that was begun when conversations had no owner."""
    if _has_owner(db):
        return
    db.execute("BEGIN IMMEDIATE")
    if not _has_owner(db):  # nobody else did it meanwhile
        db.execute("ALTER TABLE conversations ADD COLUMN owner TEXT NOT NULL DEFAULT ''")
    db.commit()


def _has_owner(db: sqlite3.Connection) -> bool:
    return any(row[1] == "owner" for row in db.execute("PRAGMA table_info(conversations)"))


def _turns(db: sqlite3.Connection, key: str, most: int) -> list[ConversationTurn]:
    """Return the last turns, the earliest first, without those that this version cannot read."""
    rows = db.execute(
        "SELECT question, completed, answer FROM turns WHERE conversation = ?"
        " ORDER BY number DESC LIMIT ?",
        (key, most),
    ).fetchall()
    turns = []
    for question, completed, answer in reversed(rows):
        with suppress(ValidationError):
            turns.append(
                ConversationTurn(
                    question=question,
                    completed_question=completed,
                    answer=Answer.model_validate_json(answer),
                )
            )
    return turns


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
