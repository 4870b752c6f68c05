"""How far an indexing run has come: a bar on a terminal, now and then a line elsewhere."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from indexer.build import Summary
from indexer.load.document import Document

SECONDS_A_LINE = 30.0
SMALLEST = 4_000

Update = Callable[[Summary], None]


class Meter:
    """The share of what the documents hold that was read, by their bytes on disk.

    It only grows. With `whole` false, documents are only a part of what there is to read, nobody
    knows which: there is no share then.
    """

    def __init__(self, sizes: Sequence[int], *, whole: bool = True) -> None:
        # The least that a document counts stands for the work of opening it.
        self._ends = list(accumulate((max(size, SMALLEST) for size in sizes), initial=0))
        self.whole = whole
        self._begun = 0
        self._read = 0.0
        self._most = 0.0
        self._file: IO[bytes] | None = None

    def follow(self, document: Document) -> Document:
        """Return `document`, the next to be read, so that reading it moves the meter."""

        @contextmanager
        def opened() -> Iterator[IO[bytes]]:
            with document.open() as file:
                self._file = file
                try:
                    yield file
                finally:
                    self._read, self._file = _share_of(file), None

        self._begun += 1
        self._read, self._file = 0.0, None
        return replace(document, open=opened)

    @property
    def share(self) -> float | None:
        """Return how much was read, from 0 to 1; None when that cannot be known."""
        if not self.whole:
            return None
        if self._begun:
            read = _share_of(self._file) if self._file else self._read
            begin, end = (self._ends[min(n, len(self._ends) - 1)]
                          for n in (self._begun - 1, self._begun))  # fmt: skip
            self._most = max(self._most, (begin + read * (end - begin)) / max(self._ends[-1], 1))
        return self._most


def size_of(document: Document) -> int:
    """Return the bytes of a document that is a file of the disk; 0 of any other."""
    try:
        return Path(url2pathname(urlsplit(document.source).path)).stat().st_size
    except (OSError, ValueError):
        return 0


def _share_of(file: IO[bytes] | None) -> float:
    try:
        if file is None:
            return 0.0
        size = os.fstat(file.fileno()).st_size
        return min(file.tell() / size, 1.0) if size else 1.0
    except (OSError, ValueError):  # no file of the disk, or closed meanwhile
        return 0.0


@contextmanager
def shown(console: Console, *, whole: bool = True) -> Iterator[Update]:
    """Give the function to call with each new summary; `whole` says that shares will be known."""
    if console.is_terminal:
        with _bar(console, whole) as update:
            yield update
    else:
        yield _lines(console)


@contextmanager
def _bar(console: Console, whole: bool) -> Iterator[Update]:
    state = TextColumn("{task.fields[state]}")
    columns: list[ProgressColumn] = [TextColumn("Indexing"), BarColumn()]
    if whole:
        columns += [TaskProgressColumn(), state, TimeRemainingColumn(), TextColumn("left")]
    else:
        columns.append(state)
    began = time.monotonic()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Indexing", total=1.0 if whole else None, state="reading")

        def update(summary: Summary) -> None:
            state = _state(summary, time.monotonic() - began)
            progress.update(task, completed=summary.share, state=state)

        yield update


def _lines(console: Console) -> Update:
    began = last = time.monotonic()

    def update(summary: Summary) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_A_LINE:
            last = now
            parts = (_state(summary, now - began), _left(summary.share, now - began))
            line = f"indexing: {', '.join(filter(None, parts))}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return update


def _state(summary: Summary, seconds: float) -> str:
    """Return what came so far: articles, with those known before, failures, and the rate."""
    failed = len(summary.failures)
    parts = [f"{summary.arrived - failed:,} articles"]
    if failed:
        parts.append(f"{failed:,} failed")
    if summary.embedded:
        parts.append(f"{summary.embedded / max(seconds, 1e-3):.0f} passages/s")
    return ", ".join(parts)


def _left(share: float | None, seconds: float) -> str:
    if share is None:
        return ""
    if share <= 0:
        return "just begun"
    left = timedelta(seconds=round(seconds / share * (1 - share)))
    return f"{share:.0%}, about {left} left"
