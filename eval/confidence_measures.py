"""Measures of knowing what it does not know: abstention, and the confidence behind it.

None means undefined: unscored. Of a failed question, `abstained` is False: it did not abstain.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 10


def abstention_precision(abstained: bool, unanswerable: bool) -> float | None:
    """Return 1 for a right abstention, 0 for a wrong one, None where the system answered."""
    return float(unanswerable) if abstained else None


def abstention_recall(abstained: bool, unanswerable: bool) -> float | None:
    """Return 1 where an unanswerable question was left unanswered, 0 where not, else None."""
    return float(abstained) if unanswerable else None


def answered(abstained: bool, unanswerable: bool) -> float | None:
    """Return 1 where an answerable question was answered, 0 where not, else None."""
    return None if unanswerable else float(not abstained)


def roc_auc(scores: ArrayLike, labels: ArrayLike) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half.

    The area under the ROC curve by the Mann-Whitney statistic with mid-ranks (Hanley and McNeil,
    Radiology 1982). `scores` and boolean `labels` have shape (n,). None when a class is empty.
    """
    values, positive = np.asarray(scores, dtype=float), np.asarray(labels, dtype=bool)
    positives = int(positive.sum())
    negatives = positive.size - positives
    if not positives or not negatives:
        return None
    above = _mid_ranks(values)[positive].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def risk_coverage(
    confidences: ArrayLike, wrong: ArrayLike, questions: int
) -> list[tuple[float, float]]:
    """Return (coverage, risk) for each threshold on the confidence, from strict to lax.

    `confidences` and boolean `wrong` describe the questions that were answered, shape (n,), out
    of `questions` in all. Coverage is the share of all questions answered at the threshold, risk
    the share of those that are wrong (El-Yaniv and Wiener, JMLR 2010). Equal confidences share a
    point, so that the order of questions does not matter.
    """
    values, errors = np.asarray(confidences, dtype=float), np.asarray(wrong, dtype=float)
    order = np.argsort(-values, kind="stable")
    ends = np.flatnonzero(np.diff(values[order], append=-np.inf))
    risks = np.cumsum(errors[order])[ends] / (ends + 1)
    coverages = (ends + 1) / max(questions, 1)
    return list(zip(coverages.tolist(), risks.tolist(), strict=True))


def risk_coverage_area(curve: Sequence[tuple[float, float]]) -> float | None:
    """Return the mean risk over the covered questions (AURC; Geifman et al., ICLR 2019).

    0 is best. None for an empty curve.
    """
    if not curve:
        return None
    coverages, risks = np.asarray(curve).T
    return float(np.average(risks, weights=np.diff(coverages, prepend=0.0)))


def reliability(
    confidences: ArrayLike, right: ArrayLike, bins: int = BINS
) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, answers) of each bin of confidence that holds any.

    The points of a reliability diagram: `bins` of equal width over 0 to 1 (DeGroot and Fienberg,
    The Statistician 1983). `confidences` and boolean `right` have shape (n,).
    """
    values, truths = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    places = _bins(values, bins)
    return [
        (float(values[of].mean()), float(truths[of].mean()), int(of.sum()))
        for of in (places == place for place in np.unique(places))
    ]


def calibration_error(confidences: ArrayLike, right: ArrayLike) -> float | None:
    """Return the mean distance of confidence from the share right, bin by bin, weighted by answers.

    Expected calibration error over ten bins (Naeini et al., AAAI 2015; Guo et al., ICML 2017). 0
    is best. With few answers it is biased upwards: even a perfect forecast scatters. None without
    answers.
    """
    values, truths = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    if not values.size:
        return None
    # A bin's distance times its answers is the difference of its sums.
    places = _bins(values, BINS)
    return float(np.abs(np.bincount(places, values - truths)).sum() / values.size)


def _bins(values: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """Return the number of each value's bin, of equal width; 1 belongs to the last one."""
    return np.minimum((values * bins).astype(np.int64), bins - 1)


def _mid_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return ranks
