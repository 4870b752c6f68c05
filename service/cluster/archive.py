"""The archive behind a router: many shards answer, and each write goes to the one it belongs to."""

import threading
from collections.abc import Iterable, Sequence

from indexer.article import Article
from indexer.build import Summary, prepared_or_refused
from indexer.copies import Wording
from indexer.embed import Embedder
from indexer.errors import ArticleError
from indexer.lock import writer_lock
from indexer.prepare import Prepared, digest_of
from indexer.record import State
from indexer.shards.ledger import Ledger
from service.answer import Answerer
from service.archive import Archive
from service.cluster.index import ShardedIndex
from service.conversations import Conversations
from service.errors import ServiceError
from service.feedback import FeedbackStore
from service.settings import Settings
from service.writing import Addition, article_of


class ClusterArchive(Archive):
    """An archive whose shards other processes hold; they see to their own files."""

    def __init__(
        self, settings: Settings, answerer: Answerer, index: ShardedIndex, stored: str | None
    ) -> None:
        """`stored` is the address of the store that the shards were copied from, if they were."""
        super().__init__(settings, answerer)
        self._index = index
        self._stored = stored

    def close(self) -> None:
        """End the threads; whatever has begun is done first."""
        super().close()
        self._index.close()

    async def add(self, items: Iterable[object]) -> list[Addition]:
        """Store articles in the shards they belong to; what is returned can be asked about.

        Raises IndexLocked, ShardLost, or ServiceError where the index lies in a store.
        """
        arrived = list(items)
        self._require_writable()
        return await self._writes.run(lambda: self._add(arrived))

    async def remove(self, article_id: str, *, erase: bool = False) -> bool:
        """Take an article down in the shard it belongs to; see service.writing.remove."""
        self._require_writable()
        return await self._writes.run(lambda: self._remove(article_id, erase))

    def _require_writable(self) -> None:
        if self._stored:
            raise ServiceError(
                f"the shards are copies of what lies at {self._stored}; add articles with "
                f"`dateline index PATH --index {self._stored}`, and they are served from there"
            )

    def _add(self, items: Sequence[object]) -> list[Addition]:
        embedder = self.answerer().embedder
        with writer_lock(self.folder):
            ledger = Ledger(self.folder, _ToldByRouter(self._index))
            try:
                return [
                    self._put(ledger, embedder, place, item) for place, item in enumerate(items)
                ]
            finally:
                ledger.close()

    def _put(self, ledger: Ledger, embedder: Embedder, position: int, item: object) -> Addition:
        try:
            article = article_of(item)
        except ArticleError as error:
            return Addition(position, "failed", error=str(error))
        shard = self._index.layout.shard_of(article.id)
        state: State | None = self._index.fan.one(shard, "state", article.id)
        is_live = state is not None and state.live
        digest = digest_of(article)
        if state and is_live and state.hash == digest:
            return Addition(position, "unchanged", article.id)
        taken = prepared_or_refused(article, digest, embedder.model, is_known=is_live)
        if isinstance(taken, str):
            return Addition(position, "failed", article.id, taken)
        return self._store(ledger, embedder, position, article, taken)

    def _store(
        self,
        ledger: Ledger,
        embedder: Embedder,
        position: int,
        article: Article,
        prepared: Prepared,
    ) -> Addition:
        keys = [passage.vector_hash for passage in prepared.version.passages]
        vectors = dict(zip(keys, embedder.encode(prepared.texts), strict=True))
        shard = self._index.layout.shard_of(article.id)
        after = max(self._index.snapshot().articles, default=0)
        summary: Summary
        summary, state = self._index.fan.one(shard, "put", prepared, vectors, after)
        self._tell(ledger, shard, state)
        return Addition(position, "added" if summary.added else "updated", article.id)

    def _remove(self, article_id: str, erase: bool) -> bool:
        shard = self._index.layout.shard_of(article_id)
        with writer_lock(self.folder):
            removed: bool
            removed, state = self._index.fan.one(shard, "remove", article_id, erase)
            if state:
                ledger = Ledger(self.folder, _ToldByRouter(self._index))
                try:
                    self._tell(ledger, shard, state)
                finally:
                    ledger.close()
        if erase:
            FeedbackStore(self.folder).forget(article_id)
            Conversations(self.folder).forget(article_id)
        return removed

    def _tell(self, ledger: Ledger, shard: int, state: State) -> None:
        """Make a commit of a shard known: to the view first, then to the stories."""
        self._index.refresh([shard])
        try:
            ledger.add(state)
        finally:  # whatever became of the stories, the article is there
            self._index.refresh()
        threading.Thread(
            target=lambda: self._index.fan.all("fold"), name="fold", daemon=True
        ).start()


class _ToldByRouter:
    """The shards as the ledger of stories reads them and tells them, over the router's calls."""

    def __init__(self, index: ShardedIndex) -> None:
        self._index = index

    def states(self) -> Iterable[State]:
        """Return none: only what was just written is looked at."""
        return ()

    def wording(self, number: int) -> Wording | None:
        """Return a live article as it is compared, or None. Raises ShardLost."""
        facts = self._index.snapshot().articles.get(number)
        if facts is None:
            return None
        shard = self._index.layout.shard_of(facts.id)
        found: Wording | None = self._index.fan.one(shard, "wording", number)
        return found

    def assign(self, stories: list[tuple[int, int]]) -> None:
        """Set the stories of articles. Raises ShardLost."""
        articles, layout = self._index.snapshot().articles, self._index.layout
        calls: dict[int, list[tuple[int, int]]] = {}
        for number, story in stories:
            if number in articles:
                shard = layout.shard_of(articles[number].id)
                calls.setdefault(shard, []).append((number, story))
        for shard, pairs in calls.items():
            self._index.fan.one(shard, "assign", pairs)
