"""Vectors of one segment. The only file that knows FAISS.

Rows are in order of publication day, so that a window of time is a range of rows. Few rows, by
window or by filter, are searched exactly: that costs only their own number. More of them are
searched in inverted lists, and what these find is scored exactly. See docs/decisions/scale.md.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

FILE_NAME = "vectors.faiss"
LISTS_FILE = "lists.faiss"

EXACT_ROWS = 20_000
"""So many rows in all are searched exactly in about 2 ms; lists pay from there on."""

NARROW_ROWS = 10_000
"""So many rows inside a window or filter are still searched exactly where there are lists: from
there on the lists are quicker."""

MEMORY_MB = 1024
"""What the lists may take by default; the vectors themselves stay on disk, memory-mapped."""

SAFE_RECALL = 0.98
"""What sampled queries must find; real questions, easier than they, then find a little more."""

LEAST_ROWS = 10_000
"""At least so many rows are looked into, up to a quarter of all: half a millisecond, and what is
asked for lies eight times as deep as the recall is measured."""

_SAMPLED = 200
_DEPTH = 10
_DEPTHS = np.array([4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024])
_THREADS = 2
"""For building. A search takes one: teams of threads wait for each other longer than they work."""

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a segment is searched: `codes` are "exact", "sq8" or "pq" and the bytes of one code.

    `probes` is how many of `lists` are looked into, `recall` the share of the true ten nearest
    that sampled queries then found.
    """

    codes: str
    lists: int = 0
    probes: int = 0
    recall: float = 1.0


