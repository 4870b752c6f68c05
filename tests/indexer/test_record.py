"""The record: what a transaction acknowledged stays; everything else leaves no trace."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexer.clean import Removed
from indexer.errors import IndexMismatch, IndexMissing
from indexer.record import FILE_NAME, Change, NewPassage, NewVersion, Record
from indexer.sentences import Span

META = {"model": "fake", "dimension": "4", "chunking": "test"}
KEY = b"k" * 16


def version(article_id: str = "a1", text: str = "One. Two.", **fields: object) -> NewVersion:
    values: dict[str, object] = {
        "hash": text.encode(), "source": "file:///a.txt", "url": None, "title": "T",
        "publisher": None, "authors": (), "published": None, "modified": None, "section": None,
        "language": None, "sentences": [Span(0, 4), Span(5, 9)], "removed": (),
        "passages": [NewPassage(Span(0, 0), KEY), NewPassage(Span(0, len(text)), KEY)],
    }  # fmt: skip
    return NewVersion(article_id=article_id, text=text, **{**values, **fields})


@pytest.fixture
def record(folder: Path) -> Record:
    record = Record.create(folder, META)
    with record.transaction():
        record.vectors.put([(KEY, np.array([0.5, 0.5, 0.5, 0.5], dtype=np.float32))])
    return record


class TestVersions:
    def test_an_article_comes_back_as_it_was_put(self, record: Record) -> None:
        new = version(
            "ä/b c", "😀 One.\n\nTwo.", url="https://x.org/a", authors=("Ada", "Bo"),
            published="2026-01-13", removed=[Removed("share bar", "Share")], language="en",
        )  # fmt: skip
        assert record.articles.put(new).version == 1
        stored = record.articles.get("ä/b c")
        for name in ("text", "url", "title", "authors", "published", "language", "source"):
            assert getattr(stored, name) == getattr(new, name)
        assert stored.sentences == tuple(new.sentences)
        assert stored.removed == (Removed("share bar", "Share"),)
        assert record.articles.by_number(stored.number) == stored
        assert list(record.articles.all()) == [stored]

    def test_a_new_version_takes_over_and_the_old_one_stays_readable(self, record: Record) -> None:
        record.articles.put(version(text="Old."))
        (old, _) = record.passages.between()
        assert record.articles.put(version(text="New.")).version == 2
        assert record.articles.get("a1").text == "New."
        assert record.articles.get("a1", 1).text == "Old."
        assert record.articles.get("a1", 3) is None
        assert record.articles.current_hash("a1") == b"New."
        assert record.passages.by_id([old.id]) == []
        assert [p.id for p in record.passages.between()] == [old.id + 2, old.id + 3]
        counts = record.counts()
        assert (counts["articles"], counts["versions"], counts["passages"]) == (1, 2, 2)

    def test_a_removed_article_is_gone_and_can_come_back(self, record: Record) -> None:
        record.articles.put(version(url="https://x.org/a"))
        assert record.articles.remove("a1")
        assert not record.articles.remove("a1")
        assert not record.articles.remove("never seen")
        assert record.articles.get("a1") is None
        assert record.articles.by_number(1) is None
        assert record.articles.current_hash("a1") is None
        assert (
            record.articles.resolve("https://x.org/a")
            == record.passages.between()
            == record.articles.facts()
            == []
        )
        assert record.articles.get("a1", 1).text == "One. Two."
        assert record.counts()["removed"] == 1
        assert record.articles.put(version()).version == 1
        assert record.articles.get("a1").text == "One. Two."

    def test_an_article_is_found_by_id_url_or_source(self, record: Record) -> None:
        record.articles.put(version("a1", url="https://x.org/a", source="file:///a"))
        record.articles.put(version("a2", url="https://x.org/b", source="file:///b"))
        for reference in ("a2", "https://x.org/b", "file:///b"):
            assert record.articles.resolve(reference) == ["a2"]
        assert record.articles.resolve("x.org") == record.articles.resolve("%") == []

    def test_the_log_says_what_was_added_and_dropped(self, record: Record) -> None:
        assert record.changes.last() == 0
        record.articles.put(version("a1"))
        record.articles.put(version("a2"))
        record.articles.put(version("a1", text="New."))
        record.articles.remove("a2")
        expected = [("add", 1, 2), ("add", 3, 4), ("drop", 1, 2), ("add", 5, 6), ("drop", 3, 4)]
        log = [Change(number, *change) for number, change in enumerate(expected, start=1)]
        assert record.changes.after(0) == log
        assert record.changes.after(3) == log[3:]
        assert record.changes.last() == 5

    def test_a_passage_number_is_never_used_again(self, record: Record) -> None:
        record.articles.put(version())
        record.articles.remove("a1")
        record.articles.put(version("a2"))
        assert [passage.id for passage in record.passages.between()] == [3, 4]


class TestPassages:
    def test_texts_are_spans_of_the_article_and_the_headline(self, record: Record) -> None:
        record.articles.put(version(text="😀 One. Two.", sentences=[Span(0, 6), Span(7, 11)]))
        headline, whole = record.passages.texts(record.passages.between())
        assert whole == "😀 One. Two."
        assert headline.startswith("T\n")

    def test_vectors_are_kept_by_hash_as_half_floats(self, record: Record) -> None:
        record.vectors.put([(KEY, np.zeros(4, dtype=np.float32))])  # known: left alone
        record.articles.put(version())
        ids = [passage.id for passage in record.passages.between()]
        assert record.passages.vectors(ids, 4).tolist() == [[0.5] * 4] * 2
        assert record.passages.vectors([], 4).shape == (0, 4)
        assert record.vectors.known([KEY, KEY, b"other"]) == {KEY}
        assert record.vectors.known([]) == set()

    def test_passages_are_given_in_the_order_asked(self, record: Record) -> None:
        record.articles.put(version())
        assert [p.id for p in record.passages.by_id([2, 99, 1])] == [2, 1]


class TestTransactions:
    def test_what_fails_leaves_no_trace(self, record: Record) -> None:
        record.articles.put(version())
        with pytest.raises(KeyboardInterrupt), record.transaction():
            record.articles.put(version(text="New."))
            record.articles.remove("a1")
            raise KeyboardInterrupt
        assert record.articles.get("a1").text == "One. Two."
        assert record.changes.last() == 1
        with record.transaction():
            record.articles.put(version("a2"))
        assert record.articles.get("a2") is not None

    def test_a_version_is_stored_whole_or_not_at_all(self, record: Record) -> None:
        record.articles.put(version())
        broken = NewPassage(Span(0, 3), None)  # the last thing to be stored
        with pytest.raises(sqlite3.IntegrityError):
            record.articles.put(
                version(text="New.", passages=[NewPassage(Span(0, 4), KEY), broken])
            )
        assert record.articles.get("a1").text == "One. Two."
        assert len(record.passages.between()) == 2
        assert record.changes.last() == 1

    def test_a_full_disk_is_reported_and_rolled_back(self, record: Record) -> None:
        record.articles.put(version())
        pages = record._db.execute("PRAGMA page_count").fetchone()[0]
        record._db.execute(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(sqlite3.OperationalError, match="full"), record.transaction():
            record.articles.put(version("a2", text="x" * 100_000))
        with record.transaction():
            record.articles.put(version("a3"))
        assert record.articles.get("a2") is None
        assert record.articles.get("a3") is not None
        assert record.verify() == "ok"

    def test_others_see_a_commit_and_nothing_before_it(self, folder: Path, record: Record) -> None:
        other = Record.open(folder)
        with record.transaction():
            record.articles.put(version())
            assert other.articles.get("a1") is None
        assert other.articles.get("a1") is not None
        other.close()

    def test_a_reader_keeps_one_state(self, folder: Path, record: Record) -> None:
        other = Record.open(folder)
        with other.reading():
            assert other.changes.last() == 0
            record.articles.put(version())
            assert other.changes.last() == 0
        assert other.changes.last() == 1
        other.close()

    def test_reading_inside_reading_or_writing_joins_it(self, record: Record) -> None:
        with record.reading(), record.reading():
            assert record.changes.last() == 0
        with record.transaction():
            record.articles.put(version())
            with record.reading():
                assert record.changes.last() == 1
        assert record.articles.get("a1") is not None

    def test_a_killed_writer_loses_only_what_was_not_acknowledged(self, folder: Path) -> None:
        script = """
