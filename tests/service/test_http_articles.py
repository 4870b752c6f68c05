import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from http_service import ADMIN, ARTICLES, build_index, serving
from starlette.testclient import TestClient

from indexer.lock import writer_lock

NEW = {
    "id": "ferry-1",
    "title": "Ferry to Skua Island starts",
    "publisher": "Island Times",
    "published": "2025-06-01",
    "url": "https://times.example/ferry",
    "text": "The ferry to Skua Island carries 120 passengers on each crossing.",
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serving(build_index(tmp_path / "index")) as client:
        yield client


def _ask_about_the_ferry(client: TestClient) -> dict[str, Any]:
    body = {"question": "How many passengers does the ferry to Skua Island carry?"}
    answer: dict[str, Any] = client.post("/v1/ask", json=body).json()
    return answer


def test_reads_an_article(client: TestClient) -> None:
    article = client.get("/v1/articles/bridge-1").json()
    assert article["text"] == ARTICLES[0]["text"]
    assert article["authors"] == ["A. Writer"]
    assert article["version"] == 1
    assert "source" not in article


@pytest.mark.parametrize("path", ["2024/orchard", "2024%2Forchard"])
def test_reads_an_id_with_a_slash(client: TestClient, path: str) -> None:
    assert client.get(f"/v1/articles/{path}").json()["id"] == "2024/orchard"


@pytest.mark.parametrize("path", ["nobody", "..%2F..%2Fetc%2Fpasswd", "bridge-1?version=9", "%00"])
def test_an_unknown_article_is_a_404(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/articles/{path}")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:dateline:problem:article-unknown"


def test_an_added_article_is_answered_from_at_once(client: TestClient) -> None:
    response = client.post("/v1/articles", json=NEW, headers=ADMIN)
    assert response.status_code == 201
    expected = {"position": 0, "status": "added", "article_id": "ferry-1", "error": None}
    assert response.json() == {"results": [expected]}
    assert _ask_about_the_ferry(client)["citations"][0]["quote"] == NEW["text"]


def test_the_same_article_again_changes_nothing(client: TestClient) -> None:
    client.post("/v1/articles", json=NEW, headers=ADMIN)
    response = client.post("/v1/articles", json=NEW, headers=ADMIN)
    assert response.status_code == 200
    assert response.json()["results"][0]["status"] == "unchanged"
    assert client.get("/v1/articles/ferry-1").json()["version"] == 1


def test_a_replaced_article_is_answered_from_in_its_new_words(client: TestClient) -> None:
    client.post("/v1/articles", json=NEW, headers=ADMIN)
    text = "The ferry to Skua Island carries 90 passengers on each crossing."
    response = client.post("/v1/articles", json={**NEW, "text": text}, headers=ADMIN)
    assert response.status_code == 200
    assert response.json()["results"][0]["status"] == "updated"
    assert _ask_about_the_ferry(client)["citations"][0]["quote"] == text
    assert client.get("/v1/articles/ferry-1").json()["version"] == 2
    assert client.get("/v1/articles/ferry-1?version=1").json()["text"] == NEW["text"]


def test_a_removed_article_is_cited_and_shown_no_more(client: TestClient) -> None:
    client.post("/v1/articles", json=NEW, headers=ADMIN)
    response = client.delete("/v1/articles/ferry-1", headers=ADMIN)
    assert (response.status_code, response.content) == (204, b"")
    cited = {citation["article_id"] for citation in _ask_about_the_ferry(client)["citations"]}
    assert "ferry-1" not in cited
    assert client.get("/v1/articles/ferry-1").status_code == 404
    assert client.get("/v1/articles/ferry-1?version=1").status_code == 404
    assert client.delete("/v1/articles/ferry-1", headers=ADMIN).status_code == 404


_FAULTS = ["'text'", "not an object", "soon", "half", "500 characters"]


def test_a_bad_item_does_not_keep_the_others_back(client: TestClient) -> None:
    items = [NEW, {"id": "x"}, "text", {**NEW, "id": "d", "published": "soon"}, {"text": "a\ud800"},
             {**NEW, "id": "a" * 501}]  # fmt: skip
    body = json.dumps(items)
    headers = {**ADMIN, "Content-Type": "application/json"}
    response = client.post("/v1/articles", content=body, headers=headers)
    assert response.status_code == 201
    results = response.json()["results"]
    assert [result["status"] for result in results] == ["added", *["failed"] * 5]
    assert [result["position"] for result in results] == [0, 1, 2, 3, 4, 5]
    for result, words in zip(results[1:], _FAULTS, strict=True):
        assert words in result["error"]


def test_an_article_without_id_and_url_keeps_its_derived_id(client: TestClient) -> None:
    item = {"text": "Gulls returned to the cliffs.", "title": "Gulls"}
    first = client.post("/v1/articles", json=item, headers=ADMIN).json()["results"][0]
    again = client.post("/v1/articles", json=item, headers=ADMIN).json()["results"][0]
    assert first["status"] == "added"
    assert again == {**first, "status": "unchanged"}


@pytest.mark.parametrize("body", [[], {}, [{}], 3, "text", None])
def test_a_request_without_a_usable_article_is_a_422(client: TestClient, body: object) -> None:
    response = client.post("/v1/articles", json=body, headers=ADMIN)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_a_locked_index_is_a_503_with_the_time_to_wait(client: TestClient, tmp_path: Path) -> None:
    with writer_lock(tmp_path / "index"):
        added = client.post("/v1/articles", json=NEW, headers=ADMIN)
        removed = client.delete("/v1/articles/bridge-1", headers=ADMIN)
    for response in (added, removed):
        assert response.status_code == 503
        assert response.json()["type"] == "urn:dateline:problem:index-locked"
        assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}]
)
def test_writing_needs_the_admin_key(client: TestClient, headers: dict[str, str]) -> None:
    for response in (
        client.post("/v1/articles", json=NEW, headers=headers),
        client.delete("/v1/articles/bridge-1", headers=headers),
    ):
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
        kind = "wrong" if headers else "missing"
        assert response.json()["type"] == f"urn:dateline:problem:key-{kind}"
    assert client.get("/v1/articles/bridge-1").status_code == 200


