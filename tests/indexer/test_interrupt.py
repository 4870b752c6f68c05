"""Ctrl-C: the first ends after a commit, the second at once, and both keep what was committed."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from indexer import generation
from indexer.build import ARTICLES_A_COMMIT
from indexer.commands.interrupt import stop_request
from indexer.embed import Vectors
from indexer.embed.fake import FakeEmbedder
from tests.conftest import Run

ARTICLES = 4 * ARTICLES_A_COMMIT


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    lines = (json.dumps({"id": f"r{n}", "text": f"Report {n}."}) for n in range(ARTICLES))
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, int]]:
    """Give how often Ctrl-C is pressed during which call of the embedder."""
    presses: dict[int, int] = {}
    calls = 0
    encode = FakeEmbedder.encode

    def pressed(self: FakeEmbedder, texts: Sequence[str]) -> Vectors:
        nonlocal calls
        calls += 1
        for _ in range(presses.get(calls, 0)):
            os.kill(os.getpid(), signal.SIGINT)
        return encode(self, texts)

    monkeypatch.setattr(FakeEmbedder, "encode", pressed)
    yield presses
    presses.clear()


def test_the_first_ends_after_the_commit_and_publishes(
    run: Run, folder: Path, news: Path, interrupted: dict[int, int]
) -> None:
    interrupted[2] = 1
    stopped = run("index", news, "--model", "fake")
    assert (stopped.code, stopped.out) == (130, "")
    assert f"{2 * ARTICLES_A_COMMIT} added" in stopped.message
    assert "the same command continues" in stopped.message
    assert generation.newest(folder) == 1
    interrupted.clear()
    again = run("index", news)
    assert again.code == 0
    assert f"{2 * ARTICLES_A_COMMIT} added, 0 updated, {2 * ARTICLES_A_COMMIT}" in again.message


def test_the_second_ends_at_once(
    run: Run, folder: Path, news: Path, interrupted: dict[int, int]
) -> None:
    interrupted[2] = 2
    stopped = run("index", news, "--model", "fake")
    assert (stopped.code, stopped.out) == (130, "")
    assert f"stopped at once; {ARTICLES_A_COMMIT} articles of this run are kept" in stopped.message
    assert generation.newest(folder) == 0
    interrupted.clear()
    assert run("index", news).code == 0
    assert json.loads(run("inspect", "--json").out)["articles"] == ARTICLES


def test_the_way_signals_went_before_comes_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_request() as request:
        assert not request()
        signal.raise_signal(signal.SIGINT)
        assert request()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before
