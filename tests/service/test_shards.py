"""Answers from shards: as from one index, partial when a shard is lost, current at once."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from indexer.embed import create_embedder
from indexer.shards.layout import read_layout
from service.answer import Answer, Answerer
from service.app import create_app
from service.cluster.archive import ClusterArchive
from service.cluster.fan import Fan, LocalTransport, ShardLost, Wait
from service.cluster.index import ShardedIndex
from service.cluster.shard import Shard
from service.errors import QuestionError
from service.generate import create_generator
from service.settings import Settings
from tests.service.http_service import ADMIN, KEY
from tests.shard_parts import corpus, index_shards, index_whole, write_articles

GOLD = Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl"
SHARDS = 3
COPIED = (
    "The tram to the upper town stopped at noon when the cable was found to be worn, the company "
    "said. Buses carry passengers from the square until the cable is changed on Thursday night, "
    "and tickets stay valid. Engineers had warned of the cable in a report two winters ago."
)
EXTRA: list[dict[str, Any]] = [
    {"id": f"tram{number}", "title": "Tram stops", "text": COPIED, "publisher": f"Paper {number}",
     "published": None if number == 4 else f"2025-03-0{1 + number % 3}"}
    for number in range(7)
]  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the sample archive, and copies of a story, in one folder and in shards."""
    root = tmp_path_factory.mktemp("archive")
    documents = [*corpus(), write_articles(root / "tram.jsonl", EXTRA)]
    index_whole(root / "one", documents)
    index_shards(root / "many", documents, SHARDS)
    return root / "one", root / "many"


@pytest.fixture(scope="module")
def both(places: tuple[Path, Path]) -> tuple[Answerer, Answerer]:
    return Answerer.open(places[0]), Answerer.open(places[1])


def seen(answerer: Answerer, question: str, **limits: Any) -> object:
    """Return all that a reader can see of an answer, and of what was found for it."""
    try:
        outcome = answerer.consult(question, **limits)
        _, found = answerer.search(question, k=20, **limits)
    except QuestionError as error:
        return str(error)
    hits = [
        (
            hit.article.id, hit.score, hit.features, [copy.id for copy in hit.copies],
            [(p.dense, p.words) for p in hit.passages],
            list(answerer.index.spans([p.passage for p in hit.passages]).values()),
        )
        for hit in found.hits
    ]  # fmt: skip
    answer = outcome.answer.model_dump(exclude={"timings_ms"})
    return answer, outcome.retrieved, hits, found.widened, found.parts


def gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text().splitlines()]


def test_the_sample_questions_are_answered_alike(both: tuple[Answerer, Answerer]) -> None:
    for each in gold():
        asked = date.fromisoformat(each["asked"]) if each.get("asked") else date(2026, 3, 1)
        one, many = (seen(answerer, each["question"], as_of=asked) for answerer in both)
        assert one == many, each["question"]


@settings(max_examples=40)
@given(st.data())
def test_whatever_is_asked_is_answered_alike(
    both: tuple[Answerer, Answerer], data: st.DataObject
) -> None:
    one, many = both
    titles = sorted(f.title for f in one.index.snapshot().articles.values() if f.title)
    words = data.draw(st.sampled_from(titles)).split()
    question = " ".join(data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=6)))
    day = date(2024, 6, 1) + timedelta(days=data.draw(st.integers(0, 800)))
    publishers = [None, "Nobody", *(f.publisher for f in one.index.snapshot().articles.values())]
    limits: dict[str, Any] = {
        "as_of": day,
        "publisher": data.draw(st.sampled_from(publishers[:12])),
        "start": data.draw(st.sampled_from([None, day - timedelta(days=60)])),
    }
    assert seen(one, question, **limits) == seen(many, question, **limits)


def test_copies_in_several_shards_are_one_story(both: tuple[Answerer, Answerer]) -> None:
    for answerer in both:
        answer = answerer.ask("Why did the tram stop?", as_of=date(2025, 3, 9))
        assert len(answer.citations[0].also) == 6
        _, found = answerer.search("Why did the tram stop?", as_of=date(2025, 3, 9))
        assert len(found.hits[0].copies) == 6


