"""Articles and their versions: one live version each, the earlier ones readable."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import numpy as np

from indexer.record.database import transaction
from indexer.record.passages import PassageTable
from indexer.record.stored import (
    LIVE,
    VERSION_COLUMNS,
    NewPassage,
    NewVersion,
    StoredArticle,
    as_json,
    stored_article,
)
from indexer.record.stories import StoryTable

_FACTS = (
    "SELECT a.number, a.id, v.publisher, v.published, v.title, v.source, v.section, "
    f"v.language, a.story, v.authors FROM articles a {LIVE} WHERE a.live"
)


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What ranking needs of an article without reading its text.

    `number` is its row, `story` the row of the article that its copies are gathered under.
    """

    number: int
    id: str
    publisher: str | None
    published: str | None
    title: str | None
    source: str
    section: str | None
    language: str | None
    story: int | None
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version of an article: when it was stored, and what it says of itself."""

    version: int
    added: str
    published: str | None
    modified: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a version was stored: its article's row number and its own number among versions."""

    number: int
    version: int
    is_new: bool


class ArticleTable:
    """The articles of the record."""

    def __init__(
        self, connection: sqlite3.Connection, passages: PassageTable, stories: StoryTable
    ) -> None:
        self._db = connection
        self._passages = passages
        self._stories = stories

    def put(self, new: NewVersion) -> Placed:
        """Store a version as the live one of its article.

        With the same text and title as the version before, it takes that one's place: other facts
        about them, such as another time of change, make no new version. The passages of the version
        before are dropped in the same transaction, and its story is decided anew. An article that
        was taken down is live again.
        """
        with transaction(self._db):
            placed = self._place(new)
            self._insert_version(placed, new)
            self._passages.insert(placed.number, new.passages)
            self._stories.gather(placed.number)
        return placed

    def _place(self, new: NewVersion) -> Placed:
        row = self._db.execute(
            "SELECT a.number, a.version, v.text = ? AND v.title IS ? "
            "FROM articles a LEFT JOIN versions v "
            "ON v.article = a.number AND v.version = a.version WHERE a.id = ?",
            (new.text, new.title, new.article_id),
        ).fetchone()
        if row is None:
            query = "INSERT INTO articles (id, version) VALUES (?, 1)"
            number = self._db.execute(query, (new.article_id,)).lastrowid or 0
            return Placed(number, 1, is_new=True)
        number, version, same = row
        placed = Placed(number, version if same else version + 1, is_new=False)
        self._passages.drop(number)
        self._db.execute(
            "UPDATE articles SET version = ?, live = 1 WHERE number = ?", (placed.version, number)
        )
        return placed

    def _insert_version(self, placed: Placed, new: NewVersion) -> None:
        if new.url:  # what is stored under it now was let in on purpose
            self._db.execute("DELETE FROM erased_urls WHERE hash = ?", (_hash(new.url),))
        self._db.execute(
            "INSERT OR REPLACE INTO versions (article, version, hash, added, source, url, title, "
            "publisher, authors, published, modified, section, language, text, sentences, "
            "removed, claims) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                placed.number, placed.version, new.hash,
                datetime.now(UTC).isoformat(timespec="seconds"), new.source, new.url, new.title,
                new.publisher,
                json.dumps(new.authors, ensure_ascii=False), new.published, new.modified,
                new.section, new.language, new.text,
                np.asarray(new.sentences, dtype="<u4").tobytes(),
                as_json([[each.reason, each.text] for each in new.removed]),
                as_json([[each.field, each.value, each.origin] for each in new.claims]),
            ),
        )  # fmt: skip

    def remove(self, article_id: str) -> bool:
        """Take an article down; its versions stay in the record. False when it was not live."""
        row = self._db.execute(
            "SELECT number FROM articles WHERE id = ? AND live", (article_id,)
        ).fetchone()
        if row is None:
            return False
        with transaction(self._db):
            self._passages.drop(row[0])
            self._db.execute("UPDATE articles SET live = 0 WHERE number = ?", (row[0],))
            self._stories.leave(row[0])
        return True

    def restore(self, article_id: str, passages: Sequence[NewPassage]) -> None:
        """Make an article that was taken down live again, in its last version."""
        with transaction(self._db):
            stored = self.get_taken_down(article_id)
            if stored is None:
                raise LookupError(article_id)
            self._db.execute("UPDATE articles SET live = 1 WHERE number = ?", (stored.number,))
            self._passages.insert(stored.number, passages)
            self._stories.gather(stored.number)

    def erase(self, article_id: str) -> None:
        """Delete all that is known of an article that was taken down, but its id.

        That stays, and a hash of each url it had, so that the article does not come back when it
        arrives again.
        """
        query = "SELECT number FROM articles WHERE id = ? AND NOT live"
        for (number,) in self._db.execute(query, (article_id,)).fetchall():
            urls = self._db.execute(
                "SELECT DISTINCT url FROM versions WHERE article = ? AND url IS NOT NULL", (number,)
            )
            hashes = [(_hash(url),) for (url,) in urls]
            self._db.executemany("INSERT OR IGNORE INTO erased_urls VALUES (?)", hashes)
            self._db.execute("DELETE FROM versions WHERE article = ?", (number,))
            self._db.execute("DELETE FROM pages WHERE article = ?", (article_id,))

    def is_taken_down(self, article_id: str) -> bool:
        """Tell whether an article was taken down, and not brought back since."""
        query = "SELECT 1 FROM articles WHERE id = ? AND NOT live"
        return self._db.execute(query, (article_id,)).fetchone() is not None

    def is_held(self, article_id: str, url: str | None) -> bool:
        """Tell whether what arrives is an article that was taken down, by its id or its url.

        The url of one that is live is not held, whichever other article had it too.
        """
        if self.is_taken_down(article_id):
            return True
        if not url:
            return False
        gone = (
            "SELECT 1 FROM versions v JOIN articles a ON a.number = v.article "
            "WHERE v.url = ? AND NOT a.live UNION ALL SELECT 1 FROM erased_urls WHERE hash = ?"
        )
        if self._db.execute(gone, (url, _hash(url))).fetchone() is None:
            return False
        there = (
            "SELECT 1 FROM articles WHERE id = ? AND live UNION ALL "
            "SELECT 1 FROM versions v JOIN articles a ON a.number = v.article "
            "AND a.version = v.version WHERE v.url = ? AND a.live"
        )
        return self._db.execute(there, (article_id, url)).fetchone() is None

    def get_taken_down(self, article_id: str) -> StoredArticle | None:
        """Return the last version of an article that was taken down, unless it was erased."""
        row = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a {LIVE} WHERE a.id = ? AND NOT a.live",
            (article_id,),
        ).fetchone()
        return stored_article(row) if row else None

    def versions(self, article_id: str) -> list[VersionFacts]:
        """Return the versions of an article, live or not, oldest first; none when unknown."""
        rows = self._db.execute(
            "SELECT v.version, v.added, v.published, v.modified, v.title "
            "FROM articles a JOIN versions v ON v.article = a.number WHERE a.id = ? "
            "ORDER BY v.version",
            (article_id,),
        )
        return [VersionFacts(*row) for row in rows]

    def current_hash(self, article_id: str) -> bytes | None:
        """Return the content hash of the live version of an article, if there is one."""
        row = self._db.execute(
            f"SELECT v.hash FROM articles a {LIVE} WHERE a.id = ? AND a.live", (article_id,)
        ).fetchone()
        return row[0] if row else None

    def get(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """Return the live version of an article, or the numbered one, or None."""
        which = "v.version = a.version AND a.live" if version is None else "v.version = ?"
        parameters: tuple[object, ...] = (article_id,) if version is None else (article_id, version)
        row = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a JOIN versions v ON v.article = a.number "
            f"WHERE a.id = ? AND {which}",
            parameters,
        ).fetchone()
        return stored_article(row) if row else None

    def by_number(self, number: int) -> StoredArticle | None:
        """Return the live version of the article with this row number, or None."""
        row = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a {LIVE} WHERE a.number = ? AND a.live",
            (number,),
        ).fetchone()
        return stored_article(row) if row else None

    def all(self) -> Iterator[StoredArticle]:
        """Yield the live version of every article, oldest row first."""
        rows = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a {LIVE} WHERE a.live ORDER BY a.number"
        )
        return (stored_article(row) for row in rows)

    def resolve(self, reference: str, *, live: bool = True) -> list[str]:
        """Return the ids of live articles with this id, url or source.

        With `live` false, of those that were taken down; of an erased one only its id is known.
        """
        rows = self._db.execute(
            "SELECT a.id FROM articles a LEFT JOIN versions v ON v.article = a.number "
            "AND v.version = a.version "
            "WHERE a.live = :live AND (a.id = :r OR v.url = :r OR v.source = :r)",
            {"r": reference, "live": live},
        )
        return [row[0] for row in rows]

    def names(self) -> list[str]:
        """Return the ids and urls of all live articles."""
        rows = self._db.execute(f"SELECT a.id, v.url FROM articles a {LIVE} WHERE a.live")
        return [name for row in rows for name in row if name]

    def facts(self) -> list[ArticleFacts]:
        """Return the facts of every live article."""
        return [_facts(row) for row in self._db.execute(_FACTS)]

    def facts_of(self, numbers: Iterable[int]) -> list[ArticleFacts]:
        """Return the facts of those of `numbers` (article rows) that are live."""
        rows = (self._db.execute(f"{_FACTS} AND a.number = ?", (n,)).fetchone() for n in numbers)
        return [_facts(row) for row in rows if row]


def _hash(url: str) -> bytes:
    return sha256(url.encode("utf-8", "surrogatepass")).digest()


def _facts(row: tuple[Any, ...]) -> ArticleFacts:
    number, article_id, publisher, published, title, source, section, language, story, names = row
    authors = () if names == "[]" else tuple(json.loads(names))
    return ArticleFacts(
        number, article_id, publisher, published, title, source, section, language, story, authors
    )
