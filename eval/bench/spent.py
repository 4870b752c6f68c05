"""Processor time: what this process, and the holders of shards on this machine, have used."""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")
_HOLDER = b"ray::ShardHolder"
_TICKS = os.sysconf("SC_CLK_TCK")


def spent_here() -> float:
    """Return the seconds of processor time of this process, all its threads together."""
    return time.process_time()


def holders_here() -> list[int]:
    """Return the process ids of the holders of shards here; none where there is no /proc."""
    found = []
    for folder in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):  # it ended just now
            if (folder / "cmdline").read_bytes().startswith(_HOLDER):
                found.append(int(folder.name))
    return found


def spent_by(processes: Sequence[int]) -> float:
    """Return the seconds of processor time of processes; none of those that ended."""
    ticks = 0
    for process in processes:
        with suppress(OSError):
            told = (_PROCESSES / str(process) / "stat").read_text()
            user, system = told.rpartition(")")[2].split()[11:13]
            ticks += int(user) + int(system)
    return ticks / _TICKS
