"""`dateline index`: add articles to an index."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from indexer.article import Article
from indexer.build import Summary, add_articles, manifest_of
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.embed import DEFAULT_MODEL, create_embedder, name_of
from indexer.errors import IndexerError, IndexMissing
from indexer.index import publish_news
from indexer.load import count_articles, load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.lock import writer_lock
from indexer.record import Record

FAILURES_SHOWN = 20


def index_command(
    paths: Annotated[list[str], typer.Argument(help="Files, folders and patterns of articles.")],
    index: IndexFolder = DEFAULT_INDEX,
    model: Annotated[
        str | None,
        typer.Option(
            help="Embedding model: a hub name or a folder. [default: the index's own, or "
            f"{DEFAULT_MODEL}]"
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first failure.")] = False,
) -> None:
    """Add articles to an index; what it holds already, unchanged, costs nearly nothing."""
    console = Console(stderr=True)
    documents = list(find_documents(paths))
    began = time.monotonic()
    if not any(isinstance(each, Document) for each in documents):
        _report(console, Summary(failures=[str(each) for each in documents]), 0.0, index)
        raise typer.Exit(1)
    with writer_lock(index):
        embedder = create_embedder(model or _model_of(index))
        record = Record.create(index, manifest_of(embedder))
        try:
            record.require(manifest_of(embedder))
            with _progress(console, documents) as on_progress:
                arrivals = _arrivals(documents, strict)
                summary = add_articles(record, embedder, arrivals, on_progress)
        finally:
            publish_news(index, record)
            record.close()
    _report(console, summary, time.monotonic() - began, index)
    if summary.failures:
        raise typer.Exit(1)


def _model_of(index: Path) -> str:
    try:
        record = Record.open(index)
    except IndexMissing:
        return DEFAULT_MODEL
    try:
        return name_of(record.meta()["model"])
    finally:
        record.close()


def _arrivals(
    documents: list[Document | IndexerError], strict: bool
) -> Iterator[Article | IndexerError]:
    for each in documents:
        for arrival in [each] if isinstance(each, IndexerError) else load(each):
            if strict and isinstance(arrival, IndexerError):
                raise arrival
            yield arrival


@contextmanager
def _progress(
    console: Console, documents: list[Document | IndexerError]
) -> Iterator[Callable[[Summary], None]]:
    total = sum(count_articles(each) for each in documents if isinstance(each, Document))
    columns = (
        TextColumn("Indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("articles, {task.fields[rate]:.0f} passages/s,"),
        TimeRemainingColumn(),
        TimeElapsedColumn(),
    )
    began = time.monotonic()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Indexing", total=total, rate=0.0)

        def update(summary: Summary) -> None:
            rate = summary.embedded / max(time.monotonic() - began, 1e-3)
            progress.update(task, completed=summary.arrived, rate=rate)

        yield update


def _report(console: Console, summary: Summary, seconds: float, index: Path) -> None:
    for failure in summary.failures[:FAILURES_SHOWN]:
        console.print(f"failed: {failure}", style="red", markup=False, highlight=False)
    if len(summary.failures) > FAILURES_SHOWN:
        console.print(f"... and {len(summary.failures) - FAILURES_SHOWN} more failures")
    console.print(
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{len(summary.failures)} failed; {summary.passages} passages, "
        f"{summary.embedded} embedded; {seconds:.1f} s; index {index}",
        markup=False,
        highlight=False,
    )
