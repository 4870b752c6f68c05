"""Building: what arrives goes through the stages and into the shard that it belongs to.

The order of arrival is kept, so that articles are numbered as the rows of one index are, and a run
that was killed and continued gives the very same numbers as one that was not.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from indexer.build import Summary, store
from indexer.embed import Embedder
from indexer.load.document import Document
from indexer.publish import publish_if_due
from indexer.shards.ledger import Ledger
from indexer.shards.open_shards import OpenShards
from indexer.shards.stages import (
    PLACES_A_DOCUMENT,
    Embed,
    Embedded,
    Known,
    Outcome,
    Passed,
    Unchanged,
    read,
)

RUN_FILE = "run.json"

Blocks = Iterator[list[tuple[int, Outcome]]]


class Engine(Protocol):
    """Runs the stages over documents, here or on many machines."""

    def run(self, documents: Sequence[Document], model: str, known: Known) -> Blocks:
        """Yield blocks of outcomes in the order of arrival."""


class Here:
    """The stages in this process."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def run(self, documents: Sequence[Document], model: str, known: Known) -> Blocks:
        """Yield blocks of outcomes in the order of arrival."""
        embed = Embed(self._embedder, known)
        for ordinal, document in enumerate(documents):
            for block in read(document, ordinal):
                yield embed(block)


def build_shards(
    folder: Path,
    shards: OpenShards,
    engine: Engine,
    documents: Sequence[Document],
    failures: Iterable[str] = (),
    on_progress: Callable[[Summary], None] = lambda summary: None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    restore: bool = False,
    strict: bool = False,
) -> tuple[Summary, Counter[str]]:
    """Store what the documents hold in the shards it belongs to; return the counts.

    Also returns what was passed over, by kind. What one commit acknowledged stays, whatever
    happens to the next; the same call continues. With `strict`, nothing after the first failure
    is looked at. Stories are decided, and generations published, at the end.
    """
    summary, passed_over = Summary(failures=list(failures)), Counter[str]()
    run = _Run.begin(folder, shards, documents)
    known = Known(
        {state.id: (state.hash or b"") if state.live else b"" for state in shards.states()}
    )
    writer = _Writer(shards, run.base, restore)
    whole = not (strict and summary.failures)
    if whole:
        for block in engine.run(documents, shards.layout.meta["model"], known):
            whole = writer.write(block, summary, passed_over, strict) and not stopped()
            on_progress(summary)
            if not whole:
                break
    settle(folder, shards)
    if whole:
        run.end()
    return summary, passed_over


def settle(folder: Path, shards: OpenShards) -> None:
    """Decide the stories of all that changed, and publish what is due."""
    ledger = Ledger(folder, shards)
    try:
        ledger.settle()
    finally:
        ledger.close()
    for shard in shards.layout.numbers:
        publish_if_due(folder / shards.layout.folder_name(shard), shards.records[shard])


class _Writer:
    def __init__(self, shards: OpenShards, base: int, restore: bool) -> None:
        self._shards = shards
        self._base = base
        self._restore = restore

    def write(
        self,
        block: Sequence[tuple[int, Outcome]],
        summary: Summary,
        passed_over: Counter[str],
        strict: bool,
    ) -> bool:
        """Store a block, a commit a shard; return whether to go on."""
        batches: dict[int, list[tuple[int, Embedded]]] = {}
        failed = False
        for place, outcome in block:
            match outcome:
                case str():
                    summary.failures.append(outcome)
                    failed = True
                case Unchanged():
                    summary.unchanged += 1
                case Passed():
                    passed_over.update(outcome.kinds)
                case Embedded():
                    article_id = outcome.prepared.version.article_id
                    shard = self._shards.layout.shard_of(article_id)
                    batches.setdefault(shard, []).append((place, outcome))
            if failed and strict:
                break
        for shard, batch in sorted(batches.items()):
            self._store(shard, batch, summary)
        return not (failed and strict)

    def _store(self, shard: int, batch: Sequence[tuple[int, Embedded]], summary: Summary) -> None:
        taken: dict[str, tuple[int, Embedded]] = {}
        for place, each in batch:
            article_id = each.prepared.version.article_id
            if article_id in taken:  # one that arrives twice has two versions
                self._commit(shard, taken, summary)
                taken = {}
            if self._is_wanted(shard, each, summary):
                taken[article_id] = place, each
        self._commit(shard, taken, summary)

    def _is_wanted(self, shard: int, embedded: Embedded, summary: Summary) -> bool:
        record, version = self._shards.records[shard], embedded.prepared.version
        if record.articles.current_hash(version.article_id) == version.hash:
            summary.unchanged += 1
            return False
        if not self._restore and record.takedowns.keeps_out(version.article_id, version.url):
            summary.held += 1
            return False
        return True

    def _commit(
        self, shard: int, taken: Mapping[str, tuple[int, Embedded]], summary: Summary
    ) -> None:
        if not taken:
            return
        record, shards = self._shards.records[shard], self._shards.layout.shards
        record.articles.number_of = lambda key: (self._base + taken[key][0]) * shards + shard
        vectors = {key: v for _, each in taken.values() for key, v in each.vectors.items()}
        fresh = vectors.keys() - record.vectors.known(vectors)
        prepared = [each.prepared for _, each in taken.values()]
        store(record, prepared, {key: vectors[key] for key in sorted(fresh)}, summary)


class _Run:
    """A run that is under way: where its numbers begin. A killed one is continued by the same."""

    def __init__(self, path: Path, base: int) -> None:
        self._path = path
        self.base = base

    @classmethod
    def begin(cls, folder: Path, shards: OpenShards, documents: Sequence[Document]) -> "_Run":
        path = folder / RUN_FILE
        sources = sha256(json.dumps([each.source for each in documents]).encode()).hexdigest()
        try:
            found = json.loads(path.read_text())
            if found["sources"] == sources:
                return cls(path, int(found["base"]))
        except (OSError, ValueError, LookupError, TypeError):
            pass
        highest = shards.largest_number() // shards.layout.shards
        base = (highest // PLACES_A_DOCUMENT + 1) * PLACES_A_DOCUMENT
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps({"base": base, "sources": sources}))
        temporary.rename(path)
        return cls(path, base)

    def end(self) -> None:
        self._path.unlink(missing_ok=True)
