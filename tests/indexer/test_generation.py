"""Generations: published whole or not at all, and no damage goes unseen."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import generation
from indexer.build import add_articles, manifest_of
from indexer.embed import Embedder
from indexer.errors import GenerationDamaged, IndexerError, IndexMissing
from indexer.index import Index, publish_news
from indexer.manifest import MANIFEST
from indexer.record import Record
from indexer.segment import FILE_NAMES
from indexer.words import TOKENISER, terms_of
from tests.conftest import Add, article

DAM = article("The dam broke on Tuesday.", id="dam", title="Dam", published="2026-01-13")
VOTE = article("Voters chose a mayor.", id="vote", title="Vote", published="2026-01-14")
FILES = (*FILE_NAMES, "manifest.json")


@pytest.fixture
def published(folder: Path, add: Add) -> Path:
    """Return the folder of a published generation of two articles."""
    add(DAM, VOTE, publish=True)
    return folder / "generations" / "00000001"


def search(folder: Path, words: str) -> list[str]:
    snapshot = Index(folder).snapshot()
    scores = snapshot.bm25(terms_of(words), snapshot.select())
    numbers = snapshot.article_numbers[scores > 0]
    return sorted({snapshot.articles[number].id for number in numbers.tolist()})


def flip(at: float) -> Callable[[bytes], bytes]:
    def damage(content: bytes) -> bytes:
        position = int(at * (len(content) - 1))
        return content[:position] + bytes([content[position] ^ 0x20]) + content[position + 1 :]

    return damage


DAMAGES = {
    **{f"flipped at {at}": flip(at) for at in (0, 0.1, 0.37, 0.5, 0.83, 1)},
    "one byte short": lambda content: content[:-1],
    "half": lambda content: content[: len(content) // 2],
    "nothing": lambda content: b"",
    "one byte more": lambda content: content + b"\0",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_damage_is_seen_and_the_index_answers_from_the_record(
    folder: Path, record: Record, published: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    path = published / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(GenerationDamaged, match=name):
        generation.verify(published)
    index = Index(folder)
    assert name in index.damage
    assert search(folder, "dam") == ["dam"]

    repaired = publish_news(folder, record)
    assert repaired.manifest.number == 2
    assert len(index.snapshot().segments) == 1
    assert index.damage is None
    assert search(folder, "voters") == ["vote"]
    assert publish_news(folder, record) is None


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_seen(folder: Path, record: Record, published: Path, name: str) -> None:
    (published / name).unlink()
    assert name in Index(folder).damage
    assert search(folder, "dam") == ["dam"]
    assert publish_news(folder, record).manifest.number == 2


@pytest.mark.parametrize(
    "content", ["null", "[]", "{}", '{"seal": 1}', '"x"', "7", "\x00", "[" * 9999]
)
def test_a_strange_manifest_is_damage(
    folder: Path, record: Record, published: Path, content: str
) -> None:
    (published / "manifest.json").write_text(content)
    with pytest.raises(GenerationDamaged, match=r"manifest\.json"):
        generation.verify(published)
    opened, damage = generation.open_best(folder, record)
    assert opened is None
    assert "manifest.json" in damage


def test_every_single_bit_of_the_manifest_counts(published: Path) -> None:
    path = published / "manifest.json"
    whole = path.read_bytes()
    for position in range(0, len(whole), 29):
        for bit in range(8):
            altered = bytearray(whole)
            altered[position] ^= 1 << bit
            path.write_bytes(altered)
            with pytest.raises(GenerationDamaged):
                generation.verify(published)


def test_a_damaged_generation_is_read_once_not_at_every_search(
    folder: Path, published: Path
) -> None:
    (published / "passages.npy").write_bytes(b"")
    index = Index(folder)
    assert index.snapshot() is index.snapshot()


def test_no_generation_is_no_damage(folder: Path, add: Add) -> None:
    add(DAM)
    index = Index(folder)
    assert index.damage is None
    assert generation.newest(folder) == index.snapshot().generation == 0
    assert search(folder, "dam") == ["dam"]


def test_a_removed_folder_of_generations_is_built_again(
    folder: Path, record: Record, published: Path
) -> None:
    shutil.rmtree(published.parent)
    assert search(folder, "dam") == ["dam"]
    assert publish_news(folder, record) is not None
    assert generation.verify(published).passages == len(record.passages.between())


def test_nothing_new_publishes_nothing(folder: Path, record: Record, published: Path) -> None:
    assert publish_news(folder, record) is None
    assert generation.newest(folder) == 1


def test_old_generations_go_but_the_one_before_stays(folder: Path, add: Add) -> None:
    for number in range(5):
        add(article(f"Report number {number}.", id=str(number)), publish=True)
    assert sorted(path.name for path in (folder / "generations").iterdir()) == [
        "00000004",
        "00000005",
    ]


def test_what_a_crash_left_behind_is_harmless_and_cleared(
    folder: Path, add: Add, published: Path
) -> None:
    left = folder / "generations" / ".writing-00000002"
    shutil.copytree(published, left)
    (left / "passages.npy").write_bytes(b"half")
    (left / "strange").write_bytes(b"")
    assert Index(folder).damage is None
    assert search(folder, "dam") == ["dam"]
    add(article("A third report.", id="third"), publish=True)
    assert sorted(path.name for path in published.parent.iterdir()) == ["00000001", "00000002"]
    assert search(folder, "third") == ["third"]


def test_a_crash_before_the_rename_publishes_nothing(
    folder: Path, add: Add, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError("disk gone")))
    with pytest.raises(IndexerError, match="disk gone.*no article is lost"):
        add(article("A third report.", id="third"), publish=True)
    assert generation.newest(folder) == 1
    assert [path.name for path in published.parent.iterdir()] == ["00000001"]
    assert search(folder, "third") == ["third"]


def test_strange_names_among_the_generations_are_ignored(folder: Path, published: Path) -> None:
    (published.parent / "notes.txt").touch()
    (published.parent / "²").touch()
    assert generation.newest(folder) == 1


def test_a_generation_of_another_record_is_not_believed(
    tmp_path: Path, folder: Path, embedder: Embedder, published: Path
) -> None:
    other = Record.create(tmp_path / "other", manifest_of(embedder))
    add_articles(other, embedder, [article("A storm came.", id="s"), article("It left.", id="t")])
    shutil.copytree(published.parent, tmp_path / "other" / "generations")
    assert search(tmp_path / "other", "storm") == ["s"]
    assert search(tmp_path / "other", "dam") == []
    assert publish_news(tmp_path / "other", other).manifest.number == 2
    other.close()


def test_a_record_restored_from_a_backup_is_believed_over_the_generation(
    folder: Path, record: Record, add: Add
) -> None:
    add(DAM)
    record._db.execute("VACUUM INTO ?", (str(folder / "backup"),))
    add(VOTE, publish=True)
    record.close()
    for end in ("-wal", "-shm"):
        (folder / f"record.sqlite{end}").unlink(missing_ok=True)
    (folder / "backup").rename(folder / "record.sqlite")
    assert search(folder, "dam") == ["dam"]
    assert search(folder, "voters") == []


def test_a_history_that_forked_after_a_backup_is_told_from_the_first(
    folder: Path, record: Record, embedder: Embedder, add: Add
) -> None:
    add(DAM)
    record._db.execute("VACUUM INTO ?", (str(folder / "backup"),))
    add(VOTE, publish=True)
    changes = record.changes.last()
    record.close()
    for end in ("-wal", "-shm"):
        (folder / f"record.sqlite{end}").unlink(missing_ok=True)
    (folder / "backup").rename(folder / "record.sqlite")
    other = Record.open(folder)
    add_articles(other, embedder, [article("A storm came.", id="storm")])
    assert other.changes.last() == changes, "both histories must count alike"
    index = Index(folder)
    assert "another history" in index.damage
    assert (search(folder, "storm"), search(folder, "voters")) == (["storm"], [])
    assert publish_news(folder, other).manifest.number == 2
    assert search(folder, "voters") == []
    other.close()


def test_another_tokeniser_derives_anew_and_embeds_nothing(
    folder: Path, record: Record, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = record.counts()["vectors"]
    monkeypatch.setattr(generation, "TOKENISER", "other-2")
    assert "tokeniser" in Index(folder).damage
    assert search(folder, "dam") == ["dam"]
    assert publish_news(folder, record).manifest.tokeniser == "other-2"
    assert Index(folder).damage is None
    assert record.counts()["vectors"] == vectors


def test_the_layout_of_before_is_named_and_derived_anew(
    folder: Path, record: Record, published: Path
) -> None:
    manifest = published / "manifest.json"
    manifest.write_text(json.dumps({"format": 1, "number": 1, "change": 2}))
    assert "has format 1, this version reads" in Index(folder).damage
    assert publish_news(folder, record).manifest.number == 2


def test_the_manifest_says_what_it_holds(published: Path, record: Record) -> None:
    manifest = json.loads((published / "manifest.json").read_bytes())
    assert manifest["change"] == record.changes.last()
    assert manifest["history"] == record.changes.token(record.changes.last())
    assert manifest["tokeniser"] == TOKENISER
    assert manifest["passages"] == len(record.passages.between())
    assert manifest["meta"] == record.meta()
    assert set(manifest["files"]) == set(FILE_NAMES)


def test_sizes_of_what_a_purge_deletes_meanwhile(published: Path) -> None:
    there, gone = published / MANIFEST, published / "gone"
    assert generation.bytes_of([gone, there]) == there.stat().st_size
    assert generation.bytes_of((published.parent / "00000009").glob("*")) == 0


def test_a_generation_that_cannot_be_opened_beside_is_tried_again(
    folder: Path, add: Add, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Index(folder)
    monkeypatch.setattr("indexer.index.OPENED_AT_ONCE", 0)
    monkeypatch.setattr(Record, "open", broken)
    add(article("Another storm came.", id="storm2"), publish=True)
    opened.snapshot()
    for thread in threading.enumerate():
        if thread.name == "generation":
            thread.join()
    assert "cannot be opened" in str(opened.damage)
    monkeypatch.undo()
    assert opened.snapshot().generation == 2
    opened.close()


def broken(folder: Path) -> Record:
    raise IndexMissing(f"there is no index in {folder}")
