"""BM25 equals the textbook, in one segment or several, in any window, written or not."""

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.keywords import K1, B, KeywordIndex, Statistics

Documents = list[list[str]]

TERMS = st.sampled_from(["a", "ab", "b", "é", "日本", "𝔸", "1234"])
DOCUMENTS = st.lists(st.lists(TERMS, max_size=12), max_size=12)
QUERIES = st.lists(TERMS | st.just("unseen"), max_size=5)


def textbook(documents: Documents, query: list[str]) -> list[float]:
    """Score every document by the published formula, one at a time."""
    mean = sum(map(len, documents)) / len(documents) if documents else 1.0
    scores = []
    for document in documents:
        counts, score = Counter(document), 0.0
        norm = 1 - B + B * (len(document) / mean if mean else 0)
        for term in query:
            df = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
            score += idf * counts[term] * (K1 + 1) / (counts[term] + K1 * norm)
        scores.append(score)
    return scores


def statistics(indexes: Iterable[KeywordIndex], query: list[str]) -> Statistics:
    indexes = list(indexes)
    return Statistics(
        documents=sum(map(len, indexes)),
        tokens=sum(index.tokens for index in indexes),
        frequency={term: sum(i.frequency(term) for i in indexes) for term in query},
    )


def scores(index: KeywordIndex, query: list[str], within: range | None = None) -> list[float]:
    within = range(len(index)) if within is None else within
    return index.scores(query, statistics([index], query), within).tolist()


@given(DOCUMENTS, QUERIES)
def test_scores_are_those_of_the_textbook(documents: Documents, query: list[str]) -> None:
    found = scores(KeywordIndex.build(documents), query)
    np.testing.assert_allclose(found, textbook(documents, query), rtol=1e-5, atol=1e-6)


@given(DOCUMENTS, QUERIES, st.integers(0, 12))
def test_two_segments_score_like_one(documents: Documents, query: list[str], cut: int) -> None:
    parts = [KeywordIndex.build(documents[:cut]), KeywordIndex.build(documents[cut:])]
    shared = statistics(parts, query)
    found = [part.scores(query, shared, range(len(part))) for part in parts]
    expected = textbook(documents, query)
    np.testing.assert_allclose(np.concatenate(found), expected, rtol=1e-5, atol=1e-6)


@given(DOCUMENTS, QUERIES, st.integers(0, 12), st.integers(0, 12))
def test_a_window_is_a_slice(documents: Documents, query: list[str], one: int, two: int) -> None:
    index = KeywordIndex.build(documents)
    low, high = sorted((min(one, len(index)), min(two, len(index))))
    assert scores(index, query, range(low, high)) == scores(index, query)[low:high]
    for term in query:
        holding = [row for row in range(low, high) if term in documents[row]]
        assert index.holding(term, range(low, high)).tolist() == holding


@given(DOCUMENTS, QUERIES)
def test_what_was_written_reads_back_the_same(documents: Documents, query: list[str]) -> None:
    index = KeywordIndex.build(documents)
    with TemporaryDirectory() as folder:
        index.write(Path(folder))
        again = KeywordIndex.read(Path(folder))
        assert (len(again), again.tokens) == (len(index), index.tokens)
        assert scores(again, query) == scores(index, query)
        assert [again.frequency(t) for t in query] == [index.frequency(t) for t in query]


def test_an_empty_index_answers(tmp_path: Path) -> None:
    KeywordIndex.build([]).write(tmp_path)
    for index in (KeywordIndex.build([]), KeywordIndex.read(tmp_path)):
        assert (len(index), index.tokens, index.frequency("a")) == (0, 0, 0)
        assert scores(index, ["a"]) == []
        assert index.holding("a", range(0)).tolist() == []
    assert scores(KeywordIndex.build([[], []]), ["a"]) == [0.0, 0.0]


def test_a_term_repeated_in_the_query_counts_again() -> None:
    index = KeywordIndex.build([["a"], ["b"]])
    np.testing.assert_allclose(scores(index, ["a", "a"]), np.multiply(2, scores(index, ["a"])))
