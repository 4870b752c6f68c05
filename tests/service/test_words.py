"""Words that the router keeps: no shard is asked twice, and nothing kept is out of date."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.keywords import Statistics
from indexer.shards.layout import read_layout
from service.answer import Answerer
from service.cluster.shard import Shard
from service.cluster.words import Words
from tests.service.http_service import ADMIN
from tests.service.test_shards import EXTRA, SHARDS, answerer_over, routed
from tests.shard_parts import index_shards, write_articles

QUESTION = "Why did the tram stop at the square?"
DAY = date(2025, 3, 9)
MILL = {"id": "mill", "title": "Tram burns at the mill", "text": "The tram burned at the mill.",
        "published": "2025-03-07"}  # fmt: skip


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Return a small index in shards that a test may change."""
    document = write_articles(tmp_path / "tram.jsonl", EXTRA[:6])
    index_shards(tmp_path / "many", [document], SHARDS)
    return tmp_path / "many"


def weights(answerer: Answerer) -> dict[str, float]:
    return answerer.search(QUESTION, as_of=DAY)[1].term_weights


def as_opened_anew(folder: Path) -> dict[str, float]:
    return weights(answerer_over(folder)[0])


def test_a_word_is_counted_once(fresh: Path) -> None:
    answerer, _, transport = answerer_over(fresh)
    first = weights(answerer)
    assert transport.calls.count("count") == SHARDS
    transport.calls.clear()
    assert weights(answerer) == first
    assert "count" not in transport.calls
    answerer.search("Why did the ferry stop?", as_of=DAY)
    assert transport.calls.count("count") == SHARDS


def test_what_is_written_is_counted_anew_in_its_shard_alone(fresh: Path) -> None:
    with routed(fresh) as (client, transport, index):
        asked = {"query": QUESTION, "as_of": str(DAY)}
        client.post("/v1/search", json=asked)
        for write in (
            lambda: client.post("/v1/articles", json=MILL, headers=ADMIN),
            lambda: client.delete("/v1/articles/mill", headers=ADMIN),
        ):
            kept = dict(index.snapshot().words)
            write()
            transport.calls.clear()
            client.post("/v1/search", json=asked)
            words = index.snapshot().words
            changed = {shard for shard in kept if words[shard] is not kept[shard]}
            assert read_layout(fresh).shard_of("mill") in changed
            assert transport.calls.count("count") == len(changed)
            now = {s: w.known(["tram", "mill"]) for s, w in words.items()}
            again = answerer_over(fresh)[1]
            for shard, known in now.items():
                stamp = again.snapshot().stamps[shard]
                _, counted = again.fan.one(shard, "count", tuple(known), stamp)
                assert known == counted.frequency


def test_weights_follow_what_others_write(fresh: Path, tmp_path: Path) -> None:
    answerer, index, _ = answerer_over(fresh)
    before = weights(answerer)
    index_shards(fresh, [write_articles(tmp_path / "mill.jsonl", [MILL])], SHARDS)
    index.probe()
    after = weights(answerer)
    assert after != before
    assert after == as_opened_anew(fresh)


def test_copies_that_count_differently_are_of_different_stamps(fresh: Path) -> None:
    layout = read_layout(fresh)
    open_all_along = Shard(fresh, layout, layout.shard_of("mill"))
    names = (f"beside {number}" for number in range(99))
    beside = next(name for name in names if layout.shard_of(name) == layout.shard_of("mill"))
    text = "The harbour froze, and ferries waited for days."
    with routed(fresh) as (client, _, _):
        for posted in (MILL, {**MILL, "id": beside, "title": "Ice", "text": text}):
            client.post("/v1/articles", json=posted, headers=ADMIN)
            open_all_along.health()
        client.delete("/v1/articles/mill", headers=ADMIN)
    copies = open_all_along, Shard(fresh, layout, layout.shard_of("mill"))
    stamps = [copy.health().stamp for copy in copies]
    counted = [copy.count(["tram"], stamp)[1] for copy, stamp in zip(copies, stamps, strict=True)]
    assert counted[0].documents > counted[1].documents, "it has not let go of what was removed"
    assert stamps[0] != stamps[1]
    assert stamps[0].change == stamps[1].change


def test_another_shard_in_the_place_of_one_is_counted_anew(fresh: Path) -> None:
    _, index, _ = answerer_over(fresh)
    before = index.snapshot()
    facts = {s: index.fan.one(s, "facts", None) for s in index.fan.shards}
    other = facts[0].stamp._replace(record="another")
    told = before.advanced({0: replace(facts[0], stamp=other), 1: facts[1]}, index.layout)
    assert told.words[0] is not before.words[0]
    assert told.words[1] is before.words[1]


def test_a_lost_shard_is_told_of_when_all_words_are_known(fresh: Path) -> None:
    answerer, _, transport = answerer_over(fresh)
    whole = weights(answerer)
    transport.dead = {1}
    for _ in range(2):
        found = answerer.search(QUESTION, as_of=DAY)[1]
        assert len(found.missing) == 1 and found.missing[0].startswith("shard 2 of 3")
        assert found.term_weights == whole


def test_counts_of_another_state_are_not_kept(fresh: Path) -> None:
    answerer, index, transport = answerer_over(fresh)
    for shard, stamp in index.snapshot().stamps.items():
        index.snapshot().stamps[shard] = stamp._replace(change=-1)  # type: ignore[index]
    weights(answerer)
    assert not any(words.known(["tram"]) for words in index.snapshot().words.values())
    transport.calls.clear()
    assert weights(answerer) == as_opened_anew(fresh)
    assert transport.calls.count("count") == SHARDS


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.cluster.words.TERMS", 100)
    words = Words(Statistics(9, 90, {}))
    for number in range(1000):
        words.keep({f"word{number}": number})
        assert words.known([f"word{number}"]) == {f"word{number}": number}
        assert len(words.known(f"word{n}" for n in range(1000))) <= 100