class VectorIndex:
    """Inner-product search over unit vectors, in row ranges and under masks."""

    def __init__(self, flat: "faiss.Index", lists: "faiss.IndexIVF | None" = None) -> None:
        self._flat = flat
        self._lists = lists
        self._kept: tuple[Floats, Floats] | None = None
        self.plan = Plan("exact") if lists is None else Plan("lists", lists.nlist, lists.nprobe)

    @classmethod
    def build(cls, matrix: Floats) -> "VectorIndex":
        """Index the rows of `matrix`, float32 of shape (n, dimension), for exact search."""
        flat = _faiss().IndexFlatIP(matrix.shape[1])
        flat.add(np.ascontiguousarray(matrix))
        return cls(flat)

    def settled(self, memory_mb: int = MEMORY_MB, exact_rows: int = EXACT_ROWS) -> "VectorIndex":
        """Return the index as it is best searched: with lists when it is large.

        Their codes are the finest that fit into `memory_mb`. They are probed as deep as a recall
        of SAFE_RECALL needs on sampled queries; when even a quarter of them does not reach it,
        the search stays exact.
        """
        if len(self) <= exact_rows:
            return self
        codes = codes_for(len(self), self._flat.d, memory_mb)
        settled = VectorIndex(self._flat, _build_lists(self._flat, codes))
        settled.plan = settled._deep_enough(codes)
        return settled if settled.plan.codes != "exact" else self

    def _deep_enough(self, codes: str) -> Plan:
        assert self._lists is not None
        queries = _sample(self._flat)
        _, nearest = self._flat.search(queries, _DEPTH)
        most = self._lists.nlist // 4
        least = max(1, min(most, self._lists.nlist * LEAST_ROWS // len(self)))
        deeper = _DEPTHS[(least < _DEPTHS) & (most >= _DEPTHS)]
        for probes in (least, *deeper.tolist()):
            self._lists.nprobe = probes
            found = [self._in_lists(query, _DEPTH, None) for query in queries]
            right = [np.isin(a, b).mean() for a, b in zip(nearest, found, strict=True)]
            recall = float(np.mean(right))
            if recall >= SAFE_RECALL:
                return Plan(codes, self._lists.nlist, probes, round(recall, 4))
        return Plan("exact")

    @classmethod
    def read(cls, folder: Path, *, lists: bool = False) -> "VectorIndex":
        """Open a written index, memory-mapped, with or without its lists.

        Their checksums must have been verified before.
        """
        faiss = _faiss()
        flat = faiss.read_index(str(folder / FILE_NAME), faiss.IO_FLAG_MMAP_IFC)
        if not lists:
            return cls(flat)
        return cls(flat, faiss.read_index(str(folder / LISTS_FILE), faiss.IO_FLAG_MMAP_IFC))

    def exact(self) -> "VectorIndex":
        """Return the same vectors, always searched one by one."""
        return VectorIndex(self._flat)

    @property
    def has_lists(self) -> bool:
        """Tell whether many rows are searched in inverted lists."""
        return self._lists is not None

    def write(self, folder: Path) -> None:
        """Write the index into `folder`: one file, and another for its lists if it has some."""
        faiss = _faiss()
        faiss.write_index(self._flat, str(folder / FILE_NAME))
        if self._lists is not None:
            faiss.write_index(self._lists, str(folder / LISTS_FILE))

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    def search(self, query: Floats, k: int, rows: range, allowed: NDArray[np.bool_]) -> Rows:
        """Return the `k` rows within `rows` nearest to `query` that are `allowed`, nearest first.

        Others that are just as near as the last of them come too, so that what is found does not
        hang on the order of rows. `query` has shape (dimension,); `allowed` has one value for each
        row of the index.
        """
        inside = rows.start + np.flatnonzero(allowed[rows.start : rows.stop])
        k = min(k, len(inside))
        if k <= 0:
            return np.empty(0, dtype=np.int64)
        if self._lists is not None and len(inside) > NARROW_ROWS:
            found = self._in_lists(query, k, None if len(inside) == len(self) else inside)
            if len(found) >= k:  # else the filter and the nearest lists hardly meet
                return found
        return self._best(query, inside, k)

    def _best(self, query: Floats, rows: Rows, k: int) -> Rows:
        scores = self.scores(query, rows)
        if k < len(rows):
            best = scores >= np.partition(scores, -k)[-k]
            rows, scores = rows[best], scores[best]
        return rows[np.argsort(-scores, kind="stable")]

    def _in_lists(self, query: Floats, k: int, inside: Rows | None) -> Rows:
        assert self._lists is not None
        faiss = _faiss()
        share = 1.0 if inside is None else len(inside) / len(self)
        parameters = faiss.SearchParametersIVF(
            nprobe=min(self._lists.nlist, round(self._lists.nprobe / max(share, 0.25)))
        )
        if inside is not None:
            mask = np.zeros(len(self), dtype=bool)
            mask[inside] = True
            bits = np.packbits(mask, bitorder="little")
            parameters.sel = faiss.IDSelectorBitmap(bits)
        # Codes are rough: what they put a little too low must still be among those scored exactly.
        _, found = self._lists.search(query[np.newaxis], 2 * k + 30, params=parameters)
        return self._best(query, found[0][found[0] >= 0], k)

    @property
    def lists_bytes(self) -> int:
        """Return what the lists take in memory: codes, ids and middles."""
        if self._lists is None:
            return 0
        middles = self._lists.nlist * self._lists.d * 4
        return int(self._lists.ntotal * (self._lists.code_size + 8) + middles)

    def rows(self, start: int, count: int) -> Floats:
        """Return `count` vectors from row `start` on, float32 of shape (count, dimension)."""
        return np.asarray(self._flat.reconstruct_n(start, count), dtype=np.float32)

    def scores(self, query: Floats, rows: Rows) -> Floats:
        """Return the cosine of `query` with each of `rows`.

        Once most rows were asked for, those of the last query are kept: the same question asks in
        several scopes, and then for every passage of the articles found.
        """
        kept = self._kept
        if kept is None or not np.array_equal(kept[0], query):
            if 2 * len(rows) <= len(self):
                return self._measured(query, rows)
            kept = np.copy(query), self._measured(query, np.arange(len(self)))
            self._kept = kept
        scores: Floats = kept[1][rows]
        return scores

    def _measured(self, query: Floats, rows: Rows) -> Floats:
        scores = np.empty(len(rows), dtype=np.float32)
        if len(rows):
            faiss = _faiss()
            query, rows = np.ascontiguousarray(query), np.ascontiguousarray(rows, dtype=np.int64)
            self._flat.compute_distance_subset(
                1, faiss.swig_ptr(query), len(rows), faiss.swig_ptr(scores), faiss.swig_ptr(rows)
            )
        return scores


def codes_for(rows: int, dimension: int, memory_mb: int) -> str:
    """Return the finest codes whose lists fit: "sq8" (a byte a number), else "pq" and bytes."""
    room = memory_mb * 2**20 / max(rows, 1) - 8  # an id takes eight bytes
    if room >= dimension:
        return "sq8"
    sizes = [dimension // part for part in (4, 8, 16) if dimension % part == 0] or [1]
    return f"pq{next((size for size in sizes if size <= room), sizes[-1])}"


def _build_lists(flat: "faiss.Index", codes: str) -> "faiss.IndexIVF":
    faiss = _faiss(_THREADS)
    count = 2 ** int(np.ceil(np.log2(2 * np.sqrt(flat.ntotal))))
    kind = "SQ8" if codes == "sq8" else f"PQ{codes.removeprefix('pq')}"
    lists: Any = faiss.index_factory(flat.d, f"IVF{count},{kind}", faiss.METRIC_INNER_PRODUCT)
    lists.cp.niter = 8
    generator = np.random.default_rng(0)
    sample = np.sort(generator.permutation(flat.ntotal)[: 40 * count])
    lists.train(flat.reconstruct_batch(sample))
    for start in range(0, flat.ntotal, 2**16):
        lists.add(flat.reconstruct_n(start, min(2**16, flat.ntotal - start)))
    return lists


def _sample(flat: "faiss.Index") -> Floats:
    """Return queries between the rows: as far from each as questions are from passages."""
    generator = np.random.default_rng(1)
    one, other = generator.integers(0, flat.ntotal, (2, _SAMPLED))
    mixed = flat.reconstruct_batch(one) + flat.reconstruct_batch(other)
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)


def _faiss(threads: int = 1) -> Any:
    import faiss

    faiss.omp_set_num_threads(threads)
    return faiss
