"""Words of an article: its sentences with their terms, found once while the article is in use.

Several parts of an answer look at the same sentences, and many questions at the same articles.
"""

import re
import threading
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import term_of, terms_of
from service.injection import addresses_a_machine

MOST_ARTICLES = 1_024
_LEAD = 300
_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")


@dataclass(frozen=True)
class SentenceWords:
    """The words of one sentence; `terms` in order, `held` each of them once."""

    text: str
    terms: tuple[str, ...]
    held: frozenset[str]
    count: int

    @classmethod
    def of(cls, text: str) -> "SentenceWords":
        """Return what the words of `text` yield."""
        terms = tuple(terms_of(text))
        return cls(text, terms, frozenset(terms), len(text.split()))

    @cached_property
    def addresses_a_machine(self) -> bool:
        """Whether it gives orders to a program that reads it."""
        return addresses_a_machine(self.text)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each of its terms stands, in the order of the first places."""
        found: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.text):
            if term := term_of(match[0]):
                found.setdefault(term, []).append(match.start())
        return found


_NOTHING = SentenceWords.of("")


class ArticleWords:
    """The words of an article's sentences, each found when it is first asked for."""

    def __init__(self, article: StoredArticle) -> None:
        self.article = article
        self._sentences: dict[Span, SentenceWords] = {}
        self._passages: dict[Span, frozenset[str]] = {}

    @cached_property
    def title(self) -> frozenset[str]:
        """The terms of the headline."""
        return frozenset(terms_of(self.article.title or ""))

    def of(self, span: Span) -> SentenceWords:
        """Return the words of the sentence at `span`."""
        found = self._sentences.get(span)
        if found is None:
            text = self.article.text[span.start : span.end]
            found = self._sentences[span] = SentenceWords.of(text)
        return found

    def before(self, span: Span) -> SentenceWords:
        """Return the words of the sentence before the one at `span`; none for the first."""
        place = bisect_left(self.article.sentences, span)
        return self.of(self.article.sentences[place - 1]) if place else _NOTHING

    def after(self, span: Span) -> SentenceWords:
        """Return the words of the sentence after the one at `span`; none for the last."""
        place = bisect_left(self.article.sentences, span.end, key=_start)
        return (
            self.of(self.article.sentences[place])
            if place < len(self.article.sentences)
            else _NOTHING
        )

    def inside(self, passage: Span) -> list[Span]:
        """Return the sentences that `passage` touches."""
        spans = self.article.sentences
        first = bisect_left(spans, passage.start, key=_end)
        while first < len(spans) and spans[first].end <= passage.start:
            first += 1
        return list(spans[first : bisect_left(spans, passage.end, key=_start)])

    def around(self, passage: Span) -> frozenset[str]:
        """Return the terms of the sentences of `passage` and of the article's first ones."""
        found = self._passages.get(passage)
        if found is None:
            near = [*self.inside(passage), *self.inside(Span(0, _LEAD))]
            found = frozenset().union(*(self.of(span).terms for span in near))
            self._passages[passage] = found
        return found


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end


class _Kept:
    """The words of the articles that were used last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: OrderedDict[int, ArticleWords] = OrderedDict()

    def of(self, article: StoredArticle) -> ArticleWords:
        with self._lock:
            known = self._words.get(article.number)
            if known is not None and known.article is article:
                self._words.move_to_end(article.number)
                return known
            if known is None or not _same_words(known.article, article):
                known = ArticleWords(article)
                self._words[article.number] = known
                while len(self._words) > MOST_ARTICLES:
                    self._words.popitem(last=False)
            else:
                known.article = article
            return known


def _same_words(one: StoredArticle, other: StoredArticle) -> bool:
    return (one.text, one.title, one.sentences) == (other.text, other.title, other.sentences)


_kept = _Kept()


def words_of(article: StoredArticle) -> ArticleWords:
    """Return the words of an article, as they were found before where it is the same text."""
    return _kept.of(article)
