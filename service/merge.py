"""Merging: the rankings of a question's parts into one, with each part heard at the top."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.retrieve import ArticleHit

SURE = 2
"""So many articles of each part come before the rest."""


def merged(
    whole: Sequence["ArticleHit"], parts: Sequence[Sequence["ArticleHit"]]
) -> list["ArticleHit"]:
    """Return the hits of all, best first: the best of each part, the second best, then the whole.

    Among those of one round the order is that of the whole question's ranking.
    """
    place = {hit.article.number: rank for rank, hit in enumerate(whole)}
    leading = []
    for turn in range(SURE):
        round_ = [part[turn] for part in parts if turn < len(part)]
        leading += sorted(round_, key=lambda hit: place.get(hit.article.number, len(whole)))
    found: dict[int, ArticleHit] = {}
    for hit in (*leading, *whole, *(hit for part in parts for hit in part)):
        found.setdefault(hit.article.number, hit)
    return list(found.values())
