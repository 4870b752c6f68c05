"""Segment: a searchable block of passages; the published generation is one, the delta another."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.dates import day_of
from indexer.keywords import FILE_NAMES as KEYWORD_FILES
from indexer.keywords import KeywordIndex
from indexer.record import PassageRow, Record
from indexer.vectors import FILE_NAME as VECTOR_FILE
from indexer.vectors import LISTS_FILE, VectorIndex
from indexer.words import terms_of

UNDATED = 0
FILE_NAMES = ("passages.npy", VECTOR_FILE, *KEYWORD_FILES)


@dataclass(frozen=True)
class Segment:
    """Passages in order of publication day, undated ones first.

    `passages`, `articles` (record row numbers), `days` (proleptic ordinals, 0 for undated) and
    `headline` (true for a row that is an article's title) have one value a row.
    """

    passages: NDArray[np.int64]
    articles: NDArray[np.int64]
    days: NDArray[np.int64]
    headline: NDArray[np.bool_]
    vectors: VectorIndex
    keywords: KeywordIndex

    @classmethod
    def build(cls, record: Record, rows: Sequence[PassageRow], dimension: int) -> "Segment":
        """Index the passages `rows` of the record."""
        rows = sorted(rows, key=lambda row: (_ordinal(row), row.id))
        ids = [row.id for row in rows]
        columns = np.array(
            [(row.id, row.article, _ordinal(row), row.end == 0) for row in rows], dtype=np.int64
        ).reshape(-1, 4)
        return cls(
            *_columns(columns),
            vectors=VectorIndex.build(record.passages.vectors(ids, dimension)),
            keywords=KeywordIndex.build(map(terms_of, record.passages.texts(rows))),
        )

    @classmethod
    def merge(
        cls, record: Record, parts: Sequence[tuple["Segment", NDArray[np.bool_]]], dimension: int
    ) -> "Segment":
        """Return one segment of the rows of several, each given with which of them to keep.

        Only the vectors are read from `record`, which must hold all the passages that are kept.
        """
        columns = np.concatenate(
            [np.empty((0, 4), dtype=np.int64), *(part._table()[kept] for part, kept in parts)]
        )
        order = np.lexsort((columns[:, 0], columns[:, 2]))
        columns = columns[order]
        position = np.empty(len(order), dtype=np.int64)
        position[order] = np.arange(len(order))
        return cls(
            *_columns(columns),
            vectors=VectorIndex.build(record.passages.vectors(columns[:, 0].tolist(), dimension)),
            keywords=KeywordIndex.merge(_renumbered(parts, position)),
        )

    @classmethod
    def read(cls, folder: Path, *, lists: bool = False) -> "Segment":
        """Open a written segment, with or without inverted lists of its vectors.

        Its checksums must have been verified before.
        """
        columns = np.load(folder / "passages.npy")
        return cls(
            *_columns(columns),
            vectors=VectorIndex.read(folder, lists=lists),
            keywords=KeywordIndex.read(folder),
        )

    def write(self, folder: Path) -> None:
        """Write the segment's files (`file_names`) into `folder`."""
        np.save(folder / "passages.npy", self._table())
        self.vectors.write(folder)
        self.keywords.write(folder)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Return the files that `write` makes: FILE_NAMES, and the lists where there are some."""
        return (*FILE_NAMES, LISTS_FILE) if self.vectors.has_lists else FILE_NAMES

    @property
    def search(self) -> dict[str, Any]:
        """Return how the vectors are searched, for the manifest; nothing when exactly."""
        return asdict(self.vectors.plan) if self.vectors.has_lists else {}

    def settled(self, memory_mb: int) -> "Segment":
        """Return the segment as it is best searched for long; see VectorIndex.settled."""
        return replace(self, vectors=self.vectors.settled(memory_mb))

    def _table(self) -> NDArray[np.int64]:
        return np.stack([self.passages, self.articles, self.days, self.headline], axis=1)

    def __len__(self) -> int:
        return len(self.passages)

    @cached_property
    def tokens(self) -> int:
        """Return the number of terms in all passages."""
        return self.keywords.tokens

    def rows_between(self, first: date | None, last: date | None) -> range:
        """Return the rows of dated passages published from `first` to `last`, both included."""
        low = first.toordinal() if first else UNDATED + 1
        high = last.toordinal() if last else np.iinfo(np.int64).max
        start = int(np.searchsorted(self.days, low, side="left"))
        return range(start, max(start, int(np.searchsorted(self.days, high, side="right"))))

    def undated_rows(self) -> range:
        """Return the rows of passages whose article has no date."""
        return range(int(np.searchsorted(self.days, UNDATED, side="right")))


def _ordinal(row: PassageRow) -> int:
    day = day_of(row.published)
    return day.toordinal() if day else UNDATED


def _renumbered(
    parts: Sequence[tuple[Segment, NDArray[np.bool_]]], position: NDArray[np.int64]
) -> list[tuple[KeywordIndex, NDArray[np.int64]]]:
    renumbered, start = [], 0
    for part, kept in parts:
        numbers = np.full(len(part), -1, dtype=np.int64)
        end = start + int(kept.sum())
        numbers[kept] = position[start:end]
        renumbered.append((part.keywords, numbers))
        start = end
    return renumbered


def _columns(
    columns: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    passages, articles, days, headline = (np.ascontiguousarray(c) for c in columns.T)
    return passages, articles, days, headline.astype(bool)
