"""How likely the evidence answers the question: a small logistic model of readable features."""

import math
from dataclasses import dataclass, fields
from statistics import fmean

from service.evidence import Evidence
from service.generate.candidates import Ranking
from service.generate.selector import CHOICE_FEATURES
from service.retrieve import ArticleHit

THRESHOLD = 0.38
"""Below this confidence the archive is said not to answer."""

_BEST = 3
_NEXT = slice(3, 8)
_LAST = slice(15, 20)
_FAR = -2.0
"""The ranking score of an article that has nothing to do with a question, or nearly so."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What tells an answerable question from another.

    `stands_out` is by how much the score of the best article exceeds the mean of the fourth to
    eighth, `stands_far_out` that of the last five of twenty (of a far one where there are not so
    many): where nothing answers, many articles are about equally far. `coverage` and `dense` are
    ranking features of the best article; `context` and `pairs` are sentence features, the best
    among the first three candidates.
    """

    stands_out: float
    stands_far_out: float
    coverage: float
    dense: float
    context: float
    pairs: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted as docs/decisions/confidence.md says."""

    bias: float = -4.19
    stands_out: float = 0.18
    stands_far_out: float = 0.23
    coverage: float = 0.92
    dense: float = 1.39
    context: float = 0.27
    pairs: float = 1.35


def features_of(evidence: Evidence, ranking: Ranking) -> ConfidenceFeatures:
    """Return the features of a ranking with one candidate at least."""
    hits = evidence.retrieval.hits
    article = hits[0].features if hits else {}
    best = dict(zip(CHOICE_FEATURES, ranking.features[:_BEST].max(axis=0).tolist(), strict=True))
    return ConfidenceFeatures(
        stands_out=_stands_out(hits, _NEXT),
        stands_far_out=_stands_out(hits, _LAST),
        coverage=article.get("coverage", 0.0),
        dense=article.get("dense", 0.0),
        context=best["context"],
        pairs=best["pairs"],
    )


def _stands_out(hits: tuple[ArticleHit, ...], among: slice) -> float:
    others = [hit.score for hit in hits[among]] or [_FAR]
    return hits[0].score - fmean(others) if hits else 0.0


def confidence_of(features: ConfidenceFeatures, weights: Weights | None = None) -> float:
    """Return the probability (0..1) that the sentences answer the question."""
    weights = weights or Weights()
    names = [field.name for field in fields(features)]
    total = sum(getattr(weights, name) * getattr(features, name) for name in names)
    return 1 / (1 + math.exp(-(weights.bias + total)))
