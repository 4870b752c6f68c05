"""Shortlist: the articles that may answer, with their features and their best passages.

An index makes one of its own articles; those of many shards are joined into what a single index
of all their articles would have made, to the last bit. See docs/scale.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.index import Scores
from service.question import Question
from service.ranking import Features

ROWS_A_SEARCH = 80
WINDOW_SLACK_DAYS = 7
PASSAGES_AN_ARTICLE = 5
SEASON = 90
"""Days after which an article is of another season, and grows old more slowly."""

FRESH = 2.5
"""Days until age has counted one doubling: what happened is told for days, not on one alone."""

CALM = 0.7
"""The share of the pull of time that is left when no word of the question points to now."""

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage of a ranked article, with its cosine and its share of the question's words."""

    passage: int
    dense: float
    words: float


@dataclass(frozen=True, slots=True)
class Searches:
    """The best rows of searches, one after the other: `scores`, and the `articles` they are of.

    `sizes` is how many rows each search gave. Few arrays, because shards send them.
    """

    scores: Scores
    articles: Numbers
    sizes: Numbers

    @property
    def search(self) -> Numbers:
        """Return the number of the search of each row."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The candidate articles, by ascending number (their record rows), one value an article.

    `days` are ordinals, 0 when unknown; `named` says which are of the source that the question
    names. The best passages of each, best first, are a row of `passages` (-1 where there are
    fewer than PASSAGES_AN_ARTICLE), `passage_dense` and `passage_words`. `searches` is how they
    came to be candidates.
    """

    articles: Numbers
    days: Numbers
    named: Mask
    dense: Scores
    dense_next: Scores
    title: Scores
    words: Scores
    words_next: Scores
    coverage: Scores
    passages: Numbers
    passage_dense: Scores
    passage_words: Scores
    searches: Searches

    def __len__(self) -> int:
        return len(self.articles)

    def features(self, question: Question) -> Features:
        """Return the features by which the articles are ranked."""
        return Features(
            dense=self.dense,
            dense_next=self.dense_next,
            title=self.title,
            words=self.words,
            words_next=self.words_next,
            coverage=self.coverage,
            age=_age(self.days, question),
            outside=_outside(self.days, question),
        )

    def best_passages(self, position: int) -> tuple[PassageHit, ...]:
        """Return the best passages of the article at `position`, best first."""
        columns = (self.passages, self.passage_dense, self.passage_words)
        found = zip(*(column[position].tolist() for column in columns), strict=True)
        return tuple(PassageHit(*each) for each in found if each[0] >= 0)

    def taken(self, positions: Numbers) -> "Shortlist":
        """Return the articles at `positions`, in that order."""
        columns = {name: getattr(self, name)[positions] for name in _COLUMNS}
        return Shortlist(**columns, searches=self.searches)


_COLUMNS = tuple(field.name for field in fields(Shortlist) if field.name != "searches")


def joined(parts: Sequence[Shortlist]) -> Shortlist | None:
    """Return one shortlist of those of several shards, as if all were one index.

    Each search gives its best of all shards together, and only their articles are candidates.
    """
    if not parts:
        return None
    searches = _best_of([part.searches for part in parts])
    columns = {name: np.concatenate([getattr(p, name) for p in parts]) for name in _COLUMNS}
    whole = Shortlist(**columns, searches=searches)
    order = np.argsort(whole.articles, kind="stable")
    return whole.taken(order[np.isin(whole.articles[order], searches.articles)])


def _best_of(lists: Sequence[Searches]) -> Searches:
    scores = np.concatenate([each.scores for each in lists])
    articles = np.concatenate([each.articles for each in lists])
    search = np.concatenate([each.search for each in lists])
    order = np.lexsort((articles, -scores, search))
    sizes = np.bincount(search, minlength=len(lists[0].sizes))
    places = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    best = order[places < ROWS_A_SEARCH]
    return Searches(scores[best], articles[best], np.minimum(sizes, ROWS_A_SEARCH))


def _age(days: Numbers, question: Question) -> Scores:
    """Return how far each article lies from the time that the question points at, as a penalty.

    That time is the day of asking or, if nearer, a window that closed before it, unless what began
    then lasts: what happened then was told then, or is told again now. Distance counts by its
    doublings, the first of them FRESH days long, half as much past SEASON, so that history is not
    buried; and less for wording that does not point to now. Undated articles lie as far away as
    the dated ones do on average.
    """
    away = np.maximum(question.as_of.toordinal() - days, 0)
    window = question.window
    if window and window.end and window.end < question.as_of and not question.lasts:
        start = window.start.toordinal() if window.start else window.end.toordinal()
        outside = np.maximum(np.maximum(start - days, days - window.end.toordinal()), 0)
        away = np.minimum(away, outside)
    near = np.log2(1 + np.minimum(away, SEASON) / FRESH)
    far = np.log2(1 + away / FRESH) - near
    pull = CALM + (1 - CALM) * min(1.0, 2 * question.pull)
    far_off = pull * (near + far / 2)
    dated = days > 0
    unknown = far_off[dated].mean() if dated.any() else 0.0
    return np.where(dated, far_off, unknown).astype(np.float32)


def _outside(days: Numbers, question: Question) -> Scores:
    window = question.window
    if window is None:
        return np.zeros(len(days), dtype=np.float32)
    start = window.start.toordinal() if window.start else 1
    last = None if question.lasts else window.end
    end = last.toordinal() + WINDOW_SLACK_DAYS if last else date.max.toordinal()
    return ((days > 0) & ((days < start) | (days > end))).astype(np.float32)
