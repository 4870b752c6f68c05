"""Shards: the same articles, versions and stories as one index, whatever happens on the way."""

import json
import random
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer.build import manifest_of
from indexer.embed import FAKE_MODEL, create_embedder
from indexer.errors import IndexerError, IndexMismatch, IndexMissing
from indexer.record import FILE_NAME
from indexer.shards.layout import MANIFEST, Layout, read_layout, require_whole
from indexer.shards.open_shards import opened
from indexer.shards.split import split
from tests.conftest import Run
from tests.shard_parts import corpus, index_shards, index_whole, numbers, told, write_articles

WIRE = (
    "The council of Wyre voted on Monday to close the old harbour bridge for eleven weeks while "
    "its bearings are replaced. Lorries will be sent round by the valley road, the council said, "
    "and a ferry will carry people on foot every twenty minutes from six in the morning. Traders "
    "near the quay asked for a lower rent until the bridge opens again in the autumn."
)


def stories(count: int) -> list[dict[str, object]]:
    """Return articles of which some are copies of each other, and some arrive twice."""
    draw = random.Random(4)
    words = "river mill tram quay parish ferry orchard tower lamp grain sluice mast".split()
    found: list[dict[str, object]] = []
    for number in range(count):
        text = WIRE if number % 5 == 0 else " ".join(draw.choices(words, k=60)) + "."
        found.append({
            "id": f"a{number}", "title": f"Bridge to close {number}", "text": text,
            "publisher": f"P{number % 3}", "published": f"2024-03-{1 + number % 20:02d}",
        })  # fmt: skip
    return [*found, {**found[3], "text": "The mill burned down on Friday night."}]


def test_an_article_belongs_to_one_shard_by_its_id() -> None:
    layout = Layout.new(4, {})
    found = [layout.shard_of(f"article-{number}") for number in range(4000)]
    assert found == [layout.shard_of(f"article-{number}") for number in range(4000)]
    assert all(850 < found.count(shard) < 1150 for shard in layout.numbers)


def test_numbers_of_shards_never_meet() -> None:
    layout = Layout.new(3, {})
    given = {layout.next_number(shard, after) for shard in range(3) for after in range(100, 103)}
    assert all(number > 100 for number in given)
    assert {number % 3 for number in given} == {0, 1, 2}
    assert len({layout.next_number(shard, 100) for shard in range(3)}) == 3


@pytest.mark.parametrize("shards", [1, 3])
def test_shards_hold_what_one_index_holds(tmp_path: Path, shards: int) -> None:
    documents = [*corpus(), write_articles(tmp_path / "wire.jsonl", stories(40))]
    whole = index_whole(tmp_path / "one", documents)
    parts = index_shards(tmp_path / "many", documents, shards)
    assert told(tmp_path / "many") == told(tmp_path / "one")
    assert (parts.added, parts.updated, parts.failures) == (
        whole.added, whole.updated, whole.failures,
    )  # fmt: skip


def test_what_is_known_is_not_stored_again(tmp_path: Path) -> None:
    document = write_articles(tmp_path / "wire.jsonl", stories(20)[:-1])
    index_shards(tmp_path / "many", [document], 3)
    before = told(tmp_path / "many")
    again = index_shards(tmp_path / "many", [document], 3)
    assert (again.added, again.updated, again.unchanged, again.embedded) == (0, 0, 20, 0)
    assert told(tmp_path / "many") == before


def test_a_run_that_was_stopped_goes_on_with_the_same_numbers(tmp_path: Path) -> None:
    documents = [*corpus()[:6], write_articles(tmp_path / "wire.jsonl", stories(150))]
    index_shards(tmp_path / "calm", documents, 3)
    for blocks in (1, 2, 3):
        index_shards(tmp_path / "cut", documents, 3, most=blocks)
    index_shards(tmp_path / "cut", documents, 3)
    assert told(tmp_path / "cut") == told(tmp_path / "calm")
    assert numbers(tmp_path / "cut") == numbers(tmp_path / "calm")


def test_a_run_that_was_killed_before_the_manifest_was_written_goes_on(tmp_path: Path) -> None:
    meta = manifest_of(create_embedder(FAKE_MODEL))
    killed = Layout.new(3, meta)
    for shard in (1, 2):
        killed.create(tmp_path, shard).close()
    layout = Layout.begun(tmp_path, 3, meta)
    assert layout.name == killed.name
    with opened(tmp_path, layout, create=True) as shards:
        assert len(shards.records) == 3
    assert Layout.begun(tmp_path / "other", 3, meta).name != killed.name


def test_later_runs_number_what_is_new_after_all_before(tmp_path: Path) -> None:
    first = write_articles(tmp_path / "1.jsonl", stories(9)[:-1])
    index_shards(tmp_path / "many", [first], 3)
    before = numbers(tmp_path / "many")
    later = [{"id": f"b{number}", "text": f"The tram {number} stopped."} for number in range(9)]
    index_shards(tmp_path / "many", [write_articles(tmp_path / "2.jsonl", later)], 3)
    after = numbers(tmp_path / "many")
    assert {key: after[key] for key in before} == before
    assert min(after[f"b{n}"] for n in range(9)) > max(before.values())


