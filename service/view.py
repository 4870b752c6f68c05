"""What answering needs of an index, be it one folder or many shards."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Protocol

from indexer.record import ArticleFacts, FeedState, StoredArticle, VersionFacts
from indexer.sentences import Span


class View(Protocol):
    """An immutable view of all articles; `articles` is by their numbers."""

    @property
    def articles(self) -> Mapping[int, ArticleFacts]:
        """The facts of every live article."""

    @property
    def generation(self) -> int:
        """Number of the published generation; 0 before the first."""

    @property
    def days_covered(self) -> tuple[date, date] | None:
        """The first and last day of publication, or None when nothing is dated."""


class Library(Protocol):
    """An index opened for reading. Safe to share between threads."""

    @property
    def folder(self) -> Path:
        """Where keys, feedback and conversations are kept beside the index."""

    @property
    def meta(self) -> Mapping[str, str]:
        """Format, model, dimension and chunking."""

    @property
    def damage(self) -> str | None:
        """What is wrong with the index on the disk, if anything."""

    def snapshot(self) -> View:
        """Return the newest view."""

    def altered(self) -> Path | None:
        """Return a mapped file that was changed in its place, if any."""

    def require_model(self, model: str) -> None:
        """Raise IndexMismatch unless the index was built with `model`."""

    def feeds(self) -> list[FeedState]:
        """Return the watched sources."""

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """Return the live version of an article, or the numbered one, or None."""

    def article_by_number(self, number: int) -> StoredArticle | None:
        """Return the live version of the article with this number."""

    def articles(self, numbers: Sequence[int]) -> Mapping[int, StoredArticle]:
        """Return the live versions of the articles with these numbers; others are left out."""

    def copies_of(self, article: StoredArticle) -> list[StoredArticle]:
        """Return the other live articles of its story, by number."""

    def versions(self, article_id: str) -> list[VersionFacts]:
        """Return the versions of an article, oldest first."""

    def spans(self, passages: Sequence[int]) -> dict[int, Span]:
        """Return where each of `passages` lies in its article; dropped ones are left out."""

    def expect(self, numbers: Sequence[int], passages: Sequence[int]) -> None:
        """Hear which articles and passages will be asked for next, to get them all at once."""

    def watched(self) -> AbstractContextManager[list[str]]:
        """Give a list that gathers, while the block runs in this thread, what was out of reach."""
