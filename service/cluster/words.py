"""Words: in how many passages of a shard they stand, kept for the questions to come."""

from collections.abc import Iterable, Mapping

from indexer.keywords import Statistics

TERMS = 20_000
"""So many words of a shard are kept, in about 2 MB."""


class Words:
    """The words of a shard in one state of it, as far as they were asked for. For several threads.

    They end with the views of that state, so that nothing kept can be out of date.
    """

    def __init__(self, size: Statistics) -> None:
        """`size` has no terms: how many passages there are, and how long."""
        self.size = size
        self._frequency: dict[str, int] = {}

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many passages those of `terms` stand that are kept."""
        kept = self._frequency
        return {term: kept[term] for term in terms if term in kept}

    def keep(self, frequency: Mapping[str, int]) -> None:
        """Keep what was counted; when that is too much, all else is forgotten."""
        if len(self._frequency) + len(frequency) > TERMS:
            self._frequency = {}
        self._frequency.update(frequency)
