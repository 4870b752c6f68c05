"""Indexing end to end: reading, cleaning, splitting, embedding, the record and a generation.

Then the same again, when nothing has changed. The share outside embedding is the part of the
time in which no vectors were being computed.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from eval.bench.machine import show
from eval.errors import EvalError
from indexer.article import Article
from indexer.build import Summary, add_articles, manifest_of
from indexer.embed import DEFAULT_MODEL, Embedder, Vectors, create_embedder
from indexer.errors import IndexerError
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.publish import publish_news
from indexer.record import Record


@dataclass(frozen=True, slots=True)
class IndexResult:
    """Seconds, rates and shares of a first run and of a second one that finds nothing new."""

    articles: int
    passages: int
    embedded: int
    seconds: float
    passages_per_s: float
    share_outside_embedding: float
    publish_s: float
    unchanged_s: float
    unchanged_ratio: float
    peak_mb: int


class _Timed:
    """An embedder that adds up the seconds spent in it."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.model, self.dimension = inner.model, inner.dimension
        self.seconds = 0.0

    def encode(self, texts: Sequence[str]) -> Vectors:
        began = time.perf_counter()
        try:
            return self._inner.encode(texts)
        finally:
            self.seconds += time.perf_counter() - began


def index_bench_command(
    paths: Annotated[list[str], typer.Argument(help="Articles to index.")],
    limit: Annotated[int | None, typer.Option(help="Only so many articles.")] = None,
    model: Annotated[str, typer.Option(help="Embedding model.")] = DEFAULT_MODEL,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Time indexing end to end, and again unchanged."""
    embedder = create_embedder(model)
    embedder.encode(["Warm up."] * 64)
    with tempfile.TemporaryDirectory() as folder:
        result = time_indexing(Path(folder), paths, embedder, limit)
    if result.articles == 0:
        raise EvalError(f"there are no articles in {', '.join(paths)}; name files of articles")
    show({"model": embedder.model, **asdict(result)}, as_json)


def time_indexing(
    folder: Path, paths: Sequence[str], embedder: Embedder, limit: int | None
) -> IndexResult:
    """Index the articles of `paths` into `folder` twice and return what it took."""
    timed = _Timed(embedder)
    record = Record.create(folder, manifest_of(embedder))
    try:
        began = time.perf_counter()
        summary = _run(record, timed, paths, limit)
        stored = time.perf_counter()
        publish_news(folder, record)
        ended = time.perf_counter()
        _run(record, timed, paths, limit)
        publish_news(folder, record)
        again = time.perf_counter() - ended
    finally:
        record.close()
    seconds = ended - began
    return IndexResult(
        articles=summary.added + summary.updated,
        passages=summary.passages,
        embedded=summary.embedded,
        seconds=round(seconds, 2),
        passages_per_s=round(summary.passages / seconds, 1),
        share_outside_embedding=round(1 - timed.seconds / seconds, 4),
        publish_s=round(ended - stored, 2),
        unchanged_s=round(again, 2),
        unchanged_ratio=round(again / seconds, 4),
        peak_mb=_peak_bytes() // 1_000_000,
    )


def _run(record: Record, embedder: Embedder, paths: Sequence[str], limit: int | None) -> Summary:
    return add_articles(record, embedder, islice(_arrivals(paths), limit))


def _arrivals(paths: Sequence[str]) -> Iterator[Article | IndexerError]:
    for each in find_documents(paths):
        yield from load(each) if isinstance(each, Document) else [each]


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
