"""Take-downs: articles that are not shown any more, and that do not come back by arriving again."""

import sqlite3
from collections.abc import Sequence
from hashlib import sha256

from indexer.record.database import transaction
from indexer.record.passages import PassageTable
from indexer.record.stored import (
    LIVE,
    VERSION_COLUMNS,
    NewPassage,
    StoredArticle,
    stored_article,
)
from indexer.record.stories import StoryTable


class TakedownTable:
    """The articles of the record that are not live, and the urls of those that were erased."""

    def __init__(
        self, connection: sqlite3.Connection, passages: PassageTable, stories: StoryTable
    ) -> None:
        self._db = connection
        self._passages = passages
        self._stories = stories

    def take_down(self, article_id: str) -> bool:
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
            stored = self.get(article_id)
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

    def let_in(self, url: str) -> None:
        """Hold `url` no longer: what is stored under it now was let in on purpose."""
        self._db.execute("DELETE FROM erased_urls WHERE hash = ?", (_hash(url),))

    def ids(self) -> list[str]:
        """Return the ids of the articles that were taken down, those erased among them."""
        return [row[0] for row in self._db.execute("SELECT id FROM articles WHERE NOT live")]

    def holds(self, article_id: str) -> bool:
        """Tell whether an article was taken down, and not brought back since."""
        query = "SELECT 1 FROM articles WHERE id = ? AND NOT live"
        return self._db.execute(query, (article_id,)).fetchone() is not None

    def keeps_out(self, article_id: str, url: str | None) -> bool:
        """Tell whether what arrives is an article that was taken down, by its id or its url.

        The url of one that is live is not held, whichever other article had it too.
        """
        if self.holds(article_id):
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

    def get(self, article_id: str) -> StoredArticle | None:
        """Return the last version of an article that was taken down, unless it was erased."""
        row = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a {LIVE} WHERE a.id = ? AND NOT a.live",
            (article_id,),
        ).fetchone()
        return stored_article(row) if row else None


def _hash(url: str) -> bytes:
    return sha256(url.encode("utf-8", "surrogatepass")).digest()
