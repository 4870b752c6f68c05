"""Placement: whether the copies of what is held find room on the machines that there are."""

from collections.abc import Iterable, Sequence
from typing import Any


def find_room(
    nodes: Iterable[Any], needs: Iterable[tuple[float, float]], copies: int, apart: int
) -> bool:
    """Tell whether `copies` of each need, processors and bytes, fit, at most `apart` on a machine.

    `nodes` is what Ray tells of them. The largest are placed first, each where most is left: a
    placement that exists may be missed, one that does not is never found.
    """
    free = [
        [node["Resources"].get("CPU", 0.0), node["Resources"].get("memory", 0.0)]
        for node in nodes
        if node["Alive"]
    ]
    for cpus, memory in sorted(needs, key=lambda need: need[1], reverse=True):
        taken = [0] * len(free)
        for _ in range(copies):
            place = _roomiest(free, taken, cpus, memory, apart)
            if place is None:
                return False
            taken[place] += 1
            free[place][0] -= cpus
            free[place][1] -= memory
    return True


def _roomiest(
    free: Sequence[Sequence[float]], taken: Sequence[int], cpus: float, memory: float, apart: int
) -> int | None:
    fitting = [
        place
        for place, (processors, room) in enumerate(free)
        if taken[place] < apart and processors >= cpus and room >= memory
    ]
    return max(fitting, key=lambda place: free[place][1], default=None)
