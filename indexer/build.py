"""Wires the stages: articles -> clean -> passages -> vectors -> the record."""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.ahead import ahead
from indexer.article import Article
from indexer.embed import Embedder
from indexer.errors import IndexerError
from indexer.passages import CHUNKING
from indexer.prepare import Prepared, digest_of, prepare
from indexer.record import Record

ARTICLES_A_COMMIT = 32
ARTICLES_A_REPORT = 1000
COMMITS_AHEAD = 2


@dataclass(slots=True)
class Summary:
    """What became of the articles that arrived."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    held: int = 0
    passages: int = 0
    embedded: int = 0
    undated: int = 0
    """How many of those added and updated state no day of publication."""
    textless: int = 0
    """How many of them have a headline and no text."""
    failures: list[str] = field(default_factory=list)
    share: float | None = None
    """How much of the source had been read when the last of these arrived; None if unknown."""

    @property
    def arrived(self) -> int:
        """All items seen, failed ones included."""
        return self.added + self.updated + self.unchanged + self.held + len(self.failures)


@dataclass(slots=True)
class _Batch:
    """What one commit is to hold, and what arrived between it and the one before."""

    prepared: list[Prepared] = field(default_factory=list)
    unchanged: int = 0
    held: int = 0
    failures: list[str] = field(default_factory=list)
    share: float | None = None

    def is_full(self) -> bool:
        passed_over = self.unchanged + self.held + len(self.failures)
        return len(self.prepared) >= ARTICLES_A_COMMIT or passed_over >= ARTICLES_A_REPORT


@dataclass(frozen=True, slots=True)
class _Rules:
    """Whether what was taken down comes back by arriving, and whether a failure ends the run.

    `share` tells how much of the source was read.
    """

    restore: bool
    strict: bool
    share: Callable[[], float | None]


class _OnTheWay:
    """What was prepared and is not committed yet, by article id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Prepared] = {}
        self._lock = threading.Lock()

    def put(self, prepared: Prepared) -> None:
        with self._lock:
            self._by_id[prepared.version.article_id] = prepared

    def hash_of(self, article_id: str) -> bytes | None:
        with self._lock:
            found = self._by_id.get(article_id)
        return found.version.hash if found else None

    def arrived(self, batch: Sequence[Prepared]) -> None:
        with self._lock:
            for prepared in batch:
                if self._by_id.get(prepared.version.article_id) is prepared:
                    del self._by_id[prepared.version.article_id]


def manifest_of(embedder: Embedder) -> dict[str, str]:
    """Return what an index must agree on with those who read it."""
    return {
        "model": embedder.model,
        "dimension": str(embedder.dimension),
        "chunking": CHUNKING,
    }


def add_articles(
    record: Record,
    embedder: Embedder,
    arrivals: Iterable[Article | IndexerError],
    on_progress: Callable[[Summary], None] = lambda summary: None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    restore: bool = False,
    strict: bool = False,
    share: Callable[[], float | None] = lambda: None,
) -> Summary:
    """Store what arrives, a few articles a commit; return the counts.

    An article that failed to load is listed and skipped. What one commit acknowledged stays,
    whatever happens to the next. Unchanged articles cost a hash; unchanged passages no embedding.
    Loading and splitting go on in a thread while vectors are computed, unless `arrivals` is a
    short sequence. Once `stopped` says so, no further commit is begun. What was taken down stays
    so, unless `restore` is given. With `strict`, nothing after the first failure is looked at;
    what came before it is stored. `share` is asked how much of the source was read.
    """
    summary = Summary()
    on_the_way = _OnTheWay()
    rules = _Rules(restore, strict, share)
    if isinstance(arrivals, Sequence) and len(arrivals) <= ARTICLES_A_COMMIT:
        batches: Iterator[_Batch] = _batches(record, embedder.model, arrivals, on_the_way, rules)
    else:
        folder = record.path.parent
        source = _batches_beside(folder, embedder.model, arrivals, on_the_way, rules)
        batches = ahead(source, COMMITS_AHEAD, stopped)
    for batch in batches:
        _store(record, embedder, batch.prepared, summary)
        on_the_way.arrived(batch.prepared)
        summary.unchanged += batch.unchanged
        summary.held += batch.held
        summary.failures += batch.failures
        summary.share = batch.share
        on_progress(summary)
    return summary


