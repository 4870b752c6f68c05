"""The lexical index of one segment: BM25 over memory-mapped postings. The only file that knows it.

Documents are passages in order of publication day, so a window of time is a slice of every
posting list. Statistics (document count, mean length, document frequency) are passed in, not
baked in: a delta, a generation and a shard then score alike. See docs/decisions/lexical-index.md.
"""

import mmap
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1 = 0.9
B = 0.4

_ARRAYS = ("starts", "rows", "counts", "lengths", "term_ends")
_TERMS = "terms.bin"
_FOUND_KEPT = 50_000
FILE_NAMES = (*(f"{name}.npy" for name in _ARRAYS), _TERMS)

Floats = NDArray[np.float32]
Integers = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 must know of the whole collection."""

    documents: int
    tokens: int
    frequency: Mapping[str, int]

    def idf(self, term: str) -> float:
        """Return the weight of a term: Robertson-Sparck Jones, kept positive as Lucene does."""
        df = self.frequency.get(term, 0)
        return float(np.log(1 + (self.documents - df + 0.5) / (df + 0.5)))

    @property
    def mean_length(self) -> float:
        """Return the average number of terms in a document."""
        return self.tokens / self.documents if self.documents else 1.0


class _Terms(Sequence[bytes]):
    """A sorted vocabulary in one block of bytes, found by bisection without being loaded."""

    def __init__(self, block: bytes | mmap.mmap, ends: Integers) -> None:
        self.block = block
        self.ends = ends
        self._found: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        start = int(self.ends[number - 1]) if number else 0
        return self.block[start : int(self.ends[number])]

    def find(self, term: str) -> int | None:
        """Return the number of `term`, or None."""
        known = self._found.get(term)
        if known is not None:
            return known
        key = term.encode()
        number = bisect_left(self, key)
        if number == len(self) or self[number] != key:
            return None
        if len(self._found) >= _FOUND_KEPT:
            self._found = {}
        self._found[term] = number
        return number


@dataclass(frozen=True, slots=True)
class KeywordIndex:
    """Posting lists by term: the rows that hold it, ascending, and how often."""

    terms: _Terms
    starts: Integers
    rows: Integers
    counts: Integers
    lengths: Integers

    @classmethod
    def build(cls, documents: Iterable[Iterable[str]]) -> "KeywordIndex":
        """Index `documents`, each given by its terms, in row order."""
        numbers: dict[str, int] = {}
        term_of_posting, rows, counts, lengths = (array("I") for _ in range(4))
        for row, document in enumerate(documents):
            counted = Counter(document)
            lengths.append(counted.total())
            for term, count in counted.items():
                term_of_posting.append(numbers.setdefault(term, len(numbers)))
                rows.append(row)
                counts.append(min(count, 65535))
        return cls._sorted(
            {term.encode(): number for term, number in numbers.items()},
            np.frombuffer(term_of_posting, dtype=np.uint32),
            np.frombuffer(rows, dtype=np.uint32),
            np.frombuffer(counts, dtype=np.uint32).astype(np.uint16),
            np.frombuffer(lengths, dtype=np.uint32),
        )

    @classmethod
    def merge(cls, parts: Sequence[tuple["KeywordIndex", Integers]]) -> "KeywordIndex":
        """Return one index of the rows of several, the same as if their texts were indexed anew.

        With each part comes the number that each of its rows is to have, -1 to leave it out.
        """
        numbers: dict[bytes, int] = {}
        postings: list[tuple[Integers, ...]] = [(np.empty(0, dtype=np.uint32),) * 3]
        lengths = np.zeros(sum(int((new >= 0).sum()) for _, new in parts), dtype=np.uint32)
        for index, new in parts:
            own = np.array([numbers.setdefault(t, len(numbers)) for t in index.terms], np.uint32)
            rows = new[np.asarray(index.rows)]
            kept = rows >= 0
            owner = np.repeat(own, np.diff(index.starts))
            postings.append((owner[kept], rows[kept].astype(np.uint32), index.counts[kept]))
            lengths[new[new >= 0]] = index.lengths[new >= 0]
        owners, rows, counts = (np.concatenate(each) for each in zip(*postings, strict=True))
        return cls._sorted(numbers, owners, rows, counts, lengths)

    @classmethod
    def _sorted(
        cls,
        numbers: dict[bytes, int],
        owners: Integers,
        rows: Integers,
        counts: Integers,
        lengths: Integers,
    ) -> "KeywordIndex":
        """Return the postings by term and row; `owners` holds the number of each one's term."""
        held = np.bincount(owners, minlength=len(numbers))
        vocabulary = sorted(term for term, number in numbers.items() if held[number])
        own = np.array([numbers[term] for term in vocabulary], dtype=np.int64)
        place = np.zeros(len(numbers), dtype=np.int64)
        place[own] = np.arange(len(own))
        order = np.argsort(place[owners] << 32 | rows)
        return cls(
            terms=_Terms(b"".join(vocabulary), np.cumsum([len(term) for term in vocabulary])),
            starts=np.concatenate([[0], np.cumsum(held[own])]).astype(np.int64),
            rows=rows[order].astype(np.uint32),
            counts=counts[order].astype(np.uint16),
            lengths=lengths,
        )

    @classmethod
    def read(cls, folder: Path) -> "KeywordIndex":
        """Open written postings, memory-mapped."""
        # As plain arrays over the map: np.memmap costs a microsecond at each look into it.
        arrays = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
            for name in _ARRAYS
        }
        ends = arrays.pop("term_ends")
        return cls(terms=_Terms(_map(folder / _TERMS), ends), **arrays)

    def write(self, folder: Path) -> None:
        """Write the postings into `folder`."""
        for name in _ARRAYS:
            values = self.terms.ends if name == "term_ends" else getattr(self, name)
            np.save(folder / f"{name}.npy", values)
        (folder / _TERMS).write_bytes(self.terms.block)

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def tokens(self) -> int:
        """Return the number of terms in all documents."""
        return int(self.lengths.sum(dtype=np.int64))

    def frequency(self, term: str) -> int:
        """Return in how many documents `term` stands."""
        number = self.terms.find(term)
        return int(self.starts[number + 1] - self.starts[number]) if number is not None else 0

    def holding(self, term: str, within: range) -> Integers:
        """Return the rows of `within` that hold `term`, ascending."""
        return self._postings(term, within)[0]

    def scores(self, terms: Sequence[str], statistics: Statistics, within: range) -> Floats:
        """Return the BM25 score of every row of `within`, float32 of shape (len(within),).

        Robertson et al., Okapi at TREC-3 (1994), with Lucene's non-negative idf.
        """
        total = np.zeros(len(within), dtype=np.float32)
        for term, repeats in Counter(terms).items():
            rows, counts = self._postings(term, within)
            if len(rows) == 0:
                continue
            lengths = self.lengths[rows] / np.float32(statistics.mean_length)
            counts = counts.astype(np.float32)
            gain = counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths))
            total[rows - np.uint32(within.start)] += np.float32(
                statistics.idf(term) * repeats
            ) * gain.astype(np.float32)
        return total

    def _postings(self, term: str, within: range) -> tuple[Integers, Integers]:
        number = self.terms.find(term)
        if number is None:
            return self.rows[:0], self.counts[:0]
        start, end = int(self.starts[number]), int(self.starts[number + 1])
        rows = self.rows[start:end]
        # Of another type, the ends would have all rows copied into it.
        low, high = rows.searchsorted(np.array([within.start, within.stop], dtype=rows.dtype))
        return np.asarray(rows[low:high]), np.asarray(self.counts[start + low : start + high])


def _map(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
