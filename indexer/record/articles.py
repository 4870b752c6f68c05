"""Articles and their versions: one live version each, the earlier ones readable."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from indexer.clean import Removed
from indexer.record.database import transaction
from indexer.record.facts import FACTS, ArticleFacts, VersionFacts, article_facts
from indexer.record.passages import PassageTable
from indexer.record.stored import (
    LIVE,
    VERSION_COLUMNS,
    NewVersion,
    StoredArticle,
    as_json,
    stored_article,
)
from indexer.record.stories import StoryTable
from indexer.record.takedowns import TakedownTable


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a version was stored: its article's row number and its own number among versions."""

    number: int
    version: int
    is_new: bool


class ArticleTable:
    """The articles of the record."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        passages: PassageTable,
        stories: StoryTable,
        takedowns: TakedownTable,
    ) -> None:
        self._db = connection
        self._passages = passages
        self._stories = stories
        self._takedowns = takedowns
        self.number_of: Callable[[str], int | None] = lambda article_id: None
        """Gives a new article its row number; None for the next. Those of a shard are given."""

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
            query = "INSERT INTO articles (number, id, version) VALUES (?, ?, 1)"
            given = self.number_of(new.article_id)
            number = self._db.execute(query, (given, new.article_id)).lastrowid or 0
            return Placed(number, 1, is_new=True)
        number, version, same = row
        placed = Placed(number, version if same else version + 1, is_new=False)
        self._passages.drop(number)
        self._db.execute(
            "UPDATE articles SET version = ?, live = 1 WHERE number = ?", (placed.version, number)
        )
        return placed

    def _insert_version(self, placed: Placed, new: NewVersion) -> None:
        if new.url:
            self._takedowns.let_in(new.url)
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
        return self._takedowns.take_down(article_id)

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

    def by_numbers(self, numbers: Sequence[int]) -> list[StoredArticle]:
        """Return the live versions of the articles with these row numbers, in no order."""
        rows = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a {LIVE} "
            f"WHERE a.number IN ({','.join('?' * len(numbers))}) AND a.live",
            numbers,
        )
        return [stored_article(row) for row in rows]

    def all(self) -> Iterator[StoredArticle]:
        """Yield the live version of every article, oldest row first."""
        rows = self._db.execute(
            f"SELECT {VERSION_COLUMNS} FROM articles a {LIVE} WHERE a.live ORDER BY a.number"
        )
        return (stored_article(row) for row in rows)

    def resolve(self, reference: str, *, live: bool = True) -> list[str]:
        """Return the ids of live articles with this id, url or source, or out of this archive.

        With `live` false, of those that were taken down; of an erased one only its id is known.
        What lies in an archive has the archive's source, `!/` and its name there as its own.
        """
        rows = self._db.execute(
            "SELECT a.id FROM articles a LEFT JOIN versions v ON v.article = a.number "
            "AND v.version = a.version "
            "WHERE a.live = :live AND (a.id = :r OR v.url = :r OR v.source = :r "
            "OR (v.source >= :r || '!/' AND v.source < :r || '!0')) ORDER BY a.number",
            {"r": reference, "live": live},
        )
        return [row[0] for row in rows]

    def names(self) -> list[str]:
        """Return the ids and urls of all live articles."""
        rows = self._db.execute(f"SELECT a.id, v.url FROM articles a {LIVE} WHERE a.live")
        return [name for row in rows for name in row if name]

    def removed(self) -> Iterator[list[Removed]]:
        """Yield what cleaning took out of each live article, of those that lost something."""
        query = f"SELECT v.removed FROM articles a {LIVE} WHERE a.live AND v.removed <> '[]'"
        for (rows,) in self._db.execute(query):
            yield [Removed(reason, text) for reason, text in json.loads(rows)]

    def facts(self) -> list[ArticleFacts]:
        """Return the facts of every live article."""
        return [article_facts(row) for row in self._db.execute(FACTS)]

    def facts_of(self, numbers: Iterable[int]) -> list[ArticleFacts]:
        """Return the facts of those of `numbers` (article rows) that are live."""
        rows = (self._db.execute(f"{FACTS} AND a.number = ?", (n,)).fetchone() for n in numbers)
        return [article_facts(row) for row in rows if row]
