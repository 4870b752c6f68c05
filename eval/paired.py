"""Paired statistics: two systems on the same questions, so that hard questions weigh on both.

Tests are one-sided in the direction that the caller asks about, and two-sided for show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from eval.intervals import RESAMPLES, Interval, Statistic, interval_of, resample

_MANY = 10_000  # a p-value of 0.05 / 20 wants more resamples than an interval does
_ROUNDING = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a measure moved: after minus before, with a 95% interval.

    `p_fall` and `p_rise` are the chances, were nothing changed, of a fall or a rise at least as
    great; `p` is that of either.
    """

    value: float
    ci95: Interval
    p_fall: float
    p_rise: float

    @property
    def p(self) -> float:
        """The two-sided p-value: twice the smaller one, at most 1."""
        return min(1.0, 2 * min(self.p_fall, self.p_rise))


def mcnemar(won: int, lost: int) -> tuple[float, float]:
    """Return (p_fall, p_rise) of `won` and `lost` questions, where others came out alike.

    McNemar's test in its exact form: were nothing changed, each question that differs would fall
    to either side like a coin (McNemar, Psychometrika 1947). Without any, both are 1.
    """
    return _tail(lost, won + lost), _tail(won, won + lost)


def paired_difference(before: Floats, after: Floats) -> Difference:
    """Return the Difference of the means of two columns, shape (n,), one row a question, n > 0.

    The interval is by the paired bootstrap. p-values are McNemar's where every value is 0 or 1,
    else the bootstrap's, shifted to no difference (Efron and Tibshirani 1993, chapter 16).
    """
    moved = after - before
    means = resample(lambda rows: moved[rows].mean(axis=1), len(moved), _MANY)
    value = float(moved.mean())
    if np.isin([before, after], (0, 1)).all():
        chances = mcnemar(int((moved > 0).sum()), int((moved < 0).sum()))
    else:
        chances = _shifted(means, value)
    return Difference(value, interval_of(means), *chances)


def statistic_difference(before: Statistic, after: Statistic, rows: int) -> Difference:
    """Return the Difference of two statistics of the same `rows` questions; both see one draw.

    Both must be defined for the questions as they are; resamples where one is not are left out.
    """
    once = np.arange(rows).reshape(1, -1)
    value = float(after(once)[0] - before(once)[0])
    drawn = resample(lambda r: after(r) - before(r), rows, RESAMPLES)
    return Difference(value, interval_of(drawn), *_shifted(drawn[~np.isnan(drawn)], value))


def holm(chances: Sequence[float]) -> list[float]:
    """Return p-values adjusted for looking at all of them at once.

    Holm's step-down procedure keeps the chance of even one false alarm (Holm, Scandinavian
    Journal of Statistics 1979).
    """
    order = sorted(range(len(chances)), key=chances.__getitem__)
    adjusted = [0.0] * len(chances)
    least = 0.0
    for position, place in enumerate(order):
        least = max(least, min(1.0, chances[place] * (len(chances) - position)))
        adjusted[place] = least
    return adjusted


def _tail(at_least: int, of: int) -> float:
    """The chance of at least so many heads."""
    favourable: int = sum(comb(of, heads) for heads in range(at_least, of + 1))
    return favourable / (1 << of)


def _shifted(drawn: Floats, value: float) -> tuple[float, float]:
    """Count the resamples about no difference that fall, or rise, at least as far as `value`."""
    about_zero = drawn - value
    falls = (about_zero <= value + _ROUNDING).sum()
    rises = (about_zero >= value - _ROUNDING).sum()
    return (int(falls) + 1) / (drawn.size + 1), (int(rises) + 1) / (drawn.size + 1)
