"""Paired statistics against scipy's, and their edge cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest, bootstrap, false_discovery_control, permutation_test

from eval.paired import (
    holm,
    mcnemar,
    paired_difference,
    randomisation,
    statistic_difference,
)

COUNTS = st.integers(0, 40)
OUTCOMES = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)
CHANCES = st.lists(st.floats(0.001, 1), min_size=1, max_size=8)


@given(COUNTS, COUNTS)
def test_mcnemar_is_a_coin_tossed_for_each_question_that_differs(won: int, lost: int) -> None:
    p_fall, p_rise = mcnemar(won, lost)
    if won + lost == 0:
        assert (p_fall, p_rise) == (1, 1)
        return
    assert p_fall == pytest.approx(binomtest(lost, won + lost, alternative="greater").pvalue)
    assert p_rise == pytest.approx(binomtest(won, won + lost, alternative="greater").pvalue)


@given(OUTCOMES)
def test_shares_of_questions_are_tested_by_mcnemar(outcomes: list[tuple[bool, bool]]) -> None:
    before, after = np.array(outcomes, dtype=float).T
    found = paired_difference(before, after)
    assert found.value == pytest.approx(after.mean() - before.mean())
    assert (found.p_fall, found.p_rise) == mcnemar(
        int((after > before).sum()), int((after < before).sum())
    )
    assert 0 < found.p <= 1
    if len(outcomes) > 1:
        assert found.ci95
        assert -1 <= found.ci95[0] <= found.ci95[1] <= 1


def test_the_interval_is_that_of_the_paired_bootstrap() -> None:
    random = np.random.default_rng(5)
    before = random.random(150)
    after = before + random.normal(0.05, 0.2, 150)
    reference = bootstrap(
        (after, before), lambda a, b: np.mean(a - b), paired=True, vectorized=False,
        n_resamples=3000, method="percentile", rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    found = paired_difference(before, after)
    assert found.ci95 == pytest.approx((reference.low, reference.high), abs=0.005)
    assert found.p_rise < 0.02 < 0.9 < found.p_fall


def test_pairing_sees_what_two_intervals_do_not() -> None:
    before = np.linspace(0, 1, 100)
    found = paired_difference(before, before - 0.01)
    assert found.p_fall < 0.001
    assert found.ci95 == pytest.approx((-0.01, -0.01))


@given(
    st.lists(st.sampled_from([-1.0, -0.5, -0.375, 0.0, 0.125, 0.25, 1.0]), min_size=2, max_size=9)
)
def test_other_measures_are_tested_by_turning_signs(moved: list[float]) -> None:
    """Against scipy, which turns the signs of the pairs in every way that there is.

    Of sums that are exact: scipy takes two that differ by rounding for different ones.
    """

    def reference(alternative: str) -> float:
        found = permutation_test(
            (np.array(moved), np.zeros(len(moved))), lambda a, b: (a - b).sum(),
            permutation_type="samples", alternative=alternative, n_resamples=np.inf,
        )  # fmt: skip
        return float(found.pvalue)

    p_fall, p_rise = randomisation(np.array(moved))
    assert p_fall == pytest.approx(reference("less"))
    assert p_rise == pytest.approx(reference("greater"))


def test_drawn_signs_come_close_to_all_signs() -> None:
    moved = np.random.default_rng(4).normal(-0.1, 0.5, 14)
    every, drawn = randomisation(moved), randomisation(np.append(moved, [1e-6, -2e-6]))
    assert drawn == pytest.approx(every, abs=0.01)


@pytest.mark.parametrize("questions", [1, 2, 3, 4])
def test_a_few_questions_that_fall_alike_are_no_proof(questions: int) -> None:
    before, after = np.ones(questions), np.full(questions, 0.5)
    found = paired_difference(before, after)
    assert found.p_fall == 0.5**questions > 0.05
    assert (found.ci95 is None) == (questions == 1)


def test_no_change_is_no_news() -> None:
    same = np.array([0.2, 0.7, 0.4])
    found = paired_difference(same, same)
    assert (found.value, found.ci95, found.p, found.p_fall) == (0, (0, 0), 1, 1)


def test_a_chance_of_noise_alone_is_seldom_small() -> None:
    random = np.random.default_rng(8)
    falls = []
    for _ in range(200):
        before, after = random.random((2, 60))
        falls.append(paired_difference(before, after).p_fall)
    assert 0.01 <= np.mean(np.array(falls) < 0.05) <= 0.1


def test_any_statistic_can_be_compared() -> None:
    values = np.random.default_rng(2).random(80)

    def median(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(np.median(values[rows], axis=1))

    def lower(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return median(rows) - 0.1

    found = statistic_difference(median, lower, 80)
    assert found.value == pytest.approx(-0.1)
    assert found.p_fall < 0.01 < found.p_rise


def test_a_statistic_of_few_questions_is_no_proof() -> None:
    def one(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.ones(len(rows))

    def none(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.zeros(len(rows))

    assert statistic_difference(one, none, 2).p_fall == 0.25
    assert statistic_difference(one, none, 1).ci95 is None
    assert statistic_difference(one, none, 40).p_fall < 0.001


def test_resamples_in_which_a_statistic_is_undefined_are_left_out() -> None:
    def some(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.where((rows == 0).any(axis=1), 1.0, np.nan)

    found = statistic_difference(some, some, 3)
    assert (found.value, found.ci95, found.p) == (0, (0, 0), 1)


@given(CHANCES)
def test_holm_never_lowers_and_keeps_the_order(chances: list[float]) -> None:
    adjusted = holm(chances)
    assert all(a >= c for a, c in zip(adjusted, chances, strict=True))
    assert all(a <= 1 for a in adjusted)
    assert min(adjusted) == pytest.approx(min(1.0, min(chances) * len(chances)))
    # Benjamini and Yekutieli's bound on false discoveries is never stricter than Holm times this.
    harmonic = sum(1 / n for n in range(1, len(chances) + 1))
    looser = false_discovery_control(chances, method="by") / harmonic
    assert all(a >= b - 1e-12 for a, b in zip(adjusted, looser, strict=True))


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
