"""Stamp: which state of a shard is meant."""

from typing import NamedTuple


class Stamp(NamedTuple):
    """The random name of a shard's record, the number of its last change, and its generation.

    What was removed is counted among the words until the next generation is without it.
    """

    record: str
    change: int
    generation: int
