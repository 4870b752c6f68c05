"""One peer in a process of its own, so that memory and imports are its own.

`python -m eval.bench peers` runs it, with the arguments NAME ARTICLES QUESTIONS OUT. It reads
articles and questions as JSONL, and writes a line a question and a last one with the figures.
"""

import json
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from eval.bench.peers.dateline import DatelinePeer
from eval.bench.peers.langchain import LangChainPeer
from eval.bench.peers.text import Peer, Text
from eval.bench.peers.txtai import TxtaiPeer

MAKERS: dict[str, Callable[[Path], Peer]] = {
    "dateline": DatelinePeer,
    "langchain": lambda folder: LangChainPeer(),
    "txtai": lambda folder: TxtaiPeer(hybrid=False),
    "txtai-hybrid": lambda folder: TxtaiPeer(hybrid=True),
}


def work(name: str, articles: Path, questions: Path, out: Path) -> None:
    """Index, ask every question, and write what was found and what it took."""
    texts = [Text(**fields) for fields in _lines(articles)]
    with tempfile.TemporaryDirectory() as folder, out.open("w", encoding="utf-8") as file:
        peer = MAKERS[name](Path(folder))
        idle_mb = _peak_mb()
        began = _clocks()
        passages = peer.index(texts)
        indexed, indexed_cpu = _since(began)
        for fields in _lines(questions):
            asked = date.fromisoformat(fields["asked"]) if fields.get("asked") else None
            began = _clocks()
            found = peer.find(fields["question"], asked)
            seconds, cpu = _since(began)
            line = {"id": fields["id"], "seconds": seconds, "cpu": cpu, **asdict(found)}
            file.write(json.dumps(line) + "\n")
        figures = {
            "passages": passages,
            "index_s": indexed,
            "index_cpu_s": indexed_cpu,
            "idle_mb": idle_mb,
            "peak_mb": _peak_mb(),
        }
        file.write(json.dumps(figures) + "\n")


def _clocks() -> tuple[float, float]:
    """Return the time, and the processor time of all threads: that a busy machine alters little."""
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    now = _clocks()
    return now[0] - began[0], now[1] - began[1]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _peak_mb() -> int:
    """Return the most memory that this process has held.

    Where the kernel tells it of the program that runs: `ru_maxrss` also counts what the parent
    held before it became this program.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (each for each in status.read_text().splitlines() if each.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 // 1_000_000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (peak if sys.platform == "darwin" else peak * 1024) // 1_000_000


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of the peers, about themselves
    work(sys.argv[1], *map(Path, sys.argv[2:5]))