import os, sys
from pathlib import Path
from tests.indexer.test_record import META, Record, version
record = Record.create(Path(sys.argv[1]), META)
with record.transaction():
    record.articles.put(version("kept"))
with record.transaction():
    record.articles.put(version("lost"))
    os.kill(os.getpid(), 9)
"""
        root = Path(__file__).parents[2]
        done = subprocess.run([sys.executable, "-c", script, str(folder)], cwd=root)
        assert done.returncode == -9
        record = Record.open(folder)
        assert (record.articles.get("kept") is None, record.articles.get("lost")) == (False, None)
        assert record.verify() == "ok"
        record.close()


class TestOpening:
    def test_a_missing_index_names_the_command(self, tmp_path: Path) -> None:
        for folder in (tmp_path / "none", tmp_path):
            with pytest.raises(IndexMissing, match=f"no index in {folder}.*dateline index PATH"):
                Record.open(folder)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "content", [b"", b"not a database, but a text" * 9, b"SQLite format 3\0"]
    )
    def test_what_is_no_record_is_refused_and_left_alone(
        self, folder: Path, content: bytes
    ) -> None:
        folder.mkdir()
        (folder / FILE_NAME).write_bytes(content)
        with pytest.raises(IndexMismatch, match="--index"):
            Record.open(folder)
        if content:
            with pytest.raises(IndexMismatch, match="--index"):
                Record.create(folder, META)
            assert (folder / FILE_NAME).read_bytes() == content

    def test_a_database_of_another_program_is_refused_and_left_alone(self, folder: Path) -> None:
        folder.mkdir()
        database = sqlite3.connect(folder / FILE_NAME)
        database.execute("CREATE TABLE articles (mine TEXT)")
        database.commit()
        for opening in (Record.open, lambda folder: Record.create(folder, META)):
            with pytest.raises(IndexMismatch, match="not a Dateline record.*--index"):
                opening(folder)
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("articles",)]
        database.close()

    def test_another_format_is_refused(self, folder: Path, record: Record) -> None:
        record._db.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
        with pytest.raises(IndexMismatch, match=r"format 99, this version reads \d+.*--index"):
            Record.open(folder)

    def test_creating_again_opens_and_keeps_the_manifest(
        self, folder: Path, record: Record
    ) -> None:
        record.articles.put(version())
        again = Record.create(folder, {**META, "model": "other"})
        assert again.meta() == record.meta()
        assert again.articles.get("a1") is not None
        again.close()

    def test_another_model_is_refused_by_name(self, record: Record) -> None:
        record.require(META)
        with pytest.raises(IndexMismatch, match="indexed with model fake, not other.*--index"):
            record.require({"model": "other"})
        with pytest.raises(IndexMismatch, match="chunking"):
            record.require({**META, "chunking": "other"})
