"""Taking articles down, for good if asked, and bringing them back."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from indexer import generation
from indexer.embed import Embedder
from indexer.errors import LoadError
from indexer.prepare import passages_of
from indexer.publish import publish_anew
from indexer.record import Record, StoredArticle


@dataclass(frozen=True, slots=True)
class Mention:
    """An article as a message names it."""

    id: str
    title: str | None
    publisher: str | None
    url: str | None
    source: str | None = None

    @classmethod
    def of(cls, article: StoredArticle) -> "Mention":
        """Return the mention of an article."""
        return cls(article.id, article.title, article.publisher, article.url, article.source)


@dataclass(frozen=True, slots=True)
class TakenDown:
    """An article that was taken down, and the copies of its story that stay."""

    article: Mention
    copies: tuple[Mention, ...]


def take_down(record: Record, ids: list[str]) -> list[TakenDown]:
    """Take live articles down in one transaction; return them, those that were not live left out.

    From then on they are not found, cited or shown, and do not come back when they arrive again.
    """
    with record.transaction():
        articles = [article for article in map(record.articles.get, ids) if article]
        gone = {article.number for article in articles}
        stay = {a.number: [n for n in record.stories.of(a.number) if n not in gone]
                for a in articles}  # fmt: skip
        for article in articles:
            record.takedowns.take_down(article.id)
        return [TakenDown(Mention.of(a), _mentions(record, stay[a.number])) for a in articles]


def mention_of(record: Record, article_id: str) -> Mention:
    """Return the mention of an article that was taken down; of a purged one only its id."""
    article = record.takedowns.get(article_id)
    return Mention.of(article) if article else Mention(article_id, None, None, None)


def _mentions(record: Record, numbers: list[int]) -> tuple[Mention, ...]:
    found = (record.articles.by_number(number) for number in numbers)
    return tuple(Mention.of(article) for article in found if article)


def bring_back(record: Record, embedder: Embedder, ids: list[str]) -> list[Mention]:
    """Make articles that were taken down live again, in one transaction; return them.

    Raises LoadError for one whose text was purged.
    """
    taken = [(each, record.takedowns.get(each)) for each in ids]
    for article_id, article in taken:
        if article is None:
            raise LoadError(
                f"the text of {article_id!r} was purged; bring it back with "
                "`dateline index PATH --restore`"
            )
    articles = [article for _, article in taken if article]
    prepared = [
        passages_of(a.text, list(a.sentences), a.title, a.url, embedder.model) for a in articles
    ]
    words = {p.vector_hash: text for each in prepared for p, text in zip(*each, strict=True)}
    missing = sorted(set(words) - record.vectors.known(words))
    vectors = embedder.encode([words[key] for key in missing])
    with record.transaction():
        record.vectors.put(zip(missing, vectors, strict=True))
        for article, (passages, _) in zip(articles, prepared, strict=True):
            record.takedowns.restore(article.id, passages)
    return [Mention.of(article) for article in articles]


def purge(folder: Path, record: Record, ids: list[str]) -> None:
    """Erase all that the index in `folder` holds of articles that were taken down, but their ids.

    Needs the writer's lock. The record is written anew, and so is the generation; older ones are
    dropped. Raises IndexerError when something keeps that from being done; running it again goes
    on from there.
    """
    with record.transaction():
        for article_id in ids:
            record.takedowns.erase(article_id)
        record.vectors.drop_unused()
    fresh = publish_anew(folder, record).folder
    for path in generation.folders(folder):
        if path != fresh:
            shutil.rmtree(path)
    record.compact()
