"""A real `dateline serve` in a process of its own, for benchmarks to ask."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eval.bench.machine import ROOT
from eval.bench.spent import spent_by
from eval.errors import EvalError

PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Served:
    """Where the service answers, and the process that does."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """Return the address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self) -> float:
        """Return the resident memory of the service and its workers, shared pages counted once."""
        return sum(_pss_kb(pid) for pid in _family(self.pid)) / 1024

    def cpu_seconds(self) -> float:
        """Return the processor time that the service and its workers have used by now."""
        return spent_by(_family(self.pid))


@contextmanager
def served(index: Path, settings: Mapping[str, str], *arguments: str) -> Iterator[Served]:
    """Serve `index` on a free port of loopback; `settings` are environment variables.

    Raises EvalError when the service does not become ready.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "dateline.py"), "serve", "--index", str(index.resolve())]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), *arguments],
            cwd=index.parent, env=environment, stdout=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip
        service = Served(port, process.pid)
        try:
            _wait_until_ready(process, service.address, log)
            yield service
        finally:
            process.terminate()
            process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", address: str, log: IO[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=PATIENCE):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    log.seek(0)
    told = log.read().decode("utf-8", "replace").strip()
    raise EvalError(f"`dateline serve` did not become ready at {address}; it said: {told}")


def _family(pid: int) -> list[int]:
    """Return a process and its descendants (Linux)."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # the thread ended just now
            for child in children.read_text().split():
                found += _family(int(child))
    return found


def _pss_kb(pid: int) -> int:
    """Return a process's proportional share of resident memory (Linux)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
