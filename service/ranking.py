"""How articles are ranked: the features of an article for a question, and their weights.

Everything that was tuned stands in WEIGHTS. See docs/decisions/ranking.md for how.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """One value an article, all of one length.

    `dense` is the cosine of the best passage, the headline counting as one; `dense_next` the mean
    of the best three; `title` the cosine of the headline; `words` is the BM25 score of the best
    passage as a share of the question's total term weight, `words_next` the mean of the best three;
    `coverage` is the share of that weight found anywhere in the article; `age` grows with the days
    away from the time that the question is about (service/shortlist.py), for an article without a
    date as much as the others have on average; `outside` is 1 where it lies outside the window
    that the question names.
    """

    dense: Column
    dense_next: Column
    title: Column
    words: Column
    words_next: Column
    coverage: Column
    age: Column
    outside: Column


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each feature."""

    dense: float
    dense_next: float
    title: float
    words: float
    words_next: float
    coverage: float
    age: float
    outside: float


WEIGHTS = Weights(
    dense=7.5,
    dense_next=5.0,
    title=1.0,
    words=5.0,
    words_next=0.5,
    coverage=2.0,
    age=-0.75,
    outside=-0.75,
)


def score(features: Features, weights: Weights = WEIGHTS) -> Column:
    """Return the weighted sum of the features, one score an article."""
    total = np.zeros_like(features.dense)
    for field in fields(Weights):
        total += np.float32(getattr(weights, field.name)) * getattr(features, field.name)
    return total
