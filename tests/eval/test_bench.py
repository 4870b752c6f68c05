"""The benchmarks: they measure what they say, and their checks see what they must."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.bench.crash import crash, damage, lost, torn_rows
from eval.bench.crash_worker import Log, article
from eval.bench.embed import compare
from eval.bench.fresh import _news
from eval.bench.index import time_indexing
from indexer.build import add_articles, manifest_of
from indexer.embed import FAKE_MODEL, Embedder, create_embedder
from indexer.index import Index
from indexer.record import Record


class TestCrash:
    @pytest.mark.enable_socket  # of the system's own kind, on which the server that forks listens
    def test_killed_writers_lose_nothing_and_tear_nothing(self, tmp_path: Path) -> None:
        result = crash(tmp_path / "index", kills=40, seed=1)
        assert (result.lost, result.torn) == ([], [])
        assert (result.kills, result.views) == (40, 120)
        assert result.acknowledged > 0

    def test_altered_generations_are_seen_and_mended(self, tmp_path: Path) -> None:
        result = damage(tmp_path / "index", every=29)
        assert result.unseen == []
        assert result.restored == result.files > 5
        assert result.altered > 100

    def test_what_is_lost_or_half_done_is_seen(self, folder: Path, record: Record) -> None:
        embedder = create_embedder(FAKE_MODEL)
        add_articles(record, embedder, [article("a1", 7), article("a2", 7)])
        assert list(lost(record, {"a1": 7, "a2": 7, "a3": None}, {})) == []
        assert list(lost(record, {"a1": 8, "a2": 7}, {}))
        assert list(lost(record, {"a3": 7}, {}))
        assert list(lost(record, {"a1": None}, {}))
        assert list(lost(record, {"a1": 7}, {"a1": 7, "a2": 8})), "half of a commit"
        assert list(lost(record, {"a1": 6}, {"a1": 7, "a2": 7})) == []

    @pytest.mark.parametrize("what", ["vector", "terms", "articles"])
    def test_what_is_torn_is_seen(self, folder: Path, record: Record, what: str) -> None:
        embedder = create_embedder(FAKE_MODEL)
        add_articles(record, embedder, [article("a1", 7)])
        index = Index(folder)
        snapshot = index.snapshot()
        assert list(torn_rows(index, snapshot, embedder)) == []
        if what == "articles":
            snapshot.articles.clear()
        elif what == "vector":
            record._db.execute("UPDATE vectors SET vector = zeroblob(length(vector))")
            index = Index(folder)
            snapshot = index.snapshot()
        else:
            record._db.execute("UPDATE versions SET text = replace(text, 'Report', 'Novel')")
        assert list(torn_rows(index, snapshot, embedder))

    def test_the_log_tells_the_intended_from_the_done(self, tmp_path: Path) -> None:
        log = Log(tmp_path / "log")
        assert log.read() == ({}, {})
        log.write("intent", {"a": 1})
        assert log.read() == ({}, {"a": 1})
        log.write("done", {"a": 1})
        log.write("intent", {"a": None, "b": 2})
        assert log.read() == ({"a": 1}, {"a": None, "b": 2})


def test_embedding_is_compared_in_turns_with_the_first() -> None:
    calls: list[str] = []

    def way(name: str, vector: list[float]) -> object:
        def encode(texts: Sequence[str]) -> object:
            calls.append(name)
            return np.array([vector] * len(texts), dtype=np.float32)

        return encode

    results = compare(["x", "y"], {"a": way("a", [1, 0]), "b": way("b", [0.6, 0.8])}, rounds=2)
    assert calls == ["a", "b"] * 3
    assert (results["a"].ratio, results["a"].mean_cosine) == (1.0, 1.0)
    assert (results["b"].mean_cosine, results["b"].min_cosine) == (0.6, 0.6)


def test_indexing_is_timed_twice(tmp_path: Path, folder: Path, embedder: Embedder) -> None:
    lines = (json.dumps({"id": str(n), "text": f"Report {n}."}) for n in range(50))
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    result = time_indexing(folder, [str(tmp_path / "news.jsonl")], embedder, limit=40)
    assert (result.articles, result.passages, result.embedded) == (40, 80, 40)
    assert 0 < result.share_outside_embedding < 1
    assert result.unchanged_s < result.seconds
    record = Record.open(folder)
    assert record.counts()["versions"] == 40
    record.require(manifest_of(embedder))
    record.close()


def test_news_is_new_each_time() -> None:
    chooser = random.Random(3)
    news = [_news(chooser) for _ in range(200)]
    assert len({fields["id"] for fields, _ in news}) == 200
    assert all(question.split()[-3] in fields["text"] for fields, question in news)
