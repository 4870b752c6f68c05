"""One writer: the second is told who holds the lock, and a dead one holds nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import IndexerError, IndexLocked
from indexer.lock import writer_lock

HOLDER = """
import sys
from pathlib import Path
from indexer.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_writes(folder: Path, holder: subprocess.Popen[str]) -> None:
    for _ in range(2):  # being refused must not rub out the holder's number
        with pytest.raises(IndexLocked, match=rf"\(id {holder.pid}\) is writing to {folder}"):
            writer_lock(folder).__enter__()


def test_a_killed_writer_frees_the_lock(folder: Path, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with writer_lock(folder):
        assert (folder / "writer.lock").read_text() == str(os.getpid())


def test_a_finished_writer_frees_the_lock(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(folder):
        1 / 0  # noqa: B018
    with writer_lock(folder), pytest.raises(IndexLocked, match=str(os.getpid())):
        writer_lock(folder).__enter__()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(IndexerError, match=f"{folder}.*--index"):
            writer_lock(folder).__enter__()
