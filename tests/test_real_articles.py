"""Two real articles, as they arrived, answer with their own words. Skips where they are absent."""

import json
from pathlib import Path

import pytest

from eval.dateline_system import DatelineSystem
from eval.gold import read_gold
from eval.run import evaluate
from indexer.build import add_articles, manifest_of
from indexer.embed import create_embedder
from indexer.index import publish_news
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.record import Record

SEEDS = Path(__file__).parents[2] / "shared" / "data" / "seeds"

pytestmark = [
    pytest.mark.data,
    pytest.mark.model,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/data/seeds is not there"),
]


def test_the_two_seed_articles_are_answered_from(tmp_path: Path) -> None:
    embedder = create_embedder()
    record = Record.create(tmp_path / "index", manifest_of(embedder))
    files = [
        file for file in find_documents(sorted(SEEDS.glob("*.txt"))) if isinstance(file, Document)
    ]
    add_articles(record, embedder, (arrival for file in files for arrival in load(file)))
    publish_news(tmp_path / "index", record)
    record.close()

    gold = read_gold(SEEDS / "questions.jsonl")
    system = DatelineSystem.open(tmp_path / "index")
    evaluate(gold, system, tmp_path / "out")

    measures = json.loads((tmp_path / "out" / "scores.json").read_text())["slices"]["all"]
    values = {name: found["value"] for name, found in measures["measures"].items()}
    assert values["verbatim"] == 1.0
    assert values["uncited_statements"] == 0.0
    assert values["right"] == 1.0
    assert values["conflict_found"] == 1.0
