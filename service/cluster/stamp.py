"""Stamp: which state of a shard is meant."""

from typing import NamedTuple


class Stamp(NamedTuple):
    """The random name of a shard's record, and the number of its last change."""

    record: str
    change: int
