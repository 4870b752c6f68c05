"""Articles, drafts and small indexes for the tests of the answer path."""

from collections.abc import Iterable
from pathlib import Path

from indexer.article import Article
from indexer.build import add_articles, manifest_of
from indexer.embed import create_embedder
from indexer.errors import IndexerError
from indexer.index import publish_news
from indexer.record import Record, StoredArticle
from indexer.sentences import Span, split_sentences
from service.answer import Answerer
from service.generate import Quote


def stored(text: str, number: int = 1, **fields: object) -> StoredArticle:
    """Return an article as the record would hold it, with the id `a<number>`."""
    facts: dict[str, object] = {
        "number": number, "id": f"a{number}", "story": None, "version": 1,
        "source": f"test:{number}", "url": None, "title": None, "publisher": None, "authors": (),
        "published": "2024-05-01", "modified": None, "section": None, "language": "en",
        "text": text, "sentences": tuple(split_sentences(text)), "removed": (),
        "added": "2024-05-01",
    }  # fmt: skip
    return StoredArticle(**{**facts, **fields})  # type: ignore[arg-type]


def quote(article: StoredArticle, words: str) -> Quote:
    """Return the quote of `words`, which stand in the article."""
    start = article.text.index(words)
    return Quote(article, Span(start, start + len(words)))


def index_into(folder: Path, articles: Iterable[Article | IndexerError]) -> Path:
    """Store the articles with the fake embedder and publish them."""
    embedder = create_embedder("fake")
    record = Record.create(folder, manifest_of(embedder))
    add_articles(record, embedder, articles)
    publish_news(folder, record)
    record.close()
    return folder


def answerer_over(
    folder: Path, articles: Iterable[Article], generator: str = "extractive"
) -> Answerer:
    """Return an answerer over a fresh index of the articles."""
    return Answerer.open(index_into(folder, articles), generator)
