"""Confidence intervals by the bootstrap: resample the questions, look at how far the score moves.

Percentile intervals (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13),
95%, over the questions. Where every question scores 0, or every one 1, resampling shows no
variation, which is not to say that there is none: a share then gets the exact binomial interval
(Clopper and Pearson, Biometrika 1934), the width of which says how few questions were asked.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20260113
_BLOCK = 100
_LIMITS = (2.5, 97.5)
_TAIL = 0.025

Interval = tuple[float, float]
Statistic = Callable[[NDArray[np.int64]], NDArray[np.float64]]


def mean_intervals(
    table: NDArray[np.float64], shares: Sequence[bool] | None = None
) -> list[Interval | None]:
    """Return an interval for the mean of each column of `table`, shape (questions, measures).

    NaN marks what is undefined; a mean is over what is defined. A column with fewer than two
    defined values has no interval: None. The same table always gives the same intervals.
    `shares` tells which columns are shares from 0 to 1; without it, all are.
    """
    questions, measures = table.shape
    if questions < 2:
        return [None] * measures
    defined = ~np.isnan(table)
    means = _resampled_means(np.where(defined, table, 0.0), defined.astype(float))
    counts = defined.sum(axis=0)
    return [
        _interval(
            table[defined[:, column], column], means[:, column], shares is None or shares[column]
        )
        if counts[column] >= 2
        else None
        for column in range(measures)
    ]


def statistic_interval(statistic: Statistic, rows: int) -> Interval | None:
    """Return an interval for any `statistic` of `rows` rows.

    It is given row numbers of shape (resamples, rows), and returns a value for each resample, NaN
    where it is undefined: such resamples are left out. None for fewer than two rows.
    """
    if rows < 2:
        return None
    values = resample(statistic, rows, RESAMPLES)
    return None if np.isnan(values).all() else interval_of(values)


def resample(statistic: Statistic, rows: int, times: int) -> NDArray[np.float64]:
    """Return `statistic` of `times` resamples of `rows` rows; the same ones for every statistic."""
    random = np.random.default_rng(SEED)
    blocks = [
        statistic(random.integers(rows, size=(_BLOCK, rows))) for _ in range(0, times, _BLOCK)
    ]
    return np.concatenate(blocks)


def _resampled_means(
    values: NDArray[np.float64], defined: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return means of shape (RESAMPLES, measures), by drawing how often each question counts."""
    random = np.random.default_rng(SEED)
    questions = len(values)
    blocks = []
    for _ in range(0, RESAMPLES, _BLOCK):
        weights = random.multinomial(questions, [1 / questions] * questions, size=_BLOCK)
        counts = weights @ defined
        sums = weights @ values
        blocks.append(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0))
    return np.concatenate(blocks)


def _interval(values: NDArray[np.float64], means: NDArray[np.float64], is_share: bool) -> Interval:
    """Return the interval of a column's defined `values`, by its resampled `means` if they vary."""
    if is_share and values[0] in (0, 1) and (values == values[0]).all():
        reach = _TAIL ** (1 / len(values))
        return (reach, 1.0) if values[0] else (0.0, 1 - reach)
    return interval_of(means)


def interval_of(values: NDArray[np.float64]) -> Interval:
    """Return the limits of the middle 95% of resampled values; NaN is left out."""
    low, high = np.nanpercentile(values, _LIMITS)
    return float(low), float(high)
