"""Claim: what one sentence says of the thing asked for, in a form that can be compared."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from indexer.dates import day_of
from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import sentence_terms
from service.window import Window

_LEAD = 300


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
    """A sentence of the evidence with what stands around it."""

    article: StoredArticle
    span: Span
    passage: Span

    @property
    def text(self) -> str:
        """Its words."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def published(self) -> date | None:
        """The day of its article."""
        return day_of(self.article.published)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its index terms."""
        return _terms(self.text)

    @cached_property
    def near(self) -> frozenset[str]:
        """The terms of it, of the sentence before it and of the title."""
        spans = self.article.sentences
        place = bisect_left(spans, self.span)
        before = self.article.text[slice(*spans[place - 1])] if place else ""
        return self.terms | _terms(before) | _terms(self.article.title or "")

    @property
    def passage_terms(self) -> frozenset[str]:
        """The terms of its passage and of the article's first sentences."""
        return _passage_terms(self.article.text, self.article.sentences, self.passage)

    @cached_property
    def around(self) -> frozenset[str]:
        """The terms of its passage, of the article's first sentences and of the title."""
        return self.near | self.passage_terms


def _terms(text: str) -> frozenset[str]:
    return frozenset(sentence_terms(text))


@lru_cache(256)
def _passage_terms(text: str, sentences: tuple[Span, ...], passage: Span) -> frozenset[str]:
    near = [s for s in sentences if passage.start < s.end and s.start < passage.end]
    near += [s for s in sentences if s.start < _LEAD]
    return frozenset().union(*(sentence_terms(text[s.start : s.end]) for s in near))


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
