"""The index in shards as the router sees it: what answering needs, gathered from all shards."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.dates import day_of
from indexer.errors import IndexMismatch
from indexer.index import COPIES_LISTED
from indexer.keywords import Statistics
from indexer.record import ArticleFacts, FeedState, StoredArticle, VersionFacts
from indexer.sentences import Span
from indexer.shards.layout import Layout
from service.cluster.fan import Fan, Replies
from service.cluster.shard import Facts, Texts
from service.cluster.stamp import Stamp
from service.find import SourcesOnce
from service.query import Query
from service.shortlist import Shortlist, joined
from service.view import View

PROBE_SECONDS = 0.5
"""How often shards are asked whether they changed, and lost ones whether they are back."""

_TEXTS_KEPT = 2_000
_SPANS_KEPT = 16 * _TEXTS_KEPT


@dataclass(frozen=True)
class ShardedSnapshot:
    """The articles of all shards, each shard as it was at its stamp; None while it is unknown."""

    articles: Mapping[int, ArticleFacts]
    stamps: Mapping[int, Stamp]
    generations: Mapping[int, int]
    statistics: Mapping[int, Statistics]

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


class ShardedIndex:
    """An index in shards, opened for reading. Safe to share between threads."""

    def __init__(self, folder: Path, layout: Layout, fan: Fan, *, probe: bool = True) -> None:
        """Ask every shard what it holds. With `probe`, a thread of its own keeps up with them."""
        self.folder = folder
        self.layout = layout
        self.meta = dict(layout.meta)
        self.fan = fan
        self._lock = threading.Lock()
        self._watching = threading.local()
        self._texts: OrderedDict[tuple[Stamp, int], StoredArticle | None] = OrderedDict()
        self._spans: OrderedDict[tuple[Stamp, int], Span] = OrderedDict()
        self._snapshot = ShardedSnapshot({}, {}, {}, {})
        self._damage: dict[int, str | None] = {}
        self._closed = threading.Event()
        self.refresh()
        if probe:
            threading.Thread(target=self._keep_up, name="shards", daemon=True).start()

    def close(self) -> None:
        """Stop keeping up."""
        self._closed.set()

    def snapshot(self) -> ShardedSnapshot:
        """Return the newest view: what was written through this router is always in it."""
        for shard in self.fan.down:
            self._miss(shard)
        for shard in self.fan.shards:
            if shard not in self._snapshot.stamps:
                self._miss(shard)
        return self._snapshot

    def refresh(self, shards: Sequence[int] | None = None) -> None:
        """Get what changed in `shards`, or in all."""
        with self._lock:
            known = self._snapshot
            calls = {
                s: (known.stamps.get(s),) for s in (self.fan.shards if shards is None else shards)
            }
            replies = self.fan.begin("facts", calls, probe=True)()
            if any(_differs(known, shard, facts) for shard, facts in replies.found.items()):
                self._snapshot = _advanced(known, replies.found, self.layout)

    def _keep_up(self) -> None:
        while not self._closed.wait(PROBE_SECONDS):
            self.probe()

    def probe(self) -> None:
        """Ask every shard how it is, and get what changed in those that answer."""
        healths = self.fan.all("health", probe=True).found
        self._damage = {shard: health.damage for shard, health in healths.items()}
        stamps = self._snapshot.stamps
        changed = [s for s, health in healths.items() if stamps.get(s) != health.stamp]
        if changed:
            self.refresh(changed)

    @property
    def lost(self) -> list[int]:
        """Return the shards that do not answer."""
        unknown = set(self.fan.shards) - self._snapshot.stamps.keys()
        return sorted(self.fan.down | unknown)

    @property
    def damage(self) -> str | None:
        """Say which shards do not answer or are damaged, if any."""
        told = [self.describe(shard) for shard in self.lost]
        told += [f"shard {s}: {what}" for s, what in sorted(self._damage.items()) if what]
        return "; ".join(told) or None

    def describe(self, shard: int) -> str:
        """Return what is missing when a shard is: about how many articles of all."""
        articles = self._snapshot.articles
        own = sum(self.layout.shard_of(facts.id) == shard for facts in articles.values())
        size = f" ({own:,} of {len(articles):,} articles)" if own else ""
        return f"shard {shard + 1} of {self.layout.shards} does not answer{size}"

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Give a list that gathers, while the block runs in this thread, what was out of reach."""
        outer: list[list[str]] = getattr(self._watching, "lists", [])
        missing: list[str] = []
        self._watching.lists = [*outer, missing]
        try:
            yield missing
        finally:
            self._watching.lists = outer

    def _miss(self, shard: int) -> None:
        told: str | None = None
        for missing in getattr(self._watching, "lists", ()):
            told = told or self.describe(shard)
            if told not in missing:
                missing.append(told)

    def heard(self, replies: Replies) -> Replies:
        """Return replies, after noting for the question at hand which shards gave none."""
        for shard in replies.lost:
            self._miss(shard)
        return replies

    def altered(self) -> Path | None:
        """Return None: each shard sees to its own files."""
        return None

    def require_model(self, model: str) -> None:
        """Raise IndexMismatch unless the index was built with `model`."""
        if self.meta["model"] != model:
            raise IndexMismatch(
                f"{self.folder} was indexed with model {self.meta['model']}, not {model}; "
                "use that, or index the articles into another folder with --index"
            )

    def feeds(self) -> list[FeedState]:
        """Return no watched sources: watching writes to an index in one folder."""
        return []

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """Return the live version of an article, or the numbered one, or None.

        Raises ShardLost when nobody can tell.
        """
        shard = self.layout.shard_of(article_id)
        found: StoredArticle | None = self.fan.one(shard, "article", article_id, version)
        return found

    def versions(self, article_id: str) -> list[VersionFacts]:
        """Return the versions of an article, oldest first. Raises ShardLost."""
        shard = self.layout.shard_of(article_id)
        found: list[VersionFacts] = self.fan.one(shard, "versions", article_id)
        return found

    def article_by_number(self, number: int) -> StoredArticle | None:
        """Return the live version of the article with this number, or None."""
        return self.articles([number]).get(number)

    def articles(self, numbers: Sequence[int]) -> dict[int, StoredArticle]:
        """Return the live versions of the articles with these numbers; others are left out."""
        self.expect(numbers, [])
        found = ((number, self._texts.get(self._key(number))) for number in numbers)
        return {number: article for number, article in found if article}

    def copies_of(self, article: StoredArticle) -> list[StoredArticle]:
        """Return the other live articles of its story, by number."""
        members = self._snapshot.stories.get(article.story or 0, [])
        numbers = [number for number in members if number != article.number][:COPIES_LISTED]
        return list(self.articles(numbers).values())

    def spans(self, passages: Sequence[int]) -> dict[int, Span]:
        """Return where each of `passages` lies in its article; dropped ones are left out."""
        self.expect([], passages)
        stamps = self._snapshot.stamps
        found = {}
        for passage in passages:
            stamp = stamps.get(passage % self.layout.shards)
            if stamp and (span := self._spans.get((stamp, passage))):
                found[passage] = span
        return found

    def expect(self, numbers: Sequence[int], passages: Sequence[int]) -> None:
        """Get articles and passages that will be asked for next from all their shards at once."""
        calls: dict[int, tuple[list[int], list[int]]] = {}
        stamps = self._snapshot.stamps
        self._touch([self._key(number) for number in numbers], passages)
        for number in numbers:
            shard = self._holder(number)
            if shard is not None and self._key(number) not in self._texts:
                calls.setdefault(shard, ([], []))[0].append(number)
        for passage in passages:
            shard = passage % self.layout.shards
            stamp = stamps.get(shard)
            if stamp and (stamp, passage) not in self._spans:
                calls.setdefault(shard, ([], []))[1].append(passage)
        if calls:
            replies = self.heard(self.fan.begin("read", calls)())
            for shard, texts in replies.found.items():
                self._keep(stamps[shard], calls[shard][0], texts)

    def _touch(self, keys: Sequence[tuple[Stamp, int]], passages: Sequence[int]) -> None:
        """Let what is here already outlive whatever is brought beside it."""
        stamps = self._snapshot.stamps
        with self._lock:
            for key in keys:
                if key in self._texts:
                    self._texts.move_to_end(key)
            for passage in passages:
                stamp = stamps.get(passage % self.layout.shards)
                if stamp and (stamp, passage) in self._spans:
                    self._spans.move_to_end((stamp, passage))

    def _keep(self, stamp: Stamp, asked: Sequence[int], texts: Texts) -> None:
        articles = {article.number: article for article in texts.articles}
        with self._lock:
            for number in asked:
                self._texts[stamp, number] = articles.get(number)
            for passage, span in texts.spans.items():
                self._spans[stamp, passage] = span
            while len(self._texts) > _TEXTS_KEPT:
                self._texts.popitem(last=False)
            while len(self._spans) > _SPANS_KEPT:
                self._spans.popitem(last=False)

    def _holder(self, number: int) -> int | None:
        facts = self._snapshot.articles.get(number)
        return self.layout.shard_of(facts.id) if facts else None

    def _key(self, number: int) -> tuple[Stamp, int]:
        shard = self._holder(number)
        stamp = self._snapshot.stamps.get(shard) if shard is not None else None
        return stamp or Stamp("", 0), number


