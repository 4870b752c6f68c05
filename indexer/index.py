"""Index: one view over the published generation and what was added or removed since."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import generation
from indexer.errors import GenerationDamaged
from indexer.generation import Generation
from indexer.keywords import Statistics
from indexer.record import ArticleFacts, Change, PassageRow, Record, StoredArticle
from indexer.segment import Segment
from indexer.sentences import Span

SMALLEST_FOLD = 100
"""Changes that are worth a new generation, however small the index is."""

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


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
        segments: Sequence[Segment],
        dropped: NDArray[np.int64],
        articles: dict[int, ArticleFacts],
        *,
        generation: int,
        change: int,
    ) -> None:
        self.segments = tuple(segments)
        self.articles = articles
        self.generation = generation
        self.change = change
        self._starts = np.cumsum([0, *(len(segment) for segment in segments)])
        self.passages = _join([segment.passages for segment in segments], np.int64)
        self.article_numbers = _join([segment.articles for segment in segments], np.int64)
        self.days = _join([segment.days for segment in segments], np.int64)
        self.headline = _join([segment.headline for segment in segments], np.bool_)
        self.alive = ~np.isin(self.passages, dropped)

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
        """Return the rows nearest to `query`: at most `k` for each range of the selection."""
        found = []
        for start, segment, rows in self._parts(selection):
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

    def bm25(self, terms: Sequence[str], selection: Selection) -> Scores:
        """Return BM25 scores of all rows, zero outside the selection; shape (len(self),)."""
        statistics = self.statistics(terms)
        scores = np.zeros(len(self), dtype=np.float32)
        for start, segment, rows in self._parts(selection):
            part = segment.keywords.scores(terms, statistics, rows)
            scores[start + rows.start : start + rows.stop] = part
        scores[~selection.allowed] = 0.0
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
        high = np.searchsorted(numbers, articles, side="right")
        return _join(
            [order[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)], np.int64
        )

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
        return sum(segment.keywords.tokens for segment in self.segments)

    def _parts(self, selection: Selection) -> list[tuple[int, Segment, range]]:
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


class Index:
    """An index opened for reading. Safe to share between threads.

    `refresh` is cheap when nothing was committed; snapshots taken before stay valid.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()
        self.meta = self._record.meta()
        self.dimension = int(self.meta["dimension"])
        self.damage: str | None = None
        self._base = self._open_base()
        self._lock = threading.Lock()
        self._snapshot = self._take_snapshot()

    @property
    def _record(self) -> Record:
        if not hasattr(self._local, "record"):
            self._local.record = Record.open(self.folder)
        record: Record = self._local.record
        return record

    def snapshot(self) -> Snapshot:
        """Return the newest view, with everything that was acknowledged before the call."""
        with self._lock:
            if self._has_news():
                if generation.newest(self.folder) > self._tried:
                    self._base = self._open_base()
                self._snapshot = self._take_snapshot()
            return self._snapshot

    @property
    def _base_number(self) -> int:
        return self._base.manifest.number if self._base else 0

    def _has_news(self) -> bool:
        return (
            self._record.changes.last() != self._snapshot.change
            or generation.newest(self.folder) > self._tried
        )

    def _open_base(self) -> Generation | None:
        self._tried = generation.newest(self.folder)  # a damaged one is read once only
        try:
            opened = generation.open_newest(self.folder, self.meta)
            if opened and opened.manifest.change > self._record.changes.last():
                raise GenerationDamaged(
                    f"{opened.folder} is ahead of the record; was that restored?"
                )
        except GenerationDamaged as error:
            self.damage = str(error)
            return None
        self.damage = None
        return opened

    def _take_snapshot(self) -> Snapshot:
        with self._record.reading() as record:
            return self._read_snapshot(record)

    def _read_snapshot(self, record: Record) -> Snapshot:
        known = self._base.manifest.change if self._base else 0
        changes = record.changes.after(known)
        segments = [self._base.segment] if self._base else []
        delta = _added_since(record, changes)
        if delta:
            segments.append(Segment.build(record, delta, self.dimension))
        return Snapshot(
            segments,
            _dropped_since(changes),
            {facts.number: facts for facts in record.articles.facts()},
            generation=self._base_number,
            change=changes[-1].number if changes else known,
        )

    def require_model(self, model: str) -> None:
        """Raise IndexMismatch unless the index was built with `model`."""
        self._record.require({"model": model})

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """Return the live version of an article, or the numbered one, or None."""
        return self._record.articles.get(article_id, version)

    def article_by_number(self, number: int) -> StoredArticle | None:
        """Return the live version of the article with this record row number."""
        return self._record.articles.by_number(number)

    def spans(self, passages: Sequence[int]) -> dict[int, Span]:
        """Return where each of `passages` lies in its article; dropped ones are left out."""
        rows = self._record.passages.by_id(passages)
        return {row.id: Span(row.start, row.end) for row in rows}


def publish_news(folder: Path, record: Record) -> Generation | None:
    """Publish a generation when the newest one is missing, damaged or behind the record.

    Needs the writer's lock. Returns the new generation, or None when there was no need.
    """
    meta = record.meta()
    try:
        current = generation.open_newest(folder, meta)
    except GenerationDamaged:
        current = None
    change = record.changes.last()
    if current is not None and current.manifest.change == change:
        return None
    segment = Segment.build(record, record.passages.between(), int(meta["dimension"]))
    return generation.publish(folder, segment, change, meta)


def fold_delta(folder: Path, record: Record) -> Generation | None:
    """Publish when what was changed since the newest generation has grown large.

    Needs the writer's lock. Readers rebuild the delta at each change, so that it must stay small
    beside the generation. Returns the new generation, or None when there was no need.
    """
    try:
        changed = record.changes.last() - generation.newest_change(folder)
    except GenerationDamaged:
        return publish_news(folder, record)
    largest = max(SMALLEST_FOLD, record.counts()["articles"] // 10)
    return publish_news(folder, record) if changed > largest else None


def _added_since(record: Record, changes: Sequence[Change]) -> list[PassageRow]:
    rows: list[PassageRow] = []
    for change in changes:
        if change.kind == "add":
            rows += record.passages.between(change.first, change.last)
    return rows


def _dropped_since(changes: Sequence[Change]) -> NDArray[np.int64]:
    ranges = [np.arange(c.first, c.last + 1) for c in changes if c.kind == "drop"]
    return _join(ranges, np.int64)


def _join(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
