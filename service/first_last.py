"""First or last: among articles that tell of a matter alike, the day that a question wants.

"The earliest count" is in the first article that tells it, "the latest" in the newest. Both are
asked of the articles that fit nearly as well as the best: one that is merely near is no telling.
"""

import numpy as np
from numpy.typing import NDArray

from service.question import Question
from service.ranking import Column

ALIKE_FIRST = 0.85
"""Articles that fit at least this much as well as the best tell of the same matter."""

ALIKE_LAST = 0.9
"""The same for the latest; the ranking prefers new articles as it is."""


def by_day(question: Question, days: NDArray[np.int64], scores: Column, fit: Column) -> Column:
    """Return the scores, dealt out anew among the articles that tell of the matter.

    `days` are ordinals, 0 when unknown; `fit` is what the scores would be without time. The
    earliest or latest gets the best of their scores, and so on; the others keep theirs. Nothing
    changes where neither is asked for.
    """
    if question.earliest == question.latest:
        return scores
    share = ALIKE_FIRST if question.earliest else ALIKE_LAST
    inside = np.isfinite(scores) & (days > 0)
    if not inside.any():
        return scores
    alike = np.flatnonzero(inside & (fit >= share * fit[inside].max()))
    order = alike[np.argsort(days[alike] if question.earliest else -days[alike], kind="stable")]
    dealt = scores.copy()
    dealt[order] = np.sort(scores[alike])[::-1]
    return dealt
