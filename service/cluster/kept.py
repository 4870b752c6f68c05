"""Kept: articles and spans that shards sent, for the next question that needs them."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeVar

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.cluster.shard import Texts
from service.cluster.stamp import Stamp

TEXTS = 2_000
SPANS = 16 * TEXTS

Key = tuple[Stamp, int]
"""The state of a shard, and the number of an article or a passage in it."""

_Value = TypeVar("_Value")


class KeptTexts:
    """What was read last, by the state of the shard that it was read in. For several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._articles: OrderedDict[Key, StoredArticle | None] = OrderedDict()
        self._spans: OrderedDict[Key, Span] = OrderedDict()

    def article(self, key: Key) -> StoredArticle | None:
        """Return an article that is kept and live."""
        return self._articles.get(key)

    def span(self, key: Key) -> Span | None:
        """Return where a passage lies, if that is kept."""
        return self._spans.get(key)

    def lacking(
        self, articles: Sequence[Key], passages: Sequence[Key]
    ) -> tuple[list[Key], list[Key]]:
        """Return those that are not kept; the others outlive whatever is brought beside them."""
        with self._lock:
            return _lacking(self._articles, articles), _lacking(self._spans, passages)

    def keep(self, stamp: Stamp, asked: Sequence[int], texts: Texts) -> None:
        """Keep what a shard sent when it was asked for articles; those it did not send are none."""
        articles = {article.number: article for article in texts.articles}
        with self._lock:
            for number in asked:
                self._articles[stamp, number] = articles.get(number)
            for passage, span in texts.spans.items():
                self._spans[stamp, passage] = span
            while len(self._articles) > TEXTS:
                self._articles.popitem(last=False)
            while len(self._spans) > SPANS:
                self._spans.popitem(last=False)


def _lacking(kept: OrderedDict[Key, _Value], keys: Sequence[Key]) -> list[Key]:
    lacking = []
    for key in keys:
        if key in kept:
            kept.move_to_end(key)
        else:
            lacking.append(key)
    return lacking
