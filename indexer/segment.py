"""Segment: a searchable block of passages; the published generation is one, the delta another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.dates import day_of
from indexer.keywords import FILE_NAMES as KEYWORD_FILES
from indexer.keywords import KeywordIndex
from indexer.record import PassageRow, Record
from indexer.vectors import FILE_NAME as VECTOR_FILE
from indexer.vectors import VectorIndex
from indexer.words import terms_of

UNDATED = 0
FILE_NAMES = ("passages.npy", VECTOR_FILE, *KEYWORD_FILES)


@dataclass(frozen=True, slots=True)
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
    def read(cls, folder: Path) -> "Segment":
        """Open a written segment; its checksums must have been verified before."""
        columns = np.load(folder / "passages.npy")
        return cls(
            *_columns(columns),
            vectors=VectorIndex.read(folder),
            keywords=KeywordIndex.read(folder),
        )

    def write(self, folder: Path) -> None:
        """Write the segment's files (FILE_NAMES) into `folder`."""
        columns = np.stack([self.passages, self.articles, self.days, self.headline], axis=1)
        np.save(folder / "passages.npy", columns)
        self.vectors.write(folder)
        self.keywords.write(folder)

    def __len__(self) -> int:
        return len(self.passages)

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


def _columns(
    columns: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    passages, articles, days, headline = (np.ascontiguousarray(c) for c in columns.T)
    return passages, articles, days, headline.astype(bool)
