"""Paired statistics: two systems on the same questions, so that hard questions weigh on both.

Tests are one-sided in the direction that the caller asks about, and two-sided for show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from eval.intervals import RESAMPLES, SEED, Interval, Statistic, interval_of, resample

_MANY = 10_000  # a p-value of 0.05 / 20 wants more resamples than an interval does
_EXACT = 14  # of so many differences every pattern of signs is looked at: 16,384
_SAME = 1e-9
_BLOCK = 500
_ROUNDING = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a measure moved: after minus before, with a 95% interval; None for one question.

    `p_fall` and `p_rise` are the chances, were nothing changed, of a fall or a rise at least as
    great; `p` is that of either.
    """

    value: float
    ci95: Interval | None
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

    The interval is by the paired bootstrap, the p-values by the randomisation test: the bootstrap
    would be sure of itself where few questions moved, and moved alike.
    """
    moved = after - before
    means = resample(lambda rows: moved[rows].mean(axis=1), len(moved), _MANY)
    interval = interval_of(means) if len(moved) > 1 else None
    return Difference(float(moved.mean()), interval, *randomisation(moved))


def randomisation(moved: Floats) -> tuple[float, float]:
    """Return (p_fall, p_rise) of the differences `moved`, shape (n,), one a question.

    Fisher's randomisation test: were nothing changed, each difference would as likely have come
    out with the other sign (Smucker, Allan and Carterette, A Comparison of Statistical
    Significance Tests for Information Retrieval Evaluation, CIKM 2007). Exact where they are all
    of one size, when it is McNemar's test, and where few differ; else by 10,000 draws of the
    signs. However far n questions moved, neither chance is under 1 / 2**n.
    """
    differing = moved[np.abs(moved) > _SAME]
    sizes = np.abs(differing)
    if not sizes.size or np.ptp(sizes) < _SAME:
        return mcnemar(int((differing > 0).sum()), int((differing < 0).sum()))
    total, exact = differing.sum(), sizes.size <= _EXACT
    sums = _every_sum(sizes) if exact else _drawn_sums(sizes)
    falls, rises = (sums <= total + _SAME).sum(), (sums >= total - _SAME).sum()
    seen = 0 if exact else 1  # what was seen is itself one of the draws
    return (int(falls) + seen) / (sums.size + seen), (int(rises) + seen) / (sums.size + seen)


def statistic_difference(before: Statistic, after: Statistic, rows: int) -> Difference:
    """Return the Difference of two statistics of the same `rows` questions; both see one draw.

    Both must be defined for the questions as they are; resamples where one is not are left out.
    p-values are the bootstrap's, shifted to no difference (Efron and Tibshirani 1993, chapter 16),
    and like any of the `rows` pairs not under 1 / 2**rows.
    """
    once = np.arange(rows).reshape(1, -1)
    value = float(after(once)[0] - before(once)[0])
    drawn = resample(lambda r: after(r) - before(r), rows, RESAMPLES)
    interval = interval_of(drawn) if rows > 1 else None
    p_fall, p_rise = _shifted(drawn[~np.isnan(drawn)], value)
    return Difference(value, interval, max(p_fall, 0.5**rows), max(p_rise, 0.5**rows))


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


def _every_sum(sizes: Floats) -> Floats:
    """Return the sum of `sizes` under each of the 2**n patterns of signs."""
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums + size, sums - size])
    return sums


def _drawn_sums(sizes: Floats) -> Floats:
    """Return the sum of `sizes` under 10,000 patterns of signs, the same ones every time."""
    random = np.random.default_rng(SEED)
    blocks = [
        (2.0 * random.integers(2, size=(_BLOCK, sizes.size)) - 1) @ sizes
        for _ in range(0, _MANY, _BLOCK)
    ]
    return np.concatenate(blocks)


def _shifted(drawn: Floats, value: float) -> tuple[float, float]:
    """Count the resamples about no difference that fall, or rise, at least as far as `value`."""
    about_zero = drawn - value
    falls = (about_zero <= value + _ROUNDING).sum()
    rises = (about_zero >= value - _ROUNDING).sum()
    return (int(falls) + 1) / (drawn.size + 1), (int(rises) + 1) / (drawn.size + 1)
