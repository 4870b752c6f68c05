"""The service against its own OpenAPI description; `python -m eval.bench contract` is the whole."""

from pathlib import Path

from http_service import build_index
from live_service import live

from eval.bench.contract import KEY, run


def test_a_short_run_finds_no_violation(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    with live(index, generator="fake", admin_key=KEY, key_rate="1000000/second") as service:
        assert run(service.url, 8, "examples,fuzzing,stateful", 1) >= 100
