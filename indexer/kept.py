"""Kept articles: what was lately read from the record, for as long as nothing is committed."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from indexer.record import StoredArticle

MOST_BYTES = 24_000_000
"""What the texts and sentences of kept articles may weigh: about a thousand of the usual length."""

_OF_A_SENTENCE = 120
_LARGEST_SHARE = 8


class KeptArticles:
    """Articles by their row number, the latest used ones of one state of the record.

    A state is named by the number of its last change: any commit that touches an article or a
    story ends it. Safe to share between threads.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._articles: OrderedDict[int, StoredArticle] = OrderedDict()
        self._bytes = 0
        self._change = -1

    def of(self, change: int, numbers: Sequence[int]) -> dict[int, StoredArticle]:
        """Return those of `numbers` that are kept of the state after `change`."""
        with self._lock:
            if change != self._change:
                return {}
            found = {n: self._articles[n] for n in numbers if n in self._articles}
            for number in found:
                self._articles.move_to_end(number)
            return found

    def keep(self, change: int, articles: Iterable[StoredArticle]) -> None:
        """Keep articles that were read once `change` was committed; older states are dropped."""
        with self._lock:
            if change > self._change:
                self._articles.clear()
                self._bytes, self._change = 0, change
            for article in articles if change == self._change else ():
                self._add(article)

    def _add(self, article: StoredArticle) -> None:
        weight = _weight(article)
        if article.number in self._articles or weight * _LARGEST_SHARE > self._most:
            return
        self._articles[article.number] = article
        self._bytes += weight
        while self._bytes > self._most:
            self._bytes -= _weight(self._articles.popitem(last=False)[1])

    def __len__(self) -> int:
        return len(self._articles)


def _weight(article: StoredArticle) -> int:
    return sys.getsizeof(article.text) + _OF_A_SENTENCE * len(article.sentences)
