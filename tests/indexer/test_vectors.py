"""Vector search equals looking at every row."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.vectors import SAFE_RECALL, VectorIndex, codes_for

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


@pytest.fixture(scope="module")
def clustered() -> np.ndarray:
    """Return vectors as texts have them: many around each of some themes."""
    generator = np.random.default_rng(5)
    themes = unit(generator, 40)
    matrix = themes[generator.integers(0, 40, 6000)] + 0.4 * unit(generator, 6000)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def test_few_rows_stay_exact(clustered: np.ndarray) -> None:
    index = VectorIndex.build(clustered)
    assert index.settled(exact_rows=6000) is index
    assert not index.has_lists
    assert index.plan.codes == "exact"


@pytest.mark.parametrize(("memory_mb", "codes"), [(64, "sq8"), (0, "pq2")])
def test_lists_find_nearly_all_and_say_how_many(
    clustered: np.ndarray, tmp_path: Path, memory_mb: int, codes: str
) -> None:
    index = VectorIndex.build(clustered).settled(memory_mb, exact_rows=1000)
    if not index.has_lists:  # codes this rough may miss too much, and then nothing is given up
        assert memory_mb == 0
        return
    assert index.plan.codes == codes
    assert index.plan.recall >= SAFE_RECALL
    assert index.plan.probes == index.plan.lists // 4, "a quarter of a small archive is looked into"
    assert index.lists_bytes > 0
    index.write(tmp_path)
    again = VectorIndex.read(tmp_path, lists=True)
    query = clustered[17] + np.float32(0.1)
    everything = np.ones(len(again), dtype=bool)
    found = again._in_lists(query, 10, None)
    best = np.argsort(-(clustered @ query))[:10]
    assert len(set(found) & set(best)) >= 8
    np.testing.assert_allclose(again.scores(query, found), clustered[found] @ query, atol=1e-5)
    assert set(again.search(query, 10, range(len(again)), everything)) == set(best)


def test_a_narrow_filter_is_answered_in_full(clustered: np.ndarray) -> None:
    index = VectorIndex.build(clustered).settled(exact_rows=1000)
    assert index.has_lists
    allowed = np.zeros(len(index), dtype=bool)
    allowed[::97] = True
    query = clustered[3]
    found = index._in_lists(query, 5, np.flatnonzero(allowed))
    assert allowed[found].all()
    exact = np.flatnonzero(allowed)[np.argsort(-(clustered[allowed] @ query))[:5]]
    assert index.search(query, 5, range(len(index)), allowed).tolist() == exact.tolist()


@pytest.mark.parametrize(
    ("rows", "memory_mb", "codes"),
    [(10**6, 1024, "sq8"), (2 * 10**6, 500, "pq96"), (10**7, 1024, "pq96"), (10**8, 64, "pq24")],
)
def test_codes_fit_the_memory(rows: int, memory_mb: int, codes: str) -> None:
    assert codes_for(rows, 384, memory_mb) == codes


def test_scores_are_those_of_the_query_that_is_asked(clustered: np.ndarray) -> None:
    index = VectorIndex.build(clustered)
    everything, few = np.arange(len(clustered)), np.array([5, 3, 5])
    for query in (clustered[1], clustered[2], clustered[1]):
        alone = VectorIndex.build(clustered).scores(query, few)
        np.testing.assert_array_equal(index.scores(query, everything)[few], alone)
        np.testing.assert_array_equal(index.scores(query, few), alone)
