"""Shortlist: the articles that may answer, with their features and their best passages.

An index makes one of its own articles; those of many shards are joined into what a single index
of all their articles would have made, to the last bit. See docs/scale.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.index import Rows, Scores, Selection, Snapshot
from service.query import Query
from service.question import Question
from service.ranking import Features
from service.sources import Sources

ROWS_A_SEARCH = 80
WINDOW_SLACK_DAYS = 7
PASSAGES_AN_ARTICLE = 5
SEASON = 90
"""Days after which an article is of another season, and grows old more slowly."""

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
class Nearest:
    """The best rows of one search, best first: their `scores`, and the `articles` they are of."""

    scores: Scores
    articles: Numbers


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
    searches: tuple[Nearest, ...]

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


def shortlist(snapshot: Snapshot, query: Query, sources: Sources) -> Shortlist | None:
    """Return the candidates of a snapshot, whose names are `sources`; None when there are none."""
    narrowed = sources.narrowed_here(query.names)
    selection = snapshot.select(query.start, query.end, undated=query.undated, articles=narrowed)
    if len(selection) == 0:
        return None
    words = snapshot.bm25(query.terms, selection, query.statistics) / query.total_weight
    of_source = sources.narrowed_here(dict([query.source])) if query.source else None
    scopes = [selection, *_scopes(snapshot, query, selection, of_source)]
    found = [each for scope in scopes for each in _searched(snapshot, query, words, scope)]
    candidates = np.unique(np.concatenate([rows for rows, _ in found]))
    if len(candidates) == 0:
        return None
    searches = tuple(Nearest(scores, snapshot.article_numbers[rows]) for rows, scores in found)
    return _Table.of(snapshot, query, words, candidates, selection).settled(
        snapshot, query, of_source, searches
    )


def joined(parts: Sequence[Shortlist]) -> Shortlist | None:
    """Return one shortlist of those of several shards, as if all were one index.

    Each search gives its best of all shards together, and only their articles are candidates.
    """
    if not parts:
        return None
    searches = tuple(map(_best_of, zip(*(part.searches for part in parts), strict=True)))
    kept = np.unique(np.concatenate([each.articles for each in searches]))
    columns = {name: np.concatenate([getattr(p, name) for p in parts]) for name in _COLUMNS}
    whole = Shortlist(**columns, searches=searches)
    order = np.argsort(whole.articles, kind="stable")
    return whole.taken(order[np.isin(whole.articles[order], kept)])


def _best_of(lists: Sequence[Nearest]) -> Nearest:
    scores = np.concatenate([each.scores for each in lists])
    articles = np.concatenate([each.articles for each in lists])
    best = np.lexsort((articles, -scores))[:ROWS_A_SEARCH]
    return Nearest(scores[best], articles[best])


def _scopes(
    snapshot: Snapshot, query: Query, selection: Selection, of_source: Numbers | None
) -> Iterator[Selection]:
    """Yield the narrower scopes that are searched for candidates of their own."""
    for first, last in query.spans:
        dated = snapshot.select(first, last, undated=False)
        yield Selection(dated.allowed & selection.allowed, dated.ranges)
    if of_source is not None:
        within = snapshot.select(articles=of_source)
        yield Selection(within.allowed & selection.allowed, within.ranges)


def _searched(
    snapshot: Snapshot, query: Query, words: Scores, scope: Selection
) -> Iterator[tuple[Rows, Scores]]:
    """Yield the best rows of each search in a scope, best first, with their scores.

    Headlines and bodies are searched apart: short texts would crowd out the others; and so are
    the dated and the undated. In which segments the rows lie makes no difference.
    """
    for part in (snapshot.body, snapshot.headline):
        narrowed = Selection(scope.allowed & part, scope.ranges)
        near = snapshot.nearest(query.vector, ROWS_A_SEARCH, narrowed)
        cosines = snapshot.cosines(query.vector, near)
        matching = _matching(words, narrowed)
        for dated in (True, False):
            own = (snapshot.days[near] > 0) == dated
            yield _top(snapshot, near[own], cosines[own])
            rows = matching[(snapshot.days[matching] > 0) == dated]
            yield _top(snapshot, rows, words[rows])


def _matching(words: Scores, scope: Selection) -> Rows:
    found = [np.empty(0, dtype=np.int64)]
    for rows in scope.ranges:
        inside = slice(rows.start, rows.stop)
        found.append(rows.start + np.flatnonzero((words[inside] > 0) & scope.allowed[inside]))
    return np.concatenate(found)


def _top(snapshot: Snapshot, rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
    """Return the best ROWS_A_SEARCH; of equal ones those of the lowest article, the first first."""
    if len(rows) > ROWS_A_SEARCH:
        least = np.partition(scores, -ROWS_A_SEARCH)[-ROWS_A_SEARCH]
        rows, scores = rows[scores >= least], scores[scores >= least]
    best = np.lexsort((rows, snapshot.article_numbers[rows], -scores))[:ROWS_A_SEARCH]
    return rows[best], scores[best]


@dataclass(frozen=True, slots=True)
class _Table:
    """All allowed rows of the candidate articles, grouped by article.

    `rows`, `dense`, `words` and `headline` have one value a row; `articles` (record row numbers)
    and `firsts` (where the rows of each begin) one an article.
    """

    rows: Rows
    articles: Numbers
    firsts: Numbers
    dense: Scores
    words: Scores
    headline: Mask

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        query: Query,
        words: Scores,
        candidates: Rows,
        selection: Selection,
    ) -> "_Table":
        """Return the articles of the rows `candidates`; `words` has a value for every row."""
        rows = snapshot.rows_of(np.unique(snapshot.article_numbers[candidates]))
        rows = rows[selection.allowed[rows]]
        articles, firsts = np.unique(snapshot.article_numbers[rows], return_index=True)
        return cls(
            rows, articles, firsts, snapshot.cosines(query.vector, rows), words[rows],
            snapshot.headline[rows],
        )  # fmt: skip

    def settled(
        self,
        snapshot: Snapshot,
        query: Query,
        of_source: Numbers | None,
        searches: tuple[Nearest, ...],
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

    def _mean_of_best(self, values: Scores, best: int = 3) -> Scores:
        """Return the mean of the `best` highest values of each article's bodies.

        Its headline fills a place that is left over: a page of one short text, or of a video, is
        not held to have nothing to say.
        """
        owners = self._owners()
        order = np.lexsort((-values, self.headline, owners))
        counts = np.bincount(owners, minlength=len(self.articles))
        top = order[self._places() < best]
        sums = np.bincount(owners[top], weights=values[top], minlength=len(self.articles))
        return (sums / np.minimum(counts, best)).astype(np.float32)

    def _owners(self) -> Numbers:
        lengths = np.diff(self.firsts, append=len(self.rows))
        return np.repeat(np.arange(len(self.articles)), lengths)

    def _places(self) -> Numbers:
        """Return the place of each row within its article, from 0."""
        return np.arange(len(self.rows)) - self.firsts[self._owners()]

    def _of_headline(self, values: Scores) -> Scores:
        masked = np.where(self.headline, values, np.float32(0.0))
        return np.asarray(np.add.reduceat(masked, self.firsts), dtype=np.float32)

    def _coverage(self, snapshot: Snapshot, weights: Mapping[str, float]) -> Scores:
        covered = np.zeros(len(self.articles), dtype=np.float32)
        for term, weight in weights.items():
            held = snapshot.holding(term)[self.rows]
            covered += np.float32(weight) * np.logical_or.reduceat(held, self.firsts)
        return covered / np.float32(max(sum(weights.values()), 1e-6))

    def _best_passages(self, snapshot: Snapshot) -> tuple[Numbers, Scores, Scores]:
        """Return the best bodies of each article, a row an article: passages and both scores."""
        shape = (len(self.articles), PASSAGES_AN_ARTICLE)
        passages = np.full(shape, -1, dtype=np.int64)
        dense, words = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
        owners, places = self._owners(), self._places()
        order = np.lexsort((-(self.dense + self.words), self.headline, owners))
        taken = (places < PASSAGES_AN_ARTICLE) & ~self.headline[order]
        best, at = order[taken], (owners[taken], places[taken])
        passages[at] = snapshot.passages[self.rows[best]]
        dense[at], words[at] = self.dense[best], self.words[best]
        return passages, dense, words


def _age(days: Numbers, question: Question) -> Scores:
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


def _outside(days: Numbers, question: Question) -> Scores:
    window = question.window
    if window is None:
        return np.zeros(len(days), dtype=np.float32)
    start = window.start.toordinal() if window.start else 1
    end = window.end.toordinal() + WINDOW_SLACK_DAYS if window.end else date.max.toordinal()
    return ((days > 0) & ((days < start) | (days > end))).astype(np.float32)
