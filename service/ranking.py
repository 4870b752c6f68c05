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

    `dense` is the cosine of the best passage, `dense_next` the mean of the best three, `title`
    the cosine of the headline; `words` is the BM25 score of the best passage as a share of the
    question's total term weight, `words_next` the mean of the best three, `title_words` the same
    of the headline; `coverage` is the share of the question's term weight found anywhere in the
    article; `age` is log2(1 + days before as_of), 0 when it has no date; `outside` is 1 where the article lies
    outside the window that the question names.
    """

    dense: Column
    dense_next: Column
    title: Column
    words: Column
    words_next: Column
    title_words: Column
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
    title_words: float
    coverage: float
    age: float
    outside: float


WEIGHTS = Weights(
    dense=4.0,
    dense_next=0.0,
    title=1.0,
    words=2.0,
    words_next=0.0,
    title_words=0.5,
    coverage=1.0,
    age=-0.25,
    outside=-1.0,
)


def score(features: Features, weights: Weights = WEIGHTS) -> Column:
    """Return the weighted sum of the features, one score an article."""
    total = np.zeros_like(features.dense)
    for field in fields(Weights):
        total += np.float32(getattr(weights, field.name)) * getattr(features, field.name)
    return total
