"""How likely the evidence answers the question: a small logistic model of readable features."""

import math
from collections.abc import Sequence

from service.evidence import Evidence
from service.generate.candidates import Candidate

# Fitted as docs/decisions/confidence.md says.
_BIAS = -6.0
_SIMILARITY = 5.0
_COVERAGE = 2.0
_CONTEXT = 5.0
THRESHOLD = 0.5


def confidence_of(evidence: Evidence, ranked: Sequence[Candidate]) -> float:
    """Return the probability (0..1) that the best sentences answer the question."""
    best = ranked[:3]
    total = (
        _BIAS
        + _SIMILARITY * max(candidate.features.similarity for candidate in best)
        + _COVERAGE * max(candidate.features.coverage for candidate in best)
        + _CONTEXT * max(candidate.features.context for candidate in best)
    )
    return 1 / (1 + math.exp(-total))
