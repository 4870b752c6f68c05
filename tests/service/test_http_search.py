from collections.abc import Iterator
from pathlib import Path

import pytest
from http_service import build_index, serving
from starlette.testclient import TestClient


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serving(build_index(tmp_path / "index")) as client:
        yield client


def test_finds_articles_with_their_passages(client: TestClient) -> None:
    found = client.post("/v1/search", json={"query": "Alder Bridge traffic"}).json()
    assert found["query"] == "Alder Bridge traffic"
    assert found["window"] is None
    best = found["hits"][0]
    assert best["article_id"] == "bridge-1"
    assert best["title"] == "Alder Bridge to open in May"
    assert best["publisher"] == "Example Gazette"
    assert best["published"] == "2025-04-28"
    assert best["url"] == "https://gazette.example/bridge"
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)
    stored = client.get("/v1/articles/bridge-1").json()["text"]
    for passage in best["passages"]:
        assert stored[passage["start"] : passage["end"]] == passage["quote"]


def test_says_which_window_it_understood(client: TestClient) -> None:
    body = {"query": "harvest in September 2024", "as_of": "2025-06-01"}
    found = client.post("/v1/search", json=body).json()
    assert found["as_of"] == "2025-06-01"
    assert found["window"] == {"from": "2024-09-01", "to": "2024-09-30"}


def test_keeps_to_the_limits(client: TestClient) -> None:
    body = {"query": "bridge", "from": "2025-05-01", "to": "2025-05-31", "k": 5}
    found = client.post("/v1/search", json=body).json()
    assert [hit["article_id"] for hit in found["hits"]] == ["bridge-2"]


def test_returns_at_most_k(client: TestClient) -> None:
    assert len(client.post("/v1/search", json={"query": "bridge", "k": 1}).json()["hits"]) == 1


@pytest.mark.parametrize("k", [0, 101, -1, "5", 1.5, True, None])
def test_refuses_another_k(client: TestClient, k: object) -> None:
    response = client.post("/v1/search", json={"query": "bridge", "k": k})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "#/k"


def test_explains_on_request(client: TestClient) -> None:
    body = {"query": "harvest in September 2024", "as_of": "2025-06-01", "explain": True}
    found = client.post("/v1/search", json=body).json()
    assert found["understood"]["window_words"] == "in September 2024"
    assert set(found["hits"][0]["score_parts"]) >= {"dense", "words", "age"}
    assert found["widened"] is False


def test_keeps_to_an_author_and_says_why_nothing_is_left(client: TestClient) -> None:
    body = {"query": "bridge", "author": "a. writer"}
    found = client.post("/v1/search", json=body).json()
    assert [hit["article_id"] for hit in found["hits"]] == ["bridge-1"]
    found = client.post("/v1/search", json={**body, "from": "2025-05-01"}).json()
    assert found["hits"] == []
    assert "no article written by a. writer from 2025-05-01" in found["reason"]


@pytest.mark.parametrize("field", ["publisher", "author", "section", "language"])
def test_an_unknown_name_is_a_problem(client: TestClient, field: str) -> None:
    response = client.post("/v1/search", json={"query": "bridge", field: "zzz"})
    assert response.status_code == 422
    assert f"no {field} 'zzz'" in response.json()["detail"]
