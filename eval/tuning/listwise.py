"""Listwise logistic regression: weights that put right items above the others of their list."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one question: features (n, d), which are right (n,), and the question's fold."""

    features: Floats
    right: NDArray[np.bool_]
    fold: str


def fit(groups: Sequence[Group], penalty: float) -> Floats:
    """Return weights (d,) that minimise the softmax cross-entropy of the right items.

    Features are standardised for the fit, and the weights returned are those of the raw ones.
    Lists without a right item are passed over. Cao et al., Learning to Rank, ICML 2007.
    """
    from scipy.optimize import minimize

    useful = [group for group in groups if group.right.any()]
    stacked = np.concatenate([group.features for group in useful])
    middle, spread = stacked.mean(axis=0), stacked.std(axis=0) + 1e-9

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for group in useful:
            scaled = (group.features - middle) / spread
            scores = scaled @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares[group.right].sum()
            total -= np.log(right + 1e-12)
            slope += scaled.T @ shares
            slope -= (scaled[group.right] * shares[group.right, None]).sum(axis=0) / right
        n = len(useful)
        value = float(total / n + penalty * (weights @ weights))
        return value, slope / n + 2 * penalty * weights

    start = np.zeros(stacked.shape[1])
    weights: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x / spread
    return weights


def first_right_ranks(groups: Sequence[Group], weights: Floats) -> NDArray[np.int64]:
    """Return for each group the rank, from 1, of its first right item; a large one for none."""
    ranks = []
    for group in groups:
        order = np.argsort(-(group.features @ weights), kind="stable")
        found = np.flatnonzero(group.right[order])
        ranks.append(int(found[0]) + 1 if len(found) else 10**9)
    return np.array(ranks)


def cross_validated_ranks(
    groups: Sequence[Group], penalty: float, folds: int = 5
) -> NDArray[np.int64]:
    """Return the ranks with each fold ranked by weights fitted on the others."""
    names = sorted({group.fold for group in groups})
    ranks = np.zeros(len(groups), dtype=np.int64)
    for number in range(folds):
        held = set(names[number::folds])
        inside = [i for i, group in enumerate(groups) if group.fold in held]
        weights = fit([group for group in groups if group.fold not in held], penalty)
        ranks[inside] = first_right_ranks([groups[i] for i in inside], weights)
    return ranks
