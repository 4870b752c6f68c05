"""Holdings: which shards one process holds together, so that few processors do not serve many."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

_PREFIX = "shards"


def holdings(shards: int, holders: int) -> tuple[range, ...]:
    """Return the shards that each of at most `holders` processes holds, about as many each.

    A process a shard pays only where each has a processor to itself: others take turns, and every
    call to one costs as much as a good part of a search (docs/scale.md).
    """
    together = math.ceil(shards / max(1, holders))
    return tuple(
        range(first, min(first + together, shards)) for first in range(0, shards, together)
    )


def processors(nodes: Sequence[Mapping[str, Any]]) -> int:
    """Return how many processors the nodes that Ray tells of have, those alive."""
    return int(sum(node["Resources"].get("CPU", 0.0) for node in nodes if node["Alive"]))


def name_of(holding: range) -> str:
    """Return what the deployment of a holding is called."""
    return f"{_PREFIX}-{holding.start}-{holding.stop - 1}"


def holding_of(name: str) -> range | None:
    """Return the holding whose deployment is called so; None for another deployment."""
    prefix, *ends = name.split("-")
    if prefix != _PREFIX:
        return None
    first, last = map(int, ends)
    return range(first, last + 1)
