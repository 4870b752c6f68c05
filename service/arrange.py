"""Arrangement: one story once, and more than one publisher where others are as good."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.record import ArticleFacts

FIRST = 5
"""Among so many articles at the top another publisher should be heard."""

MARGIN = 0.5
"""So much less may its score be than that of the article that makes room; see WEIGHTS."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An article by its position in the ranking's arrays, with the copies behind it."""

    position: int
    copies: tuple[int, ...] = ()


def arranged(
    order: Sequence[int], facts: Sequence[ArticleFacts], scores: Sequence[float], k: int
) -> list[Placed]:
    """Return at most `k` articles in the order to show them.

    `order` lists positions best first; `facts` and `scores` are by position. The best placed copy
    of a story stands for it, the others are behind it.
    """
    return _varied(_collapsed(order, facts), facts, scores)[: max(k, 0)]


def _collapsed(order: Sequence[int], facts: Sequence[ArticleFacts]) -> list[Placed]:
    stories: dict[object, list[int]] = {}
    for position in order:
        story = facts[position].story
        stories.setdefault(("alone", position) if story is None else story, []).append(position)
    return [Placed(first, tuple(copies)) for first, *copies in stories.values()]


def _varied(
    placed: list[Placed], facts: Sequence[ArticleFacts], scores: Sequence[float]
) -> list[Placed]:
    """Let the best article of another publisher into the first few, if it is nearly as good."""
    top, rest = placed[:FIRST], placed[FIRST:]
    if not rest or len(_publishers(top, facts)) > 1:
        return placed
    heard = _publishers(top, facts)
    floor = scores[top[-1].position] - MARGIN
    for place in rest:
        if scores[place.position] < floor:
            break
        if facts[place.position].publisher not in heard:
            others = [other for other in (top[-1], *rest) if other is not place]
            return [*top[:-1], place, *others]
    return placed


def _publishers(placed: Sequence[Placed], facts: Sequence[ArticleFacts]) -> set[str | None]:
    return {
        facts[position].publisher
        for place in placed
        for position in (place.position, *place.copies)
    }