class ShardFinder(SourcesOnce):
    """Finds candidates in all shards at once."""

    def __init__(self, index: ShardedIndex) -> None:
        super().__init__()
        self._index = index

    def count(self, view: View, terms: Sequence[str]) -> Callable[[], Statistics]:
        """Begin to count `terms` in all shards; return what waits for the sum."""
        index, known = self._index, _sharded(view)
        collect = index.fan.begin("count", dict.fromkeys(index.fan.shards, (tuple(terms),)))

        def total() -> Statistics:
            replies = index.heard(collect())
            counted = {shard: statistics for shard, (_, statistics) in replies.found.items()}
            return _sum({**known.statistics, **counted}, terms)

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


def _sum(parts: Mapping[int, Statistics], terms: Sequence[str]) -> Statistics:
    counted = parts.values()
    return Statistics(
        documents=sum(each.documents for each in counted),
        tokens=sum(each.tokens for each in counted),
        frequency={
            term: sum(each.frequency.get(term, 0) for each in counted) for term in set(terms)
        },
    )


def _differs(known: ShardedSnapshot, shard: int, facts: Facts) -> bool:
    return known.stamps.get(shard) != facts.stamp


def _advanced(
    known: ShardedSnapshot, replies: Mapping[int, Facts], layout: Layout
) -> ShardedSnapshot:
    articles = dict(known.articles)
    for shard, facts in replies.items():
        gone = facts.gone
        if facts.whole and shard in known.stamps:
            gone = tuple(n for n, f in articles.items() if layout.shard_of(f.id) == shard)
        for number in gone:
            articles.pop(number, None)
        articles.update({each.number: each for each in facts.articles})
    return ShardedSnapshot(
        dict(sorted(articles.items())),
        {**known.stamps, **{shard: facts.stamp for shard, facts in replies.items()}},
        {**known.generations, **{shard: facts.generation for shard, facts in replies.items()}},
        {**known.statistics, **{shard: facts.size for shard, facts in replies.items()}},
    )


def _sharded(view: View) -> ShardedSnapshot:
    assert isinstance(view, ShardedSnapshot)
    return view
