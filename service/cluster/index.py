"""The index in shards as the router sees it: what answering needs, gathered from all shards."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from indexer.errors import IndexMismatch
from indexer.index import COPIES_LISTED
from indexer.log import make_log
from indexer.record import FeedState, StoredArticle, VersionFacts
from indexer.sentences import Span
from indexer.shards.layout import Layout
from service.cluster.fan import Fan, Replies
from service.cluster.kept import KeptTexts, Key
from service.cluster.missing import Missing
from service.cluster.stamp import Stamp
from service.cluster.view import ShardedSnapshot

PROBE_SECONDS = 0.5
"""How often shards are asked whether they changed, and lost ones whether they are back."""


class ShardedIndex:
    """An index in shards, opened for reading. Safe to share between threads."""

    def __init__(self, folder: Path, layout: Layout, fan: Fan, *, probe: bool = True) -> None:
        """Ask every shard what it holds. With `probe`, a thread of its own keeps up with them."""
        self.folder = folder
        self.layout = layout
        self.meta = dict(layout.meta)
        self.fan = fan
        self._lock = threading.Lock()
        self._missing = Missing()
        self._kept = KeptTexts()
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
            self._snapshot = known.advanced(replies.found, self.layout)

    def _keep_up(self) -> None:
        while not self._closed.wait(PROBE_SECONDS):
            try:
                self.probe()
            except Exception as error:  # of one replica, for a moment: the next probe goes on
                make_log().warning("not probed", reason=str(error))

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

    def watched(self) -> AbstractContextManager[list[str]]:
        """Give a list that gathers, while the block runs in this thread, what was out of reach."""
        return self._missing.watched()

    def _miss(self, shard: int) -> None:
        self._missing.note(lambda: self.describe(shard))

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
        found = ((number, self._kept.article(self._key(number))) for number in numbers)
        return {number: article for number, article in found if article}

    def copies_of(self, article: StoredArticle) -> list[StoredArticle]:
        """Return the other live articles of its story, by number."""
        members = self._snapshot.stories.get(article.story or 0, [])
        numbers = [number for number in members if number != article.number][:COPIES_LISTED]
        return list(self.articles(numbers).values())

    def spans(self, passages: Sequence[int]) -> dict[int, Span]:
        """Return where each of `passages` lies in its article; dropped ones are left out."""
        self.expect([], passages)
        found = ((passage, self._kept.span(key)) for passage, key in self._places(passages))
        return {passage: span for passage, span in found if span}

    def expect(self, numbers: Sequence[int], passages: Sequence[int]) -> None:
        """Get articles and passages that will be asked for next from all their shards at once."""
        calls: dict[int, tuple[list[int], list[int]]] = {}
        stamps = self._snapshot.stamps
        articles, spans = self._kept.lacking(
            [self._key(number) for number in numbers], [key for _, key in self._places(passages)]
        )
        for _, number in articles:
            shard = self._holder(number)
            if shard is not None:
                calls.setdefault(shard, ([], []))[0].append(number)
        for _, passage in spans:
            calls.setdefault(passage % self.layout.shards, ([], []))[1].append(passage)
        if calls:
            replies = self.heard(self.fan.begin("read", calls)())
            for shard, texts in replies.found.items():
                self._kept.keep(stamps[shard], calls[shard][0], texts)

    def _places(self, passages: Sequence[int]) -> Iterator[tuple[int, Key]]:
        """Yield the passages of shards that are known, each with what it is kept under."""
        stamps, shards = self._snapshot.stamps, self.layout.shards
        for passage in passages:
            stamp = stamps.get(passage % shards)
            if stamp:
                yield passage, (stamp, passage)

    def _holder(self, number: int) -> int | None:
        facts = self._snapshot.articles.get(number)
        return self.layout.shard_of(facts.id) if facts else None

    def _key(self, number: int) -> Key:
        shard = self._holder(number)
        stamp = self._snapshot.stamps.get(shard) if shard is not None else None
        return stamp or Stamp("", 0, 0), number
