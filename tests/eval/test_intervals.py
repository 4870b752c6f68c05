"""The intervals against scipy's bootstrap, and their edge cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import bootstrap

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
    assert sure == (1.0, 1.0)
    assert half == (0.0, 1.0)
    assert single is None


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
        assert np.nanmin(values) <= interval[0] <= interval[1] <= np.nanmax(values)
