"""`dateline index`: add articles to an index."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from indexer.build import Summary, add_articles, manifest_of
from indexer.commands.interrupt import INTERRUPTED, StopRequest, stop_request
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.commands.progress import Meter, shown
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

KINDS_SHOWN = 8
SECONDS_A_NOTE = 3.0


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
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first failure.")] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="Bring back what arrives and was taken down.")
    ] = False,
    limit: Limit = DEFAULT_LIMIT,
    delay: Delay = DEFAULT_DELAY,
    user_agent: UserAgent = "",
    allow_private: AllowPrivate = False,
) -> None:
    """Add articles to an index; what it holds already, unchanged, costs nearly nothing."""
    console = Console(stderr=True)
    named = sort_out(paths)
    passed_over: Counter[str] = Counter()
    documents = list(find_documents(named.on_disk, passed_over))
    manners = Manners(agent=user_agent, delay=delay, allow_private=allow_private)
    say = partial(_say, console)
    began = time.monotonic()
    if not named.on_web and not any(isinstance(each, Document) for each in documents):
        _report(console, Summary(failures=[str(each) for each in documents]), 0.0, index)
        raise typer.Exit(1)
    with writer_lock(index), stop_request() as stop:
        embedder = create_embedder(model or _model_of(index))
        record = Record.create(index, manifest_of(embedder))
        try:
            record.require(manifest_of(embedder))
            with (
                _published(index, record),
                web_arrivals(
                    named.on_web, index, manners, limit=limit, say=say, stopped=stop
                ) as fetched,
            ):
                _gather_pending(console, record, stop)
                summary = _add(
                    console,
                    record,
                    embedder,
                    documents,
                    passed_over,
                    fetched,
                    strict,
                    stop,
                    restore,
                )
                del embedder  # publishing needs the room that it takes
        finally:
            record.close()
    _report(console, summary, time.monotonic() - began, index)
    _say_passed_over(console, passed_over)
    if stop.made:
        _say(console, "stopped; all of that is kept, and the same command continues from here")
        raise typer.Exit(INTERRUPTED)
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


def _gather_pending(console: Console, record: Record, stop: StopRequest) -> None:
    """Gather the stories of what an older version stored; after a stop, the next run goes on."""
    left = record.stories.pending()
    said = time.monotonic()
    while not stop() and (gathered := record.stories.gather_pending()):
        left -= gathered
        if left > 0 and time.monotonic() - said >= SECONDS_A_NOTE:
            said = time.monotonic()
            _say(console, f"looking for copies among what was indexed before: {left:,} left")


def _add(
    console: Console,
    record: Record,
    embedder: Embedder,
    documents: list[Document | IndexerError],
    passed_over: Counter[str],
    fetched: Iterable[Arrival],
    strict: bool,
    stop: StopRequest,
    restore: bool,
) -> Summary:
    meter = Meter(len(documents))
    kept = Summary()

    def note(summary: Summary) -> None:
        nonlocal kept
        kept = summary
        update(summary)

    try:
        with shown(console, meter) as update:
            arrivals: Iterator[Arrival] = chain(_loaded(documents, meter, passed_over), fetched)
            if strict:
                arrivals = _strictly(arrivals)
            return add_articles(record, embedder, arrivals, note, stop, restore=restore)
    except KeyboardInterrupt as interrupt:
        _say(console, f"stopped at once; {_kept(kept)} are kept, the same command continues")
        raise typer.Exit(INTERRUPTED) from interrupt
    except sqlite3.OperationalError as error:
        raise IndexerError(
            f"cannot write to {record.path} ({error}); {_kept(kept)} are kept: free space on that "
            "disk, then run the same command again"
        ) from error


def _kept(summary: Summary) -> str:
    return f"{summary.added + summary.updated:,} articles of this run"


def _loaded(
    documents: list[Document | IndexerError], meter: Meter, passed_over: Counter[str]
) -> Iterator[Arrival]:
    for each in documents:
        if isinstance(each, IndexerError):
            yield each
        else:
            yield from load(meter.follow(each), passed_over)


def _strictly(arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    for arrival in arrivals:
        if isinstance(arrival, IndexerError):
            raise arrival
        yield arrival


def _report(console: Console, summary: Summary, seconds: float, index: Path) -> None:
    for failure in summary.failures:
        _say(console, f"failed: {failure}", style="red")
    held = f"taken down, skipped {summary.held}; " if summary.held else ""
    _say(
        console,
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{len(summary.failures)} failed; {held}{summary.passages} passages, "
        f"{summary.embedded} embedded; {seconds:.1f} s; index {index}",
    )


def _say_passed_over(console: Console, passed_over: Counter[str]) -> None:
    if passed_over:
        shown_kinds = passed_over.most_common(KINDS_SHOWN)
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in shown_kinds)
        rest = ", ..." if len(passed_over) > KINDS_SHOWN else ""
        _say(console, f"passed over, in no format that is read: {kinds}{rest}")


def _say(console: Console, message: str, style: str | None = None) -> None:
    """Print a message, wrapped at words for a reader only: what is piped stays a line each."""
    console.print(
        message, style=style, markup=False, highlight=False, soft_wrap=not console.is_terminal
    )
