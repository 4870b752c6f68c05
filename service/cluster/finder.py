"""Finder: the candidates of all shards, as if all were one index."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import numpy as np

from indexer.keywords import Statistics
from service.cluster.index import ShardedIndex
from service.cluster.view import ShardedSnapshot
from service.find import SourcesOnce
from service.query import Query
from service.shortlist import Shortlist, joined
from service.view import View


class ShardFinder(SourcesOnce):
    """Finds candidates in all shards at once."""

    def __init__(self, index: ShardedIndex) -> None:
        super().__init__()
        self._index = index

    def count(self, view: View, terms: Sequence[str]) -> Callable[[], Statistics]:
        """Begin to count those of `terms` that are not known yet; return what waits for the sum."""
        index, stamps, words = self._index, _sharded(view).stamps, _sharded(view).words
        asked = tuple(dict.fromkeys(terms))
        counted = {shard: replace(w.size, frequency=w.known(asked)) for shard, w in words.items()}
        calls = {}
        for shard, known in counted.items():
            if lacking := tuple(term for term in asked if term not in known.frequency):
                calls[shard] = lacking, stamps[shard]
        collect = index.fan.begin("count", calls)

        def total() -> Statistics:
            others = {}
            for shard, (stamp, fresh) in index.heard(collect()).found.items():
                if stamp == stamps[shard]:
                    words[shard].keep(fresh.frequency)
                elif counted[shard].frequency:
                    others[shard] = asked, stamp
                all_known = {**counted[shard].frequency, **fresh.frequency}
                counted[shard] = replace(fresh, frequency=all_known)
            if others:  # those of another state must not be mixed with what was kept
                whole = index.heard(index.fan.begin("count", others)()).found
                counted.update({shard: fresh for shard, (_, fresh) in whole.items()})
            return _sum(counted.values(), asked)

        return total

    def find(self, view: View, query: Query) -> Shortlist | None:
        """Return the candidates of all shards that can be reached; None when there are none."""
        stamps = _sharded(view).stamps
        calls = {shard: (query, stamp) for shard, stamp in stamps.items()}
        replies = self._index.heard(self._index.fan.begin("find", calls)())
        parts = [replies.found[shard] for shard in sorted(replies.found)]
        return _known(joined([part for part in parts if part]), view)


def _known(table: Shortlist | None, view: View) -> Shortlist | None:
    """Return the candidates that the view knows: a shard may be a commit ahead of it."""
    if table is None:
        return None
    numbers = table.articles.tolist()
    known = [place for place, number in enumerate(numbers) if number in view.articles]
    if len(known) == len(numbers):
        return table
    return table.taken(np.array(known, dtype=np.int64)) if known else None


def _sum(counted: Collection[Statistics], terms: Sequence[str]) -> Statistics:
    return Statistics(
        documents=sum(each.documents for each in counted),
        tokens=sum(each.tokens for each in counted),
        frequency={term: sum(each.frequency.get(term, 0) for each in counted) for term in terms},
    )


def _sharded(view: View) -> ShardedSnapshot:
    assert isinstance(view, ShardedSnapshot)
    return view
