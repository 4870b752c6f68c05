"""The measures against ir-measures, which calls trec_eval's own code."""

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import AP, RR, P, R, ScoredDoc, Success, nDCG
from ir_measures import Qrel as Judgement

from eval import retrieval_measures as ours

ARTICLES = [f"a{number}" for number in range(30)]
RUNS = st.lists(st.sampled_from(ARTICLES), unique=True, min_size=1, max_size=20)
KNOWN = st.sets(st.sampled_from(ARTICLES), min_size=1, max_size=8)
CUTOFFS = st.integers(1, 25)


def theirs(measure: ir_measures.Measure, run: list[str], known: set[str]) -> float:
    judgements = [Judgement("q", article, 1) for article in sorted(known)]
    ranking = [ScoredDoc("q", article, -float(rank)) for rank, article in enumerate(run)]
    return float(ir_measures.calc_aggregate([measure], judgements, ranking)[measure])


@given(RUNS, KNOWN, CUTOFFS)
def test_measures_equal_the_reference(run: list[str], known: set[str], k: int) -> None:
    assert ours.hit(run, known, k) == theirs(Success @ k, run, known)
    assert ours.recall(run, known, k) == pytest.approx(theirs(R @ k, run, known))
    assert ours.precision(run, known, k) == pytest.approx(theirs(P @ k, run, known))
    assert ours.reciprocal_rank(run, known, k) == pytest.approx(theirs(RR @ k, run, known))
    assert ours.ndcg(run, known, k) == pytest.approx(theirs(nDCG @ k, run, known))
    assert ours.average_precision(run, known) == pytest.approx(theirs(AP, run, known))


@given(RUNS, CUTOFFS)
def test_without_known_articles_nothing_is_defined(run: list[str], k: int) -> None:
    cut = (ours.hit, ours.recall, ours.precision, ours.reciprocal_rank, ours.ndcg)
    assert [measure(run, set(), k) for measure in cut] == [None] * len(cut)
    assert ours.average_precision(run, set()) is None


def test_nothing_retrieved_is_zero_not_undefined() -> None:
    cut = (ours.hit, ours.recall, ours.precision, ours.reciprocal_rank, ours.ndcg)
    assert [measure([], {"a"}, 5) for measure in cut] == [0.0] * len(cut)
    assert ours.average_precision([], {"a"}) == 0.0


def test_supported_counts_any_article_that_carries_the_fact() -> None:
    assert ours.supported(["x", "b"], {"a", "b"}, 1) == 0.0
    assert ours.supported(["x", "b"], {"a", "b"}, 2) == 1.0
    assert ours.supported(["x"], set(), 1) == 0.0


def test_first_rank_counts_from_one() -> None:
    assert ours.first_rank(["x", "b", "a"], {"a", "b"}) == 2
    assert ours.first_rank(["x"], {"a"}) is None
