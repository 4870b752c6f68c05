"""Archive: the articles that a gold set speaks of, by id and by the name of their file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from indexer.record import Record, StoredArticle


class Archive:
    """Looks up live articles of one record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._by_file: dict[str, list[str]] | None = None

    def article(self, article_id: str) -> StoredArticle | None:
        """Return the live article with this id, or None."""
        return self._record.articles.get(article_id)

    def resolve(self, reference: str) -> list[str]:
        """Return the ids of the live articles with this id, url, source or file name."""
        return self._record.articles.resolve(reference) or self.of_file(reference)

    def of_file(self, name: str) -> list[str]:
        """Return the ids of the articles that were read from a file of this name."""
        if self._by_file is None:
            self._by_file = {}
            for facts in self._record.articles.facts():
                self._by_file.setdefault(_file_name(facts.source), []).append(facts.id)
        return self._by_file.get(name, [])

    def newest(self, count: int) -> list[str]:
        """Return the ids of the `count` articles that were published last, newest first."""
        dated = [facts for facts in self._record.articles.facts() if facts.published]
        dated.sort(key=lambda facts: (facts.published or "", facts.id), reverse=True)
        return [facts.id for facts in dated[:count]]


@contextmanager
def open_archive(folder: Path) -> Iterator[Archive]:
    """Yield the archive of the index in `folder`. Raises IndexMissing when there is none."""
    record = Record.open(folder)
    try:
        yield Archive(record)
    finally:
        record.close()


def _file_name(source: str) -> str:
    return unquote(urlsplit(source).path.rpartition("/")[2])
