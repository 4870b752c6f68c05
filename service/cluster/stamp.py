"""Stamp: which state of a shard is meant."""

from typing import NamedTuple


class Stamp(NamedTuple):
    """The random name of a shard's record, the number of its last change, and its generation.

    `documents` and `tokens` are the passages that it counts words in, and their length. What was
    removed is counted until the next generation is without it, and by whoever opened the shard
    since not even so long: two copies of one state may count differently.
    """

    record: str
    change: int
    generation: int
    documents: int = 0
    tokens: int = 0
