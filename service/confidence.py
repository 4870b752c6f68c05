"""How likely the evidence answers the question: a small logistic model of readable features."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

from service.evidence import Evidence
from service.generate.candidates import Candidate

THRESHOLD = 0.36
"""Below this confidence the archive is said not to answer."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What tells an answerable question from another, each roughly within 0..1.

    `similarity` and `coverage` are the best cosine and share of the question's term weight among
    the best three sentences; `article_words` and `article_coverage` are the ranking features
    `words` and `coverage` of the best article.
    """

    similarity: float
    coverage: float
    article_words: float
    article_coverage: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted as docs/decisions/confidence.md says."""

    bias: float = -2.25
    similarity: float = 0.84
    coverage: float = 0.89
    article_words: float = 1.28
    article_coverage: float = 0.83


def features_of(evidence: Evidence, ranked: Sequence[Candidate]) -> ConfidenceFeatures:
    """Return the features of the ranked sentences, of which there must be one at least."""
    best = ranked[:3]
    article = evidence.retrieval.hits[0].features
    return ConfidenceFeatures(
        similarity=max(candidate.features.similarity for candidate in best),
        coverage=max(candidate.features.coverage for candidate in best),
        article_words=article["words"],
        article_coverage=article["coverage"],
    )


def confidence_of(features: ConfidenceFeatures, weights: Weights | None = None) -> float:
    """Return the probability (0..1) that the sentences answer the question."""
    weights = weights or Weights()
    names = [field.name for field in fields(features)]
    total = sum(getattr(weights, name) * getattr(features, name) for name in names)
    return 1 / (1 + math.exp(-(weights.bias + total)))
