"""Dateline itself as a peer: from articles to a published index on disk, and full answers."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from eval.bench.peers.text import WARM_UP, Found, Text
from indexer.article import make_article
from indexer.build import add_articles, manifest_of
from indexer.embed import create_embedder
from indexer.publish import publish_news
from indexer.record import Record
from service.answer import Answerer


class DatelinePeer:
    """Indexes into a folder and answers as `dateline ask` does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._embedder = create_embedder()
        self._embedder.encode([WARM_UP])
        self._answerer: Answerer | None = None

    def index(self, articles: Sequence[Text]) -> int:
        """Clean, split, embed, store and publish."""
        record = Record.create(self._folder, manifest_of(self._embedder))
        try:
            arrivals = (
                make_article(
                    {name: getattr(each, name) for name in Text.__slots__}, "bench:peers", each.id
                )
                for each in articles
            )
            summary = add_articles(record, self._embedder, arrivals)
            publish_news(self._folder, record)
        finally:
            record.close()
        self._answerer = Answerer.open(self._folder)
        return summary.passages

    def find(self, question: str, asked: date | None) -> Found:
        """Return the articles retrieved and the text of the answer."""
        assert self._answerer, "index first"
        outcome = self._answerer.consult(question, as_of=asked)
        answer = outcome.answer
        return Found(outcome.retrieved, "" if answer.abstained else answer.text)
