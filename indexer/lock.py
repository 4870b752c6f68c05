"""One writer at a time: an advisory lock on a file in the index folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from indexer.errors import IndexerError, IndexLocked


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the only right to write to the index in `folder`.

    The system frees it when the process ends, however it ends. Raises IndexLocked at once when
    another process holds it, and IndexerError when the folder cannot be written.
    """
    with _held(folder, "writer.lock", "writing to"):
        yield


@contextmanager
def watcher_lock(folder: Path) -> Iterator[None]:
    """Hold the only right to watch sources for the index in `folder`; raises as `writer_lock`."""
    with _held(folder, "watcher.lock", "watching sources for"):
        yield


@contextmanager
def publisher_lock(folder: Path) -> Iterator[None]:
    """Hold the only right to publish for the index in `folder`, waiting for it.

    Whoever publishes reads one state of the record, so that others may write meanwhile.
    """
    with _open(folder / "publisher.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _held(folder: Path, name: str, doing: str) -> Iterator[None]:
    with _open(folder / name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            raise IndexLocked(
                f"another process (id {holder}) is {doing} {folder}; "
                "wait for it, or stop it, and run this again"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _open(file: Path) -> TextIO:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("a+")
    except OSError as error:
        reason = "it is a file" if file.parent.is_file() else error.strerror
        raise IndexerError(
            f"cannot write an index in {file.parent} ({reason}); name another folder with --index"
        ) from error
