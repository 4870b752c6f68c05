"""The articles of 2022 in four shards on Ray: as one index, and with replicas and a node lost.

Minutes, and a gigabyte a node: run by `pytest -m cluster`. DATELINE_TEST_INDEX_2022 may name an
index of the articles; else they are indexed first, which takes ten minutes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.losses import STEADY, bare, body_of, key_of, lose_a_replica_and_a_node

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "realtimeqa"
INDEX = "DATELINE_TEST_INDEX_2022"
SHARDS = 4
PORT = 18_767

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.data,
    pytest.mark.model,
    pytest.mark.enable_socket,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(
        not (DATA / "questions-dev.jsonl").is_file(),
        reason="../shared/data/realtimeqa/questions-dev.jsonl is not there",
    ),
]
pytest.importorskip("ray", reason="needs `pip install 'dateline[cluster]'`")


@dataclass(frozen=True)
class Served:
    """The same articles: an index in one folder, in shards, and those served at an address."""

    one: Path
    many: Path
    serve: Any
    address: str


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the articles in one folder."""
    if prepared := os.environ.get(INDEX):
        return Path(prepared)
    articles = DATA / "articles-2022.jsonl.gz"
    if not articles.is_file():
        pytest.skip(f"needs {articles}, or {INDEX} with the folder of an index of it")
    folder = tmp_path_factory.mktemp("news") / "one"
    _dateline("index", str(articles), "--index", str(folder))
    return folder


@pytest.fixture(scope="module")
def served(nodes: Any, one: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Cut the index into shards, and serve them with two replicas each."""
    from service.cluster.ray_serve import deploy
    from service.settings import Settings

    many = tmp_path_factory.mktemp("shards") / "many"
    _dateline("reshard", str(many), "--index", str(one), "--shards", str(SHARDS))
    serve = deploy(
        Settings(
            index=many,
            cluster="local",
            replicas=2,
            port=PORT,
            generator="extractive",
            shard_seconds=10,
        )
    )
    yield Served(one, many, serve, f"http://127.0.0.1:{PORT}")
    serve.shutdown()


def _dateline(*arguments: str) -> None:
    subprocess.run([sys.executable, "dateline.py", *arguments], cwd=ROOT, check=True)


def _questions() -> list[dict[str, Any]]:
    lines = (DATA / "questions-dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_passages_and_answers_are_those_of_one_index(served: Served) -> None:
    """Where the one index is searched exactly, as its small shards are; with lists, it is told."""
    from eval.bench.shards import ExactIndex, compare, over_ray
    from eval.gold import read_gold
    from service.answer import Answerer
    from service.generate import DEFAULT, create_generator

    questions = read_gold(DATA / "questions-dev.jsonl", lenient=True).questions
    one = Answerer.open(served.one)
    index = over_ray(served.serve, served.many)
    many = Answerer(index, one.embedder, create_generator(DEFAULT))
    exact = Answerer(ExactIndex(served.one), one.embedder, one.generator)
    with_lists = compare(one, many, questions)
    exactly = compare(exact, many, questions)
    index.close()
    print(
        f"of {len(questions)} questions as one index searched exactly: {exactly.same_passages} "
        f"passages, {exactly.same_answers} answers; searched in lists: {with_lists.same_passages} "
        f"and {with_lists.same_answers}"
    )
    assert exactly.questions == len(_questions()) == 141
    assert exactly.different == []


def test_losses_under_load_give_right_or_partial_answers(served: Served, nodes: Any) -> None:
    from service.answer import Answerer

    answerer = Answerer.open(served.one)
    right = {
        key_of(each): bare(
            answerer.ask(
                each["question"], as_of=date.fromisoformat(body_of(each)["as_of"])
            ).model_dump(mode="json", by_alias=True)
        )
        for each in _questions()
    }
    seen = lose_a_replica_and_a_node(nodes, served.address, _questions(), right, SHARDS)
    assert not seen.wrong and not seen.failed
    assert max(seen.whole) > max([0.0, *seen.partial]) + STEADY  # it recovered by itself
