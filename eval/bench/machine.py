"""What a figure was measured on."""

import json
import os
import platform
import subprocess
from pathlib import Path

from indexer.embed.openvino import core

ROOT = Path(__file__).parents[2]


def machine() -> dict[str, object]:
    """Return the processor, what it computes in, its cores, and the commit of this code."""
    return {
        "cpu": _processor(),
        "capabilities": _capabilities(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "commit": _commit(),
    }


def show(result: dict[str, object], as_json: bool) -> None:
    """Print a result line by line and, if asked, as JSON in the last line."""
    result = {**result, "machine": machine()}
    for name, value in result.items():
        print(f"{name}: {value}")
    if as_json:
        print(json.dumps(result))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _capabilities() -> list[str]:
    found = core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return [str(each) for each in found]


def _commit() -> str | None:
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    except OSError:
        return None
    return done.stdout.strip() or None
