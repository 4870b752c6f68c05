"""Writing: what is sent in over HTTP goes into the record, under the writer's lock."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Literal

from indexer.article import Article, make_article
from indexer.build import add_articles
from indexer.embed import Embedder
from indexer.errors import ArticleError, IndexerError
from indexer.index import fold_delta
from indexer.lock import writer_lock
from indexer.log import make_log
from indexer.record import Record
from indexer.takedown import purge, take_down
from service.article_in import checked
from service.conversations import Conversations
from service.feedback import FeedbackStore


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of one article that was sent in; a failed one has an error and perhaps no id."""

    position: int
    status: Literal["added", "updated", "unchanged", "failed"]
    article_id: str | None = None
    error: str | None = None


def add(folder: Path, embedder: Embedder, items: Sequence[object]) -> list[Addition]:
    """Store articles in the fields of the JSONL contract; what is returned is committed.

    An item that fails does not keep the others back; one that was taken down is live again, as
    whoever sends it means it. Raises IndexLocked, or why there is no index.
    """
    with writer_lock(folder):
        record = Record.open(folder)
        try:
            return [_store(record, embedder, place, item) for place, item in enumerate(items)]
        finally:
            record.close()


def remove(folder: Path, article_id: str, *, erase: bool) -> bool:
    """Take an article down; False when there is no live one with this id.

    With `erase`, its text goes from the index for good, also when it was taken down before.
    """
    with writer_lock(folder):
        record = Record.open(folder)
        try:
            removed = bool(take_down(record, [article_id]))
            if erase and record.takedowns.holds(article_id):
                purge(folder, record, [article_id])
                FeedbackStore(folder).forget(article_id)
                Conversations(folder).forget(article_id)
                return True
            return removed
        finally:
            record.close()


def fold(folder: Path) -> None:
    """Fold what was changed into a generation, beside whatever is asked and sent meanwhile."""
    try:
        record = Record.open(folder)
        try:
            fold_delta(folder, record)
        finally:
            record.close()
    except (IndexerError, OSError, sqlite3.Error) as error:
        # Nothing is lost: readers keep up from the record, and the next change tries again.
        make_log().warning("not folded", reason=str(error))


def _store(record: Record, embedder: Embedder, position: int, item: object) -> Addition:
    try:
        article = article_of(item)
    except ArticleError as error:
        return Addition(position, "failed", error=str(error))
    summary = add_articles(record, embedder, [article], restore=True)
    if summary.failures:
        return Addition(position, "failed", article.id, summary.failures[0])
    if summary.unchanged:
        return Addition(position, "unchanged", article.id)
    return Addition(position, "added" if summary.added else "updated", article.id)


def article_of(item: object) -> Article:
    """Return the article that was sent in. Raises ArticleError."""
    fields = checked(item)
    try:
        key = sha256(dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise ArticleError("holds half of a surrogate pair; send whole characters") from error
    return make_article(fields, source="http", fallback_key=key)
