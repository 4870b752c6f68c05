from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from http_service import build_index, events_of, serving
from starlette.testclient import TestClient

from service.answer import Answerer
from service.errors import GeneratorError

QUESTION = "When will the Alder Bridge open again?"
CHAT: dict[str, Any] = {"model": "dateline", "messages": [{"role": "user", "content": QUESTION}]}
PATH = "/v1/chat/completions"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serving(build_index(tmp_path / "index")) as client:
        yield client


def _check_annotations(annotations: list[dict[str, Any]], content: str) -> None:
    assert annotations
    for annotation in annotations:
        assert annotation["type"] == "url_citation"
        citation = annotation["url_citation"]
        assert set(citation) == {"url", "title", "start_index", "end_index"}
        assert content[citation["start_index"] : citation["end_index"]] == "[1]"


def test_completes_a_chat(client: TestClient) -> None:
    completion = client.post(PATH, json=CHAT).json()
    assert completion["object"] == "chat.completion"
    assert completion["id"].startswith("chatcmpl-")
    assert completion["model"] == "dateline"
    assert completion["usage"]["total_tokens"] == 0
    (choice,) = completion["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["role"] == "assistant"
    content = choice["message"]["content"]
    assert content == client.post("/v1/ask", json={"question": QUESTION}).json()["text"]
    _check_annotations(choice["message"]["annotations"], content)
    url = choice["message"]["annotations"][0]["url_citation"]["url"]
    assert url.startswith("https://gazette.example/bridge#:~:text=")


def test_cites_its_own_address_for_an_article_without_a_safe_one(client: TestClient) -> None:
    chat = {**CHAT, "from": "2025-05-01", "to": "2025-05-31"}
    message = client.post(PATH, json=chat).json()["choices"][0]["message"]
    citation = message["annotations"][0]["url_citation"]
    assert citation["url"] == "http://testserver/v1/articles/bridge-2"


def test_streams_a_chat(client: TestClient) -> None:
    body = {**CHAT, "stream": True, "stream_options": {"include_usage": True}}
    response = client.post(PATH, json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    *chunks, done = [data for _, data in events_of(response.text)]
    assert done == "[DONE]"
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    *chunks, usage = chunks
    assert (usage["choices"], usage["usage"]["total_tokens"]) == ([], 0)
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert deltas[0]["role"] == "assistant"
    content = "".join(delta.get("content", "") for delta in deltas)
    assert content == client.post(PATH, json=CHAT).json()["choices"][0]["message"]["content"]
    _check_annotations(deltas[-1]["annotations"], content)
    reasons = [chunk["choices"][0]["finish_reason"] for chunk in chunks]
    assert reasons == [None] * (len(chunks) - 1) + ["stop"]


def test_pieces_and_markers_of_several_statements(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    chat = {
        **CHAT,
        "messages": [
            {
                "role": "user",
                "content": "When will the Alder Bridge open, and what did repairs to it cost?",
            }
        ],
    }
    with serving(index, generator="extractive") as client:
        message = client.post(PATH, json={**chat, "detail": True}).json()["choices"][0]["message"]
        streamed = client.post(PATH, json={**chat, "detail": True, "stream": True}).text
    content = message["content"]
    spans = [
        (annotation["url_citation"]["start_index"], annotation["url_citation"]["end_index"])
        for annotation in message["annotations"]
    ]
    assert len(spans) > 1
    assert [content[a:b] for a, b in spans] == [f"[{n}]" for n in range(1, len(spans) + 1)]
    chunks = [data for _, data in events_of(streamed)][:-1]
    pieces = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks]
    assert "".join(pieces) == content
    assert len([piece for piece in pieces if piece]) == len(spans)


def test_an_abstention_is_a_message_that_says_why(tmp_path: Path) -> None:
    chat = {**CHAT, "messages": [{"role": "user", "content": "Who designed the Moon base?"}]}
    with serving(build_index(tmp_path / "index"), generator="extractive") as client:
        message = client.post(PATH, json=chat).json()["choices"][0]["message"]
        streamed = client.post(PATH, json={**chat, "stream": True}).text
    assert "archive" in message["content"]
    assert message["annotations"] == []
    assert events_of(streamed)[1][1]["choices"][0]["delta"]["content"] == message["content"]


def test_the_question_is_the_last_message_of_the_user(client: TestClient) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Who?"},
        {"role": "assistant", "content": None},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}, {"type": "image_url"}]},
    ]
    chat = {"model": "dateline", "messages": messages, "temperature": 0.2, "top_p": 1, "user": "u"}
    content = client.post(PATH, json=chat).json()["choices"][0]["message"]["content"]
    assert content == client.post(PATH, json=CHAT).json()["choices"][0]["message"]["content"]


def test_lists_and_describes_its_model(client: TestClient) -> None:
    listed = client.get("/v1/models").json()
    assert listed["object"] == "list"
    assert [model["id"] for model in listed["data"]] == ["dateline"]
    assert client.get("/v1/models/dateline").json() == listed["data"][0]


@pytest.mark.parametrize(
    ("change", "status", "param", "words"),
    [
        ({"model": "other"}, 404, None, "'dateline'"),
        ({"messages": []}, 400, "messages", "at least 1"),
        ({"messages": [{"role": "system", "content": "x"}]}, 400, None, "role 'user'"),
        ({"messages": [{"role": "user", "content": " "}]}, 400, None, "empty"),
        ({"messages": [{"role": "user", "content": "a" * 2001}]}, 400, None, "2,000"),
        ({"messages": "x"}, 400, "messages", "list"),
        ({"n": 2}, 400, "n", "less than or equal to 1"),
        ({"as_of": "soon"}, 400, "as_of", "YYYY-MM-DD"),
        ({"publisher": "Nobody"}, 400, None, "Nobody"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_have_openai_s_shape(
    client: TestClient,
    change: dict[str, Any],
    status: int,
    param: str | None,
    words: str,
    stream: bool,
) -> None:
    response = client.post(PATH, json={**CHAT, "stream": stream, **change})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    assert words in error["message"]


def test_other_errors_of_its_paths_have_openai_s_shape(client: TestClient, tmp_path: Path) -> None:
    json_type = {"Content-Type": "application/json"}
    large = CHAT["messages"] * 20_000
    with serving(tmp_path / "nothing") as unready:
        responses = {
            404: client.get("/v1/models/other"),
            405: client.get(PATH),
            413: client.post(PATH, json={**CHAT, "messages": large}),
            400: client.post(PATH, content="{", headers=json_type),
            503: unready.post(PATH, json=CHAT),
        }
    for status, response in responses.items():
        assert response.status_code == status
        assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    assert responses[404].json()["error"]["code"] == "model_not_found"
    assert responses[503].json()["error"]["type"] == "server_error"
    assert responses[503].json()["error"]["code"] == "index_missing"


def test_a_failure_within_a_stream_is_its_last_event(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answerer: Answerer = client.app.state.archive.answerer()  # type: ignore[attr-defined]

    def fail(*_: object) -> None:
        raise GeneratorError("the model's server is down")

    monkeypatch.setattr(answerer.generator, "generate", fail)
    events = events_of(client.post(PATH, json={**CHAT, "stream": True}).text)
    assert events[-1][1]["error"]["message"] == "the model's server is down"
