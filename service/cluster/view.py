"""View: the articles of all shards as the router knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from indexer.dates import day_of
from indexer.record import ArticleFacts
from indexer.shards.layout import Layout
from service.cluster.shard import Facts
from service.cluster.stamp import Stamp
from service.cluster.words import Words


@dataclass(frozen=True)
class ShardedSnapshot:
    """The articles of all shards, each shard as it was at its stamp; None while it is unknown.

    `words` are those of the shards at their stamps: views of the same state share them.
    """

    articles: Mapping[int, ArticleFacts]
    stamps: Mapping[int, Stamp]
    generations: Mapping[int, int]
    words: Mapping[int, Words]

    __hash__ = object.__hash__

    @property
    def generation(self) -> int:
        """Return the number of the oldest of the shards' generations."""
        return min(self.generations.values(), default=0)

    @cached_property
    def days_covered(self) -> tuple[date, date] | None:
        """Return the first and last day of publication, or None when nothing is dated."""
        days = [day for f in self.articles.values() if (day := day_of(f.published))]
        return (min(days), max(days)) if days else None

    @cached_property
    def stories(self) -> Mapping[int, list[int]]:
        """Return the numbers of the articles of each story that more than one tells."""
        found: dict[int, list[int]] = {}
        for number, facts in self.articles.items():
            if facts.story is not None:
                found.setdefault(facts.story, []).append(number)
        return {story: sorted(numbers) for story, numbers in found.items() if len(numbers) > 1}

    def advanced(self, replies: Mapping[int, Facts], layout: Layout) -> "ShardedSnapshot":
        """Return the view after what shards replied; this one when they told nothing new."""
        if all(self.stamps.get(shard) == facts.stamp for shard, facts in replies.items()):
            return self
        articles = dict(self.articles)
        for shard, facts in replies.items():
            gone = facts.gone
            if facts.whole and shard in self.stamps:
                gone = tuple(n for n, f in articles.items() if layout.shard_of(f.id) == shard)
            for number in gone:
                articles.pop(number, None)
            articles.update({each.number: each for each in facts.articles})
        return ShardedSnapshot(
            dict(sorted(articles.items())),
            {**self.stamps, **{shard: facts.stamp for shard, facts in replies.items()}},
            {**self.generations, **{shard: facts.generation for shard, facts in replies.items()}},
            {
                **self.words,
                **{shard: self._words(shard, facts) for shard, facts in replies.items()},
            },
        )

    def _words(self, shard: int, facts: Facts) -> Words:
        is_same = self.stamps.get(shard) == facts.stamp
        return self.words[shard] if is_same else Words(facts.size)
