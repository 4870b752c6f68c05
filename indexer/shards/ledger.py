"""The ledger of stories: which articles are copies of each other, decided once for all shards.

It runs the same comparisons as one index does, over the fingerprints of all articles, and reads
the texts where they lie. Running it again, after whatever interruption, completes it.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from indexer.copies import Wording
from indexer.record.changes import ChangeLog
from indexer.record.database import STORIES, connect, is_empty, transaction
from indexer.record.states import State
from indexer.record.stories import StoryTable

FILE_NAME = "stories.sqlite"
AT_ONCE = 200

_TABLES = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, hash BLOB, live INTEGER NOT NULL DEFAULT 1, story INTEGER);
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
    first_passage INTEGER NOT NULL, last_passage INTEGER NOT NULL, token TEXT NOT NULL DEFAULT '');
"""


class Told(Protocol):
    """Shards, as far as the ledger reads them and tells them."""

    def states(self) -> Iterable[State]:
        """Yield the state of every article of all shards."""

    def wording(self, number: int) -> Wording | None:
        """Return a live article as it is compared, or None."""

    def assign(self, stories: list[tuple[int, int]]) -> None:
        """Set the stories of articles, as pairs of numbers."""


class Ledger:
    """The stories of all shards of one index."""

    def __init__(self, folder: Path, told: Told) -> None:
        self.path = folder / FILE_NAME
        self._db = connect(self.path)
        with transaction(self._db):
            if is_empty(self._db):
                for statement in (_TABLES + STORIES).split(";"):
                    self._db.execute(statement)
        self._told = told
        self._changes = ChangeLog(self._db)
        self._stories = StoryTable(self._db, self._changes, told.wording)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def settle(self, on_progress: Callable[[int], None] = lambda left: None) -> int:
        """Decide the stories of all that changed, and tell the shards; return how many changed.

        What was interrupted goes on from there.
        """
        states = sorted(self._told.states(), key=lambda state: state.number)
        changed = self._note(states)
        for start in range(0, len(changed), AT_ONCE):
            with transaction(self._db):
                for state in changed[start : start + AT_ONCE]:
                    self._gather(state)
            on_progress(len(changed) - start)
        self._tell(states)
        return len(changed)

    def add(self, state: State) -> None:
        """Decide the story of an article that was just added, replaced or taken down."""
        last = self._changes.last()
        with transaction(self._db):
            self._gather(state)
        numbers = {state.number, *(change.first for change in self._changes.after(last))}
        found = ((number, self._story(number)) for number in sorted(numbers))
        self._told.assign([(number, story) for number, story in found if story is not None])

    def _note(self, states: list[State]) -> list[State]:
        """Return the states that are new, other than before, or of articles taken down since."""
        known = {
            number: (hash_, live)
            for number, hash_, live in self._db.execute("SELECT number, hash, live FROM articles")
        }
        return [
            each for each in states
            if known.get(each.number, (None, 0)) != ((each.hash, 1) if each.live else (None, 0))
        ]  # fmt: skip

    def _gather(self, state: State) -> None:
        if not state.live:
            with suppress(LookupError):
                self._stories.leave(state.number)
            self._mark(state.number, None, live=False)
            return
        self._mark(state.number, state.hash, live=True)
        with suppress(LookupError):  # taken down since: the next run hears of it
            self._stories.gather(state.number)

    def _mark(self, number: int, digest: bytes | None, *, live: bool) -> None:
        self._db.execute(
            "INSERT INTO articles (number, hash, live) VALUES (:number, :hash, :live) "
            "ON CONFLICT (number) DO UPDATE SET hash = :hash, live = :live",
            {"number": number, "hash": digest, "live": int(live)},
        )

    def _tell(self, states: list[State]) -> None:
        stories = self._stories_now()
        wrong = [
            (each.number, stories[each.number])
            for each in states
            if each.live and each.number in stories and stories[each.number] != each.story
        ]
        self._told.assign(wrong)

    def _story(self, number: int) -> int | None:
        query = "SELECT story FROM articles WHERE number = ? AND live"
        row = self._db.execute(query, (number,)).fetchone()
        return row[0] if row else None

    def _stories_now(self) -> dict[int, int]:
        rows = self._db.execute(
            "SELECT number, story FROM articles WHERE live AND story IS NOT NULL"
        )
        return dict(rows)


def copy_stories(source: sqlite3.Connection, folder: Path) -> None:
    """Begin the ledger in `folder` with what an index or another ledger knows of its stories."""
    db = connect(folder / FILE_NAME)
    try:
        with transaction(db):
            for statement in (_TABLES + STORIES).split(";"):
                db.execute(statement)
            for table, columns in _COPIED.items():
                marks = ",".join("?" * (columns.count(",") + 1))
                rows = source.execute(_SELECTED[table])
                db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
    finally:
        db.close()


_COPIED = {
    "articles": "number, hash, live, story",
    "fingerprints": "article, minhash, shingles",
    "bands": "band, article",
    "copies": "one, other",
}
_SELECTED = {
    "articles": "SELECT a.number, CASE WHEN a.live THEN v.hash END, a.live, a.story "
    "FROM articles a LEFT JOIN versions v ON v.article = a.number AND v.version = a.version",
    "fingerprints": "SELECT article, minhash, shingles FROM fingerprints",
    "bands": "SELECT band, article FROM bands",
    "copies": "SELECT one, other FROM copies",
}
