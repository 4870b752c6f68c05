from collections.abc import Iterator
from pathlib import Path

import pytest
from http_service import build_index, events_of, serving
from starlette.testclient import TestClient

from service.answer import Answer, Answerer
from service.errors import GeneratorError

QUESTION = "When will the Alder Bridge open again?"
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serving(build_index(tmp_path / "index")) as client:
        yield client


def test_answers_with_citations_that_stand_in_the_stored_article(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "as_of": "2025-04-30"})
    assert response.status_code == 200
    answer = response.json()
    assert set(answer) == set(Answer.model_fields)
    assert answer["as_of"] == "2025-04-30"
    assert answer["text"].endswith("[1]")
    for citation in answer["citations"]:
        stored = client.get(f"/v1/articles/{citation['article_id']}").json()["text"]
        assert stored[citation["start"] : citation["end"]] == citation["quote"]


def test_the_limits_reach_the_answer(client: TestClient) -> None:
    limits = {"from": "2024-01-01", "to": "2024-12-31", "publisher": "example gazette"}
    answer = client.post("/v1/ask", json={"question": "What was late?", **limits}).json()
    assert answer["window"] == {"from": "2024-01-01", "to": "2024-12-31"}
    assert {citation["article_id"] for citation in answer["citations"]} == {"2024/orchard"}


def test_abstains_with_a_reason(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    with serving(index, generator="extractive") as client:
        answer = client.post("/v1/ask", json={"question": "Who designed the Moon base?"}).json()
    assert answer["abstained"]
    assert answer["text"] == answer["reason"] != ""
    assert answer["statements"] == answer["citations"] == []


def test_streams_events_in_their_order(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION}, headers=EVENTS)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    events = events_of(response.text)
    assert [name for name, _ in events] == ["status", "passages", "status", "statement", "answer"]
    data = dict(events)
    assert data["passages"]["hits"][0]["article_id"] == "bridge-1"
    assert data["passages"]["hits"][0]["passages"][0]["quote"]
    assert data["statement"]["statement"] == data["answer"]["statements"][0]
    assert data["statement"]["citations"] == data["answer"]["citations"]


def test_streams_the_answer_that_is_not_streamed_otherwise(client: TestClient) -> None:
    whole = client.post("/v1/ask", json={"question": QUESTION}).json()
    events = events_of(client.post("/v1/ask", json={"question": QUESTION}, headers=EVENTS).text)
    streamed = events[-1][1]
    assert {**streamed, "timings_ms": {}} == {**whole, "timings_ms": {}}


def test_an_unusable_question_has_its_status_before_a_stream_begins(client: TestClient) -> None:
    body = {"question": QUESTION, "publisher": "Nobody's Paper"}
    response = client.post("/v1/ask", json=body, headers=EVENTS)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert "Nobody's Paper" in response.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [(GeneratorError("the model's server is down"), 503, True), (KeyError("secret"), 500, False)],
)
def test_a_failure_within_a_stream_is_its_last_event(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    told: bool,
) -> None:
    answerer: Answerer = client.app.state.archive.answerer()  # type: ignore[attr-defined]

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(answerer.generator, "generate", fail)
    events = events_of(client.post("/v1/ask", json={"question": QUESTION}, headers=EVENTS).text)
    assert [name for name, _ in events] == ["status", "passages", "status", "error"]
    problem = events[-1][1]
    assert problem["status"] == status
    assert (str(error) in problem["detail"]) is told


@pytest.mark.parametrize("accept", ["application/json", "*/*", "text/event-streams"])
def test_answers_in_json_to_other_clients(client: TestClient, accept: str) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION}, headers={"Accept": accept})
    assert response.headers["content-type"] == "application/json"