def _batches_beside(
    folder: Path,
    model: str,
    arrivals: Iterable[Article | IndexerError],
    on_the_way: _OnTheWay,
    rules: _Rules,
) -> Generator[_Batch, None, None]:
    try:
        with closing(Record.open(folder)) as record:  # a connection of its own: this is a thread
            yield from _batches(record, model, arrivals, on_the_way, rules)
    finally:
        if isinstance(arrivals, Generator):  # it was left early: its files are closed here and now
            arrivals.close()


def _batches(
    record: Record,
    model: str,
    arrivals: Iterable[Article | IndexerError],
    on_the_way: _OnTheWay,
    rules: _Rules,
) -> Iterator[_Batch]:
    batch = _Batch()
    for arrival in arrivals:
        if isinstance(arrival, IndexerError):
            batch.failures.append(str(arrival))
        elif not rules.restore and record.takedowns.keeps_out(arrival.id, arrival.url):
            batch.held += 1
        else:
            _take(record, model, arrival, on_the_way, batch)
        if rules.strict and batch.failures:
            break
        if batch.is_full():
            batch.share = rules.share()
            yield batch
            batch = _Batch()
    batch.share = rules.share()
    yield batch


def _take(
    record: Record, model: str, article: Article, on_the_way: _OnTheWay, batch: _Batch
) -> None:
    digest = digest_of(article)
    # In this order: what is committed in between has been in the record since before.
    known = on_the_way.hash_of(article.id) or record.articles.current_hash(article.id)
    if known == digest:
        batch.unchanged += 1
        return
    taken = prepared_or_refused(article, digest, model, is_known=known is not None)
    if isinstance(taken, Prepared):
        on_the_way.put(taken)
        batch.prepared.append(taken)
    else:
        batch.failures.append(taken)


def prepared_or_refused(
    article: Article, digest: bytes, model: str, *, is_known: bool
) -> Prepared | str:
    """Return an article prepared for the embedding `model`, or why it cannot be stored.

    `is_known` says that a version of it is live.
    """
    prepared = prepare(article, digest, model)
    named = article.url or f"{article.source} ({article.id})"
    if prepared is None:
        return f"{named}: no text but page furniture, and no title; not indexed"
    if is_known and not prepared.version.text:
        return f"{named}: no text but page furniture; the version before is kept"
    return prepared


def _store(record: Record, embedder: Embedder, batch: Sequence[Prepared], summary: Summary) -> None:
    texts = {
        passage.vector_hash: words
        for prepared in batch
        for passage, words in zip(prepared.version.passages, prepared.texts, strict=True)
    }
    known = record.vectors.known(texts)
    missing = [key for key in texts if key not in known]
    vectors = embedder.encode([texts[key] for key in missing])
    store(record, batch, dict(zip(missing, vectors, strict=True)), summary)


def store(
    record: Record,
    batch: Sequence[Prepared],
    vectors: Mapping[bytes, NDArray[np.float32]],
    summary: Summary,
) -> None:
    """Commit versions with those of their vectors that are new, and count them in `summary`."""
    with record.transaction():
        record.vectors.put(vectors.items())
        placed = [record.articles.put(prepared.version) for prepared in batch]
    # Counted only now: what is not committed is not there.
    added = sum(each.is_new for each in placed)
    summary.added += added
    summary.updated += len(placed) - added
    summary.passages += sum(len(prepared.version.passages) for prepared in batch)
    summary.embedded += len(vectors)
    summary.undated += sum(prepared.version.published is None for prepared in batch)
    summary.textless += sum(not prepared.version.text for prepared in batch)
