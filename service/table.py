"""Table: all rows of the articles that may answer, and what they say of each article."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.index import Rows, Scores, Selection, Snapshot
from service.best import best_of_each
from service.query import Query
from service.shortlist import PASSAGES_AN_ARTICLE, Numbers, Searches, Shortlist

BEST_ROWS = 3
"""So many rows of an article are averaged: one may be near by chance."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """All allowed rows of the candidate articles, grouped by article.

    `rows`, `dense`, `words` and `body` (false for a headline) have one value a row; `articles`
    (record row numbers) and `firsts` (where the rows of each begin) one an article.
    """

    rows: Rows
    articles: Numbers
    firsts: Numbers
    dense: Scores
    words: Scores
    body: Mask

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        query: Query,
        words: Scores,
        articles: Numbers,
        selection: Selection,
    ) -> "Table":
        """Return `articles`, by ascending number; `words` has a value for every row."""
        rows = snapshot.rows_of(articles)
        rows = rows[selection.allowed[rows]]
        numbers = snapshot.article_numbers[rows]
        firsts = np.flatnonzero(np.diff(numbers, prepend=-1))
        return cls(
            rows, numbers[firsts], firsts, snapshot.cosines(query.vector, rows), words[rows],
            snapshot.body[rows],
        )  # fmt: skip

    def settled(
        self,
        snapshot: Snapshot,
        query: Query,
        of_source: Numbers | None,
        searches: Searches,
    ) -> Shortlist:
        """Return the shortlist of these rows."""
        named = np.ones(len(self.articles), dtype=bool)
        if of_source is not None:
            named = np.isin(self.articles, of_source)
        passages, dense, words = self._best_passages(snapshot)
        return Shortlist(
            articles=self.articles,
            days=snapshot.days[self.rows[self.firsts]],
            named=named,
            dense=np.maximum.reduceat(self.dense, self.firsts),
            dense_next=self._mean_of_best(self.dense),
            title=self._of_headline(self.dense),
            words=np.maximum.reduceat(self.words, self.firsts),
            words_next=self._mean_of_best(self.words),
            coverage=self._coverage(snapshot, query.weights),
            passages=passages,
            passage_dense=dense,
            passage_words=words,
            searches=searches,
        )

    def _mean_of_best(self, values: Scores) -> Scores:
        """Return the mean of the BEST_ROWS highest values of each article's bodies.

        Its headline fills a place that is left over: a page of one short text, or of a video, is
        not held to have nothing to say.
        """
        sums = np.zeros(len(self.articles))
        counts = np.zeros(len(self.articles), dtype=np.int64)
        for places in best_of_each(values, self.body, self.firsts, BEST_ROWS):
            found = places >= 0
            sums += np.where(found, values[places], np.float32(0.0))
            counts += found
        return (sums / counts).astype(np.float32)

    def _of_headline(self, values: Scores) -> Scores:
        masked = np.where(self.body, np.float32(0.0), values)
        return np.asarray(np.add.reduceat(masked, self.firsts), dtype=np.float32)

    def _coverage(self, snapshot: Snapshot, weights: Mapping[str, float]) -> Scores:
        covered = np.zeros(len(self.articles), dtype=np.float32)
        for term, weight in weights.items():
            held = snapshot.holding(term)[self.rows]
            covered += np.float32(weight) * np.logical_or.reduceat(held, self.firsts)
        return covered / np.float32(max(sum(weights.values()), 1e-6))

    def _best_passages(self, snapshot: Snapshot) -> tuple[Numbers, Scores, Scores]:
        """Return the best bodies of each article, a row an article: passages and both scores."""
        best = best_of_each(self.dense + self.words, self.body, self.firsts, PASSAGES_AN_ARTICLE)
        places = np.stack(list(best), axis=1)
        taken = (places >= 0) & self.body[places]
        return (
            np.where(taken, snapshot.passages[self.rows[places]], -1),
            np.where(taken, self.dense[places], np.float32(0.0)),
            np.where(taken, self.words[places], np.float32(0.0)),
        )
