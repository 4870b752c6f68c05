"""The OpenAPI description against the service: schemathesis makes requests of every kind from it.

Every phase runs (examples, coverage, fuzzing, stateful), with every check but one: that whatever
the schema allows is accepted. A schema cannot say that `from` must not lie after `to`, or which
outlets an archive has; such requests are refused with 422, which the description tells.
https://schemathesis.readthedocs.io
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from eval.bench.machine import ROOT
from eval.bench.served import served
from eval.errors import EvalError

KEY = "contract"
SETTINGS = {
    "DATELINE_ADMIN_KEY": KEY,
    "DATELINE_GENERATOR": "fake",
    "DATELINE_KEY_RATE": "1000000/second",
}
_LEFT_OUT = "positive_data_acceptance"
_GENERATED = re.compile(r"(\d+) generated")


def contract_command(
    examples: Annotated[int, typer.Option(min=1, help="Examples an operation and phase.")] = 400,
    phases: Annotated[
        str, typer.Option(help="Phases, comma-separated.")
    ] = "examples,coverage,fuzzing,stateful",
    seed: Annotated[int, typer.Option(help="Seed of the examples.")] = 1,
) -> None:
    """Check the service against its own OpenAPI description; exits with 1 on any violation."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        _index(index)
        with served(index, SETTINGS) as service:
            cases = run(service.address, examples, phases, seed)
    print(f"{cases} cases, no violation")


def run(address: str, examples: int, phases: str, seed: int) -> int:
    """Return how many requests were made. Raises EvalError when one found a violation."""
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json",
            "--header", f"Authorization: Bearer {KEY}", "--max-examples", str(examples),
            "--phases", phases, "--seed", str(seed), "--checks", "all",
            "--exclude-checks", _LEFT_OUT, "--continue-on-failure", "--no-color",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = _GENERATED.search(done.stdout)
    if done.returncode or found is None:
        raise EvalError(f"the service breaks its own description:\n{done.stdout}{done.stderr}")
    return int(found[1])


def _index(folder: Path) -> None:
    """Index the sample archive with the fake model, which is enough for shapes and instant."""
    command = [sys.executable, str(ROOT / "dateline.py"), "index", str(ROOT / "corpus")]
    subprocess.run(
        [*command, "--index", str(folder), "--model", "fake"], check=True, capture_output=True
    )
