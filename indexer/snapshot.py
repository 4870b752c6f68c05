"""Snapshot: one immutable view of an index, over the published generation and what came since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.keywords import Statistics
from indexer.record import ArticleFacts
from indexer.segment import Segment

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, and which of its rows are still live."""

    segment: Segment
    alive: NDArray[np.bool_]

    @classmethod
    def whole(cls, segment: Segment) -> "Part":
        """Return `segment` with every row live."""
        return cls(segment, np.ones(len(segment), dtype=bool))

    def without(self, passages: NDArray[np.int64]) -> "Part":
        """Return the part without the rows of `passages`; itself when it holds none of them."""
        hit = np.isin(self.segment.passages, passages) & self.alive
        return Part(self.segment, self.alive & ~hit) if hit.any() else self

    def __len__(self) -> int:
        return len(self.segment)


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of a snapshot that may be returned: a mask, and the row ranges that hold them all."""

    allowed: NDArray[np.bool_]
    ranges: tuple[range, ...]

    def __len__(self) -> int:
        return int(self.allowed.sum())


class Snapshot:
    """An immutable view of the index. Rows are numbered through all of its segments."""

    def __init__(
        self,
        parts: Sequence[Part],
        articles: dict[int, ArticleFacts],
        *,
        generation: int,
        change: int,
    ) -> None:
        self.parts = tuple(parts)
        self.segments = tuple(part.segment for part in parts)
        self.articles = articles
        self.generation = generation
        self.change = change
        self._starts = np.cumsum([0, *(len(part) for part in parts)])
        self.passages = _join([part.segment.passages for part in parts], np.int64)
        self.article_numbers = _join([part.segment.articles for part in parts], np.int64)
        self.days = _join([part.segment.days for part in parts], np.int64)
        self.headline = _join([part.segment.headline for part in parts], np.bool_)
        self.body = ~self.headline
        self.alive = _join([part.alive for part in parts], np.bool_)

    def __len__(self) -> int:
        return int(self._starts[-1])

    def select(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        undated: bool = True,
        articles: NDArray[np.int64] | None = None,
    ) -> Selection:
        """Return the live rows published from `first` to `last`, with or without undated ones.

        `articles` (record row numbers) narrows further.
        """
        ranges = [
            range(start + rows.start, start + rows.stop)
            for start, segment in zip(self._starts.tolist(), self.segments, strict=False)
            for rows in (
                segment.undated_rows() if undated else range(0),
                segment.rows_between(first, last),
            )
            if rows
        ]
        allowed = np.zeros(len(self), dtype=bool)
        for rows in ranges:
            allowed[rows.start : rows.stop] = self.alive[rows.start : rows.stop]
        if articles is not None:
            allowed &= np.isin(self.article_numbers, articles)
        return Selection(allowed, tuple(ranges))

    def nearest(self, query: NDArray[np.float32], k: int, selection: Selection) -> Rows:
        """Return the rows nearest to `query`: `k` for each range of the selection.

        There are fewer when it holds fewer, and more when others are as near as the last.
        """
        found = []
        for start, segment, rows in self._ranges_in(selection):
            allowed = selection.allowed[start : start + len(segment)]
            found.append(start + segment.vectors.search(query, k, rows, allowed))
        return _join(found, np.int64)

    def cosines(self, query: NDArray[np.float32], rows: Rows) -> Scores:
        """Return the cosine of `query` with each of `rows`."""
        scores = np.empty(len(rows), dtype=np.float32)
        for start, segment in zip(self._starts.tolist(), self.segments, strict=False):
            inside = (rows >= start) & (rows < start + len(segment))
            if inside.any():
                scores[inside] = segment.vectors.scores(query, rows[inside] - start)
        return scores

    def bm25(
        self, terms: Sequence[str], selection: Selection, statistics: Statistics | None = None
    ) -> Scores:
        """Return BM25 scores of all rows, zero outside the selection; shape (len(self),).

        `statistics` are those of all shards, where this is one of several.
        """
        statistics = statistics or self.statistics(terms)
        scores = np.zeros(len(self), dtype=np.float32)
        for start, segment, rows in self._ranges_in(selection):
            part = segment.keywords.scores(terms, statistics, rows)
            scores[start + rows.start : start + rows.stop] = part
        scores *= selection.allowed
        return scores

    def holding(self, term: str) -> NDArray[np.bool_]:
        """Return which rows hold `term`; shape (len(self),)."""
        held = np.zeros(len(self), dtype=bool)
        for start, segment in zip(self._starts.tolist(), self.segments, strict=False):
            held[start + segment.keywords.holding(term, range(len(segment)))] = True
        return held

    def rows_of(self, articles: NDArray[np.int64]) -> Rows:
        """Return all rows of `articles` (record row numbers), grouped by article."""
        order, numbers = self._by_article
        low = np.searchsorted(numbers, articles, side="left")
        counts = np.searchsorted(numbers, articles, side="right") - low
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(low - ends + counts, counts)
        return np.asarray(order[places], dtype=np.int64)

    @cached_property
    def _by_article(self) -> tuple[Rows, Rows]:
        order = np.argsort(self.article_numbers, kind="stable")
        return order, self.article_numbers[order]

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return the collection's statistics for `terms`, over all segments."""
        keywords = [segment.keywords for segment in self.segments]
        return Statistics(
            documents=sum(len(index) for index in keywords),
            tokens=self._tokens,
            frequency={
                term: sum(index.frequency(term) for index in keywords) for term in set(terms)
            },
        )

    @cached_property
    def _tokens(self) -> int:
        return sum(segment.tokens for segment in self.segments)

    def _ranges_in(self, selection: Selection) -> list[tuple[int, Segment, range]]:
        parts = []
        for start, segment in zip(self._starts.tolist(), self.segments, strict=False):
            for rows in selection.ranges:
                if start <= rows.start < start + len(segment):
                    parts.append((start, segment, range(rows.start - start, rows.stop - start)))
        return parts

    @cached_property
    def days_covered(self) -> tuple[date, date] | None:
        """Return the first and last day of publication, or None when nothing is dated."""
        dated = self.days[self.alive & (self.days > 0)]
        if len(dated) == 0:
            return None
        return date.fromordinal(int(dated.min())), date.fromordinal(int(dated.max()))


def _join(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
