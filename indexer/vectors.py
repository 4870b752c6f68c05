"""Vectors of one segment. The only file that knows FAISS.

Rows are in order of publication day, so that a window of time is a range of rows and searching
it is exact and costs only its own length.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

FILE_NAME = "vectors.faiss"

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


class VectorIndex:
    """Exact inner-product search over unit vectors, in row ranges."""

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def build(cls, matrix: Floats) -> "VectorIndex":
        """Index the rows of `matrix`, float32 of shape (n, dimension)."""
        import faiss

        index = faiss.IndexFlatIP(matrix.shape[1])
        index.add(np.ascontiguousarray(matrix))
        return cls(index)

    @classmethod
    def read(cls, folder: Path) -> "VectorIndex":
        """Open a written index, memory-mapped. Its checksum must have been verified before."""
        import faiss

        return cls(faiss.read_index(str(folder / FILE_NAME), faiss.IO_FLAG_MMAP_IFC))

    def write(self, folder: Path) -> None:
        """Write the index into `folder`."""
        import faiss

        faiss.write_index(self._index, str(folder / FILE_NAME))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Floats, k: int, rows: range, allowed: NDArray[np.bool_]) -> Rows:
        """Return at most `k` rows within `rows` that are `allowed`, nearest to `query` first.

        `query` has shape (dimension,); `allowed` has one value for each row of the index.
        """
        import faiss

        if not rows or k <= 0:
            return np.empty(0, dtype=np.int64)
        inside = allowed[rows.start : rows.stop]
        selector: Any
        if inside.all():
            selector = faiss.IDSelectorRange(rows.start, rows.stop)
        else:
            mask = np.zeros(len(self), dtype=bool)
            mask[rows.start : rows.stop] = inside
            bits = np.packbits(mask, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParameters(sel=selector)
        k = min(k, int(inside.sum()))
        if k == 0:
            return np.empty(0, dtype=np.int64)
        _, found = self._index.search(query[np.newaxis], k, params=parameters)
        return np.asarray(found[0][found[0] >= 0], dtype=np.int64)

    def scores(self, query: Floats, rows: Rows) -> Floats:
        """Return the cosine of `query` with each of `rows`."""
        if len(rows) == 0:
            return np.empty(0, dtype=np.float32)
        matrix = self._index.reconstruct_batch(rows)
        return np.asarray(matrix @ query, dtype=np.float32)
