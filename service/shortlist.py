"""Shortlist: the articles that may answer, with all their rows and their features."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Vectors
from indexer.index import Rows, Scores, Selection, Snapshot
from service.question import Question
from service.ranking import Features

ROWS_A_SEARCH = 80
WINDOW_SLACK_DAYS = 7
PASSAGES_AN_ARTICLE = 5
SEASON = 90
"""Days after which an article is of another season, and grows old more slowly."""

CALM = 0.7
"""The share of the pull of time that is left when no word of the question points to now."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage of a ranked article, with its cosine and its share of the question's words."""

    passage: int
    dense: float
    words: float


@dataclass(frozen=True, slots=True)
class Shortlist:
    """All allowed rows of the candidate articles, grouped by article.

    `rows`, `dense`, `words` and `headline` have one value a row; `articles` (record row numbers)
    and `firsts` (where the rows of each begin) one an article.
    """

    rows: Rows
    articles: NDArray[np.int64]
    firsts: NDArray[np.int64]
    dense: Scores
    words: Scores
    headline: Mask

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        vector: Vectors,
        words: Scores,
        candidates: Rows,
        selection: Selection,
    ) -> "Shortlist":
        """Return the articles of the rows `candidates`; `words` has a value for every row."""
        rows = snapshot.rows_of(np.unique(snapshot.article_numbers[candidates]))
        rows = rows[selection.allowed[rows]]
        articles, firsts = np.unique(snapshot.article_numbers[rows], return_index=True)
        return cls(
            rows, articles, firsts, snapshot.cosines(vector, rows), words[rows],
            snapshot.headline[rows],
        )  # fmt: skip

    def days(self, snapshot: Snapshot) -> NDArray[np.int64]:
        """Return the articles' days of publication as ordinals, 0 when unknown."""
        return snapshot.days[self.rows[self.firsts]]

    def features(
        self, snapshot: Snapshot, question: Question, weights: Mapping[str, float]
    ) -> Features:
        """Return the features by which the articles are ranked."""
        days = self.days(snapshot)
        return Features(
            dense=np.maximum.reduceat(self.dense, self.firsts),
            dense_next=self._mean_of_best(self.dense),
            title=self._of_headline(self.dense),
            words=np.maximum.reduceat(self.words, self.firsts),
            words_next=self._mean_of_best(self.words),
            coverage=self._coverage(snapshot, weights),
            age=_age(days, question),
            outside=_outside(days, question),
        )

    def _mean_of_best(self, values: Scores, best: int = 3) -> Scores:
        """Return the mean of the `best` highest values of each article's bodies.

        Its headline fills a place that is left over: a page of one short text, or of a video, is
        not held to have nothing to say.
        """
        owners = self._owners()
        order = np.lexsort((-values, self.headline, owners))
        counts = np.bincount(owners, minlength=len(self.articles))
        place = np.arange(len(order)) - np.repeat(self.firsts, counts)
        top = order[place < best]
        sums = np.bincount(owners[top], weights=values[top], minlength=len(self.articles))
        return (sums / np.minimum(counts, best)).astype(np.float32)

    def _owners(self) -> NDArray[np.int64]:
        lengths = np.diff(self.firsts, append=len(self.rows))
        return np.repeat(np.arange(len(self.articles)), lengths)

    def _of_headline(self, values: Scores) -> Scores:
        masked = np.where(self.headline, values, np.float32(0.0))
        return np.asarray(np.add.reduceat(masked, self.firsts), dtype=np.float32)

    def _coverage(self, snapshot: Snapshot, weights: Mapping[str, float]) -> Scores:
        covered = np.zeros(len(self.articles), dtype=np.float32)
        for term, weight in weights.items():
            held = snapshot.holding(term)[self.rows]
            covered += np.float32(weight) * np.logical_or.reduceat(held, self.firsts)
        return covered / np.float32(max(sum(weights.values()), 1e-6))

    def best_passages(self, snapshot: Snapshot, position: int) -> tuple[PassageHit, ...]:
        """Return the best passages of the article at `position`, best first."""
        end = self.firsts[position + 1] if position + 1 < len(self.firsts) else len(self.rows)
        inside = np.arange(self.firsts[position], end)
        inside = inside[~self.headline[inside]]
        best = inside[np.argsort(-(self.dense[inside] + self.words[inside]), kind="stable")]
        return tuple(
            PassageHit(
                int(snapshot.passages[self.rows[row]]),
                float(self.dense[row]),
                float(self.words[row]),
            )
            for row in best[:PASSAGES_AN_ARTICLE]
        )


def candidates(
    snapshot: Snapshot, vector: Vectors, words: Scores, scopes: Iterable[Selection]
) -> Rows:
    """Return the union of the nearest rows by meaning and by words in each scope.

    Headlines and bodies are searched apart: short texts would crowd out the others.
    """
    found = []
    for scope in scopes:
        for part in (snapshot.body, snapshot.headline):
            narrowed = Selection(scope.allowed & part, scope.ranges)
            found.append(snapshot.nearest(vector, ROWS_A_SEARCH, narrowed))
            found += [_top(words, rows, narrowed.allowed) for rows in scope.ranges]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _top(values: Scores, rows: range, allowed: Mask) -> Rows:
    inside = slice(rows.start, rows.stop)
    matching = rows.start + np.flatnonzero((values[inside] > 0) & allowed[inside])
    if len(matching) <= ROWS_A_SEARCH:
        return matching
    best = np.argpartition(-values[matching], ROWS_A_SEARCH)[:ROWS_A_SEARCH]
    return np.asarray(matching[best], dtype=np.int64)


def _age(days: NDArray[np.int64], question: Question) -> Scores:
    """Return how far each article lies from the time that the question points at, as a penalty.

    That time is the day of asking or, if nearer, a window that closed before it: what happened
    then was told then, or is told again now. Distance counts by its doublings, half as much past
    SEASON, so that history is not buried; and less for wording that does not point to now.
    Undated articles lie as far away as the dated ones do on average.
    """
    away = np.maximum(question.as_of.toordinal() - days, 0)
    window = question.window
    if window and window.end and window.end < question.as_of:
        start = window.start.toordinal() if window.start else window.end.toordinal()
        outside = np.maximum(np.maximum(start - days, days - window.end.toordinal()), 0)
        away = np.minimum(away, outside)
    near = np.log2(1 + np.minimum(away, SEASON))
    far = np.log2(1 + away) - near
    pull = CALM + (1 - CALM) * min(1.0, 2 * question.pull)
    far_off = pull * (near + far / 2)
    dated = days > 0
    unknown = far_off[dated].mean() if dated.any() else 0.0
    return np.where(dated, far_off, unknown).astype(np.float32)


def _outside(days: NDArray[np.int64], question: Question) -> Scores:
    window = question.window
    if window is None:
        return np.zeros(len(days), dtype=np.float32)
    start = window.start.toordinal() if window.start else 1
    end = window.end.toordinal() + WINDOW_SLACK_DAYS if window.end else date.max.toordinal()
    return ((days > 0) & ((days < start) | (days > end))).astype(np.float32)
