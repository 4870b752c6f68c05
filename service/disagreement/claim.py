"""Claim: what one sentence says of the thing asked for, in a form that can be compared."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from indexer.dates import day_of
from indexer.record import StoredArticle
from indexer.sentences import Span
from service.article_words import ArticleWords, SentenceWords, words_of
from service.window import Window


@dataclass(frozen=True, slots=True)
class Range:
    """What values a figure allows, in the unit or with the noun that stands by it.

    `open` says that it is a bound ("at least 12"), `span` that both ends are given ("4 to 5").
    """

    low: float
    high: float
    unit: str
    open: bool = False
    span: bool = False

    def allows(self, other: "Range") -> bool:
        """Tell whether both can be true; two spans from ... to must be about the same."""
        if self.span and other.span:
            return _near(self.low, other.low) and _near(self.high, other.high)
        return self.low <= other.high and other.low <= self.high


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 0.1 * max(abs(one), abs(other))


@dataclass(frozen=True, slots=True)
class Stand:
    """Whether it is so, with the index term of the word in question that it turns on."""

    turns_on: str
    holds: bool


Value = Range | Window | str | Stand
"""A figure, days, a name, or whether it is so."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the evidence; `words` are its own, `of_article` what stands around it."""

    article: StoredArticle
    span: Span
    passage: Span
    words: SentenceWords
    of_article: ArticleWords

    @classmethod
    def of(cls, article: StoredArticle, span: Span, passage: Span) -> "Sentence":
        """Return the sentence, or part of one, at `span` of an article."""
        words = words_of(article)
        return cls(article, span, passage, words.of(span), words)

    @property
    def text(self) -> str:
        """Its words."""
        return self.words.text

    @property
    def published(self) -> date | None:
        """The day of its article."""
        return day_of(self.article.published)

    @property
    def terms(self) -> frozenset[str]:
        """Its index terms."""
        return self.words.held

    @property
    def near_parts(self) -> tuple[frozenset[str], ...]:
        """The terms of it, of the sentence before it and of the title, apart."""
        return self.terms, self.of_article.before(self.span).held, self.of_article.title

    @cached_property
    def near(self) -> frozenset[str]:
        """The terms of it, of the sentence before it and of the title."""
        return frozenset().union(*self.near_parts)

    @property
    def passage_terms(self) -> frozenset[str]:
        """The terms of its passage and of the article's first sentences."""
        return self.of_article.around(self.passage)

    @cached_property
    def around(self) -> frozenset[str]:
        """The terms of its passage, of the article's first sentences and of the title."""
        return self.near | self.passage_terms


@dataclass(frozen=True)
class Claim:
    """A value with the words that carry it and their clause; both count in the article's text.

    `fit` is how much of the question its sentence holds; `speaker` whose word it is, if told.
    """

    sentence: Sentence
    value: Value
    focus: Span
    clause: Span
    fit: float
    speaker: frozenset[str] = frozenset()

    @property
    def day(self) -> str:
        """The day of publication, or nothing."""
        return (self.sentence.article.published or "")[:10]
