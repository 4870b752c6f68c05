"""`dateline index`: add articles to an index."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from indexer.build import Summary, add_articles, manifest_of
from indexer.commands.disk import writing
from indexer.commands.interrupt import INTERRUPTED, StopRequest, stop_request
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.commands.progress import Meter, shown, size_of
from indexer.commands.shards import (
    Cluster,
    Sharded,
    Shards,
    Workers,
    index_into_shards,
    wants_shards,
)
from indexer.commands.summary import Asides, report, say, say_asides
from indexer.commands.web_options import (
    DEFAULT_DELAY,
    DEFAULT_LIMIT,
    AllowPrivate,
    Delay,
    Limit,
    UserAgent,
)
from indexer.embed import DEFAULT_MODEL, Embedder, create_embedder, name_of
from indexer.errors import IndexerError, IndexMissing
from indexer.load import Arrival, load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.lock import writer_lock
from indexer.publish import publish_if_due
from indexer.record import Record
from indexer.web.arrivals import sort_out, web_arrivals
from indexer.web.client import Manners

SECONDS_A_NOTE = 3.0


@dataclass(frozen=True, slots=True)
class _Run:
    """What the steps of one run share."""

    console: Console
    stop: StopRequest
    asides: Asides
    strict: bool
    restore: bool


def index_command(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders and patterns of articles; addresses of pages, feeds and sitemaps."
        ),
    ],
    index: IndexFolder = DEFAULT_INDEX,
    model: Annotated[
        str | None,
        typer.Option(
            help="Embedding model: a hub name or a folder. [default: the index's own, or "
            f"{DEFAULT_MODEL}]"
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Stop at the first failure; what came before it is kept."),
    ] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="Bring back what arrives and was taken down.")
    ] = False,
    cluster: Cluster = None,
    shards: Shards = None,
    workers: Workers = None,
    limit: Limit = DEFAULT_LIMIT,
    delay: Delay = DEFAULT_DELAY,
    user_agent: UserAgent = "",
    allow_private: AllowPrivate = False,
) -> None:
    """Add articles to an index; what it holds already, unchanged, costs nearly nothing."""
    console = Console(stderr=True)
    named = sort_out(paths)
    asides = Asides()
    documents = list(find_documents(named.on_disk, asides.passed_over))
    manners = Manners(agent=user_agent, delay=delay, allow_private=allow_private)
    began = time.monotonic()
    if not named.on_web and not any(isinstance(each, Document) for each in documents):
        report(console, Summary(failures=[str(each) for each in documents]), 0.0, index)
        say_asides(console, asides)
        raise typer.Exit(1)
    asked = Sharded(cluster, shards, workers)
    if wants_shards(index, asked):
        _require_files(named.on_web)
        summary, stop = index_into_shards(
            console, documents, asides, index, asked, model=model, strict=strict, restore=restore
        )
        _end(console, summary, stop, strict)
        return
    with writer_lock(index), stop_request() as stop, writing(index):
        run = _Run(console, stop, asides, strict, restore)
        embedder = create_embedder(model or _model_of(index))
        record = Record.create(index, manifest_of(embedder))
        try:
            record.require(manifest_of(embedder))
            with (
                _published(index, record),
                web_arrivals(
                    named.on_web,
                    index,
                    manners,
                    limit=limit,
                    say=partial(say, console),
                    stopped=stop,
                ) as fetched,
            ):
                _gather_pending(run, record)
                sizes = [size_of(each) for each in documents if isinstance(each, Document)]
                meter = Meter(sizes, whole=not named.on_web)
                arrivals = _arrivals(documents, meter, asides, fetched)
                summary = _add(run, record, embedder, arrivals, meter)
                del embedder  # publishing needs the room that it takes
        finally:
            record.close()
    report(console, summary, time.monotonic() - began, index)
    say_asides(console, asides)
    _end(console, summary, stop, strict)


def _require_files(on_web: Sequence[object]) -> None:
    if on_web:
        raise IndexerError(
            "an index in shards takes files and folders; fetch addresses into an index in one "
            "folder, and cut that into shards with `dateline reshard`"
        )


def _end(console: Console, summary: Summary, stop: StopRequest, strict: bool) -> None:
    if stop.made:
        say(console, "stopped; all of that is kept, and the same command continues from here")
        raise typer.Exit(INTERRUPTED)
    if summary.failures and strict:
        say(console, "stopped at the first failure, as --strict asks; what came before it is kept")
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


@contextmanager
def _published(index: Path, record: Record) -> Iterator[None]:
    """Publish what the block committed, also when it fails; not when it is to end at once."""
    try:
        yield
    except typer.Exit:  # Ctrl-C was pressed twice
        raise
    except Exception:
        with suppress(IndexerError, OSError, sqlite3.Error):
            publish_if_due(index, record)
        raise
    publish_if_due(index, record)


def _gather_pending(run: _Run, record: Record) -> None:
    """Gather the stories of what an older version stored; after a stop, the next run goes on."""
    left = record.stories.pending()
    said = time.monotonic()
    while not run.stop() and (gathered := record.stories.gather_pending()):
        left -= gathered
        if left > 0 and time.monotonic() - said >= SECONDS_A_NOTE:
            said = time.monotonic()
            say(run.console, f"looking for copies among what was indexed before: {left:,} left")


def _add(
    run: _Run, record: Record, embedder: Embedder, arrivals: Iterable[Arrival], meter: Meter
) -> Summary:
    kept = Summary()

    def note(summary: Summary) -> None:
        nonlocal kept
        kept = summary
        update(summary)

    def safe() -> str:
        return f"{kept.added + kept.updated:,} articles of this run are kept"

    try:
        with shown(run.console, whole=meter.whole) as update, writing(record.path, safe):
            return add_articles(
                record,
                embedder,
                arrivals,
                note,
                run.stop,
                restore=run.restore,
                strict=run.strict,
                share=lambda: meter.share,
            )
    except KeyboardInterrupt as interrupt:
        say(run.console, f"stopped at once; {safe()}, the same command continues")
        raise typer.Exit(INTERRUPTED) from interrupt


def _arrivals(
    documents: list[Document | IndexerError],
    meter: Meter,
    asides: Asides,
    fetched: Iterable[Arrival],
) -> Iterator[Arrival]:
    for each in documents:
        if isinstance(each, IndexerError):
            yield each
        else:
            heard = replace(meter.follow(each), note=asides.notes.append)
            yield from load(heard, asides.passed_over)
    yield from fetched
