"""Refreshing: a view that grew commit by commit equals one that was read at once."""

import random
from pathlib import Path

import numpy as np
import pytest

from indexer import generation
from indexer.build import add_articles
from indexer.embed import Embedder
from indexer.index import Index
from indexer.keywords import KeywordIndex
from indexer.publish import SMALLEST_FOLD, fold_delta, publish_news
from indexer.record import Record
from indexer.segment import Segment
from indexer.snapshot import Snapshot
from tests.conftest import Add, article

TERMS = ["report", "boat", "dam", "item", "7"]


def rows(snapshot: Snapshot, embedder: Embedder) -> dict[int, tuple[object, ...]]:
    """Return all that a search can see of each live passage, except its row number."""
    query = embedder.encode(["a report of boats"])[0]
    cosines = snapshot.cosines(query, np.arange(len(snapshot)))
    held = np.array([snapshot.holding(term) for term in TERMS])
    return {
        int(snapshot.passages[row]): (
            int(snapshot.article_numbers[row]), int(snapshot.days[row]),
            bool(snapshot.headline[row]), round(float(cosines[row]), 4), held[:, row].tolist(),
        )
        for row in np.flatnonzero(snapshot.alive)
    }  # fmt: skip


def text(number: int) -> str:
    return " ".join(f"Report {number} counts {step} boats." for step in range(1 + number % 40))


@pytest.mark.parametrize("seed", range(4))
def test_many_small_steps_equal_one_large(
    folder: Path, record: Record, embedder: Embedder, seed: int
) -> None:
    chooser = random.Random(seed)
    index = Index(folder)
    for step in range(60):
        name = f"a{chooser.randrange(12)}"
        kind = chooser.choice(["add", "add", "add", "remove", "publish"])
        if kind == "remove":
            record.articles.remove(name)
        elif kind == "publish":
            publish_news(folder, record)
        else:
            fields = {"published": f"2026-01-{1 + step % 28:02d}"} if step % 3 else {}
            arrived = article(text(step), id=name, title=f"Item {step}", **fields)
            add_articles(record, embedder, [arrived], restore=True)
        grown, whole = index.snapshot(), Index(folder).snapshot()
        assert grown.change == whole.change == record.changes.last()
        assert rows(grown, embedder) == rows(whole, embedder)
        assert grown.articles == whole.articles
    assert index.damage is None


def test_a_long_delta_lies_in_few_segments_without_dead_rows(folder: Path, add: Add) -> None:
    add(article("The first report.", id="first"), publish=True)
    index = Index(folder)
    for number in range(40):
        add(article(f"Report {number}.", id=f"r{number}"))
        index.snapshot()
    assert len(index.snapshot().segments) <= 8
    for number in range(40):
        add(article(f"Another {number}.", id="always"))
        index.snapshot()
    snapshot = index.snapshot()
    assert len(snapshot.segments) <= 9
    assert len(snapshot) <= 2 * int(snapshot.alive.sum())


def test_facts_that_change_without_a_passage_are_seen(
    folder: Path, record: Record, add: Add
) -> None:
    add(article("The dam broke.", id="a"), article("The mayor spoke.", id="b"), publish=True)
    index = Index(folder)
    one, other = sorted(index.snapshot().articles)
    with record.transaction():
        record._db.execute("UPDATE articles SET story = ? WHERE number = ?", (one, other))
        record.changes.log("facts", other, other)
    assert index.snapshot().articles[other].story == one
    assert len(index.snapshot().segments) == 1


def test_merged_segments_equal_one_that_was_built(record: Record, add: Add) -> None:
    add(*(article(text(n), id=f"a{n}", published=f"2026-01-{n + 1:02d}") for n in range(9)))
    everything = record.passages.between()
    parts = [everything[:7], everything[7:8], everything[8:]]
    segments = [Segment.build(record, part, 64) for part in parts]
    kept = [np.ones(len(segment), dtype=bool) for segment in segments]
    kept[2][[0, 3]] = False
    gone = set(segments[2].passages[~kept[2]].tolist())
    merged = Segment.merge(record, list(zip(segments, kept, strict=True)), 64)
    built = Segment.build(record, [row for row in everything if row.id not in gone], 64)
    for name in ("passages", "articles", "days", "headline"):
        np.testing.assert_array_equal(getattr(merged, name), getattr(built, name))
    assert equal(merged.keywords, built.keywords)
    axes, every = np.eye(64, dtype=np.float32), np.arange(len(built))
    for axis in axes:
        expected = built.vectors.scores(axis, every)
        np.testing.assert_array_equal(merged.vectors.scores(axis, every), expected)


def equal(one: KeywordIndex, other: KeywordIndex) -> bool:
    return list(one.terms) == list(other.terms) and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("starts", "rows", "counts", "lengths")
    )


def test_nothing_merges_to_nothing() -> None:
    empty = KeywordIndex.merge([])
    assert (len(empty), len(empty.terms), empty.tokens) == (0, 0, 0)
    built = KeywordIndex.build([["dam", "dam"], ["boat"]])
    none_kept = KeywordIndex.merge([(built, np.array([-1, -1]))])
    assert equal(none_kept, empty)


def test_a_fold_waits_until_it_pays(folder: Path, record: Record, add: Add) -> None:
    add(article("The first report.", id="first"), publish=True)
    assert fold_delta(folder, record) is None
    add(*(article(f"Report {n}.", id=f"r{n}") for n in range(SMALLEST_FOLD + 1)))
    assert fold_delta(folder, record).manifest.number == 2
    assert fold_delta(folder, record) is None


def test_a_large_generation_is_opened_beside_the_searches(
    folder: Path, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.index.OPENED_AT_ONCE", 0)
    add(article("The first report.", id="first"), publish=True)
    index = Index(folder)
    add(article("The second report.", id="second"), publish=True)
    assert len(index.snapshot().articles) == 2
    if index._opening:
        index._opening.join()
    swapped = index.snapshot()
    assert (swapped.generation, len(swapped.segments), len(swapped.articles)) == (2, 1, 2)
    index.close()


def test_a_closed_index_holds_no_files(folder: Path, add: Add) -> None:
    add(article("The first report.", id="first"), publish=True)
    index = Index(folder)
    for number in range(3):
        add(article(f"Report {number}.", id=f"r{number}"), publish=True)
        index.snapshot()
    maps = Path("/proc/self/maps").read_text()
    assert str(folder / "generations" / "00000004") in maps
    assert str(folder / "generations" / "00000001") not in maps, "an old one is still open"
    index.close()
    del index
    assert str(folder / "generations") not in Path("/proc/self/maps").read_text()


def test_the_generation_before_serves_when_the_newest_is_damaged(
    folder: Path, record: Record, add: Add
) -> None:
    add(article("The first report.", id="first"), publish=True)
    add(article("The second report.", id="second"), publish=True)
    (generation.folders(folder)[1] / "passages.npy").write_bytes(b"")
    index = Index(folder)
    assert "passages.npy" in index.damage
    snapshot = index.snapshot()
    assert (snapshot.generation, len(snapshot.segments), len(snapshot.articles)) == (1, 2, 2)
    assert publish_news(folder, record).manifest.number == 3
    assert (index.snapshot().generation, index.damage) == (3, None)
