"""How far an indexing run has come: a bar on a terminal, now and then a line elsewhere."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from indexer.build import Summary
from indexer.load.document import Document

SECONDS_A_LINE = 30.0

Update = Callable[[Summary], None]


class Meter:
    """The share of the documents that was read, counting bytes within a large one."""

    def __init__(self, documents: int) -> None:
        self._documents = max(documents, 1)
        self._begun = 0
        self._file: IO[bytes] | None = None

    def follow(self, document: Document) -> Document:
        """Return `document`, the next to be read, so that reading it moves the meter."""

        @contextmanager
        def opened() -> Iterator[IO[bytes]]:
            with document.open() as file:
                self._file = file
                yield file

        self._begun += 1
        self._file = None
        return replace(document, open=opened)

    @property
    def share(self) -> float:
        """Return how much was read, from 0 to 1; never 1 before the last document is open."""
        if self._begun == 0:
            return 0.0
        return min((self._begun - 1 + _share_of(self._file)) / self._documents, 1.0)


def _share_of(file: IO[bytes] | None) -> float:
    try:
        if file is None:
            return 0.0
        size = os.fstat(file.fileno()).st_size
        return min(file.tell() / size, 1.0) if size else 0.0
    except (OSError, ValueError):  # no file of the disk, or closed meanwhile
        return 0.0


@contextmanager
def shown(console: Console, meter: Meter) -> Iterator[Update]:
    """Give the function to call with each new summary."""
    if console.is_terminal:
        with _bar(console, meter) as update:
            yield update
    else:
        yield _lines(console, meter)


@contextmanager
def _bar(console: Console, meter: Meter) -> Iterator[Update]:
    columns = (
        TextColumn("Indexing"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[state]}"),
        TimeRemainingColumn(),
    )
    began = time.monotonic()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Indexing", total=1.0, state="")

        def update(summary: Summary) -> None:
            state = _state(summary, time.monotonic() - began)
            progress.update(task, completed=meter.share, state=state)

        yield update


def _lines(console: Console, meter: Meter) -> Update:
    began = last = time.monotonic()

    def update(summary: Summary) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_A_LINE:
            last = now
            line = f"indexing: {_state(summary, now - began)} {_left(meter.share, now - began)}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return update


def _state(summary: Summary, seconds: float) -> str:
    rate = summary.embedded / max(seconds, 1e-3)
    return f"{summary.arrived:,} articles, {rate:.0f} passages/s,"


def _left(share: float, seconds: float) -> str:
    if share <= 0:
        return "just begun"
    left = timedelta(seconds=round(seconds / share * (1 - share)))
    return f"{share:.0%}, about {left} left"