def test_without_a_configured_key_nobody_writes(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index"), admin_key=None) as client:
        for headers in ({}, ADMIN, {"Authorization": "Bearer "}):
            response = client.post("/v1/articles", json=NEW, headers=headers)
            assert response.status_code == 403
            assert "DATELINE_ADMIN_KEY" in response.json()["detail"]


def test_writers_take_turns_while_readers_go_on(client: TestClient) -> None:
    def write(number: int) -> int:
        article = {"id": f"gull-{number}", "text": f"Gull {number} came back to the cliffs."}
        return client.post("/v1/articles", json=article, headers=ADMIN).status_code

    def read(number: int) -> int:
        body = {"question": "When will the Alder Bridge open again?"}
        return client.post("/v1/ask", json=body).status_code

    with ThreadPoolExecutor(6) as pool:
        written, answered = pool.map(write, range(8)), pool.map(read, range(8))
    assert set(written) == {201}
    assert set(answered) == {200}
    assert client.get("/readyz").json()["articles"] == 11


def test_an_article_shows_its_versions_corrections_and_copies(client: TestClient) -> None:
    notice = "Correction: An earlier version of this article misstated the number of passengers."
    client.post("/v1/articles", json=NEW, headers=ADMIN)
    text = f"{NEW['text']}\n\nIt sails at noon and at dusk, the timetable says.\n\n{notice}"
    copy = {"id": "ferry-2", "publisher": "Harbour Post", "published": "2025-06-02", "text": text}
    client.post("/v1/articles", json=[{**NEW, "text": text}, copy], headers=ADMIN)
    shown = client.get("/v1/articles/ferry-1").json()
    assert [version["version"] for version in shown["versions"]] == [1, 2]
    assert all(version["added"] for version in shown["versions"])
    (correction,) = shown["corrections"]
    assert correction["quote"] == notice
    assert shown["text"][correction["start"] : correction["end"]] == notice
    assert shown["also"] == [{"publisher": "Harbour Post", "url": None}]
    first = client.get("/v1/articles/ferry-1?version=1").json()
    assert (first["corrections"], first["text"]) == ([], NEW["text"])
    client.delete("/v1/articles/ferry-2", headers=ADMIN)
    assert client.get("/v1/articles/ferry-1").json()["also"] == []


def test_sending_a_removed_article_again_brings_it_back(client: TestClient) -> None:
    client.post("/v1/articles", json=NEW, headers=ADMIN)
    client.delete("/v1/articles/ferry-1", headers=ADMIN)
    client.post("/v1/articles", json=NEW, headers=ADMIN)
    assert client.get("/v1/articles/ferry-1").json()["text"] == NEW["text"]


def test_a_purged_article_is_in_no_file(client: TestClient, tmp_path: Path) -> None:
    def holders() -> list[str]:
        files = (path for path in (tmp_path / "index").rglob("*") if path.is_file())
        return [path.name for path in files if b"Skua Island" in path.read_bytes()]

    client.post("/v1/articles", json=NEW, headers=ADMIN)
    client.delete("/v1/articles/ferry-1", headers=ADMIN)
    assert holders() != []
    assert client.delete("/v1/articles/ferry-1?purge=true", headers=ADMIN).status_code == 204
    assert holders() == []
    assert client.delete("/v1/articles/nobody?purge=true", headers=ADMIN).status_code == 404
    assert client.delete("/v1/articles/bridge-1?purge=maybe", headers=ADMIN).status_code == 422
    assert "ferry-1" not in {c["article_id"] for c in _ask_about_the_ferry(client)["citations"]}
