"""Measures of a ranking: article ids, best first and without repeats, against the known articles.

Each returns a share from 0 to 1, or None where it is undefined because no article is known to be
relevant: undefined is unscored, never zero. Relevance is binary. The definitions are those of
trec_eval, as ir-measures documents them (https://ir-measur.es/en/latest/measures.html).
"""

from collections.abc import Collection, Sequence
from math import log2


def first_rank(retrieved: Sequence[str], relevant: Collection[str]) -> int | None:
    """Return the rank of the first relevant article, counted from 1, or None."""
    ranks = (rank for rank, article in enumerate(retrieved, start=1) if article in relevant)
    return next(ranks, None)


def hit(retrieved: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """hit@k: 1 when a relevant article is among the first k (ir-measures: Success@k)."""
    if not relevant:
        return None
    return float(first_rank(retrieved[:k], relevant) is not None)


def supported(retrieved: Sequence[str], supporting: Collection[str], k: int) -> float:
    """supported@k: 1 when one of the first k articles carries the fact.

    `supporting` holds the known articles and every retrieved one whose title or text contains an
    answer as whole words: other outlets often carry the same fact. Whether a question has answers
    or known articles at all, and so whether this is defined, is for the caller to settle.
    """
    return float(first_rank(retrieved[:k], supporting) is not None)


def recall(retrieved: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """recall@k: the share of the relevant articles that are among the first k (R@k)."""
    if not relevant:
        return None
    return _found(retrieved, relevant, k) / len(relevant)


def precision(retrieved: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """precision@k: relevant articles among the first k, over k, also when fewer came (P@k)."""
    if not relevant:
        return None
    return _found(retrieved, relevant, k) / k


def reciprocal_rank(retrieved: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """RR@k: 1 over the rank of the first relevant article, 0 beyond k; its mean is MRR@k."""
    if not relevant:
        return None
    rank = first_rank(retrieved[:k], relevant)
    return 1 / rank if rank else 0.0


def ndcg(retrieved: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """nDCG@k: gain 1 / log2(rank + 1) of each relevant article, over that of an ideal ranking.

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002.
    """
    if not relevant:
        return None
    gains = (_gain(rank) for rank, article in enumerate(retrieved[:k]) if article in relevant)
    ideal = sum(_gain(rank) for rank in range(min(k, len(relevant))))
    return sum(gains) / ideal


def average_precision(retrieved: Sequence[str], relevant: Collection[str]) -> float | None:
    """AP: precision at the rank of each relevant article, 0 for the missing; its mean is MAP."""
    if not relevant:
        return None
    found, total = 0, 0.0
    for rank, article in enumerate(retrieved, start=1):
        if article in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)


def _found(retrieved: Sequence[str], relevant: Collection[str], k: int) -> int:
    return sum(article in relevant for article in retrieved[:k])


def _gain(position: int) -> float:
    return 1 / log2(position + 2)
