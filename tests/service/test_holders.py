"""Holders of shards that lie in a store: they follow it, several of them on one machine."""

from pathlib import Path

import pytest

from indexer.shards.layout import read_layout
from indexer.shards.mirror import upload
from service.cluster.fan import Fan, LocalTransport
from service.cluster.held import HeldShard
from service.cluster.index import ShardedIndex
from service.cluster.shard import Shard
from tests.shard_parts import corpus, index_shards


def test_replicas_on_one_machine_follow_the_store_each_in_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    url = f"file://{tmp_path}/store"
    index_shards(tmp_path / "work", corpus()[:8], 1)
    upload(tmp_path / "work", url)
    early, late = HeldShard(url, 0), HeldShard(url, 0)
    for count in (9, 10):
        index_shards(tmp_path / "work", corpus()[:count], 1)
        upload(tmp_path / "work", url)
        early.renew()
        early.shard.health()
        late.shard.health()  # what it serves is still there
        late.renew()
    articles = [held.shard.health().articles for held in (early, late)]
    assert articles == [10, 10]
    kept = sorted((tmp_path / "cache").glob("dateline/shards/*.served/0000/*"))
    assert len(kept) == 2


def test_one_failed_probe_does_not_end_probing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.cluster.index.PROBE_SECONDS", 0.01)
    index_shards(tmp_path, corpus()[:8], 1)
    layout = read_layout(tmp_path)
    index = ShardedIndex(
        tmp_path, layout, Fan(LocalTransport({0: Shard(tmp_path, layout, 0)})), probe=False
    )
    outcomes = [OSError("one replica, for a moment"), None]

    def probe() -> None:
        outcome = outcomes.pop(0)
        if outcome:
            raise outcome
        index.close()

    monkeypatch.setattr(index, "probe", probe)
    index._keep_up()
    assert outcomes == []
