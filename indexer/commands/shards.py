"""Indexing into shards: `dateline index` with `--shards` or `--cluster`; `dateline reshard`."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from indexer.build import Summary, manifest_of
from indexer.commands.disk import writing
from indexer.commands.interrupt import INTERRUPTED, StopRequest, stop_request
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.commands.progress import shown
from indexer.commands.summary import Asides, report, say, say_asides
from indexer.embed import DEFAULT_MODEL, create_embedder, name_of
from indexer.errors import IndexerError, IndexMismatch, IndexMissing
from indexer.load.document import Document
from indexer.record import FILE_NAME
from indexer.shards.build import Engine, Here, build_shards
from indexer.shards.layout import Layout, is_sharded, read_layout, require_whole, write_layout
from indexer.shards.mirror import download, stored_at, upload, url_of, work_folder
from indexer.shards.open_shards import opened
from indexer.shards.ray_engine import RayEngine
from indexer.shards.split import split

_STORED = "stored-version"

Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        help="Ray cluster that embeds: HOST:PORT, or `local` for one on this machine.",
    ),
]
Shards = Annotated[
    int | None,
    typer.Option("--shards", min=1, help="Keep the index in so many shards, a folder each."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Embed in at most so many processes.")
]


@dataclass(frozen=True, slots=True)
class Sharded:
    """How an index is to be kept in shards, and by whom it is embedded."""

    cluster: str | None
    shards: int | None
    workers: int | None


def wants_shards(index: Path, asked: Sharded) -> bool:
    """Tell whether a run writes to an index in shards: it is one, or is to be."""
    return bool(asked.cluster or asked.shards or url_of(index) or is_sharded(index))


def index_into_shards(
    console: Console,
    documents: list[Document | IndexerError],
    asides: Asides,
    index: Path,
    asked: Sharded,
    *,
    model: str | None,
    strict: bool,
    restore: bool,
) -> tuple[Summary, StopRequest]:
    """Add documents to the index in shards at `index`; see `dateline index`."""
    began = time.monotonic()
    with _worked_on(console, index) as folder, stop_request() as stop, writing(folder):
        layout, engine = _prepared(folder, asked, model)
        with opened(folder, layout, create=not is_sharded(folder)) as shards:
            write_layout(folder, layout)
            with shown(console, whole=False) as update:
                summary, kinds = build_shards(
                    folder,
                    shards,
                    engine,
                    [each for each in documents if isinstance(each, Document)],
                    [str(each) for each in documents if isinstance(each, IndexerError)],
                    update,
                    stop,
                    restore=restore,
                    strict=strict,
                )
    asides.passed_over.update(kinds)
    report(console, summary, time.monotonic() - began, index)
    say_asides(console, asides)
    if stop.made:
        say(console, "stopped; all of that is kept, and the same command continues from here")
        raise typer.Exit(INTERRUPTED)
    return summary, stop


def _prepared(folder: Path, asked: Sharded, model: str | None) -> tuple[Layout, Engine]:
    if is_sharded(folder):
        layout = read_layout(folder)
        if asked.shards not in (None, layout.shards):
            raise IndexMismatch(
                f"{folder} holds {layout.shards} shards, not {asked.shards}; leave --shards out, "
                f"or cut it anew with `dateline reshard DIR --index {folder} --shards "
                f"{asked.shards}`"
            )
        require_whole(folder, layout)
        name = name_of(layout.meta["model"])
        if model not in (None, name, layout.meta["model"]):
            raise IndexMismatch(
                f"{folder} was indexed with {name}, not {model}; use that, or index the articles "
                "into another folder with --index"
            )
    else:
        if (folder / FILE_NAME).exists():
            raise IndexMismatch(
                f"{folder} holds an index in one folder; cut it into shards with "
                f"`dateline reshard DIR --index {folder} --shards {asked.shards or 2}`"
            )
        layout, name = None, model or DEFAULT_MODEL
    if asked.cluster and layout:
        return layout, RayEngine(asked.cluster, asked.workers)
    embedder = create_embedder(name)
    engine = RayEngine(asked.cluster, asked.workers) if asked.cluster else Here(embedder)
    return layout or Layout.begun(folder, asked.shards or 1, manifest_of(embedder)), engine


@contextmanager
def _worked_on(console: Console, index: Path) -> Iterator[Path]:
    """Give the folder to work in: `index` itself, or a copy of what a store holds, stored after."""
    url = url_of(index)
    if url is None:
        yield index
        return
    folder = work_folder(url)
    _brought_up(folder, url)
    yield folder
    say(console, f"storing the index at {url}")
    (folder / _STORED).write_text(upload(folder, url).version)


def _brought_up(folder: Path, url: str) -> None:
    """Make `folder` the state that is stored at `url`, or what was begun here upon that state."""
    try:
        stored = stored_at(url)
    except IndexMissing:
        folder.mkdir(parents=True, exist_ok=True)
        return
    mark = folder / _STORED
    if mark.is_file() and mark.read_text() == stored.version:
        return
    fetched = download(url, folder.with_suffix(".fetched"))
    shutil.rmtree(folder, ignore_errors=True)  # somebody else has stored another since
    fetched.rename(folder)
    mark.write_text(stored.version)


def reshard_command(
    target: Annotated[Path, typer.Argument(help="Folder, or address in a store, to write to.")],
    shards: Annotated[int, typer.Option("--shards", min=1, help="How many shards to make.")],
    index: IndexFolder = DEFAULT_INDEX,
) -> None:
    """Cut an index, in one folder or in shards, into so many shards; nothing is embedded again."""
    console = Console(stderr=True)
    source_url, target_url = url_of(index), url_of(target)
    source = download(source_url, work_folder(source_url)) if source_url else index
    folder = work_folder(target_url) if target_url else target
    split(source, folder, shards, lambda done: say(console, f"{done} of {shards} shards written"))
    if target_url:
        say(console, f"storing the index at {target_url}")
        upload(folder, target_url)
    say(console, f"{shards} shards in {target}; serve them with `dateline serve --cluster`")
