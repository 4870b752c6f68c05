"""How likely the evidence answers the question: a small logistic model of readable features."""

import math
from collections.abc import Sequence

from service.evidence import Evidence
from service.generate.candidates import Candidate

# Fitted as docs/decisions/confidence.md says.
_BIAS = -2.25
_SIMILARITY = 0.84
_COVERAGE = 0.89
_ARTICLE_WORDS = 1.28
_ARTICLE_COVERAGE = 0.83
THRESHOLD = 0.36


def confidence_of(evidence: Evidence, ranked: Sequence[Candidate]) -> float:
    """Return the probability (0..1) that the best sentences answer the question.

    It grows with the cosine and the share of the question's term weight of the best three
    sentences, and with how much of that weight the best article's passages hold.
    """
    best = ranked[:3]
    article = evidence.retrieval.hits[0].features
    total = (
        _BIAS
        + _SIMILARITY * max(candidate.features.similarity for candidate in best)
        + _COVERAGE * max(candidate.features.coverage for candidate in best)
        + _ARTICLE_WORDS * article["words"]
        + _ARTICLE_COVERAGE * article["coverage"]
    )
    return 1 / (1 + math.exp(-total))
