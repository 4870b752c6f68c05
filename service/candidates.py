"""Candidates: the searches of one index for a question, and the table of what they find."""

from collections.abc import Iterator

import numpy as np

from indexer.index import Rows, Scores, Selection, Snapshot
from service.query import Query
from service.shortlist import ROWS_A_SEARCH, Numbers, Searches, Shortlist
from service.sources import Sources
from service.table import Table


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
    rows = np.concatenate([rows for rows, _ in found])
    if len(rows) == 0:
        return None
    articles = snapshot.article_numbers[rows]
    searches = Searches(
        np.concatenate([scores for _, scores in found]),
        articles,
        np.array([len(scores) for _, scores in found]),
    )
    return Table.of(snapshot, query, words, np.unique(articles), selection).settled(
        snapshot, query, of_source, searches
    )


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
    if len(rows) == 0:
        return rows, scores
    if len(rows) > ROWS_A_SEARCH:
        least = np.partition(scores, -ROWS_A_SEARCH)[-ROWS_A_SEARCH]
        rows, scores = rows[scores >= least], scores[scores >= least]
    best = np.lexsort((rows, snapshot.article_numbers[rows], -scores))[:ROWS_A_SEARCH]
    return rows[best], scores[best]
