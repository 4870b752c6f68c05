"""The intervals against scipy's bootstrap, and their edge cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest, bootstrap

from eval.intervals import mean_intervals, statistic_interval

NAN = float("nan")


def test_the_interval_of_a_mean_is_close_to_the_reference() -> None:
    values = np.random.default_rng(7).random(200)
    reference = bootstrap(
        (values,), np.mean, n_resamples=5000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    (interval,) = mean_intervals(values.reshape(-1, 1))
    assert interval == pytest.approx((reference.low, reference.high), abs=0.005)
    again = statistic_interval(lambda rows: values[rows].mean(axis=1), len(values))
    assert again == pytest.approx((reference.low, reference.high), abs=0.005)


def test_undefined_values_are_left_out() -> None:
    table = np.array([[1.0, NAN, NAN], [1.0, 0.0, NAN], [1.0, 1.0, 1.0], [1.0, NAN, NAN]])
    sure, half, single = mean_intervals(table)
    assert sure == (pytest.approx(0.025**0.25), 1.0)
    assert half == (0.0, 1.0)
    assert single is None


@given(st.integers(2, 400), st.booleans())
def test_a_share_that_is_all_or_nothing_has_the_exact_interval(n: int, all_right: bool) -> None:
    reference = binomtest(n if all_right else 0, n).proportion_ci(0.95, method="exact")
    (interval,) = mean_intervals(np.full((n, 1), float(all_right)))
    assert interval == pytest.approx((reference.low, reference.high))


def test_what_is_no_share_or_neither_0_nor_1_has_an_interval_without_width() -> None:
    table = np.array([[0.0, 0.5], [0.0, 0.5], [0.0, 0.5]])
    assert mean_intervals(table, [False, True]) == [(0.0, 0.0), (0.5, 0.5)]


@pytest.mark.parametrize("rows", [0, 1])
def test_less_than_two_questions_have_no_interval(rows: int) -> None:
    assert mean_intervals(np.ones((rows, 2))) == [None, None]
    assert statistic_interval(lambda drawn: np.ones(len(drawn)), rows) is None


def test_resamples_without_a_value_are_left_out() -> None:
    def one_or_none(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.where((rows == 0).any(axis=1), 1.0, NAN)

    assert statistic_interval(one_or_none, 3) == (1.0, 1.0)
    assert statistic_interval(lambda rows: np.full(len(rows), NAN), 3) is None


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, NAN]), min_size=2, max_size=12))
def test_intervals_repeat_and_stay_within_the_values(values: list[float]) -> None:
    table = np.array(values).reshape(-1, 1)
    (interval,) = mean_intervals(table)
    assert [interval] == mean_intervals(table)
    if interval:
        assert 0 <= interval[0] <= interval[1] <= 1
        assert interval[0] <= np.nanmean(values) <= interval[1]