class Unreliable:
    """A transport whose shards fail when they are told to."""

    def __init__(self, root: Path) -> None:
        layout = read_layout(root)
        shards = {number: Shard(root, layout, number) for number in layout.numbers}
        self._inner = LocalTransport(shards)
        self.shards = self._inner.shards
        self.dead: set[int] = set()
        self.failures = 0
        self.calls: list[str] = []

    def begin(self, method: str, calls: Mapping[int, tuple[Any, ...]]) -> Mapping[int, Wait]:
        self.calls += [method] * len(calls)
        waits = dict(self._inner.begin(method, calls))
        for shard in calls:
            if shard in self.dead or self.failures:
                self.failures -= shard not in self.dead
                waits[shard] = self._lost
        return waits

    def _lost(self, seconds: float) -> Any:
        raise ShardLost("this replica died")


def answerer_over(root: Path) -> tuple[Answerer, ShardedIndex, Unreliable]:
    transport = Unreliable(root)
    index = ShardedIndex(root, read_layout(root), Fan(transport), probe=False)
    answerer = Answerer(index, create_embedder("fake"), create_generator("extractive"))
    return answerer, index, transport


def without(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(exclude={"timings_ms"})


QUESTION = "Why did the tram stop?"
DAY = date(2025, 3, 9)


def test_a_lost_replica_is_tried_again_elsewhere(places: tuple[Path, Path]) -> None:
    answerer, index, transport = answerer_over(places[1])
    before = answerer.ask(QUESTION, as_of=DAY)
    transport.failures = 2
    after = answerer.ask(QUESTION, as_of=DAY)
    assert without(after) == without(before) and not after.partial
    assert index.fan.retries >= 1


def test_a_lost_shard_makes_answers_partial_until_it_is_back(places: tuple[Path, Path]) -> None:
    answerer, index, transport = answerer_over(places[1])
    whole = answerer.ask(QUESTION, as_of=DAY)
    transport.dead = {1}
    for _ in range(2):
        answer = answerer.ask(QUESTION, as_of=DAY)
        assert answer.partial
        (missing,) = answer.missing
        assert missing.startswith("shard 2 of 3 does not answer (")
    lost = {f.id for f in index.snapshot().articles.values() if index.layout.shard_of(f.id) == 1}
    assert not lost & set(answerer.consult(QUESTION, as_of=DAY).retrieved)
    calls = len(transport.calls)
    answerer.search(QUESTION, as_of=DAY)
    assert len(transport.calls) - calls <= 2 * (SHARDS - 1)  # nobody waits for it meanwhile
    transport.dead = set()
    index.probe()
    assert without(answerer.ask(QUESTION, as_of=DAY)) == without(whole)


def test_silence_says_what_was_not_looked_through(places: tuple[Path, Path]) -> None:
    answerer, _, transport = answerer_over(places[1])
    transport.dead = {0, 1, 2}
    answer = answerer.ask(QUESTION, as_of=DAY)
    assert answer.abstained and answer.partial and len(answer.missing) == 3
    assert answer.reason and "Not all of the archive was looked through" in answer.reason


@contextmanager
def routed(root: Path) -> Iterator[tuple[TestClient, Unreliable, ShardedIndex]]:
    answerer, index, transport = answerer_over(root)
    chosen = Settings(index=root, admin_key=KEY, allowed_hosts=("testserver",))
    archive = ClusterArchive(chosen, answerer, index, None)
    app = create_app(chosen, archive=archive)
    with TestClient(app, raise_server_exceptions=False, client=("127.0.0.1", 50_000)) as client:
        yield client, transport, index


def test_http_says_what_is_missing(places: tuple[Path, Path]) -> None:
    with routed(places[1]) as (client, transport, _):
        asked = {"question": QUESTION, "as_of": str(DAY)}
        assert client.post("/v1/ask", json=asked).json()["partial"] is False
        assert client.get("/readyz").json()["missing"] == []
        transport.dead = {2}
        assert client.post("/v1/ask", json=asked).json()["partial"] is True
        found = client.post("/v1/search", json={"query": QUESTION, "as_of": str(DAY)}).json()
        assert found["partial"] is True and found["missing"][0].startswith("shard 3 of 3")
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["missing"] and "shard 3 of 3" in ready.json()["damage"]
        shown = client.get("/metrics").text
        assert "dateline_missing_shards 1.0" in shown
        assert "dateline_partial_answers_total 1.0" in shown
        lost = next(a["id"] for a in EXTRA if read_layout(places[1]).shard_of(a["id"]) == 2)
        assert client.get(f"/v1/articles/{lost}").status_code == 503


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Return a small index in shards that a test may change."""
    document = write_articles(tmp_path / "tram.jsonl", EXTRA[:3])
    index_shards(tmp_path / "many", [document], SHARDS)
    return tmp_path / "many"


def test_what_is_written_through_the_router_is_there_at_once(fresh: Path) -> None:
    mill = {"id": "mill", "title": "Mill burns", "text": "The old mill at Wyre burned down on "
            "Friday night, and nobody was hurt.", "published": "2025-03-07"}  # fmt: skip
    asked = {"question": "When did the old mill at Wyre burn down?", "as_of": str(DAY)}
    with routed(fresh) as (client, _, index):
        added = client.post("/v1/articles", json=mill, headers=ADMIN)
        assert added.status_code == 201, added.text
        assert "Friday night" in client.post("/v1/ask", json=asked).json()["text"]
        assert client.post("/v1/articles", json=mill, headers=ADMIN).json()["results"][0][
            "status"] == "unchanged"  # fmt: skip
        numbers = {f.id: f.number for f in index.snapshot().articles.values()}
        assert numbers["mill"] == max(numbers.values())
        assert client.get("/v1/articles/mill").json()["title"] == "Mill burns"
        assert client.delete("/v1/articles/mill", headers=ADMIN).status_code == 204
        assert client.get("/v1/articles/mill").status_code == 404
        assert "Friday" not in client.post("/v1/ask", json=asked).json()["text"]


def test_a_copy_written_through_the_router_joins_its_story(fresh: Path) -> None:
    with routed(fresh) as (client, _, index):
        copy = {**EXTRA[0], "id": "late-copy", "publisher": "Late Paper"}
        assert client.post("/v1/articles", json=copy, headers=ADMIN).status_code == 201
        stories = {f.id: f.story for f in index.snapshot().articles.values()}
        assert len(set(stories.values())) == 1
        assert len(client.get("/v1/articles/late-copy").json()["also"]) == 3
        assert client.delete("/v1/articles/tram0", headers=ADMIN).status_code == 204
        stories = {f.id: f.story for f in index.snapshot().articles.values()}
        assert "tram0" not in stories and len(set(stories.values())) == 1


def test_what_others_write_is_seen_by_the_next_probe(fresh: Path, tmp_path: Path) -> None:
    answerer, index, _ = answerer_over(fresh)
    late = {"id": "late", "text": "The ferry sank off Wyre.", "published": "2025-03-08"}
    index_shards(fresh, [write_articles(tmp_path / "late.jsonl", [late])], SHARDS)
    index.probe()
    assert "late" in {f.id for f in index.snapshot().articles.values()}
    assert answerer.search("ferry sank", as_of=DAY)[1].article_ids()[0] == "late"


def test_a_shard_that_was_replaced_is_served_anew(
    fresh: Path, tmp_path: Path, places: tuple[Path, Path]
) -> None:
    layout = read_layout(fresh)
    shard = Shard(fresh, layout, 0)
    before = shard.health()
    folder = fresh / layout.folder_name(0)
    (folder / "record.sqlite").rename(tmp_path / "away.sqlite")
    assert shard.health().damage and shard.health().articles == before.articles
    other = read_layout(places[1])
    stranger = places[1] / other.folder_name(0) / "record.sqlite"
    (folder / "record.sqlite").write_bytes(stranger.read_bytes())
    told = shard.health()
    assert told.damage and "bring back the shard" in told.damage
    assert told.articles == before.articles


def test_what_is_kept_is_not_lost_to_what_comes(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.cluster.kept.TEXTS", 8)
    monkeypatch.setattr("service.cluster.kept.SPANS", 8)
    answerer, index, _ = answerer_over(places[1])
    for each in gold()[:40]:
        _, found = answerer.search(each["question"], k=20, as_of=DAY)
        for hit in found.hits:
            asked = [passage.passage for passage in hit.passages]
            assert list(index.spans(asked)) == asked
            assert index.article_by_number(hit.article.number)