def test_splitting_keeps_everything(tmp_path: Path) -> None:
    documents = [*corpus(), write_articles(tmp_path / "wire.jsonl", stories(30))]
    index_whole(tmp_path / "one", documents)
    split(tmp_path / "one", tmp_path / "three", 3)
    split(tmp_path / "three", tmp_path / "two", 2)
    assert told(tmp_path / "three") == told(tmp_path / "one")
    assert told(tmp_path / "two") == told(tmp_path / "one")
    later = {"id": "late", "title": "Bridge to close", "text": WIRE, "published": "2024-03-04"}
    index_shards(tmp_path / "two", [write_articles(tmp_path / "late.jsonl", [later])], 2)
    joined = {row[0]: row[5] for row in told(tmp_path / "two")}
    assert joined["late"] == joined["a0"]


def test_splitting_into_what_exists_is_refused(tmp_path: Path) -> None:
    index_shards(tmp_path / "many", corpus()[:3], 2)
    with pytest.raises(IndexerError, match="name another folder"):
        split(tmp_path / "many", tmp_path / "many", 3)
    with pytest.raises(IndexMissing, match="dateline index"):
        split(tmp_path / "nothing", tmp_path / "other", 3)


class TestBadShards:
    @pytest.fixture
    def many(self, tmp_path: Path) -> Path:
        index_shards(tmp_path / "many", corpus()[:8], 2)
        return tmp_path / "many"

    def test_a_shard_that_is_missing_is_named(self, many: Path) -> None:
        layout = read_layout(many)
        (many / layout.folder_name(1) / FILE_NAME).unlink()
        with pytest.raises(IndexMissing, match="no shard 1 of 2"):
            require_whole(many, layout)

    def test_a_shard_of_another_index_is_named(self, many: Path, tmp_path: Path) -> None:
        index_shards(tmp_path / "other", corpus()[:8], 2)
        layout = read_layout(many)
        shutil.rmtree(many / layout.folder_name(1))
        shutil.copytree(tmp_path / "other" / layout.folder_name(1), many / layout.folder_name(1))
        with pytest.raises(IndexMismatch, match="bring back the shard"):
            require_whole(many, layout)

    @pytest.mark.parametrize(
        ("change", "says"),
        [({"format": 9}, "format 9"), ({"shards": 3}, "checksum"), ({"name": None}, "checksum")],
    )
    def test_a_manifest_that_was_changed_is_refused(
        self, many: Path, change: dict[str, object], says: str
    ) -> None:
        path = many / MANIFEST
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
        with pytest.raises(IndexMismatch, match=says):
            read_layout(many)

    def test_a_shard_takes_no_articles_of_its_own(self, many: Path, run: Run) -> None:
        folder = many / read_layout(many).folder_name(0)
        done = run("index", *(each.label for each in corpus()), "--index", folder)
        assert done.code == 1
        assert "is shard 0/2 of a larger index" in done.message


def test_the_command_makes_shards_and_goes_on_with_them(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    write_articles(tmp_path / "wire.jsonl", stories(20)[:-1])
    made = run("index", tmp_path / "wire.jsonl", "--model", "fake", "--shards", 3)
    assert made.code == 0, made.err
    assert "20 added" in made.message
    again = run("index", tmp_path / "wire.jsonl")
    assert "20 unchanged" in again.message
    other = run("index", tmp_path / "wire.jsonl", "--shards", 4)
    assert other.code == 1 and "holds 3 shards, not 4" in other.message
    web = run("index", "https://example.org/a")
    assert web.code == 1 and "takes files and folders" in web.message
    cut = run("reshard", tmp_path / "two", "--shards", 2)
    assert cut.code == 0, cut.err
    assert told(tmp_path / "two") == told(folder)


def test_an_index_in_one_folder_is_cut_and_not_mixed(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    document = write_articles(tmp_path / "wire.jsonl", stories(5)[:-1])
    index_whole(folder, [document])
    done = run("index", tmp_path / "wire.jsonl", "--shards", 2)
    assert done.code == 1 and "dateline reshard" in done.message


def test_without_ray_the_extra_is_named(
    folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    write_articles(tmp_path / "wire.jsonl", stories(5))
    done = run(
        "index", tmp_path / "wire.jsonl", "--model", "fake", "--shards", 2, "--cluster", "local"
    )
    assert done.code == 1 and "pip install 'dateline[cluster]'" in done.message


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nothing", "ray://127.0.0.1:1"])
def test_an_address_that_does_not_answer_is_named_at_once(
    folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """It takes no Ray to see that nobody is there; and with Ray it would take minutes."""
    ray = SimpleNamespace(is_initialized=lambda: False)
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setitem(sys.modules, "ray.data", ray)
    write_articles(tmp_path / "wire.jsonl", stories(5))
    done = run(
        "index", tmp_path / "wire.jsonl", "--model", "fake", "--shards", 2, "--cluster", address
    )
    assert done.code == 1 and f"no Ray cluster answers at '{address}'" in done.message
    assert "ray start --head" in done.message
