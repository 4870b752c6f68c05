"""Index: what was acknowledged is found, what was dropped is not, and readers never wait."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer.build import add_articles
from indexer.embed import Embedder
from indexer.errors import IndexMismatch, IndexMissing
from indexer.index import Index, Selection, Snapshot
from indexer.record import Record
from indexer.words import terms_of
from tests.conftest import Add, article

OLD = article("The dam broke.", id="old", title="Dam", published="2025-12-31T23:00:00+09:00")
MID = article(
    "The dam was mended.", id="mid", title="Dam", published="2026-01-13", publisher="Post"
)
NEW = article(
    "A new dam is planned.", id="new", title="Dam", published="2026-02-01", publisher="Post"
)
NONE = article("All about the dam.", id="none", title="Dam")


def ids(snapshot: Snapshot, selection: Selection) -> set[str]:
    numbers = snapshot.article_numbers[selection.allowed].tolist()
    return {snapshot.articles[number].id for number in numbers}


def find(snapshot: Snapshot, words: str, embedder: Embedder) -> set[str]:
    """Return the articles found by words, after checking that vectors find the same rows."""
    selection = snapshot.select()
    scores = snapshot.bm25(terms_of(words), selection)
    near = snapshot.nearest(embedder.encode([words])[0], len(snapshot), selection)
    assert set(near) == set(np.flatnonzero(selection.allowed))
    return {snapshot.articles[n].id for n in snapshot.article_numbers[scores > 0].tolist()}


class TestNews:
    def test_a_commit_of_another_connection_is_seen_at_once(
        self, folder: Path, add: Add, embedder: Embedder
    ) -> None:
        add(OLD, publish=True)
        index = Index(folder)
        assert find(index.snapshot(), "planned", embedder) == set()
        add(NEW)
        assert find(index.snapshot(), "planned", embedder) == {"new"}
        assert len(index.snapshot().segments) == 2
        assert index.snapshot() is index.snapshot()

    @pytest.mark.parametrize("publish_first", [False, True])
    def test_a_replaced_version_vanishes_in_the_same_commit(
        self, folder: Path, add: Add, embedder: Embedder, publish_first: bool
    ) -> None:
        add(OLD, MID, publish=publish_first)
        index = Index(folder)
        assert find(index.snapshot(), "broke", embedder) == {"old"}
        add(article("The dam held.", id="old", title="Dam"))
        assert find(index.snapshot(), "broke", embedder) == set()
        assert find(index.snapshot(), "held", embedder) == {"old"}
        assert index.article("old").version == 2
        assert index.article("old", 1).text == OLD.text

    @pytest.mark.parametrize("publish_first", [False, True])
    def test_a_removed_article_vanishes_and_can_come_back(
        self, folder: Path, record: Record, add: Add, embedder: Embedder, publish_first: bool
    ) -> None:
        add(OLD, MID, publish=publish_first)
        index = Index(folder)
        index.snapshot()
        record.articles.remove("old")
        snapshot = index.snapshot()
        assert find(snapshot, "dam", embedder) == ids(snapshot, snapshot.select()) == {"mid"}
        assert {facts.id for facts in snapshot.articles.values()} == {"mid"}
        add_articles(record, embedder, [OLD], restore=True)
        assert find(index.snapshot(), "dam", embedder) == {"old", "mid"}

    def test_a_publish_folds_the_delta_in_and_changes_no_answer(
        self, folder: Path, add: Add, embedder: Embedder
    ) -> None:
        add(OLD, publish=True)
        add(MID, NEW, NONE)
        index = Index(folder)
        before = index.snapshot()
        add(publish=True)
        after = index.snapshot()
        assert (len(before.segments), len(after.segments)) == (2, 1)
        assert (before.generation, after.generation) == (1, 2)
        scores = [
            dict(zip(s.passages.tolist(), s.bm25(["dam", "plan"], s.select()), strict=True))
            for s in (before, after)
        ]
        assert scores[0] == pytest.approx(scores[1])

    def test_an_old_snapshot_stays_usable_after_its_files_are_gone(
        self, folder: Path, record: Record, add: Add, embedder: Embedder
    ) -> None:
        add(OLD, MID, publish=True)
        index = Index(folder)
        old = index.snapshot()
        for number in range(3):
            add(article(f"Report {number}.", id=f"r{number}"), publish=True)
        record.articles.remove("old")
        index.snapshot()
        assert not (folder / "generations" / "00000001").exists()
        assert find(old, "dam", embedder) == {"old", "mid"}
        assert old.cosines(embedder.encode(["dam"])[0], np.arange(len(old))).max() > 0


class TestSelect:
    @pytest.fixture(params=["delta", "published", "both"])
    def snapshot(self, request: pytest.FixtureRequest, folder: Path, add: Add) -> Snapshot:
        add(NEW, NONE, publish=request.param == "both")
        add(OLD, MID, publish=request.param == "published")
        return Index(folder).snapshot()

    @pytest.mark.parametrize(
        ("first", "last", "undated", "expected"),
        [
            (None, None, True, {"old", "mid", "new", "none"}),
            (None, None, False, {"old", "mid", "new"}),
            (date(2025, 12, 31), date(2025, 12, 31), False, {"old"}),
            (date(2026, 1, 13), date(2026, 1, 13), True, {"mid", "none"}),
            (date(2026, 1, 13), None, False, {"mid", "new"}),
            (None, date(2026, 1, 12), False, {"old"}),
            (date(2026, 1, 14), date(2026, 1, 31), False, set()),
            (date(2026, 2, 1), date(2026, 1, 1), False, set()),
            (date.min, date.max, False, {"old", "mid", "new"}),
        ],
    )
    def test_windows(
        self, snapshot: Snapshot, first: date, last: date, undated: bool, expected: set[str]
    ) -> None:
        selection = snapshot.select(first, last, undated=undated)
        assert ids(snapshot, selection) == expected
        assert len(selection) == selection.allowed.sum()
        inside = np.zeros(len(snapshot), dtype=bool)
        for rows in selection.ranges:
            inside[rows.start : rows.stop] = True
        assert (inside >= selection.allowed).all()

    def test_a_window_narrows_both_searches(self, snapshot: Snapshot, embedder: Embedder) -> None:
        selection = snapshot.select(date(2026, 1, 1), date(2026, 1, 31), undated=False)
        scores = snapshot.bm25(["dam"], selection)
        assert (np.flatnonzero(scores) == np.flatnonzero(selection.allowed)).all()
        everything = snapshot.bm25(["dam"], snapshot.select())
        np.testing.assert_allclose(scores[selection.allowed], everything[selection.allowed])
        near = snapshot.nearest(embedder.encode(["planned"])[0], 99, selection)
        assert set(near) == set(np.flatnonzero(selection.allowed))

    def test_articles_of_a_publisher(self, snapshot: Snapshot) -> None:
        of = [facts.number for facts in snapshot.articles.values() if facts.publisher == "Post"]
        assert ids(snapshot, snapshot.select(articles=np.array(of))) == {"mid", "new"}
        nobody = snapshot.select(articles=np.empty(0, dtype=np.int64))
        assert len(nobody) == 0
        assert ids(snapshot, nobody) == set()

    def test_rows_of_articles(self, snapshot: Snapshot) -> None:
        for number in snapshot.articles:
            rows = snapshot.rows_of(np.array([number]))
            assert sorted(rows) == np.flatnonzero(snapshot.article_numbers == number).tolist()
        assert snapshot.rows_of(np.array([10**9])).tolist() == []

    def test_facts_of_the_rows(self, snapshot: Snapshot, embedder: Embedder) -> None:
        assert snapshot.days_covered == (date(2025, 12, 31), date(2026, 2, 1))
        assert snapshot.holding("mend").sum() >= 1
        assert snapshot.headline.sum() == 4
        query = embedder.encode(["The dam broke."])[0]
        cosines = snapshot.cosines(query, np.arange(len(snapshot)))
        best = int(snapshot.article_numbers[cosines.argmax()])
        assert snapshot.articles[best].id == "old"
        assert cosines.max() == pytest.approx(1, abs=1e-3)


class TestEmptyAndWrong:
    @pytest.mark.parametrize("publish", [False, True])
    def test_an_empty_index_answers(
        self, folder: Path, add: Add, embedder: Embedder, publish: bool
    ) -> None:
        add(publish=publish)
        snapshot = Index(folder).snapshot()
        selection = snapshot.select(date(2026, 1, 1), None)
        assert (len(snapshot), len(selection), snapshot.days_covered) == (0, 0, None)
        assert snapshot.nearest(embedder.encode(["dam"])[0], 5, selection).tolist() == []
        assert snapshot.bm25(["dam"], selection).tolist() == []
        assert snapshot.rows_of(np.array([1])).tolist() == []
        assert snapshot.holding("dam").tolist() == []

    def test_everything_removed_is_empty(self, folder: Path, record: Record, add: Add) -> None:
        add(OLD, publish=True)
        record.articles.remove("old")
        snapshot = Index(folder).snapshot()
        assert (len(snapshot.select()), snapshot.days_covered) == (0, None)
        assert len(Index(folder).snapshot().select()) == 0
        add(publish=True)
        assert len(Index(folder).snapshot()) == 0

    def test_errors_name_the_remedy(self, folder: Path, add: Add) -> None:
        with pytest.raises(IndexMissing, match="dateline index"):
            Index(folder.parent / "elsewhere")
        add(OLD)
        with pytest.raises(IndexMismatch, match="indexed with model fake, not other"):
            Index(folder).require_model("other")

    def test_odd_articles_are_found(self, folder: Path, add: Add, embedder: Embedder) -> None:
        summary = add(
            article("x" * 5000, id="giant/../word", title="—?!"),
            article("😀 👨\u200d👩\u200d👧 𝔸.", id="emoji", title="..."),
            article("No\ud800thing", id="surrogate", title="\ud800", url="https://x.org/\udfff"),
            article("Plain words.", id="plain", title="y" * 20_000),
        )
        assert summary.failures == []
        snapshot = Index(folder).snapshot()
        assert len(ids(snapshot, snapshot.select())) == 4
        assert find(snapshot, "plain", embedder) == {"plain"}
        assert find(snapshot, "nothing", embedder) == {"surrogate"}


def test_many_threads_read_while_one_writes(
    folder: Path, record: Record, add: Add, embedder: Embedder
) -> None:
    add(OLD, publish=True)
    index = Index(folder)
    query = embedder.encode(["report"])[0]
    stop = threading.Event()

    def read() -> int:
        seen = 0
        while not stop.is_set():
            snapshot = index.snapshot()
            selection = snapshot.select()
            rows = snapshot.nearest(query, len(snapshot), selection)
            assert set(rows) == set(np.flatnonzero(selection.allowed))
            assert set(snapshot.article_numbers[rows].tolist()) == set(snapshot.articles)
            assert snapshot.change >= seen, "a view went back in time"
            seen = snapshot.change
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for number in range(12):
                add(article(f"Report {number}.", id=f"r{number}"), publish=number % 3 == 2)
                add(article(f"Report {number} again.", id="always"))
                record.articles.remove(f"r{number - 2}")
                latest = index.snapshot()
                assert f"r{number}" in ids(latest, latest.select())
        finally:
            stop.set()
        assert all(reader.result(timeout=60) <= record.changes.last() for reader in readers)
    assert index.snapshot().change == record.changes.last()
