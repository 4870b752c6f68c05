"""Vector search equals looking at every row."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.vectors import VectorIndex

DIMENSION = 8


def unit(generator: np.random.Generator, rows: int) -> np.ndarray:
    matrix = generator.standard_normal((rows, DIMENSION)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@given(
    seed=st.integers(0, 2**32),
    n=st.integers(0, 50),
    k=st.integers(-1, 60),
    share=st.sampled_from([0.0, 0.1, 0.6, 1.0]),
    edges=st.tuples(st.integers(0, 50), st.integers(0, 50)),
)
def test_search_is_brute_force(
    seed: int, n: int, k: int, share: float, edges: tuple[int, int]
) -> None:
    generator = np.random.default_rng(seed)
    matrix, query = unit(generator, n), unit(generator, 1)[0]
    low, high = sorted(min(edge, n) for edge in edges)
    allowed = generator.random(n) < share
    found = VectorIndex.build(matrix).search(query, k, range(low, high), allowed)

    inside = np.flatnonzero(allowed & (np.arange(n) >= low) & (np.arange(n) < high))
    best = np.sort(matrix[inside] @ query)[::-1][: max(k, 0)]
    assert set(found) <= set(inside)
    assert len(set(found)) == len(found) == len(best)
    np.testing.assert_allclose(matrix[found] @ query, best, atol=1e-5)


def test_what_was_written_reads_back_the_same(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    matrix, query = unit(generator, 30), unit(generator, 1)[0]
    VectorIndex.build(matrix).write(tmp_path)
    index = VectorIndex.read(tmp_path)
    rows = np.array([29, 0, 7, 7])
    np.testing.assert_allclose(index.scores(query, rows), matrix[rows] @ query, atol=1e-6)
    found = index.search(query, 30, range(30), np.ones(30, dtype=bool))
    assert found.tolist() == np.argsort(-(matrix @ query)).tolist()


@pytest.mark.parametrize("written", [False, True])
def test_an_empty_index_answers(tmp_path: Path, written: bool) -> None:
    index = VectorIndex.build(np.empty((0, DIMENSION), dtype=np.float32))
    if written:
        index.write(tmp_path)
        index = VectorIndex.read(tmp_path)
    query = np.ones(DIMENSION, dtype=np.float32)
    assert len(index) == 0
    assert index.search(query, 5, range(0), np.empty(0, dtype=bool)).tolist() == []
    assert index.scores(query, np.empty(0, dtype=np.int64)).tolist() == []
