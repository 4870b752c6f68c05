"""Shards on a real Ray cluster of a head and two nodes. Minutes: run by `pytest -m cluster`."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cluster.losses import STEADY, bare, body_of, key_of, lose_a_replica_and_a_node
from tests.shard_parts import corpus, index_shards, index_whole, numbers, told, write_articles

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.enable_socket,
    pytest.mark.filterwarnings("ignore"),
]
ray = pytest.importorskip("ray", reason="needs `pip install 'dateline[cluster]'`")

GOLD = Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl"
SHARDS = 4
HOLDERS = 2
"""Two shards are held together here, and none in tests/cluster/test_real_archive.py."""
PORT = 18_765


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("archive")
    index_whole(root / "one", corpus())
    index_shards(root / "many", corpus(), SHARDS)
    return root / "one", root / "many"


@pytest.fixture(scope="module")
def served(nodes: Any, places: tuple[Path, Path]) -> Iterator[str]:
    """Serve the shards, two replicas each, and yield the address."""
    from service.cluster.ray_serve import deploy
    from service.settings import Settings

    settings = Settings(
        index=places[1],
        cluster="local",
        replicas=2,
        holders=HOLDERS,
        port=PORT,
        generator="extractive",
        shard_seconds=10,
    )
    serve = deploy(settings)
    yield f"http://127.0.0.1:{PORT}"
    serve.shutdown()


def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text().splitlines()]


def expected(folder: Path) -> list[dict[str, Any]]:
    """Return the answers of the index in one folder, without their times."""
    from datetime import date

    from service.answer import Answerer

    answerer = Answerer.open(folder)
    return [
        bare(
            answerer.ask(
                each["question"], as_of=date.fromisoformat(body_of(each)["as_of"])
            ).model_dump(mode="json", by_alias=True)
        )
        for each in questions()
    ]


def test_the_service_answers_as_one_index_does(served: str, places: tuple[Path, Path]) -> None:
    with httpx.Client(timeout=60) as client:
        answers = [
            bare(client.post(f"{served}/v1/ask", json=body_of(each)).json()) for each in questions()
        ]
    assert answers == expected(places[0])


def test_lost_replicas_and_a_lost_node_give_right_or_partial_answers(
    served: str, nodes: Any, places: tuple[Path, Path]
) -> None:
    right = dict(zip(map(key_of, questions()), expected(places[0]), strict=True))
    seen = lose_a_replica_and_a_node(nodes, served, questions(), right, HOLDERS)
    assert not seen.wrong and not seen.failed
    assert max(seen.whole) > max([0.0, *seen.partial]) + STEADY  # it recovered by itself


def test_more_replicas_than_fit_are_refused(nodes: Any, places: tuple[Path, Path]) -> None:
    from service.cluster.ray_serve import deploy
    from service.errors import ServiceError
    from service.settings import Settings

    settings = Settings(index=places[1], cluster="local", replicas=64, port=PORT + 1)
    with pytest.raises(ServiceError, match=r"64 replicas of 4 shards need .* --replicas"):
        deploy(settings)


def test_ray_data_indexes_as_one_process_does(nodes: Any, tmp_path: Path) -> None:
    from indexer.build import manifest_of
    from indexer.embed import FAKE_MODEL, create_embedder
    from indexer.shards.build import build_shards
    from indexer.shards.layout import Layout, write_layout
    from indexer.shards.open_shards import opened
    from indexer.shards.ray_engine import RayEngine

    index_whole(tmp_path / "one", corpus())
    layout = Layout.new(SHARDS, manifest_of(create_embedder(FAKE_MODEL)))
    with opened(tmp_path / "many", layout, create=True) as shards:
        write_layout(tmp_path / "many", layout)
        stream = RayEngine("auto", 2)
        summary, _ = build_shards(tmp_path / "many", shards, stream, corpus())
    assert not summary.failures
    assert told(tmp_path / "many") == told(tmp_path / "one")


def test_killed_at_ten_moments_and_continued_it_is_as_undisturbed(tmp_path: Path) -> None:
    articles = [
        {"id": f"a{n}", "title": f"Tram {n}", "published": f"2025-03-{1 + n % 28:02d}",
         "text": f"The tram {n} stopped at noon. " * (n % 7 + 1)}
        for n in range(1500)
    ]  # fmt: skip
    document = write_articles(tmp_path / "trams.jsonl", articles)
    index_shards(tmp_path / "calm", [document], SHARDS)
    command = [
        sys.executable, "dateline.py", "index", str(tmp_path / "trams.jsonl"), "--index",
        str(tmp_path / "cut"), "--model", "fake", "--shards", str(SHARDS),
    ]  # fmt: skip
    draw = random.Random(5)
    killed = 0
    for _ in range(10):
        run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            run.wait(timeout=draw.uniform(1.0, 12.0))
        except subprocess.TimeoutExpired:
            killed += 1
            run.send_signal(signal.SIGKILL)
            run.wait()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    print(f"{killed} runs killed")
    assert told(tmp_path / "cut") == told(tmp_path / "calm")
    assert numbers(tmp_path / "cut") == numbers(tmp_path / "calm")


@pytest.mark.model
def test_killed_at_ten_points_on_ray_and_continued_it_is_as_undisturbed(
    nodes: Any, tmp_path: Path
) -> None:
    """Killed ten times, each after it has committed something, at moments that are drawn.

    With the packaged model, which leaves the time for it.
    """
    articles = _bridges(2500)
    half = len(articles) // 2
    files = [
        write_articles(tmp_path / "first.jsonl", articles[:half]).label,
        write_articles(tmp_path / "second.jsonl", articles[half:]).label,
    ]
    dateline = [sys.executable, "dateline.py", "index", *files, "--shards", str(SHARDS), "--index"]
    subprocess.run([*dateline, str(tmp_path / "calm")], check=True, stderr=subprocess.DEVNULL)
    command = [*dateline, str(tmp_path / "cut"), "--cluster", nodes.address, "--workers", "2"]
    draw = random.Random(8)
    killed = [_killed_under_way(command, tmp_path / "cut", draw.randrange(60)) for _ in range(10)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    print(f"killed with {killed} articles committed")
    assert told(tmp_path / "cut") == told(tmp_path / "calm")
    assert numbers(tmp_path / "cut") == numbers(tmp_path / "calm")


def _bridges(count: int) -> list[dict[str, object]]:
    """Return articles, every tenth of which tells again what another told."""
    draw = random.Random(7)
    words = "river mill tram quay parish ferry orchard tower lamp grain sluice mast".split()
    texts: list[str] = []
    for number in range(count):
        again = number % 10 == 9
        texts.append(draw.choice(texts) if again else " ".join(draw.choices(words, k=40)) + ".")
    return [
        {"id": f"b{number}", "title": f"Bridge {number}", "text": text,
         "published": f"2025-04-{1 + number % 28:02d}"}
        for number, text in enumerate(texts)
    ]  # fmt: skip


def _killed_under_way(command: list[str], folder: Path, more: int) -> int:
    """Run a command until it has committed more than so many articles more, and kill it.

    Returns how many are committed then.
    """
    before = _committed(folder)
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while _committed(folder) <= before + more:
        assert run.poll() is None, f"it ended with {before} articles"
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    return _committed(folder)


def _committed(folder: Path) -> int:
    count = 0
    for record in folder.glob("shard-*/record.sqlite"):
        with suppress(sqlite3.Error), closing(sqlite3.connect(record)) as db:
            count += db.execute("SELECT count(*) FROM articles").fetchone()[0]
    return count
